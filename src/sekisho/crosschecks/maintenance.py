"""保守点検・入退室・鍵・報告: each visit of a contractor held three ways, and each stranger in the room against the visits.

第5条第1号ク (the content of a visit is reported) and 第5条第2号イ (who goes into the room is on record). Where the servers
stand in a data centre no entry into a room of the body's own is expected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.crosschecks.books import Books
from sekisho.crosschecks.findings import Compared, Contradiction, Side, line_side, missing_side
from sekisho.crosschecks.firms import is_of
from sekisho.kernel.cells import day as day_text
from sekisho.kernel.queries import day_of
from sekisho.kernel.town import open_days, pack
from sekisho.kernel.wording import said
from sekisho.ledgers.contractors import Contractor
from sekisho.ledgers.entry_exit import ENTRY_EXIT, RoomEntry
from sekisho.ledgers.key_loans import KEY_LOANS, KeyLoan
from sekisho.ledgers.keys import Key
from sekisho.ledgers.maintenance_reports import MAINTENANCE_REPORTS, MaintenanceReport
from sekisho.rules.due import occurrences
from sekisho.rules.model import Duty

OWN_ROOM, DATA_CENTRE = "own_room", "data_centre"


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit, and what the firm is called."""

    report: MaintenanceReport
    firm: str

    @property
    def on(self) -> date:
        """The day of the visit."""
        return self.report.visited_on

    def brought(self, entry: RoomEntry) -> bool:
        """Whether that entry is one of this visit: somebody of the firm was in the room on its day."""
        return self.on in days_in_room(entry) and is_of(
            self.firm, self.report.workers, company=entry.organisation, visitor=entry.visitor
        )


def visits_in_room(books: Books) -> Compared:
    """Every visit, but those from afar, held against who went into the room on its day."""
    return without_entry(visits(books), strangers(books), expected=room_is_expected, on=books.on)


def without_entry(
    visits: Sequence[Visit], entries: Sequence[RoomEntry], *, expected: Callable[[date], bool], on: date
) -> Compared:
    """Visits of days before `on` whose firm is not in the book of the room; where none is `expected`, not compared."""
    unknown, found = 0, []
    for visit in visits:
        if any(visit.brought(entry) for entry in entries):
            continue
        if visit.on >= on or not expected(visit.on):
            unknown += 1
            continue
        sentence = _(
            "保守点検の日に、この業者の入室の記載がありません。"
            "入室していれば入退室管理簿に記載し、していなければ保守点検の日か区分を訂正してください。"
        )
        missing = missing_side(
            ENTRY_EXIT, _("%(day)sの%(firm)sの入室") % {"day": day_text(visit.on), "firm": visit.firm}
        )
        found.append(Contradiction(visit.on, sentence, (_side(visit), missing)))
    return Compared(len(visits), tuple(found), unknown)


def keys_for_visits(books: Books) -> Compared:
    """Every visit that is in the book of the room, held against the keys that were out meanwhile."""
    loans = [one for one in books.of(KeyLoan) if day_of(one.lent_at) <= books.on]
    return without_key(visits(books), strangers(books), loans, books.of(Key))


def without_key(
    visits: Iterable[Visit], entries: Sequence[RoomEntry], loans: Sequence[KeyLoan], keys: Sequence[Key]
) -> Compared:
    """Visits whose people were in the room while no key was lent. Where no key is in use, not compared."""
    examined, unknown, found = 0, 0, []
    for visit in visits:
        entered = [entry for entry in entries if visit.brought(entry)]
        if not entered:
            continue
        examined += 1
        if any(opened(entry, loan) for entry in entered for loan in loans):
            continue
        if not any(key.used_from_on <= visit.on and _lasts(key.ended_on, visit.on) for key in keys):
            unknown += 1
            continue
        sentence = _(
            "業者が入室していた間に、鍵の貸出の記載がありません。鍵貸出簿に記載するか、使った鍵と時刻を訂正してください。"
        )
        first = min(entered, key=_entered)
        missing = missing_side(KEY_LOANS, _("%(day)sの貸出") % {"day": day_text(visit.on)})
        found.append(Contradiction(visit.on, sentence, (line_side(ENTRY_EXIT, first), missing)))
    return Compared(examined, tuple(found), unknown)


def opened(entry: RoomEntry, loan: KeyLoan) -> bool:
    """Whether that loan opened the room: it was out at some moment of the entry, and is of the key that was used."""
    if entry.key_id is not None and entry.key_id != loan.key_id:
        return False
    left_at = entry.left_at or _end_of(day_of(entry.entered_at))
    return loan.lent_at <= left_at and (loan.returned_at is None or loan.returned_at >= entry.entered_at)


