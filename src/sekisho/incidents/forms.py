"""The few fields of each step. What a step can know beforehand is filled in: on the worst day nobody types a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from sekisho.incidents.signatures import Signature
from sekisho.incidents.telling import recipients
from sekisho.kernel.bounds import check_bounds
from sekisho.kernel.town import pack
from sekisho.kernel.wording import said
from sekisho.ledgers.disconnection_runs import DisconnectionRun
from sekisho.ledgers.incidents import Incident
from sekisho.offices.standing import People


def moment_field(label: Any, *, required: bool = True) -> forms.DateTimeField:  # Any: a lazy text
    """A moment, typed as the browser's own picker gives it."""
    typed = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    return forms.DateTimeField(label=label, required=required, widget=typed, validators=[check_bounds])


def text_field(
    label: Any, *, required: bool = True, rows: int = 3, help_text: Any = "", lang: str = ""
) -> forms.CharField:  # Any: lazy
    """A few lines; `lang` where what is proposed is written in one language whoever reads it."""
    attributes = {"rows": rows, **({"lang": lang} if lang else {})}
    return forms.CharField(
        label=label, required=required, help_text=help_text, widget=forms.Textarea(attrs=attributes)
    )


def this_minute() -> datetime:
    """Now, as a form shows it."""
    return timezone.localtime().replace(second=0, microsecond=0)


