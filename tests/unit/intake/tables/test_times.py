"""Days and times as offices write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive.schema import microseconds
from sekisho.intake.tables.times import clock, day, local_day, midnight, moment
from tests.unit.intake.tables import samples

JAPAN = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-09-30 14:05:33", "2026-09-30T14:05:33+09:00"),
        ("2026/09/30 14:05", "2026-09-30T14:05:00+09:00"),
        ("2026/9/3 9:05", "2026-09-03T09:05:00+09:00"),
        ("令和8年9月30日 14時05分", "2026-09-30T14:05:00+09:00"),
        ("令和8年9月30日14時05分33秒", "2026-09-30T14:05:33+09:00"),
        ("令和元年5月1日 0時00分", "2019-05-01T00:00:00+09:00"),
        ("平成31年4月30日 23時59分", "2019-04-30T23:59:00+09:00"),
        ("R8.9.30 14:05", "2026-09-30T14:05:00+09:00"),
        ("２０２６－０９－３０　１４：０５：３３", "2026-09-30T14:05:33+09:00"),
        ("2026-09-30T05:05:33Z", "2026-09-30T14:05:33+09:00"),
        ("2026-09-30 14:05:33+0900", "2026-09-30T14:05:33+09:00"),
        ("2026-09-30 07:05:33.250+02:00", "2026-09-30T14:05:33.250+09:00"),
        ("2026-09-30 24:00", "2026-10-01T00:00:00+09:00"),
    ],
)
def test_a_time_is_in_japan_unless_it_says_otherwise(written: str, meant: str) -> None:
    assert moment(written) == samples.moment(meant)


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-30 10:00", "2026-09-30", "10:00", "2026-09-30 25:00", "2026-09-30 24:01", "2026-09/30 10:00",
        "平成31年5月1日 10時00分", "令和0年1月1日 10時00分", "元年1月1日 10時", "2026-09-30 10:60", "明日 10:00", "",
        "2026-09-30 10:00:00+99:00",
    ],
)  # fmt: skip
def test_what_is_no_time_is_not_guessed(written: str) -> None:
    assert moment(written) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-09-30", date(2026, 9, 30)),
        ("2026/9/3", date(2026, 9, 3)),
        ("2026年9月30日", date(2026, 9, 30)),
        ("令和8年9月30日", date(2026, 9, 30)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("H31.4.30", date(2019, 4, 30)),
        ("平成元年1月7日", None),
        ("平成31年5月1日", None),
        ("2025-02-29", None),
        ("2026-09-30 10:00", None),
    ],
)
def test_a_day_lies_in_the_era_that_it_names(written: str, meant: date | None) -> None:
    assert day(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [("8:30", 510), ("26:00", 1560), ("17時15分", 1035), ("０８：３０", 510), ("48:00", 2880), ("48:01", None), ("8:60", None), ("830", None)],
)  # fmt: skip
def test_a_clock_goes_past_midnight(written: str, meant: int | None) -> None:
    assert clock(written) == meant


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)))  # noqa: DTZ001 -- local on purpose
def test_every_second_comes_back(local: datetime) -> None:
    local = local.replace(microsecond=0)
    meant = microseconds(local.replace(tzinfo=JAPAN).astimezone(UTC))
    assert moment(f"{local:%Y-%m-%d %H:%M:%S}") == moment(f"{local:%Y/%m/%d %H:%M:%S}") == meant
    assert local_day(meant) == local.date()
    assert midnight(local.date()) <= meant < midnight(local.date() + timedelta(days=1))


@given(st.text())
def test_whatever_it_is_it_does_no_harm(said: str) -> None:
    for read in (moment, day, clock):
        read(said)
        read("令和8年" + said)


@pytest.mark.parametrize(
    "written", ["0001-01-01 00:00:00", "9999-12-31 23:59:59-14:00", "9999-12-31 24:00", "9999-12-31 16:00Z"]
)
def test_a_moment_that_no_calendar_shows_is_no_time(written: str) -> None:
    assert moment(written) is None


def test_the_end_of_the_calendar_stands_for_no_end() -> None:
    """Systems write it where a credential is given without an end."""
    found = moment("9999-12-31 23:59:59")
    assert found is not None
    assert local_day(found) == date.max
