"""What is out: keys that were lent and media that were taken out, and that have not come back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from sekisho.kernel.cells import referred_names
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, Line
from sekisho.kernel.queries import standing
from sekisho.ledgers.key_loans import KEY_LOANS
from sekisho.ledgers.media import MEDIA


@dataclass(frozen=True, slots=True)
class Out:
    """One thing that somebody has, and the line that says so."""

    ledger: Ledger
    number: int  # of the line
    what: str
    since: date  # a moment where the ledger says it to the minute
    who: str
    person: int | None  # id of the line of who has it; None: somebody from outside


@dataclass(frozen=True, slots=True)
class Columns:
    """How a ledger says that something is out. An empty name: it does not say that."""

    ledger: Ledger
    since: str
    until: str
    borrower: str  # a line of the ledger of persons
    outside: str = ""  # somebody else, by name
    thing: str = ""  # a line of the ledger of the things; empty: the entry is the thing
    gone: str = ""  # the day on which the thing ceased to be


LOANS = (
    Columns(
        KEY_LOANS, "lent_at", "returned_at", borrower="borrower", outside="outside_borrower", thing="key"
    ),
    Columns(MEDIA, "taken_out_on", "brought_back_on", borrower="taken_out_by", gone="disposed_on"),
)


def on_loan(known_at: datetime, *, person: Line | None = None) -> list[Out]:
    """What is out as known at `known_at`, by ledger and the longest first; with `person`, what they have.

    A fixed number of queries, however much is out.
    """
    return [out for columns in LOANS for out in _out(columns, known_at, person)]


def _out(columns: Columns, known_at: datetime, person: Line | None) -> Iterator[Out]:
    ledger = columns.ledger
    still = Q(**{f"{columns.since}__isnull": False, f"{columns.until}__isnull": True})
    if columns.gone:
        still &= Q(**{f"{columns.gone}__isnull": True})
    if person is not None:
        still &= Q(**{columns.borrower: person})
    found = list(
        standing(ledger.model, known_at).filter(still).select_related("line").order_by(columns.since)
    )
    names = referred_names(ledger, found, known_at)
    for entry in found:
        who = _name(entry, columns.borrower, names) or (
            getattr(entry, columns.outside) if columns.outside else ""
        )
        what = _name(entry, columns.thing, names) if columns.thing else str(entry)
        yield Out(
            ledger,
            entry.line.number,
            what,
            since=getattr(entry, columns.since),
            who=who,
            person=getattr(entry, f"{columns.borrower}_id"),
        )


def _name(entry: Entry, field: str, names: dict[str, dict[int, str]]) -> str:
    return names.get(field, {}).get(getattr(entry, f"{field}_id"), "")
