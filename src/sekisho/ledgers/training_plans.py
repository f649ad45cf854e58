"""研修計画簿: 「研修の計画」(かつらぎ町 第5条第3号イ).

One entry is the plan of one fiscal year; a fiscal year has one. It counts from the day it was approved.
"""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, not_before
from sekisho.kernel.queries import standing
from sekisho.rules.fiscal import fiscal_year_label

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

    class Meta(Entry.Meta):
        verbose_name = _("研修計画")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("approved_on", "drafted_on"),
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
        """A fiscal year has one plan; it is amended and not written a second time."""
        if self.fiscal_year is None or self.retired_on is not None:
            return
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
        *("drafted_on", "approved_on", "decision_number"),
    ),
    ordering=("-fiscal_year", "-line__number"),
    search=("purpose", "audience", "schedule", "content", "decision_number"),
    happened=("drafted_on", "approved_on"),
    evidence_on=("approved_on",),
)
