"""開庁日: which days are open, why the others are not, and how far the calendar reaches."""

from __future__ import annotations

from datetime import date, timedelta

import jpholiday
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.rules.calendar import SINCE, UNTIL, BeyondCalendar, NoOpenDay, OpenDays, holiday
from sekisho.rules.model import Words
from tests.patience import soon
from tests.unit.rules.bodies import TYPHOON, days, hours
from tools.freeze_holidays import TABLE, table


@pytest.fixture(scope="module")
def town() -> OpenDays:
    return OpenDays(hours())


# --- national holidays -------------------------------------------------------------


def test_the_frozen_table_agrees_with_the_law_as_jpholiday_computes_it_on_every_day() -> None:
    """凍結した祝日表は、1日も欠けず、1日も余らない。"""
    computed = {day for year in range(1989, 2041) for day, _name in jpholiday.year_holidays(year)}
    every_day = (
        date(1989, 1, 1) + timedelta(days=n) for n in range((date(2041, 1, 1) - date(1989, 1, 1)).days)
    )

    assert [day for day in every_day if (holiday(day) is not None) != (day in computed)] == []


def test_the_frozen_table_is_what_the_script_would_write_today() -> None:
    assert TABLE.read_text(encoding="utf-8") == table()


@pytest.mark.parametrize(
    ("day", "name", "english"),
    [
        ("1989-02-24", "昭和天皇の大喪の礼", "State funeral of the Emperor Showa"),
        ("1993-06-09", "皇太子の結婚の儀", "Wedding of the Crown Prince"),
        ("2019-05-01", "天皇の即位の日", "Day of the Emperor's accession"),
        ("2019-05-02", "国民の休日", "Holiday between two holidays"),
        ("2020-05-06", "振替休日(憲法記念日)", "Substitute holiday (Constitution Memorial Day)"),
        ("2021-07-23", "スポーツの日", "Sports Day"),
        ("2026-09-22", "国民の休日", "Holiday between two holidays"),
        ("2026-11-23", "勤労感謝の日", "Labour Thanksgiving Day"),
    ],
)
def test_holidays_known_from_the_gazette(day: str, name: str, english: str) -> None:
    found = holiday(date.fromisoformat(day))

    assert found is not None
    assert found.name == Words(name, english)


@pytest.mark.parametrize("day", ["2018-12-25", "2019-12-23", "2026-11-24", "2021-10-11"])
def test_days_that_were_holidays_in_other_years(day: str) -> None:
    assert holiday(date.fromisoformat(day)) is None


@pytest.mark.parametrize(
    ("day", "confirmed"),
    [
        ("2027-03-21", True),  # 春分の日, announced in February 2026
        ("2027-03-22", True),  # its substitute
        ("2027-09-23", True),
        ("2028-03-20", False),
        ("2029-09-24", False),  # the substitute of an equinox that may move
        ("2032-09-21", False),  # stands between two holidays only if the equinox stays
        ("2032-09-20", True),  # 敬老の日 is the third Monday whatever the sky does
        ("2040-02-11", True),
    ],
)
def test_an_equinox_not_yet_announced_is_provisional(day: str, confirmed: bool) -> None:
    """春分の日・秋分の日は、前年2月の公表まで予定として示す。"""
    found = holiday(date.fromisoformat(day))

    assert found is not None
    assert found.confirmed is confirmed


# --- open and closed ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-11-20", None),
        ("2026-11-21", "土曜日"),
        ("2026-11-22", "日曜日"),
        ("2026-11-23", "勤労感謝の日"),
        ("2026-12-28", None),
        ("2026-12-29", "毎年閉庁する日(12月29日)"),
        ("2027-01-01", "元日"),
        ("2027-01-02", "毎年閉庁する日(1月2日)"),
        ("2027-01-04", None),
        ("2026-08-11", "山の日"),
        ("2029-09-24", "振替休日(秋分の日)(公表前の予定)"),
    ],
)
def test_a_closed_day_says_why(town: OpenDays, day: str, reason: str | None) -> None:
    """閉庁日には、その理由が示される。"""
    words = town.why_closed(date.fromisoformat(day))

    assert (words.ja if words else None) == reason
    assert town.is_open(date.fromisoformat(day)) is (reason is None)


def test_a_closure_overrides_a_working_day() -> None:
    """災害による閉庁は、平日でも閉庁日とする。"""
    town = OpenDays(hours(closures=days("2026-09-17")))

    assert not town.is_open(date(2026, 9, 17))
    assert town.why_closed(date(2026, 9, 17)) == TYPHOON


@pytest.mark.parametrize("day", ["2026-03-29", "2026-11-23", "2026-12-30", "2027-01-01"])
def test_an_opening_overrides_a_sunday_a_holiday_and_the_year_end(day: str) -> None:
    """臨時開庁は、日曜日でも祝日でも年末年始でも開庁日とする。"""
    town = OpenDays(hours(openings=days(day)))

    assert town.is_open(date.fromisoformat(day))
    assert town.why_closed(date.fromisoformat(day)) is None


