"""不在簿: when the holder of a post is away. The deputising it causes follows from the rule pack."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, LineField
from sekisho.rules.model import Condition


class Absence(Entry):
    """不在 or 事故: one person away, to the minute; open-ended while the end is not known."""

    class Kind(models.TextChoices):
        ABSENT = Condition.ABSENT, _("不在")
        INCAPACITY = Condition.INCAPACITY, _("事故")

    person = LineField("persons", verbose_name=_("氏名"))
    condition = models.CharField(_("別"), max_length=12, choices=Kind, default=Kind.ABSENT)
    since_at = models.DateTimeField(_("始まり"))
    until_at = models.DateTimeField(_("終わり(この時刻から戻る)"), null=True, blank=True)
    cause = models.CharField(_("事由"), max_length=80)

    class Meta(Entry.Meta):
        verbose_name = _("不在")
        constraints: ClassVar = [
            *Entry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gt=F("since_at")),
                name="%(class)s_until_after_since",
                violation_error_message=_("終わりが始まりより後になっていません。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_condition_display()} {self.cause}"


ABSENCES = Ledger(
    slug="absences",
    model=Absence,
    title=_("不在簿"),
    columns=("person", "condition", "since_at", "until_at", "cause"),
    ordering=("-since_at", "-line__number"),
    filters=("condition",),
    search=("cause",),
    concerns="person",
)
