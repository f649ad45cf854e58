"""Recomputing the leaves of a run of records: what one worker of the verifier does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
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
ROWS_TOGETHER = 16_384  # of small parts: each costs several milliseconds, however few records it has
EPOCH_DAY = date(1970, 1, 1).toordinal()
EARLIEST_DAY, LATEST_DAY = date.min.toordinal() - EPOCH_DAY, date.max.toordinal() - EPOCH_DAY


class CannotBeHashed(Exception):
    """These records have no leaves; why is among the findings."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A run of row groups of one part: the records [first, end).

    `sizes` are those of checkpoints in it, `salt_keys` those of the log by local month, `words` the columns in which
    the values repeat.
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
    words: tuple[str, ...] = ()


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
    path = unit.folder / unit.part.path
    with parts.reading(path, words=unit.words) if checked else _unchecked(path) as opened:
        if wrong := wrong_columns(opened.columns, arrow_schema(unit.schema)):
            looked.findings.append(finding("columns", unit.schema.name, unit.part.path, detail=wrong))
            raise CannotBeHashed
        batches = list(opened.read(row_groups=unit.row_groups))
    _recompute(unit, looked, _put_together(batches))


def _recompute(unit: Unit, looked: Looked, batches: Sequence[pa.RecordBatch]) -> Moments:
    """Fill in `looked` from the records of the unit; returns their times of receipt. Raises CannotBeHashed."""
    log, file = unit.schema.name, unit.part.path
    position, hashes, moments = unit.first, list[Bytes](), list[Moments]()
    for batch in batches:
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
    _take(looked, np.concatenate(hashes), every := np.concatenate(moments))
    return every


def _take(looked: Looked, hashes: Bytes, moments: Moments) -> None:
    unit = looked.unit
    looked.received_at = int(moments[0]), int(moments[-1])
    looked.moments = {size: int(moments[size - 1 - unit.first]) for size in unit.sizes}
    looked.leaves = hashes
    looked.marks = marks_of(unit.first, hashes)


def _put_together(batches: Sequence[pa.RecordBatch]) -> Sequence[pa.RecordBatch]:
    """One batch of many small ones; more only where Arrow's offsets do not reach."""
    return pa.Table.from_batches(batches).combine_chunks().to_batches() if len(batches) > 1 else batches


def look_at(units: Sequence[Unit]) -> Iterator[Looked]:
    """As `look`, of each of these units, in order. Small neighbours are looked at together."""
    waiting: list[Unit] = []
    for unit in units:
        if waiting and not _fits(waiting, unit):
            yield from _neighbours(waiting)
            waiting = []
        waiting.append(unit)
    if waiting:
        yield from _neighbours(waiting)


def _fits(waiting: Sequence[Unit], unit: Unit) -> bool:
    follows = waiting[-1].end == unit.first and waiting[-1].schema == unit.schema
    return follows and unit.end - waiting[0].first <= ROWS_TOGETHER


def _neighbours(units: Sequence[Unit]) -> Sequence[Looked]:
    """Where there is anything to tell, each unit is looked at by itself: then it is told of the right file."""
    try:
        together = _together(units) if len(units) > 1 else None
    except Exception:  # noqa: BLE001 -- whatever was raised, `look` says of which unit
        together = None
    return together or [look(unit) for unit in units]


def _together(units: Sequence[Unit]) -> list[Looked] | None:
    """What each of these units gives; None where that cannot be told apart. Raises what reading raises."""
    batches: list[pa.RecordBatch] = []
    for unit in units:
        with parts.reading(unit.folder / unit.part.path) as opened:
            own = list(opened.read(row_groups=unit.row_groups))
            if wrong_columns(opened.columns, arrow_schema(unit.schema)):
                return None
        if sum(batch.num_rows for batch in own) != unit.end - unit.first:
            return None
        batches += own
    first, end = units[0].first, units[-1].end
    whole = Looked(replace(units[0], end=end, sizes=()))
    moments = _recompute(whole.unit, whole, _put_together(batches))
    if whole.leaves is None or any(each.first is None or each.end is None for each in whole.findings):
        return None
    found: list[Looked] = []
    for unit in units:
        one = Looked(unit, days=whole.days if unit.first == first else Counter())
        here = slice(unit.first - first, unit.end - first)
        _take(one, whole.leaves[here], moments[here])
        one.statements = [each for each in whole.statements if unit.first <= each.position < unit.end]
        one.findings = [replace(each, file=unit.part.path) for each in whole.findings if _is_of(each, unit)]
        found.append(one)
    return found if sum(len(one.findings) for one in found) == len(whole.findings) else None


def _is_of(each: Finding, unit: Unit) -> bool:
    return (
        each.first is not None and each.end is not None and unit.first <= each.first and each.end <= unit.end
    )


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
