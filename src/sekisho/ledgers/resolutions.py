"""会議決定簿: what the council deliberated on and how it came out (かつらぎ町 第3条第6項).

One entry is one matter at one meeting. How many were there and how it was decided are written down as they were: the
text knows neither a quorum nor a majority, and none is computed here.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Decision, Entry, LineField
from sekisho.offices.fields import MatterField


class Resolution(Entry):
    """One matter at one meeting; `decision_number` names the decision (決定) that it became."""

    class Outcome(models.TextChoices):
        DECIDED = "decided", _("決定した")
        CONFIRMED = "confirmed", _("報告を受けて確認した")
        CONTINUED = "continued", _("継続して審議する")

    meeting = LineField("meetings", verbose_name=_("会議"))
    matter = MatterField(_("審議事項"))
    deliberated_on = models.DateField(_("審議した日"))
    title = models.CharField(_("件名"), max_length=120)
    statement = models.TextField(_("決定・審議の内容"))
    outcome = models.CharField(_("結果"), max_length=9, choices=Outcome)
    present = models.PositiveSmallIntegerField(_("そのとき出席していた人数"))
    manner = models.CharField(_("決め方(あったとおりに)"), max_length=200)
    decision_number = models.CharField(_("決定の文書番号"), max_length=40, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("会議の決定")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(decision_number="") | Q(outcome="decided"),
                name="%(class)s_number_of_decided",
                violation_error_message=_("決定した事項だけが、決定の文書番号を持ちます。"),
            ),
        ]

    def clean(self) -> None:
        """The number is that of a decision on record."""
        number = self.decision_number
        if number and not Decision.objects.filter(document_number=number, clause=self.matter).exists():
            raise ValidationError(
                {"decision_number": _("この番号の、この審議事項についての決定は記録されていません。")}
            )

    def __str__(self) -> str:
        return f"{self.decision_number} {self.title}".strip()


RESOLUTIONS = Ledger(
    slug="resolutions",
    model=Resolution,
    title=_("会議決定簿"),
    columns=(
        "meeting",
        "matter",
        "deliberated_on",
        "title",
        "statement",
        "outcome",
        "present",
        "manner",
        "decision_number",
    ),
    ordering=("-deliberated_on", "-line__number"),
    filters=("outcome",),
    search=("title", "statement", "manner", "decision_number"),
    happened=("deliberated_on",),
    evidence_on=("deliberated_on",),
    matter="matter",
    desk="council",
)
