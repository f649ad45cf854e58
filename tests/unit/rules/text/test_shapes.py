"""Every shape in which a rule may come gives its tree, and is printed back in its own numbering."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.rules.text import Kind, Node, as_text, read, source, walk
from sekisho.rules.text.cells import cells_of
from sekisho.rules.text.folding import visible
from tests.unit.rules.text.shapes import (
    ALL,
    AMENDED,
    FULL_WIDTH,
    OLD,
    SLIPS,
    WITH_CHAPTERS,
    WITH_TABLES,
    Shape,
    doubts_of,
    drawn,
)

shapes = pytest.mark.parametrize("shape", ALL.values(), ids=ALL)


def clause(shape: Shape, wanted: str) -> Node:
    return next(node for node in walk(read(shape.text).root) if node.id == wanted)


@shapes
def test_the_tree_is_the_one_that_a_reader_would_draw(shape: Shape) -> None:
    assert drawn(read(shape.text)).split("\n") == shape.tree.split("\n")


@shapes
def test_only_what_is_doubtful_is_in_doubt(shape: Shape) -> None:
    assert doubts_of(read(shape.text)) == shape.doubts


@shapes
def test_it_is_printed_back_sign_for_sign(shape: Shape) -> None:
    assert visible(as_text(read(shape.text))) == visible(shape.text)


@shapes
def test_what_is_printed_back_reads_the_same(shape: Shape) -> None:
    printed = as_text(read(shape.text))

    assert drawn(read(printed)) == drawn(read(shape.text))
    assert as_text(read(printed)) == printed


@shapes
def test_the_source_comes_back(shape: Shape) -> None:
    assert source(read(shape.text)) == shape.text


def test_old_texts_commence_in_old_words() -> None:
    (version,) = read(OLD.text).versions

    assert (version.promulgated_on, version.enforced_from) == (date(1937, 3, 20), date(1937, 4, 1))


def test_old_branch_numbers_are_numbers() -> None:
    assert [(node.label, node.number) for node in read(OLD.text).articles][2:] == [
        ("第二條ノ二", (2, 2)),
        ("第十一條", (11,)),
    ]


def test_articles_are_cited_without_their_chapter() -> None:
    assert clause(WITH_CHAPTERS, "a3.p2.i1_2").name == "第3条第2項第1号の2"
    assert clause(WITH_CHAPTERS, "sup2009.a2.p2").name == "附則(平成21年条例第4号)第2条第2項"


def test_contents_are_kept_apart_from_the_chapters() -> None:
    (contents,) = read(WITH_CHAPTERS.text).root.of(Kind.CONTENTS)

    assert [entry.text for entry in contents.children] == [
        "第1章　総則(第1条・第2条)",
        "第2章　管理",
        "第1節　台帳(第3条)",
        "第2節　点検(第4条)",
        "附則",
    ]


def test_a_table_stays_a_table_in_its_paragraph() -> None:
    (table,) = clause(WITH_TABLES, "a2.p1").of(Kind.TABLE)

    assert [cells_of(row) for row in table.children] == [
        ("区域", "鍵", "保管者"),
        ("電算室", "2", "総務課長"),
        ("書庫", "1", "市民課長"),
    ]


def test_rows_of_an_appendix_are_cut_at_rules_or_wide_blanks_and_a_border_has_no_cells() -> None:
    ruled, blank = (clause(WITH_TABLES, each).children[0].children for each in ("table1", "table2"))

    assert [cells_of(row) for row in ruled] == [("区分", "区域"), (), ("1", "電算室"), ("2", "書庫")]
    assert [cells_of(row) for row in blank] == [("区分", "方法"), ("1", "鍵"), ("2", "暗証番号")]


def test_notes_are_kept_with_their_clause_and_out_of_its_text() -> None:
    assert clause(AMENDED, "a1").notes == ("(平18規程5・一部改正)",)
    assert clause(AMENDED, "a3.p3").notes == ("(令2訓令甲8・追加)",)
    assert clause(AMENDED, "a3.p3").text == "責任者は、次の者を置く。"


def test_a_note_does_not_change_the_digest() -> None:
    without = Shape(AMENDED.text.replace("(令2訓令甲8・追加)", ""), "")

    assert clause(without, "a3.p3").digest == clause(AMENDED, "a3.p3").digest


def test_deleted_clauses_are_shells() -> None:
    deleted = [node for node in read(AMENDED.text).clauses if node.deleted]

    assert [(node.id, node.until) for node in deleted] == [
        ("a2", None),
        ("a3.p2", None),
        ("a3.p3.i1", None),
        ("a4", (6,)),
    ]


def test_supplementary_provisions_of_a_rewritten_text_are_those_of_the_rewriting() -> None:
    versions = read(AMENDED.text).versions

    assert [(one.promulgated_on.year, one.enforced_from, one.supplement, one.remark) for one in versions] == [
        (1998, None, None, ""),
        (2004, date(2004, 4, 1), "sup2004", "全部改正"),
        (2006, date(2006, 2, 22), "sup2006", ""),
        (2020, None, None, ""),
    ]


def test_full_width_figures_are_figures() -> None:
    (version,) = read(FULL_WIDTH.text).versions

    assert (version.promulgated_on, version.instrument, version.number) == (date(2003, 8, 1), "規則", 12)
    assert clause(FULL_WIDTH, "a2.p2.i2").name == "第2条第2項第2号"


def test_a_commencement_that_must_be_counted_is_left_open() -> None:
    (version,) = read(FULL_WIDTH.text).versions

    assert (version.enforced_from, version.applies_from) == (None, None)


def test_a_text_may_apply_from_before_it_commences() -> None:
    (version,) = read(SLIPS.text).versions

    assert (version.enforced_from, version.applies_from) == (date(2018, 4, 1), date(2018, 3, 1))
