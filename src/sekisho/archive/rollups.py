"""Roll-ups: how many records a key has in each hour, so that a year's heat map is read from kilobytes.

Derived from a part and made with it (spec 6): `rollups/<first>-<end>.parquet`, one row for each value of the
column `rolled_up_by` and each local hour. Nothing rests on them; they are held against the records when
everything is verified.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sekisho.archive.engines import View
from sekisho.archive.parts import Part
from sekisho.archive.records import Kind
from sekisho.archive.schema import TOKEN, ColumnType, LogSchema
from sekisho.archive.sql_texts import identifier, literal
from sekisho.archive.store import moments_in

FOLDER = "rollups"
HOUR = 3_600_000_000  # microseconds
DAY = 24 * HOUR
ABSENT = np.iinfo(np.int64).min


def rollup_path(part: Part) -> str:
    """Below the directory of the log."""
    return f"{FOLDER}/{part.first:020d}-{part.end:020d}.parquet"


def columns_of(schema: LogSchema) -> list[str]:
    """What a roll-up reads of a part."""
    moment = schema.event_time or "received_at"
    return [
        *dict.fromkeys(
            ["kind", "received_at", moment, str(schema.rolled_up_by), *_tokens(schema), *_counts(schema)]
        )
    ]


def rollup(batches: Iterable[pa.RecordBatch], schema: LogSchema) -> bytes:
    """The roll-up of a part as it stands in its file; `batches` are its row groups, with `columns_of` at least.

    `records` counts; `<column>_sum` adds up each integer column; `<token>_distinct` counts the values
    of a token within a row group, so an hour that two row groups share can count a value twice.
    """
    found = [_by_hour(batch, schema) for batch in batches]
    table = pa.concat_tables(found) if found else None
    keys = ["key", "day", "hour"]
    sums = [name for name in table.column_names if name not in keys] if table is not None else []
    out = io.BytesIO()
    if table is not None:
        whole = table.group_by(keys).aggregate([(name, "sum") for name in sums])
        whole = whole.rename_columns(
            [name.removesuffix("_sum") if name not in keys else name for name in whole.column_names]
        )
        whole = whole.select([*keys, *sums]).sort_by([(name, "ascending") for name in ("day", "hour", "key")])
        pq.write_table(whole, out, compression="zstd", use_dictionary=["key"], write_page_checksum=True)
    return out.getvalue()


def view_of_rollups(name: str, folder: Path, paths: Iterable[str]) -> View | None:
    """The view `<log>_by_hour` over these roll-ups; None where there are none."""
    files = tuple(folder / path for path in paths if path.startswith(f"{FOLDER}/"))
    if not files:
        return None
    listed = ", ".join(literal(path.as_posix()) for path in files)
    return View(
        f"{name}_by_hour",
        files,
        f"SELECT * FROM read_parquet([{listed}], hive_partitioning = false, union_by_name = true)",  # noqa: S608 -- every name is quoted
    )


def heat_map_sql(name: str) -> str:
    """Records of each key in each hour of the day over a span of days; two parameters: from, and until before."""
    return (  # every name is quoted
        f"SELECT key, hour, sum(records)::BIGINT AS records FROM {identifier(f'{name}_by_hour')}"  # noqa: S608 -- as it says
        " WHERE day >= ? AND day < ? GROUP BY key, hour ORDER BY key, hour"
    )


def _by_hour(batch: pa.RecordBatch, schema: LogSchema) -> pa.Table:
    batch = batch.filter(pc.equal(batch.column(batch.schema.get_field_index("kind")), Kind.RECORD))
    moments = moments_in(batch)
    if schema.event_time:
        events = moments_in(batch, schema.event_time)
        moments = np.where(events == ABSENT, moments, events)
    local = moments + schema.utc_offset_minutes * 60_000_000
    rows = {
        "key": batch.column(batch.schema.get_field_index(str(schema.rolled_up_by))),
        "day": pa.array((local // DAY).astype(np.int32)).cast(pa.date32()),
        "hour": pa.array((local % DAY // HOUR).astype(np.int8)),
    }
    rows |= {
        name: batch.column(batch.schema.get_field_index(name))
        for name in (*_tokens(schema), *_counts(schema))
    }
    grouped = pa.table(rows).group_by(["key", "day", "hour"])
    wanted: list[tuple[list[str] | str, str]] = [([], "count_all")]
    wanted += [(name, "count_distinct") for name in _tokens(schema)] + [
        (name, "sum") for name in _counts(schema)
    ]
    found = grouped.aggregate(wanted)
    names = {"count_all": "records"} | {
        f"{name}_count_distinct": f"{name}_distinct" for name in _tokens(schema)
    }
    return found.rename_columns([names.get(name, name) for name in found.column_names])


def _tokens(schema: LogSchema) -> list[str]:
    return [c.name for c in schema.stored if c.type is ColumnType.INTEGER and c.name.endswith(TOKEN)]


def _counts(schema: LogSchema) -> list[str]:
    return [c.name for c in schema.stored if c.type is ColumnType.INTEGER and not c.name.endswith(TOKEN)]
