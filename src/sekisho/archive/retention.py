"""Retention: how long a record is kept at least, legal holds, and who decides on an end (spec 12).

No clock is believed alone. A record's floor is counted from the latest moment at which it can have come in, and
today is the earliest of the machine's day and the days that two persons name. No path in here shortens a floor.

What is assumed of the day on which it is asked: of the machine's day and the two persons' days one at least is not
ahead of the true day, and one at least is not behind it.

What is assumed of the machine's clock in all the years before: not that it was right. It may have been slow
from its first day, jump forward and back by seconds or years, be corrected or stay wrong, as long as a slow clock came
right again in steps of more than CLOCK_DOUBT; what it was put right by in smaller steps, taken together, and what is
left of its error today come to less than CLOCK_DOUBT. Precisely: the highest stamp so far, where it
grew by CLOCK_DOUBT or less at a time, did not outrun the true time by more than CLOCK_DOUBT in sum.

What is not promised: a clock that was slow by more than CLOCK_DOUBT and crept back in many small steps, or was
never noticed by two persons who took their day from it, can let records go as much earlier as it was slow. And
nothing goes on time after a wild clock: every step forward, and every longer silence of a log, may have been the
correction of a slow clock and is added to all before it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import numpy.typing as npt

from sekisho.archive.schema import LogSchema, microseconds
from sekisho.archive.store import Statement, in_force

Moments = npt.NDArray[np.int64]
KeepUntil = Callable[[date], date | None]
"""The first day on which what came in on a day may be disposed of; None: never."""

CLOCK_DOUBT = timedelta(days=14)
"""How far a clock may be off without anybody noticing, and how long a log may be silent without a doubt."""

DOUBT = CLOCK_DOUBT // timedelta(microseconds=1)
DAY = 86_400_000_000
BLOCK = 256
PERSONS = 2
LEAST, MOST = (int(bound) for bound in (np.iinfo(np.int64).min, np.iinfo(np.int64).max))
EPOCH_DAY = date(1970, 1, 1).toordinal()
FIRST_DAY, LAST_DAY = date(2, 1, 1), date(9000, 1, 1)  # beyond them nobody can count on


class NotTwoPersons(Exception):
    """This is decided by two different persons."""


class TooEarly(Exception):
    """Some of these records have to be kept longer. `on` is the first day for all of them; None: never."""

    def __init__(self, on: date | None) -> None:
        super().__init__("These records are kept for ever." if on is None else f"Not before {on}.")
        self.on = on


class Held(Exception):
    """A legal hold covers some of these records."""


class NoCertificate(Exception):
    """The document under which it was decided is not named; its number stays when the records are gone."""


class NotWholeBlocks(Exception):
    """Only whole blocks of 256 sealed records from the first one on can go."""


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


def is_blank(text: str) -> bool:
    """Whether there is nothing to read in it: no character but blanks of any width and invisible ones."""
    return not _readable(text)


def _readable(text: str) -> str:
    return "".join(each for each in text if each.isprintable() and not each.isspace())


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


def latest_moments(
    received_at: Moments, events: Moments | None = None, *, now: int, highest: int = LEAST
) -> Moments:
    """The latest moment at which each record can have come in, in microseconds; never after `now` + CLOCK_DOUBT.

    `now` is not before the true time: the end of the latest of the three days (see above). `highest` is the highest
    time of receipt among the records that stood before these and were disposed of.

    A stamp after `now` is false: then the clock was fast, and the stamp says nothing. A stamp below a
    predecessor's may come from a slow clock: the record came in before the first later one whose stamp is none of
    the two, or before `now`. The stamps that are left only grow. Where they grow by more than CLOCK_DOUBT from one
    to the next, or from the last one to `now`, a clock may have been corrected that had been slow all the time: the
    step is added to everything before it. CLOCK_DOUBT itself is added to all.

    An event that its source puts later than that makes the moment later, unless it is after `now`; a
    record without one has LEAST there.
    """
    if not len(received_at):
        return received_at
    stamps = np.where(received_at <= now, received_at, LEAST)
    reached = np.maximum.accumulate(np.concatenate([np.array([min(highest, now)], np.int64), stamps]))
    trusted = (stamps >= reached[:-1]) & (stamps > LEAST)
    reached = np.maximum(reached[1:], stamps[trusted][0] if trusted.any() else now)
    steps = np.diff(reached, append=now)
    corrections = np.where(steps > DOUBT, steps, 0)[::-1].cumsum()[::-1]
    bounds = np.append(np.where(trusted, stamps + corrections, now), now)
    latest = np.minimum.accumulate(bounds[::-1])[::-1][:-1] + DOUBT
    return latest if events is None else np.maximum(latest, np.where(events <= now, events, LEAST))


def disposable_end(
    schema: LogSchema, first: int, latest: Moments, keep_until: KeepUntil, today: date
) -> tuple[int, date | None]:
    """Up to where records from `first` on may go today, and when the next one may, as far as can be said today.

    `latest` are the `latest_moments` of the records from `first` on.
    """
    for day, begin in _days(schema, latest):
        until = _floor(day, keep_until)
        if until is None or today < until:
            return first + begin, until
    return first + len(latest), None


def floor_of(schema: LogSchema, latest: Moments, keep_until: KeepUntil) -> date | None:
    """The first day on which all of these records may go; None: never."""
    floors = [_floor(day, keep_until) for day, _place in _days(schema, latest)]
    known = [floor for floor in floors if floor is not None]
    return max(known, default=FIRST_DAY) if len(known) == len(floors) else None


def check_persons(decided: Sequence[Decided]) -> None:
    """Whether two different persons decided. Raises NotTwoPersons."""
    names = {unicodedata.normalize("NFKC", _readable(each.person)).casefold() for each in decided}
    if len(decided) != PERSONS or len(names) != PERSONS or "" in names:
        raise NotTwoPersons("This is decided by two different persons.")


def check_certificate(certificate: str) -> None:
    """Whether a document is named. Raises NoCertificate."""
    if is_blank(certificate):
        raise NoCertificate("The document under which this is decided is not named.")


def check_disposal(
    *,
    first: int,
    end: int,
    allowed_end: int,
    next_on: date | None,
    holds: Iterable[Hold],
    decided: Sequence[Decided],
) -> None:
    """Whether [first, end) may go. `next_on` is when all of them may.

    Raises NotTwoPersons, NotWholeBlocks, TooEarly, Held.
    """
    check_persons(decided)
    if end <= first or end % BLOCK:
        raise NotWholeBlocks(f"[{first}, {end}) is no run of whole blocks of {BLOCK}.")
    if end > allowed_end:
        raise TooEarly(next_on)
    check_holds(holds, first, end)


def check_holds(holds: Iterable[Hold], first: int, end: int) -> None:
    """Whether none covers one of the records [first, end). Raises Held."""
    for hold in holds:
        if hold.covers(first, end):
            raise Held(f"Hold {hold.id} covers them: {hold.reason}")


def today_at_most(clock_day: date, decided: Sequence[Decided]) -> date:
    """The day that counts: none of the three may be ahead of the others."""
    return min([clock_day, *(each.on for each in decided)])


def now_at_least(schema: LogSchema, clock_day: date, decided: Sequence[Decided] = ()) -> int:
    """The end of the latest of the days: a moment that is not before the true time."""
    day = max([clock_day, *(each.on for each in decided)])
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return microseconds(midnight) + DAY - 1 - schema.utc_offset_minutes * 60_000_000


def holds_in(statements: Iterable[Statement]) -> list[Hold]:
    """The holds that are not released. What cannot be read in one makes it cover more, never less."""
    found: dict[str, Hold] = {}
    for each in in_force(statements):
        said = each.said
        if each.what == "hold":
            first, end = _range(said)
            found[str(said.get("id"))] = Hold(str(said.get("id")), str(said.get("reason")), first, end)
        elif each.what == "release":
            found.pop(str(said.get("id")), None)
    return list(found.values())


def disposed_first(statements: Iterable[Statement]) -> int:
    """Up to where records were disposed of by decision."""
    return max((_end(each.said) for each in statements if each.what == "disposal"), default=0)


def disposed_highest(statements: Iterable[Statement]) -> int:
    """The highest time of receipt of a record that was disposed of; LEAST: none was."""
    told = [each.said.get("highest") for each in in_force(statements) if each.what == "disposal"]
    return max((each if isinstance(each, int) else MOST for each in told), default=LEAST)


def highest_of(received_at: Moments, *, now: int, highest: int = LEAST) -> int:
    """The highest of these times of receipt, and of `highest`, that is not false (see `latest_moments`)."""
    return max(highest, int(np.where(received_at <= now, received_at, LEAST).max(initial=LEAST)))


def _range(said: Mapping[str, object]) -> tuple[int, int | None]:
    """What a hold is on; everything where it says a range that has no record."""
    told, until = said.get("first"), said.get("end")
    first = told if isinstance(told, int) else 0
    end = until if isinstance(until, int) else None
    return (first, end) if end is None or max(first, 0) < end else (0, None)


def _end(said: Mapping[str, object]) -> int:
    end = said.get("end")
    return end if isinstance(end, int) else 0


def _floor(day: date | None, keep_until: KeepUntil) -> date | None:
    return None if day is None else keep_until(day)


def _days(schema: LogSchema, latest: Moments) -> Iterator[tuple[date | None, int]]:
    """Local days of the moments with the place where a run of one begins; None: after LAST_DAY."""
    least, most = ((each.toordinal() - EPOCH_DAY) for each in (FIRST_DAY, LAST_DAY))
    offset = schema.utc_offset_minutes * 60_000_000
    numbers = (np.clip(latest, least * DAY, most * DAY) + offset) // DAY
    changes = np.flatnonzero(np.diff(numbers, prepend=numbers[:1] - 1 if len(numbers) else 0))
    for place in changes.tolist():
        number = int(numbers[place])
        yield (date.fromordinal(number + EPOCH_DAY) if number < most - 1 else None), place
