"""The regulation that the project began with: its sub-items have lost their marks, its 附則 their headings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sekisho.rules.pack import load, pack_directory
from sekisho.rules.text import Kind, Node, Reading, as_text, read, read_file, source, walk

FILE = Path(__file__).parents[3] / "fixtures" / "katsuragi.txt"
TEXT = FILE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_file(FILE)


def clause(reading: Reading, wanted: str) -> Node:
    return next(node for node in walk(reading.root) if node.id == wanted)


def test_there_are_five_articles_under_their_captions(reading: Reading) -> None:
    assert [(node.id, node.caption) for node in reading.articles] == [
        ("a1", "(趣旨)"),
        ("a2", "(用語の定義)"),
        ("a3", "(セキュリティ会議)"),
        ("a4", "(関係部署に対する指示等)"),
        ("a5", "(セキュリティ対策)"),
    ]


def test_article_3_has_eight_paragraphs_and_article_4_two(reading: Reading) -> None:
    assert [len(clause(reading, each).of(Kind.PARAGRAPH)) for each in ("a3", "a4")] == [8, 2]


def test_members_and_matters_of_the_council_are_items(reading: Reading) -> None:
    assert [len(clause(reading, each).of(Kind.ITEM)) for each in ("a3.p5", "a3.p6")] == [4, 5]


def test_lost_marks_of_sub_items_are_put_back_and_flagged(reading: Reading) -> None:
    items = clause(reading, "a5").of(Kind.ITEM)

    assert [len(item.children) for item in items] == [13, 5, 2, 1]
    assert "".join(sub.label for sub in items[0].children) == "アイウエオカキクケコサシス"
    assert all(sub.reconstructed for item in items for sub in item.children)
    assert sum(doubt.code == "lost_marker" for doubt in reading.doubts) == 21


def test_what_was_printed_is_not_flagged(reading: Reading) -> None:
    assert {node.kind for node in reading.clauses if node.reconstructed} == {Kind.SUBITEM, Kind.SUPPLEMENT}


def test_a_clause_says_where_it_stands_and_how_it_is_cited(reading: Reading) -> None:
    found = clause(reading, "a5.i1.s3")

    assert (found.name, found.first_line, found.last_line) == ("第5条第1号ウ", 71, 71)
    assert found.text.startswith("認証情報により操作者の正当な権限の確認と操作履歴の記録を7年前まで")


def test_eight_blocks_of_supplementary_provisions_lost_their_headings(reading: Reading) -> None:
    assert [block.id for block in reading.supplements] == [
        *("sup2002", "sup2006", "sup2007", "sup2015", "sup2019", "sup2020", "sup2022", "sup2022_2"),
    ]
    assert [doubt.clause for doubt in reading.doubts if doubt.code == "lost_heading"] == [
        block.id for block in reading.supplements
    ]


def test_the_block_of_2015_has_two_paragraphs_with_captions(reading: Reading) -> None:
    paragraphs = clause(reading, "sup2015").of(Kind.PARAGRAPH)

    assert [(one.id, one.label, one.caption) for one in paragraphs] == [
        ("sup2015.p1", "1", "(施行期日)"),
        ("sup2015.p2", "2", "(経過措置)"),
    ]


def test_versions_are_those_of_the_rule_pack(reading: Reading) -> None:
    expected = load(pack_directory("katsuragi")).document.versions

    assert [
        (one.promulgated_on, one.instrument, one.number, one.enforced_from, one.applies_from, one.supplement)
        for one in reading.versions
    ] == [
        (one.promulgated_on, one.instrument, one.number, one.enforced_from, one.applies_from, one.supplement)
        for one in expected
    ]


def test_the_first_version_applies_from_before_its_promulgation(reading: Reading) -> None:
    first = reading.versions[0]

    assert (first.promulgated_on, first.enforced_from) == (date(2002, 9, 12), date(2002, 9, 12))
    assert first.applies_from == date(2002, 8, 5)


def test_ids_and_names_are_those_of_the_rule_pack(reading: Reading) -> None:
    known = {one.id: one.label for one in load(pack_directory("katsuragi")).clauses}

    assert {node.id: node.name for node in reading.clauses} == known


def test_title_addressees_and_what_is_printed_around_are_told_apart(reading: Reading) -> None:
    assert reading.title == "かつらぎ町住民基本台帳ネットワークシステムセキュリティ規程"
    assert reading.addressees == ("庁中一般", "各出先機関")
    assert [
        node.kind for node in reading.root.children if node.kind not in (Kind.ARTICLE, Kind.SUPPLEMENT)
    ] == [
        *(Kind.TITLE, Kind.PROMULGATION, Kind.PROMULGATION, Kind.ADDRESSEE, Kind.ADDRESSEE),
        *(Kind.REPEATED_TITLE, Kind.PROMULGATION, Kind.STATUS, Kind.SYSTEM, Kind.HISTORY),
    ]


def test_nothing_else_is_in_doubt(reading: Reading) -> None:
    assert {doubt.code for doubt in reading.doubts} == {"lost_marker", "lost_heading"}


def test_the_source_comes_back_character_for_character(reading: Reading) -> None:
    assert source(reading) == TEXT


def test_printed_back_it_reads_as_the_same_clauses_without_any_doubt(reading: Reading) -> None:
    again = read(as_text(reading))

    assert [(node.id, node.digest) for node in again.clauses] == [
        (node.id, node.digest) for node in reading.clauses
    ]
    assert again.doubts == ()
    assert "　　ア　セキュリティに関する事故が発生した場合" in as_text(reading)
