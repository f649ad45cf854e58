"""通信ログ点検簿: 「ファイアーウォールの通信ログ」の「適切な管理」(かつらぎ町 第5条第1号カ), that somebody looked at what was kept.

Who looks need not be of the section that answers for the clause: the device is another section's.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField, not_before


class FirewallReview(Entry):
    """One look at the refusals and warnings of one stretch of days."""

    first_on = models.DateField(_("期間の初日"))
    last_on = models.DateField(_("期間の末日"))
    reviewed_on = models.DateField(_("点検日"))
    reviewer = LineField("persons", verbose_name=_("点検者"))
    refused = models.PositiveIntegerField(_("拒否の件数"))
    warned = models.PositiveIntegerField(_("警告の件数"))
    noticed = models.TextField(_("気づいたこと"), blank=True)
    action_taken = models.TextField(_("処置"), blank=True)
    escalated = models.BooleanField(_("異常として統括責任者に報告する"), default=False)

    class Meta(Entry.Meta):
        verbose_name = _("通信ログの点検")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("last_on", "first_on"),
            models.CheckConstraint(
                condition=Q(reviewed_on__gte=F("last_on")),
                name="%(class)s_reviewed_after_period",
                violation_error_message=_("期間が終わる前に点検しています。点検した期間を確かめてください。"),
            ),
            models.CheckConstraint(
                condition=~Q(noticed="") | Q(escalated=False, action_taken=""),
                name="%(class)s_action_has_cause",
                violation_error_message=_("処置または報告があります。「気づいたこと」を書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on} – {self.last_on}"


FIREWALL_REVIEWS = Ledger(
    slug="firewall_reviews",
    model=FirewallReview,
    title=_("通信ログ点検簿"),
    columns=(
        "first_on",
        "last_on",
        "reviewed_on",
        "reviewer",
        "refused",
        "warned",
        "noticed",
        "action_taken",
        "escalated",
    ),
    ordering=("-reviewed_on", "-line__number"),
    filters=("escalated",),
    search=("noticed", "action_taken"),
    happened=("last_on", "reviewed_on"),
    evidence_on=("reviewed_on",),
)
