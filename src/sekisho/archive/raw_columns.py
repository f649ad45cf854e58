"""Whether the raw bytes of a part are written as shapes and values (`line_shapes`), and how each column is."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.parquet as pq

from sekisho.archive.line_shapes import LineShapes

WORTH_TRYING = 4_096  # lines of a part below which its shapes cost more than they save
SAVING = 0.8
SAMPLE_ROWS = 16_384
SMALLEST_OF = ("DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT")


def shapes_for(raw: pa.ChunkedArray) -> LineShapes | None:
    """Shapes for a part that begins with these raw bytes; None where they would not save a fifth."""
    if len(raw) - raw.null_count < WORTH_TRYING:
        return None
    sample = raw.slice(0, SAMPLE_ROWS)
    shapes = LineShapes()
    apart = pa.table(shapes.taken_apart(sample))
    if not shapes.shapes or _bytes(apart, encodings(apart)) > SAVING * _bytes(
        pa.table({"raw": sample}), {"raw": "PLAIN"}
    ):
        return None
    return LineShapes()


def encodings(table: pa.Table) -> dict[str, str]:
    """The encoding of each integer column that is smaller so than by a dictionary; as tried out on these rows."""
    found = {}
    for field in table.schema:
        if field.type == pa.int64():
            column = table.select([field.name])
            sizes = {encoding: _bytes(column, {field.name: encoding}) for encoding in SMALLEST_OF}
            best = min(sizes, key=lambda encoding: sizes[encoding])
            if sizes[best] < _bytes(column, {}):
                found[field.name] = best
    return found


def _bytes(table: pa.Table, encodings: Mapping[str, str]) -> int:
    """How many bytes a file of these columns has; those without an encoding have a dictionary."""
    output = pa.BufferOutputStream()
    pq.write_table(
        table,
        output,
        compression="zstd",
        compression_level=3,
        use_dictionary=[name for name in table.schema.names if name not in encodings],
        column_encoding=dict(encodings),
        write_statistics=False,
    )
    return int(output.tell())