class FirstReportForm(forms.Form):
    """第一報: three fields on top, everything else may come later."""

    summary = text_field(_("何が起きているか"))
    family = forms.ChoiceField(
        label=_("種類"),
        choices=Incident.Family.choices,
        initial=Incident.Family.FAILURE,
        widget=forms.RadioSelect,
    )
    known_at = moment_field(_("知った日時"))
    place = forms.CharField(label=_("場所・機器"), required=False, max_length=120)
    reported_with = forms.ChoiceField(label=_("ともに報告した者"), required=False)
    personal_data = forms.ChoiceField(
        label=_("本人確認情報・個人番号の漏えい等のおそれ"),
        choices=Incident.Likelihood.choices,
        initial=Incident.Likelihood.UNKNOWN,
        required=False,
    )
    level = forms.ChoiceField(label=_("事故のレベル"), required=False)
    reported_at = moment_field(_("統括責任者に報告した日時"))
    slip_place = forms.CharField(
        label=_("紙の第一報の置き場所(後から書き写したとき)"), required=False, max_length=120
    )

    ON_TOP = ("summary", "family", "known_at")

    def __init__(self, *args: Any, known: People, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        people = sorted(known.persons.items(), key=lambda item: item[1].reading)
        levels = [(one.id, said(one.title)) for one in pack().incident_levels]
        _choose(self.fields["reported_with"], [("", "—"), *((key, one.name) for key, one in people)])
        _choose(self.fields["level"], [("", "—"), *levels])

    @property
    def first(self) -> list[forms.BoundField]:
        """What has to be said at once."""
        return [self[name] for name in self.ON_TOP]

    @property
    def later(self) -> list[forms.BoundField]:
        """What may be said later."""
        return [self[name] for name in self.fields if name not in self.ON_TOP]


class InstructForm(forms.Form):
    """指示: what the chief orders."""

    instruction = text_field(_("統括責任者の指示"))
    instructed_at = moment_field(_("指示した日時(紙か口頭で先に指示したとき)"), required=False)


class PreventForm(forms.Form):
    """原因と再発防止: why, and what is done so that it does not come again."""

    cause = text_field(_("原因"))
    prevention = text_field(
        _("再発防止策"), help_text=_("だれに、いつまでに、何を指示したかも書いてください。")
    )


class ToHeadForm(forms.Form):
    """町長への報告: a draft from the facts."""

    statement = text_field(_("報告の内容"), rows=6, lang="ja")


class SheetForm(forms.Form):
    """切離し判断票: what has to be known to decide."""

    known = text_field(_("分かっていること"))
    at_risk = text_field(_("危険にさらされているデータ"), rows=2)
    grounds = text_field(_("会議の報告・調査の結果"), rows=2)
    counters = text_field(_("窓口への影響と、その間の手立て"), rows=2)
    proposed = forms.ChoiceField(label=_("起案した者の案"), required=False)
    conditions = text_field(_("つなぎ直す条件"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        options = [(one.id, said(one.title)) for one in pack().cut_options]
        _choose(self.fields["proposed"], [("", "—"), *options])


class DecideForm(forms.Form):
    """町長の決定: one choice, its reason; paper only where it was decided on paper."""

    choice = forms.ChoiceField(label=_("決定"), widget=forms.RadioSelect)
    because = text_field(_("理由・付ける条件"), rows=2)
    number = forms.CharField(label=_("文書番号"), required=False, max_length=40)
    decided_at = moment_field(_("決定した日時(紙で決めたとき)"), required=False)
    paper_place = forms.CharField(
        label=_("紙の決定書の置き場所(後から書き写したとき)"), required=False, max_length=120
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:  # Any: as above
        super().__init__(*args, **kwargs)
        _choose(self.fields["choice"], choices)


class ExecuteForm(forms.Form):
    """実施: names the plan that was shown; each step that persons carry out is signed with its time."""

    digest = forms.CharField(widget=forms.HiddenInput)
    slip_place = forms.CharField(
        label=_("紙の操作記録の置き場所(後から書き写したとき)"), required=False, max_length=120
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        self._tasks: Sequence[str] = self.initial.get("tasks", ())
        for place, task in enumerate(self._tasks, 1):
            self.fields[f"at_{place}"] = moment_field(f"{place} {task}")
            self.initial.setdefault(f"at_{place}", this_minute())
            could_not = format_lazy("{place} {words}", place=place, words=_("できなかった"))
            self.fields[f"could_not_{place}"] = forms.BooleanField(label=could_not, required=False)
        self.order_fields([name for name in self.fields if name != "slip_place"])

    @property
    def signatures(self) -> list[Signature]:
        """What was signed, in the order of the plan."""
        given = self.cleaned_data
        return [
            Signature(given[f"at_{place}"], not given[f"could_not_{place}"])
            for place in range(1, len(self._tasks) + 1)
        ]

    def clean(self) -> dict[str, Any]:  # Any: Django's own signature
        """With the signatures, where all of them are there."""
        given: dict[str, Any] = super().clean() or {}
        return given if self.errors else {**given, "signatures": self.signatures}


class SeenForm(forms.Form):
    """What somebody saw who looked: left empty only where a machine looks. Nothing is chosen beforehand."""

    seen = forms.ChoiceField(
        label=_("確かめた結果"), choices=[("", "—"), *DisconnectionRun.Seen.choices], required=False
    )
    facts = text_field(_("確かめて見えたこと"), rows=2, required=False)


class NoticesForm(forms.Form):
    """通報: several at once."""

    chosen = forms.MultipleChoiceField(label=_("知らせた先"), widget=forms.CheckboxSelectMultiple)
    told_at = moment_field(_("口頭で知らせた日時"))
    statement = text_field(_("知らせた内容"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        _choose(self.fields["chosen"], [(one.id, said(one.name)) for one in recipients()])


class GovernorForm(forms.Form):
    """知事への報告: a draft from the facts, the number, dispatch and receipt."""

    statement = text_field(_("報告の内容"), rows=12, lang="ja")
    number = forms.CharField(label=_("文書番号"), max_length=40)
    means = forms.CharField(label=_("送り方"), max_length=60)
    sent_at = moment_field(_("発送した日時"))
    received_at = moment_field(_("相手が受け取った日時"), required=False)
    received_by = forms.CharField(label=_("受け取った者・受信の確認"), required=False, max_length=80)


def _choose(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
