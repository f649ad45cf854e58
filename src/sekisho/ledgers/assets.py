"""情報資産管理簿: 「情報資産(全ての情報、ソフトウェア、ハードウェア、ネットワーク及び磁気ディスク)を管理すること」(かつらぎ町 第5条第1号サ).

Who owns a thing need not be who keeps it: the prefecture, J-LIS and lessors own things that
stand in the town hall. What held data leaves only with evidence of how.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.belongings import Disposal, check_number
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField, not_before
from sekisho.offices.fields import PostField

SCRAPPED = "scrapped"


class Asset(Entry):
    """One information asset, from its arrival to its disposal."""

    class Kind(models.TextChoices):
        HARDWARE = "hardware", _("ハードウェア")
        SOFTWARE = "software", _("ソフトウェア")
        NETWORK = "network", _("ネットワーク")
        MEDIUM = "medium", _("電磁的記録媒体")
        DOCUMENT = "document", _("文書・情報")

    class Owner(models.TextChoices):
        TOWN = "town", _("町")
        PREFECTURE = "prefecture", _("県")
        JLIS = "jlis", _("地方公共団体情報システム機構")
        LEASE = "lease", _("リース")

    number = models.CharField(_("資産番号"), max_length=32)
    kind = models.CharField(_("資産の区分"), max_length=8, choices=Kind)
    name = models.CharField(_("資産の名称"), max_length=80)
    model_number = models.CharField(_("型番・版"), max_length=80, blank=True)
    serial = models.CharField(_("製造番号"), max_length=80, blank=True)
    place = models.CharField(_("設置場所"), max_length=80)
    owner = models.CharField(_("所有者"), max_length=12, choices=Owner)
    keeper = PostField(_("管理責任者"))
    holds_data = models.BooleanField(_("データを記憶する"), default=True)
    acquired_on = models.DateField(_("導入日"))
    moved_on = models.DateField(_("移動日"), null=True, blank=True)
    contract_ends_on = models.DateField(_("契約が終わる日"), null=True, blank=True)
    support_ends_on = models.DateField(_("保守が終わる日"), null=True, blank=True)
    certificate_expires_on = models.DateField(_("電子証明書の期限"), null=True, blank=True)
    disposed_on = models.DateField(_("廃棄日"), null=True, blank=True)
    disposal = models.CharField(
        _("廃棄の方法"),
        max_length=12,
        choices=[*Disposal.choices, (SCRAPPED, _("データのない物の廃棄"))],
        blank=True,
    )
    disposed_by = models.CharField(_("廃棄の実施者(課または業者)"), max_length=80, blank=True)
    witness = LineField("persons", verbose_name=_("廃棄の立会者"), null=True, blank=True)
    certificate = models.CharField(_("廃棄の証拠(証明書番号・写真の保管場所)"), max_length=120, blank=True)
    remarks = models.CharField(_("備考"), max_length=200, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("情報資産")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("moved_on", "acquired_on"),
            not_before("disposed_on", "acquired_on"),
            models.CheckConstraint(
                condition=Q(disposed_on__isnull=True, disposal="")
                | (Q(disposed_on__isnull=False) & ~Q(disposal="")),
                name="%(class)s_disposal_has_method",
                violation_error_message=_("廃棄日と廃棄の方法は両方書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(disposed_on__isnull=True)
                | Q(holds_data=False)
                | ~(Q(disposed_by="") | Q(certificate="") | Q(disposal=SCRAPPED)),
                name="%(class)s_data_gone_is_shown",
                violation_error_message=_(
                    "データを記憶する資産の廃棄には、物理破壊・消去・返却のどれかと、実施者、証拠を書いてください。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def clean(self) -> None:
        """No two assets in the town at the same time bear one number."""
        check_number(self, self.number, since="acquired_on", until="disposed_on")


ASSETS = Ledger(
    slug="assets",
    model=Asset,
    title=_("情報資産管理簿"),
    columns=(
        "number",
        "kind",
        "name",
        "model_number",
        "serial",
        "place",
        "owner",
        "keeper",
        "holds_data",
        "acquired_on",
        "moved_on",
        "contract_ends_on",
        "support_ends_on",
        "certificate_expires_on",
        "disposed_on",
        "disposal",
        "disposed_by",
        "witness",
        "certificate",
        "remarks",
    ),
    ordering=("number", "line__number"),
    filters=("kind", "owner", "holds_data", "disposal"),
    search=("number", "name", "model_number", "serial", "place", "disposed_by", "certificate", "remarks"),
    happened=("acquired_on", "moved_on", "disposed_on"),
    evidence_on=("acquired_on", "moved_on", "disposed_on"),
    labelled=True,
)
