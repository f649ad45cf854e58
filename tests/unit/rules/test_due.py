"""Due dates: each cadence in ordinary weeks, and the corners where calendars bite."""

from __future__ import annotations

from datetime import date

import pytest

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
from sekisho.rules.calendar import UNTIL, BeyondCalendar, NoOpenDay, OpenDays
from sekisho.rules.due import Occurrence, due_dates, occurrence_of, occurrences
from tests.unit.rules.bodies import day, days, duty, hours

TOWN = OpenDays(hours())
MONDAY, WEDNESDAY, FRIDAY, SUNDAY = 0, 2, 4, 6


def dues(
    cadence: Cadence, since: str, until: str, *occurred_on: str, calendar: OpenDays = TOWN
) -> list[date]:
    return due_dates(
        cadence, since=day(since), until=day(until), calendar=calendar, occurred_on=days(*occurred_on)
    )


def closed(first: str, last: str) -> OpenDays:
    """The town, with an emergency closure of every day from `first` to `last`."""
    numbers = range(day(first).toordinal(), day(last).toordinal() + 1)
    return OpenDays(hours(closures=[date.fromordinal(number) for number in numbers]))


# --- each open day -----------------------------------------------------------------


def test_a_daily_duty_falls_due_on_open_days_only() -> None:
    """日次の業務は開庁日ごとに期日を迎え、閉庁日には迎えない。"""
    assert dues(EachOpenDay(), "2026-11-20", "2026-11-26") == days("2026-11-20", "2026-11-24", "2026-11-25")


def test_a_daily_duty_rests_over_the_year_end() -> None:
    assert dues(EachOpenDay(), "2026-12-28", "2027-01-05") == days("2026-12-28", "2027-01-04")


def test_a_sunday_opened_for_the_moving_season_has_its_daily_check() -> None:
    """臨時開庁日にも日次の業務がある。"""
    opened = OpenDays(hours(openings=days("2026-03-29")))

    assert dues(EachOpenDay(), "2026-03-28", "2026-03-31", calendar=opened) == days(
        "2026-03-29", "2026-03-30"
    )


# --- weekly ------------------------------------------------------------------------


def test_a_weekly_duty_on_a_friday_that_is_a_holiday_comes_before_it() -> None:
    assert dues(Weekly(FRIDAY), "2026-03-16", "2026-03-23") == days("2026-03-19")  # 3/20 is 春分の日


def test_a_weekly_duty_on_a_holiday_monday_has_no_day_before_it_in_its_week_and_comes_after() -> None:
    assert dues(Weekly(MONDAY), "2026-11-23", "2026-11-30") == days("2026-11-24")


def test_a_week_over_the_year_end_is_one_week() -> None:
    """年をまたぐ週も1つの週として数える。"""
    assert dues(Weekly(WEDNESDAY, Shift.KEEP), "2026-12-21", "2027-01-11") == days(
        "2026-12-23", "2026-12-30", "2027-01-06"
    )


def test_a_week_without_an_open_day_is_made_up_for_and_the_next_week_gets_a_day_of_its_own() -> None:
    """2025年12月29日の週は全日閉庁だが、抜けもせず次の週と重なりもしない。"""
    assert dues(Weekly(MONDAY, Shift.NEXT), "2025-12-22", "2026-01-20") == days(
        "2025-12-22", "2026-01-05", "2026-01-06", "2026-01-13", "2026-01-19"
    )


def test_a_sunday_shifted_forward_falls_into_the_next_week_and_still_belongs_to_its_own() -> None:
    found = occurrences(
        duty(Weekly(SUNDAY, Shift.NEXT)), since=day("2026-06-01"), until=day("2026-06-09"), calendar=TOWN
    )

    assert [(one.opens_on, one.due_on) for one in found] == [
        (day("2026-05-25"), day("2026-06-01")),
        (day("2026-06-01"), day("2026-06-08")),
    ]


# --- monthly -----------------------------------------------------------------------


def test_a_month_ends_on_its_last_day_or_the_last_open_day_before_it() -> None:
    """月末の業務は、月末日か、その前の最後の開庁日に期日を迎える。"""
    assert dues(Monthly(), "2027-12-01", "2028-05-01") == days(
        "2027-12-28", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-28"
    )


def test_a_month_end_shifted_forward_may_meet_the_next_month_in_its_first_days() -> None:
    assert dues(Monthly(31, shift=Shift.NEXT), "2026-01-06", "2026-05-01") == days(
        "2026-02-02", "2026-03-02", "2026-03-31", "2026-04-30"
    )


def test_a_fiscal_year_end_shifted_forward_belongs_to_the_march_it_was_planned_for() -> None:
    """年度末が閉庁日で翌年度にずれても、3月分の期日である。"""
    march = duty(Monthly(31, shift=Shift.NEXT))

    assert occurrence_of(march, day("2029-03-31"), TOWN) == Occurrence(
        "daily-check", due_on=day("2029-04-02"), opens_on=day("2029-03-01"), lapses_on=day("2029-04-03")
    )


