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
from sekisho.ledgers.assets import Asset
from sekisho.ledgers.cards import CardMovement
from sekisho.ledgers.credentials import Credential
from sekisho.ledgers.daily_checks import ITEMS, DailyCheck
from sekisho.ledgers.entry_exit import RoomEntry
from sekisho.ledgers.firewall_logs import FirewallLog
from sekisho.ledgers.firewall_reviews import FirewallReview
from sekisho.ledgers.maintenance_reports import MaintenanceReport
from sekisho.ledgers.recovery_funds import RecoveryFund
from sekisho.ledgers.sheets import Sheet
from sekisho.ledgers.special_matters import SpecialMatter
from sekisho.ledgers.terminals import Terminal
from sekisho.offices.appointments import Appointment

Days = Callable[[date, datetime], set[date]]


def event_days(since: date, known_at: datetime) -> dict[str, tuple[date, ...]]:
    """The days from `since` on, as known at `known_at`, on which each known event happened."""
    return {word: tuple(sorted(days(since, known_at))) for word, days in EVENTS}


def days_of(word: str, since: date, known_at: datetime) -> set[date] | None:
    """As `event_days` for one event; None: nothing here sees it."""
    days = dict(EVENTS).get(word)
    return days(since, known_at) if days is not None else None


def anomalies(since: date, known_at: datetime) -> set[date]:
    """Days on which a daily check or the firewalls' logs showed something, or who looked through these reports it."""
    checks = standing(DailyCheck, known_at).filter(an_anomaly(ITEMS), checked_on__gte=since)
    logs = standing(FirewallLog, known_at).filter(checked_on__gte=since).exclude(anomaly="")
    reviews = standing(FirewallReview, known_at).filter(reviewed_on__gte=since, escalated=True)
    return {
        *checks.values_list("checked_on", flat=True),
        *logs.values_list("checked_on", flat=True),
        *reviews.values_list("reviewed_on", flat=True),
    }


def personnel_changes(since: date, known_at: datetime) -> set[date]:
    """Days on which an appointment begins or ends; an order names days to come, and they have not happened yet."""
    days = dates_in(Appointment, ("since", "until"), since, known_at)
    return {day for day in days if day <= day_of(known_at)}


def dates_in(model: type[Entry], fields: tuple[str, ...], since: date, known_at: datetime) -> set[date]:
    """The days of the dates and moments that stand in those fields of the ledger."""
    rows = standing(model, known_at).filter(recent(model, fields, since)).values_list(*fields)
    days = {day_of(value) for row in rows for value in row if value is not None}
    return {day for day in days if day >= since}


EVENTS: tuple[tuple[str, Days], ...] = (
    ("maintenance_visit", partial(dates_in, MaintenanceReport, ("visited_on",))),
    ("anomaly", anomalies),
    ("personnel_change", personnel_changes),
    ("credential_change", partial(dates_in, Credential, ("issued_on", "ended_on"))),
    ("room_entry", partial(dates_in, RoomEntry, ("entered_at",))),
    ("recovery_cost", partial(dates_in, RecoveryFund, ("failed_on",))),
    ("special_matter", partial(dates_in, SpecialMatter, ("arose_on",))),
    ("terminal_change", partial(dates_in, Terminal, ("installed_on", "removed_on"))),
    ("asset_change", partial(dates_in, Asset, ("acquired_on", "moved_on", "disposed_on"))),
    ("printout", partial(dates_in, Sheet, ("printed_at",))),
    ("card_movement", partial(dates_in, CardMovement, ("moved_on",))),
)
KNOWN_EVENTS = frozenset(word for word, _days in EVENTS)
