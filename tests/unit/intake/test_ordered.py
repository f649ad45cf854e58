"""Lists that look as those before: what was learned says what reading pair by pair says."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake.ordered import reader
from sekisho.intake.pairs import closed, pairs, picker

KEYS = ("id", "src", "msg", "sent")
LAST = frozenset({"src"})
read = reader(*KEYS, never_last=LAST, learned_after=1)
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
VALUES = st.sampled_from(
    [
        "",
        "1",
        '""',
        '"a b"',
        '"k=1"',
        "a=1",
        '"',
        "\\",
        "\\a",
        '"\\\\"',
        "漢",
        "a\u3000b",
        "a\tsrc=2",
        '" src="',
    ]
)
LISTS = st.lists(
    st.tuples(st.sampled_from([*KEYS, "k", "漢", "-"]), VALUES, st.sampled_from([" ", " ", " ", "  ", ""])),
    max_size=5,
).map(lambda parts: "".join(f"{key}={value}{blank}" for key, value, blank in parts))
TIMES = 10  # 4 were seen


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
def test_what_was_learned_says_what_pairs_say(text: str) -> None:
    assert read(text) == pair_by_pair(text)
    assert read(text) == pair_by_pair(text)  # by what the first time has taught


@given(LISTS, LISTS)
def test_a_list_that_looks_nearly_like_one_before_is_read_by_what_it_says(one: str, other: str) -> None:
    learned = reader(*KEYS, never_last=LAST, learned_after=1)
    learned(one)
    assert learned(other) == pair_by_pair(other)


def test_lists_without_end_that_all_look_otherwise_cost_little_more_than_pairs() -> None:
    learned = reader(*KEYS)
    lists = [f"k{number}=1 " * 60 for number in range(1_000)]
    assert seconds_of(learned, lists) < TIMES * seconds_of(pairs, lists)


def pair_by_pair(text: str) -> tuple[tuple[str | None, ...], bool]:
    whole, is_cut = closed(text, LAST)
    return tuple(map(picker(*KEYS)(whole).get, KEYS)), is_cut


def seconds_of(work: Callable[[str], object], lists: list[str]) -> float:
    """Of the processor; the best of three."""
    taken = []
    for _try in range(3):
        began = process_time()
        for each in lists:
            work(each)
        taken.append(process_time() - began)
    return min(taken)
