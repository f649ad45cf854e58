"""カード残数照合簿: the cards in the safe, counted against the balance of their ledger (かつらぎ町 第5条第1号ス).

Only a count that agrees is evidence. One that differs stays on record with its explanation; when
the ledger has been put right the cards are counted again.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField
from sekisho.rules.model import Card


class CardCount(Entry):
    """One counting of one kind of card, by two where there were two."""

    class Kind(models.TextChoices):
        MY_NUMBER = Card.MY_NUMBER, _("個人番号カード")
        RESIDENT = Card.RESIDENT, _("住民基本台帳カード")

    class Outcome(models.TextChoices):
        AGREES = "agrees", _("合う")
        DIFFERS = "differs", _("合わない")

    counted_on = models.DateField(_("数えた日"))
    kind = models.CharField(_("カードの種別"), max_length=16, choices=Kind)
    in_ledger = models.PositiveIntegerField(_("簿上の残"))
    found = models.PositiveIntegerField(_("現物の数"))
    outcome = models.CharField(_("照合の結果"), max_length=8, choices=Outcome)
    explanation = models.TextField(_("差の説明と処置"), blank=True)
    counter = LineField("persons", verbose_name=_("数えた者"))
    witness = LineField("persons", verbose_name=_("立会者"), null=True, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("カード残数の照合")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(outcome="agrees", in_ledger=F("found"))
                | (Q(outcome="differs") & ~Q(in_ledger=F("found")) & ~Q(explanation="")),
                name="%(class)s_outcome_is_that_of_numbers",
                violation_error_message=_(
                    "照合の結果が、簿上の残と現物の数に合っていません。合わないときは、差の説明と処置を書いてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(witness__isnull=True) | ~Q(counter=F("witness")),
                name="%(class)s_witness_is_another",
                violation_error_message=_(
                    "数えた者と立会者が同じです。立会者がいなければ空けておいてください。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.counted_on}"


CARD_COUNTS = Ledger(
    slug="card_counts",
    model=CardCount,
    title=_("カード残数照合簿"),
    columns=("counted_on", "kind", "in_ledger", "found", "outcome", "explanation", "counter", "witness"),
    ordering=("-counted_on", "-line__number"),
    filters=("kind", "outcome"),
    search=("explanation",),
    happened=("counted_on",),
    evidence_on=("counted_on",),
    matter="outcome",
)
