"""Due dates: a cadence, a calendar and a span of days become dates. The hard corners stand in `cadences.py`.

A periodic cadence is a row of periods, and an occurrence is its period. The row is laid
out once for the whole calendar and every question reads a piece of it, so that asking
[a, c) gives the same as asking [a, b) and [b, c).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import assert_never

from sekisho.rules.cadences import (
    Cadence,
    EachOpenDay,
    Monthly,
    Promptly,
    Shift,
    Standing,
    Weekly,
    Within,
    Yearly,
)
from sekisho.rules.calendar import (
    SEARCH_DAYS,
    SINCE,
    UNTIL,
    BeyondCalendar,
    NoOpenDay,
    OpenDays,
    require_known,
)
from sekisho.rules.fiscal import day_of_month, fiscal_year, fiscal_year_span
from sekisho.rules.model import Duty

ONE_DAY = timedelta(days=1)
Periodic = Weekly | Monthly | Yearly


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a duty is to be done.

    `opens_on` is the first day on which doing it counts for this occurrence, and names it
    within a periodic duty: a closure decided later may move `due_on`, never `opens_on`.
    `lapses_on` is the first day on which it can no longer be done, even late; None: never.
    """

    duty: str
    due_on: date
    opens_on: date
    lapses_on: date | None


def due_dates(
    cadence: Cadence, *, since: date, until: date, calendar: OpenDays, occurred_on: Sequence[date] = ()
) -> list[date]:
    """The due days in [since, until), in order, each once.

    `occurred_on` are the days of all known events that the cadence waits for, also those
    before `since`. Raises BeyondCalendar and NoOpenDay where the calendar has no answer.
    """
    return sorted({turn.due_on for turn in _turns(cadence, since, until, calendar, occurred_on)})


def occurrences(
    duty: Duty, *, since: date, until: date, calendar: OpenDays, occurred_on: Sequence[date] = ()
) -> list[Occurrence]:
    """The occurrences of `duty` whose due day lies in [since, until), in order.

    A periodic duty owes those whose due day lies in [duty.since, duty.until); a duty on
    events owes those whose event does, for it arises with the event. Two events on one day
    are two occurrences. Raises BeyondCalendar and NoOpenDay.
    """
    first, end = duty.since or date.min, duty.until or date.max
    if isinstance(duty.cadence, Within | Promptly):
        occurred_on = [day for day in occurred_on if first <= day < end]
    else:
        since, until = max(since, first), min(until, end)
    turns = _turns(duty.cadence, since, until, calendar, occurred_on)
    return [
        Occurrence(duty.id, turn.due_on, max(turn.opens_on, first), _lapses_on(duty, turn)) for turn in turns
    ]


def doable_on(
    duty: Duty, day: date, calendar: OpenDays, occurred_on: Sequence[date] = ()
) -> list[Occurrence]:
    """The occurrences for which doing the duty on `day` counts, in order of their due days.

    One whose due day lies beyond the calendar is not known and not among them.
    """
    since, until = _horizon(duty, day, calendar)
    if isinstance(duty.cadence, Weekly | Monthly | Yearly):
        found = _all_known(duty, calendar)
    else:
        found = occurrences(duty, since=since, until=until, calendar=calendar, occurred_on=occurred_on)
    return [one for one in found if one.opens_on <= day and (one.lapses_on is None or day < one.lapses_on)]


@lru_cache(maxsize=64)
def _all_known(duty: Duty, calendar: OpenDays) -> list[Occurrence]:
    """Every known occurrence of a periodic duty. There are thousands, and each act asks."""
    since, until = _horizon(duty, SINCE, calendar)
    return occurrences(duty, since=since, until=until, calendar=calendar)


def occurrence_of(
    duty: Duty, day: date, calendar: OpenDays, occurred_on: Sequence[date] = ()
) -> Occurrence | None:
    """The occurrence to which something done on `day` belongs: the next to fall due, else the latest late one.

    None where none is open on that day, as on a closed day after a day that lapsed at once.
    """
    found = doable_on(duty, day, calendar, occurred_on)
    return next((one for one in found if one.due_on >= day), found[-1] if found else None)


# --- turns ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Turn:
    """One due day, the day on which its period opens, and the day on which the next one does."""

    opens_on: date
    due_on: date
    next_on: date | None


def _turns(
    cadence: Cadence, since: date, until: date, calendar: OpenDays, occurred_on: Sequence[date]
) -> list[_Turn]:
    match cadence:
        case EachOpenDay():
            return _each_open_day(since, until, calendar)
        case Weekly() | Monthly() | Yearly():
            return _row(cadence, calendar).between(since, until)
        case Within() | Promptly():
            found = (_Turn(day, _due_after(cadence, day, calendar), None) for day in occurred_on)
            return sorted((turn for turn in found if since <= turn.due_on < until), key=_by_due)
        case Standing():
            return []
        case _:
            assert_never(cadence)


def _by_due(turn: _Turn) -> tuple[date, date]:
    return turn.due_on, turn.opens_on


def _each_open_day(since: date, until: date, calendar: OpenDays) -> list[_Turn]:
    days = calendar.open_days(since, until)
    if not days:
        return []
    later = calendar.open_days(days[-1] + ONE_DAY, UNTIL)
    # After the calendar's last open day comes its end, the first day of which nothing is known.
    following = later[0] if later else UNTIL
    return [_Turn(day, day, after) for day, after in pairwise([*days, following])]


