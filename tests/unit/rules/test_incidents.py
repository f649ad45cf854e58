"""The state of an incident, and the clocks of the commission."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.rules.breach import Ground, Guess, clocks, guess, nth_day
from sekisho.rules.calendar import holiday
from sekisho.rules.incidents import (
    Breach,
    IncidentDates,
    IncidentState,
    Possible,
    incident_state,
    minutes_between,
)
from sekisho.rules.model import Basis

KNOWN = datetime(2026, 4, 10, 9, tzinfo=UTC)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
MOMENTS = st.datetimes(datetime(2026, 4, 1), datetime(2026, 4, 30), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds are naive
ORDER = list(IncidentState)


TO_REPORT = guess(personal_data=Possible.YES, improper=Possible.NO, persons=None, decided=None)
IMPROPER = guess(personal_data=Possible.YES, improper=Possible.YES, persons=None, decided=None)


def counted_one_by_one(known_on: date, days: int) -> date:
    """As somebody counts on a calendar on the wall: today is one; from a day off go on to the next."""
    day = known_on
    for _number in range(2, days + 1):
        day += timedelta(days=1)
    while (
        day.strftime("%a") in {"Sat", "Sun"}
        or holiday(day) is not None
        or day.strftime("%m%d") in {"1229", "1230", "1231", "0101", "0102", "0103"}
    ):
        day += timedelta(days=1)
    return day


def states(dates: IncidentDates, at: datetime) -> IncidentState:
    return incident_state(dates, at=at, on=at.date())


@given(
    st.builds(
        IncidentDates,
        known_at=st.just(KNOWN),
        reported_at=st.none() | MOMENTS,
        instructed_at=st.none() | MOMENTS,
        contained_at=st.none() | MOMENTS,
        cause_found_on=st.none() | MOMENTS.map(datetime.date),
        prevented_on=st.none() | MOMENTS.map(datetime.date),
        closed_on=st.none() | MOMENTS.map(datetime.date),
    ),
    MOMENTS,
    MOMENTS,
)
def test_an_incident_never_goes_back(dates: IncidentDates, one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))

    assert ORDER.index(states(dates, earlier)) <= ORDER.index(states(dates, later))


@pytest.mark.parametrize(
    ("field", "state"),
    [
        ("reported_at", IncidentState.REPORTED),
        ("instructed_at", IncidentState.INSTRUCTED),
        ("contained_at", IncidentState.CONTAINED),
        ("cause_found_on", IncidentState.EXPLAINED),
        ("prevented_on", IncidentState.PREVENTED),
        ("closed_on", IncidentState.CLOSED),
    ],
)
def test_each_moment_leads_to_its_state(field: str, state: IncidentState) -> None:
    assert field in {one.name for one in fields(IncidentDates)}
    moment = KNOWN if field.endswith("_at") else KNOWN.date()

    dates = replace(IncidentDates(KNOWN), **{field: moment})  # type: ignore[arg-type]  # a moment or a day, by its name

    assert states(dates, KNOWN) is state
    assert states(dates, KNOWN - timedelta(days=1)) is IncidentState.KNOWN


def test_time_passed_is_never_negative() -> None:
    assert minutes_between(KNOWN, KNOWN - timedelta(minutes=5)) == 0
    assert minutes_between(KNOWN, KNOWN + timedelta(seconds=119)) == 1


@given(DAYS, st.integers(1, 90))
def test_the_day_of_knowing_is_the_first(known_on: date, number: int) -> None:
    assert nth_day(known_on, 1) == known_on
    assert (nth_day(known_on, number) - known_on).days == number - 1


@given(DAYS, st.sampled_from([(TO_REPORT, 30), (IMPROPER, 60)]))
def test_the_final_report_is_due_as_one_counts_on_a_calendar(
    known_on: date, asked: tuple[Guess, int]
) -> None:
    found, days = asked

    _preliminary, final = clocks(known_on, found)

    assert final.until == counted_one_by_one(known_on, days)
    assert (final.basis, final.counted_by) == (Basis.STATUTE, Basis.GUIDELINE)


@given(DAYS)
def test_the_preliminary_report_is_due_on_the_third_to_fifth_day_and_waits_for_no_open_day(
    known_on: date,
) -> None:
    preliminary, _final = clocks(known_on, TO_REPORT)

    row = [known_on + timedelta(days=n) for n in range(5)]
    assert (preliminary.since, preliminary.until) == (row[2], row[4])
    assert (preliminary.basis, preliminary.counted_by) == (Basis.GUIDELINE, Basis.GUIDELINE)


@pytest.mark.parametrize(
    ("known_on", "found", "until"),
    [
        ("2026-04-10", TO_REPORT, "2026-05-11"),  # the 30th is Saturday, 9 May
        ("2026-04-04", TO_REPORT, "2026-05-07"),  # the 30th is 3 May: three holidays and a substitute
        ("2025-12-01", TO_REPORT, "2026-01-05"),  # the 30th is 30 December; the 4th is a Sunday
        ("2026-04-13", TO_REPORT, "2026-05-12"),  # the 30th is a Tuesday
        ("2026-04-13", IMPROPER, "2026-06-11"),  # the 60th is a Thursday
        ("2026-02-01", TO_REPORT, "2026-03-02"),  # February has 28 days
    ],
)
def test_the_last_day_of_the_final_report(known_on: str, found: Guess, until: str) -> None:
    _preliminary, final = clocks(date.fromisoformat(known_on), found)

    assert final.until.isoformat() == until


@pytest.mark.parametrize(
    ("data", "improper", "persons", "applies", "ground"),
    [
        (Possible.NO, Possible.NO, None, False, Ground.NO_DATA),
        (Possible.YES, Possible.YES, 1, True, Ground.IMPROPER),
        (Possible.YES, Possible.NO, 101, True, Ground.MANY_PERSONS),
        (Possible.YES, Possible.NO, 100, True, Ground.MY_NUMBER),
        (Possible.UNKNOWN, Possible.UNKNOWN, None, True, Ground.UNKNOWN),
    ],
)
def test_the_guess_names_its_ground(
    data: Possible, improper: Possible, persons: int | None, applies: bool, ground: Ground
) -> None:
    found = guess(personal_data=data, improper=improper, persons=persons, decided=None)

    assert (found.applies, found.ground) == (applies, ground)


@given(st.sampled_from(Possible), st.sampled_from(Possible), st.none() | st.integers(0, 500))
def test_what_people_decided_outweighs_the_guess(
    data: Possible, improper: Possible, persons: int | None
) -> None:
    no = guess(personal_data=data, improper=improper, persons=persons, decided=Breach.NOT)
    yes = guess(personal_data=data, improper=improper, persons=persons, decided=Breach.APPLIES)

    assert (no.applies, yes.applies) == (False, True)
    assert clocks(KNOWN.date(), no) == ()


def test_a_clock_is_over_only_without_its_report() -> None:
    found = guess(personal_data=Possible.YES, improper=Possible.NO, persons=None, decided=None)
    late = date(2026, 12, 1)

    made = clocks(KNOWN.date(), found, preliminary_on=KNOWN.date(), final_on=KNOWN.date())

    assert all(clock.is_over(late) for clock in clocks(KNOWN.date(), found))
    assert not any(clock.is_over(late) for clock in made)
