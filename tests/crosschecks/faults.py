"""One fault for every cross-check: how it comes about, between which sides, and how it is settled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sekisho.archiving.worked import Worked
from sekisho.kernel.models import Entry
from sekisho.ledgers.assets import ASSETS
from sekisho.ledgers.backups import BACKUPS
from sekisho.ledgers.card_counts import CARD_COUNTS
from sekisho.ledgers.cards import CARDS
from sekisho.ledgers.contacts import CONTACTS
from sekisho.ledgers.credentials import CREDENTIALS
from sekisho.ledgers.entry_exit import ENTRY_EXIT
from sekisho.ledgers.environment import ENVIRONMENT
from sekisho.ledgers.grants import GRANTS
from sekisho.ledgers.handlers import HANDLERS
from sekisho.ledgers.key_loans import KEY_LOANS
from sekisho.ledgers.media import MEDIA
from sekisho.ledgers.restore_tests import RESTORE_TESTS
from sekisho.ledgers.sheets import SHEETS
from sekisho.offices.appointments import APPOINTMENTS, Appointment
from tests.cast import Member, at
from tests.crosschecks.town_in_order import EARLIER, MONDAY, THURSDAY, BookedTown

LEFT_ON = date(2026, 4, 1)


@dataclass(frozen=True)
class Fault:
    """`plant` makes it; `settle` takes what `plant` gave. A side is a slug, "no " and a slug, or "" for no ledger."""

    plant: Callable[[BookedTown], Entry | None]
    settle: Callable[[BookedTown, Entry], object]
    sides: tuple[str, str]
    settled_in: str


def leaves(books: BookedTown, who: Member) -> None:
    entry = Appointment.objects.get(person=who.line, revision=1)
    books.amends(books.town.general, APPOINTMENTS, entry, until=LEFT_ON)


def ends(books: BookedTown, credential: Entry, on: date) -> Entry:
    ended = {"ended_on": on, "ended_by": "returned"}
    return books.amends(books.town.welfare, CREDENTIALS, credential, **ended)


def keeps_a_credential(books: BookedTown) -> Entry:
    who = books.town.crisis
    leaves(books, who)
    books.amends(books.town.welfare, HANDLERS, books.lines[f"designation {who.name}"], released_on=LEFT_ON)
    return books.lines[f"credential {who.name}"]


def keeps_a_designation(books: BookedTown) -> Entry:
    who = books.town.auditor
    leaves(books, who)
    ends(books, books.lines[f"credential {who.name}"], LEFT_ON)
    return books.lines[f"designation {who.name}"]


def is_not_designated(books: BookedTown) -> Entry:
    return books.credential(books.town.stranger, "W1", MONDAY)


def has_not_pledged(books: BookedTown) -> Entry:
    books.designation(books.town.vice_mayor)
    books.attendance(books.town.vice_mayor)
    return books.credential(books.town.vice_mayor, "W2", MONDAY)


def was_not_trained(books: BookedTown) -> Entry:
    books.designation(books.town.mayor)
    books.pledge(books.town.mayor)
    return books.credential(books.town.mayor, "W3", MONDAY)


def unknown_operator(books: BookedTown) -> None:
    books.worked.append(Worked(date(2026, 4, 2), "統合端末1", "OP9", 0))


def grants_it(books: BookedTown, _planted: Entry) -> object:
    credential = books.lines[f"credential {books.town.clerk.name}"].line
    facts = {"operator_id": "ＯＰ９", "business": "照会", "valid_from": date(2026, 4, 2)}
    return books.enters(books.town.welfare, GRANTS, credential=credential, **facts)


def visit_without_entry(books: BookedTown) -> Entry:
    visit = books.visit(date(2026, 3, 25))
    books.report(visit)
    return visit


def enters_the_room(books: BookedTown, _planted: Entry) -> object:
    books.loan(date(2026, 3, 25))
    return books.entry(date(2026, 3, 25))


def visit_without_key(books: BookedTown) -> Entry:
    books.report(books.visit(date(2026, 3, 26)))
    return books.entry(date(2026, 3, 26))


def visit_without_report(books: BookedTown) -> Entry:
    day = date(2026, 3, 27)
    books.loan(day)
    books.entry(day)
    return books.visit(day)


def entry_without_visit(books: BookedTown) -> Entry:
    return books.entry(date(2026, 3, 30))


def comes_too_late(books: BookedTown) -> Entry:
    return books.loan(date(2026, 4, 2), "second key", returned_at=None)


def out_too_long(books: BookedTown) -> Entry:
    out = {"taken_out_on": LEFT_ON, "taken_out_by": books.town.clerk.line, "back_by_on": date(2026, 4, 3)}
    return books.medium("T-04", **out)


def destroys(books: BookedTown, sheet: Entry) -> object:
    destroyed = {"kept": 0, "destroyed": 1, "destroyed_on": THURSDAY, "destruction": "shredded"}
    return books.amends(books.town.welfare, SHEETS, sheet, **destroyed)


def prints(books: BookedTown) -> None:
    books.worked.append(Worked(date(2026, 4, 2), "統合端末1", "OP1", 1))


def counts_wrong(books: BookedTown) -> Entry:
    return books.count(MONDAY, "my_number_card", 38)


def breaks_the_chain(books: BookedTown) -> Entry:
    wrong = {"returned": 2, "balance": 2}
    return books.amends(books.town.welfare, CARDS, books.lines["returned"], **wrong)


def moves_cards(books: BookedTown) -> Entry:
    return books.cards(date(2026, 2, 10), "my_number_card", carried=40, issued=1, balance=39)


def backup_on_what_was_gone(books: BookedTown) -> Entry:
    return books.backup(date(2026, 4, 2), "gone")


def tests_what_came_later(books: BookedTown) -> Entry:
    test = books.restore_test(date(2026, 4, 3), "backup 2026-04-03")
    return books.amends(books.town.welfare, RESTORE_TESTS, test, tested_on=date(2026, 4, 2))


def week_is_struck_out(books: BookedTown) -> Entry:
    return books.retires(books.town.welfare, BACKUPS, books.lines["backup 2026-02-06"])


def restoring_is_struck_out(books: BookedTown) -> Entry:
    return books.retires(books.town.welfare, RESTORE_TESTS, books.lines["test"])


FAULTS: dict[str, Fault] = {
    "net-reached": Fault(
        lambda books: books.contact(3, tried_on=EARLIER, result="reached", reached_on=EARLIER),
        lambda books, entry: books.amends(
            books.town.crisis, CONTACTS, entry, tried_on=MONDAY, result="alternate", reached_on=MONDAY
        ),
        ("contacts", "disaster_plans"),
        "contacts",
    ),
    "leavers": Fault(
        keeps_a_credential,
        lambda books, entry: ends(books, entry, THURSDAY),
        ("credentials", "appointments"),
        "credentials",
    ),
    "designations": Fault(
        is_not_designated,
        lambda books, _: books.designation(books.town.stranger, MONDAY),
        ("credentials", "no handlers"),
        "handlers",
    ),
    "released": Fault(
        keeps_a_designation,
        lambda books, entry: books.amends(books.town.welfare, HANDLERS, entry, released_on=THURSDAY),
        ("handlers", "appointments"),
        "handlers",
    ),
    "operators": Fault(unknown_operator, grants_it, ("", "no grants"), "grants"),
    "pledged": Fault(
        has_not_pledged,
        lambda books, _: books.pledge(books.town.vice_mayor, MONDAY),
        ("credentials", "no pledges"),
        "pledges",
    ),
    "trained": Fault(
        was_not_trained,
        lambda books, _: books.attendance(books.town.mayor, MONDAY),
        ("credentials", "no training_attendance"),
        "training_attendance",
    ),
    "visits-entries": Fault(
        visit_without_entry, enters_the_room, ("maintenance_reports", "no entry_exit"), "entry_exit"
    ),
    "visits-keys": Fault(
        visit_without_key,
        lambda books, _: books.loan(date(2026, 3, 26)),
        ("entry_exit", "no key_loans"),
        "key_loans",
    ),
    "visits-reports": Fault(
        visit_without_report,
        lambda books, visit: books.report(visit),
        ("maintenance_reports", "no "),
        "maintenance_reports",
    ),
    "entries-visits": Fault(
        entry_without_visit,
        lambda books, _: (books.loan(date(2026, 3, 30)), books.report(books.visit(date(2026, 3, 30)))),
        ("entry_exit", "no maintenance_reports"),
        "maintenance_reports",
    ),
    "exits": Fault(
        lambda books: books.entry(date(2026, 4, 3), "消防設備社", left_at=None),
        lambda books, entry: books.amends(
            books.town.property, ENTRY_EXIT, entry, left_at=at("2026-04-03", 12)
        ),
        ("entry_exit", "no entry_exit"),
        "entry_exit",
    ),
    "keys-back": Fault(
        comes_too_late,
        lambda books, entry: books.amends(books.town.property, KEY_LOANS, entry, returned_at=at(THURSDAY, 8)),
        ("key_loans", "keys"),
        "key_loans",
    ),
    "media-back": Fault(
        out_too_long,
        lambda books, entry: books.amends(books.town.welfare, MEDIA, entry, brought_back_on=THURSDAY),
        ("media", "no media"),
        "media",
    ),
    "sheets-destroyed": Fault(
        lambda books: books.sheet(date(2026, 3, 2), 1, to_destroy_on=date(2026, 4, 3)),
        destroys,
        ("sheets", "no sheets"),
        "sheets",
    ),
    "backups-due": Fault(
        week_is_struck_out,
        lambda books, _: books.backup(date(2026, 2, 5)),
        ("", "no backups"),
        "backups",
    ),
    "backups": Fault(
        backup_on_what_was_gone,
        lambda books, entry: books.amends(
            books.town.welfare, BACKUPS, entry, medium=books.lines["medium"].line
        ),
        ("backups", "media"),
        "backups",
    ),
    "restore-tests-due": Fault(
        restoring_is_struck_out,
        lambda books, _: books.restore_test(date(2025, 10, 10), "backup 2025-10-10"),
        ("", "no restore_tests"),
        "restore_tests",
    ),
    "restore-tests": Fault(
        tests_what_came_later,
        lambda books, entry: books.amends(
            books.town.welfare, RESTORE_TESTS, entry, tested_on=date(2026, 4, 3)
        ),
        ("restore_tests", "backups"),
        "restore_tests",
    ),
    "prints": Fault(prints, lambda books, _: books.sheet(date(2026, 4, 2), 1), ("", "no sheets"), "sheets"),
    "card-counts": Fault(
        counts_wrong,
        lambda books, entry: books.amends(books.town.welfare, CARD_COUNTS, entry, in_ledger=40, found=40),
        ("card_counts", "cards"),
        "card_counts",
    ),
    "card-chain": Fault(
        breaks_the_chain,
        lambda books, entry: books.amends(books.town.welfare, CARDS, entry, returned=1, balance=1),
        ("cards", "cards"),
        "cards",
    ),
    "card-movements": Fault(
        moves_cards,
        lambda books, _: books.count(date(2026, 2, 27), "my_number_card", 39),
        ("cards", "no card_counts"),
        "card_counts",
    ),
    "contracts": Fault(
        lambda books: books.contractor("有限会社運送B", contract_until=date(2026, 5, 1)),
        lambda books, _: books.contractor(
            "(有)運送Ｂ", contract_from=date(2026, 5, 1), contract_until=date(2027, 5, 1)
        ),
        ("contractors", "no contractors"),
        "contractors",
    ),
    "assets": Fault(
        lambda books: books.asset("HW-003", certificate_expires_on=date(2026, 4, 30)),
        lambda books, entry: books.amends(
            books.town.welfare, ASSETS, entry, certificate_expires_on=date(2028, 4, 30)
        ),
        ("assets", "no assets"),
        "assets",
    ),
    "data-centres": Fault(
        lambda books: books.data_centre("別のデータセンター", date(2026, 4, 1), date(2026, 4, 5)),
        lambda books, _: books.data_centre("別のデータセンター", THURSDAY, date(2029, 4, 5)),
        ("data_centre_checks", "no data_centre_checks"),
        "data_centre_checks",
    ),
    "batteries": Fault(
        lambda books: books.environment(MONDAY, date(2026, 5, 31)),
        lambda books, entry: books.amends(
            books.town.property, ENVIRONMENT, entry, battery_expires_on=date(2029, 5, 31)
        ),
        ("environment", "no environment"),
        "environment",
    ),
}
