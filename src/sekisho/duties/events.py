"""The events that set duties off, read from the ledgers that see them happen.

One line an event: the word that cadences in the rule pack use, and where its days stand.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db.models import Q

from sekisho.kernel.queries import standing
from sekisho.ledgers.daily_checks import ITEMS, DailyCheck, Finding


def event_days(since: date, known_at: datetime) -> dict[str, tuple[date, ...]]:
    """The days from `since` on, as known at `known_at`, on which each known event happened."""
    return {word: tuple(days(since, known_at)) for word, days in EVENTS}


def anomalies(since: date, known_at: datetime) -> list[date]:
    """Days on which a daily check found something not in order."""
    found = Q(*((item, Finding.ANOMALY) for item in ITEMS), _connector=Q.OR)
    checks = standing(DailyCheck, known_at).filter(found, checked_on__gte=since)
    return list(checks.order_by("checked_on").values_list("checked_on", flat=True).distinct())


EVENTS: tuple[tuple[str, Callable[[date, datetime], list[date]]], ...] = (("anomaly", anomalies),)