def test_the_first_of_january_never_comes_before_january() -> None:
    """月初の期日は、前の月へはさかのぼらない。"""
    assert dues(Monthly(1), "2025-12-02", "2026-02-01") == days("2026-01-05")


def test_a_month_without_an_open_day_is_due_on_the_first_day_after_it() -> None:
    """開庁日のない月の業務は、再開した日に期日を迎える。"""
    flood = closed("2026-07-01", "2026-07-31")

    assert dues(Monthly(), "2026-06-01", "2026-09-01", calendar=flood) == days(
        "2026-06-30", "2026-08-03", "2026-08-31"
    )


def test_months_without_an_open_day_come_one_after_the_other_when_the_offices_open_again() -> None:
    flood = closed("2026-06-15", "2026-08-31")

    assert dues(Monthly(1), "2026-06-01", "2026-11-01", calendar=flood) == days(
        "2026-06-01", "2026-09-01", "2026-09-02", "2026-09-03", "2026-10-01"
    )


def test_a_quarter_and_a_half_year_end_with_the_fiscal_year() -> None:
    assert dues(Monthly(31, every=3, shift=Shift.KEEP), "2026-04-01", "2027-04-01") == days(
        "2026-06-30", "2026-09-30", "2026-12-31", "2027-03-31"
    )
    assert dues(Monthly(10, every=6, shift=Shift.KEEP), "2026-04-01", "2027-04-01") == days(
        "2026-09-10", "2027-03-10"
    )


def test_what_keeps_its_day_keeps_it_on_a_holiday() -> None:
    assert dues(Monthly(23, shift=Shift.KEEP), "2026-11-01", "2026-12-01") == days("2026-11-23")


# --- yearly ------------------------------------------------------------------------


def test_a_yearly_duty_falls_due_once_a_fiscal_year() -> None:
    """年次の業務は年度に1回期日を迎える。"""
    assert dues(Yearly(), "2022-04-01", "2026-04-01") == days(
        "2023-03-31", "2024-03-29", "2025-03-31", "2026-03-31"
    )
    assert dues(Yearly(month=6, day=30), "2025-04-01", "2027-04-01") == days("2025-06-30", "2026-06-30")


def test_a_plan_for_1_april_belongs_to_the_fiscal_year_that_begins_with_it() -> None:
    assert dues(Yearly(month=4, day=1), "2026-04-01", "2028-04-01") == days("2026-04-01", "2027-04-01")


def test_29_february_is_the_28th_in_a_common_year() -> None:
    assert dues(Yearly(2, 29, shift=Shift.KEEP), "2026-04-01", "2029-04-01") == days(
        "2027-02-28", "2028-02-29", "2029-02-28"
    )


def test_a_day_that_its_month_has_not_is_the_last_of_the_month() -> None:
    assert dues(Yearly(6, 31, shift=Shift.KEEP), "2026-04-01", "2027-04-01") == days("2026-06-30")


def test_a_three_yearly_duty_falls_due_in_the_fiscal_years_that_three_divides() -> None:
    """3年に1回の業務は、3で割り切れる年度に期日を迎える。"""
    audit = duty(Yearly(month=3, day=31, every=3))

    found = occurrences(audit, since=day("2019-04-01"), until=day("2027-04-01"), calendar=TOWN)

    assert [(one.opens_on, one.due_on, one.lapses_on) for one in found] == [
        (day("2019-04-01"), day("2020-03-31"), day("2022-04-01")),
        (day("2022-04-01"), day("2023-03-31"), day("2025-04-01")),
        (day("2025-04-01"), day("2026-03-31"), day("2028-04-01")),
    ]


# --- events ------------------------------------------------------------------------


def test_within_so_many_days_of_an_event() -> None:
    """出来事の日は数えず、その翌日から数える。"""
    assert dues(Within("visit", 10), "2026-04-01", "2026-05-01", "2026-04-10") == days("2026-04-20")
    assert dues(Within("visit", 0), "2026-04-01", "2026-05-01", "2026-04-11") == days("2026-04-11")


def test_calendar_days_after_an_event_end_where_they_end_open_or_not() -> None:
    assert dues(Within("visit", 1), "2026-04-01", "2026-05-01", "2026-04-10") == days("2026-04-11")


@pytest.mark.parametrize(
    ("occurred_on", "limit", "due_on"),
    [
        ("2026-04-24", 0, "2026-04-24"),
        ("2026-04-24", 1, "2026-04-27"),
        ("2026-04-24", 3, "2026-04-30"),  # 4/29 is a holiday
        ("2026-04-25", 0, "2026-04-27"),  # a Saturday
        ("2026-04-25", 1, "2026-04-27"),
        ("2026-04-25", 2, "2026-04-28"),
    ],
)
def test_open_days_after_an_event_are_counted_without_the_closed_ones(
    occurred_on: str, limit: int, due_on: str
) -> None:
    """開庁日で数える期限は、閉庁日を数えない。"""
    assert dues(Within("visit", limit, open_days=True), "2026-04-01", "2026-06-01", occurred_on) == [
        day(due_on)
    ]