def visits_reported(books: Books) -> Compared:
    """Every visit, those from afar too, held against the reports about it, once the report is overdue."""
    duty = next(
        (one for one in pack().duties if one.evidence == MAINTENANCE_REPORTS.slug and one.report_to), None
    )
    if duty is None:
        return Compared(0, ())
    found, unknown, seen = [], 0, visits(books, remote=True)
    for visit in seen:
        if (visit.report.line_id, duty.report_to) in books.reported or books.on_paper(duty.id, visit.on):
            continue
        if books.excused(duty.id, visit.on) or not _overdue(duty, visit.on, books.on):
            unknown += 1
            continue
        sentence = _("保守点検の内容が、期日を過ぎても報告されていません。報告してください。")
        missing = Side(said(duty.title), _("この保守点検の報告がない"), missing=True)
        found.append(Contradiction(visit.on, sentence, (_side(visit), missing)))
    return Compared(len(seen), tuple(found), unknown)


def contractors_in_room(books: Books) -> Compared:
    """Every firm under contract whose people went into the room on a day, held against its visits of that day."""
    return without_visit(strangers(books), books.of(Contractor), visits(books), on=books.on)


def without_visit(
    entries: Iterable[RoomEntry], contractors: Sequence[Contractor], visits: Sequence[Visit], *, on: date
) -> Compared:
    """Firms that were in the room on a day before `on` of which the ledger of maintenance knows nothing."""
    came: dict[tuple[str, date], RoomEntry] = {}
    for entry in sorted(entries, key=_entered):
        firm = _firm(entry, contractors)
        if firm is not None:
            came.setdefault((firm, day_of(entry.entered_at)), entry)
    unknown, found = 0, []
    for (firm, day), entry in came.items():
        if any(visit.brought(entry) for visit in visits):
            continue
        if day >= on:
            unknown += 1
            continue
        sentence = _(
            "委託業者が入室した日に、その業者の保守点検の記載がありません。"
            "作業をしていれば保守点検報告簿に記載し、報告してください。"
        )
        words = _("%(day)sの%(firm)sの保守点検") % {"day": day_text(day), "firm": firm}
        found.append(
            Contradiction(
                day, sentence, (line_side(ENTRY_EXIT, entry), missing_side(MAINTENANCE_REPORTS, words))
            )
        )
    return Compared(len(came), tuple(found), unknown)


def visits(books: Books, *, remote: bool = False) -> list[Visit]:
    """The visits up to the day, with `remote` also those from afar."""
    firms = {one.line_id: one.name for one in books.of(Contractor)}
    return [
        Visit(one, firms.get(one.contractor_id, ""))
        for one in books.of(MaintenanceReport)
        if one.visited_on <= books.on and (remote or one.kind != MaintenanceReport.Kind.REMOTE)
    ]


def strangers(books: Books) -> list[RoomEntry]:
    """Who is no staff and went into the room."""
    entries = (one for one in books.of(RoomEntry) if day_of(one.entered_at) <= books.on)
    return [one for one in entries if one.person_id is None]


def days_in_room(entry: RoomEntry) -> set[date]:
    """The day of the entry and that of the exit."""
    return {day_of(entry.entered_at), day_of(entry.left_at or entry.entered_at)}


def room_is_expected(day: date) -> bool:
    """Whether all servers stood in a room of the body's own: who came for them came into it."""
    modes = {one.mode for one in pack().hostings if one.since <= day and _lasts(one.until, day)}
    return OWN_ROOM in modes and DATA_CENTRE not in modes


def _overdue(duty: Duty, visited_on: date, on: date) -> bool:
    due = occurrences(duty, since=date.min, until=date.max, calendar=open_days(), occurred_on=[visited_on])
    return any(one.due_on < on for one in due)


def _firm(entry: RoomEntry, contractors: Iterable[Contractor]) -> str | None:
    day = day_of(entry.entered_at)
    return next(
        (
            one.name
            for one in contractors
            if one.contract_from <= day < one.contract_until
            and is_of(one.name, "", company=entry.organisation, visitor=entry.visitor)
        ),
        None,
    )


def _side(visit: Visit) -> Side:
    side = line_side(MAINTENANCE_REPORTS, visit.report)
    return Side(side.title, f"{side.words} {visit.firm}", side.ledger, side.number)


def _lasts(until: date | None, day: date) -> bool:
    return until is None or until > day


def _entered(entry: RoomEntry) -> datetime:
    return entry.entered_at


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
