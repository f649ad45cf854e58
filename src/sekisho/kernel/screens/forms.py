"""Forms made from a ledger's description."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import DateField, DateTimeField, TextField, TimeField
from django.forms import ModelForm, modelform_factory
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.bounds import check_bounds
from sekisho.kernel.file_kinds import KINDS
from sekisho.kernel.ledger import AnyField, Ledger
from sekisho.kernel.models import Entry, Line, LineField
from sekisho.kernel.queries import standing
from sekisho.kernel.refusals import Attempt
from sekisho.kernel.registry import ledger as find_ledger

FEW_CHOICES = 4  # so many are seen at one glance, and chosen with one key


class LineChoiceField(forms.TypedChoiceField):
    """A line of another ledger, chosen by what its entry is called."""

    def __init__(
        self, other: Ledger, known_at: datetime, **kwargs: Any
    ) -> None:  # Any: Django's own signature
        entries = sorted(standing(other.model, known_at), key=_reading)
        choices = [("", "—"), *((str(entry.line_id), str(entry)) for entry in entries)]
        super().__init__(choices=choices, coerce=_line, empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:  # Any: as declared by Django
        """The line's id, whether a line or an id is given."""
        return str(value.pk) if isinstance(value, Line) else value


class ReasonField(forms.CharField):
    """Why a line was amended or struck out, or a duty excused: never left empty."""

    widget = forms.Textarea(attrs={"rows": 2})
    default_error_messages: ClassVar = {"required": _("理由を書いてください。")}


class ReasonForm(forms.Form):
    """The reason that every amendment has."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = ReasonField(label=_("訂正の理由"))


class RetireForm(forms.Form):
    """What striking a line out asks."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    retired_on = forms.DateField(
        label=_("抹消日"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    reason = ReasonField(label=_("抹消の理由"))


class AttachForm(forms.Form):
    """The file to attach."""

    file = forms.FileField(
        label=_("ファイル"),
        allow_empty_file=True,  # `attach` says it better
        error_messages={
            "required": _("ファイルを選んでください。選んであったなら、大きすぎて受け取れませんでした。")
        },
        widget=forms.FileInput(attrs={"accept": ",".join(end for kind in KINDS for end in kind.suffixes)}),
    )


class EntryForm(ModelForm):  # type: ignore[type-arg]  # Django's class takes no argument at run time
    """Asks for the facts of one entry. What was tried is left for the verb to refuse, which puts it on record."""

    def _post_clean(self) -> None:
        with suppress(Attempt):
            super()._post_clean()  # type: ignore[misc]  # Django's hook, which its types leave out


def form_class(ledger: Ledger, known_at: datetime) -> type[ModelForm[Entry]]:
    """A form that asks the ledger's columns."""

    def field_for(field: AnyField, **kwargs: Any) -> forms.Field | None:  # Any: as Django calls it
        if isinstance(field, LineField):
            other = find_ledger(field.ledger)
            assert other is not None, f"{field} refers to no registered ledger"
            return LineChoiceField(other, known_at, label=field.verbose_name, required=not field.blank)
        return field.formfield(**kwargs, **_shape(field))

    return modelform_factory(
        ledger.model, form=EntryForm, fields=ledger.columns, formfield_callback=field_for
    )


def _shape(field: AnyField) -> dict[str, Any]:  # Any: keywords of Django's formfield
    match field:
        case DateTimeField():
            typed = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
            return {"widget": typed, "validators": [check_bounds]}  # before constraints ask the database
        case DateField():
            picked = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            return {"widget": picked, "validators": [check_bounds]}
        case TimeField():
            return {"widget": forms.TimeInput(format="%H:%M", attrs={"type": "time"})}
        case TextField():
            return {"widget": forms.Textarea(attrs={"rows": 3})}
        case _ if field.choices and field.has_default() and len(field.flatchoices) <= FEW_CHOICES:
            return {"widget": forms.RadioSelect}
        case _:
            return {}


def _line(value: str) -> Line | None:
    return Line.objects.filter(pk=value).first() if value else None


def _reading(entry: Entry) -> str:
    return str(getattr(entry, "reading", "") or entry)
