"""保存期間: nothing may be disposed of a day too early."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.rules.fiscal import fiscal_year
from sekisho.rules.model import Basis, Retention, Unit
from sekisho.rules.retention import keep_until
from tests.unit.rules.bodies import day


def kept(amount: int, unit: Unit, *, to_fiscal_year_end: bool = False) -> Retention:
    return Retention(amount, unit, "operation", to_fiscal_year_end, Basis.REGULATION, "a5.i1.s3")


def test_seven_years_from_an_operation_end_on_the_same_day_seven_years_later() -> None:
    """2019年11月22日の操作履歴は、2026年11月22日より前に廃棄できない。"""
    assert keep_until(kept(7, Unit.YEARS), day("2019-11-22")) == day("2026-11-22")


@pytest.mark.parametrize(
    ("event_on", "until"),
    [
        ("2019-11-22", "2027-04-01"),
        ("2019-04-01", "2026-04-01"),  # the last day kept is 31 March: that is the end of the fiscal year
        ("2019-04-02", "2027-04-01"),
        ("2019-03-31", "2026-04-01"),
        ("2020-02-29", "2027-04-01"),
    ],
)
def test_seven_years_are_extended_to_the_31_march_that_follows(event_on: str, until: str) -> None:
    """年度末まで延ばす場合、満了日を含む年度の3月31日まで保存する。"""
    assert keep_until(kept(7, Unit.YEARS, to_fiscal_year_end=True), day(event_on)) == day(until)


@pytest.mark.parametrize(("event_on", "until"), [("2020-02-29", "2027-03-01"), ("2016-02-29", "2020-02-29")])
def test_what_happened_on_29_february_is_never_kept_too_short(event_on: str, until: str) -> None:
    """2月29日に始まる期間は、平年では2月28日の終わりに満了する。"""
    assert keep_until(kept(int(until[:4]) - int(event_on[:4]), Unit.YEARS), day(event_on)) == day(until)


@pytest.mark.parametrize(
    ("event_on", "until"),
    [
        ("2026-04-01", "2032-04-01"),
        ("2026-11-23", "2032-04-01"),
        ("2027-03-31", "2032-04-01"),
        ("2027-04-01", "2033-04-01"),
    ],
)
def test_fiscal_years_are_counted_from_the_first_day_of_the_next_one(event_on: str, until: str) -> None:
    """年度単位の保存期間は、完結した翌年度の4月1日から数える。"""
    assert keep_until(kept(5, Unit.FISCAL_YEARS), day(event_on)) == day(until)
    assert keep_until(kept(5, Unit.FISCAL_YEARS, to_fiscal_year_end=True), day(event_on)) == day(until)


def test_what_is_permanent_is_never_disposed_of() -> None:
    """永年保存の文書に廃棄の日はない。"""
    assert keep_until(kept(0, Unit.PERMANENT, to_fiscal_year_end=True), day("2026-11-23")) is None


@given(st.dates(date(1990, 1, 1), date(2040, 12, 31)), st.integers(1, 30))
def test_the_extension_ends_on_1_april_less_than_a_year_later_and_never_shortens(
    event_on: date, years: int
) -> None:
    plain = keep_until(kept(years, Unit.YEARS), event_on)
    extended = keep_until(kept(years, Unit.YEARS, to_fiscal_year_end=True), event_on)
    by_fiscal_year = keep_until(kept(years, Unit.FISCAL_YEARS), event_on)

    assert plain is not None
    assert extended is not None
    assert by_fiscal_year is not None
    assert 0 <= (extended - plain).days < 366
    assert (extended.month, extended.day) == (4, 1)
    assert by_fiscal_year >= plain
    assert fiscal_year(by_fiscal_year) == fiscal_year(event_on) + 1 + years


@given(st.dates(date(1990, 1, 1), date(2040, 12, 31)), st.integers(1, 30), st.sampled_from(list(Unit)[:2]))
def test_what_happened_later_is_not_kept_shorter(event_on: date, years: int, unit: Unit) -> None:
    earlier = keep_until(kept(years, unit), event_on)
    later = keep_until(kept(years, unit), date.fromordinal(event_on.toordinal() + 1))

    assert earlier is not None
    assert later is not None
    assert earlier <= later
