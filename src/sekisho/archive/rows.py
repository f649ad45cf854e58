"""A few records of a part, read through its page index: what one proof or one page needs, not a whole row group."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa

from sekisho.archive import parts
from sekisho.archive.footers import footer_of
from sekisho.archive.parts import Part, UnreadablePart, identity
from sekisho.archive.sql_texts import literal
from sekisho.archive.tiles import WIDTH

PATTERN = frozenset("*?[]{}")
ROWS_KEPT = 4096  # of a longer range nothing is remembered
BLOCKS_KEPT = 16


def rows_between(path: Path, part: Part, first: int, end: int) -> pa.RecordBatch:
    """The records [first, end) of a part, as `parts.rows_between` gives them, several times sooner.

    Page checksums are not looked at: whoever needs certainty compares the leaves. Raises UnreadablePart.
    """
    if PATTERN & set(path.as_posix()):  # the engine would take it for several files
        return parts.rows_between(path, part, first, end)
    if end - first > ROWS_KEPT:
        return _read(path, first, end)
    return _kept(path, identity(path), first, end)


def block_of(path: Path, part: Part, position: int) -> tuple[int, pa.RecordBatch]:
    """The records of the part in the same 256 as `position`, and where they begin: a proof needs all their leaves.

    Where a neighbour cannot be read, the record alone. Raises as `rows_between`.
    """
    first = max(part.first, position // WIDTH * WIDTH)
    try:
        return first, rows_between(path, part, first, min(part.end, position // WIDTH * WIDTH + WIDTH))
    except UnreadablePart:
        return position, rows_between(path, part, position, position + 1)


@lru_cache(BLOCKS_KEPT)
def _kept(path: Path, _file: tuple[int, ...], first: int, end: int) -> pa.RecordBatch:
    """As `_read`, remembered for as long as the file is the same one."""
    return _read(path, first, end)


def _read(path: Path, first: int, end: int) -> pa.RecordBatch:
    with parts.reading(path, metadata=footer_of(path).metadata) as opened:
        fields = opened.file.schema_arrow
        columns = ", ".join(f'"{name}"' for name in fields.names)
        source = f"read_parquet({literal(path.as_posix())}, hive_partitioning = false)"
        where = f"position >= {int(first)} AND position < {int(end)}"
        sql = f"SELECT {columns} FROM {source} WHERE {where} ORDER BY position"  # noqa: S608 -- names of a declaration, numbers
        try:
            found = _connection().cursor().sql(sql).to_arrow_table().cast(fields)
            batch = opened.as_records(found)
        except (duckdb.Error, pa.ArrowException) as error:
            raise UnreadablePart(str(error).splitlines()[0]) from error
    if batch.num_rows != end - first:
        raise UnreadablePart(f"of the records [{first}, {end}) there are {batch.num_rows}")
    return batch


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    """One database for the process: making one takes longer than the rows do."""
    return duckdb.connect(config={"threads": 1, "autoload_known_extensions": False})
