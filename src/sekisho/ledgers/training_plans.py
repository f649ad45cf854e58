"""研修計画簿: 「研修の計画」(かつらぎ町 第5条第3号イ).

One entry is the plan of one fiscal year; a fiscal year has one. It is evidence once it is approved, and for the
year in which it is put to use: the plan of a year is often approved in the March before.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, not_before
from sekisho.kernel.queries import standing
from sekisho.rules.fiscal import fiscal_year, fiscal_year_label

JUKI_NET_SINCE, LAST_YEAR = 2002, 2100  # there was nothing to train for before


class TrainingPlan(Entry):
    """Who is to learn what in a fiscal year, when and how often."""

    fiscal_year = models.PositiveSmallIntegerField(
        _("年度(始まる年の西暦)"),
        validators=[MinValueValidator(JUKI_NET_SINCE), MaxValueValidator(LAST_YEAR)],
    )
    purpose = models.TextField(_("目的"))
    audience = models.TextField(_("対象者の範囲"))
    schedule = models.TextField(_("回数と時期"))
    content = models.TextField(_("研修の内容"))
    drafted_on = models.DateField(_("起案日"))
    approved_on = models.DateField(_("決裁日"), null=True, blank=True)
    decision_number = models.CharField(_("決裁番号"), max_length=40, blank=True)
    in_force_on = models.DateField(_("計画を実施に移した日(年度内)"), null=True, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("研修計画")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("approved_on", "drafted_on"),
            models.CheckConstraint(
                condition=Q(in_force_on__isnull=True)
                | Q(approved_on__isnull=False, in_force_on__gte=F("approved_on")),
                name="%(class)s_in_force_once_approved",
                violation_error_message=_(
                    "実施に移した日があります。それより前か同じ日の決裁日を書いてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(approved_on__isnull=True, decision_number="")
                | Q(Q(approved_on__isnull=False) & ~Q(decision_number="")),
                name="%(class)s_approval_has_number",
                violation_error_message=_("決裁日と決裁番号は、どちらも書くか、どちらも空けてください。"),
            ),
        ]

    def __str__(self) -> str:
        return fiscal_year_label(self.fiscal_year)

    def clean(self) -> None:
        """A fiscal year has one plan, put to use within it; it is amended and not written a second time."""
        if self.retired_on is not None:
            return
        if self.in_force_on is not None and fiscal_year(self.in_force_on) != self.fiscal_year:
            raise ValidationError({"in_force_on": _("実施に移した日が、計画の年度の中にありません。")})
        same = standing(TrainingPlan, timezone.now()).filter(fiscal_year=self.fiscal_year)
        if same.exclude(line=self.line_id).exists():
            raise ValidationError(
                {"fiscal_year": _("この年度の計画はすでにあります。その行を訂正してください。")}
            )


TRAINING_PLANS = Ledger(
    slug="training_plans",
    model=TrainingPlan,
    title=_("研修計画簿"),
    columns=(
        *("fiscal_year", "purpose", "audience", "schedule", "content"),
        *("drafted_on", "approved_on", "decision_number", "in_force_on"),
    ),
    ordering=("-fiscal_year", "-line__number"),
    search=("purpose", "audience", "schedule", "content", "decision_number"),
    happened=("drafted_on", "approved_on", "in_force_on"),
    evidence_on=("in_force_on",),
)
