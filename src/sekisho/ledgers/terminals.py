"""統合端末台帳: the terminals whose safe keeping 第5条第1号ケ (かつらぎ町) has laid down."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, not_before


class Terminal(Entry):
    """One terminal of the network, from installation to removal."""

    class Owner(models.TextChoices):
        TOWN = "town", _("町")
        PREFECTURE = "prefecture", _("県")
        JLIS = "jlis", _("地方公共団体情報システム機構")
        LEASE = "lease", _("リース")

    number = models.CharField(_("端末番号"), max_length=32)
    place = models.CharField(_("設置場所"), max_length=80)
    owner = models.CharField(_("所有者"), max_length=12, choices=Owner)
    installed_on = models.DateField(_("設置日"))
    removed_on = models.DateField(_("撤去日"), null=True, blank=True)
    locked = models.BooleanField(_("盗難防止の施錠"), default=True)
    screen_hidden = models.BooleanField(_("画面が来庁者から見えない"), default=True)
    position_checked_on = models.DateField(_("位置を確かめた日"), null=True, blank=True)
    remarks = models.CharField(_("備考"), max_length=200, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("統合端末")
        constraints: ClassVar = [*Entry.Meta.constraints, not_before("removed_on", "installed_on")]

    def __str__(self) -> str:
        return f"{self.number}"


TERMINALS = Ledger(
    slug="terminals",
    model=Terminal,
    title=_("統合端末台帳"),
    columns=(
        "number",
        "place",
        "owner",
        "installed_on",
        "removed_on",
        "locked",
        "screen_hidden",
        "position_checked_on",
        "remarks",
    ),
    ordering=("number", "line__number"),
    filters=("owner", "locked", "screen_hidden"),
    search=("number", "place", "remarks"),
    happened=("installed_on", "removed_on", "position_checked_on"),
    evidence_on=("installed_on", "removed_on"),
)