def test_a_typhoon_closes_even_a_day_that_was_to_be_opened() -> None:
    town = OpenDays(hours(openings=days("2026-03-29"), closures=days("2026-03-29")))

    assert town.why_closed(date(2026, 3, 29)) == TYPHOON


def test_a_body_that_keeps_no_national_holidays_is_open_on_them() -> None:
    body = OpenDays(hours(national_holidays=False, month_days=()))

    assert body.is_open(date(2026, 11, 23))
    assert body.why_closed(date(2027, 1, 2)) == Words("土曜日", "Saturday")


def test_a_yearly_closing_on_29_february_comes_in_leap_years_only() -> None:
    body = OpenDays(hours(closed_weekdays=(), national_holidays=False, month_days=((2, 29),)))

    assert not body.is_open(date(2028, 2, 29))
    assert body.open_days(date(2027, 2, 28), date(2027, 3, 2)) == [date(2027, 2, 28), date(2027, 3, 1)]


# --- looking for an open day -------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "following", "preceding"),
    [
        ("2026-11-20", "2026-11-20", "2026-11-20"),
        ("2026-11-21", "2026-11-24", "2026-11-20"),
        ("2026-12-29", "2027-01-04", "2026-12-28"),
        ("2019-04-27", "2019-05-07", "2019-04-26"),
    ],
)
def test_the_nearest_open_days_over_holidays(
    town: OpenDays, day: str, following: str, preceding: str
) -> None:
    assert town.next_open(date.fromisoformat(day)) == date.fromisoformat(following)
    assert town.previous_open(date.fromisoformat(day)) == date.fromisoformat(preceding)


def test_the_open_days_of_a_year(town: OpenDays) -> None:
    """令和7年度の開庁日は242日である。"""
    assert len(town.open_days(date(2025, 4, 1), date(2026, 4, 1))) == 242


def test_an_empty_or_reversed_span_has_no_open_days(town: OpenDays) -> None:
    assert town.open_days(date(2026, 4, 1), date(2026, 4, 1)) == []
    assert town.open_days(date(2026, 4, 2), date(2026, 4, 1)) == []


def test_a_body_closed_on_every_weekday_is_refused_and_not_searched_for_ever() -> None:
    closed = OpenDays(hours(closed_weekdays=range(7)))

    with pytest.raises(NoOpenDay, match="閉庁曜日と臨時閉庁日を確かめて"):
        closed.next_open(date(2026, 4, 1))
    with pytest.raises(NoOpenDay):
        closed.previous_open(date(2026, 4, 1))


def test_an_open_day_just_within_a_year_is_found_and_one_beyond_is_not() -> None:
    once = OpenDays(hours(closed_weekdays=range(7), openings=days("2026-04-01")))

    assert once.next_open(date(2025, 4, 1)) == once.previous_open(date(2027, 4, 1)) == date(2026, 4, 1)
    with pytest.raises(NoOpenDay):
        once.next_open(date(2025, 3, 29))
    with pytest.raises(NoOpenDay):
        once.previous_open(date(2027, 4, 5))


@pytest.mark.parametrize("day", [SINCE - timedelta(days=1), UNTIL, date.min, date.max])
def test_a_day_outside_the_calendar_is_refused_not_guessed(town: OpenDays, day: date) -> None:
    """祝日が分からない日は、開庁日とも閉庁日とも答えない。"""
    for question in (town.is_open, town.why_closed, town.next_open, town.previous_open, holiday):
        with pytest.raises(BeyondCalendar, match=day.isoformat()):
            question(day)


def test_the_calendar_answers_up_to_its_last_day(town: OpenDays) -> None:
    assert town.previous_open(date(2040, 12, 31)) == date(2040, 12, 28)
    with pytest.raises(BeyondCalendar, match="2041-01-01"):
        town.next_open(date(2040, 12, 29))
    with pytest.raises(BeyondCalendar, match="1988-12-31"):
        town.previous_open(date(1989, 1, 3))
    assert town.open_days(date(2040, 12, 27), UNTIL) == [date(2040, 12, 27), date(2040, 12, 28)]
    with pytest.raises(BeyondCalendar):
        town.open_days(date(2040, 12, 27), UNTIL + timedelta(days=1))


DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(
    weekdays=st.sets(st.integers(0, 6), max_size=6),
    closures=st.sets(DAYS, max_size=8),
    openings=st.sets(DAYS, max_size=8),
    day=DAYS,
)
def test_the_nearest_open_day_is_open_and_nothing_between_is(
    weekdays: set[int], closures: set[date], openings: set[date], day: date
) -> None:
    body = OpenDays(hours(closed_weekdays=tuple(weekdays), closures=closures, openings=openings))

    following, preceding = body.next_open(day), body.previous_open(day)

    assert body.is_open(following)
    assert body.is_open(preceding)
    assert body.open_days(preceding + timedelta(days=1), following) == []
    assert preceding <= day <= following
    assert body.is_open(day) is (body.why_closed(day) is None) is (day == following == preceding)


def test_seven_years_asked_again_and_again_cost_next_to_nothing(town: OpenDays) -> None:
    with soon():
        for _time in range(2_000):
            town.open_days(date(2019, 11, 22), date(2026, 11, 22))
