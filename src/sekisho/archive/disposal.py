"""Disposal: what two persons decide is stated in the log, carried out, and stays provable (spec 12).

1. The decision is stated in the log and sealed. If we crash before, it counts for nothing; after it, the records
   are still there, and the next `prune`, or the next roll, carries it out.
2. It is carried out (carrying_out.py). Each step can be interrupted.

A statement `disposal` is made here and nowhere else: whatever says so, is carried out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sekisho.archive import parts
from sekisho.archive.manifest import Manifest
from sekisho.archive.retention import (
    BLOCK,
    LEAST,
    Decided,
    KeepUntil,
    Moments,
    check_disposal,
    check_persons,
    disposable_end,
    disposed_highest,
    floor_of,
    highest_of,
    holds_in,
    latest_moments,
    now_at_least,
    today_at_most,
)
from sekisho.archive.schema import LogSchema
from sekisho.archive.seals import Home, Sealed
from sekisho.archive.store import Statement, in_force, moments_in, parts_in
from sekisho.archive.writer import Writer

CARRIED = ("schema", "promise", "aside", "disposal", "shred")


@dataclass(frozen=True, slots=True)
class Disposable:
    """What may go today: the records [first, end); and from when on the next one may (None: not known)."""

    first: int
    end: int
    next_on: date | None


@dataclass(frozen=True, slots=True)
class Records:
    """The sealed records of a log that are kept, from `first` on, with what their floors are counted from.

    `latest` are their `latest_moments`, `now` the moment that is not before the true time, `highest` the highest
    time of receipt among those that are gone.
    """

    schema: LogSchema
    first: int
    received_at: Moments
    events: Moments
    latest: Moments
    now: int
    highest: int

    @property
    def end(self) -> int:
        """The position after the last one."""
        return self.first + len(self.latest)


def records_of(writer: Writer, days: Sequence[Decided] = ()) -> Records | None:
    """The kept records of a log, on the machine's day and those `days`; None where nothing is sealed yet."""
    found: list[Records] = []
    highest = disposed_highest(writer.statements)

    def look(home: Home, sealed: Sealed, schemas: Mapping[int, LogSchema]) -> Sealed:
        if schemas and sealed.manifest.size:
            schema = schemas[max(schemas)]
            now = now_at_least(schema, schema.local_day(writer.now), days)
            received_at, events = _moments(home, sealed.manifest, schemas)
            latest = latest_moments(received_at, events, now=now, highest=highest)
            found.append(Records(schema, sealed.manifest.first, received_at, events, latest, now, highest))
        return sealed

    writer.replace_sealed(look)
    return found[0] if found else None


def disposable(
    writer: Writer, keep_until: KeepUntil, today: date, *, decided: Sequence[Decided] = ()
) -> Disposable:
    """Up to where the sealed records of a log may go on `today`, in whole blocks of 256.

    `decided` are the persons who are going to decide: where one is ahead of the machine's day, that day is
    doubted, and with it all the years before.
    """
    records = records_of(writer, decided)
    if records is None:
        return Disposable(0, 0, None)
    end, next_on = disposable_end(records.schema, records.first, records.latest, keep_until, today)
    return Disposable(records.first, end // BLOCK * BLOCK, next_on)


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

    `certificate` is the number of the document under which it was decided. `clock_day` is today for whoever
    calls; the writer's clock is asked too, and the earliest day counts. Raises NotTwoPersons, NotWholeBlocks, TooEarly,
    Held: then nothing was done.
    """
    check_persons(decided)
    records = records_of(writer, (*decided, Decided("", clock_day)))
    first, sealed_end = (records.first, records.end) if records else (0, 0)
    may, on, today, highest = first, None, clock_day, LEAST
    if records and end <= sealed_end:
        today = today_at_most(min(clock_day, records.schema.local_day(writer.now)), decided)
        may, _next = disposable_end(records.schema, first, records.latest, keep_until, today)
        gone = slice(0, max(0, end - first))
        on = floor_of(records.schema, records.latest[gone], keep_until)
        highest = highest_of(records.received_at[gone], now=records.now)
    check_disposal(
        first=first,
        end=end if end <= sealed_end else first,
        allowed_end=may,
        next_on=on,
        holds=holds_in(writer.statements),
        decided=decided,
    )
    position = writer.state(
        {
            "statement": "disposal",
            "first": first,
            "end": end,
            "floor": str(on),
            "today": today.isoformat(),
            "highest": max(highest, disposed_highest(writer.statements)),
            "decided": said_of(decided),
            "certificate": certificate,
            "carried": carried(writer.statements),
        }
    )
    writer.seal()
    prune(writer)
    return position


def prune(writer: Writer) -> None:
    """Carry out what was decided and not yet done, because of a crash or a hold that is released."""
    writer.carry_out()


def said_of(decided: Sequence[Decided]) -> list[dict[str, str]]:
    """Who decided, and when, as statements say it."""
    return [{"person": each.person, "on": each.on.isoformat()} for each in decided]


def carried(statements: Sequence[Statement]) -> list[object]:
    """What still has to be known when the statements that said it are gone, in the order in which it counts.

    Earlier disposals are carried without what they carried, so that every certificate stays.
    """
    found: dict[str, object] = {}
    for each in in_force(statements):
        if each.what in CARRIED:
            said = {name: value for name, value in each.said.items() if name != "carried"}
            _last(found, said)
    for hold in holds_in(statements):
        said = {
            "statement": "hold",
            "id": hold.id,
            "reason": hold.reason,
            "first": hold.first,
            "end": hold.end,
        }
        _last(found, said)
    return list(found.values())


def _last(found: dict[str, object], said: Mapping[str, object]) -> None:
    """Of two that say the same, the later place counts: a promise that was changed and changed back."""
    key = json.dumps(said, sort_keys=True)
    found.pop(key, None)
    found[key] = dict(said)


def _moments(home: Home, manifest: Manifest, schemas: Mapping[int, LogSchema]) -> tuple[Moments, Moments]:
    """Times of receipt of all records from the first kept on, and of the events, LEAST where there is none."""
    received, events = [], []
    for part in parts_in(manifest):
        with parts.reading(home.folder / part.path) as opened:
            event = schemas[opened.schema_number].event_time
            for batch in opened.read(columns=["received_at", *([event] if event else [])]):
                received.append(moments_in(batch))
                without = np.full(batch.num_rows, LEAST, np.int64)
                events.append(moments_in(batch, event) if event else without)
    none = np.zeros(0, np.int64)
    return (np.concatenate(received), np.concatenate(events)) if received else (none, none)
