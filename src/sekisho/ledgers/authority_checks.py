"""権限照合簿: 「操作者の正当な権限の確認」(かつらぎ町 第5条第1号ウ), whether each operation was one its operator might make.

One entry is one stretch of days. What could not be matched is a doubt (疑義), and until each doubt has been
decided on the check is not done. A random sample is looked at besides, so that nobody learns to stay
below what the matching sees.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField, not_before


class AuthorityCheck(Entry):
    """The operations of one stretch of days, held against the authority of their moments."""

    first_on = models.DateField(_("期間の初日"))
    last_on = models.DateField(_("期間の末日"))
    checked_on = models.DateField(_("照合日"))
    checker = LineField("persons", verbose_name=_("照合した者"))
    operations = models.PositiveIntegerField(_("操作の件数"))
    matched = models.PositiveIntegerField(_("権限と照合できた件数"))
    doubtful = models.PositiveIntegerField(_("疑義の件数"), default=0)
    decided = models.PositiveIntegerField(_("うち判断の済んだ件数"), default=0)
    sampled = models.PositiveIntegerField(_("無作為に抽出して確かめた件数"), default=0)
    findings = models.TextField(_("疑義と判断の要旨"), blank=True)
    settled_on = models.DateField(_("疑義の全てに判断がついた日"), null=True, blank=True)
    approver = LineField("persons", verbose_name=_("承認者"), null=True, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("権限の照合")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("last_on", "first_on"),
            not_before("settled_on", "checked_on"),
            models.CheckConstraint(
                condition=Q(checked_on__gte=F("last_on")),
                name="%(class)s_checked_after_period",
                violation_error_message=_("期間が終わる前に照合しています。照合した期間を確かめてください。"),
            ),
            models.CheckConstraint(
                condition=Q(operations=F("matched") + F("doubtful")),
                name="%(class)s_operations_add_up",
                violation_error_message=_(
                    "操作の件数は、照合できた件数と疑義の件数の合計と同じでなければなりません。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(decided__lte=F("doubtful"), sampled__lte=F("operations")),
                name="%(class)s_parts_within_whole",
                violation_error_message=_(
                    "判断の済んだ件数が疑義の件数を、または抽出した件数が操作の件数を超えています。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(decided=0) | ~Q(findings=""),
                name="%(class)s_decision_is_told",
                violation_error_message=_("疑義に判断がついています。「疑義と判断の要旨」を書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(settled_on__isnull=True) | Q(decided=F("doubtful")),
                name="%(class)s_settled_leaves_no_doubt",
                violation_error_message=_(
                    "判断のついていない疑義があります。「疑義の全てに判断がついた日」は、それまで空けてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(approver__isnull=True) | ~Q(checker=F("approver")),
                name="%(class)s_approver_is_another",
                violation_error_message=_("照合した者と承認者が同じです。別の者が承認してください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_on} – {self.last_on}"


AUTHORITY_CHECKS = Ledger(
    slug="authority_checks",
    model=AuthorityCheck,
    title=_("権限照合簿"),
    columns=(
        "first_on",
        "last_on",
        "checked_on",
        "checker",
        "operations",
        "matched",
        "doubtful",
        "decided",
        "sampled",
        "findings",
        "settled_on",
        "approver",
    ),
    ordering=("-last_on", "-line__number"),
    search=("findings",),
    happened=("last_on", "checked_on", "settled_on"),
    evidence_on=("checked_on",),
    complete_with=("settled_on",),
)
