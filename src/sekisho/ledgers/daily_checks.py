"""日次点検簿: 「日次的にシステムの正常稼働を確認すること」(かつらぎ町 第5条第1号イ).

One entry is one morning's look at the system. An item that is not in order must say
what was done about it.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.checklists import anomaly_has_action, check_action, has_anomaly, item
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField

ITEMS = (
    "startup",
    "backup_last_night",
    "business_software",
    "terminals",
    "network",
    "firewall_log",
    "virus_definitions",
    "warning_lamps",
)

COLDEST, HOTTEST = -20, 60  # ℃ in a room where people work


class DailyCheck(Entry):
    """One look at the system on one day, by one person."""

    checked_on = models.DateField(_("点検日"))
    checked_at = models.TimeField(_("点検時刻"))
    checker = LineField("persons", verbose_name=_("点検者"))
    startup = item(_("起動"))
    backup_last_night = item(_("前夜のバックアップ"))
    business_software = item(_("業務アプリ"))
    terminals = item(_("統合端末"))
    network = item(_("ネットワーク"))
    firewall_log = item(_("ファイアウォールのログ採取"))
    virus_definitions = item(_("ウイルス定義"))
    warning_lamps = item(_("警告ランプ"))
    room_celsius = models.DecimalField(_("室温(℃)"), max_digits=4, decimal_places=1, null=True, blank=True)
    action_taken = models.TextField(_("異常の内容と処置"), blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("日次点検")
        constraints: ClassVar = [*Entry.Meta.constraints, anomaly_has_action(ITEMS)]

    def __str__(self) -> str:
        return f"{self.checked_on}"

    def clean(self) -> None:
        """A room temperature out of all reason is a slip of the pen, and so is an action on no anomaly."""
        check_action(self, ITEMS)
        if self.room_celsius is not None and not COLDEST <= self.room_celsius <= HOTTEST:
            raise ValidationError({"room_celsius": _("室温が-20℃から60℃の範囲にありません。")})

    @property
    def has_anomaly(self) -> bool:
        """Whether any item was not in order."""
        return has_anomaly(self, ITEMS)


DAILY_CHECKS = Ledger(
    slug="daily_checks",
    model=DailyCheck,
    title=_("日次点検簿"),
    columns=("checked_on", "checked_at", "checker", *ITEMS, "room_celsius", "action_taken"),
    ordering=("-checked_on", "-line__number"),
    filters=ITEMS,
    search=("action_taken",),
    happened=("checked_on",),
    evidence_on=("checked_on",),
)
