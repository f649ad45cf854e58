"""What the pages of the council and of audits ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sekisho.council.models import AuditSample
from sekisho.kernel.registry import ledgers
from sekisho.kernel.town import pack
from sekisho.kernel.wording import said
from sekisho.ledgers.attendance import Attendance
from sekisho.ledgers.resolutions import Resolution
from sekisho.rules.seats import Seat

MOST_DRAWN = 500


def _day(label: object, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, widget=widget)  # type: ignore[arg-type]  # a lazy text


class HoldForm(forms.Form):
    """The day on which it was held, and each seat with whoever was there."""

    def __init__(
        self, *args: Any, seats: list[tuple[Seat, str, str]], persons: list[tuple[str, str]], **kwargs: Any
    ):
        """`seats` with the office and the name of whoever is appointed; `persons` to choose a proxy from."""
        super().__init__(*args, **kwargs)  # Any: Django's own open signature
        self.fields["held_on"] = _day(_("開催日"))
        for place, (seat, office, name) in enumerate(seats):
            vacant = not seat.appointed
            self.fields[f"presence_{place}"] = forms.ChoiceField(
                label=f"{office} {name}".strip(),
                choices=Attendance.Presence.choices,
                initial="vacant" if vacant else "present",
            )
            self.fields[f"proxy_{place}"] = forms.ChoiceField(
                label=f"{office}: {_('代理で出席した者')}", choices=[("", "—"), *persons], required=False
            )


class ResolveForm(forms.Form):
    """One matter as it came out."""

    matter = forms.ChoiceField(label=_("審議事項"))
    title = forms.CharField(label=_("件名"), max_length=120)
    statement = forms.CharField(label=_("決定・審議の内容"), widget=forms.Textarea(attrs={"rows": 4}))
    outcome = forms.ChoiceField(label=_("結果"), choices=Resolution.Outcome.choices)
    manner = forms.CharField(label=_("決め方(あったとおりに)"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as above
        super().__init__(*args, **kwargs)
        council = pack().council
        matters = council.matters if council else ()
        self.fields["matter"].choices = [(one.clause, said(one.title)) for one in matters]  # type: ignore[attr-defined]  # a ChoiceField has choices


class MinutesForm(forms.Form):
    """The summary; the rest of the minutes is on record already."""

    summary = forms.CharField(label=_("議事の要旨"), widget=forms.Textarea(attrs={"rows": 6}))


class IssueForm(forms.Form):
    """What an instruction or a request asks."""

    to_section = forms.ChoiceField(label=_("宛先"))
    statement = forms.CharField(label=_("内容"), widget=forms.Textarea(attrs={"rows": 4}))
    due_on = _day(_("期限(要請には付けられません)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as above
        super().__init__(*args, **kwargs)
        self.fields["to_section"].choices = [  # type: ignore[attr-defined]  # as above
            (one.id, f"{said(one.name)}({_('要請') if one.independent else _('指示')})")
            for one in pack().sections
        ]


class CarryForm(forms.Form):
    """How far the office has come."""

    step = forms.ChoiceField(
        label=_("記録すること"),
        choices=[("receive", _("受領")), ("reply", _("回答")), ("complete", _("完了"))],
    )
    words = forms.CharField(
        label=_("回答の内容、または完了の証拠(簿冊の行・文書の名)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SampleForm(forms.Form):
    """From where to draw, and how many."""

    source = forms.ChoiceField(label=_("抽出元"))
    size = forms.IntegerField(label=_("抽出する数"), min_value=1, max_value=MOST_DRAWN, initial=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: as above
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [  # type: ignore[attr-defined]  # as above
            (AuditSample.HISTORY, _("操作履歴(保存した行)")),
            *((one.slug, str(one.title)) for one in ledgers()),
        ]
