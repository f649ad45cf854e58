"""Lines of title before the header and of totals behind the rows: passed over where that is sure, and always told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sekisho.intake.operations import judged
from sekisho.intake.tables.findings import Finding, Weight
from sekisho.intake.tables.profiles import BadProfile, Profile, built_in, parse_profile
from sekisho.intake.tables.reading import Read, read_table
from tests.unit.intake.tables.samples import LABELS, csv, operations, personal_number, row, where

BUILT_IN = built_in("operations")
TITLE = "操作履歴一覧\r\n出力日時：令和8年10月1日 9時00分\r\n\r\n部署,住民課,端末,T01\r\n"
TABLE = csv(LABELS, row(), row(操作日時="2026-09-30 15:00"))
LEAVE = b'kind = "leave"\n%s\n[columns]\nstaff_number = %s\nbegins = %s\nends = %s\nkind = %s\n'


def read(text: str, profile: Profile = BUILT_IN, encoding: str = "cp932") -> Read:
    return read_table(profile.kind.name, text.encode(encoding), profile)


def leave(options: bytes, *, header: bool = True) -> Profile:
    names = ("職員番号", "開始", "終了", "種別")
    said = [f'"{name}"'.encode() for name in names] if header else [b"1", b"2", b"3", b"4"]
    return parse_profile(LEAVE % (options, *said), name="own")


def operations_profile(options: str) -> Profile:
    head = 'kind = "operations"\n' + options + "\n[columns]\n"
    return parse_profile(
        (head + 'occurred_at = "操作日時"\noperator_id = "操作者ID"\nresult = "結果"\n').encode(), name="own"
    )


def told(findings: tuple[Finding, ...]) -> list[tuple[int | None, str]]:
    return [(each.line, each.words.ja) for each in findings if "文字コード" not in each.words.ja]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-16"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_the_header_is_found_below_title_lines_and_lines_are_those_of_the_file(
    encoding: str, end: str
) -> None:
    found = read((TITLE + TABLE).replace("\r\n", end), encoding=encoding)

    assert [each.line for each in found.rows] == [6, 7]
    assert found.row_count == 2
    assert told(found.findings) == [(4, "1行目から4行目までは題名などとみなし、取り込みません。")]


def test_columns_at_once_see_the_same() -> None:
    found = judged((TITLE + TABLE).encode("cp932"), BUILT_IN)
    assert found.batch.column("row").to_pylist() == [6, 7]
    assert told(found.findings) == told(read(TITLE + TABLE).findings)


def test_fixed_widths_have_title_lines_too() -> None:
    profile = parse_profile(
        b'kind = "operations"\nwidths = [19, 8, 4]\nencoding = "cp932"\ntitle_lines = 3\n[columns]\n'
        + 'occurred_at = "操作日時"\noperator_id = "操作者"\nresult = "結果"\n'.encode(),
        name="fixed",
    )
    text = "操作履歴一覧表（月次）\r\n\r\n印刷日 R8.10.1\r\n操作日時           操作者  結果\r\n2026-09-30 14:05:33U0001   正常\r\n"
    found = read(text, profile)
    assert [(each.line, each.value.operator_id) for each in found.rows] == [(5, "U0001")]


def test_without_a_header_the_title_lines_of_the_profile_are_passed_over() -> None:
    text = "休暇簿,,,\r\n\r\nU1,2026-09-01,2026-09-02,休暇\r\n"
    found = read(text, leave(b"header = false\ntitle_lines = 2", header=False))
    assert [each.line for each in found.rows] == [3]


def test_a_title_line_that_reads_as_data_refuses_the_file() -> None:
    text = "U1,2026-09-01,2026-09-02,休暇\r\nU2,2026-09-01,2026-09-02,休暇\r\n"
    without = read(text, leave(b"header = false\ntitle_lines = 1", header=False))
    assert (without.rows, where(without.findings)) == ((), [(1, None)])
    before = read(",".join(row()) + "\r\n" + TABLE)
    assert (before.rows, where(before.findings)) == ((), [(1, None)])
    assert "データとして読める行" in str(before.findings)


def test_two_headers_below_a_title_are_refused_with_their_lines() -> None:
    found = read("題名\r\n" + csv(LABELS, row()) + csv(LABELS, row()))
    assert where(found.findings) == [(2, None)]
    assert "(2・4行目)" in str(found.findings)


def test_a_title_line_with_a_personal_number_refuses_the_file() -> None:
    number = personal_number("12345678901")
    found = read(f"対象者 個人番号：{number}\r\n{TABLE}")
    assert where(found.findings) == [(1, None)]
    assert number not in str(found.findings)


def test_a_time_of_twelve_digits_in_a_title_is_none() -> None:
    stamp = next(
        text
        for day in range(1, 29)
        for minute in range(60)
        if (text := f"202609{day:02}14{minute:02}") == personal_number(text[:11])
    )
    assert not where(read(f"出力日時:{stamp}\r\n{TABLE}").findings)


def test_a_profile_that_counts_the_title_wrongly_says_where_the_header_is() -> None:
    found = read("題名\r\n\r\n" + TABLE, operations_profile("title_lines = 3"))
    assert where(found.findings) == [(3, None)]
    assert "title_lines = 2" in str(found.findings)
    beyond = read(TABLE, operations_profile("title_lines = 90"))
    assert "title_lines" in str(beyond.findings)
    assert where(beyond.findings) == [(3, None)]


def test_a_header_that_is_not_found_names_the_line_that_was_looked_at() -> None:
    found = read("題名\r\n甲,乙\r\n1,2\r\n")
    assert where(found.findings) == [(1, None)]
    assert "title_lines" in str(found.findings)
    near = read("題名\r\n\r\n操作日時,処理,結果\r\n2026-09-30 14:05,検索,正常\r\n")
    assert where(near.findings) == [(3, "操作者ID")]


def test_a_total_is_refused_as_a_row_and_the_way_is_told() -> None:
    found = read(TABLE + "合計,2件\r\n")
    assert where(found.findings) == [(4, None)]
    assert "total_lines = 1" in str(found.findings)
    assert found.row_count == 3


def test_a_total_that_the_profile_knows_is_told_and_no_row() -> None:
    profile = operations_profile("total_lines = 2")
    found = read(TABLE + "\r\n合計 2件\r\n以上\r\n\x1a", profile)
    assert [each.line for each in found.rows] == [2, 3]
    assert (found.row_count, found.refused) == (2, 0)
    assert told(found.findings)[-2:] == [
        (5, "合計の行とみなし、取り込みません。"),
        (6, "合計の行とみなし、取り込みません。"),
    ]


@pytest.mark.parametrize("total", ["合計 312件", "件数,312", "計,,312件"])
def test_a_total_that_says_another_number_is_told(total: str) -> None:
    found = read(TABLE + total + "\r\n", operations_profile("total_lines = 1"))
    assert "312とありますが、データの行は2です" in str(found.findings)
    assert found.refused == 0


def test_a_row_of_data_is_never_taken_for_a_total() -> None:
    profile = operations_profile("total_lines = 1")
    assert where(read(TABLE, profile).findings) == [(3, None)]
    faulty = read(TABLE + csv(row(操作日時="いつか")), profile)
    assert where(faulty.findings) == [(4, None)]
    assert faulty.rows == ()


def test_a_file_with_title_and_totals_only_has_no_row() -> None:
    found = read(
        "題名\r\n" + csv(LABELS) + "合計 0件\r\n", operations_profile("title_lines = 1\ntotal_lines = 1")
    )
    assert (found.row_count, where(found.findings)) == (0, [])


@pytest.mark.parametrize("value", ["-1", "101", "true", '"3"', "1.5"])
@pytest.mark.parametrize("name", ["title_lines", "total_lines"])
def test_a_number_of_lines_is_checked(name: str, value: str) -> None:
    with pytest.raises(BadProfile) as refused:
        operations_profile(f"{name} = {value}")
    assert [fault.where for fault in refused.value.faults] == [name]


def test_old_files_with_cr_alone_are_read() -> None:
    found = read_table("operations", operations({}, {}).replace(b"\r\n", b"\r"), BUILT_IN)
    assert ([each.line for each in found.rows], found.refused) == ([2, 3], 0)
    at_once = judged(operations({}, {}).replace(b"\r\n", b"\r"), BUILT_IN)
    assert at_once.batch.column("row").to_pylist() == [2, 3]


def test_lines_that_end_in_two_ways_are_said_so() -> None:
    mixed = operations({}, {}).replace(b"\r\n", b"\r", 2)
    found = read_table("operations", mixed, BUILT_IN)
    assert any("CRだけの改行" in each.words.ja for each in found.findings if each.weight is not Weight.TOLD)
    (row_,) = (
        each
        for each in read_table(
            "operations", operations({}, {}, {})[:-2].replace(b"V0001", b"V0001\r,"), BUILT_IN
        ).findings
        if each.line == 2
    )
    assert "CRだけの改行" in row_.words.ja


RESIDENTS = ("対象", "姓", "世帯", "町丁", "区分")
RESIDENT = ("R1", "甲", "S1", "本町", "")


def residents(*lines: tuple[str, ...], totals: int = 0) -> Read:
    text = csv(lines[0], *lines[1:])
    return read(text, replace(built_in("residents"), total_lines=totals))


@pytest.mark.parametrize("kind", ["operations", "residents"])
def test_a_header_that_stands_again_is_no_row_of_data(kind: str) -> None:
    labels, cells = (LABELS, tuple(row())) if kind == "operations" else (RESIDENTS, RESIDENT)
    found = read(csv(labels, cells, labels, cells), built_in(kind))

    assert [each.line for each in found.rows] == [2, 4]
    assert (found.row_count, found.refused) == (3, 1)
    (only,) = (each for each in found.findings if each.weight is not Weight.TOLD)
    assert (only.line, "見出しと同じ行" in only.words.ja) == (3, True)


def test_a_title_that_a_spreadsheet_filled_up_with_commas_is_no_resident() -> None:
    found = residents(("住民一覧", "", "", "", ""), RESIDENTS, RESIDENT)

    assert [each.line for each in found.rows] == [3]
    assert (found.refused, where(found.findings)) == (0, [])


def test_a_total_that_would_pass_for_a_resident_is_told_and_passed_over_where_the_profile_says_so() -> None:
    total = ("合計", "", "", "", "1件")
    assert "total_lines = 1" in str(residents(RESIDENTS, RESIDENT, total).findings)

    found = residents(RESIDENTS, RESIDENT, total, totals=1)

    assert ([each.line for each in found.rows], where(found.findings)) == ([2], [])


@pytest.mark.parametrize("total", ["9" * 100_000 + "件", "9," * 50_000, "合計" + "," * 50_000 + "x"])
def test_a_line_of_totals_may_be_as_long_as_it_likes(total: str) -> None:
    found = read(f"{TABLE}計,{total}\r\n", operations_profile("total_lines = 1"))
    assert (found.row_count, found.refused) == (2, 0)
