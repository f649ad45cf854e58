"""カード受払簿: every card that came, went or was destroyed (かつらぎ町 第5条第1号ス「住民基本台帳カード及び個人番号カード」).

One entry is the movements of one kind of card. Cards returned and cards spoiled are held until
they are destroyed: they stand in the balance, which is what must lie in the safe, and leave it
through 廃棄 alone. A spoiled card is therefore counted beside the sum and not in it.

A line begins with the balance of the one before. When an earlier line is amended, the later ones
are amended after it, in order.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField
from sekisho.kernel.queries import standing
from sekisho.kernel.town import pack
from sekisho.rules.model import Card
from sekisho.rules.transitions import Standing, transition_of


class CardMovement(Entry):
    """Balance = carried over + received + returned - issued - destroyed."""

    class Kind(models.TextChoices):
        MY_NUMBER = Card.MY_NUMBER, _("個人番号カード")
        RESIDENT = Card.RESIDENT, _("住民基本台帳カード")

    class Destruction(models.TextChoices):
        CHIP = "chip", _("ICチップの物理破壊")
        OTHER = "other", _("その他(備考に書く)")

    moved_on = models.DateField(_("受払日"))
    kind = models.CharField(_("カードの種別"), max_length=16, choices=Kind)
    carried = models.PositiveIntegerField(_("前残"))
    received = models.PositiveIntegerField(_("受入"), default=0)
    issued = models.PositiveIntegerField(_("交付"), default=0)
    returned = models.PositiveIntegerField(_("返納(見つかったものを含む)"), default=0)
    destroyed = models.PositiveIntegerField(_("廃棄"), default=0)
    spoiled = models.PositiveIntegerField(_("失敗(廃棄まで残に含む)"), default=0)
    balance = models.PositiveIntegerField(_("残"))
    destruction = models.CharField(_("廃棄の方法"), max_length=8, choices=Destruction, blank=True)
    checker = LineField("persons", verbose_name=_("照合者"))
    remarks = models.CharField(_("備考"), max_length=200, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("カードの受払")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(
                    balance=F("carried") + F("received") + F("returned") - F("issued") - F("destroyed")
                ),
                name="%(class)s_balance_adds_up",
                violation_error_message=_(
                    "残が合いません。残は、前残に受入と返納を足し、交付と廃棄を引いた枚数です。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(spoiled__lte=F("balance") + F("destroyed")),
                name="%(class)s_spoiled_was_there",
                violation_error_message=_("失敗した枚数が、残と廃棄の合計を超えています。"),
            ),
            models.CheckConstraint(
                condition=Q(destroyed=0, destruction="")
                | Q(destroyed__gt=0, destruction="chip")
                | (Q(destroyed__gt=0, destruction="other") & ~Q(remarks="")),
                name="%(class)s_destruction_is_told",
                violation_error_message=_(
                    "廃棄した枚数には方法を書いてください。方法が「その他」なら、備考に何をしたかを書いてください。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.moved_on}"

    def clean(self) -> None:
        """The chain holds, and the old rule on cards of this kind allows the movement."""
        if self.retired_on is not None or not isinstance(self.moved_on, date):
            return
        self._check_old_rule(self.moved_on)
        before = self._before(self.moved_on)
        if before is not None and self.carried != before.balance:
            raise ValidationError(
                {
                    "carried": _("直前の受払(%(day)s)の残は%(balance)d枚です。前残を合わせてください。")
                    % {"day": before.moved_on.isoformat(), "balance": before.balance}
                }
            )

    def _before(self, moved_on: date) -> CardMovement | None:
        """The line that this one goes on from; None: the ledger begins with this one."""
        others = standing(CardMovement, timezone.now()).filter(kind=self.kind).exclude(line=self.line_id)
        same_day = Q(moved_on=moved_on)
        if self.line_id is not None:
            same_day &= Q(line__number__lt=self.line.number)
        return (
            others.filter(Q(moved_on__lt=moved_on) | same_day).order_by("-moved_on", "-line__number").first()
        )

    def _check_old_rule(self, moved_on: date) -> None:
        """附則: what the rule pack's transitions say of this card on that day."""
        for transition in pack().transitions:
            if transition.card != self.kind:
                continue
            begins = transition_of(transition, {transition.started: moved_on}, moved_on)
            if begins is Standing.NEVER_APPLIED and (self.received or self.issued):
                raise ValidationError(
                    _("%(kind)sの受入と交付は、%(day)sより前だけです。返納か廃棄を書いてください。")
                    % {"kind": self.get_kind_display(), "day": transition.before.isoformat()}
                )
            if transition_of(transition, {}, moved_on) is Standing.ENDED and self.spoiled:
                raise ValidationError(
                    _("%(kind)sは全て終期が到来しています。書けるのは、見つかったものの返納と廃棄だけです。")
                    % {"kind": self.get_kind_display()}
                )


CARDS = Ledger(
    slug="cards",
    model=CardMovement,
    title=_("カード受払簿"),
    columns=(
        "moved_on",
        "kind",
        "carried",
        "received",
        "issued",
        "returned",
        "destroyed",
        "spoiled",
        "balance",
        "destruction",
        "checker",
        "remarks",
    ),
    ordering=("-moved_on", "-line__number"),
    filters=("kind", "destruction"),
    search=("remarks",),
    happened=("moved_on",),
    evidence_on=("moved_on",),
    arose_on="moved_on",
)
