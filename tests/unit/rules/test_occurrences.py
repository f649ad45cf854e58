"""Occurrences: from when until when one can be done, and which one something done belongs to."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.rules.cadences import Cadence, EachOpenDay, Monthly, Shift, Standing, Within, Yearly
from sekisho.rules.calendar import OpenDays
from sekisho.rules.due import doable_on, occurrence_of, occurrences
from tests.unit.rules.bodies import day, days, duty, hours

TOWN = OpenDays(hours())


# --- life of an occurrence ---------------------------------------------------------


def lives(
    cadence: Cadence, since: str, until: str, lapses_after_days: int | None
) -> list[tuple[str, str, str]]:
    found = occurrences(
        duty(cadence, lapses_after_days=lapses_after_days), since=day(since), until=day(until), calendar=TOWN
    )
    return [(str(one.opens_on), str(one.due_on), str(one.lapses_on)) for one in found]


def test_a_daily_check_can_be_made_up_for_until_the_next_one_opens() -> None:
    """次の開庁日になるまでは、遅れて行える。"""
    assert lives(EachOpenDay(), "2026-11-20", "2026-11-25", None) == [
        ("2026-11-20", "2026-11-20", "2026-11-24"),
        ("2026-11-24", "2026-11-24", "2026-11-25"),
    ]


def test_a_daily_check_that_lapses_at_once_is_gone_the_day_after() -> None:
    assert lives(EachOpenDay(), "2026-11-20", "2026-11-21", 0) == [("2026-11-20", "2026-11-20", "2026-11-21")]


def test_a_month_opens_on_its_first_day_and_can_be_made_up_for_until_the_next_opens() -> None:
    assert lives(Monthly(10), "2026-06-01", "2026-07-01", None) == [
        ("2026-06-01", "2026-06-10", "2026-07-01")
    ]
    assert lives(Monthly(10), "2026-06-01", "2026-07-01", 5) == [("2026-06-01", "2026-06-10", "2026-06-16")]


def test_a_due_day_shifted_beyond_its_period_can_still_be_met() -> None:
    """翌月にずれた期日の当日は、まだ履行できる。"""
    assert lives(Monthly(31, shift=Shift.NEXT), "2026-02-01", "2026-02-28", None) == [
        ("2026-01-01", "2026-02-02", "2026-02-03")
    ]


def test_a_report_on_an_event_can_be_made_late_for_ever_unless_the_pack_says_otherwise() -> None:
    visit = days("2026-04-10")
    for lapses_after_days, lapses_on in ((None, None), (7, day("2026-04-28"))):
        report = duty(Within("visit", 10), lapses_after_days=lapses_after_days)
        found = occurrences(
            report, since=day("2026-04-01"), until=day("2026-05-01"), calendar=TOWN, occurred_on=visit
        )
        assert [one.lapses_on for one in found] == [lapses_on]


# --- from when and until when a duty is owed ---------------------------------------


def test_a_duty_is_owed_from_its_first_day_until_the_day_before_its_end() -> None:
    """業務の期間は、始まりの日を含み、終わりの日を含まない。"""
    owed = duty(EachOpenDay(), since=day("2026-11-24"), until=day("2026-11-26"))

    found = occurrences(owed, since=day("2026-11-01"), until=day("2026-12-01"), calendar=TOWN)

    assert [one.due_on for one in found] == days("2026-11-24", "2026-11-25")


def test_a_duty_that_begins_in_mid_month_owes_that_month_from_its_first_day_on() -> None:
    owed = duty(Monthly(), since=day("2022-12-06"))

    found = occurrences(owed, since=day("2022-11-01"), until=day("2023-02-01"), calendar=TOWN)

    assert [(one.opens_on, one.due_on) for one in found] == [
        (day("2022-12-06"), day("2022-12-28")),
        (day("2023-01-01"), day("2023-01-31")),
    ]


def test_a_duty_on_events_arises_with_the_event() -> None:
    """出来事のあった日に業務が定められていれば、期限がその後でも負う。"""
    owed = duty(Within("visit", 10), since=day("2026-04-01"), until=day("2026-05-01"))

    found = occurrences(
        owed,
        since=day("2026-03-01"),
        until=day("2026-07-01"),
        calendar=TOWN,
        occurred_on=days("2026-03-31", "2026-04-01", "2026-04-30", "2026-05-01"),
    )

    assert [one.opens_on for one in found] == days("2026-04-01", "2026-04-30")


# --- which occurrence something done belongs to ------------------------------------


@pytest.mark.parametrize(
    ("done_on", "due_on"),
    [("2026-11-20", "2026-11-20"), ("2026-11-22", "2026-11-20"), ("2026-11-24", "2026-11-24")],
)
def test_a_check_made_on_a_closed_day_belongs_to_the_last_open_day(done_on: str, due_on: str) -> None:
    found = occurrence_of(duty(EachOpenDay()), day(done_on), TOWN)

    assert found is not None
    assert found.due_on == day(due_on)


def test_a_check_made_on_a_closed_day_belongs_to_none_if_a_missed_day_is_missed_for_ever() -> None:
    assert occurrence_of(duty(EachOpenDay(), lapses_after_days=0), day("2026-11-22"), TOWN) is None


def test_on_the_day_on_which_two_months_meet_the_one_that_is_due_comes_first() -> None:
    """月末が翌月にずれた日には、前の月の分が先である。"""
    monthly = duty(Monthly(31, shift=Shift.NEXT))

    assert [one.opens_on for one in doable_on(monthly, day("2026-02-02"), TOWN)] == days(
        "2026-01-01", "2026-02-01"
    )
    found = occurrence_of(monthly, day("2026-02-02"), TOWN)
    assert found is not None
    assert found.opens_on == day("2026-01-01")


def test_what_was_done_late_belongs_to_its_period() -> None:
    found = occurrence_of(duty(Yearly(month=6, day=30)), day("2027-03-30"), TOWN)

    assert found is not None
    assert (found.opens_on, found.due_on) == (day("2026-04-01"), day("2026-06-30"))


def test_a_report_belongs_to_the_event_that_falls_due_next_else_to_the_latest_late_one() -> None:
    report = duty(Within("visit", 5))
    visits = days("2026-04-01", "2026-04-06", "2026-04-20")

    def opened_on(done_on: str) -> date | None:
        found = occurrence_of(report, day(done_on), TOWN, visits)
        return found.opens_on if found else None

    assert [opened_on(done) for done in ("2026-03-31", "2026-04-06", "2026-04-08", "2026-04-15")] == [
        None,
        day("2026-04-01"),
        day("2026-04-06"),
        day("2026-04-06"),
    ]


def test_nothing_belongs_to_a_standing_duty() -> None:
    assert occurrence_of(duty(Standing()), day("2026-04-01"), TOWN) is None