def test_an_event_before_the_span_may_fall_due_in_it_and_one_in_the_span_after_it() -> None:
    assert dues(Within("visit", 10), "2026-05-01", "2026-06-01", "2026-05-25", "2026-04-25") == days(
        "2026-05-05"
    )


def test_two_visits_due_on_one_day_are_one_due_date_and_two_occurrences() -> None:
    """同じ日に期限を迎える2件の出来事は、2回の履行を要する。"""
    report = duty(Within("visit", 1, open_days=True))
    weekend = days("2026-04-25", "2026-04-26")

    found = occurrences(
        report, since=day("2026-04-01"), until=day("2026-05-01"), calendar=TOWN, occurred_on=weekend
    )

    assert [(one.opens_on, one.due_on) for one in found] == [(event, day("2026-04-27")) for event in weekend]
    assert dues(report.cadence, "2026-04-01", "2026-05-01", "2026-04-25", "2026-04-26") == days("2026-04-27")


def test_promptly_waits_from_the_day_of_the_event_and_never_lapses() -> None:
    """速やかに: 法に数字はない。出来事の日から待ち、失効しない。"""
    report = duty(Promptly("anomaly", target_minutes=60), lapses_after_days=0)

    assert occurrences(
        report,
        since=day("2026-04-01"),
        until=day("2026-05-01"),
        calendar=TOWN,
        occurred_on=days("2026-04-25"),
    ) == [Occurrence("daily-check", due_on=day("2026-04-25"), opens_on=day("2026-04-25"), lapses_on=None)]


def test_what_must_always_be_kept_falls_due_never() -> None:
    """「遵守しなければならない」には期日がない。"""
    assert dues(Standing(), "1900-01-01", "2100-01-01", "2026-04-25") == []


# --- where there is no answer ------------------------------------------------------


@pytest.mark.parametrize(
    "cadence", [EachOpenDay(), Weekly(), Monthly(shift=Shift.KEEP), Yearly(shift=Shift.NEXT)]
)
def test_a_span_beyond_the_known_holidays_is_refused(cadence: Cadence) -> None:
    """祝日が分からない期間の期日は、推測しない。"""
    for since, until in (("1988-12-31", "1989-02-01"), ("2040-12-01", "2041-01-02")):
        with pytest.raises(BeyondCalendar):
            dues(cadence, since, until)
    with pytest.raises(BeyondCalendar):
        occurrence_of(duty(cadence), day("2041-01-01"), TOWN)


@pytest.mark.parametrize("cadence", [EachOpenDay(), Weekly(), Monthly(shift=Shift.NEXT), Yearly()])
def test_the_calendar_answers_from_its_first_day_to_its_last(cadence: Cadence) -> None:
    found = occurrences(duty(cadence), since=day("1989-01-01"), until=UNTIL, calendar=TOWN)

    assert found[0].due_on < day("1989-04-01")
    assert found[-1].due_on > day("2040-03-01")
    assert found == sorted(found, key=lambda one: one.due_on)


def test_a_period_that_falls_due_beyond_the_calendar_is_not_yet_known() -> None:
    assert occurrence_of(duty(Yearly()), day("2040-03-30"), TOWN) is not None
    assert occurrence_of(duty(Yearly()), day("2040-12-28"), TOWN) is None


def test_a_body_that_never_opens_owes_nothing_daily_and_is_refused_a_shifted_due_date() -> None:
    never = OpenDays(hours(closed_weekdays=range(7)))

    assert dues(EachOpenDay(), "2026-04-01", "2027-04-01", calendar=never) == []
    for cadence in (Weekly(), Monthly(shift=Shift.NEXT), Yearly(), Within("visit", 3, open_days=True)):
        with pytest.raises(NoOpenDay):
            dues(cadence, "2026-04-01", "2027-04-01", "2026-04-05", calendar=never)
    assert dues(Monthly(shift=Shift.KEEP), "2026-04-01", "2026-05-01", calendar=never) == days("2026-04-30")


def test_a_body_that_closes_for_good_has_due_dates_until_then() -> None:
    """廃止後に開庁日がなくても、それまでの期日は答えられる。"""
    merged = closed("2030-03-30", "2040-12-31")

    assert dues(Monthly(), "2030-01-01", "2030-04-01", calendar=merged) == days(
        "2030-01-31", "2030-02-28", "2030-03-29"
    )
    with pytest.raises(NoOpenDay, match="2030-04-30"):
        dues(Monthly(), "2030-01-01", "2030-05-01", calendar=merged)
    assert occurrence_of(duty(Monthly()), day("2030-03-15"), merged) is not None


@pytest.mark.parametrize("cadence", [EachOpenDay(), Weekly(), Within("visit", 1)])
def test_an_empty_or_reversed_span_has_no_due_dates(cadence: Cadence) -> None:
    assert dues(cadence, "2026-04-01", "2026-04-01", "2026-03-31") == []
    assert dues(cadence, "2026-04-20", "2026-04-01", "2026-04-02") == []


# --- speed -------------------------------------------------------------------------
