"""切離し実施簿: how an order was carried out, by whom, who stood by, and what was seen afterwards (かつらぎ町 第4条第2項).

One entry is one time that something was cut or connected again. What the network is like is never taken from here
but looked at; the entry says what was seen when.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.drills import check_drill
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import SHA256, Entry, LineField, not_before


class DisconnectionRun(Entry):
    """One execution of one order: the plan that was shown, two persons, three moments, what was seen."""

    class Way(models.TextChoices):
        CUT = "cut", _("切離し")
        RESTORE = "restore", _("つなぎ直し")

    class Seen(models.TextChoices):
        CUT = "cut", _("切れている")
        CONNECTED = "connected", _("つながっている")
        PARTLY = "partly", _("一部だけ切れている")
        UNKNOWN = "unknown", _("分からない")

    order = LineField("disconnection_orders", verbose_name=_("決定"))
    is_drill = models.BooleanField(_("訓練"), default=False)
    way = models.CharField(_("切離しかつなぎ直しか"), max_length=7, choices=Way)
    plan = models.TextField(_("行うこと(実施前に示した手順)"))
    plan_sha256 = models.CharField(_("手順の要約値(SHA-256)"), max_length=64, blank=True, validators=[SHA256])
    signatures = models.TextField(_("手で行った手順の署名(行った日時)"), blank=True)
    executed_by = LineField("persons", verbose_name=_("実施した者"))
    executed_at = models.DateTimeField(_("実施した日時"))
    confirmed_by = LineField("persons", verbose_name=_("立ち会って確認した者"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("立ち会って確認した日時"), null=True, blank=True)
    seen = models.CharField(_("確かめた結果"), max_length=9, choices=Seen, blank=True)
    facts = models.TextField(_("確かめて見えたこと"), blank=True)
    verified_at = models.DateTimeField(_("確かめた日時"), null=True, blank=True)
    slip_place = models.CharField(
        _("紙の操作記録の置き場所(後から書き写したとき)"), max_length=120, blank=True
    )

    class Meta(Entry.Meta):
        verbose_name = _("切離しの実施")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("confirmed_at", "executed_at"),
            not_before("verified_at", "executed_at"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("executed_by")),
                name="%(class)s_has_a_second_person",
                violation_error_message=_(
                    "実施した者は自分で立会いの確認ができません。別の者が確認してください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="%(class)s_confirmed_by_somebody",
                violation_error_message=_("立ち会って確認した者と日時は、両方を書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True, seen="") | (Q(verified_at__isnull=False) & ~Q(seen="")),
                name="%(class)s_verified_says_what",
                violation_error_message=_("確かめた日時と結果は、両方を書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.get_seen_display()}".strip()

    def clean(self) -> None:
        """It belongs to a drill exactly where what it is about does."""
        check_drill(self, "order")


DISCONNECTION_RUNS = Ledger(
    slug="disconnection_runs",
    model=DisconnectionRun,
    title=_("切離し実施簿"),
    columns=(
        *("order", "is_drill", "way", "plan", "plan_sha256", "signatures", "executed_by", "executed_at"),
        *("confirmed_by", "confirmed_at", "seen", "facts", "verified_at", "slip_place"),
    ),
    ordering=("-executed_at", "-line__number"),
    filters=("way", "seen", "is_drill"),
    search=("facts",),
    happened=("executed_at", "confirmed_at", "verified_at"),
    drill="is_drill",
)
