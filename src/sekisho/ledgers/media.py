"""電磁的記録媒体管理簿: the media that backups are stored on (かつらぎ町 第5条第1号コ「保管方法」).

One entry is one medium, from its first use to its disposal. Where it is now is what its latest
revision says; where it was stands in its history.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.belongings import Disposal, check_number
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField, not_before


class Medium(Entry):
    """One medium: what it is for, where it lies, whether somebody has it out, and how it ended."""

    class Kind(models.TextChoices):
        TAPE = "tape", _("磁気テープ")
        DISK = "disk", _("磁気ディスク(外付けHDDを含む)")
        FLASH = "flash", _("フラッシュメモリ(SSD、USBメモリなど)")
        OPTICAL = "optical", _("光ディスク")
        OTHER = "other", _("その他の媒体")

    number = models.CharField(_("媒体番号"), max_length=32)
    kind = models.CharField(_("媒体の種別"), max_length=8, choices=Kind)
    capacity = models.CharField(_("容量"), max_length=32, blank=True)
    use = models.CharField(_("用途・世代"), max_length=80)
    place = models.CharField(_("保管場所"), max_length=80)
    locked = models.BooleanField(_("施錠"), default=True)
    off_site = models.BooleanField(_("庁舎外に保管"), default=False)
    started_on = models.DateField(_("使用開始日"))
    taken_out_on = models.DateField(_("持出日"), null=True, blank=True)
    taken_out_by = LineField("persons", verbose_name=_("持出者"), null=True, blank=True)
    taken_to = models.CharField(_("持出先"), max_length=80, blank=True)
    back_by_on = models.DateField(_("返却予定日"), null=True, blank=True)
    brought_back_on = models.DateField(_("返却日"), null=True, blank=True)
    disposed_on = models.DateField(_("廃棄日"), null=True, blank=True)
    disposal = models.CharField(_("廃棄の方法"), max_length=12, choices=Disposal, blank=True)
    witness = LineField("persons", verbose_name=_("廃棄の立会者"), null=True, blank=True)
    proof = models.CharField(_("廃棄の証拠(証明書番号・写真の保管場所)"), max_length=120, blank=True)
    remarks = models.CharField(_("備考"), max_length=200, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("電磁的記録媒体")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("taken_out_on", "started_on"),
            not_before("back_by_on", "taken_out_on"),
            not_before("brought_back_on", "taken_out_on"),
            not_before("disposed_on", "started_on"),
            models.CheckConstraint(
                condition=Q(
                    taken_out_on__isnull=True, taken_out_by__isnull=True, brought_back_on__isnull=True
                )
                | Q(taken_out_on__isnull=False, taken_out_by__isnull=False),
                name="%(class)s_taken_out_by_somebody",
                violation_error_message=_(
                    "持出日と持出者は両方書いてください。返却日は、持ち出した媒体にだけ書けます。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(disposed_on__isnull=True, disposal="")
                | (Q(disposed_on__isnull=False) & ~Q(disposal="") & ~Q(proof="")),
                name="%(class)s_disposal_is_shown",
                violation_error_message=_("媒体の廃棄には、廃棄日、方法、証拠の三つを書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def in_use_on(self, day: date) -> bool:
        """Whether it had been taken into use by `day` and not been disposed of before it."""
        return self.started_on <= day and (self.disposed_on is None or day <= self.disposed_on)

    def clean(self) -> None:
        """No two media in use at the same time bear one number."""
        check_number(self, self.number, since="started_on", until="disposed_on")


MEDIA = Ledger(
    slug="media",
    model=Medium,
    title=_("電磁的記録媒体管理簿"),
    columns=(
        "number",
        "kind",
        "capacity",
        "use",
        "place",
        "locked",
        "off_site",
        "started_on",
        "taken_out_on",
        "taken_out_by",
        "taken_to",
        "back_by_on",
        "brought_back_on",
        "disposed_on",
        "disposal",
        "witness",
        "proof",
        "remarks",
    ),
    ordering=("number", "line__number"),
    filters=("kind", "locked", "off_site", "disposal"),
    search=("number", "use", "place", "taken_to", "proof", "remarks"),
    happened=("started_on", "taken_out_on", "brought_back_on", "disposed_on"),
    labelled=True,
)
