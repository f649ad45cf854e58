"""Parts: the records of a range as one Parquet file (spec 6)."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sekisho.archive import files
from sekisho.archive.columns import MILLISECONDS, arrow_schema, in_microseconds, in_milliseconds
from sekisho.archive.line_shapes import (
    LineShapes,
    Misshapen,
    Shape,
    columns_of,
    format_shapes,
    parse_shapes,
    rebuilt,
)
from sekisho.archive.raw_columns import encodings, shapes_for
from sekisho.archive.records import Kind
from sekisho.archive.schema import TOKEN, ColumnType, LogSchema
from sekisho.archive.words import as_text, require_words

ROW_GROUP = 131_072
PAGE_ROWS = 8192  # a record costs a page of each column: with 20,000 twice as much, for 0.1 % fewer bytes
GROUP_BYTES = 48 * 2**20  # of long records fewer stand in a row group, so that one is soon read
NAME = re.compile(r"parts/(\d{20})-(\d{20})\.parquet\Z")
SCHEMA_KEY = b"sekisho.schema"
BATCHES_KEY = b"sekisho.batches"
SHAPES_KEY = b"sekisho.shapes"
STATING_KEY = b"sekisho.statements"
RECEIVED_KEY = b"sekisho.received"
FALSE_POSITIVES = (
    0.05  # of a Bloom filter: half the bytes of 0.01, and a row group read for nothing is soon read
)
Batches = Mapping[str, Sequence[Sequence[int]]]


class UnreadablePart(Exception):
    """A part that cannot be read, or not in full; the text says where."""


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """The records [first, end) of a log."""

    first: int
    end: int

    @property
    def path(self) -> str:
        """Below the directory of the log."""
        return f"parts/{self.first:020d}-{self.end:020d}.parquet"

    @property
    def marks_path(self) -> str:
        """The path of its marks."""
        return f"marks/{self.first:020d}-{self.end:020d}.marks"


def part_at(path: str) -> Part | None:
    """The part of that name; None: it is no part's."""
    found = NAME.match(path)
    if found is None or int(found[1]) >= int(found[2]):
        return None
    return Part(int(found[1]), int(found[2]))


@contextmanager
def writing(
    path: Path, schema: LogSchema, *, batches: Batches | None = None, milliseconds: Collection[str] = ()
) -> Iterator[PartWriter]:
    """Write a part; it has its name, durably, when the block ends, and none where it raises.

    `batches` are the callers' names of what was appended, hexadecimal, with first position and count;
    `milliseconds` the moment columns without a finer moment in any record.
    """
    fields = arrow_schema(schema).with_metadata(
        {SCHEMA_KEY: str(schema.number).encode(), BATCHES_KEY: json.dumps(batches or {}).encode()}
    )
    with (
        files.putting(path, mode=files.READ_ONLY) as file,
        PartWriter(file, fields, schema, milliseconds) as part,
    ):
        yield part


class PartWriter:
    """Gathers batches into row groups. How a column is written follows from the first of them."""

    def __init__(
        self, file: files.Output, fields: pa.Schema, schema: LogSchema, milliseconds: Collection[str]
    ) -> None:
        self._file = file
        self._fields = fields
        self._schema = schema
        self._milliseconds = milliseconds
        self._writer: pq.ParquetWriter | None = None
        self._shapes: LineShapes | None = None
        self._waiting: list[pa.RecordBatch] = []
        self._rows = self._bytes = self._groups = 0
        self._stating: list[int] = []
        self._received: list[int] = []

    def __enter__(self) -> PartWriter:
        return self

    def __exit__(self, kind: object, *_error: object) -> None:
        """Write what waits for a full row group, and the footer; nothing after an exception."""
        if kind is None:
            self._flush(self._rows)
        if self._writer is not None:
            self._writer.add_key_value_metadata(self._told())
            self._writer.close()

    def add(self, batch: pa.RecordBatch) -> None:
        """Append the rows of a batch."""
        self._waiting.append(batch)
        self._rows += batch.num_rows
        self._bytes += batch.nbytes
        while self._rows >= ROW_GROUP:
            self._flush(ROW_GROUP)
        if self._bytes >= GROUP_BYTES:
            self._flush(self._rows)

    def _told(self) -> dict[bytes, bytes]:
        """What readers would else look up in statistics, which pyarrow reads from a damaged file by aborting."""
        told = {STATING_KEY: json.dumps(self._stating).encode()}
        if self._received:
            told[RECEIVED_KEY] = json.dumps([min(self._received), max(self._received)]).encode()
        if self._shapes is not None:
            told[SHAPES_KEY] = format_shapes(self._shapes.shapes)
        return told

    def _flush(self, rows: int) -> None:
        table = pa.Table.from_batches(self._waiting, self._fields)
        group = table.slice(0, rows)
        if rows:
            self._take_note(group)
        if self._writer is None and not self._schema.raw_personal:
            self._shapes = shapes_for(group.column("raw"))
        group = in_milliseconds(group, self._milliseconds)
        group = group if self._shapes is None else _taken_apart(group, self._shapes)
        if self._writer is None:
            options = _options(
                self._schema, group, () if self._shapes is None else tuple(self._shapes.columns)
            )
            self._writer = pq.ParquetWriter(self._file, group.schema, **options)
        if rows:
            self._writer.write_table(group, row_group_size=rows)
        self._waiting = table.slice(rows).to_batches()
        self._rows = sum(batch.num_rows for batch in self._waiting)
        self._bytes = sum(batch.nbytes for batch in self._waiting)

    def _take_note(self, group: pa.Table) -> None:
        bounds = pc.min_max(group.column("received_at").cast(pa.int64())).as_py()
        self._received += [bounds["min"], bounds["max"]]
        if pc.min(group.column("kind")).as_py() == Kind.STATEMENT:
            self._stating.append(self._groups)
        self._groups += 1


