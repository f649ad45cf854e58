"""The reading as JSON, as an outline, and one digest a clause."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import cast

from sekisho.rules.text import Kind, as_json, outline, read, walk
from tests.unit.rules.text.shapes import WITH_CHAPTERS, WITH_TABLES

TEXT = "○規程\n平成14年9月12日規程第7号\n庁中一般\n(趣旨)\n第1条 甲が。\n2 次の者とする。\n(1) 乙\n"


def digest(text: str, wanted: str) -> str:
    return next(node.digest for node in read(text).clauses if node.id == wanted)


def test_json_holds_the_tree_the_versions_and_the_doubts() -> None:
    form = as_json(read(TEXT))

    assert json.loads(json.dumps(form)) == form
    assert (form["title"], form["addressees"], form["encoding"]) == ("規程", ["庁中一般"], "")
    assert form["versions"] == [
        {
            "promulgated_on": "2002-09-12",
            "instrument": "規程",
            "number": 7,
            "enforced_from": None,
            "applies_from": None,
            "supplement": None,
            "remark": "",
            "line": 2,
        }
    ]
    (doubt,) = cast(list[dict[str, object]], form["doubts"])
    assert (doubt["code"], doubt["line"], doubt["clause"]) == ("no_supplement", 2, None)


def test_a_node_in_json_leaves_out_what_is_empty() -> None:
    tree = cast(dict[str, list[dict[str, object]]], as_json(read(TEXT))["tree"])
    article = tree["children"][-1]
    second = cast(list[dict[str, object]], article["children"])[1]

    assert {name: second[name] for name in second if name not in ("digest", "children")} == {
        "kind": "paragraph",
        "first_line": 6,
        "last_line": 7,
        "id": "a1.p2",
        "name": "第1条第2項",
        "label": "2",
        "number": [2],
        "text": "次の者とする。",
    }


def test_rows_carry_their_cells() -> None:
    written = json.dumps(as_json(read(WITH_TABLES.text)), ensure_ascii=False)

    assert '"cells": ["電算室", "2", "総務課長"]' in written


def test_the_digest_is_that_of_the_clauses_own_text() -> None:
    assert digest(TEXT, "a1.p2") == hashlib.sha256("次の者とする。".encode()).hexdigest()
    assert digest(TEXT, "a1") == hashlib.sha256("(趣旨)".encode()).hexdigest()


def test_the_digest_does_not_depend_on_how_characters_are_composed() -> None:
    decomposed = unicodedata.normalize("NFD", TEXT)

    assert (
        digest(decomposed, "a1.p1") == digest(TEXT, "a1.p1") == hashlib.sha256("甲が。".encode()).hexdigest()
    )


def test_the_digest_changes_with_the_text_and_not_with_the_number_or_a_clause_below() -> None:
    assert digest(TEXT.replace("者とする", "職とする"), "a1.p2") != digest(TEXT, "a1.p2")
    assert digest(TEXT.replace("乙", "丙"), "a1.p2") == digest(TEXT, "a1.p2")
    assert digest(TEXT.replace("第1条", "第１条"), "a1") == digest(TEXT, "a1")


def test_text_behind_a_list_belongs_to_the_clause_that_holds_it() -> None:
    longer = TEXT + "前号の者は、丁が定める。\n"

    assert digest(longer, "a1.p2") != digest(TEXT, "a1.p2")
    assert digest(longer, "a1.p2.i1") == digest(TEXT, "a1.p2.i1")


def test_only_clauses_have_digests() -> None:
    nodes = walk(read(WITH_CHAPTERS.text).root)

    assert {node.kind for node in nodes if node.digest} == {
        *(Kind.ARTICLE, Kind.PARAGRAPH, Kind.ITEM, Kind.SUPPLEMENT),
    }


def test_the_outline_goes_down_the_levels() -> None:
    rows = [(row.depth, row.heading) for row in outline(read(WITH_CHAPTERS.text), length=8)]

    assert rows[:7] == [
        (0, "○ 水無瀬町情報管理"),
        (0, "第1章 総則"),
        (1, "第1条 (目的)"),
        (1, "第2条 (定義)"),
        (0, "第2章 管理"),
        (1, "第1節 台帳"),
        (2, "第3条 (台帳)"),
    ]
