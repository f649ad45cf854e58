"""Due dates in calendars that nobody would make up: what holds whatever is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.rules.cadences import EachOpenDay, Monthly, Shift, Weekly, Within, Yearly
from sekisho.rules.calendar import SINCE, UNTIL, OpenDays
from sekisho.rules.due import ONE_DAY, Occurrence, doable_on, due_dates, occurrence_of, occurrences
from sekisho.rules.fiscal import fiscal_year
from tests.unit.rules.bodies import YEAR_END, duty, hours

FIRST, LAST = date(2018, 1, 1), date(2030, 12, 31)
DAYS = st.dates(FIRST, LAST)
SHIFTS = st.sampled_from(Shift)

weekly = st.builds(Weekly, st.integers(0, 6), SHIFTS)
monthly = st.builds(Monthly, st.integers(1, 31), st.sampled_from([1, 2, 3, 4, 6]), SHIFTS)
yearly = st.builds(Yearly, st.integers(1, 12), st.integers(1, 31), st.integers(1, 4), SHIFTS)
periodic = weekly | monthly | yearly
within = st.builds(Within, st.just("visit"), st.integers(0, 20), st.booleans())
events = st.lists(DAYS, max_size=8)


@st.composite
def calendars(draw: st.DrawFn) -> OpenDays:
    """Any weekdays but all, and closures of up to a hundred days at a time."""
    shut: set[date] = set()
    for start, length in draw(st.lists(st.tuples(DAYS, st.integers(1, 100)), max_size=3)):
        shut |= {start + timedelta(days=number) for number in range(length)}
    return OpenDays(
        hours(
            closed_weekdays=draw(st.sets(st.integers(0, 6), max_size=6)),
            national_holidays=draw(st.booleans()),
            month_days=draw(st.sampled_from([(), YEAR_END, ((2, 29), (3, 31), (4, 1))])),
            closures=shut,
            openings=draw(st.sets(DAYS, max_size=5)),
        )
    )


def in_full(cadence: Weekly | Monthly | Yearly, calendar: OpenDays) -> list[Occurrence]:
    return occurrences(duty(cadence), since=FIRST, until=LAST, calendar=calendar)


@settings(deadline=None)
@given(cadence=periodic, calendar=calendars())
def test_a_due_day_is_an_open_day_unless_the_rule_keeps_it(
    cadence: Weekly | Monthly | Yearly, calendar: OpenDays
) -> None:
    """期日は、そのままとする定めがない限り、必ず開庁日である。"""
    found = due_dates(cadence, since=FIRST, until=LAST, calendar=calendar)

    assert cadence.shift is Shift.KEEP or all(calendar.is_open(due_on) for due_on in found)


@settings(deadline=None)
@given(cadence=periodic, calendar=calendars())
def test_due_days_never_repeat_and_come_in_the_order_of_their_periods(
    cadence: Weekly | Monthly | Yearly, calendar: OpenDays
) -> None:
    found = in_full(cadence, calendar)

    assert all(earlier.due_on < later.due_on for earlier, later in pairwise(found))
    assert all(earlier.opens_on < later.opens_on for earlier, later in pairwise(found))


@settings(deadline=None)
@given(cadence=periodic, calendar=calendars())
def test_no_period_is_skipped(cadence: Weekly | Monthly | Yearly, calendar: OpenDays) -> None:
    """どんな閉庁があっても、1つの期間も抜けない。"""
    opened = [one.opens_on for one in in_full(cadence, calendar)]

    match cadence:
        case Weekly():
            apart = {(later - earlier).days for earlier, later in pairwise(opened)}
            assert apart == {7}
            assert {on.weekday() for on in opened} == {0}
        case Monthly():
            months = [on.year * 12 + on.month for on in opened]
            assert {later - earlier for earlier, later in pairwise(months)} == {cadence.every}
            assert {((on.month - 4) % 12 % cadence.every, on.day) for on in opened} == {(0, 1)}
        case Yearly():
            assert {later.year - earlier.year for earlier, later in pairwise(opened)} == {cadence.every}
            assert {(fiscal_year(on) % cadence.every, on.month, on.day) for on in opened} == {(0, 4, 1)}


@settings(deadline=None)
@given(cadence=periodic, calendar=calendars())
def test_a_due_day_that_is_kept_lies_in_its_period(
    cadence: Weekly | Monthly | Yearly, calendar: OpenDays
) -> None:
    kept = replace(cadence, shift=Shift.KEEP)

    assert all(earlier.due_on < later.opens_on for earlier, later in pairwise(in_full(kept, calendar)))


@settings(deadline=None)
@given(cadence=periodic, calendar=calendars())
def test_a_due_day_lies_in_the_life_of_its_occurrence(
    cadence: Weekly | Monthly | Yearly, calendar: OpenDays
) -> None:
    for one in in_full(cadence, calendar):
        assert one.opens_on <= one.due_on
        assert one.lapses_on is not None
        assert one.due_on < one.lapses_on


@settings(deadline=None)
@given(
    cadence=periodic | within | st.just(EachOpenDay()),
    calendar=calendars(),
    occurred_on=events,
    span=st.tuples(DAYS, DAYS, DAYS).map(sorted),
)
def test_asking_in_two_pieces_gives_the_same_as_asking_once(
    cadence: Weekly | Monthly | Yearly | Within | EachOpenDay,
    calendar: OpenDays,
    occurred_on: list[date],
    span: list[date],
) -> None:
    """期間をどこで分けて尋ねても、答えは変わらない。"""
    since, between, until = span
    owed = duty(cadence)

    def ask(first: date, end: date) -> list[Occurrence]:
        return occurrences(owed, since=first, until=end, calendar=calendar, occurred_on=occurred_on)

    assert ask(since, between) + ask(between, until) == ask(since, until)


@settings(deadline=None)
@given(calendar=calendars(), span=st.tuples(DAYS, DAYS).map(sorted))
def test_a_daily_duty_falls_due_on_each_open_day_and_no_other(calendar: OpenDays, span: list[date]) -> None:
    found = due_dates(EachOpenDay(), since=span[0], until=span[1], calendar=calendar)

    length = (span[1] - span[0]).days
    every_day = [span[0] + timedelta(days=number) for number in range(length)]
    assert found == [on for on in every_day if calendar.is_open(on)]


@settings(deadline=None)
@given(calendar=calendars(), cadence=within, occurred_on=DAYS)
def test_so_many_open_days_lie_between_an_event_and_its_due_day(
    calendar: OpenDays, cadence: Within, occurred_on: date
) -> None:
    due_on = due_dates(
        cadence, since=date(2018, 1, 1), until=date(2036, 1, 1), calendar=calendar, occurred_on=[occurred_on]
    )[0]

    if cadence.open_days:
        assert calendar.is_open(due_on)
        counted = calendar.open_days(occurred_on + ONE_DAY, due_on + ONE_DAY)
        assert len(counted) == cadence.days or (
            cadence.days == 0 and calendar.next_open(occurred_on) == due_on
        )
    else:
        assert (due_on - occurred_on).days == cadence.days


@settings(deadline=None)
@given(calendar=calendars(), cadence=periodic, day=DAYS, kept=st.none() | st.integers(0, 400))
def test_what_is_done_on_a_day_belongs_to_an_occurrence_that_is_alive_on_it(
    calendar: OpenDays, cadence: Weekly | Monthly | Yearly, day: date, kept: int | None
) -> None:
    owed = duty(cadence, lapses_after_days=kept)
    everything = occurrences(owed, since=SINCE, until=UNTIL, calendar=calendar)
    alive = [one for one in everything if one.opens_on <= day and one.lapses_on and day < one.lapses_on]

    assert doable_on(owed, day, calendar) == alive
    found = occurrence_of(owed, day, calendar)
    assert found is None if not alive else found in alive
    assert kept is not None or found is not None


@settings(deadline=None)
@given(calendar=calendars(), cadence=periodic, since=DAYS, until=DAYS)
def test_a_duty_owes_nothing_outside_its_own_time(
    calendar: OpenDays, cadence: Weekly | Monthly | Yearly, since: date, until: date
) -> None:
    owed = duty(cadence, since=since, until=until)

    found = occurrences(owed, since=FIRST, until=LAST, calendar=calendar)

    assert [one.due_on for one in found] == [
        one.due_on for one in in_full(cadence, calendar) if since <= one.due_on < until
    ]
    assert all(one.opens_on >= since for one in found)
