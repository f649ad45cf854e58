"""What a discharge or a report can point at: the entries of the duty's ledger that belong to one occurrence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import DateField
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.duties.events import days_of
from sekisho.kernel.cells import cells_of, day, referred_names
from sekisho.kernel.discharges import is_discharged, shows
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, Line
from sekisho.kernel.queries import day_of, recent, standing
from sekisho.kernel.registry import ledger as find_ledger
from sekisho.kernel.town import pack
from sekisho.rules.cadences import Promptly, Within
from sekisho.rules.due import Occurrence
from sekisho.rules.model import Duty

SHOWN = 20
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pointed:
    """One entry, by the day on which it belongs to the occurrence."""

    entry: Entry
    on: date

    @property
    def line(self) -> Line:
        """The line of the entry."""
        return self.entry.line

    @property
    def key(self) -> str:
        """How a form names it: the number of its line, and the day."""
        return f"{self.line.number}:{self.on.isoformat()}"

    def __str__(self) -> str:
        return _("%(number)d番 %(day)s %(entry)s") % {
            "number": self.line.number,
            "day": day(self.on),
            "entry": self.entry,
        }


def evidence_of(duty: Duty, occurrence: Occurrence, at: datetime) -> list[Pointed]:
    """The entries that would discharge the occurrence if they were pointed at, the newest day first.

    None for a duty to report: there the report is the evidence.
    """
    kept = find_ledger(duty.evidence)
    if kept is None or duty.report_to is not None:
        return []
    until = timezone.localdate(at) + ONE_DAY
    if occurrence.lapses_on is not None:
        until = min(until, occurrence.lapses_on)
    dates = (duty.evidence_on,) if duty.evidence_on else kept.evidence_on or _dates(kept)
    found = _entries(kept, dates, occurrence.opens_on, until, at)
    return [one for one in found if shows(one.line, duty.id, occurrence.opens_on, one.on)][:SHOWN]


def causes_of(duty: Duty, occurrence: Occurrence, at: datetime) -> list[Pointed]:
    """The entries that a report on the occurrence can be about: those of its day, else of its period."""
    kept = find_ledger(duty.evidence)
    if kept is None:
        return []
    until = timezone.localdate(at) + ONE_DAY
    if isinstance(duty.cadence, Within | Promptly):
        until = occurrence.opens_on + ONE_DAY
    names = (kept.arose_on,) if kept.arose_on else kept.happened or _dates(kept)
    return list(_entries(kept, names, occurrence.opens_on, until, at))[:SHOWN]


def told(kept: Ledger, entry: Entry, at: datetime) -> str:
    """What the entry says, a line a fact: a report that is begun from it says the same."""
    cells = cells_of(kept, entry, referred_names(kept, [entry], at))
    return "\n".join(f"{cell.title}: {cell.text}" for cell in cells if cell.text)


def to_report(kept: Ledger, entry: Entry, at: datetime) -> tuple[Duty, Pointed] | None:
    """The duty to report that waits because of this entry, and its day; None: there is none, or it was done."""
    happened = {day_of(value) for name in kept.happened if (value := getattr(entry, name)) is not None}
    for duty in pack().duties:
        if duty.report_to is None or duty.evidence != kept.slug:
            continue
        if not isinstance(duty.cadence, Within | Promptly):
            continue
        for on in sorted(happened):
            if on in (days_of(duty.cadence.event, on, at) or ()) and not is_discharged(duty.id, on):
                return duty, Pointed(entry, on)
    return None


def _entries(kept: Ledger, names: Sequence[str], since: date, until: date, at: datetime) -> Iterator[Pointed]:
    """The entries that stand, once for each of their days in [since, until), the newest day first."""
    rows = standing(kept.model, at).filter(recent(kept.model, names, since)).select_related("line")
    found = {
        (day_of(value), row.line.number): row
        for row in rows
        for name in names
        if (value := getattr(row, name)) is not None and since <= day_of(value) < until
    }
    return (Pointed(found[key], key[0]) for key in sorted(found, reverse=True))


def _dates(kept: Ledger) -> tuple[str, ...]:
    return tuple(field.name for field in kept.fields if isinstance(field, DateField))
