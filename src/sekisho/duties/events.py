"""The events that set duties off, read from the ledgers that see them happen.

One line an event: the word that cadences in the rule pack use, and where its days stand.
An event whose ledger does not exist yet never happens here, and its duty says so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from sekisho.kernel.checklists import an_anomaly
from sekisho.kernel.models import Entry
from sekisho.kernel.queries import day_of, recent, standing
from sekisho.ledgers.credentials import Credential
from sekisho.ledgers.daily_checks import ITEMS, DailyCheck
from sekisho.ledgers.entry_exit import RoomEntry
from sekisho.ledgers.firewall_logs import FirewallLog
from sekisho.ledgers.recovery_funds import RecoveryFund
from sekisho.ledgers.special_matters import SpecialMatter
from sekisho.ledgers.terminals import Terminal

Days = Callable[[date, datetime], set[date]]


def event_days(since: date, known_at: datetime) -> dict[str, tuple[date, ...]]:
    """The days from `since` on, as known at `known_at`, on which each known event happened."""
    return {word: tuple(sorted(days(since, known_at))) for word, days in EVENTS}


def anomalies(since: date, known_at: datetime) -> set[date]:
    """Days on which a daily check found something not in order, or the firewalls' logs showed something."""
    checks = standing(DailyCheck, known_at).filter(an_anomaly(ITEMS), checked_on__gte=since)
    logs = standing(FirewallLog, known_at).filter(checked_on__gte=since).exclude(anomaly="")
    return {*checks.values_list("checked_on", flat=True), *logs.values_list("checked_on", flat=True)}


def dates_in(model: type[Entry], fields: tuple[str, ...], since: date, known_at: datetime) -> set[date]:
    """The days of the dates and moments that stand in those fields of the ledger."""
    rows = standing(model, known_at).filter(recent(model, fields, since)).values_list(*fields)
    days = {day_of(value) for row in rows for value in row if value is not None}
    return {day for day in days if day >= since}


EVENTS: tuple[tuple[str, Days], ...] = (
    ("anomaly", anomalies),
    ("credential_change", partial(dates_in, Credential, ("issued_on", "ended_on"))),
    ("room_entry", partial(dates_in, RoomEntry, ("entered_at",))),
    ("recovery_cost", partial(dates_in, RecoveryFund, ("failed_on",))),
    ("special_matter", partial(dates_in, SpecialMatter, ("arose_on",))),
    ("terminal_change", partial(dates_in, Terminal, ("installed_on", "removed_on"))),
)
KNOWN_EVENTS = frozenset(word for word, _days in EVENTS)
