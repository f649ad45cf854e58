"""Recomputing the leaves of a run of records: what one worker of the verifier does."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sekisho.archive import parts
from sekisho.archive.bulk import DIGEST_BYTES, Bytes, roots_of_256
from sekisho.archive.bulk import leaves as hash_leaves
from sekisho.archive.columns import arrow_schema
from sekisho.archive.edge import perfect_subtrees
from sekisho.archive.findings import Finding, finding
from sekisho.archive.marks import marks_of
from sekisho.archive.month_keys import BadSecrets
from sekisho.archive.parts import Part
from sekisho.archive.records import Kind
from sekisho.archive.schema import LogSchema, at
from sekisho.archive.store import moments_in
from sekisho.archive.vault import SaltKeyMissing, Vault

BLOCK = 256
EPOCH_DAY = date(1970, 1, 1).toordinal()
EARLIEST_DAY, LATEST_DAY = date.min.toordinal() - EPOCH_DAY, date.max.toordinal() - EPOCH_DAY
Moments = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Unit:
    """A run of row groups of one part: the records [first, end). `sizes` are those of checkpoints in it."""

    folder: Path
    part: Part
    schema: LogSchema
    row_groups: tuple[int, ...]
    first: int
    end: int
    sizes: tuple[int, ...]
    count_days: bool


@dataclass(slots=True)
class Looked:
    """What a unit's records gave.

    `head` and `tail` are the leaves before the first and after the last full block of 256, `blocks` the roots of
    the full ones from block `first_block` on; `ragged` the perfect subtrees of [256·⌊s/256⌋, s) for sizes s whose
    block begins in here.
    """

    unit: Unit
    head: Bytes
    blocks: Bytes
    tail: Bytes
    first_block: int
    marks: bytes
    ragged: dict[int, list[bytes]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    first_received_at: int = 0
    last_received_at: int = 0
    days: Counter[tuple[str, date]] = field(default_factory=Counter)
    readable: bool = True


def look(unit: Unit) -> Looked:
    """Read the records of a unit and recompute everything that follows from them. Raises nothing."""
    log, file = unit.schema.name, unit.part.path
    found: list[Finding] = []
    leaves: list[Bytes] = []
    looked = Looked(unit, _none(), _none(), _none(), 0, b"", readable=False)
    vault = Vault(unit.folder, unit.schema.origin)
    position, last = unit.first, None
    try:
        with parts.reading(unit.folder / file) as opened:
            if wrong := _wrong_columns(opened.file.schema_arrow, unit.schema):
                found.append(finding("columns", log, file, detail=wrong))
                return _with(looked, found)
            for batch in opened.read(row_groups=unit.row_groups):
                found += _positions(batch, position, log, file)
                moments = moments_in(batch)
                found += _clock(batch, moments, last, position, log, file)
                if last is None:
                    looked.first_received_at = int(moments[0])
                last = int(moments[-1])
                if unit.count_days:
                    _count_days(batch, unit.schema, moments, looked.days)
                leaves.append(hash_leaves(batch, unit.schema, vault.salts(unit.schema, position, moments)))
                position += batch.num_rows
    except (parts.UnreadablePart, SaltKeyMissing, BadSecrets, pa.ArrowException, ValueError) as error:
        found.append(
            finding("unreadable", log, file, at=position, until=unit.end, detail=str(error).splitlines()[0])
        )
        return _with(looked, found)
    if position != unit.end:
        found.append(finding("gap", log, file, at=position, until=max(unit.end, position + 1)))
        return _with(looked, found)
    looked.last_received_at = last or 0
    return _with(_folded(looked, np.concatenate(leaves) if leaves else _none()), found)


def _with(looked: Looked, found: list[Finding]) -> Looked:
    looked.findings += found
    return looked


def _folded(looked: Looked, leaves: Bytes) -> Looked:
    unit = looked.unit
    begin = -unit.first % BLOCK
    full = max(0, (len(leaves) - begin) // BLOCK)
    looked.readable = True
    looked.head, looked.tail = leaves[:begin], leaves[begin + full * BLOCK :]
    looked.blocks = roots_of_256(leaves[begin : begin + full * BLOCK])
    looked.first_block = -(-unit.first // BLOCK)
    looked.marks = marks_of(unit.first, leaves)
    for size in unit.sizes:
        block = size // BLOCK * BLOCK
        if unit.first <= block and size % BLOCK:
            looked.ragged[size] = perfect_subtrees(leaves[block - unit.first : size - unit.first])
    return looked


def _wrong_columns(found: pa.Schema, schema: LogSchema) -> str:
    """How the columns of a part differ from the declared ones; empty where they do not."""
    wanted = {each.name: each.type for each in arrow_schema(schema)}
    there = {each.name: each.type for each in found}
    optional = {"raw", "sealed"}
    odd = {name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name)}
    return ", ".join(sorted(name for name in odd if name not in optional or name in there))


def _positions(batch: pa.RecordBatch, position: int, log: str, file: str) -> list[Finding]:
    found = batch.column(batch.schema.get_field_index("position")).to_numpy(zero_copy_only=False)
    steps = np.diff(found, prepend=position - 1)
    wrong = np.flatnonzero(steps != 1)
    return [
        finding(
            "position",
            log,
            file,
            at=position + int(place),
            until=position + int(place) + 1,
            expected=int(found[place - 1]) + 1 if place else position,
            found=int(found[place]),
        )
        for place in wrong[:100]
    ]


def _clock(
    batch: pa.RecordBatch, moments: Moments, last: int | None, position: int, log: str, file: str
) -> list[Finding]:
    before = np.concatenate([[moments[0] if last is None else last], moments[:-1]])
    found = []
    for place in np.flatnonzero(moments < before)[:100].tolist():
        found.append(
            step_back(
                batch.slice(place, 1), int(before[place]), int(moments[place]), position + place, log, file
            )
        )
    return found


def step_back(row: pa.RecordBatch, before: int, after: int, position: int, log: str, file: str) -> Finding:
    """A time of receipt before the one of the record before: said by a `clock` statement, or a fault."""
    kind = row.column(row.schema.get_field_index("kind"))[0].as_py()
    raw = row.column(row.schema.get_field_index("raw"))[0].as_py() if "raw" in row.schema.names else None
    said: object = None
    if kind == Kind.STATEMENT and raw:
        try:
            said = json.loads(raw)
        except ValueError:
            said = None
    told = isinstance(said, dict) and said.get("statement") == "clock"
    explained = told and isinstance(said, dict) and (said.get("before"), said.get("after")) == (before, after)
    return finding(
        "clock_said" if explained else "clock",
        log,
        file,
        at=position,
        until=position + 1,
        before=at(before),
        after=at(after),
    )


def _count_days(
    batch: pa.RecordBatch, schema: LogSchema, moments: Moments, days: Counter[tuple[str, date]]
) -> None:
    """Records by source and local day, of the event where the log has an event time."""
    if schema.event_time:
        events = moments_in(batch, schema.event_time)
        moments = np.where(events == np.iinfo(np.int64).min, moments, events)
    numbers = (moments + schema.utc_offset_minutes * 60_000_000) // 86_400_000_000
    sources = batch.column(batch.schema.get_field_index("source")).dictionary_encode()
    codes = sources.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    names: Sequence[str] = sources.dictionary.to_pylist()
    keys, counts = np.unique(numbers * len(names) + codes, return_counts=True)
    for key, count in zip(keys.tolist(), counts.tolist(), strict=True):
        number, code = divmod(key, len(names))
        if EARLIEST_DAY <= number <= LATEST_DAY:
            days[names[code], date.fromordinal(number + EPOCH_DAY)] += count


def _none() -> Bytes:
    return np.zeros((0, DIGEST_BYTES), np.uint8)
