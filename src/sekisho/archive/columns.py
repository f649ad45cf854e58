"""Records as columns: the Arrow form of what stands in a part, and the way between it and single records."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
import pyarrow as pa

from sekisho.archive.records import Kept, Kind, Value
from sekisho.archive.schema import ColumnType, LogSchema

MOMENT = pa.timestamp("us", "UTC")
MILLISECONDS = pa.timestamp("ms", "UTC")
"""In which a part may keep a moment column without finer ones (spec 6): a third fewer bytes."""
MICROSECONDS_IN_ONE = 1000
ARROW = {
    ColumnType.TEXT: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.MOMENT: MOMENT,
    ColumnType.FLAG: pa.bool_(),
}
ENVELOPE = (
    pa.field("position", pa.int64(), nullable=False),
    pa.field("received_at", MOMENT, nullable=False),
    pa.field("kind", pa.uint8(), nullable=False),
    pa.field("source", pa.string(), nullable=False),
)
CONTENT = (pa.field("raw", pa.binary()), pa.field("sealed", pa.binary()))


def arrow_schema(schema: LogSchema, *, envelope: bool = True) -> pa.Schema:
    """The columns of a part (spec 6); without the envelope's first two, those of a frame (spec 11)."""
    first = ENVELOPE if envelope else ENVELOPE[2:]
    return pa.schema([*first, *CONTENT, *(pa.field(c.name, ARROW[c.type]) for c in schema.stored)])


def in_milliseconds(rows: pa.Table, names: Collection[str]) -> pa.Table:
    """The rows with these moment columns in milliseconds. Raises ArrowInvalid where one is finer."""
    fields = [each.with_type(MILLISECONDS) if each.name in names else each for each in rows.schema]
    return rows.cast(pa.schema(fields, rows.schema.metadata)) if names else rows


def in_microseconds(fields: pa.Schema) -> pa.Schema:
    """The columns as they are declared, where some are kept in milliseconds. The time of receipt never is."""
    own = {each.name for each in ENVELOPE}
    declared = [
        each.with_type(MOMENT) if each.type == MILLISECONDS and each.name not in own else each
        for each in fields
    ]
    return pa.schema(declared, fields.metadata)


def has_finer(moments: pa.Array) -> bool:
    """Whether a moment, given in microseconds, is finer than milliseconds."""
    counted = moments.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    return bool((counted % MICROSECONDS_IN_ONE).any())


def with_envelope(batch: pa.RecordBatch, *, first: int, received_at: int) -> pa.RecordBatch:
    """A frame's batch with position and time of receipt put in front."""
    rows = batch.num_rows
    positions = pa.array(np.arange(first, first + rows, dtype=np.int64))
    times = pa.array(np.full(rows, received_at, np.int64)).cast(MOMENT)
    return pa.RecordBatch.from_arrays(
        [positions, times, *batch.columns], schema=pa.schema([*ENVELOPE[:2], *batch.schema])
    )


def records_of(batch: pa.RecordBatch, schema: LogSchema) -> Iterator[Kept]:
    """The records of a batch with all columns of a part; `raw` and `sealed` may be left out."""
    rows = batch.num_rows
    names = set(batch.schema.names)

    def column(name: str) -> list[Value | bytes]:
        if name not in names:
            return [None] * rows
        array = batch.column(batch.schema.get_field_index(name))
        return list((array.cast(pa.int64()) if pa.types.is_timestamp(array.type) else array).to_pylist())

    envelope = [column(name) for name in ("kind", "position", "received_at", "source", "raw", "sealed")]
    stored = [column(c.name) for c in schema.stored]
    for place, (kind, position, received_at, source, raw, sealed) in enumerate(zip(*envelope, strict=True)):
        assert isinstance(kind, int)
        assert isinstance(position, int)
        assert isinstance(received_at, int)
        assert isinstance(source, str)
        assert isinstance(raw, bytes | None)
        assert isinstance(sealed, bytes | None)
        values = tuple(values[place] for values in stored)
        yield Kept(
            Kind(kind),
            schema.number,
            position,
            received_at,
            source,
            raw,
            sealed,
            values,  # type: ignore[arg-type]  # the stored columns hold no bytes
        )
