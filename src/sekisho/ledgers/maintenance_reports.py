"""保守点検報告簿: 「委託業者の保守点検を受けたときは、その内容を統括責任者に報告」(かつらぎ町 第5条第1号ク).

One entry is one visit, or one session from afar. It discharges nothing: what the clause asks for is that its
content reaches the chief, so the visit sets the duty off and the report discharges it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField, not_before


class MaintenanceReport(Entry):
    """What a contractor did on one day, who was there, and how the system was left."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("定期")
        UNPLANNED = "unplanned", _("臨時")
        REMOTE = "remote", _("遠隔")

    class Result(models.TextChoices):
        IN_ORDER = "in_order", _("異常なし")
        MENDED = "mended", _("不具合を直した")
        REMAINS = "remains", _("不具合が残った")

    contractor = LineField("contractors", verbose_name=_("業者"))
    workers = models.CharField(_("作業者"), max_length=120)
    kind = models.CharField(_("区分"), max_length=10, choices=Kind, default=Kind.REGULAR)
    visited_on = models.DateField(_("実施日"))
    began_at = models.TimeField(_("開始時刻"))
    ended_at = models.TimeField(_("終了時刻"), null=True, blank=True)
    work = models.TextField(_("作業の内容"))
    result = models.CharField(_("結果"), max_length=8, choices=Result, default=Result.IN_ORDER)
    faults = models.TextField(_("不具合と対応"), blank=True)
    witness = LineField("persons", verbose_name=_("立会者"), null=True, blank=True)
    document = models.CharField(_("作業報告書(名称と保管場所)"), max_length=120, blank=True)
    next_on = models.DateField(_("次回の予定日"), null=True, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("保守点検")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("next_on", "visited_on"),
            models.CheckConstraint(
                condition=Q(result="in_order") | ~Q(faults=""),
                name="%(class)s_fault_is_told",
                violation_error_message=_("不具合がありました。「不具合と対応」を書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.visited_on}"


MAINTENANCE_REPORTS = Ledger(
    slug="maintenance_reports",
    model=MaintenanceReport,
    title=_("保守点検報告簿"),
    columns=(
        "contractor",
        "workers",
        "kind",
        "visited_on",
        "began_at",
        "ended_at",
        "work",
        "result",
        "faults",
        "witness",
        "document",
        "next_on",
    ),
    ordering=("-visited_on", "-line__number"),
    filters=("kind", "result"),
    search=("workers", "work", "faults", "document"),
    happened=("visited_on",),
)
