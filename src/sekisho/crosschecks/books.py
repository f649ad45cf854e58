"""The books that one request holds against each other: each is read once, however many checks look into it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from django.db.models import CharField, Min, Q, Value
from django.utils import timezone

from sekisho.archiving.worked import Worked, worked
from sekisho.crosschecks.shelves import SHELVES, Shelf, Window
from sekisho.duties.board import months_back
from sekisho.kernel.acts import Moment
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Discharge, Entry, Excuse, JournalEvent, Line, Report
from sekisho.kernel.queries import standing
from sekisho.kernel.refusals import Refusal
from sekisho.rules.fiscal import fiscal_year, fiscal_year_span

E = TypeVar("E", bound=Entry)
EVERY = tuple(shelf.ledger for shelf in SHELVES)
EXCUSED, ON_PAPER = "excused", "paper"


@dataclass(frozen=True)  # no slots: what was read is kept beside the fields
class Books:
    """The lines of ledgers that can matter on the day of `moment`, as known then.

    All ledgers are read by one statement, when the first of them is asked for, from the journal: it holds every row
    in one form, whatever its columns. `of` gives no ledger that is not in `ledgers`.
    """

    moment: Moment
    ledgers: Collection[Ledger] = field(default=EVERY)

    @property
    def on(self) -> date:
        """The day that is asked about."""
        return self.moment.on

    @cached_property
    def window(self) -> Window:
        """A year of months before the day, and the fiscal year before its own."""
        year_since, _end = fiscal_year_span(fiscal_year(self.on) - 1)
        return Window(self.on, months_back(self.on), year_since, self.moment.known_at)

    @cached_property
    def kept_since(self) -> date:
        """The day from which records are kept here; what was before it is missing in no book."""
        known = JournalEvent.objects.filter(recorded_at__lte=self.moment.known_at)
        first = known.aggregate(first=Min("recorded_at"))["first"]
        return timezone.localdate(first) if first is not None else self.on

    @property
    def first_on(self) -> date:
        """From when on something can be missing: the window, as far as records are kept."""
        return max(self.window.since, self.kept_since)

    def of(self, model: type[E]) -> list[E]:
        """The lines of that ledger, by number. KeyError: it is not among the books."""
        return [one for one in self._lines[model] if isinstance(one, model)]

    @cached_property
    def reported(self) -> set[tuple[int | None, str]]:
        """The lines (ids) that a report is about, and the roles that it was made to."""
        found = Report.objects.filter(about__isnull=False, event__recorded_at__lte=self.moment.known_at)
        found = found.filter(event__recorded_at__date__gte=self.window.since)
        return set(found.values_list("about", "to_role"))

    def excused(self, duty: str, opens_on: date) -> bool:
        """Whether it was decided that this occurrence need not be done."""
        return (EXCUSED, duty, opens_on) in self._answers

    def on_paper(self, duty: str, opens_on: date) -> bool:
        """Whether this occurrence was done by what no ledger holds: a paper, or a report about no line."""
        return (ON_PAPER, duty, opens_on) in self._answers

    @cached_property
    def worked(self) -> tuple[Worked, ...] | None:
        """Who operated on which day, by the archive; None: there is no history, or it does not answer."""
        return self._asked if isinstance(self._asked, tuple) else None

    @property
    def silent_because(self) -> str:
        """Why the archive does not answer, in a sentence; "" where it does or there is none."""
        return self._asked.sentence if isinstance(self._asked, Refusal) else ""

    @cached_property
    def _asked(self) -> tuple[Worked, ...] | Refusal | None:
        received_by = None if self.moment.live else self.moment.known_at
        try:
            return worked(self.first_on, self.on, received_by=received_by)
        except Refusal as refusal:  # said on the page, beside what could not be compared
            return refusal

    @cached_property
    def _lines(self) -> dict[type[Entry], list[Entry]]:
        shelves = {shelf.ledger.slug: shelf for shelf in SHELVES if shelf.ledger in self.ledgers}
        found: dict[type[Entry], list[Entry]] = {shelf.ledger.model: [] for shelf in shelves.values()}
        for slug, line, number, body in _statement(shelves.values(), self.window):
            model = shelves[slug].ledger.model
            found[model].append(_entry(model, body, Line(pk=line, ledger=slug, number=number)))
        for lines in found.values():
            lines.sort(key=_number)
        return found

    @cached_property
    def _answers(self) -> set[tuple[str, str, date]]:
        known = Q(event__recorded_at__lte=self.moment.known_at, opens_on__gte=self.window.year_since)
        elsewhere = ~Q(paper="") | Q(report__isnull=False, report__about__isnull=True)
        excused, done = Excuse.objects.filter(known), Discharge.objects.filter(known & elsewhere)
        first, second = (
            rows.values_list(Value(word, output_field=CharField()), "duty", "opens_on")
            for word, rows in ((EXCUSED, excused), (ON_PAPER, done))
        )
        return set(first.union(second))


def _statement(shelves: Iterable[Shelf], window: Window) -> Iterable[tuple[str, int, int, str]]:
    first, *others = (
        standing(shelf.ledger.model, window.known_at)
        .filter(shelf.where(window))
        .values_list(
            Value(shelf.ledger.slug, output_field=CharField()), "line", "line__number", "event__body"
        )
        for shelf in shelves
    )
    return first.union(*others, all=True) if others else first


def _entry(model: type[E], body: str, line: Line) -> E:
    """The row that was inserted with that body (`records.fields_of`); a column that came later has its default."""
    columns = {
        column.attname: column for column in model._meta.concrete_fields if column.attname != "line_id"
    }
    facts = json.loads(body)
    return model(line=line, **{name: columns[name].to_python(facts[name]) for name in facts.keys() & columns})


def _number(entry: Entry) -> int:
    return entry.line.number
