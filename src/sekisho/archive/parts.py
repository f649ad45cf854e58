"""Parts: the records of a range as one Parquet file (spec 6)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sekisho.archive import files
from sekisho.archive.columns import arrow_schema
from sekisho.archive.schema import TOKEN, ColumnType, LogSchema

ROW_GROUP = 131_072
NAME = re.compile(r"parts/(\d{20})-(\d{20})\.parquet\Z")
SCHEMA_KEY = b"sekisho.schema"
BATCHES_KEY = b"sekisho.batches"
BLOOM = {"ndv": 60_000, "fpp": 0.01}
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
def writing(path: Path, schema: LogSchema, *, batches: Batches | None = None) -> Iterator[PartWriter]:
    """Write a part; it has its name, durably, when the block ends, and none where it raises.

    `batches` are the callers' names of what was appended, hexadecimal, with first position and count.
    """
    fields = arrow_schema(schema).with_metadata(
        {SCHEMA_KEY: str(schema.number).encode(), BATCHES_KEY: json.dumps(batches or {}).encode()}
    )
    with files.putting(path) as file, pq.ParquetWriter(file, fields, **_options(schema)) as writer:
        part = PartWriter(writer)
        yield part
        part.finish()


class PartWriter:
    """Gathers batches into row groups."""

    def __init__(self, writer: pq.ParquetWriter) -> None:
        self._writer = writer
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Append the rows of a batch."""
        self._waiting.append(batch)
        self._rows += batch.num_rows
        while self._rows >= ROW_GROUP:
            self._flush(ROW_GROUP)

    def finish(self) -> None:
        """Write what waits for a full row group."""
        if self._rows:
            self._flush(self._rows)

    def _flush(self, rows: int) -> None:
        table = pa.Table.from_batches(self._waiting)
        self._writer.write_table(table.slice(0, rows), row_group_size=rows)
        self._waiting = table.slice(rows).to_batches()
        self._rows = sum(batch.num_rows for batch in self._waiting)


@dataclass(frozen=True, slots=True)
class OpenPart:
    """A part opened for reading."""

    file: pq.ParquetFile
    schema_number: int
    batches: Batches

    def read(
        self, *, columns: Sequence[str] | None = None, row_groups: Iterable[int] | None = None
    ) -> Iterator[pa.RecordBatch]:
        """One batch a row group, in order. Raises UnreadablePart."""
        for group in range(self.file.num_row_groups) if row_groups is None else row_groups:
            try:
                table = self.file.read_row_group(group, columns=columns, use_threads=False)
                yield from table.combine_chunks().to_batches()
            except (pa.ArrowException, OSError) as error:
                raise UnreadablePart(f"row group {group}: {error}") from error


@contextmanager
def reading(path: Path) -> Iterator[OpenPart]:
    """Open a part; page checksums are held against the pages. Raises UnreadablePart."""
    try:
        file = pq.ParquetFile(path, page_checksum_verification=True, memory_map=False)
        metadata = file.schema_arrow.metadata or {}
        opened = OpenPart(file, int(metadata[SCHEMA_KEY]), json.loads(metadata[BATCHES_KEY]))
    except (pa.ArrowException, OSError, KeyError, ValueError) as error:
        raise UnreadablePart(str(error)) from error
    with file:
        yield opened


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


def _options(schema: LogSchema) -> dict[str, Any]:  # Any: pyarrow's own keyword arguments
    """Which encodings were smallest and fastest to ask: docs/performance.md."""
    delta = ["position", "received_at"]
    delta += [c.name for c in schema.stored if c.type is ColumnType.MOMENT]
    tokens = [c.name for c in schema.stored if c.name.endswith(TOKEN) and c.type is ColumnType.INTEGER]
    words = ["kind", "source"] + [c.name for c in schema.stored if c.type is ColumnType.TEXT]
    encodings = dict.fromkeys(delta, "DELTA_BINARY_PACKED") | dict.fromkeys(tokens, "PLAIN")
    return {
        "compression": "zstd",
        "compression_level": 3,
        "use_dictionary": words,
        "column_encoding": encodings,
        "bloom_filter_options": dict.fromkeys(tokens, BLOOM),
        "write_page_checksum": True,
        "write_statistics": [n for n in (*delta, *words) if n not in ("raw", "sealed")],
        "version": "2.6",
        "store_schema": True,
    }
