"""A source that says nothing for longer than is its habit is noticed, and an outage does not become a habit."""

from __future__ import annotations

import pytest

from sekisho.intake.counting import DAY, HOUR, SourceCounts
from sekisho.intake.moments import SECOND
from sekisho.intake.network import local_day
from sekisho.intake.silence import longest_usual, silent_for, was_silent_for

BEGIN = 1_925_341_230_000_000
MINUTE = 60 * SECOND


def source(*gaps: int) -> SourceCounts:
    """A source that spoke, with these silences between."""
    counts, moment = SourceCounts(), BEGIN
    for gap in (0, *gaps):
        moment += gap
        counts.store(moment, local_day(moment), brand=None, read=False, again=False)
    return counts


def hourly(days: int) -> list[int]:
    return [HOUR] * 24 * days


def test_of_a_young_source_nobody_knows_the_habit() -> None:
    young = source(*hourly(2))

    assert longest_usual(young) is None
    assert silent_for(young, now=BEGIN + 100 * DAY) is None


@pytest.mark.parametrize(("hours", "noticed"), [(1, False), (2, False), (3, True), (72, True)])
def test_a_silence_of_more_than_twice_the_habit_is_noticed(hours: int, noticed: bool) -> None:
    steady = source(*hourly(5))
    assert steady.last_at is not None

    found = silent_for(steady, now=steady.last_at + hours * HOUR)

    assert found == (hours * HOUR if noticed else None)


def test_ten_minutes_are_nobodys_concern() -> None:
    busy = source(*[MINUTE] * 60 * 24 * 4)
    assert busy.last_at is not None

    assert silent_for(busy, now=busy.last_at + 10 * MINUTE) is None
    assert silent_for(busy, now=busy.last_at + 11 * MINUTE) == 11 * MINUTE


def test_an_outage_that_is_over_is_noticed_and_does_not_hide_the_next() -> None:
    broken = source(*hourly(5), 72 * HOUR, *hourly(2))
    assert broken.last_at is not None
    today = local_day(broken.last_at)

    assert was_silent_for(broken, since=today - 10, until=today + 1) == 72 * HOUR
    assert was_silent_for(broken, since=today - 1, until=today + 1) is None
    assert silent_for(broken, now=broken.last_at + 5 * HOUR) == 5 * HOUR


def test_silent_weekends_are_a_habit() -> None:
    weekdays = source(*[*hourly(5), 60 * HOUR] * 2, *hourly(1))
    assert weekdays.last_at is not None
    today = local_day(weekdays.last_at)

    assert was_silent_for(weekdays, since=today - 14, until=today + 1) is None
    assert silent_for(weekdays, now=weekdays.last_at + 61 * HOUR) is None
