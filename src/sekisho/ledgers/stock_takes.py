"""棚卸簿: 管理簿と現物を合わせた記録 (かつらぎ町 第5条第1号エ・ケ・サ).

One entry is one counting of one kind of thing. A difference must be explained.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField


class StockTake(Entry):
    """What was counted on a day, and what the ledger said of that day."""

    class Matter(models.TextChoices):
        CREDENTIALS = "credentials", _("認証情報")
        TERMINALS = "terminals", _("業務端末")
        ASSETS = "assets", _("情報資産")

    matter = models.CharField(_("棚卸の対象"), max_length=12, choices=Matter)
    taken_on = models.DateField(_("棚卸日"))
    taker = LineField("persons", verbose_name=_("数えた者"))
    witness = LineField("persons", verbose_name=_("立会者"), null=True, blank=True)
    in_ledger = models.PositiveIntegerField(_("管理簿の数"))
    found = models.PositiveIntegerField(_("現物の数"))
    not_found = models.PositiveIntegerField(_("管理簿にあって現物のない数"), default=0)
    explanation = models.TextField(_("違いの説明と処置"), blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("棚卸")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(explanation="") | Q(in_ledger=F("found"), not_found=0),
                name="%(class)s_difference_is_explained",
                violation_error_message=_("管理簿と現物が違います。「違いの説明と処置」を書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(not_found__lte=F("in_ledger")),
                name="%(class)s_missing_was_in_ledger",
                violation_error_message=_("現物のない数が、管理簿の数を超えています。"),
            ),
            models.CheckConstraint(
                condition=Q(witness__isnull=True) | ~Q(taker=F("witness")),
                name="%(class)s_witness_is_another",
                violation_error_message=_(
                    "数えた者と立会者が同じです。立会者がいなければ空けておいてください。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_matter_display()} {self.taken_on}"


STOCK_TAKES = Ledger(
    slug="stock_takes",
    model=StockTake,
    title=_("棚卸簿"),
    columns=("matter", "taken_on", "taker", "witness", "in_ledger", "found", "not_found", "explanation"),
    ordering=("-taken_on", "-line__number"),
    filters=("matter",),
    search=("explanation",),
    happened=("taken_on",),
    evidence_on=("taken_on",),
    matter="matter",
)
