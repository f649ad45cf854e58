"""研修受講簿: who attended which session, how, and what they had understood (かつらぎ町 第3条第6項第4号).

One entry is one person at one session. Who was not tested has no score and no result.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField
from sekisho.kernel.queries import standing
from sekisho.rules.fiscal import fiscal_year, fiscal_year_span

FULL_MARKS = 100


class TrainingAttendance(Entry):
    """One person at one session."""

    class Manner(models.TextChoices):
        TOGETHER = "together", _("集合")
        MAKE_UP = "make_up", _("補講")
        MATERIALS = "materials", _("資料")

    class Result(models.TextChoices):
        PASSED = "passed", _("合格")
        FAILED = "failed", _("不合格")

    training = LineField("training", verbose_name=_("研修"))
    person = LineField("persons", verbose_name=_("受講者"))
    attended_on = models.DateField(_("受講日"))
    manner = models.CharField(_("受講の形態"), max_length=9, choices=Manner, default=Manner.TOGETHER)
    understanding = models.PositiveSmallIntegerField(_("理解度(100点満点)"), null=True, blank=True)
    result = models.CharField(_("合否"), max_length=6, choices=Result, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("研修の受講")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(understanding__isnull=True) | Q(understanding__lte=FULL_MARKS),
                name="%(class)s_score_up_to_full_marks",
                violation_error_message=_("理解度は0点から100点までで書いてください。"),
            ),
            models.CheckConstraint(
                condition=Q(result="") | Q(understanding__isnull=False),
                name="%(class)s_result_has_score",
                violation_error_message=_(
                    "合否があります。「理解度」の点も書いてください。試していなければ、合否も空けてください。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attended_on} {self.get_manner_display()}"

    def clean(self) -> None:
        """A person is listed once a session: who comes again later has the first entry amended."""
        if self.retired_on is not None:
            return
        same = standing(TrainingAttendance, timezone.now())
        same = same.filter(training=self.training_id, person=self.person_id).exclude(line=self.line_id)
        if same.exists():
            raise ValidationError(
                {"person": _("この者のこの研修の受講はすでに記載されています。その行を訂正してください。")}
            )


TRAINING_ATTENDANCE = Ledger(
    slug="training_attendance",
    model=TrainingAttendance,
    title=_("研修受講簿"),
    columns=("training", "person", "attended_on", "manner", "understanding", "result"),
    ordering=("-attended_on", "-line__number"),
    filters=("manner", "result"),
    happened=("attended_on",),
    concerns="person",
)


def trained(on: date, known_at: datetime) -> set[int]:
    """The persons (line ids) who, from the start of the fiscal year to `on`, attended a session and did not fail."""
    first, _until = fiscal_year_span(fiscal_year(on))
    attended = standing(TrainingAttendance, known_at).filter(attended_on__gte=first, attended_on__lte=on)
    return set(attended.exclude(result=TrainingAttendance.Result.FAILED).values_list("person", flat=True))
