"""稼働環境点検簿: power, cooling and surroundings in which the system runs (かつらぎ町 第5条第2号ウ).

One entry is one round. An item that is not in order must say what was done about it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.checklists import anomaly_has_action, check_action, item
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField

ITEMS = ("climate", "power", "battery", "air_conditioning", "water", "tidiness", "extinguishers")
COLDEST, HOTTEST = -20, 60  # ℃ in a room where people work
WETTEST = 100  # % of relative humidity


class EnvironmentCheck(Entry):
    """One look at what keeps the machines running, by one person."""

    checked_on = models.DateField(_("点検日"))
    checker = LineField("persons", verbose_name=_("点検者"))
    room_celsius = models.DecimalField(_("室温(℃)"), max_digits=4, decimal_places=1, null=True, blank=True)
    humidity_percent = models.PositiveSmallIntegerField(_("湿度(%)"), null=True, blank=True)
    climate = item(_("室温・湿度"))
    power = item(_("電源"))
    battery = item(_("無停電電源の電池"))
    battery_replaced_on = models.DateField(_("電池の交換日"), null=True, blank=True)
    battery_expires_on = models.DateField(_("電池の期限"), null=True, blank=True)
    air_conditioning = item(_("空調"))
    water = item(_("水漏れ"))
    tidiness = item(_("ほこり・整頓"))
    extinguishers = item(_("消火設備"))
    action_taken = models.TextField(_("異常の内容と処置"), blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("稼働環境点検")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            anomaly_has_action(ITEMS),
            models.CheckConstraint(
                condition=Q(battery_expires_on__isnull=True)
                | Q(battery_replaced_on__isnull=True)
                | Q(battery_expires_on__gte=F("battery_replaced_on")),
                name="%(class)s_battery_expires_later",
                violation_error_message=_("電池の期限が交換日より前です。日付を確かめてください。"),
            ),
            models.CheckConstraint(
                condition=Q(room_celsius__isnull=True) | Q(room_celsius__range=(COLDEST, HOTTEST)),
                name="%(class)s_temperature_is_of_a_room",
                violation_error_message=_("室温が-20℃から60℃の範囲にありません。"),
            ),
            models.CheckConstraint(
                condition=Q(humidity_percent__isnull=True) | Q(humidity_percent__lte=WETTEST),
                name="%(class)s_humidity_is_a_percentage",
                violation_error_message=_("湿度が0から100の範囲にありません。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.checked_on}"

    def clean(self) -> None:
        """An action on no anomaly is a slip of the pen."""
        check_action(self, ITEMS)


ENVIRONMENT = Ledger(
    slug="environment",
    model=EnvironmentCheck,
    title=_("稼働環境点検簿"),
    columns=(
        *("checked_on", "checker", "room_celsius", "humidity_percent", "climate", "power"),
        *("battery", "battery_replaced_on", "battery_expires_on"),
        *("air_conditioning", "water", "tidiness", "extinguishers", "action_taken"),
    ),
    ordering=("-checked_on", "-line__number"),
    filters=ITEMS,
    search=("action_taken",),
    happened=("checked_on", "battery_replaced_on"),
    evidence_on=("checked_on",),
)
