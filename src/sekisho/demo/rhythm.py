"""The rhythm of work: the weeks, months and yearly days of the history, and lines written one after the other."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import date, datetime, timedelta

from sekisho.demo.stage import ONE_DAY, Stage

Turns = Generator[None, datetime, None]  # is sent a moment for each line that it writes
A_MOMENT = timedelta(minutes=3)  # between two lines written one after the other
SETTLING = timedelta(days=14)  # nothing unusual happens while the records are being set up
A_WEEK = timedelta(days=7)


def in_turn(stage: Stage, at: datetime, turns: Turns) -> None:
    """Write line after line, some minutes apart, others being free to write between them."""
    next(turns)

    def turn(then: datetime) -> None:
        try:
            turns.send(then)
        except StopIteration:
            return
        stage.put(then + A_MOMENT, turn)

    stage.put(at, turn)


def weeks(stage: Stage) -> Iterator[list[date]]:
    """The days of work of each week; of the first as far as they lie in the history, of the last all of them.

    What is due in a week without any, as at the turn of the year, is done on the next one.
    """
    monday = stage.since - timedelta(days=stage.since.weekday())
    while monday < stage.until:
        yield _worked(stage, monday, monday + A_WEEK) or [stage.next_open(monday + A_WEEK)]
        monday += A_WEEK


def months(stage: Stage) -> Iterator[list[date]]:
    """As `weeks`, month by month."""
    first = stage.since.replace(day=1)
    while first < stage.until:
        following = (first + timedelta(days=31)).replace(day=1)
        if days := _worked(stage, first, following):
            yield days
        first = following


def nth(days: list[date], place: int) -> date:
    """The day at that place, or the last one of a shorter row."""
    return days[min(place, len(days) - 1)]


def each_year(stage: Stage, month: int, day: int) -> Iterator[date]:
    """That day of each year, where it lies in the history or on the morning of its end."""
    for year in range(stage.since.year, stage.until.year + 1):
        found = date(year, month, day)
        if stage.since < found <= stage.until:
            yield found


def last_before(stage: Stage, month: int, day: int) -> date:
    """The last such day before the records began, moved to a day of work."""
    found = date(stage.since.year, month, day)
    return stage.previous_open(found if found < stage.since else found.replace(year=found.year - 1))


def _worked(stage: Stage, since: date, until: date) -> list[date]:
    first = max(since, stage.since)
    return [day for n in range((until - first).days) if stage.is_open(day := first + n * ONE_DAY)]
