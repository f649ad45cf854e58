"""The periods of duties that are over: what should have been done in each of them (業務の周期, as the rule pack says)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from sekisho.crosschecks.books import Books
from sekisho.duties.posture import is_owed
from sekisho.kernel.cells import day as day_text
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.town import open_days, pack
from sekisho.rules.cadences import Monthly, Weekly, Yearly
from sekisho.rules.calendar import SINCE, UNTIL
from sekisho.rules.due import occurrences
from sekisho.rules.model import Duty

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """One time that a duty was to be done: on a day from `opens_on` to before `ends_on`."""

    duty: Duty
    opens_on: date
    ends_on: date
    known: (
        bool  # False: records were not kept yet when it began, or it need not be done, or was done on paper
    )

    def holds(self, day: date | None) -> bool:
        """Whether what was done on that day was done in this period."""
        return day is not None and self.opens_on <= day < self.ends_on

    @property
    def words(self) -> str:
        """The first and the last day."""
        last = self.ends_on - ONE_DAY
        return _("%(first)sから%(last)sまで") % {"first": day_text(self.opens_on), "last": day_text(last)}


def periods_over(evidence: Ledger, books: Books) -> Iterator[Period]:
    """The periods of the window that are over, of each periodic duty whose evidence that ledger is."""
    for duty in pack().duties:
        if duty.evidence == evidence.slug and isinstance(duty.cadence, Weekly | Monthly | Yearly):
            yield from _periods(duty, books)


def _periods(duty: Duty, books: Books) -> Iterator[Period]:
    window = books.window
    first = window.year_since if isinstance(duty.cadence, Yearly) else window.since
    since, until = max(first, SINCE), min(books.on + ONE_DAY, UNTIL)
    for one in occurrences(duty, since=since, until=until, calendar=open_days()):
        if one.lapses_on is None or one.lapses_on > books.on or one.opens_on < first:
            continue
        if not is_owed(pack(), duty, one.due_on):
            continue
        answered = books.excused(duty.id, one.opens_on) or books.on_paper(duty.id, one.opens_on)
        known = one.opens_on >= books.kept_since and not answered
        yield Period(duty, one.opens_on, one.lapses_on, known)
