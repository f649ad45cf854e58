"""Who operates the system and was not trained this fiscal year (かつらぎ町 第3条第6項第4号・第5条第3号イ)."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet

from sekisho.kernel.queries import standing
from sekisho.ledgers.credentials import Credential
from sekisho.ledgers.training_attendance import TrainingAttendance
from sekisho.rules.fiscal import fiscal_year, fiscal_year_span


def untrained_operators(on: date, known_at: datetime) -> set[int]:
    """Persons (line ids) whose credential is live on `on` and who attended nothing this fiscal year so far.

    Who failed the test counts as untrained. As known at `known_at`.
    """
    return set(untrained(on, known_at).values_list("holder", flat=True))


def untrained(on: date, known_at: datetime) -> QuerySet[Credential]:
    """As `untrained_operators`, as a query: the live credentials of those who were not trained."""
    first, _until = fiscal_year_span(fiscal_year(on))
    attended = standing(TrainingAttendance, known_at).filter(attended_on__gte=first, attended_on__lte=on)
    passed = attended.exclude(result=TrainingAttendance.Result.FAILED)
    live = standing(Credential, known_at).filter(issued_on__lte=on)
    live = live.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))
    live = live.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=on))
    return live.exclude(holder__in=passed.values("person"))
