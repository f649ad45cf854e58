"""Times in whichever form they come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake.facts import Doubt
from sekisho.intake.stamps import NO_STAMP, stamp, stamp_in_form
from tests.unit.intake.dialects.lines import JST, RECEIVED_AT, moment

TEN = "2031-01-05T10:00:00+09:00"


@pytest.mark.parametrize(
    ("said", "meant", "doubts"),
    [
        ("1925341200", TEN, set()),
        ("1925341200123", "2031-01-05T10:00:00.123+09:00", set()),
        ("1925341200.5", "2031-01-05T10:00:00.5+09:00", set()),
        ("2031-01-05 10:00:00", TEN, {Doubt.ZONE_ASSUMED}),
        ("2031-01-05T01:00:00.5Z", "2031-01-05T10:00:00.5+09:00", set()),
        ("Jan 05 2031 10:00:00", TEN, {Doubt.ZONE_ASSUMED}),
        ("Jan 5, 2031 10:00:00.25", "2031-01-05T10:00:00.25+09:00", {Doubt.ZONE_ASSUMED}),
        ("Jan 05 2031 01:00:00 UTC", TEN, set()),
        ("Jan 05 2031 01:00:00 CST", "2031-01-05T01:00:00+09:00", {Doubt.ZONE_ASSUMED}),
        ("Jan 05 2031 12:00:00.5 +1100", "2031-01-05T10:00:00.5+09:00", set()),
        ("Jan  5 10:00:00", TEN, {Doubt.ZONE_ASSUMED, Doubt.YEAR_ASSUMED}),
        ("Jan 05 01:00:00.000 UTC", TEN, {Doubt.YEAR_ASSUMED}),
    ],
)
def test_a_time_in_its_usual_forms(said: str, meant: str, doubts: set[Doubt]) -> None:
    assert stamp(said, offset_minutes=JST, received_at=RECEIVED_AT) == (moment(meant), frozenset(doubts))


@pytest.mark.parametrize(
    "said", [None, "", "soon", "Feb 30 2031 10:00:00", "Jan 05 2031", "9" * 70, "Foo 05 10:00:00"]
)
def test_what_is_no_time_gives_none(said: str | None) -> None:
    assert stamp(said, offset_minutes=JST, received_at=RECEIVED_AT) == NO_STAMP


@pytest.mark.parametrize(
    ("said", "form", "meant"),
    [
        ("05/01/2031 10:00:00", "dd/MM/yyyy HH:mm:ss", TEN),
        ("01/05/2031 10:00:00", "MM/dd/yyyy HH:mm:ss", TEN),
        ("Jan 05 2031 10:00:00", "MMM dd yyyy HH:mm:ss", TEN),
        ("2031-01-05T01:00:00.000+0000", "yyyy-MM-dd'T'HH:mm:ss.SSSZ", TEN),
        ("1925341200000", None, TEN),
        ("2031-01-05 10:00:00", "HH:mm:ss", TEN),
        ("2031-01-05 10:00:00", "yyyy yyyy", TEN),
    ],
)
def test_a_time_in_the_form_that_the_sender_names(said: str, form: str | None, meant: str) -> None:
    assert stamp_in_form(said, form, offset_minutes=JST, received_at=RECEIVED_AT)[0] == moment(meant)


@given(st.text(max_size=80), st.text(alphabet="yMdHmsSzZX'/-: (", max_size=70))
def test_whatever_it_is_it_does_no_harm(said: str, form: str) -> None:
    stamp(said, offset_minutes=JST, received_at=RECEIVED_AT)
    stamp_in_form(said, form, offset_minutes=JST, received_at=RECEIVED_AT)


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_times_that_do_not_exist_are_none(month: int, day: int, hour: int, second: int) -> None:
    said = f"{month:02}/{day:02}/2031 {hour:02}:00:{second:02}"
    found, _ = stamp_in_form(said, "MM/dd/yyyy HH:mm:ss", offset_minutes=JST, received_at=RECEIVED_AT)
    assert (found is not None) == (
        1 <= month <= 12 and 1 <= day <= _days(month) and hour < 24 and second <= 60
    )


def _days(month: int) -> int:
    return {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}.get(month, 31)
