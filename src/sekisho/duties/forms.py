"""The forms of discharging and reporting: which entry shows it, or where the paper is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.duties.pointing import Pointed, told
from sekisho.kernel.registry import ledger as find_ledger
from sekisho.kernel.screens.statements import ReportForm
from sekisho.kernel.wording import said
from sekisho.rules.model import Duty


class DischargeForm(forms.Form):
    """What pointing at evidence asks: an entry; or the day it was done, and where the paper is."""

    entry = forms.ChoiceField(label=gettext_lazy("証拠となる記載"), required=False)
    done_on = forms.DateField(
        label=gettext_lazy("実施日"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    paper = forms.CharField(
        label=gettext_lazy("証拠(文書の名称と保管場所)"),
        max_length=200,
        help_text=gettext_lazy("例: 研修受講記録 令和8年度第1回 総務課書庫3-2"),
    )

    def __init__(self, offered: Sequence[Pointed], *args: Any, **kwargs: Any) -> None:  # Any: Django's own
        super().__init__(*args, **kwargs)
        self.offered = _offer(self, "entry", offered)
        if offered:
            self.fields["done_on"].required = self.fields["paper"].required = False
            self.initial.setdefault("entry", offered[0].key)

    def clean(self) -> dict[str, Any]:  # Any: as Django keeps what was sent
        """One kind of evidence; an entry brings its own day."""
        found = super().clean() or self.cleaned_data
        pointed = self.offered.get(found.pop("entry", ""))
        if pointed is not None and found.get("paper"):
            raise forms.ValidationError(_("証拠は、簿冊の行・報告・紙の文書のどれか一つを示してください。"))
        if pointed is not None:
            return {"done_on": pointed.on, "evidence": pointed.line}
        for name in ("done_on", "paper"):
            if not found.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        return found


class CausedReportForm(ReportForm):
    """A report, and the entry that gave rise to it, if one did."""

    about = forms.ChoiceField(label=gettext_lazy("もとの記載"), required=False)

    def __init__(self, causes: Sequence[Pointed], *args: Any, **kwargs: Any) -> None:  # Any: Django's own
        super().__init__(*args, **kwargs)
        self.causes = _offer(self, "about", causes)

    def clean(self) -> dict[str, Any]:  # Any: as Django keeps what was sent
        """The line itself, as the verb takes it."""
        found = super().clean() or self.cleaned_data
        cause = self.causes.get(found.pop("about", ""))
        return {**found, "about_line": cause.line if cause is not None else None}


def begun_from(
    duty: Duty, causes: Sequence[Pointed], asked: Mapping[str, Any], at: datetime
) -> dict[str, object]:  # Any: what a link says
    """What a report says beforehand: the content of the entry that was asked for, or of the only one."""
    cause = next((one for one in causes if one.key == asked.get("about")), None)
    if cause is None and len(causes) == 1:
        [cause] = causes
    kept = find_ledger(duty.evidence)
    if cause is None or kept is None:
        return {"title": said(duty.title)}
    title = _("%(duty)s(%(entry)s)") % {"duty": said(duty.title), "entry": cause.entry}
    return {"title": title[:120], "about": cause.key, "statement": told(kept, cause.entry, at)}


def _offer(form: forms.Form, name: str, offered: Sequence[Pointed]) -> dict[str, Pointed]:
    """Let the form choose among the entries; without any the field is not asked for."""
    if not offered:
        del form.fields[name]
        return {}
    choices = [("", "―"), *((one.key, str(one)) for one in offered)]
    form.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField has choices
    return {one.key: one for one in offered}
