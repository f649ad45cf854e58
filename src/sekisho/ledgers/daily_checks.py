"""日次点検簿: 「日次的にシステムの正常稼働を確認すること」(かつらぎ町 第5条第1号イ).

One entry is one morning's look at the system. An item that is not in order must say
what was done about it.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

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


class Finding(models.TextChoices):
    """What was seen of one item."""

    IN_ORDER = "ok", _("異常なし")
    ANOMALY = "ng", _("異常あり")
    NOT_PRESENT = "na", _("対象なし")


def _item(title: object) -> models.CharField[str, str]:
    return models.CharField(title, max_length=2, choices=Finding, default=Finding.IN_ORDER)  # type: ignore[arg-type]  # a lazy title


class DailyCheck(Entry):
    """One look at the system on one day, by one person."""

    checked_on = models.DateField(_("点検日"))
    checked_at = models.TimeField(_("点検時刻"))
    checker = LineField("persons", verbose_name=_("点検者"))
    startup = _item(_("起動"))
    backup_last_night = _item(_("前夜のバックアップ"))
    business_software = _item(_("業務アプリ"))
    terminals = _item(_("統合端末"))
    network = _item(_("ネットワーク"))
    firewall_log = _item(_("ファイアウォールのログ採取"))
    virus_definitions = _item(_("ウイルス定義"))
    warning_lamps = _item(_("警告ランプ"))
    room_celsius = models.DecimalField(_("室温(℃)"), max_digits=4, decimal_places=1, null=True, blank=True)
    action_taken = models.TextField(_("異常の内容と処置"), blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("日次点検")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(action_taken="") | ~Q(*((item, "ng") for item in ITEMS), _connector=Q.OR),
                name="%(class)s_anomaly_has_action",
                violation_error_message=_(
                    "異常のあった項目があります。「異常の内容と処置」を書いてください。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.checked_on}"

    def clean(self) -> None:
        """A room temperature out of all reason is a slip of the pen, and so is an action on no anomaly."""
        if self.action_taken.strip() and not self.has_anomaly:
            raise ValidationError(
                {
                    "action_taken": _(
                        "処置が書かれていますが、異常ありの項目がありません。項目を選んでください。"
                    )
                }
            )
        if self.room_celsius is not None and not COLDEST <= self.room_celsius <= HOTTEST:
            raise ValidationError({"room_celsius": _("室温が-20℃から60℃の範囲にありません。")})

    @property
    def has_anomaly(self) -> bool:
        """Whether any item was not in order."""
        return any(getattr(self, item) == Finding.ANOMALY for item in ITEMS)


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
