"""研修実施簿: 「教育及び研修の実施」(かつらぎ町 第3条第6項第4号), planned under 第5条第3号イ.

One entry is one session. It is evidence once everybody who was to attend has done so, at the session
or at a later one for those who missed it: that somebody spoke in a room is no training yet.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField, not_before

MINUTES_A_DAY = 24 * 60


class TrainingSession(Entry):
    """One session: what about, by whom, for whom, and what becomes of those who missed it."""

    plan = LineField("training_plans", verbose_name=_("研修計画"), null=True, blank=True)
    held_on = models.DateField(_("研修の実施日"))
    title = models.CharField(_("題目"), max_length=120)
    lecturer = models.CharField(_("講師"), max_length=60)
    audience = models.TextField(_("対象者の範囲"))
    minutes = models.PositiveSmallIntegerField(_("時間(分)"))
    materials = models.CharField(_("資料(名称と保管場所)"), max_length=200, blank=True)
    make_up = models.TextField(_("未受講者の補講予定"), blank=True)
    completed_on = models.DateField(_("対象者全員の受講を確かめた日"), null=True, blank=True)

    class Meta(Entry.Meta):
        verbose_name = _("研修")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            not_before("completed_on", "held_on"),
            models.CheckConstraint(
                condition=Q(minutes__gt=0, minutes__lte=MINUTES_A_DAY),
                name="%(class)s_takes_part_of_a_day",
                violation_error_message=_("時間は1分から1440分までで書いてください。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.title}"


TRAINING = Ledger(
    slug="training",
    model=TrainingSession,
    title=_("研修実施簿"),
    columns=(
        *("plan", "held_on", "title", "lecturer", "audience", "minutes"),
        *("materials", "make_up", "completed_on"),
    ),
    ordering=("-held_on", "-line__number"),
    search=("title", "lecturer", "audience", "materials", "make_up"),
    happened=("held_on", "completed_on"),
    evidence_on=("held_on",),
    complete_with=("completed_on",),
)
