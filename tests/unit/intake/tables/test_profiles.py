"""Mapping profiles: another layout is data, and everything that is wrong with it is said at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from sekisho.intake.operations import judged
from sekisho.intake.tables.findings import Weight
from sekisho.intake.tables.profiles import (
    BadProfile,
    NoSuchProfile,
    Profile,
    built_in,
    built_in_names,
    parse_profile,
    profile_at,
    profile_text,
)
from sekisho.intake.tables.reading import read_table
from tests.unit.intake.tables.samples import where

OTHER = """
kind = "operations"
name = "cs_2026"
title = { ja = "CS端末の出力", en = "export of the terminal" }
encoding = "cp932"
delimiter = "\\t"
header = false
valid_from = 2026-04-01
valid_until = 2027-04-01
[columns]
occurred_at = 2
operator_id = 1
scope = [4]
hit_count = 3
process = 5
[codes.scope]
1 = "自市町村"
3 = "全国"
[codes.process]
Q = "検索"
[constants]
business = "本人確認情報の照会"
"""
FIXED = """
kind = "operations"
widths = [8, 19, 10, 4]
encoding = "cp932"
header = false
[columns]
operator_id = 1
occurred_at = 2
process = 3
hit_count = 4
"""


def other() -> Profile:
    return parse_profile(OTHER.encode(), name="other")


@pytest.mark.parametrize("name", built_in_names())
def test_a_profile_written_out_is_the_same_profile(name: str) -> None:
    assert parse_profile(profile_text(built_in(name)).encode(), name="x") == built_in(name)


def test_so_is_one_with_everything_in_it() -> None:
    assert parse_profile(profile_text(other()).encode(), name="x") == other()
    fixed = parse_profile(FIXED.encode(), name="fixed")
    assert parse_profile(profile_text(fixed).encode(), name="x") == fixed


def test_columns_go_by_number_codes_have_a_meaning_and_constants_fill_up() -> None:
    read = read_table("operations", "U1\t2026-09-30 14:05:33\t2\t3\tQ\r\n".encode("cp932"), other())
    (value,) = read.values
    assert (value.operator_id, value.hit_count, value.scope, value.process) == ("U1", 2, "nationwide", "検索")
    assert value.business == "本人確認情報の照会"


def test_a_code_that_the_table_lacks_is_told_and_refused_where_it_has_no_meaning() -> None:
    read = read_table("operations", "U1\t2026-09-30 14:05:33\t2\t9\tZ\r\n".encode("cp932"), other())
    assert where(read.findings) == [(1, "対象範囲")]
    assert [each.column for each in read.findings if each.weight is Weight.TOLD] == ["処理"]


@pytest.mark.parametrize(
    ("on", "refused"),
    [("2026-03-31", True), ("2026-04-01", False), ("2027-03-31", False), ("2027-04-01", True)],
)
def test_a_profile_is_for_its_period_only(on: str, refused: bool) -> None:
    found = judged(f"U1\t{on} 12:00:00\t2\t3\tQ\r\n".encode("cp932"), other())
    assert (found.refused_whole, found.batch.num_rows) == (refused, int(not refused))


def test_fixed_widths_are_counted_in_bytes() -> None:
    text = f"{'U1':<8}2026-09-30 14:05:33{'検索':<8}{'12':>4}\n{'髙﨑':<6}2026-09-30 14:05:34{'検索':<8}\n"
    read = read_table("operations", text.encode("cp932"), parse_profile(FIXED.encode(), name="fixed"))
    assert where(read.findings) == []
    assert [(each.operator_id, each.process, each.hit_count) for each in read.values] == [
        ("U1", "検索", 12),
        ("髙﨑", "検索", None),
    ]


def test_fixed_widths_may_be_characters() -> None:
    profile = parse_profile(
        FIXED.encode().replace(b"header", b'widths_in = "characters"\nheader'), name="fixed"
    )
    text = f"{'髙﨑':<8}2026-09-30 14:05:33{'検索':<10}{'12':>4}\n"
    (value,) = read_table("operations", text.encode("cp932"), profile).values
    assert (value.operator_id, value.process, value.hit_count) == ("髙﨑", "検索", 12)


BAD = """
kind = "operations"
colour = "red"
encoding = "sjis"
delimiter = ";;"
header = "yes"
valid_from = 2027-04-01
valid_until = 2026-04-01
title = "x"
[columns]
operator_id = "個人番号"
verification_id = "A"
subject = "A"
nonsense = "B"
process = ""
[codes.scope]
1 = "町内"
[codes.nothing]
1 = "x"
[constants]
hit_count = "many"
subject = "1"
"""


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(BadProfile) as refused:
        parse_profile(BAD.encode(), name="bad")
    assert sorted({fault.where for fault in refused.value.faults}) == [
        "codes.nothing",
        "codes.scope.1",
        "colour",
        "columns.nonsense",
        "columns.occurred_at",
        "columns.operator_id",
        "columns.process",
        "columns.subject",
        "columns.verification_id",
        "constants.hit_count",
        "constants.subject",
        "delimiter",
        "encoding",
        "header",
        "title",
        "valid_until",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kind = 3",
        "kind = ",
        "\x00",
        "kind = 'staff'\ncolumns = 3\ncodes = 1\nconstants = 'x'",
        "[kind]\n[columns.name]\nx = 1",
    ],
)
def test_what_is_no_profile_is_refused(text: str) -> None:
    with pytest.raises(BadProfile):
        parse_profile(text.encode(), name="bad")


def test_a_profile_brings_no_personal_number_in() -> None:
    text = OTHER.replace(
        "[constants]", '[codes.search_condition]\nA = "123456789018"\n[constants]\nsubject = "1234-5678-9018"'
    )
    with pytest.raises(BadProfile) as refusal:
        parse_profile(text.encode(), name="x")
    assert [fault.where for fault in refusal.value.faults] == [
        "codes.search_condition.A",
        "constants.subject",
    ]
    assert "5678" not in str(refusal.value)


def test_bytes_that_are_no_text_are_no_profile() -> None:
    with pytest.raises(BadProfile):
        parse_profile(b"\xff\xfe\x00", name="bad")


@pytest.mark.parametrize("name", ["nowhere", "../profiles/staff", "", "/"])
def test_a_name_without_a_profile_is_refused(name: str) -> None:
    with pytest.raises(NoSuchProfile):
        profile_at(name)


def test_a_town_keeps_its_own_profiles_by_name(tmp_path: Path) -> None:
    (tmp_path / "cs_2026.toml").write_text(OTHER, encoding="utf-8")
    assert profile_at("cs_2026", folder=tmp_path) == other()
    assert profile_at("staff", folder=tmp_path) is built_in("staff")
    with pytest.raises(NoSuchProfile):
        profile_at("../cs_2026", folder=tmp_path / "sub")
