"""Raw lines come back byte for byte from shapes and values, whatever they are."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.firewall_data import LINES, mixed, of_brand
from sekisho.archive import parts, raw_columns
from sekisho.archive.columns import arrow_schema, records_of
from sekisho.archive.duckdb_engine import DuckDbEngine
from sekisho.archive.line_shapes import (
    SHAPE,
    LineShapes,
    Misshapen,
    Shape,
    format_shapes,
    parse_shapes,
    rebuilt,
)
from sekisho.archive.parts import UnreadablePart, reading, rows_between, writing
from sekisho.archive.records import Kept, Kind, Record
from sekisho.archive.views import PartFile, Readable, views_of
from tests.unit.archive.logs import NETWORK, Place, batch_of

YAMAHA = [
    b"[INSPECT] PP[01][out][%03d] TCP 192.168.100.%d:%d > 198.51.100.7:443 (2026/11/26 09:15:%02d)"
    % (100 + n, n % 200, 50000 + n, n % 60)
    for n in range(200)
]
HOSTILE = [
    b"",
    b"\0",
    b"a=1\0 b=2",
    b"x" * 65_536,
    b"a=1 " * 20_000,
    b"a=\xff\xfe b=1",
    b"n=9223372036854775807",
    b"n=9223372036854775808",
    b"n=99999999999999999999999999",
    b"n=007 m=0 k=-1 j=+1",
    b"n=00 m=00",
    b"ip=256.1.1.1 ip=01.2.3.4 ip=255.255.255.255 ip=0.0.0.0",
    b"t=24:00:00 t=23:59:60 t=23:59:59 t=1:2:3",
    b'q="a \\"b\\" c" r="" s="unfinished',
    b"a=1\r\n",
    b"a=1\n",
    b"a=1\r",
    "氏名=髙﨑 n=１２ k=٣".encode(),
    b'{"a":"b c","n":1,"t":"09:15:23","x":{"y":[1,2,3]}}',
    b"<14>'; DROP TABLE x -- id=1",
]


def apart(lines: list[bytes | None]) -> tuple[pa.Table, LineShapes]:
    shapes = LineShapes()
    return pa.table(shapes.taken_apart(pa.chunked_array([lines], pa.binary()))), shapes


def back(table: pa.Table, shapes: LineShapes) -> list[bytes | None]:
    found: list[bytes | None] = rebuilt(table, shapes.shapes).to_pylist()
    return found


@given(st.lists(st.one_of(st.none(), st.binary(), st.text().map(str.encode)), max_size=30))
@settings(max_examples=60, deadline=None)
def test_any_bytes_come_back(lines: list[bytes | None]) -> None:
    assert back(*apart(lines * 2)) == lines * 2


VALUES = st.one_of(
    st.integers(-(2**70), 2**70).map(str),
    st.sampled_from(
        ["007", "0", "1.2.3.4", "1.2.3.04", "09:15:23", "25:00:00", '"a b"', '""', "0x1f", "", "a/b"]
    ),
    st.text(max_size=4),
)


@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_lines_of_one_kind_come_back_whatever_their_values(rows: list[list[str]]) -> None:
    lines = [f"<5>id={a} v={b},w:{c} x".encode() for a, b, c in rows]

    assert back(*apart([*lines, *lines])) == [*lines, *lines]


@pytest.mark.parametrize("brand", [*LINES])
def test_the_lines_of_a_firewall_leave_nothing_in_raw(brand: str) -> None:
    lines: list[bytes | None] = list(of_brand(brand, 3_000))

    table, shapes = apart(lines)

    assert back(table, shapes) == lines
    assert table.column("raw").null_count >= 0.99 * len(lines)
    assert len(shapes.shapes) < 20


def test_the_lines_of_a_router_leave_nothing_in_raw() -> None:
    table, shapes = apart([*YAMAHA])

    assert back(table, shapes) == YAMAHA
    assert table.column("raw").null_count == len(YAMAHA)


@pytest.mark.parametrize("times", [1, 3])
def test_hostile_lines_come_back(times: int) -> None:
    lines: list[bytes | None] = [line for line in HOSTILE for _ in range(times)]

    assert back(*apart(lines)) == lines


def test_lines_that_came_later_use_the_columns_that_are_there() -> None:
    shapes = LineShapes()
    shapes.taken_apart(pa.chunked_array([[b"a=1 b=x%d" % n for n in range(9)]]))
    later: list[bytes | None] = [*(b"c=x%d, d=%d" % (n, n) for n in range(9)), *[b"c=1 d=2 e=3"] * 9]

    table = pa.table(shapes.taken_apart(pa.chunked_array([later], pa.binary())))

    assert back(table, shapes) == later
    assert table.column("raw").null_count == 9
    assert table.schema.names == ["raw", SHAPE, "raw:integer:0", "raw:text:0"]


def test_the_date_makes_no_shape_of_its_own() -> None:
    days = ("Nov 26", "Dec  5", "Jan 05", "2026-11-26", "2026/12/05")
    lines: list[bytes | None] = [f"<1>{day} 09:00:0{n} x id={n}".encode() for day in days for n in range(9)]

    table, shapes = apart(lines)

    assert back(table, shapes) == lines
    assert len(shapes.shapes) == 1


def test_shapes_are_read_as_they_were_written() -> None:
    shapes = (Shape(("<", '> "id"=', ""), ("raw:integer:0", "raw:text:12")), Shape(("髙",), ()))

    assert parse_shapes(format_shapes(shapes)) == shapes


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"\xff", b"{}", b"[]", b"[[]]", b"[1]", b'["a"]', b'[["a","b"]]', b'[["a","raw","b"]]'),
        *(b'[["a","raw:shape","b"]]', b'[["a","raw:blob:1","b"]]', b'[["a","raw:text:x","b"]]'),
        *(b'[["a\\u0000"]]', b'[["\\ud800"]]', b'[["a",1,"b"]]', b"[" * 100_000),
        json.dumps([["a"]] * 97).encode(),
        json.dumps([["a" * 4097]]).encode(),
        json.dumps([["a", "raw:text:1"] * 97 + ["b"]]).encode(),
    ],
)
def test_what_are_no_shapes_is_refused(data: bytes) -> None:
    with pytest.raises(Misshapen):
        parse_shapes(data)


@pytest.mark.parametrize(("code", "value"), [(1, 0), (-2, 0), (0, None), (0, -1), (0, 2**32)])
def test_values_that_give_no_line_are_refused(code: int, value: int | None) -> None:
    shapes = (Shape(("ip=", ""), ("raw:address:0",)),)
    table = pa.table(
        {
            SHAPE: pa.array([code], pa.int32()),
            "raw:address:0": pa.array([value], pa.int64()),
            "raw": pa.array([None], pa.binary()),
        }
    )

    with pytest.raises(Misshapen):
        rebuilt(table, shapes)


def kept(position: int, raw: bytes) -> Kept:
    return Kept(Kind.RECORD, 1, position, position, "fw", raw, None, (position % 8,))


FIREWALL = [line for _brand, line in mixed(3_000)]
EVERY = [kept(n, raw) for n, raw in enumerate([*FIREWALL, *HOSTILE * 2, *YAMAHA, *FIREWALL])]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("parts") / "part.parquet"
    with pytest.MonkeyPatch.context() as patched, writing(path, NETWORK) as writer:
        patched.setattr(parts, "ROW_GROUP", 2_500)
        patched.setattr(raw_columns, "WORTH_TRYING", 100)
        for begin in range(0, len(EVERY), 700):
            writer.add(batch_of(EVERY[begin : begin + 700], NETWORK))
    return path


def test_a_part_gives_back_its_records_whatever_their_encoding(path: Path) -> None:
    with reading(path) as opened:
        found = [record for batch in opened.read() for record in records_of(batch, NETWORK)]
        assert opened.shapes
        assert opened.columns.remove_metadata() == arrow_schema(NETWORK)
        assert next(opened.read()).schema.names == arrow_schema(NETWORK).names
        some = list(opened.read(columns=["kind", "raw"]))

    assert found == EVERY
    assert {name for batch in some for name in batch.schema.names} == {"kind", "raw"}
    assert [raw for batch in some for raw in batch.column("raw").to_pylist()] == [each.raw for each in EVERY]


def test_rows_of_such_a_part_are_read_alone(path: Path) -> None:
    rows = rows_between(path, parts.Part(0, len(EVERY)), 2_499, 2_502)

    assert list(records_of(rows, NETWORK)) == EVERY[2_499:2_502]


def test_a_view_gives_the_same_bytes(path: Path) -> None:
    with reading(path) as opened:
        file = PartFile(path, NETWORK.stored, shapes=opened.shapes)
    engine = DuckDbEngine(views_of([Readable("network", NETWORK.stored, (file,))]))

    found = engine.query("SELECT raw FROM network ORDER BY position").read_all()

    assert found.column("raw").to_pylist() == [each.raw for each in EVERY]


@pytest.mark.parametrize(
    "sql",
    [
        *("FROM network", "SELECT network FROM network", "SELECT COLUMNS('r.w') FROM network"),
        *("SELECT max(raw) FROM network", "SELECT count(*) FROM network WHERE octet_length(raw) > 300"),
        *("SELECT count(*) FROM network", "SELECT position FROM network ORDER BY raw, position LIMIT 5"),
        *("DESCRIBE network", "SELECT count(*) FROM network AS n JOIN network AS m USING (raw)"),
    ],
)
def test_a_question_gets_the_bytes_however_it_asks_for_them(path: Path, sql: str) -> None:
    with reading(path) as opened:
        file = PartFile(path, NETWORK.stored, shapes=opened.shapes)
    views = views_of([Readable("network", NETWORK.stored, (file,))])
    always_whole = [replace(view, quick="") for view in views]
    order = " ORDER BY ALL" if "position" not in sql and "DESCRIBE" not in sql else ""

    found = DuckDbEngine(views).query(sql + order).read_all()

    assert views[0].quick
    assert found.equals(DuckDbEngine(always_whole).query(sql + order).read_all())


def test_lines_without_a_common_shape_stay_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raw_columns, "WORTH_TRYING", 100)
    words = [kept(n, " ".join("abcdefghij"[int(d)] * 3 for d in str(n**3)).encode()) for n in range(2_000)]
    with writing(tmp_path / "x.parquet", NETWORK) as writer:
        writer.add(batch_of(words, NETWORK))

    with reading(tmp_path / "x.parquet") as opened:
        assert not opened.shapes
        assert opened.file.schema_arrow.names == arrow_schema(NETWORK).names


@pytest.mark.parametrize("shapes", [b"x", b"[]", b'[["a","raw:text:999","b"]]'])
def test_a_part_whose_shapes_are_none_is_refused(path: Path, tmp_path: Path, shapes: bytes) -> None:
    table = pq.read_table(path)
    metadata = {**table.schema.metadata, parts.SHAPES_KEY: shapes}
    pq.write_table(table.replace_schema_metadata(metadata), tmp_path / "y.parquet")

    with pytest.raises(UnreadablePart), reading(tmp_path / "y.parquet"):
        pass


def test_a_log_of_lines_is_whole_before_and_after_it_is_rolled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raw_columns, "WORTH_TRYING", 100)
    place, lines = Place(tmp_path, NETWORK), list(of_brand("fortigate", 1_200))
    with place.writing() as writer:
        for begin in range(0, 1_200, 400):
            writer.append([Record("fw", line, {}) for line in lines[begin : begin + 400]])
            writer.seal()
            place.clock.on(hours=1)
        assert not place.verified().faults
        place.clock.on(days=40)
        writer.append([Record("fw", b"the last", {})])
        writer.seal()
        writer.roll()

    log = place.face.log("network")
    with reading(log.folder / log.parts[0].path) as opened:
        assert opened.shapes
    found = place.face.ask("SELECT raw FROM network WHERE kind = 'record' ORDER BY position").read_all()

    assert not place.verified().faults
    assert len(log.parts) == 2
    assert [each.raw for each in log.records(1, 1_201)] == lines
    assert found.column("raw").to_pylist() == [*lines, b"the last"]
