"""A profile proposed from a sample."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sekisho.intake.tables.profiles import BadProfile, parse_profile, profile_text
from sekisho.intake.tables.proposing import HIDDEN, proposed
from sekisho.intake.tables.reading import read_table
from sekisho.intake.tables.registry import KINDS
from tests.unit.intake.tables.samples import csv, personal_number

OPERATIONS = KINDS["operations"]
HEAD = ("結果", "処理日時", "利用者ID", "端末名", "住民票コード", "何か")
ROW = ("正常", "2026/09/30 14:05", "U1", "髙①", "10000000001", "x")


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "cp932"), ("\t", "utf-8"), (";", "utf-16"), ("|", "cp932")]
)
def test_encoding_delimiter_and_labels_are_found(delimiter: str, encoding: str) -> None:
    data = csv(HEAD, ROW, ROW, delimiter=delimiter).encode(encoding)
    found = proposed(data, OPERATIONS)
    assert (found.profile.delimiter, found.profile.encoding, found.profile.header) == (
        delimiter,
        encoding,
        True,
    )
    assert [column.field for column in found.columns] == [
        "result",
        "occurred_at",
        "operator_id",
        "terminal_id",
        "subject",
        None,
    ]
    assert found.preview[0] == ROW
    again = parse_profile(profile_text(found.profile).encode(), name="x")
    assert read_table("operations", data, again).refused == 0


def test_without_a_header_the_values_tell() -> None:
    rows = [("U1", f"2026-09-30 14:05:{n:02}", "10000000001", "全国") for n in range(9)]
    found = proposed(csv(*rows).encode("cp932"), OPERATIONS)
    assert not found.profile.header
    assert dict(found.profile.columns) == {"occurred_at": (2,), "subject": (3,), "scope": (4,)}
    assert [finding.column for finding in found.findings if finding.column] == ["操作者ID"]


def test_labels_that_nobody_knows_are_told_by_their_values() -> None:
    found = proposed(csv(("甲", "乙", "丙"), ("U1", "R8.9.30 14:05", "県内")).encode("cp932"), OPERATIONS)
    assert [(column.field, column.why) for column in found.columns] == [
        (None, ""),
        ("occurred_at", "values"),
        ("scope", "values"),
    ]


TITLE = "操作履歴一覧\r\n出力日時：,令和8年10月1日\r\n\r\n"


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-16"])
def test_lines_of_title_and_of_totals_are_found_and_shown(encoding: str) -> None:
    data = (TITLE + csv(HEAD, ROW, ROW) + "合計,2件\r\n以上\r\n").encode(encoding)
    found = proposed(data, OPERATIONS)
    assert (found.profile.title_lines, found.profile.total_lines, found.profile.header) == (3, 2, True)
    assert found.titles == ((1, "操作履歴一覧"), (2, "出力日時：,令和8年10月1日"))
    assert found.totals == ((7, "合計,2件"), (8, "以上"))
    assert found.preview == (ROW, ROW)
    assert [finding.line for finding in found.findings if finding.line] == [2, 7]
    again = parse_profile(profile_text(found.profile).encode(), name="x")
    assert again == replace(found.profile, name=again.name)
    read = read_table("operations", data, again)
    assert ([row.line for row in read.rows], read.refused) == ([5, 6], 0)


def test_labels_that_nobody_knows_stand_below_a_title_too() -> None:
    data = (TITLE + csv(("甲", "乙", "丙"), *[("U1", "R8.9.30 14:05", "県内")] * 3)).encode("cp932")
    found = proposed(data, OPERATIONS)
    assert (found.profile.title_lines, found.profile.header) == (3, True)
    assert [column.label for column in found.columns] == ["甲", "乙", "丙"]


def test_without_a_header_the_title_ends_where_the_rows_begin() -> None:
    rows = [("U1", f"2026-09-30 14:05:{n:02}", "10000000001", "全国") for n in range(9)]
    found = proposed((TITLE + csv(*rows)).encode("cp932"), OPERATIONS)
    assert (found.profile.title_lines, found.profile.header) == (3, False)


def test_what_a_person_knows_better_is_taken() -> None:
    data = csv(("甲", "乙"), ("丁", "丙"), *[("U1", "R8.9.30 14:05")] * 2).encode("cp932")
    found = proposed(data, OPERATIONS, title_lines=1, total_lines=1)
    assert [column.label for column in found.columns] == ["丁", "丙"]
    assert (found.profile.title_lines, found.totals) == (1, ((4, "U1,R8.9.30 14:05"),))
    for lines in (0, 3, 99):
        proposed(data, OPERATIONS, title_lines=lines, total_lines=lines)


def test_a_number_in_a_title_is_masked() -> None:
    number = personal_number("12345678901")
    found = proposed(f"対象 {number}\r\n{csv(HEAD, ROW)}".encode("cp932"), OPERATIONS)
    assert number not in str(found)


def test_personal_numbers_are_not_even_shown() -> None:
    numbers = [personal_number(f"{n:011}") for n in (12345678901, 98765432109, 11223344556)]
    found = proposed(
        csv(("操作日時", "控え"), *(("2026-09-30 14:05", number) for number in numbers)).encode("cp932"),
        OPERATIONS,
    )
    assert {shown[1] for shown in found.preview} == {HIDDEN}
    assert any(finding.column == "控え" and "個人番号" in finding.words.ja for finding in found.findings)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"\x81" * 9,
        b",,,\n,,,",
        csv(("端末", "端末", ""), ("県内", "県内", "県内")).encode("cp932"),
    ],
)
def test_whatever_the_sample_the_profile_lacks_columns_and_nothing_else(data: bytes) -> None:
    text = profile_text(proposed(data, OPERATIONS).profile)
    with pytest.raises(BadProfile) as refused:
        parse_profile(text.encode(), name="x")
    assert {fault.where for fault in refused.value.faults} <= {"columns.occurred_at", "columns.operator_id"}
