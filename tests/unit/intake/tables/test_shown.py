"""What came in a file is shown short and harmless."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.intake.tables.profiles import built_in
from sekisho.intake.tables.reading import read_table
from sekisho.intake.tables.shown import CHARACTERS_SHOWN, shown
from tests.unit.intake.tables.samples import LABELS, csv, row


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("操作日時", "操作日時"),
        ("\x1b[2J対象\x07", "〓[2J対象〓"),
        ("操作\r\n日時", "操作 日時"),
        ("\ud800対象", "〓対象"),
        ("a\u202eb", "a〓b"),
        ("x" * 20_000, "x" * CHARACTERS_SHOWN + "…"),
        ("番号 123456789012", "番号 〔12桁の数字〕"),
    ],
)
def test_it_is_short_and_harmless(said: str, seen: str) -> None:
    assert shown(said) == seen


@given(st.text(st.characters()))
def test_whatever_the_text_it_is_shown_the_same_again(said: str) -> None:
    seen = shown(said)
    assert shown(seen) == seen
    assert len(seen) <= CHARACTERS_SHOWN + 1
    assert not any(unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp") for each in seen)


def test_headings_and_cells_are_shown_so() -> None:
    data = csv((*LABELS, "\x1b]0;x\x07" + "y" * 20_000), [*row(件数="\x1b[2J" + "z" * 20_000), ""]).encode(
        "cp932"
    )
    found = read_table("operations", data, built_in("operations")).findings
    assert [each.column for each in found if each.line == 1] == ["〓]0;x〓" + "y" * 34 + "…"]
    assert not any("\x1b" in f"{each.column}{each.words.ja}{each.words.en}" for each in found)
    assert all(len(each.words.ja) < 100 for each in found)
