"""障害復旧財政措置簿: the money for a repair, and on which failure it was spent (かつらぎ町 第5条第2号エ).

One entry is one failure whose repair costs money, from its day to the decision that pays for it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField, not_before


class RecoveryFund(Entry):
    """One repair: what broke, what it costs, where the money comes from, and who agreed to that."""

    class Source(models.TextChoices):
        BUDGETED = "budgeted", _("既決予算")
        DIVERTED = "diverted", _("流用")
        RESERVE = "reserve", _("予備費")
        SUPPLEMENTARY = "supplement", _("補正予算")
        INSURED = "insured", _("保険・保証")

    class Contract(models.TextChoices):
        OPEN_BID = "open_bid", _("一般競争入札")
        INVITED_BID = "invited_bid", _("指名競争入札")
        DIRECT = "direct", _("随意契約")
        NONE = "none", _("新たな契約なし")

    failed_on = models.DateField(_("障害の日"))
    daily_check = LineField("daily_checks", verbose_name=_("障害の記録(日次点検)"), null=True, blank=True)
    incident_reference = models.CharField(_("障害の記録(文書番号など)"), max_length=80, blank=True)
    work = models.TextField(_("復旧の内容"))
    estimate_yen = models.PositiveBigIntegerField(_("見積額(円)"), null=True, blank=True)
    source = models.CharField(_("財源"), max_length=10, choices=Source, blank=True)
    contract = models.CharField(_("契約方法"), max_length=12, choices=Contract, blank=True)
    direct_because = models.TextField(_("随意契約の理由"), blank=True)
    decision_number = models.CharField(_("決裁番号"), max_length=40, blank=True)
    decided_on = models.DateField(_("決裁日"), null=True, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("財政措置")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("decided_on", "failed_on"),
            models.CheckConstraint(
                condition=Q(daily_check__isnull=False) | ~Q(incident_reference=""),
                name="%(class)s_names_its_failure",
                violation_error_message=_(
                    "どの障害の復旧かが分かりません。日次点検の行を選ぶか、障害の記録の文書番号を書いてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True, decision_number="")
                | (
                    Q(decided_on__isnull=False, estimate_yen__isnull=False)
                    & ~Q(decision_number="")
                    & ~Q(source="")
                    & ~Q(contract="")
                ),
                name="%(class)s_decision_is_whole",
                violation_error_message=_(
                    "決裁日と決裁番号は両方書き、決裁されたものには見積額、財源、契約方法も書いてください。"
                ),
            ),
            models.CheckConstraint(
                condition=(Q(contract="direct") & ~Q(direct_because=""))
                | (~Q(contract="direct") & Q(direct_because="")),
                name="%(class)s_direct_has_reason",
                violation_error_message=_("随意契約の理由は、随意契約のときに、そのときだけ書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.failed_on} {self.decision_number}".rstrip()


RECOVERY_FUNDS = Ledger(
    slug="recovery_funds",
    model=RecoveryFund,
    title=_("障害復旧財政措置簿"),
    columns=(
        *("failed_on", "daily_check", "incident_reference", "work", "estimate_yen", "source"),
        *("contract", "direct_because", "decision_number", "decided_on"),
    ),
    ordering=("-failed_on", "-line__number"),
    filters=("source", "contract"),
    search=("incident_reference", "work", "direct_because", "decision_number"),
    happened=("failed_on", "decided_on"),
    evidence_on=("decided_on",),
    arose_on="failed_on",
)
