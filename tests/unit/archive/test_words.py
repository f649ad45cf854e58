"""Columns whose values repeat are read as dictionaries, and give what they give as texts, faults too."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sekisho.archive import bulk, parts
from sekisho.archive.columns import arrow_schema
from sekisho.archive.parts import UnreadablePart, reading, writing
from sekisho.archive.records import Kept, Kind
from sekisho.archive.side_by_side import choices, laid_out
from sekisho.archive.verify_values import impossible_values, wrong_columns
from sekisho.archive.words import as_text, is_value, require_words, words_in
from tests.unit.archive.logs import OPERATIONS, batch_of

ROWS = 2_000
WORDS = ("source", "operator_id")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "part.parquet"
    names = ["U1", None, "", "髙橋"]
    records = [
        Kept(Kind.RECORD, 1, n, n, "cs" if n % 3 else "窓口", None, b"box", (n, names[n % 4], 7, True, None))
        for n in range(ROWS)
    ]
    with writing(path, OPERATIONS) as writer:
        writer.add(batch_of(records, OPERATIONS))
    return path


def read(path: Path, words: tuple[str, ...] = ()) -> pa.RecordBatch:
    with reading(path, words=words) as opened:
        return next(opened.read())


def test_a_column_of_few_values_is_one_of_words(path: Path) -> None:
    with reading(path) as opened:
        assert words_in(opened.file) == WORDS


def test_one_of_many_values_is_none(tmp_path: Path) -> None:
    pq.write_table(pa.table({"x": [f"value {n}" for n in range(ROWS)]}), tmp_path / "x")

    assert words_in(pq.ParquetFile(tmp_path / "x")) == ()


def test_the_columns_are_those_of_a_part(path: Path) -> None:
    with reading(path, words=WORDS) as opened:
        assert not wrong_columns(opened.columns, arrow_schema(OPERATIONS))


def test_a_column_that_calls_itself_a_dictionary_is_told_of(tmp_path: Path) -> None:
    pq.write_table(pa.table({"x": pa.array(["a"]).dictionary_encode()}), tmp_path / "x")
    file = pq.ParquetFile(tmp_path / "x", read_dictionary=["x"])

    assert wrong_columns(pa.schema(as_text(file, ["x"])), pa.schema({"x": pa.string()})) == "x"


def test_leaves_are_the_same(path: Path) -> None:
    salts = np.random.default_rng(1).bytes(16 * ROWS)

    found = bulk.leaves(read(path, WORDS), OPERATIONS, salts)

    assert np.array_equal(found, bulk.leaves(read(path), OPERATIONS, salts))


def test_so_they_are_where_a_dictionary_was_given_up_in_the_midst(tmp_path: Path) -> None:
    texts = [f"{n % 900:0900d}" for n in range(3_000)]
    pq.write_table(
        pa.table({"x": texts}), tmp_path / "x", dictionary_pagesize_limit=100_000, data_page_size=20_000
    )
    column = pq.read_table(tmp_path / "x", read_dictionary=["x"]).combine_chunks().column(0)

    found = laid_out(np.zeros((3_000, 1), np.uint8), list(choices([column.chunk(0)])))

    assert pa.types.is_dictionary(column.type)
    assert found.to_pylist() == [b"\0" + text.encode() for text in texts]


def test_a_row_that_names_no_value_of_the_dictionary_is_refused() -> None:
    for places in ([0, 2], [0, -1]):
        column = pa.DictionaryArray.from_arrays(pa.array(places, pa.int32()), ["a", "b"], safe=False)
        with pytest.raises(pa.ArrowInvalid):
            require_words([pa.chunked_array([column])])


def test_so_is_a_part_with_such_a_row(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_columns: object) -> None:
        raise pa.ArrowInvalid("value 9 of a dictionary of 4")

    monkeypatch.setattr(parts, "require_words", refuses)
    with pytest.raises(UnreadablePart):
        read(path, WORDS)


def test_what_is_no_text_is_found_in_the_rows_that_have_it(path: Path) -> None:
    batch = read(path, WORDS)
    place = batch.schema.get_field_index("operator_id")
    values = pa.array([b"U1", b"\xff"], pa.binary()).view(pa.string())
    places = np.zeros(ROWS, np.int32)
    places[7] = 1
    column = pa.DictionaryArray.from_arrays(pa.array(places), values)
    batch = batch.set_column(place, "operator_id", column)

    found = impossible_values(batch, np.full(ROWS, 10**15), position=100, log="x", file="y")

    assert [(each.what, each.first, each.field) for each in found] == [("value", 107, "operator_id")]


def test_a_value_that_no_row_has_is_no_fault(path: Path) -> None:
    batch = read(path, WORDS)
    place = batch.schema.get_field_index("operator_id")
    values = pa.array([b"U1", b"\xff"], pa.binary()).view(pa.string())
    column = pa.DictionaryArray.from_arrays(pa.array(np.zeros(ROWS, np.int32)), values)
    batch = batch.set_column(place, "operator_id", column)

    assert not list(impossible_values(batch, np.full(ROWS, 10**15), position=100, log="x", file="y"))


def test_long_values_of_a_dictionary_are_laid_out_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "TEXT_BYTES_AT_ONCE", 100_000)
    records = [
        Kept(Kind.RECORD, 1, n, n, "cs" * 5_000, None, None, (n, None, 7, True, None)) for n in range(64)
    ]
    batch = batch_of(records, OPERATIONS)
    place = batch.schema.get_field_index("source")
    words = batch.set_column(place, "source", batch.column(place).dictionary_encode())

    found = bulk.leaves(words, OPERATIONS, bytes(16 * 64))

    assert max(piece.num_rows for _begin, piece in bulk._pieces(words)) <= 10
    assert np.array_equal(found, bulk.leaves(batch, OPERATIONS, bytes(16 * 64)))


def test_which_rows_have_a_value() -> None:
    column = pa.array(["a", "b", "a"])

    for each in (column, column.dictionary_encode()):
        assert is_value(each, pa.scalar("a")).tolist() == [True, False, True]
