"""What callers hand in, as columns: the declared ones as they were read, personal ones still in the open."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from sekisho.archive.columns import ARROW
from sekisho.archive.records import OWN_SOURCE, BadRecord, Record
from sekisho.archive.schema import LogSchema


def incoming_schema(schema: LogSchema) -> pa.Schema:
    """`source`, `raw`, and every declared column by its own type."""
    return pa.schema(
        [
            pa.field("source", pa.string(), nullable=False),
            pa.field("raw", pa.binary()),
            *(pa.field(column.name, ARROW[column.type]) for column in schema.columns),
        ]
    )


def batch_of_incoming(records: Sequence[Record], schema: LogSchema) -> pa.RecordBatch:
    """Records as columns. Raises BadRecord for a column that is not declared or a value that does not fit."""
    fields = incoming_schema(schema)
    known = {column.name for column in schema.columns}
    for place, record in enumerate(records):
        if strange := record.values.keys() - known:
            raise BadRecord(f"record {place} has a column that is not declared: {min(strange)}")
    try:
        arrays = [
            pa.array([record.source for record in records], pa.string()),
            pa.array([record.raw for record in records], pa.binary()),
        ]
        arrays += [
            pa.array([record.values.get(column.name) for record in records], ARROW[column.type])
            for column in schema.columns
        ]
        return checked(pa.record_batch(arrays, schema=fields), schema)
    except (pa.ArrowException, OverflowError, UnicodeEncodeError, TypeError) as error:
        raise BadRecord(f"a value does not fit its column: {error}") from error


def checked(batch: pa.RecordBatch, schema: LogSchema) -> pa.RecordBatch:
    """The batch with exactly the incoming columns, in order; what is not given is absent. Raises BadRecord."""
    fields = incoming_schema(schema)
    if strange := set(batch.schema.names) - set(fields.names):
        raise BadRecord(f"a column is not declared: {min(strange)}")
    try:
        arrays = [
            batch.column(batch.schema.get_field_index(field.name)).cast(field.type)
            if field.name in batch.schema.names
            else pa.nulls(batch.num_rows, field.type)
            for field in fields
        ]
    except pa.ArrowException as error:
        raise BadRecord(f"a value does not fit its column: {error}") from error
    if arrays[0].null_count:
        raise BadRecord("a record without source")
    if pc.any(pc.equal(arrays[0], OWN_SOURCE)).as_py():
        raise BadRecord(f"the source {OWN_SOURCE} is the archive's own")
    return pa.record_batch(arrays, schema=fields)
