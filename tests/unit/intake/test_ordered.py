"""Pairs in their usual order: the short way says what the long one says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake.ordered import reader
from sekisho.intake.pairs import closed, pairs

KEYS = ("id", "src", "msg", "sent")
LAST = frozenset({"src"})
read = reader(*KEYS, quoted=(frozenset({"msg"}), frozenset({"msg", "src"})), never_last=LAST)
PIECES = [
    *(f" {key}=" for key in KEYS),
    " other=",
    "a",
    "192.0.2.1",
    '"two words"',
    '""',
    '"',
    "\\",
    " ",
    " ",
    "=",
    "漢",
]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('id=1 src=192.0.2.1 msg="two words" sent=3', ("1", "192.0.2.1", "two words", "3")),
        ('id=1 src="192.0.2.1" other="src=x" msg="two words"', ("1", "192.0.2.1", "two words", None)),
        ('msg="x" id=1', ("1", None, "x", None)),
        ('id=1 id=2 lone msg="a\\"b" sent=', ("1", None, 'a"b', "")),
        ('id=1 other="x src=203.0.113.1" sent=3', ("1", None, None, "3")),
        ("", (None, None, None, None)),
    ],
)
def test_values_by_their_keys(text: str, values: tuple[str | None, ...]) -> None:
    assert read(text) == (values, False)


def test_a_line_that_ends_in_the_middle_says_so() -> None:
    assert read("id=1 src=192.0.2.1") == (("1", "", None, None), True)
    assert read('id=1 msg="two wo') == (("1", None, "", None), True)


@given(st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
def test_the_short_way_says_what_the_long_one_says(text: str) -> None:
    values, cut = read(text)
    whole, is_cut = closed(text, LAST)
    known = pairs(whole)
    assert values == tuple(map(known.get, KEYS))
    assert cut == is_cut
