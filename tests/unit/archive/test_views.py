"""The views show every log with the columns it declares, whatever its parts have, and never a box."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from sekisho.archive.duckdb_engine import DuckDbEngine
from sekisho.archive.schema import ColumnType, Stored
from sekisho.archive.views import NameTaken, PartFile, PathIsPattern, Readable, shown, views_of
from tests.unit.archive.asked import BEGIN, MOMENT, OPERATIONS, part

LINES = (Stored("line", ColumnType.TEXT), Stored("blocked", ColumnType.FLAG))


def answer(logs: list[Readable], sql: str) -> pa.Table:
    """The answer over the views of these logs."""
    return DuckDbEngine(views_of(logs)).query(sql).read_all()


@pytest.fixture
def operations(tmp_path: Path) -> Readable:
    rows = [(None, None, None), (BEGIN, "op1", 5), (BEGIN, "op2", 6)]
    return Readable("operations", OPERATIONS, (part(tmp_path / "a.parquet", OPERATIONS, rows),))


def test_a_view_has_the_envelope_the_stored_columns_and_whether_there_is_a_box(operations: Readable) -> None:
    found = answer([operations], "SELECT * FROM operations ORDER BY position")

    assert found.schema.names == [
        *("position", "received_at", "kind", "source", "occurred_at", "operator_id", "subject_token"),
        *("is_sealed", "raw"),
    ]
    assert found.column("kind").to_pylist() == ["statement", "record", "record"]
    assert found.column("is_sealed").to_pylist() == [False, True, True]
    assert found.column("raw").to_pylist() == [b"{}", None, None]
    assert found.column("operator_id").to_pylist() == [None, "op1", "op2"]


def test_no_view_shows_the_bytes_of_a_box(operations: Readable) -> None:
    for view in views_of([operations]):
        assert "sealed" not in answer([operations], f"SELECT * FROM {view.name}").schema.names


def test_a_log_without_a_part_has_all_columns_and_no_row() -> None:
    found = answer([Readable("network", LINES)], "SELECT * FROM network")

    assert found.num_rows == 0
    assert {field.name: str(field.type) for field in found.schema} == {
        "position": "int64",
        "received_at": f"timestamp[us, tz={found.schema.field('received_at').type.tz}]",
        "kind": "string",
        "source": "string",
        "line": "string",
        "blocked": "bool",
        "is_sealed": "bool",
        "raw": "binary",
    }


def test_an_archive_without_a_log_has_an_envelope_without_a_row() -> None:
    found = answer([], "SELECT * FROM envelope")

    assert found.schema.names == ["log", "position", "received_at", "kind", "source"]
    assert found.num_rows == 0


def test_the_envelope_holds_the_records_of_all_logs(operations: Readable, tmp_path: Path) -> None:
    lines = part(tmp_path / "b.parquet", LINES, [("a", True), ("b", False)], first=1, sealed=False)
    logs = [operations, Readable("network", LINES, (lines,)), Readable("journal", ())]

    found = answer(logs, "SELECT log, position, kind FROM envelope ORDER BY log, position")

    assert found.to_pylist() == [
        {"log": "network", "position": 1, "kind": "record"},
        {"log": "network", "position": 2, "kind": "record"},
        {"log": "operations", "position": 0, "kind": "statement"},
        {"log": "operations", "position": 1, "kind": "record"},
        {"log": "operations", "position": 2, "kind": "record"},
    ]


def test_parts_of_different_declarations_stand_in_one_view(tmp_path: Path) -> None:
    old = (Stored("operator_id", ColumnType.INTEGER), Stored("gone", ColumnType.TEXT))
    new = (Stored("operator_id", ColumnType.TEXT), Stored("hit_count", ColumnType.INTEGER))
    parts = (
        part(tmp_path / "a.parquet", old, [(7, "x")]),
        part(tmp_path / "b.parquet", new, [("op8", 3)], first=1),
        part(tmp_path / "c.parquet", old, [(9, "y")], first=2),
    )

    found = answer([Readable("operations", new, parts)], "SELECT * FROM operations ORDER BY position")

    assert found.column("operator_id").to_pylist() == ["7", "op8", "9"]
    assert found.column("hit_count").to_pylist() == [None, 3, None]
    assert "gone" not in found.schema.names


def test_columns_that_a_part_leaves_out_are_absent_values(tmp_path: Path) -> None:
    sealed = part(tmp_path / "a.parquet", OPERATIONS, [(BEGIN, "op1", 5)], first=1, raw=False)
    bare = part(tmp_path / "b.parquet", OPERATIONS, [(BEGIN, "op1", 5)], first=2, sealed=False)

    found = answer(
        [Readable("operations", OPERATIONS, (sealed, bare))],
        "FROM operations SELECT is_sealed, raw ORDER BY position",
    )

    assert found.to_pylist() == [{"is_sealed": True, "raw": None}, {"is_sealed": False, "raw": b"{}"}]


def test_parts_with_the_same_columns_are_read_by_one_scan(tmp_path: Path) -> None:
    files = [PartFile(tmp_path / f"{n}.parquet", OPERATIONS) for n in range(3)]
    view, envelope = views_of([Readable("operations", OPERATIONS, tuple(files))])

    assert view.sql.count("read_parquet") == envelope.sql.count("read_parquet") == 1


def test_moments_are_moments(operations: Readable) -> None:
    found = answer([operations], "SELECT occurred_at, received_at FROM operations WHERE position = 1")

    assert [pa.types.is_timestamp(field.type) for field in found.schema] == [True, True]
    assert found.column("occurred_at").cast(MOMENT).to_pylist() == [BEGIN]


@pytest.mark.parametrize("folder", ["it's", "year=2026", "a b", 'say "x"', "県庁"])
def test_a_path_is_read_whatever_it_contains(tmp_path: Path, folder: str) -> None:
    place = tmp_path / folder
    place.mkdir()
    log = Readable("operations", OPERATIONS, (part(place / "a.parquet", OPERATIONS, [(BEGIN, "op1", 5)]),))

    found = answer([log], "SELECT * FROM operations")

    assert found.num_rows == 1
    assert "year" not in found.schema.names


@pytest.mark.parametrize("name", ["a*.parquet", "a?.parquet", "[ab].parquet", "{a,b}.parquet"])
def test_a_path_that_would_be_taken_for_a_pattern_is_refused(name: str) -> None:
    log = Readable("operations", OPERATIONS, (PartFile(Path("/archive") / name, OPERATIONS),))

    with pytest.raises(PathIsPattern):
        views_of([log])


@pytest.mark.parametrize("names", [("a", "a"), ("envelope",)])
def test_two_things_of_one_name_are_refused(names: tuple[str, ...]) -> None:
    with pytest.raises(NameTaken):
        views_of([Readable(name, ()) for name in names])


@pytest.mark.parametrize("name", ["is_sealed", "raw", "kind", "position"])
def test_a_stored_column_cannot_have_the_name_of_a_column_of_the_view(name: str) -> None:
    with pytest.raises(NameTaken):
        views_of([Readable("operations", (Stored(name, ColumnType.TEXT),))])


@pytest.mark.parametrize("name", ["select", "table", "order", "operations"])
def test_a_log_may_be_named_as_a_word_of_sql(name: str) -> None:
    found = answer([Readable(name, (Stored("group", ColumnType.TEXT),))], f'SELECT "group" FROM "{name}"')

    assert found.num_rows == 0


def test_what_is_shown_leaves_out_what_is_costly(operations: Readable) -> None:
    assert shown(operations) == (
        *("position", "received_at", "kind", "source", "occurred_at", "operator_id", "subject_token"),
    )
