"""委託先管理簿: which firm does which work, until when, and what was seen of it before, during and after.

The regulation names contractors in 「委託業者の保守点検」(かつらぎ町 第5条第1号ク) alone; the ledger is this program's
own proposal.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, not_before


class Contractor(Entry):
    """One firm under one contract, from the inquiry before it to the last certificate after it."""

    class Subcontracting(models.TextChoices):
        NONE = "none", _("再委託なし")
        ALLOWED = "allowed", _("承諾した再委託あり")

    name = models.CharField(_("業者"), max_length=80)
    work = models.CharField(_("委託する業務"), max_length=120)
    contract_from = models.DateField(_("契約の初日"))
    contract_until = models.DateField(_("契約の終わり(この日から契約がない)"))
    surveyed_on = models.DateField(_("保護体制を事前に調べた日"), null=True, blank=True)
    deliberated_on = models.DateField(_("会議で審議した日"), null=True, blank=True)
    approved_on = models.DateField(_("統括責任者が承認した日"), null=True, blank=True)
    subcontracting = models.CharField(
        _("再委託"), max_length=8, choices=Subcontracting, default=Subcontracting.NONE
    )
    subcontractors = models.CharField(_("再委託先と業務"), max_length=200, blank=True)
    workers = models.CharField(_("従事者名簿(名称と保管場所)"), max_length=120, blank=True)
    place = models.CharField(_("作業場所"), max_length=80, blank=True)
    confirmed_on = models.DateField(_("年次の状況を確かめた日"), null=True, blank=True)
    certificate = models.CharField(_("認証・証明書"), max_length=80, blank=True)
    certificate_until = models.DateField(_("証明書の期限(この日から効力がない)"), null=True, blank=True)
    returned_on = models.DateField(_("返還・廃棄の証明を受けた日"), null=True, blank=True)
    remarks = models.CharField(_("備考"), max_length=200, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("委託先")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(contract_until__gt=F("contract_from")),
                name="%(class)s_contract_lasts",
                violation_error_message=_(
                    "契約の終わりが初日より後になっていません。日付を確かめてください。"
                ),
            ),
            not_before("returned_on", "contract_from"),
            models.CheckConstraint(
                condition=Q(subcontracting="none", subcontractors="")
                | (Q(subcontracting="allowed") & ~Q(subcontractors="")),
                name="%(class)s_subcontractor_is_named",
                violation_error_message=_(
                    "再委託の有無と再委託先が合っていません。承諾した再委託には、先と業務を書いてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(certificate_until__isnull=True) | ~Q(certificate=""),
                name="%(class)s_certificate_is_named",
                violation_error_message=_("証明書の期限があります。何の証明書かを書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.work}"


CONTRACTORS = Ledger(
    slug="contractors",
    model=Contractor,
    title=_("委託先管理簿"),
    columns=(
        "name",
        "work",
        "contract_from",
        "contract_until",
        "surveyed_on",
        "deliberated_on",
        "approved_on",
        "subcontracting",
        "subcontractors",
        "workers",
        "place",
        "confirmed_on",
        "certificate",
        "certificate_until",
        "returned_on",
        "remarks",
    ),
    ordering=("-contract_from", "-line__number"),
    filters=("subcontracting",),
    search=("name", "work", "subcontractors", "certificate", "remarks"),
    happened=("surveyed_on", "deliberated_on", "approved_on", "confirmed_on", "returned_on"),
)
