"""データセンター確認簿: that the contractor's own rules keep the servers safe (かつらぎ町 第5条第2号ア).

One entry is one confirmation: which rules and which certificate were held in hand, what was
seen, and what it came to. It is evidence from the day on which the management was found proper.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField, not_before


class DataCentreCheck(Entry):
    """One look at how a data centre is managed; amended when a fault was mended."""

    class Means(models.TextChoices):
        PAPERS = "papers", _("書面")
        VISIT = "visit", _("訪問")
        REMOTE = "remote", _("遠隔")

    class Result(models.TextChoices):
        PROPER = "proper", _("適")
        TO_MEND = "to_mend", _("要改善")
        IMPROPER = "improper", _("否")

    contractor = models.CharField(_("業者"), max_length=80)
    rules_title = models.CharField(_("業者の規程の名称"), max_length=120)
    rules_version = models.CharField(_("規程の版"), max_length=40)
    rules_on = models.DateField(_("規程の日付"))
    certificate = models.CharField(_("認証の名称"), max_length=80, blank=True)
    certificate_expires_on = models.DateField(_("認証の有効期限"), null=True, blank=True)
    monitoring_seen = models.BooleanField(_("監視の記録を見た"), default=False)
    backups_seen = models.BooleanField(_("バックアップの記録を見た"), default=False)
    subcontracting_seen = models.BooleanField(_("再委託先の一覧を見た"), default=False)
    means = models.CharField(_("確認方法"), max_length=8, choices=Means)
    confirmed_on = models.DateField(_("確認日"))
    checker = LineField("persons", verbose_name=_("確認者"))
    result = models.CharField(_("結果"), max_length=8, choices=Result)
    remarks = models.TextField(_("所見(改善を求めたこと)"), blank=True)
    mend_by_on = models.DateField(_("改善の期限"), null=True, blank=True)
    proper_on = models.DateField(_("適と認めた日"), null=True, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("データセンターの確認")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("confirmed_on", "rules_on"),
            not_before("mend_by_on", "confirmed_on"),
            not_before("proper_on", "confirmed_on"),
            models.CheckConstraint(
                condition=Q(certificate_expires_on__isnull=True) | ~Q(certificate=""),
                name="%(class)s_expiry_is_of_a_certificate",
                violation_error_message=_("認証の有効期限があります。認証の名称を書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(result="proper") | ~Q(remarks=""),
                name="%(class)s_fault_is_named",
                violation_error_message=_("適でないときは、何が足りないかを「所見」に書いてください。"),
            ),
            models.CheckConstraint(
                condition=~Q(result="to_mend") | Q(mend_by_on__isnull=False),
                name="%(class)s_mending_has_deadline",
                violation_error_message=_("要改善には、改善の期限を書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(result="proper", proper_on__isnull=False)
                | (~Q(result="proper") & Q(proper_on__isnull=True)),
                name="%(class)s_proper_since_a_day",
                violation_error_message=_(
                    "「適と認めた日」は、結果が適のときに、そのときだけ書いてください。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contractor} {self.confirmed_on}"


DATA_CENTRE_CHECKS = Ledger(
    slug="data_centre_checks",
    model=DataCentreCheck,
    title=_("データセンター確認簿"),
    columns=(
        *("contractor", "rules_title", "rules_version", "rules_on", "certificate", "certificate_expires_on"),
        *("monitoring_seen", "backups_seen", "subcontracting_seen", "means", "confirmed_on", "checker"),
        *("result", "remarks", "mend_by_on", "proper_on"),
    ),
    ordering=("-confirmed_on", "-line__number"),
    filters=("means", "result"),
    search=("contractor", "rules_title", "certificate", "remarks"),
    happened=("rules_on", "confirmed_on", "proper_on"),
    evidence_on=("proper_on",),
)
