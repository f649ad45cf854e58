"""A profile proposed from a sample."""

from __future__ import annotations

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
