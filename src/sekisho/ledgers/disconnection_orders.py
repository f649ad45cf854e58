"""切離し決定簿: what the head of the town ordered (かつらぎ町 第4条第2項前段).

One entry is one decision: to cut, not to cut, or to reconnect, which is a decision of its own. An order that is
given here is given at the moment at which it is written; what was decided on paper names the paper, and stays late.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.drills import check_drill
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField
from sekisho.kernel.refusals import BackDated
from sekisho.kernel.town import pack
from sekisho.offices.fields import CutOptionField

SAME_MOMENT = timedelta(minutes=10)  # a form that lay open for so long is not back-dated
UNCHANGED = _("決定の日時は後から変えられません。誤りなら抹消し、決定し直してください。")
NOT_BACK_DATED = _(
    "決定の日時をさかのぼらせることはできません。紙で決めたのなら、その決定書の置き場所を書いてください。"
)


class DisconnectionOrder(Entry):
    """One decision of the head of the town, in whose stead only the law or their own written decision puts somebody."""

    class Kind(models.TextChoices):
        CUT = "cut", _("切り離す")
        KEEP = "keep", _("切り離さない")
        RECONNECT = "reconnect", _("つなぎ直す")

    sheet = LineField("disconnections", verbose_name=_("切離し判断票"))
    is_drill = models.BooleanField(_("訓練"), default=False)
    kind = models.CharField(_("決定"), max_length=9, choices=Kind)
    option = CutOptionField(_("切り離し方"), blank=True)
    decided_at = models.DateTimeField(_("決定した日時"))
    because = models.TextField(_("理由・付ける条件"))
    number = models.CharField(_("文書番号"), max_length=40, blank=True)
    paper_place = models.CharField(
        _("紙の決定書の置き場所(後から書き写したとき)"), max_length=120, blank=True
    )

    class Meta(Entry.Meta):
        verbose_name = _("切離しの決定")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=(~Q(kind="cut") & Q(option="")) | (Q(kind="cut") & ~Q(option="")),
                name="%(class)s_cut_names_its_option",
                violation_error_message=_(
                    "切り離すときは切り離し方を選び、切り離さないときは空けてください。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()

    def clean(self) -> None:
        """An order is not back-dated, whether when it is given or afterwards. Raises BackDated, which stays on record."""
        check_drill(self, "sheet")
        if self.retired_on is not None or self.decided_at is None:
            return  # struck out, or a finding of its own
        earlier = type(self)._default_manager.filter(line=self.line_id) if self.line_id else None
        first = earlier.select_related("event").order_by("revision").first() if earlier is not None else None
        if first is not None and self.decided_at > first.decided_at:
            raise ValidationError({"decided_at": UNCHANGED})
        written_at = first.event.recorded_at if first is not None else self._written_at()
        moved = first is not None and self.decided_at < first.decided_at
        if moved or (not self.paper_place and self.decided_at < written_at - SAME_MOMENT):
            raise BackDated(str(UNCHANGED if moved else NOT_BACK_DATED), clause=_clause())

    def _written_at(self) -> datetime:
        """The moment of the act that records it; a form that is only looked at has none yet."""
        return self.event.recorded_at if hasattr(self, "event") else timezone.now()


def _clause() -> str | None:
    rule = pack().disconnection
    return rule.clause if rule is not None else None


DISCONNECTION_ORDERS = Ledger(
    slug="disconnection_orders",
    model=DisconnectionOrder,
    title=_("切離し決定簿"),
    columns=("sheet", "is_drill", "kind", "option", "decided_at", "because", "number", "paper_place"),
    ordering=("-decided_at", "-line__number"),
    filters=("kind", "is_drill"),
    search=("because", "number"),
    happened=("decided_at",),
    evidence_on=("decided_at",),
    drill="is_drill",
)
