"""Many rows at once and one by one give the same: rows, bytes and findings."""

from __future__ import annotations

import codecs

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sekisho.intake.tables import columnar
from sekisho.intake.tables.columnar import read_columns
from sekisho.intake.tables.profiles import Profile, built_in, parse_profile
from sekisho.intake.tables.reading import read_table
from sekisho.intake.tables.splitting import cells
from tests.unit.intake.tables.samples import LABELS, csv, moment, operations, row, where

PROFILE = built_in("operations")
HEAD = ("操作日時", "操作者ID", "検索条件", "対象", "対象範囲", "件数", "帳票出力")
USUAL = ("2026-09-30 14:05:33", "U1", "氏名=髙﨑", "10000000001", "全国", "1", "有")
TIMES = (
    "2026-09-30 14:05:33", "2026/09/30 14:05", "2026/09/30 14:05:33", "令和8年9月30日 14時05分", "2026-09-30T14:05:33Z",
    "2026-02-29 10:00:00", "2026-04-31 10:00", "2024-02-29 23:59:59", "2026-09-30 24:00:00", "2026-09-30 23:59:60",
    "2026-9-30 4:05:33", "2026-09/30 14:05:33", "0000-01-01 00:00:00", "9999-12-31 23:59:59", " 2026-09-30 14:05:33　",
    "２０２６-09-30 14:05:33", "2026-09-30 14:05:3a", "", "1800-01-01 00:00:00",
)  # fmt: skip
CELLS = st.one_of(
    st.sampled_from(
        (
            "",
            "U1",
            "全国",
            "県内",
            "県外",
            "1",
            "１２",
            "1,234",
            "１０００００００００１",
            "-1",
            "有",
            "無",
            "123456789018",
            "1234 5678 9018",
            " x　",
            "\ufeff",
        )
    ),
    st.text(st.sampled_from("a\"', \t;|髙①ソ~\\"), max_size=6),
)
QUOTED = st.booleans()


def cell(text: str, quoted: bool) -> str:
    return '"' + text.replace('"', '""') + '"' if quoted else text


ROWS = st.lists(
    st.tuples(st.sampled_from(TIMES), *(CELLS for _label in HEAD[1:])).flatmap(
        lambda cells_: st.lists(QUOTED, min_size=len(HEAD), max_size=len(HEAD)).map(
            lambda marks: ",".join(cell(text, mark) for text, mark in zip(cells_, marks, strict=True))
        )
    ),
    max_size=8,
)
STRAYS = st.lists(
    st.one_of(
        st.sampled_from(
            (
                ",".join(USUAL),
                '"' + ",".join(USUAL),
                ",".join(USUAL) + '"',
                "",
                "a,b",
                "\x00" * 3,
                "個人番号=123456789018",
            )
        ),
        st.text(st.sampled_from('a",\r髙\x00'), max_size=12),
    ),
    max_size=4,
)
CODED = parse_profile(
    """
kind = "operations"
[columns]
occurred_at = "操作日時"
operator_id = "操作者ID"
hit_count = "件数"
scope = "対象範囲"
subject = "対象"
[codes.scope]
"1" = "全国"
[codes.operator_id]
U1 = "関所"
[constants]
business = "照会"
printed = "有"
sequence = "7"
""".encode(),
    name="coded",
)


def both(data: bytes, profile: Profile = PROFILE) -> columnar.ColumnsRead:
    at_once, one_by_one = read_columns(data, profile), read_columns(data, profile, at_once=False)
    assert at_once.table.equals(one_by_one.table)
    assert at_once.findings == one_by_one.findings
    assert at_once.lines.tolist() == one_by_one.lines.tolist()
    assert at_once.encoding == one_by_one.encoding
    read = read_table("operations", data, profile)
    if not any(each.weight == 2 for each in read.findings):
        assert at_once.table.column("raw").to_pylist() == [each.raw for each in read.rows]
        assert at_once.table.column("row").to_pylist() == [each.line for each in read.rows]
    return at_once


@settings(max_examples=80)
@given(
    ROWS,
    STRAYS,
    st.sampled_from(["cp932", "utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
@example([], [], "cp932", "\n", False)
@example([",".join(USUAL)], ['a"b'], "cp932", "\n", False)
def test_whatever_the_table_both_ways_agree(
    rows: list[str], strays: list[str], encoding: str, end: str, coded: bool
) -> None:
    text = end.join([",".join(HEAD), *rows, *strays, *rows, ",".join(USUAL)])
    both(text.encode(encoding, errors="replace"), CODED if coded else PROFILE)


@settings(max_examples=50)
@given(st.lists(st.binary(max_size=20), max_size=4))
def test_whatever_the_bytes_both_ways_agree(pieces: list[bytes]) -> None:
    good = ",".join(USUAL).encode("cp932")
    both(b"\r\n".join([",".join(HEAD).encode("cp932"), good, *(good[:-3] + piece for piece in pieces), good]))


def test_pieces_are_put_together_in_the_order_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar, "ROWS_AT_ONCE", 3)
    data = operations(
        *(
            {"申請書番号": f"A-{n}", "件数": "x" if n == 4 else "1", "検索条件": '"a\nb"' if n % 3 else ""}
            for n in range(10)
        )
    )
    found = both(data)
    assert found.table.column("document_ref").to_pylist() == [f"A-{n}" for n in range(10) if n != 4]
    assert where(found.findings) == [(8, "件数")]


def test_every_row_has_its_bytes_as_in_the_file() -> None:
    data = operations({}, {"検索条件": '"氏名=髙﨑,①"'}, {"検索条件": '"a\r\nb"'})
    raws = both(data).table.column("raw").to_pylist()
    head = csv(LABELS).encode("cp932")
    assert b"".join(raw + b"\r\n" for raw in raws) == data[len(head) :]
    assert [cells(raw.decode("cp932"), ",")[6] for raw in raws] == ["氏名カナ=ｾｷｼｮ", "氏名=髙﨑,①", "a\r\nb"]


def test_rare_characters_come_in_and_out_of_utf_16_too() -> None:
    data = codecs.BOM_UTF16_LE + csv(LABELS, row(検索条件="髙﨑①〜𠮷")).encode("utf-16-le")
    assert both(data).table.column("search_condition").to_pylist() == ["髙﨑①〜𠮷"]


def test_a_broken_byte_is_told_and_refuses_only_where_the_value_is_needed() -> None:
    good = csv(LABELS, row(事由="@"), row(操作日時="2026-09-30@14:05:33"), row(件数="@")).encode("cp932")
    found = both(good.replace(b"@", b"\x81"))
    told = [(each.line, each.column) for each in found.findings if "0x81" in each.words.ja]
    assert told == [(2, "事由"), (3, "操作日時"), (4, "件数")]
    assert where(found.findings) == [(3, "操作日時"), (4, "件数")]
    assert found.table.column("reason").to_pylist() == ["\ufffd"]
    assert b"\x81" in found.table.column("raw")[0].as_py()


def test_moments_are_in_japan() -> None:
    times = [text for text in TIMES if text]
    found = both(csv(("操作日時", "操作者ID"), *((text, "U1") for text in times)).encode("cp932"))
    assert found.table.column("occurred_at").cast(pa.int64())[0].as_py() == moment(
        "2026-09-30T14:05:33+09:00"
    )
    assert [line for line, _column in where(found.findings)] == [7, 8, 13, 14, 15, 18, 19]
