"""Lists of key=value: quotes, escapes, repeated keys, and those who want a few keys only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake.pairs import closed, is_cut, pairs, picker
from tests.patience import soon

PIECES = [" src=", " dst=", " k=", "a", "192.0.2.1", '"', "\\", " ", "=", "x.y-z", "漢"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('a=1 b="two words" c=', {"a": "1", "b": "two words", "c": ""}),
        ('a="" b=""', {"a": "", "b": ""}),
        ("a=1 a=2 lone a=3", {"a": "1"}),
        (r'a="say \"no\" to C:\\x" b=corp\ann', {"a": r'say "no" to C:\x', "b": r"corp\ann"}),
        ('a="x src=192.0.2.1" b=2', {"a": "x src=192.0.2.1", "b": "2"}),
        ('a=1 b="never closed src=2', {"a": "1", "b": "never closed src=2"}),
        ("url=/?q=1&r=2 b=2", {"url": "/?q=1&r=2", "b": "2"}),
        ('a="規則 一"b=2', {"a": "規則 一", "b": "2"}),
        ("", {}),
    ],
)
def test_what_stands_in_a_list(text: str, found: dict[str, str]) -> None:
    assert pairs(text) == found


def test_a_list_that_ends_in_quotes_was_cut() -> None:
    assert is_cut('a=1 b="tw')
    assert not is_cut(r'a=1 b="t\"w"')


@pytest.mark.parametrize(
    ("text", "rest", "cut"),
    [
        ('a=1 b="half', "a=1 b=", True),
        ("a=1 src=192.0.2.1", "a=1 src=", True),
        ('a=1 src="192.0.2.1"', 'a=1 src="192.0.2.1"', False),
        ("src=192.0.2.1 b=2", "src=192.0.2.1 b=2", False),
        ("", "", False),
    ],
)
def test_a_last_value_that_may_be_half_of_one_is_left_out(text: str, rest: str, cut: bool) -> None:
    assert closed(text, frozenset({"src"})) == (rest, cut)


def test_a_picked_key_within_quotes_is_none() -> None:
    pick = picker("src", "dst")
    assert pick('src=192.0.2.1 url="/x dst=192.0.2.9" dst=192.0.2.2')["dst"] == "192.0.2.2"
    assert "dst" not in pick('src=192.0.2.1 url="/x dst=192.0.2.9')
    assert "dst" not in pick(r'src=192.0.2.1 url="/x\" dst=192.0.2.9 "')


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_picking_finds_what_reading_all_finds(text: str) -> None:
    keys = ("src", "dst")
    picked, known = picker(*keys)(text), pairs(text)
    assert [picked.get(key) for key in keys] == [known.get(key) for key in keys]


@pytest.mark.parametrize("piece", ["a", "a.", "a=", 'a="', 'a="\\', '"', " src=", '" src="', "=", "\\"])
def test_a_long_line_of_repeated_pieces_takes_no_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    with soon():
        pairs(text)
        picker("src", "dst")(text)
