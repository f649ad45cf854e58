"""What a part tells besides its records: read once, and known for as long as the file is the same one.

A part never changes. To read the footers of all parts anew for every proof took longer than the proof, once there were
hundreds of row groups.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sekisho.archive.line_shapes import Shape
from sekisho.archive.parts import OpenPart, identity, reading
from sekisho.archive.schema import LogSchema
from sekisho.archive.store import schemas_of, stated_in

FOOTERS_KEPT = 256  # a log of seven years has some sixty parts


@dataclass(frozen=True, slots=True)
class Footer:
    """What a reader of many parts needs to know of each: the moments are those of receipt, microseconds.

    `schemas` are the declarations among its records, those that a disposal carries over too.
    """

    schema_number: int
    names: frozenset[str]
    shapes: tuple[Shape, ...]
    first_received_at: int
    last_received_at: int
    schemas: Mapping[int, LogSchema]
    metadata: pq.FileMetaData


def footer_of(path: Path) -> Footer:
    """The footer of a part. Raises UnreadablePart, BadDeclaration."""
    return _footer_of(path, identity(path))


@lru_cache(FOOTERS_KEPT)
def _footer_of(path: Path, _file: tuple[int, ...]) -> Footer:
    with reading(path) as opened:
        return Footer(
            opened.schema_number,
            frozenset(opened.columns.names),
            opened.shapes,
            *(opened.received or _read_received(opened)),
            schemas_of(stated_in(opened)),
            opened.file.metadata,
        )


def _read_received(opened: OpenPart) -> tuple[int, int]:
    """The first and last moment of receipt, read from the column."""
    bounds = [
        pc.min_max(batch.column(0).cast(pa.int64())).as_py() for batch in opened.read(columns=["received_at"])
    ]
    found = [each[end] for each in bounds for end in ("min", "max")]
    return min(found, default=0), max(found, default=0)
