"""Disposal: what two persons decided is carried out, and stays provable (spec 12).

1. The decision is stated in the log and sealed. If we crash here, the records are still there, and the next
   `prune` carries it out.
2. A part that holds records of both sides is written anew; the manifest then names what is left.
3. Parts, marks and the keys of months of which nothing is left are removed. If we crash here, the next
   start removes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sekisho.archive import parts
from sekisho.archive.manifest import Listed, Manifest
from sekisho.archive.marks import marks_of
from sekisho.archive.parts import Part
from sekisho.archive.retention import (
    Decided,
    KeepUntil,
    Moments,
    check_disposal,
    disposable_end,
    disposed_first,
    holds_in,
    latest_moments,
    today_at_most,
)
from sekisho.archive.rolls import renamed, require_as_sealed
from sekisho.archive.schema import LogSchema
from sekisho.archive.seals import Home, Sealed, read_back
from sekisho.archive.store import Statement, in_force, moments_in, parts_in
from sekisho.archive.vault import SECRETS, months_of
from sekisho.archive.writer import Writer

CARRIED = ("schema", "promise", "hold")


@dataclass(frozen=True, slots=True)
class Disposable:
    """What may go today: the records [first, end); and from when on the next one may (None: not known)."""

    first: int
    end: int
    next_on: date | None


def disposable(writer: Writer, keep_until: KeepUntil, today: date) -> Disposable:
    """Up to where the sealed records of a log may go on `today`, in whole blocks of 256."""
    found: list[Disposable] = []

    def look(home: Home, sealed: Sealed, schemas: Mapping[int, LogSchema]) -> Sealed:
        if schemas:
            received_at, events = _moments(home, sealed.manifest, schemas)
            latest = latest_moments(received_at, events)
            schema = schemas[max(schemas)]
            end, next_on = disposable_end(schema, sealed.manifest.first, latest, keep_until, today)
            found.append(Disposable(sealed.manifest.first, end // 256 * 256, next_on))
        return sealed

    writer.replace_sealed(look)
    return found[0] if found else Disposable(0, 0, None)


def dispose(
    writer: Writer,
    *,
    end: int,
    keep_until: KeepUntil,
    decided: Sequence[Decided],
    certificate: str,
    clock_day: date,
) -> int:
    """Dispose of every record before `end`. Returns the position of the statement that certifies it.

    `certificate` is the number of the document under which it was decided. Raises NotTwoPersons,
    NotWholeBlocks, TooEarly, Held: then nothing was done.
    """
    today = today_at_most(clock_day, decided)
    may = disposable(writer, keep_until, today)
    check_disposal(
        first=may.first,
        end=end,
        allowed_end=may.end,
        next_on=may.next_on,
        holds=holds_in(writer.statements),
        decided=decided,
    )
    position = writer.state(
        {
            "statement": "disposal",
            "first": may.first,
            "end": end,
            "floor": today.isoformat(),
            "decided": [{"person": each.person, "on": each.on.isoformat()} for each in decided],
            "certificate": certificate,
            "carried": _carried(writer.statements),
        }
    )
    writer.seal()
    prune(writer)
    return position


def prune(writer: Writer) -> None:
    """Carry out what was decided and not yet done, because of a crash."""
    end = disposed_first(writer.statements)

    def change(home: Home, sealed: Sealed, schemas: Mapping[int, LogSchema]) -> Sealed:
        return _pruned(home, sealed, schemas, end) if sealed.manifest.first < end else sealed

    writer.replace_sealed(change)


def _pruned(home: Home, sealed: Sealed, schemas: Mapping[int, LogSchema], end: int) -> Sealed:
    gone: set[str] = set()
    new: dict[str, Listed] = {}
    for part in parts_in(sealed.manifest):
        if part.first >= end:
            break
        gone |= {part.path, part.marks_path}
        if part.end > end:
            new |= _rest_of(home, sealed.manifest, part, end, schemas)
    gone |= _secrets_gone(home, sealed.manifest, schemas, end)
    pruned = renamed(home, sealed, new, gone, first=end)
    home.vault.forget()
    return pruned


def _rest_of(
    home: Home, manifest: Manifest, part: Part, end: int, schemas: Mapping[int, LogSchema]
) -> Mapping[str, Listed]:
    """Write the records of a part from `end` on as a part of their own."""
    rest = Part(end, part.end)
    with parts.reading(home.folder / part.path) as opened:
        schema = schemas[opened.schema_number]
        with parts.writing(home.folder / rest.path, schema) as writer:
            position = part.first
            for batch in opened.read():
                writer.add(batch.slice(max(0, end - position)))
                position += batch.num_rows
    new = read_back(home, rest, schema)
    require_as_sealed(home, manifest, new, marks_of(rest.first, new.leaves))
    return new.listed


def _secrets_gone(home: Home, manifest: Manifest, schemas: Mapping[int, LogSchema], end: int) -> set[str]:
    """The keys of months and fiscal years of which no record is left."""
    left: set[str] = set()
    before: set[str] = set()
    for first, schema, moments in _received(home, manifest, schemas):
        for month, begin, stop in months_of(schema, moments):
            names = {month, schema.fiscal_year(int(moments[begin]))}
            if first + begin < end:
                before |= names
            if first + stop > end:
                left |= names
    return {f"{SECRETS}/{name}" for name in before - left} & set(manifest.files)


def _moments(home: Home, manifest: Manifest, schemas: Mapping[int, LogSchema]) -> tuple[Moments, Moments]:
    """Times of receipt of all records from the first kept on, and of the events, the least where there is none."""
    received, events = [], []
    for part in parts_in(manifest):
        with parts.reading(home.folder / part.path) as opened:
            event = schemas[opened.schema_number].event_time
            for batch in opened.read(columns=["received_at", *([event] if event else [])]):
                received.append(moments_in(batch))
                events.append(moments_in(batch, event) if event else received[-1])
    none = np.zeros(0, np.int64)
    return (np.concatenate(received), np.concatenate(events)) if received else (none, none)


def _received(
    home: Home, manifest: Manifest, schemas: Mapping[int, LogSchema]
) -> Iterator[tuple[int, LogSchema, Moments]]:
    for part in parts_in(manifest):
        position = part.first
        with parts.reading(home.folder / part.path) as opened:
            schema = schemas[opened.schema_number]
            for batch in opened.read(columns=["received_at"]):
                yield position, schema, moments_in(batch)
                position += batch.num_rows


def _carried(statements: Sequence[Statement]) -> list[object]:
    """What still has to be known when the statements that said it are gone."""
    released = {each.said.get("id") for each in statements if each.what == "release"}
    found: dict[str, object] = {}
    for each in in_force(statements):
        if each.what in CARRIED and each.said.get("id") not in (released - {None}):
            found[json.dumps(dict(each.said), sort_keys=True)] = dict(each.said)
    return list(found.values())
