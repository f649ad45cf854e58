"""Roll-ups: how many records a key has in each hour, so that a year's heat map is read from kilobytes.

Derived from a part and made with it (spec 6): `rollups/<first>-<end>.parquet`, one row for each value of the
column `rolled_up_by` and each local hour. Keys times hours are soon as many as there are records, so a large part
has two coarser ones beside it: by key, month and hour of the day, and by day and hour over all keys. Nothing
rests on them: one that is missing is made with the next roll.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sekisho.archive.parts import ROW_GROUP, Part
from sekisho.archive.records import Kind
from sekisho.archive.rollup_views import COARSE, DAYS, FOLDER, HOURS, MONTHS
from sekisho.archive.schema import TOKEN, ColumnType, LogSchema
from sekisho.archive.store import moments_in

HOUR = 3_600_000_000  # microseconds
DAY = 24 * HOUR
ABSENT = np.iinfo(np.int64).min
DISTINCT = "_distinct"
OF: Mapping[str, tuple[str, ...]] = {
    HOURS: ("day", "hour", "key"),
    MONTHS: ("month", "key", "hour"),
    DAYS: ("day", "hour"),
}
"""What a roll-up of each grain has one row of, in this order."""


def rollup_path(part: Part, grain: str = HOURS) -> str:
    """Below the directory of the log."""
    return f"{FOLDER}/{part.first:020d}-{part.end:020d}{grain}.parquet"


def rollup_paths(part: Part) -> set[str]:
    """All that a part can have."""
    return {rollup_path(part, grain) for grain in OF}


def grains_of(part: Part, schema: LogSchema) -> Sequence[str]:
    """Those that a part should have. Of a small one the hours are soon read, and it is soon part of a larger one."""
    if not schema.rolled_up_by:
        return ()
    return (HOURS, *COARSE) if part.end - part.first >= ROW_GROUP else (HOURS,)


def columns_of(schema: LogSchema) -> list[str]:
    """What a roll-up reads of a part."""
    moment = schema.event_time or "received_at"
    return [
        *dict.fromkeys(
            ["kind", "received_at", moment, str(schema.rolled_up_by), *_tokens(schema), *_counts(schema)]
        )
    ]


def rollups(batches: Iterable[pa.RecordBatch], schema: LogSchema, grains: Sequence[str]) -> dict[str, bytes]:
    """The roll-ups of a part as they stand in their files: as `counted`."""
    return {grain: _file(rows) for grain, rows in counted(batches, schema, grains).items()}


def counted(
    batches: Iterable[pa.RecordBatch], schema: LogSchema, grains: Sequence[str]
) -> dict[str, pa.Table]:
    """The roll-ups of a part, in order; `batches` are its row groups, with `columns_of` at least.

    `records` counts; `<column>_sum` adds up each integer column; `<token>_distinct` counts the values
    of a token within a row group, so an hour that two row groups share can count a value twice. In the
    coarser ones it is the greatest of all the hours in it.
    """
    hours = _together(pa.concat_tables([_by_hour(batch, schema) for batch in batches]), OF[HOURS], "sum")
    days = hours.column("day")
    finer = hours.append_column("month", pc.floor_temporal(days, unit="month").cast(pa.date32()))
    return {
        grain: _sorted(hours if grain == HOURS else _together(finer, OF[grain], "max"), OF[grain])
        for grain in grains
    }


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
    wanted: list[tuple[list[str] | str, str]] = [([], "count_all")]
    wanted += [(name, "count_distinct") for name in _tokens(schema)]
    wanted += [(name, "sum") for name in _counts(schema)]
    found = pa.table(rows).group_by(list(OF[HOURS])).aggregate(wanted)
    names = {"count_all": "records"} | {f"{n}_count_distinct": n + DISTINCT for n in _tokens(schema)}
    return found.rename_columns([names.get(name, name) for name in found.column_names])


def _together(rows: pa.Table, of: Sequence[str], distinct: str) -> pa.Table:
    """One row of each: records and sums are added up, and of what is distinct there is the `distinct` (sum, max)."""
    names = [name for name in rows.column_names if name not in ("key", "day", "month", "hour")]
    wanted = [(name, distinct if name.endswith(DISTINCT) else "sum") for name in names]
    found = rows.group_by(list(of)).aggregate(wanted)
    return found.select([*of, *(f"{name}_{how}" for name, how in wanted)]).rename_columns([*of, *names])


def _sorted(rows: pa.Table, of: Sequence[str]) -> pa.Table:
    return rows.sort_by([(name, "ascending") for name in of])


def _file(rows: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(rows, out, compression="zstd", use_dictionary=["key"], write_page_checksum=True)
    return out.getvalue()


def _tokens(schema: LogSchema) -> list[str]:
    return [c.name for c in schema.stored if c.type is ColumnType.INTEGER and c.name.endswith(TOKEN)]


def _counts(schema: LogSchema) -> list[str]:
    return [c.name for c in schema.stored if c.type is ColumnType.INTEGER and not c.name.endswith(TOKEN)]
