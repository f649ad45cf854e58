"""特別事項簿: what falls to 管財情報課 and under no other clause (かつらぎ町 第5条第2号オ).

One entry is one matter. It says why no other clause fits, so that this does not become the
place for everything.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Length, Trim
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, not_before

A_SENTENCE = 10  # characters: 「規程に定めがない」 alone says nothing about this matter


class SpecialMatter(Entry):
    """One matter, from the day it arose to the day it was dealt with."""

    arose_on = models.DateField(_("生じた日"))
    statement = models.TextField(_("特別な事項の内容"))
    no_other_clause_because = models.TextField(_("他の条項に入らない理由"))
    action_taken = models.TextField(_("処置"), blank=True)
    done_on = models.DateField(_("処置した日"), null=True, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("特別な事項")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("done_on", "arose_on"),
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length(Trim(F("no_other_clause_because"))), Value(A_SENTENCE)),
                name="%(class)s_says_why_it_is_special",
                violation_error_message=_(
                    "「他の条項に入らない理由」が短すぎます。なぜどの条項にも当たらないかを一文で書いてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | ~Q(action_taken=""),
                name="%(class)s_done_says_what",
                violation_error_message=_("処置した日があります。「処置」に何をしたかを書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.arose_on}"


SPECIAL_MATTERS = Ledger(
    slug="special_matters",
    model=SpecialMatter,
    title=_("特別事項簿"),
    columns=("arose_on", "statement", "no_other_clause_because", "action_taken", "done_on"),
    ordering=("-arose_on", "-line__number"),
    search=("statement", "no_other_clause_because", "action_taken"),
    happened=("arose_on", "done_on"),
    evidence_on=("done_on",),
    arose_on="arose_on",
)
