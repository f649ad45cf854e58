"""A town whose books agree, with something for every cross-check to look at. Recorded on Monday, 6 April 2026."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sekisho.archiving.worked import Worked
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, Report
from sekisho.kernel.verbs import amend, retire, submit
from sekisho.ledgers.assets import ASSETS
from sekisho.ledgers.backups import BACKUPS
from sekisho.ledgers.card_counts import CARD_COUNTS
from sekisho.ledgers.cards import CARDS
from sekisho.ledgers.contacts import CONTACTS
from sekisho.ledgers.contractors import CONTRACTORS
from sekisho.ledgers.credentials import CREDENTIALS
from sekisho.ledgers.data_centre_checks import DATA_CENTRE_CHECKS
from sekisho.ledgers.disaster_plans import DISASTER_PLANS
from sekisho.ledgers.entry_exit import ENTRY_EXIT
from sekisho.ledgers.environment import ENVIRONMENT
from sekisho.ledgers.grants import GRANTS
from sekisho.ledgers.handlers import HANDLERS
from sekisho.ledgers.key_loans import KEY_LOANS
from sekisho.ledgers.keys import KEYS
from sekisho.ledgers.maintenance_reports import MAINTENANCE_REPORTS
from sekisho.ledgers.media import MEDIA
from sekisho.ledgers.pledges import PLEDGES
from sekisho.ledgers.restore_tests import RESTORE_TESTS
from sekisho.ledgers.sheets import SHEETS
from sekisho.ledgers.terminals import TERMINALS
from sekisho.ledgers.training import TRAINING
from sekisho.ledgers.training_attendance import TRAINING_ATTENDANCE
from tests.cast import Member, Town, at
from tests.duties.test_posture import the
from tests.ledgers.test_assets import FACTS as ASSET
from tests.ledgers.test_contacts import TestContacts
from tests.ledgers.test_contractors import TestContractors, TestMaintenanceReports
from tests.ledgers.test_data_centre_checks import TestDataCentreChecks
from tests.ledgers.test_disaster_plans import TestDisasterPlans
from tests.ledgers.test_environment import TestEnvironment
from tests.ledgers.test_handlers import TestHandlers
from tests.ledgers.test_keys import TestKeys
from tests.ledgers.test_media import FACTS as MEDIUM
from tests.ledgers.test_pledges import TestPledges
from tests.ledgers.test_restore_tests import FACTS as TEST
from tests.ledgers.test_sheets import FACTS as SHEET
from tests.ledgers.test_terminals import TestTerminals
from tests.ledgers.test_training import TestTraining

MONDAY, TUESDAY, WEDNESDAY = date(2026, 4, 6), date(2026, 4, 7), date(2026, 4, 8)
THURSDAY, FRIDAY = date(2026, 4, 9), date(2026, 4, 10)
EARLIER = date(2025, 6, 2)
FIRM = "株式会社保守業者A"
COMPANY = "(株)保守業者Ａ 大阪支店"

Facts = dict[str, Any]  # Any: facts of several types


@dataclass
class BookedTown:
    """The town, its lines by name, and what its operation history says."""

    town: Town
    lines: dict[str, Entry] = field(default_factory=dict)
    worked: list[Worked] = field(default_factory=list)
    now: datetime = field(default_factory=lambda: at(MONDAY, 17))

    def enters(self, who: Member, ledger: Ledger, **facts: Any) -> Entry:  # Any: as Facts
        return who.enters(ledger, self.now, **facts)

    def amends(self, who: Member, ledger: Ledger, entry: Entry, **facts: Any) -> Entry:  # Any: as Facts
        return amend(ledger, entry, facts, reason="訂正", act=who.act(self.now))

    def retires(self, who: Member, ledger: Ledger, entry: Entry) -> Entry:
        return retire(ledger, entry, on=self.now.date(), reason="誤り", act=who.act(self.now))

    # --- lines of which a town has several ------------------------------------------

    def credential(self, holder: Member, serial: str, issued_on: date = EARLIER) -> Entry:
        palm = {"kind": "palm", "serial": serial, "holder": holder.line, "issued_on": issued_on}
        return self.enters(self.town.welfare, CREDENTIALS, **palm)

    def pledge(self, who: Member, on: date = EARLIER) -> Entry:
        facts = {**TestPledges.facts, "pledged_on": on, "person": who.line}
        receiver = self.town.welfare if who is not self.town.welfare else self.town.clerk
        return self.enters(self.town.welfare, PLEDGES, **facts, receiver=receiver.line)

    def attendance(self, who: Member, on: date = EARLIER) -> Entry:
        facts = {"training": self.lines["training"].line, "person": who.line, "attended_on": on}
        return self.enters(self.town.general, TRAINING_ATTENDANCE, **facts)

    def designation(self, who: Member, on: date = EARLIER, **facts: object) -> Entry:
        named = {**TestHandlers.facts, "designated_on": on, "handles_from": on, "person": who.line}
        return self.enters(self.town.welfare, HANDLERS, **named, designator=self.town.welfare.line, **facts)

    def visit(self, on: date, **facts: object) -> Entry:
        known = {"contractor": self.lines["contractor"].line, "witness": self.town.clerk.line}
        visit = {**TestMaintenanceReports.facts, **known, "visited_on": on, **facts}
        return self.enters(self.town.welfare, MAINTENANCE_REPORTS, **visit)

    def report(self, visit: Entry) -> Report:
        duty, act = the("maintenance-report"), self.town.welfare.act(self.now)
        return submit(duty, title="保守点検の報告", statement="異常なし。", about_line=visit.line, act=act)

    def entry(self, on: date, company: str = COMPANY, **facts: object) -> Entry:
        who = {"visitor": "来訪 一郎", "organisation": company, "purpose": "点検"}
        span = {"entered_at": at(on, 10), "left_at": at(on, 11)}
        return self.enters(self.town.property, ENTRY_EXIT, **{**who, **span, **facts})

    def loan(self, on: date, key: str = "key", **facts: object) -> Entry:
        by = {"borrower": self.town.clerk.line, "lent_by": self.town.property.line, "purpose": "立会い"}
        span = {"lent_at": at(on, 9, 30), "returned_at": at(on, 11, 30), **facts}
        return self.enters(self.town.property, KEY_LOANS, key=self.lines[key].line, **by, **span)

    def backup(self, on: date, medium: str = "medium") -> Entry:
        facts = {"taken_on": on, "completed_on": on, "target": "cs", "result": "success", "place": "金庫"}
        return self.enters(self.town.welfare, BACKUPS, **facts, medium=self.lines[medium].line)

    def medium(self, number: str, **facts: object) -> Entry:
        known = {**MEDIUM, "number": number, "started_on": date(2025, 4, 1)}
        return self.enters(self.town.welfare, MEDIA, **known, **facts)

    def restore_test(self, on: date, backup: str) -> Entry:
        who = {"backup": self.lines[backup].line, "tester": self.town.clerk.line}
        facts = {**TEST, "tested_on": on, "restored_on": on}
        return self.enters(self.town.welfare, RESTORE_TESTS, **facts, **who)

    def sheet(self, on: date, printed: int, **facts: object) -> Entry:
        who = {"printer": self.town.clerk.line, "terminal": self.lines["terminal"].line}
        given = {**SHEET, "printed_at": at(on, 10), "printed": printed, "kept": printed, **who, **facts}
        return self.enters(self.town.welfare, SHEETS, **given)

    def cards(self, on: date, kind: str, **facts: object) -> Entry:
        moved = {"moved_on": on, "kind": kind, "checker": self.town.clerk.line}
        return self.enters(self.town.welfare, CARDS, **moved, **facts)

    def count(self, on: date, kind: str, n: int) -> Entry:
        who = {"counter": self.town.clerk.line, "outcome": "agrees"}
        return self.enters(
            self.town.welfare, CARD_COUNTS, counted_on=on, kind=kind, in_ledger=n, found=n, **who
        )

    def asset(self, number: str, **facts: object) -> Entry:
        return self.enters(self.town.welfare, ASSETS, **{**ASSET, "number": number, **facts})

    def contractor(self, name: str, **facts: object) -> Entry:
        known = {**TestContractors.facts, "name": name, "contract_from": date(2025, 4, 1)}
        return self.enters(self.town.welfare, CONTRACTORS, **{**known, **facts})

    def data_centre(self, name: str, on: date, until: date) -> Entry:
        facts = {**TestDataCentreChecks.facts, "contractor": name, "confirmed_on": on, "proper_on": on}
        facts |= {"certificate_expires_on": until, "checker": self.town.property.line}
        return self.enters(self.town.property, DATA_CENTRE_CHECKS, **facts)

    def contact(self, position: int, **facts: object) -> Entry:
        known = {**TestContacts.facts, "position": position, "person": self.town.clerk.line}
        return self.enters(self.town.crisis, CONTACTS, **{**known, **facts})

    def environment(self, on: date, until: date) -> Entry:
        facts = {**TestEnvironment.facts, "checked_on": on, "battery_expires_on": until}
        return self.enters(self.town.property, ENVIRONMENT, **facts, checker=self.town.property.line)


def town_in_order() -> BookedTown:
    """The town. Beside each line that can be wrong stands a neighbour that only looks so."""
    books = BookedTown(Town())
    _people(books)
    _room(books)
    _stored(books)
    _counted(books)
    _things(books)
    _net(books)
    return books


def _people(books: BookedTown) -> None:
    town = books.town
    session = {**TestTraining.facts, "held_on": EARLIER}
    books.lines["training"] = books.enters(town.general, TRAINING, **session)
    for place, who in enumerate((town.clerk, town.crisis, town.auditor)):
        books.pledge(who)
        books.attendance(who)
        books.lines[f"credential {who.name}"] = books.credential(who, f"V{place}")
        books.lines[f"designation {who.name}"] = books.designation(who)
    credential = books.lines[f"credential {town.clerk.name}"].line
    grant = {"credential": credential, "operator_id": "OP1", "business": "照会", "valid_from": EARLIER}
    books.enters(town.welfare, GRANTS, **grant)
    # Who holds a credential no more needs no designation.
    books.pledge(town.stranger)
    books.attendance(town.stranger)
    ended = books.credential(town.stranger, "V9")
    books.amends(town.welfare, CREDENTIALS, ended, ended_on=date(2026, 3, 31), ended_by="returned")


def _room(books: BookedTown) -> None:
    town = books.town
    for name, number in (("key", "S-1"), ("second key", "S-2")):
        facts = {**TestKeys.facts, "number": number, "used_from_on": date(2025, 4, 1)}
        books.lines[name] = books.enters(town.property, KEYS, **facts, custodian=town.property.line)
    books.lines["contractor"] = books.contractor(FIRM)
    day = date(2026, 3, 24)
    books.report(books.visit(day))
    books.loan(day)
    books.entry(day)
    books.report(books.visit(date(2026, 3, 31), kind="remote"))  # nobody comes into the room
    books.entry(date(2026, 3, 31), "消防設備社")  # no contractor of the ledger
    books.entry(date(2026, 3, 31), "", visitor="", person=town.clerk.line)
    books.visit(date(2026, 4, 3), kind="remote")  # its report is not due yet


def _stored(books: BookedTown) -> None:
    books.lines["medium"] = books.medium("T-01")
    out = {"taken_out_on": date(2026, 4, 1), "taken_out_by": books.town.clerk.line}
    books.lines["out"] = books.medium("T-02", **out, back_by_on=date(2026, 4, 30))
    books.lines["gone"] = books.medium(
        "T-03", disposed_on=date(2026, 4, 1), disposal="destroyed", proof="第3号"
    )
    books.backup(date(2026, 3, 31), "gone")  # an older one on it may go with it
    friday = date(2025, 4, 4)
    while friday <= date(2026, 4, 3):
        books.lines[f"backup {friday}"] = books.backup(friday)
        friday += timedelta(days=7)
    books.lines["test"] = books.restore_test(date(2025, 10, 10), "backup 2025-10-10")
    books.restore_test(MONDAY, "backup 2026-04-03")


def _counted(books: BookedTown) -> None:
    town = books.town
    installed = {**TestTerminals.facts, "installed_on": date(2025, 4, 1)}
    books.lines["terminal"] = books.enters(town.welfare, TERMINALS, **installed)
    books.worked += [Worked(date(2026, 4, 3), "統合端末１", "OP1", 2), Worked(MONDAY, "統合端末1", "OP1", 0)]
    books.sheet(date(2026, 4, 3), 3)  # two prints, one of them of two sheets
    books.sheet(date(2026, 3, 2), 1, to_destroy_on=date(2027, 3, 31))  # its day was not taken in
    books.cards(date(2026, 1, 15), "my_number_card", carried=0, received=40, balance=40)
    books.count(date(2026, 1, 30), "my_number_card", 40)
    books.lines["returned"] = books.cards(date(2026, 3, 3), "resident_card", carried=0, returned=1, balance=1)
    books.cards(date(2026, 3, 4), "resident_card", carried=1, returned=1, balance=2)
    books.count(date(2026, 3, 31), "resident_card", 2)


def _things(books: BookedTown) -> None:
    books.asset("HW-001", certificate_expires_on=date(2028, 3, 31))
    gone = {"disposed_on": date(2026, 3, 1), "disposal": "destroyed", "disposed_by": "課", "certificate": "1"}
    books.asset("HW-002", acquired_on=EARLIER, contract_ends_on=date(2026, 3, 1), **gone)
    books.data_centre("県域データセンター", date(2026, 3, 2), date(2028, 3, 31))
    books.environment(date(2025, 9, 9), date(2026, 4, 1))  # the battery was replaced since
    books.environment(date(2026, 3, 9), date(2029, 3, 31))


def _net(books: BookedTown) -> None:
    reached = date(2026, 4, 2)
    books.contact(1, tried_on=reached, result="reached", reached_on=reached)
    books.contact(2, tried_on=date(2026, 4, 3), result="failed", reached_on=reached)  # once is enough
    review = {"reviewed_on": date(2026, 4, 3), "approved_on": date(2026, 4, 3), "decision_number": "危第5号"}
    books.enters(books.town.crisis, DISASTER_PLANS, **{**TestDisasterPlans.facts, **review})
