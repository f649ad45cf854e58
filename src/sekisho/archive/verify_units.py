"""Recomputing the leaves of a run of records: what one worker of the verifier does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sekisho.archive import parts
from sekisho.archive.bulk import Bytes, leaves
from sekisho.archive.columns import arrow_schema
from sekisho.archive.findings import Finding, finding
from sekisho.archive.marks import marks_of
from sekisho.archive.parts import Part
from sekisho.archive.salts import salts
from sekisho.archive.schema import LogSchema
from sekisho.archive.store import Statement, moments_in, statements_of
from sekisho.archive.vault import SECRETS, months_of
from sekisho.archive.verify_tree import Run, run_of
from sekisho.archive.verify_values import (
    Moments,
    can_be_hashed,
    impossible_values,
    steps_back,
    wrong_columns,
    wrong_positions,
)

LEAVES_AT_ONCE = 131_072
EPOCH_DAY = date(1970, 1, 1).toordinal()
EARLIEST_DAY, LATEST_DAY = date.min.toordinal() - EPOCH_DAY, date.max.toordinal() - EPOCH_DAY


class CannotBeHashed(Exception):
    """These records have no leaves; why is among the findings."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A run of row groups of one part: the records [first, end).

    `sizes` are those of checkpoints in it, `salt_keys` those of the log by local month.
    """

    folder: Path
    part: Part
    schema: LogSchema
    row_groups: tuple[int, ...]
    first: int
    end: int
    sizes: tuple[int, ...]
    salt_keys: Mapping[str, bytes] = field(repr=False)
    count_days: bool


@dataclass(slots=True)
class Looked:
    """What a unit's records gave: their leaves, or what follows from these; neither where they cannot be hashed.

    `received_at` are the times of receipt of the first and the last record, `moments` those of record s - 1 for
    the sizes s of checkpoints; `days` counts the records by source and local day.
    """

    unit: Unit
    leaves: Bytes | None = None
    run: Run | None = None
    marks: bytes = b""
    received_at: tuple[int, int] = (0, 0)
    moments: dict[int, int] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    days: Counter[tuple[str, date]] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_hashed(self) -> bool:
        """Whether the records could be read and hashed."""
        return self.leaves is not None or self.run is not None


def look_and_fold(unit: Unit) -> Looked:
    """As `look`, with the run of the leaves in place of them: a 256th of the bytes, for another process."""
    looked = look(unit)
    if looked.leaves is not None:
        looked.run, looked.leaves = run_of(unit.first, looked.leaves, unit.sizes), None
    return looked


def runs_of(looked: Sequence[Looked], sizes: Sequence[int]) -> Iterator[Run]:
    """The runs of all that was hashed, in order; leaves that follow one another are taken together.

    Small units are cheaper so: a block of 256 is hashed in one go, and not put together out of pieces.
    """
    waiting: list[Looked] = []
    for one in looked:
        follows = bool(waiting) and waiting[-1].unit.end == one.unit.first
        if waiting and (one.leaves is None or not follows or _rows(waiting) >= LEAVES_AT_ONCE):
            yield _run(waiting, sizes)
            waiting = []
        if one.run is not None:
            yield one.run
        elif one.leaves is not None:
            waiting.append(one)
    if waiting:
        yield _run(waiting, sizes)


def look(unit: Unit) -> Looked:
    """Read the records of a unit and recompute everything that follows from them. Raises nothing.

    Where a page's checksum does not hold, that is a fault, and the records are read once more without it: of
    what can be read nevertheless the marks then tell which record it is.
    """
    looked, failure = _tried(unit, checked=True)
    if failure is None:
        return looked
    again, failure_again = _tried(unit, checked=False)
    if failure_again is None:
        looked = again
    looked.findings = [*_damaged(unit, failure), *looked.findings]
    return looked


def _tried(unit: Unit, *, checked: bool) -> tuple[Looked, Exception | None]:
    looked = Looked(unit)
    try:
        _look(unit, looked, checked=checked)
    except CannotBeHashed:
        return looked, None
    except Exception as error:  # noqa: BLE001 -- whatever damaged bytes make a library raise is a finding
        return looked, error
    return looked, None


def _look(unit: Unit, looked: Looked, *, checked: bool) -> None:
    """Fill in `looked`. Raises CannotBeHashed, and what reading raises."""
    log, file = unit.schema.name, unit.part.path
    position, hashes, moments = unit.first, list[Bytes](), list[Moments]()
    with (parts.reading if checked else _unchecked)(unit.folder / file) as opened:
        if wrong := wrong_columns(opened.columns, arrow_schema(unit.schema)):
            looked.findings.append(finding("columns", log, file, detail=wrong))
            raise CannotBeHashed
        for batch in _batches(opened, unit):
            received_at = moments_in(batch)
            looked.findings += impossible_values(batch, received_at, position=position, log=log, file=file)
            if not can_be_hashed(batch, received_at):
                raise CannotBeHashed
            said = list(statements_of(batch))
            before = int(moments[-1][-1]) if moments else None
            looked.findings += wrong_positions(batch, position, log, file)
            looked.findings += steps_back(received_at, before, said, position=position, log=log, file=file)
            looked.statements += said
            if unit.count_days:
                _count_days(batch, unit.schema, received_at, looked.days)
            hashes.append(leaves(batch, unit.schema, _salts(unit, looked, position, received_at)))
            moments.append(received_at)
            position += batch.num_rows
    _require_all(unit, looked, position)
    every = np.concatenate(moments)
    looked.received_at = int(every[0]), int(every[-1])
    looked.moments = {size: int(every[size - 1 - unit.first]) for size in unit.sizes}
    looked.leaves = np.concatenate(hashes)
    looked.marks = marks_of(unit.first, looked.leaves)


def _batches(opened: parts.OpenPart, unit: Unit) -> Sequence[pa.RecordBatch]:
    """The records of a unit, small row groups put together."""
    batches = list(opened.read(row_groups=unit.row_groups))
    return pa.Table.from_batches(batches).combine_chunks().to_batches() if len(batches) > 1 else batches


def _rows(looked: Sequence[Looked]) -> int:
    return looked[-1].unit.end - looked[0].unit.first


def _run(looked: Sequence[Looked], sizes: Sequence[int]) -> Run:
    first = looked[0].unit.first
    return run_of(first, np.concatenate([one.leaves for one in looked if one.leaves is not None]), sizes)


def _salts(unit: Unit, looked: Looked, first: int, received_at: Moments) -> bytes:
    """16 bytes for each of the records from `first` on, received at these moments. Raises CannotBeHashed."""
    found = []
    for month, begin, end in months_of(unit.schema, received_at):
        if month not in unit.salt_keys:
            place = {"at": first + begin, "until": first + end}
            looked.findings.append(
                finding("salt_key", unit.schema.name, f"{SECRETS}/{month}", **place, detail="missing")
            )
            raise CannotBeHashed
        found.append(salts(unit.salt_keys[month], first + begin, first + end))
    return b"".join(found)


def _require_all(unit: Unit, looked: Looked, position: int) -> None:
    """Raises CannotBeHashed where the unit has fewer or more records than it should have."""
    log, file = unit.schema.name, unit.part.path
    if position < unit.end:
        looked.findings.append(finding("gap", log, file, at=position, until=unit.end))
    elif position > unit.end:
        count = position - unit.end
        looked.findings.append(finding("surplus", log, file, at=unit.end, until=position, count=count))
    if position != unit.end:
        raise CannotBeHashed


def _damaged(unit: Unit, failure: Exception) -> Iterator[Finding]:
    """What cannot be read, by column as far as it can be told."""
    log, file = unit.schema.name, unit.part.path
    damaged = dict(_damaged_columns(unit)) or {"": failure}
    for name, error in damaged.items():
        detail = f"{type(error).__name__}: {error}"
        yield finding("unreadable", log, file, at=unit.first, until=unit.end, field=name, detail=detail)


def _damaged_columns(unit: Unit) -> Iterator[tuple[str, Exception]]:
    try:
        with parts.reading(unit.folder / unit.part.path) as opened:
            for name in arrow_schema(unit.schema).names:
                try:
                    for _batch in opened.read(columns=[name], row_groups=unit.row_groups):
                        pass
                except Exception as error:  # noqa: BLE001 -- as in `_tried`
                    yield name, error
    except parts.UnreadablePart:
        return


@contextmanager
def _unchecked(path: Path) -> Iterator[parts.OpenPart]:
    """A part opened without holding page checksums against the pages."""
    with pq.ParquetFile(path) as file:
        yield parts.OpenPart(file, 0, {}, parts.shapes_of(file))


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
    names = [name.decode("utf-8", "replace") for name in sources.dictionary.cast(pa.binary()).to_pylist()]
    keys, counts = np.unique(numbers * len(names) + codes, return_counts=True)
    for key, count in zip(keys.tolist(), counts.tolist(), strict=True):
        number, code = divmod(key, len(names))
        if EARLIEST_DAY <= number <= LATEST_DAY:
            days[names[code], date.fromordinal(number + EPOCH_DAY)] += count
