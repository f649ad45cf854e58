"""One log on the disk, as its last checkpoint left it: what reading, writing and verifying start from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sekisho.archive import parts
from sekisho.archive.bulk import Bytes, leaves
from sekisho.archive.manifest import Manifest
from sekisho.archive.parts import Part, part_at
from sekisho.archive.records import Kind, statement_bytes
from sekisho.archive.schema import LogSchema, parse_declaration
from sekisho.archive.vault import Vault


class EvidenceBroken(Exception):
    """What is on the disk contradicts what was signed. Nothing is written any more; `sekisho verify` says where."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of the archive in the log (spec 3.4). `said` is empty where `raw` is no JSON object."""

    position: int
    received_at: int
    raw: bytes
    said: Mapping[str, Any]  # Any: JSON

    @property
    def what(self) -> str:
        """Its kind, as `schema`."""
        return str(self.said.get("statement", ""))


def statement(position: int, received_at: int, raw: bytes) -> Statement:
    """The statement in these raw bytes."""
    try:
        said = json.loads(raw)
    except ValueError:
        said = {}
    return Statement(position, received_at, raw, said if isinstance(said, dict) else {})


def in_force(statements: Iterable[Statement]) -> Iterator[Statement]:
    """The statements, those that a disposal carries over (spec 12) at its place, and the disposal."""
    for each in statements:
        for carried in each.said.get("carried", ()) if each.what == "disposal" else ():
            yield statement(each.position, each.received_at, statement_bytes(carried))
        yield each


def parts_in(manifest: Manifest) -> list[Part]:
    """The parts that the manifest names, in order."""
    found = (part_at(path) for path in manifest.files)
    return sorted(part for part in found if part is not None)


def leaves_of(batch: pa.RecordBatch, schema: LogSchema, vault: Vault) -> Bytes:
    """The leaves of consecutive records, shape (rows, 32)."""
    if not batch.num_rows:
        return np.zeros((0, 32), np.uint8)
    first = batch.column(batch.schema.get_field_index("position"))[0].as_py()
    return leaves(batch, schema, vault.salts(schema, first, moments_in(batch)))


def moments_in(batch: pa.RecordBatch, column: str = "received_at") -> npt.NDArray[np.int64]:
    """The times of receipt of a batch, microseconds; a moment that is absent becomes the least of all."""
    array = batch.column(batch.schema.get_field_index(column)).cast(pa.int64())
    if array.null_count:
        array = array.fill_null(np.iinfo(np.int64).min)
    return np.asarray(array.to_numpy(zero_copy_only=False), np.int64)


def statements_in(path: Path) -> Iterator[Statement]:
    """The statements of a part; row groups that hold none are not read."""
    with parts.reading(path) as opened:
        yield from stated_in(opened)


def stated_in(opened: parts.OpenPart) -> Iterator[Statement]:
    """The statements of an open part, as `statements_in`."""
    columns = ["position", "received_at", "kind", "raw"]
    for batch in opened.read(columns=columns, row_groups=opened.stating, kind=Kind.STATEMENT):
        yield from statements_of(batch)


def statements_of(batch: pa.RecordBatch) -> Iterator[Statement]:
    """The statements of a batch."""
    kinds = batch.column(batch.schema.get_field_index("kind")).to_numpy(zero_copy_only=False)
    for place in np.flatnonzero(kinds == Kind.STATEMENT).tolist():
        row = batch.slice(place, 1)
        raw = row.column(row.schema.get_field_index("raw"))[0].as_py()
        position = row.column(row.schema.get_field_index("position"))[0].as_py()
        yield statement(position, int(moments_in(row)[0]), raw or b"")


def schemas_of(statements: Iterable[Statement]) -> Mapping[int, LogSchema]:
    """The declarations by their number. Raises BadDeclaration."""
    declared = [parse_declaration(each.raw) for each in in_force(statements) if each.what == "schema"]
    return {schema.number: schema for schema in declared}
