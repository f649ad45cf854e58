"""庁舎点検簿: 「庁舎全般のセキュリティに関すること」(かつらぎ町 第5条第3号ア).

One entry is one round of the building, or one report of the guards. What was not in order says
what was done, and whether it touches the server room; if it does, to whom it was passed.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.checklists import Finding, an_anomaly, anomaly_has_action, check_action, item
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField

DOOR = "server_room_door"
ITEMS = ("locks", "windows", "alarm", "lighting", "strange_objects", DOOR)


class BuildingRound(Entry):
    """One look at the town hall, by one person."""

    class Period(models.TextChoices):
        BEFORE = "before", _("始業前")
        HOURS = "hours", _("執務時間中")
        AFTER = "after", _("終業後")
        NIGHT = "night", _("夜間")
        CLOSED = "closed", _("閉庁日")

    class Touches(models.TextChoices):
        YES = "yes", _("関わる")
        NO = "no", _("関わらない")

    checked_on = models.DateField(_("点検日"))
    period = models.CharField(_("巡視の時間帯"), max_length=8, choices=Period)
    checker = LineField("persons", verbose_name=_("点検者"))
    locks = item(_("施錠"))
    windows = item(_("窓"))
    alarm = item(_("警備装置"))
    lighting = item(_("照明"))
    strange_objects = item(_("不審物"))
    server_room_door = item(_("サーバ室の扉"))
    guards_report = models.TextField(_("警備会社の報告"), blank=True)
    action_taken = models.TextField(_("異常の内容と処置"), blank=True)
    touches_server_room = models.CharField(_("サーバ室に関わるか"), max_length=3, choices=Touches, blank=True)
    passed_to = models.CharField(_("サーバ室に関わる異常を伝えた相手"), max_length=60, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("庁舎点検")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            anomaly_has_action(ITEMS),
            models.CheckConstraint(
                condition=~Q(touches_server_room="") | ~an_anomaly(ITEMS),
                name="%(class)s_anomaly_says_where",
                violation_error_message=_(
                    "異常のあった項目があります。「サーバ室に関わるか」を選んでください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(touches_server_room="yes") | ~Q(server_room_door=Finding.ANOMALY.value),
                name="%(class)s_door_touches_server_room",
                violation_error_message=_(
                    "サーバ室の扉の異常です。「サーバ室に関わるか」で「関わる」を選んでください。"
                ),
            ),
            models.CheckConstraint(
                condition=~Q(passed_to="") | ~Q(touches_server_room="yes"),
                name="%(class)s_server_room_is_passed_on",
                violation_error_message=_(
                    "サーバ室に関わる異常です。「サーバ室に関わる異常を伝えた相手」を書いてください。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.checked_on} {self.get_period_display()}"

    def clean(self) -> None:
        """An action on no anomaly is a slip of the pen."""
        check_action(self, ITEMS)


BUILDING = Ledger(
    slug="building",
    model=BuildingRound,
    title=_("庁舎点検簿"),
    columns=(
        *("checked_on", "period", "checker", *ITEMS),
        *("guards_report", "action_taken", "touches_server_room", "passed_to"),
    ),
    ordering=("-checked_on", "-line__number"),
    filters=("period", *ITEMS, "touches_server_room"),
    search=("guards_report", "action_taken", "passed_to"),
    happened=("checked_on",),
    evidence_on=("checked_on",),
)
