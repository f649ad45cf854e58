"""Small parts for the tests of asking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sekisho.archive.schema import ColumnType, Stored
from sekisho.archive.views import PartFile

BEGIN = datetime(2026, 4, 1, tzinfo=UTC)
MOMENT = pa.timestamp("us", "UTC")
TYPES = {
    ColumnType.TEXT: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.MOMENT: MOMENT,
    ColumnType.FLAG: pa.bool_(),
}
OPERATIONS = (
    Stored("occurred_at", ColumnType.MOMENT),
    Stored("operator_id", ColumnType.TEXT),
    Stored("subject_token", ColumnType.INTEGER),
)


def part(
    path: Path,
    columns: Sequence[Stored],
    rows: Sequence[Sequence[object]],
    *,
    first: int = 0,
    sealed: bool = True,
    raw: bool = True,
    row_group: int = 131_072,
) -> PartFile:
    """A part with these stored values, a record a minute; the very first record of a log is a statement."""
    positions = range(first, first + len(rows))
    table: dict[str, pa.Array] = {
        "position": pa.array(positions, pa.int64()),
        "received_at": pa.array([BEGIN + timedelta(minutes=p) for p in positions], MOMENT),
        "kind": pa.array([int(p > 0) for p in positions], pa.uint8()),
        "source": pa.array(["sekisho" if p == 0 else "counter" for p in positions]),
    }
    if raw:
        table["raw"] = pa.array([b"{}" if p == 0 or not sealed else None for p in positions], pa.binary())
    if sealed:
        table["sealed"] = pa.array([None if p == 0 else b"box" for p in positions], pa.binary())
    for column, values in zip(columns, zip(*rows, strict=True), strict=True):
        table[column.name] = pa.array(values, TYPES[column.type])
    tokens = [name for name in table if name.endswith("_token")]
    pq.write_table(
        pa.table(table),
        path,
        row_group_size=row_group,
        use_dictionary=False,
        column_encoding=dict.fromkeys(tokens, "BYTE_STREAM_SPLIT"),
        bloom_filter_options={name: {"ndv": 1_000, "fpp": 0.02} for name in tokens},
    )
    return PartFile(path, tuple(columns), has_raw=raw, has_sealed=sealed)
