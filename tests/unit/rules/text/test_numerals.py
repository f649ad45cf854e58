"""Numbers are read as they are printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.rules.text.numerals import Number, Style, follows, in_kanji, marker, number_of

READ = {
    "7": 7, "012": 12, "十": 10, "十二": 12, "二十": 20, "百五": 105, "三百二十一": 321, "千": 1000,
    "一二": 12, "二〇": 20, "廿三": 23, "卅": 30, "壱": 1, "拾弐": 12,
}  # fmt: skip
NOT_READ = ("", "十十", "一十百", "二廿", "年", "1１", "-1", "一" * 9, "123456789")


@pytest.mark.parametrize(("printed", "value"), READ.items())
def test_figures_and_kanji_are_read(printed: str, value: int) -> None:
    assert number_of(printed) == value


@pytest.mark.parametrize("printed", NOT_READ)
def test_what_is_no_number_is_none(printed: str) -> None:
    assert number_of(printed) is None


@given(st.integers(1, 9999))
def test_kanji_read_back_as_written(value: int) -> None:
    assert number_of(in_kanji(value)) == value


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [
        ((9,), (10,), True),
        ((9,), (9, 2), True),
        ((9, 5), (9, 6), True),
        ((9, 5), (10,), True),
        ((9, 5), (9, 5, 2), True),
        ((9,), (11,), False),
        ((9,), (9,), False),
        ((9, 5), (9, 7), False),
        ((9, 5), (11,), False),
    ],
)
def test_branches_follow_their_number(before: Number, after: Number, may: bool) -> None:
    assert follows(before, after) is may


def test_marks_are_put_back_in_the_style_of_their_list() -> None:
    assert [marker(style, 3, wide=False) for style in Style] == [
        *("Ⅲ", "3", "③", "三", "(3)", "(三)", "ウ", "ハ", "(ウ)", "(ハ)", "c", "(c)", "iii", "(iii)"),
    ]
    assert marker(Style.IN_PARENTHESES, 12, wide=True) == "（１２）"


def test_behind_the_end_of_a_row_stands_a_plain_figure() -> None:
    assert marker(Style.AIUEO, 60, wide=False) == "60"
