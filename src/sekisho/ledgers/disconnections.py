"""切離し判断票: what the head of the town has to know to decide at once (かつらぎ町 第4条第2項).

One entry is one sheet. Who may decide, the options and the recipients stand in the rule pack; the order, how it was
carried out and who was told have ledgers of their own, so that each is written by whom it belongs to.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.drills import check_drill
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField
from sekisho.offices.fields import CutOptionField


class Disconnection(Entry):
    """One sheet: what is known, what is at risk, what it means at the counters, when to reconnect."""

    incident = LineField("incidents", verbose_name=_("事故"))
    is_drill = models.BooleanField(_("訓練"), default=False)
    known = models.TextField(_("分かっていること"))
    at_risk = models.TextField(_("危険にさらされているデータ"))
    grounds = models.TextField(_("会議の報告・調査の結果"))
    counters = models.TextField(_("窓口への影響と、その間の手立て"))
    proposed = CutOptionField(_("起案した者の案"), blank=True)
    conditions = models.TextField(_("つなぎ直す条件"))
    laid_at = models.DateTimeField(_("町長に示した日時"))

    class Meta(Entry.Meta):
        verbose_name = _("切離しの判断票")
        constraints: ClassVar = [*Entry.Meta.constraints]

    def __str__(self) -> str:
        words = self.known.splitlines()[0][:40] if self.known else ""
        return f"【訓練】{words}" if self.is_drill else words

    def clean(self) -> None:
        """It belongs to a drill exactly where what it is about does."""
        check_drill(self, "incident")


DISCONNECTIONS = Ledger(
    slug="disconnections",
    model=Disconnection,
    title=_("切離し判断票"),
    columns=(
        *("incident", "is_drill", "known", "at_risk", "grounds", "counters"),
        *("proposed", "conditions", "laid_at"),
    ),
    ordering=("-laid_at", "-line__number"),
    filters=("is_drill",),
    search=("known", "at_risk"),
    happened=("laid_at",),
    drill="is_drill",
)