@dataclass(frozen=True, slots=True)
class OpenPart:
    """A part opened for reading."""

    file: pq.ParquetFile
    schema_number: int
    batches: Batches
    shapes: tuple[Shape, ...] = ()
    stating: tuple[int, ...] | None = None  # the row groups with statements; None: not told
    received: tuple[int, int] | None = None  # the first and last moment of receipt; None: not told
    words: tuple[str, ...] = ()  # the columns that are read as dictionaries

    @property
    def columns(self) -> pa.Schema:
        """The columns of its records, however they are written: `raw` is one, and a moment counts microseconds."""
        fields = [each for each in as_text(self.file, self.words) if each.name not in self._own]
        return in_microseconds(pa.schema(fields))

    @property
    def milliseconds(self) -> set[str]:
        """The columns that are kept in milliseconds."""
        return {each.name for each in self.file.schema_arrow if each.type == MILLISECONDS}

    @property
    def _own(self) -> dict[str, pa.DataType]:
        return columns_of(self.shapes) if self.shapes else {}

    def read(
        self,
        *,
        columns: Sequence[str] | None = None,
        row_groups: Iterable[int] | None = None,
        kind: Kind | None = None,
    ) -> Iterator[pa.RecordBatch]:
        """One batch a row group, in order; of that `kind` only, which is then one of the columns.

        Columns of `words` are dictionaries in it. Raises UnreadablePart.
        """
        for group in range(self.file.num_row_groups) if row_groups is None else row_groups:
            try:
                yield from self._table(group, columns, kind).combine_chunks().to_batches()
            except (pa.ArrowException, OSError, Misshapen) as error:
                raise UnreadablePart(f"row group {group}: {error}") from error

    def as_records(self, table: pa.Table) -> pa.RecordBatch:
        """Rows as they stand in the file, with all its columns, as records: `raw` is rebuilt from its shapes."""
        table = self._as_declared(table, self._own)
        return table.combine_chunks().to_batches()[0] if table.num_rows else _no_rows(table.schema)

    def _table(self, group: int, columns: Sequence[str] | None, kind: Kind | None) -> pa.Table:
        own = self._own if columns is None or "raw" in columns else {}
        wanted = columns if columns is None else [*columns, *own]
        table = self.file.read_row_group(group, columns=wanted, use_threads=False)
        require_words(table.column(name) for name in self.words if name in table.schema.names)
        if kind is not None:  # before `raw` is rebuilt, which is dear
            there = np.flatnonzero(np.asarray(table.column("kind")) == kind)
            table = pa.concat_tables([table.slice(0, 0), *(table.slice(row, 1) for row in there.tolist())])
        return self._as_declared(table, own)

    def _as_declared(self, table: pa.Table, own: Mapping[str, pa.DataType]) -> pa.Table:
        if MILLISECONDS in table.schema.types:
            table = table.cast(in_microseconds(table.schema))
        if not own:
            return table
        raw = rebuilt(table, self.shapes)
        table = table.drop_columns(list(own))
        return table.set_column(table.schema.get_field_index("raw"), table.schema.field("raw"), raw)


def _no_rows(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.nulls(0, field.type) for field in schema], schema=schema)


@contextmanager
def reading(
    path: Path, *, words: Sequence[str] = (), metadata: pq.FileMetaData | None = None
) -> Iterator[OpenPart]:
    """Open a part; page checksums are held against the pages. The text columns `words` are read as dictionaries.

    `metadata` is its footer, where that was read before. Raises UnreadablePart.
    """
    try:
        file = pq.ParquetFile(
            path,
            metadata=metadata,
            page_checksum_verification=True,
            memory_map=False,
            read_dictionary=list(words),
        )
        fields = file.schema_arrow.metadata or {}
        batches = json.loads(fields.get(BATCHES_KEY, b"{}"))
        told = file.metadata.metadata or {}
        opened = OpenPart(
            file,
            int(fields[SCHEMA_KEY]),
            batches,
            shapes_of(file),
            _stating(told, file.num_row_groups),
            _received(told),
            tuple(words),
        )
    except (pa.ArrowException, OSError, KeyError, ValueError, TypeError, Misshapen) as error:
        raise UnreadablePart(str(error)) from error
    with file:
        yield opened


