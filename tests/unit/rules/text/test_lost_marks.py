"""What scraping, copying and printing do to a text, done to a real one: the clauses stay the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sekisho.rules.text import as_text, read
from sekisho.rules.text.folding import visible

TEXT = (Path(__file__).parents[3] / "fixtures" / "katsuragi.txt").read_text(encoding="utf-8")
CLAUSES = [node.id for node in read(TEXT).clauses]
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
KANJI = "〇一二三四五"


def wrapped(text: str) -> str:
    """Each line broken after forty characters, as in a PDF."""
    lines = []
    for line in text.split("\n"):
        lines += [line[start : start + 40] for start in range(0, len(line), 40)] or [""]
    return "\n".join(lines)


HARM: dict[str, Callable[[str], str]] = {
    "no blank lines": lambda text: re.sub(r"\n+", "\n", text),
    "no blanks before sub-items": lambda text: re.sub(r"(?m)^ ", "", text),
    "neither": lambda text: re.sub(r"\n ?", "\n", re.sub(r"\n+", "\n", text)),
    "everything set in": lambda text: re.sub(r"(?m)^(?=.)", "　", text),
    "full-width figures": lambda text: text.translate(WIDE),
    "kanji figures": lambda text: re.sub(r"(?m)^第(\d)条", lambda found: f"第{KANJI[int(found[1])]}条", text),
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "old carriage returns": lambda text: text.replace("\n", "\r"),
    "tabs behind the numbers": lambda text: re.sub(r"(?m)^(第\d条|\d|\(\d\)) ", "\\1\t", text),
    "nothing behind the numbers": lambda text: re.sub(r"(?m)^(第\d条|\d|\(\d\)) ", r"\1", text),
    "wrapped lines": wrapped,
    "wrapped lines without blank ones": lambda text: wrapped(re.sub(r"\n+", "\n", text)),
    "a byte order mark": lambda text: "\ufeff" + text,
    "no captions": lambda text: re.sub(r"(?m)^\([^()平令0-9]*\)\n\n", "", text),
    "headings of 附則 found again": lambda text: re.sub(
        r"(?m)^(?=\(平成1[89]年.*規程第5号\)$|\(.*訓令甲第\d+号\)$)", "附　則", text
    ),
    "no title": lambda text: text.split("\n", 1)[1],
    "nothing behind the text": lambda text: text[: text.rindex("かつらぎ町住民")],
    "a page number": lambda text: text.replace("\n(関係部署", "\n- 2 -\n(関係部署"),
    "the title on each page": lambda text: text.replace(
        "\n(4) 危機管理課長", "\nかつらぎ町住民基本台帳ネットワークシステムセキュリティ規程\n(4) 危機管理課長"
    ),
}

LOSSES = {
    "paragraph 4": ("\n4 セキュリティ統括", "a3.p4"),
    "the paragraph that holds a new list": ("\n6 セキュリティ会議は", "a3.p6"),
    "an item": ("\n(2) 住民福祉課長", "a3.p5.i2"),
    "the first article": ("\n第1条 この規程は", "a1"),
    "an article": ("\n第4条 セキュリティ", "a4"),
    "the last article": ("\n第5条 平常業務", "a5"),
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_the_clauses_are_found_all_the_same(harm: Callable[[str], str]) -> None:
    assert [node.id for node in read(harm(TEXT)).clauses] == CLAUSES


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_the_dates_are_found_all_the_same(harm: Callable[[str], str]) -> None:
    dates = [(one.promulgated_on, one.enforced_from, one.applies_from) for one in read(TEXT).versions]

    assert [
        (one.promulgated_on, one.enforced_from, one.applies_from) for one in read(harm(TEXT)).versions
    ] == dates


@pytest.mark.parametrize(("line", "clause"), LOSSES.values(), ids=LOSSES)
def test_a_lost_number_is_put_back_where_the_order_asks_for_it(line: str, clause: str) -> None:
    number, blank, text = line.partition(" ")
    assert blank
    assert number
    reading = read(TEXT.replace(line, "\n" + text))

    assert [node.id for node in reading.clauses] == CLAUSES
    assert [node.id for node in reading.clauses if node.reconstructed and node.id == clause] == [clause]
    assert clause in {doubt.clause for doubt in reading.doubts if doubt.code == "lost_marker"}


def test_the_number_put_back_is_written_as_the_others() -> None:
    reading = read(TEXT.replace("\n(2) 住民福祉課長", "\n住民福祉課長").translate(WIDE))

    assert [node.label for node in reading.clauses if node.id == "a3.p5.i2"] == ["（２）"]


def test_items_that_all_lost_their_marks_are_announced_by_their_paragraph() -> None:
    reading = read(re.sub(r"\n\(\d\) (\S+課長\n)", r"\n\1", TEXT))

    assert [node.id for node in reading.clauses] == CLAUSES
    assert [node.label for node in reading.clauses if node.id and node.id.startswith("a3.p5.i")] == [
        *("(1)", "(2)", "(3)", "(4)"),
    ]


def test_where_the_order_asks_for_nothing_the_line_stays_without_a_number() -> None:
    reading = read(TEXT.replace("\n2 町長は", "\n町長は"))

    assert "a4.p2" not in {node.id for node in reading.clauses}
    assert [(doubt.line, doubt.clause) for doubt in reading.doubts if doubt.code == "unmarked_line"] == [
        (59, "a4")
    ]


def test_marks_put_back_can_be_left_out_of_the_print() -> None:
    assert visible(as_text(read(TEXT), reconstructed=False)) == visible(TEXT)
    assert visible(as_text(read(TEXT))) != visible(TEXT)