def _due_after(cadence: Within | Promptly, event_on: date, calendar: OpenDays) -> date:
    match cadence:
        case Promptly():
            return event_on
        case Within(open_days=False):
            return event_on + timedelta(days=cadence.days)
        case Within(days=0):
            return calendar.next_open(event_on)
        case _:
            due_on = event_on
            for _day in range(cadence.days):
                due_on = calendar.next_open(due_on + ONE_DAY)
            return due_on


def _lapses_on(duty: Duty, turn: _Turn) -> date | None:
    if isinstance(duty.cadence, Promptly):
        return None  # 速やかに has no number, so no day can be named on which it is too late
    if duty.lapses_after_days is not None:
        return turn.due_on + timedelta(days=duty.lapses_after_days + 1)
    if turn.next_on is None:
        return None
    return max(turn.next_on, turn.due_on + ONE_DAY)


def _horizon(duty: Duty, day: date, calendar: OpenDays) -> tuple[date, date]:
    """[since, until) of the due days of whatever may be done on `day`. Raises BeyondCalendar."""
    match duty.cadence:
        case Within() | Promptly() | Standing():
            return date.min, date.max
        case EachOpenDay():
            require_known(day)
            reach = timedelta(days=SEARCH_DAYS + (duty.lapses_after_days or 0))
            return max(SINCE, day - reach), day + ONE_DAY
        case Weekly() | Monthly() | Yearly():
            require_known(day)
            return SINCE, _row(duty.cadence, calendar).known_until
        case _:
            assert_never(duty.cadence)


# --- the row of periods -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """All turns of a periodic cadence in the calendar, in order.

    `dead_end` is the planned day from which no open day follows within a year, and
    `known_until` the day from which due days are therefore not known.
    """

    turns: tuple[_Turn, ...]
    due_on: tuple[date, ...]
    known_until: date
    dead_end: date | None

    def between(self, since: date, until: date) -> list[_Turn]:
        if since >= until:
            return []
        if since < SINCE:
            raise BeyondCalendar(since)
        if until > UNTIL:
            raise BeyondCalendar(until - ONE_DAY)
        if until > self.known_until and self.dead_end is not None:
            raise NoOpenDay(self.dead_end)
        return list(self.turns[bisect_left(self.due_on, since) : bisect_left(self.due_on, until)])


@lru_cache(maxsize=64)
def _row(cadence: Periodic, calendar: OpenDays) -> _Row:
    turns: list[_Turn] = []
    known_until, dead_end = UNTIL, None
    for opens_on, planned_on, next_on in _periods(cadence):
        try:
            due_on = _shifted(cadence.shift, opens_on, planned_on, calendar)
            if turns and due_on <= turns[-1].due_on:
                due_on = calendar.next_open(turns[-1].due_on + ONE_DAY)
        except BeyondCalendar:
            break  # it falls due after the calendar's end, where nobody can ask for it
        except NoOpenDay:
            known_until, dead_end = opens_on, planned_on
            break
        turns.append(_Turn(opens_on, due_on, next_on))
    return _Row(tuple(turns), tuple(turn.due_on for turn in turns), known_until, dead_end)


def _shifted(shift: Shift, opens_on: date, planned_on: date, calendar: OpenDays) -> date:
    match shift:
        case Shift.KEEP:
            return planned_on
        case Shift.NEXT:
            return calendar.next_open(planned_on)
        case Shift.PREVIOUS:
            before = calendar.open_days(max(opens_on, SINCE), planned_on + ONE_DAY)
            return before[-1] if before else calendar.next_open(planned_on)
        case _:
            assert_never(shift)


def _periods(cadence: Periodic) -> Iterator[tuple[date, date, date]]:
    """(opens on, planned due day, next one opens on) of the periods planned for SINCE or later."""
    match cadence:
        case Weekly():
            found = _weeks(cadence)
        case Monthly():
            found = _months(cadence)
        case Yearly():
            found = _years(cadence)
        case _:
            assert_never(cadence)
    return ((opens_on, planned_on, next_on) for opens_on, planned_on, next_on in found if planned_on >= SINCE)


def _weeks(cadence: Weekly) -> Iterator[tuple[date, date, date]]:
    monday = SINCE - timedelta(days=SINCE.weekday())
    while monday < UNTIL:
        following = monday + timedelta(days=7)
        yield monday, monday + timedelta(days=cadence.weekday), following
        monday = following


def _months(cadence: Monthly) -> Iterator[tuple[date, date, date]]:
    first, _end = fiscal_year_span(fiscal_year(SINCE))
    months = first.year * 12 + first.month - 1
    while (opens_on := _month_start(months)) < UNTIL:
        months += cadence.every
        last_month = _month_start(months - 1)
        yield opens_on, day_of_month(last_month.year, last_month.month, cadence.day), _month_start(months)


def _month_start(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)


def _years(cadence: Yearly) -> Iterator[tuple[date, date, date]]:
    year = fiscal_year(SINCE) // cadence.every * cadence.every
    while (opens_on := fiscal_year_span(year)[0]) < UNTIL:
        calendar_year = year if cadence.month >= opens_on.month else year + 1
        following, _end = fiscal_year_span(year + cadence.every)
        yield opens_on, day_of_month(calendar_year, cadence.month, cadence.day), following
        year += cadence.every