def shapes_of(file: pq.ParquetFile) -> tuple[Shape, ...]:
    """The shapes of a part's lines; none where its raw bytes stand in `raw`. Raises Misshapen."""
    data = (file.metadata.metadata or {}).get(SHAPES_KEY)
    if data is None:
        return ()
    shapes = parse_shapes(data)
    there = {each.name: each.type for each in file.schema_arrow}
    wanted = {"raw": pa.binary(), **columns_of(shapes)}
    if wrong := [name for name, type_ in wanted.items() if there.get(name) != type_]:
        raise Misshapen(f"columns of its shapes are missing or not what they should be: {', '.join(wrong)}")
    return shapes


def identity(path: Path) -> tuple[int, ...]:
    """By what a file is known to be the same one as before; of one that is not there, nothing."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _stating(told: Mapping[bytes, bytes], groups: int) -> tuple[int, ...] | None:
    if STATING_KEY not in told:
        return None
    found = tuple(int(group) for group in json.loads(told[STATING_KEY]))
    if any(not 0 <= group < groups for group in found):
        raise ValueError("statements are said to stand in row groups that are not there")
    return found


def _received(told: Mapping[bytes, bytes]) -> tuple[int, int] | None:
    if RECEIVED_KEY not in told:
        return None
    first, last = json.loads(told[RECEIVED_KEY])
    return int(first), int(last)


def rows_between(path: Path, part: Part, first: int, end: int) -> pa.RecordBatch:
    """The records [first, end) of a part with all its columns. Raises UnreadablePart."""
    with reading(path) as opened:
        begin, wanted = part.first, []
        for group in range(opened.file.num_row_groups):
            rows = opened.file.metadata.row_group(group).num_rows
            if begin < end and first < begin + rows:
                offset, length = max(first - begin, 0), min(end, begin + rows) - max(first, begin)
                wanted += [batch.slice(offset, length) for batch in opened.read(row_groups=[group])]
            begin += rows
        return pa.Table.from_batches(wanted).combine_chunks().to_batches()[0]


def _taken_apart(group: pa.Table, shapes: LineShapes) -> pa.Table:
    """The group with `raw` as shapes and values, in columns at the end."""
    apart = shapes.taken_apart(group.column("raw"))
    group = group.set_column(group.schema.get_field_index("raw"), group.schema.field("raw"), apart.pop("raw"))
    for name, column in apart.items():
        group = group.append_column(name, column)
    return group


def _options(
    schema: LogSchema, group: pa.Table, apart: Sequence[str]
) -> dict[str, Any]:  # Any: pyarrow's own keyword arguments
    """Which encodings were smallest and quickest to ask: docs/performance.md.

    A token that repeats is cheapest in a dictionary; one that does not, by its bytes, of which two are zero.
    """
    delta = ["position", "received_at", *_named(schema, ColumnType.MOMENT)]
    tokens = [name for name in _named(schema, ColumnType.INTEGER) if name.endswith(TOKEN)]
    distinct = {name: max(1, pc.count_distinct(group.column(name)).as_py()) for name in tokens}
    scattered = [name for name in tokens if distinct[name] * 2 >= group.num_rows]
    integers = [name for name in _named(schema, ColumnType.INTEGER) if name not in scattered]
    measured = encodings(group.select(apart))
    words = ["kind", "source", *_named(schema, ColumnType.TEXT), *integers]
    words += [name for name in apart if name not in measured]
    return {
        "version": "2.6",
        "compression": "zstd",
        "compression_level": 3,
        "use_dictionary": words,
        "column_encoding": {
            **dict.fromkeys(delta, "DELTA_BINARY_PACKED"),
            **dict.fromkeys(scattered, "BYTE_STREAM_SPLIT"),
            "sealed": "DELTA_LENGTH_BYTE_ARRAY",
            **measured,
        },
        "bloom_filter_options": {name: {"ndv": distinct[name], "fpp": FALSE_POSITIVES} for name in tokens},
        "write_page_checksum": True,
        "write_page_index": True,
        "max_rows_per_page": PAGE_ROWS,
        "write_statistics": [name for name in group.schema.names if name not in ("raw", "sealed", *apart)],
    }


def _named(schema: LogSchema, kind: ColumnType) -> list[str]:
    return [column.name for column in schema.stored if column.type is kind]
