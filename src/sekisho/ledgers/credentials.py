"""認証情報管理簿: 「認証情報の管理方法を定め、管理簿を作成すること」(かつらぎ町 第5条第1号エ).

Three regimes lie within the seven years for which operations must be explained: the
operator's IC card (until the terminals were renewed about 2014), palm enrolment with a
verification ID since, and the PIN that stands in where the palm is not recognised. No
biometric datum is ever kept here, only that it was enrolled.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField, not_before


class Credential(Entry):
    """One card, one palm enrolment or one fallback PIN, from issue to return."""

    class Kind(models.TextChoices):
        CARD = "card", _("操作者用カード")
        PALM = "palm", _("照合情報(静脈)")
        PIN = "pin", _("操作者照合暗証番号")

    class End(models.TextChoices):
        RETURNED = "returned", _("返納")
        DELETED = "deleted", _("登録の削除")
        LOST = "lost", _("紛失・盗難による失効")
        EXPIRED = "expired", _("期限による失効")

    holder = LineField("persons", verbose_name=_("貸与・登録を受けた者"))
    kind = models.CharField(_("種別"), max_length=8, choices=Kind)
    serial = models.CharField(_("識別番号・照合ID"), max_length=32)
    issued_on = models.DateField(_("貸与・登録日"))
    expires_on = models.DateField(_("有効期限"), null=True, blank=True)
    ended_on = models.DateField(_("失効・回収日"), null=True, blank=True)
    ended_by = models.CharField(_("失効・回収の別"), max_length=8, choices=End, blank=True)
    remarks = models.CharField(_("備考"), max_length=200, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("認証情報")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("ended_on", "issued_on"),
            not_before("expires_on", "issued_on"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by="")
                | (Q(ended_on__isnull=False) & ~Q(ended_by="")),
                name="%(class)s_end_has_kind",
                violation_error_message=_(
                    "失効・回収日と、その別(返納・削除・紛失・期限)は両方書いてください。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.serial}"


CREDENTIALS = Ledger(
    slug="credentials",
    model=Credential,
    title=_("認証情報管理簿"),
    columns=("holder", "kind", "serial", "issued_on", "expires_on", "ended_on", "ended_by", "remarks"),
    ordering=("-issued_on", "-line__number"),
    filters=("kind", "ended_by"),
    search=("serial", "remarks"),
    happened=("issued_on", "ended_on"),
    concerns="holder",
    evidence_on=("issued_on", "ended_on"),
)
