"""Retention: how long a record is kept at least, legal holds, and disposal by a decision of two (spec 12).

A clock can be wrong, so a record's floor is counted from the latest moment at which it can have come
in, and today is the earliest of the clock's day and the days that two persons named. No path in here shortens
a floor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from sekisho.archive.schema import LogSchema
from sekisho.archive.store import Statement, in_force

Moments = npt.NDArray[np.int64]
KeepUntil = Callable[[date], date | None]
"""The first day on which what came in on a day may be disposed of; None: never."""

CLOCK_DOUBT = timedelta(days=14)
"""How far a clock may be off without anybody noticing, and how long a log may be silent without a doubt."""

DOUBT = int(CLOCK_DOUBT.total_seconds()) * 1_000_000
BLOCK = 256
NEVER = np.iinfo(np.int64).max


class NotTwoPersons(Exception):
    """A disposal is decided by two different persons."""


class TooEarly(Exception):
    """Some of these records have to be kept longer. `on` is the first day for all of them; None: never."""

    def __init__(self, on: date | None) -> None:
        super().__init__("These records are kept for ever." if on is None else f"Not before {on}.")
        self.on = on


class Held(Exception):
    """A legal hold covers some of these records."""


class NotWholeBlocks(Exception):
    """Only whole blocks of 256 records from the first one on can go."""


@dataclass(frozen=True, slots=True)
class Decided:
    """Who decided, and on which day by their own calendar, not by this machine's clock."""

    person: str
    on: date


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold on [first, end); `end` None: on everything from `first` on."""

    id: str
    reason: str
    first: int
    end: int | None

    def covers(self, first: int, end: int) -> bool:
        """Whether it covers one of the records [first, end)."""
        return first < end and first < (end if self.end is None else self.end) and self.first < end


def years_floor(years: int, *, year_begins: int = 4) -> KeepUntil:
    """Keep for `years` years and to the end of the fiscal year in which they end."""

    def keep_until(day: date) -> date:
        later = day.year + years
        try:
            last = day.replace(year=later) - timedelta(days=1)
        except ValueError:  # 29 February, and the later year has none
            last = date(later, 2, 28)
        return date(last.year + (last.month >= year_begins), year_begins, 1)

    return keep_until


def latest_moments(received_at: Moments, events: Moments | None = None) -> Moments:
    """The latest moment at which each record can have come in, in microseconds; NEVER: cannot be said yet.

    A record stamped before one of its predecessors came in when the clock was wrong: then the first
    later stamp that is not counts. A step forward of more than CLOCK_DOUBT may be a correction of a
    clock that had been slow all the time: it is added to everything before it. CLOCK_DOUBT itself is added
    to all.
    """
    if not len(received_at):
        return received_at
    highest = np.maximum.accumulate(received_at)
    trusted = received_at >= highest
    following = np.where(trusted, received_at, NEVER)
    latest = np.minimum.accumulate(following[::-1])[::-1]
    steps = np.diff(highest, append=highest[-1])
    corrections = np.where(steps > DOUBT, steps, 0)[::-1].cumsum()[::-1]
    if events is not None:
        latest = np.maximum(latest, events)
    more = corrections + DOUBT
    return np.where(latest > NEVER - more, NEVER, np.minimum(latest, NEVER - more) + more)


def disposable_end(
    schema: LogSchema, first: int, latest: Moments, keep_until: KeepUntil, today: date
) -> tuple[int, date | None]:
    """Up to where records from `first` on may go today, and when the next one may.

    `latest` are the `latest_moments` of the records from `first` on.
    """
    for day, begin in _days(schema, latest):
        until = None if day is None else keep_until(day)
        if until is None or today < until:
            return first + begin, until
    return first + len(latest), None


def check_disposal(
    *,
    first: int,
    end: int,
    allowed_end: int,
    next_on: date | None,
    holds: Iterable[Hold],
    decided: Sequence[Decided],
) -> None:
    """Whether [first, end) may go. Raises NotTwoPersons, NotWholeBlocks, TooEarly, Held."""
    if len(decided) != 2 or len({each.person for each in decided}) != 2:  # noqa: PLR2004 -- two is the rule
        raise NotTwoPersons("A disposal is decided by two different persons.")
    if end <= first or end % BLOCK:
        raise NotWholeBlocks(f"[{first}, {end}) is no run of whole blocks of {BLOCK}.")
    if end > allowed_end:
        raise TooEarly(next_on)
    for hold in holds:
        if hold.covers(first, end):
            raise Held(f"Hold {hold.id} covers them: {hold.reason}")


def today_at_most(clock_day: date, decided: Sequence[Decided]) -> date:
    """The day that counts: none of the three may be ahead of the others."""
    return min([clock_day, *(each.on for each in decided)])


def holds_in(statements: Iterable[Statement]) -> list[Hold]:
    """The holds that are not released."""
    found: dict[str, Hold] = {}
    for each in in_force(statements):
        if each.what == "hold":
            said = each.said
            found[str(said["id"])] = Hold(
                str(said["id"]), str(said["reason"]), int(said["first"]), said["end"]
            )
        elif each.what == "release":
            found.pop(str(each.said.get("id")), None)
    return list(found.values())


def disposed_first(statements: Iterable[Statement]) -> int:
    """Up to where records were disposed of by decision."""
    return max((int(each.said["end"]) for each in statements if each.what == "disposal"), default=0)


def _days(schema: LogSchema, latest: Moments) -> Iterable[tuple[date | None, int]]:
    """Local days of the moments as they first occur, with the place; the later ones of equal days left out."""
    offset = schema.utc_offset_minutes * 60_000_000
    known = latest < NEVER - abs(offset)
    numbers = np.where(known, (np.where(known, latest, 0) + offset) // 86_400_000_000, NEVER)
    changes = np.flatnonzero(np.diff(numbers, prepend=numbers[:1] - 1 if len(numbers) else 0))
    for place in changes.tolist():
        number = int(numbers[place])
        yield (None if number == NEVER else date.fromordinal(number + date(1970, 1, 1).toordinal())), place
