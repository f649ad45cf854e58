"""Which lines of each ledger can matter to a cross-check: those of the window, and whatever is still open or live.

A line that ended before the window is not read, so that a page costs in its tenth year what it did in its second.
Lines that lines of the window refer to are read with them, however old.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry
from sekisho.kernel.queries import recent, standing
from sekisho.ledgers.assets import ASSETS
from sekisho.ledgers.backups import BACKUPS, Backup
from sekisho.ledgers.card_counts import CARD_COUNTS
from sekisho.ledgers.cards import CARDS, CardMovement
from sekisho.ledgers.contacts import CONTACTS
from sekisho.ledgers.contractors import CONTRACTORS
from sekisho.ledgers.credentials import CREDENTIALS, Credential
from sekisho.ledgers.data_centre_checks import DATA_CENTRE_CHECKS, DataCentreCheck
from sekisho.ledgers.disaster_plans import DISASTER_PLANS
from sekisho.ledgers.entry_exit import ENTRY_EXIT
from sekisho.ledgers.environment import ENVIRONMENT, EnvironmentCheck
from sekisho.ledgers.grants import GRANTS
from sekisho.ledgers.handlers import HANDLERS, Handler
from sekisho.ledgers.key_loans import KEY_LOANS, KeyLoan
from sekisho.ledgers.keys import KEYS
from sekisho.ledgers.maintenance_reports import MAINTENANCE_REPORTS, MaintenanceReport
from sekisho.ledgers.media import MEDIA
from sekisho.ledgers.pledges import PLEDGES
from sekisho.ledgers.restore_tests import RESTORE_TESTS, RestoreTest
from sekisho.ledgers.sheets import SHEETS
from sekisho.ledgers.terminals import TERMINALS
from sekisho.ledgers.training_attendance import TRAINING_ATTENDANCE
from sekisho.offices.appointments import APPOINTMENTS

A_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Window:
    """What is looked at: `on` a day, back to `since`, and for what is owed once a fiscal year to `year_since`."""

    on: date
    since: date
    year_since: date
    known_at: datetime


@dataclass(frozen=True, slots=True)
class Shelf:
    """A ledger, and which of its lines can matter."""

    ledger: Ledger
    where: Callable[[Window], Q]


def _dated(ledger: Ledger, *names: str, still: Q | None = None) -> Shelf:
    """Lines with one of those dates in the window, and those for which `still` holds."""

    def where(window: Window) -> Q:
        found = recent(ledger.model, names, window.since)
        return found if still is None else found | still

    return Shelf(ledger, where)


def _live(ledger: Ledger, ends: str) -> Shelf:
    """Lines that had not ended when the window begins."""
    return _dated(ledger, ends, still=Q((f"{ends}__isnull", True)))


def _appointments(window: Window) -> Q:
    """Also long past ones, of people who still hold a credential or a designation."""
    holders = standing(Credential, window.known_at).filter(_lasts("ended_on", window)).values("holder")
    handlers = standing(Handler, window.known_at).filter(_lasts("released_on", window)).values("person")
    return _lasts("until", window) | Q(person__in=holders) | Q(person__in=handlers)


def _pledges(window: Window) -> Q:
    return _lasts("valid_until", window) & _lasts("ended_on", window)


def _attendance(window: Window) -> Q:
    return Q(attended_on__gte=window.since - A_YEAR)


def _contractors(window: Window) -> Q:
    """Those under contract, those not wound up, and those who came."""
    visits = standing(MaintenanceReport, window.known_at).filter(visited_on__gte=window.since)
    return (
        _lasts("contract_until", window)
        | Q(returned_on__isnull=True)
        | Q(line__in=visits.values("contractor"))
    )


def _keys(window: Window) -> Q:
    """Those in use, and those that are out."""
    out = standing(KeyLoan, window.known_at).filter(returned_at__isnull=True)
    return _lasts("ended_on", window) | Q(line__in=out.values("key"))


def _media(window: Window) -> Q:
    """Those in use, and those that a backup says it is on."""
    backups = standing(Backup, window.known_at).filter(taken_on__gte=window.since, medium__isnull=False)
    return _lasts("disposed_on", window) | Q(line__in=backups.values("medium"))


def _backups(window: Window) -> Q:
    """Those of the window, and those that were tested in it."""
    tests = standing(RestoreTest, window.known_at).filter(tested_on__gte=window.year_since)
    return recent(Backup, ("taken_on", "completed_on"), window.since) | Q(line__in=tests.values("backup"))


def _restore_tests(window: Window) -> Q:
    return recent(RestoreTest, ("tested_on", "restored_on"), window.year_since)


def _cards(window: Window) -> Q:
    """Those of the window, and of each kind the last before it, with whose balance it began."""
    before = standing(CardMovement, window.known_at).filter(moved_on__lt=window.since)
    last = (_latest(before.filter(kind=kind), "moved_on") for kind in CardMovement.Kind.values)
    return Q(*(Q(pk__in=one) for one in last), Q(moved_on__gte=window.since), _connector=Q.OR)


def _data_centre_checks(window: Window) -> Q:
    """Those of the window, and the last one."""
    checks = standing(DataCentreCheck, window.known_at).filter(confirmed_on__lte=window.on)
    return Q(confirmed_on__gte=window.since) | Q(pk__in=_latest(checks, "confirmed_on"))


def _environment(window: Window) -> Q:
    """Only the last round that says until when the battery is good."""
    rounds = standing(EnvironmentCheck, window.known_at).filter(checked_on__lte=window.on)
    return Q(pk__in=_latest(rounds.filter(battery_expires_on__isnull=False), "checked_on"))


def _sheets(window: Window) -> Q:
    """Those of the window, and those that should have been destroyed."""
    overdue = Q(kept__gt=0, to_destroy_on__lt=window.on)
    return recent(SHEETS.model, ("printed_at",), window.since) | overdue


def _lasts(ends: str, window: Window) -> Q:
    return Q((f"{ends}__isnull", True)) | Q((f"{ends}__gte", window.since))


def _latest(rows: QuerySet[Entry], by: str) -> QuerySet[Entry]:
    return rows.order_by(f"-{by}", "-line__number").values("pk")[:1]  # type: ignore[return-value]  # keys, for a subquery


SHELVES = (
    Shelf(APPOINTMENTS, _appointments),
    _live(CREDENTIALS, "ended_on"),
    _live(GRANTS, "valid_until"),
    _live(HANDLERS, "released_on"),
    Shelf(PLEDGES, _pledges),
    Shelf(TRAINING_ATTENDANCE, _attendance),
    _dated(MAINTENANCE_REPORTS, "visited_on"),
    Shelf(CONTRACTORS, _contractors),
    _dated(ENTRY_EXIT, "entered_at", still=Q(left_at__isnull=True)),
    Shelf(KEYS, _keys),
    _live(KEY_LOANS, "returned_at"),
    Shelf(BACKUPS, _backups),
    Shelf(RESTORE_TESTS, _restore_tests),
    Shelf(MEDIA, _media),
    Shelf(SHEETS, _sheets),
    _live(TERMINALS, "removed_on"),
    Shelf(CARDS, _cards),
    _dated(CARD_COUNTS, "counted_on"),
    _dated(ASSETS, "disposed_on", still=Q(disposed_on__isnull=True)),
    Shelf(DATA_CENTRE_CHECKS, _data_centre_checks),
    Shelf(ENVIRONMENT, _environment),
    Shelf(CONTACTS, lambda _window: Q()),
    _dated(DISASTER_PLANS, "reviewed_on"),
)
