"""Marks name the one record of 256 that differs, and say so where several do."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive.bulk import Bytes
from sekisho.archive.marks import differing, marks_of, merged

EVERY = np.frombuffer(random.Random(5).randbytes(32 * 1500), np.uint8).reshape(-1, 32)


def changed(leaves: Bytes, *places: int) -> Bytes:
    other = leaves.copy()
    for place in places:
        other[place, 0] ^= 1 + place % 200
    return other


@given(first=st.integers(0, 600), length=st.integers(1, 900), place=st.integers(0, 899))
def test_one_record_that_differs_is_named(first: int, length: int, place: int) -> None:
    leaves = EVERY[:length]
    place %= length

    found = differing(first, marks_of(first, leaves), marks_of(first, changed(leaves, place)))

    assert found == [(first + place, first + place + 1)]


@given(first=st.integers(0, 600), places=st.sets(st.integers(0, 899), min_size=2, max_size=2))
def test_two_records_that_differ_are_both_named(first: int, places: set[int]) -> None:
    leaves = EVERY[:900]
    other = leaves.copy()
    for place in places:
        other[place, :4] ^= np.frombuffer(random.Random(place).randbytes(4), np.uint8)

    found = differing(first, marks_of(first, leaves), marks_of(first, other))

    assert found == [(first + place, first + place + 1) for place in sorted(places)]


def test_two_records_that_changed_alike_are_not_told_apart() -> None:
    other = EVERY.copy()
    other[[100, 101], 0] ^= 7

    assert differing(0, marks_of(0, EVERY), marks_of(0, other)) == [(0, 256)]


def test_several_in_one_block_are_said_to_be_in_it() -> None:
    found = differing(100, marks_of(100, EVERY), marks_of(100, changed(EVERY, 200, 210, 220, 999)))

    assert found == [(256, 512), (1099, 1100)]


def test_nothing_differs_where_nothing_differs() -> None:
    assert differing(0, marks_of(0, EVERY), marks_of(0, EVERY)) == []


@given(first=st.integers(0, 600), cuts=st.lists(st.integers(1, 1499), max_size=4, unique=True))
def test_the_marks_of_parts_put_together_are_those_of_the_whole(first: int, cuts: list[int]) -> None:
    borders = [0, *sorted(cuts), len(EVERY)]
    pieces = [
        (first + begin, marks_of(first + begin, EVERY[begin:end]))
        for begin, end in itertools.pairwise(borders)
    ]

    assert merged(pieces) == marks_of(first, EVERY)


def test_a_quarter_of_a_byte_a_record() -> None:
    assert len(marks_of(0, EVERY[:1024])) == 256


def test_marks_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="different length"):
        differing(0, marks_of(0, EVERY), marks_of(0, EVERY[:10]))
