"""サーバ・ネットワーク保安点検簿: the servers and the network in a room of the body's own (かつらぎ町 第5条第2号ア).

One entry is one round. An item that is not in order must say what was done about it. Where
the servers stand in a data centre, 第5条第2号ア asks for a confirmation instead.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.checklists import anomaly_has_action, check_action, item
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField

ITEMS = ("locks", "lamps", "cabling", "idle_devices", "strange_devices", "settings", "updates", "diagram")


class ServerRoomCheck(Entry):
    """One look at the servers and the network devices, by one person."""

    checked_on = models.DateField(_("点検日"))
    checker = LineField("persons", verbose_name=_("点検者"))
    locks = item(_("施錠(部屋・ラック)"))
    lamps = item(_("機器のランプ"))
    cabling = item(_("配線"))
    idle_devices = item(_("空き装置・空きポート"))
    strange_devices = item(_("管理簿にない機器の接続"))
    settings = item(_("記録のない設定変更"))
    updates = item(_("更新の適用"))
    diagram = item(_("構成図との一致"))
    action_taken = models.TextField(_("異常の内容と処置"), blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("保安点検")
        constraints: ClassVar = [*Entry.Meta.constraints, anomaly_has_action(ITEMS)]

    def __str__(self) -> str:
        return f"{self.checked_on}"

    def clean(self) -> None:
        """An action on no anomaly is a slip of the pen."""
        check_action(self, ITEMS)


SERVER_ROOM = Ledger(
    slug="server_room",
    model=ServerRoomCheck,
    title=_("サーバ・ネットワーク保安点検簿"),
    columns=("checked_on", "checker", *ITEMS, "action_taken"),
    ordering=("-checked_on", "-line__number"),
    filters=ITEMS,
    search=("action_taken",),
    happened=("checked_on",),
    evidence_on=("checked_on",),
)
