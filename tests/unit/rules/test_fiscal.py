"""年度: 1 April to 31 March."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.rules.fiscal import (
    day_of_month,
    fiscal_year,
    fiscal_year_aliases,
    fiscal_year_label,
    fiscal_year_span,
)
from tests.unit.rules.bodies import day


@pytest.mark.parametrize(
    ("on", "year"),
    [
        ("2026-03-31", 2025),
        ("2026-04-01", 2026),
        ("2026-12-31", 2026),
        ("2027-01-01", 2026),
        ("2028-02-29", 2027),
    ],
)
def test_the_fiscal_year_begins_on_1_april(on: str, year: int) -> None:
    """年度は4月1日に始まり、3月31日に終わる。"""
    assert fiscal_year(day(on)) == year


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_every_day_lies_in_the_span_of_its_fiscal_year_and_of_no_other(on: date) -> None:
    first, end = fiscal_year_span(fiscal_year(on))

    assert first <= on < end
    assert fiscal_year(first) == fiscal_year(end - timedelta(days=1)) == fiscal_year(end) - 1


@pytest.mark.parametrize(
    ("year", "label", "aliases"),
    [
        (2026, "令和8年度", ()),
        (2020, "令和2年度", ()),
        (2019, "令和元年度", ("平成31年度",)),
        (2018, "平成30年度", ()),
        (1989, "平成元年度", ()),
        (1988, "昭和63年度", ()),
        (1926, "昭和元年度", ("大正15年度",)),
    ],
)
def test_a_fiscal_year_bears_the_name_of_its_era_and_answers_to_the_old_one(
    year: int, label: str, aliases: tuple[str, ...]
) -> None:
    """改元のあった年度は新しい元号で示し、旧い元号でも見つかる。"""
    assert fiscal_year_label(year) == label
    assert fiscal_year_aliases(year) == aliases


@pytest.mark.parametrize(
    ("year", "month", "number", "found"),
    [
        (2027, 2, 29, "2027-02-28"),
        (2028, 2, 31, "2028-02-29"),
        (2026, 6, 31, "2026-06-30"),
        (2026, 6, 1, "2026-06-01"),
    ],
)
def test_a_day_that_a_month_has_not_is_its_last(year: int, month: int, number: int, found: str) -> None:
    assert day_of_month(year, month, number) == day(found)
