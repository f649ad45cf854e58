"""Parts keep records as columns, in row groups, and give them back or say that they cannot."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sekisho.archive import parts
from sekisho.archive.columns import arrow_schema, records_of
from sekisho.archive.parts import Part, UnreadablePart, part_at, reading, rows_between, writing
from sekisho.archive.records import Kept, Kind
from tests.unit.archive.logs import OPERATIONS, batch_of

PART = Part(10, 1010)


def kept(position: int) -> Kept:
    return Kept(Kind.RECORD, 1, position, position, "cs", None, b"box", (position, "U1", 7, True, None))


EVERY = [kept(position) for position in range(10, 1010)]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(parts, "ROW_GROUP", 300)
    path = tmp_path / "part.parquet"
    with writing(path, OPERATIONS, batches={"00": [[10, 5]]}) as writer:
        for begin in range(0, 1000, 170):
            writer.add(batch_of(EVERY[begin : begin + 170], OPERATIONS))
    return path


def test_what_was_written_is_read_in_order(path: Path) -> None:
    with reading(path) as opened:
        found = [record for batch in opened.read() for record in records_of(batch, OPERATIONS)]
        assert (opened.schema_number, opened.batches) == (1, {"00": [[10, 5]]})
        assert [opened.file.metadata.row_group(g).num_rows for g in range(4)] == [300, 300, 300, 100]

    assert found == EVERY


@pytest.mark.parametrize(("first", "end"), [(10, 11), (309, 311), (10, 1010), (1009, 1010)])
def test_a_range_of_records_is_read_without_the_others(path: Path, first: int, end: int) -> None:
    found = list(records_of(rows_between(path, PART, first, end), OPERATIONS))

    assert found == EVERY[first - 10 : end - 10]


def test_a_part_that_could_not_be_written_has_no_name(tmp_path: Path) -> None:
    path = tmp_path / "part.parquet"

    def fails() -> None:
        with writing(path, OPERATIONS) as writer:
            writer.add(batch_of(EVERY, OPERATIONS))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()

    assert list(tmp_path.iterdir()) == []


def test_harm_in_a_page_is_found_by_its_checksum(path: Path) -> None:
    """Harm in the footer can pass for other values: the leaves and the manifest's digest find it, not this."""
    whole = path.read_bytes()
    group = pq.ParquetFile(path).metadata.row_group(1)
    for place in range(group.num_columns):
        column = group.column(place)
        last = (column.dictionary_page_offset or column.data_page_offset) + column.total_compressed_size - 1
        path.write_bytes(whole[:last] + bytes([whole[last] ^ 4]) + whole[last + 1 :])

        with pytest.raises(UnreadablePart, match="row group 1"), reading(path) as opened:
            list(opened.read())


@pytest.mark.parametrize("content", [b"", b"PAR1", b"x" * 100])
def test_what_is_no_part_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.parquet").write_bytes(content)

    with pytest.raises(UnreadablePart), reading(tmp_path / "x.parquet"):
        pass


def test_a_parquet_file_of_somebody_else_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1]}), tmp_path / "x.parquet")

    with pytest.raises(UnreadablePart), reading(tmp_path / "x.parquet"):
        pass


def test_parts_are_named_by_their_range() -> None:
    assert PART.path == "parts/00000000000000000010-00000000000000001010.parquet"
    assert part_at(PART.path) == PART
    for name in ("parts/1-2.parquet", PART.path + "x", PART.marks_path, Part(5, 5).path, "x" + PART.path):
        assert part_at(name) is None


def test_the_columns_are_typed_as_the_declaration_says(path: Path) -> None:
    with reading(path) as opened:
        assert opened.file.schema_arrow.remove_metadata() == arrow_schema(OPERATIONS)
