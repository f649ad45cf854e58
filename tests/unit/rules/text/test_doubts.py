"""What may be wrong with a text is named: where, and what to look at."""

from __future__ import annotations

import string

import pytest

from sekisho.rules.text import Code, read
from sekisho.rules.text.doubts import _SENTENCES
from tests.unit.rules.text.shapes import ALL, doubts_of

HEAD = "○規程\n平成14年9月12日規程第7号\n"
END = "\n附則\nこの規程は、公布の日から施行する。\n"

# Each text stands below HEAD (two lines) and above END.
CASES = {
    "a number is missing": ("第1条 甲。\n第3条 乙。", ["4 gap"]),
    "a branch is missing": ("第1条 甲。\n第1条の2 乙。\n第1条の4 丙。", ["5 gap"]),
    "a number stands twice": ("第1条 甲。\n第1条 乙。", ["4 duplicate"]),
    "numbers run backwards": ("第1条 甲。\n第2条 乙。\n第4条 丙。\n第3条 丁。", ["5 gap", "6 out_of_order"]),
    "a list begins late": ("第1条 次のとおり。\n(2) 甲\n(3) 乙", ["4 late_start"]),
    "a paragraph is missing": ("第1条 甲。\n3 乙。", ["4 gap"]),
    "a caption heads nothing": ("第1条 甲。\n(趣旨)", ["4 stray_caption"]),
    "two captions in a row": ("(趣旨)\n(目的)\n第1条 甲。", ["3 unplaced_line"]),
    "nothing behind the number": ("第1条甲乙丙。\n2丁戊己。", ["3 touching_mark", "4 touching_mark"]),
    "a slip for another sign": ("第1条 次のとおり。\nイ 甲\n口 乙", ["5 lookalike"]),
    "an odd mark": ("第1条 甲。\n※ 乙。", ["4 odd_mark"]),
    "a line without a number": ("第1条 甲。\n乙。", ["4 unmarked_line"]),
    "a number with two meanings": ("第1条 甲。\n1 乙。", ["4 ambiguous"]),
    "a page number": ("第1条 甲。\n- 12 -\n2 乙。", ["4 page_mark"]),
    "contents without a chapter": (
        "目次\n第1章 総則\n第2章 雑則\n第1章 総則\n第1条 甲。",
        ["5 contents_mismatch"],
    ),
    "a replaced character": ("第1条 \ufffd。", ["3 replacement_character"]),
    "a geta": ("第1条 〓。", ["3 replacement_character"]),
    "a character of the town's own": ("第1条 \ue000。", ["3 private_use"]),
    "a control character": ("第1条 甲\x07。", ["3 control_character"]),
    "an invisible character": ("第1条 甲\u202e。", ["3 invisible_character"]),
    "an article behind 附則": (
        "第1条 甲。\n附則\nこの規程は、公布の日から施行する。\n第2条 乙。",
        ["6 stray_article", "7 undated_supplement"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_it_is_named_with_its_line(text: str, expected: list[str]) -> None:
    assert list(doubts_of(read(HEAD + text + END))) == expected


VERSIONS = {
    "no day of commencement": ("附則\n経過措置は、別に定める。", ["4 no_commencement"]),
    "a day that another act will name": (
        "附則\nこの規程は、町長が定める日から施行する。",
        ["4 unclear_commencement"],
    ),
    "single provisions on another day": (
        "附則\nこの規程は、公布の日から施行する。ただし、第1条の規定は、平成15年4月1日から施行する。",
        ["4 partial_commencement"],
    ),
    "a day in no calendar": (
        "附則\nこの規程は、平成14年13月1日から施行する。",
        ["4 unreadable_date"],
    ),
    "no supplementary provisions": ("", ["2 no_supplement"]),
    "a second block without a date": (
        "附則\nこの規程は、公布の日から施行する。\n附則\nこの規程は、公布の日から施行する。",
        ["6 undated_supplement"],
    ),
    "a block twice": (
        "附則\nこの規程は、公布の日から施行する。"
        + 2 * "\n附則(平成15年3月1日規程第1号)\nこの規程は、公布の日から施行する。",
        ["8 duplicate"],
    ),
    "a block that the history does not list": (
        (
            "附則\nこの規程は、公布の日から施行する。\n附則(平成15年3月1日規程第1号)\nこの規程は、公布の日から施行する。"
            "\n沿革情報\n平成14年9月12日規程第7号"
        ),
        ["6 not_in_history"],
    ),
    "an amendment without a block": (
        "附則\nこの規程は、公布の日から施行する。\n沿革情報\n平成14年9月12日規程第7号\n平成15年3月1日規程第1号",
        ["8 no_supplement"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), VERSIONS.values(), ids=VERSIONS)
def test_what_versions_leave_open_is_named(text: str, expected: list[str]) -> None:
    assert list(doubts_of(read(f"{HEAD}第1条 甲。\n{text}"))) == expected


def test_a_text_without_clauses_says_so() -> None:
    assert doubts_of(read("お知らせです。\n以上です。")) == ("1 no_clauses", "1 no_title")


def test_a_clean_text_leaves_no_doubt() -> None:
    assert doubts_of(read(HEAD + "(趣旨)\n第1条 甲。\n2 乙。\n(1) 丙\nア 丁" + END)) == ()


def test_a_doubt_names_the_clause_in_which_it_lies() -> None:
    (doubt,) = read(HEAD + "第1条 甲。\n2 次のとおり。\n(1) \ue000" + END).doubts

    assert doubt.clause == "a1.p2.i1"
    assert "U+E000" in doubt.words.ja
    assert "U+E000" in doubt.words.en


def test_every_doubt_has_a_sentence_in_both_languages_with_the_same_facts() -> None:
    def gaps(sentence: str) -> set[str]:
        return {name for _text, name, _spec, _conversion in string.Formatter().parse(sentence) if name}

    assert set(_SENTENCES) == set(Code)
    for ja, en in _SENTENCES.values():
        assert ja.endswith("。")
        assert en.endswith(".")
        assert gaps(ja) == gaps(en)


def test_every_doubt_comes_up_in_some_text() -> None:
    seen = {each.split()[1] for shape in ALL.values() for each in shape.doubts}
    seen |= {
        each.split()[1] for cases in (CASES, VERSIONS) for _text, doubts in cases.values() for each in doubts
    }

    assert seen | {"lost_marker", "lost_heading", "no_title", "no_clauses"} == {code.value for code in Code}
