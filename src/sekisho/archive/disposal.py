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
    check_certificate,
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
    """The sealed records [first, end) of a log that are kept, and what their floors are counted from.

    Neighbours that came in at one moment stand together as one run: run i begins at position `begins[i]`.
    `latest` are the `latest_moments`, with the latest event of the run; `now` is not before the true time, and `highest`
    the highest time of receipt among the records that are gone.
    """

    schema: LogSchema
    first: int
    end: int
    begins: Moments
    received_at: Moments
    events: Moments
    latest: Moments
    now: int
    highest: int

    def may_go(self, keep_until: KeepUntil, today: date) -> tuple[int, date | None]:
        """As `disposable_end`."""
        place, next_on = disposable_end(self.schema, 0, self.latest, keep_until, today)
        return (int(self.begins[place]) if place < len(self.begins) else self.end), next_on

    def floor(self, end: int, keep_until: KeepUntil) -> date | None:
        """The first day on which all records before `end` may go; None: never."""
        return floor_of(self.schema, self.latest[: self._runs(end)], keep_until)

    def highest_before(self, end: int) -> int:
        """The highest time of receipt of a record before `end`, or gone already, that is not false."""
        return highest_of(self.received_at[: self._runs(end)], now=self.now, highest=self.highest)

    def _runs(self, end: int) -> int:
        return int(np.searchsorted(self.begins, end))


def records_of(writer: Writer, days: Sequence[Decided] = ()) -> Records | None:
    """The kept records of a log, on the machine's day and those `days`; None where nothing is sealed yet."""
    found: list[Records] = []
    highest = disposed_highest(writer.statements)

    def look(home: Home, sealed: Sealed, schemas: Mapping[int, LogSchema]) -> Sealed:
        manifest = sealed.manifest
        if schemas and manifest.size:
            schema = schemas[max(schemas)]
            now = now_at_least(schema, schema.local_day(writer.now), days)
            begins, received_at, events = _runs(home, manifest, schemas, now)
            latest = latest_moments(received_at, events, now=now, highest=highest)
            records = Records(
                schema=schema,
                first=manifest.first,
                end=manifest.size,
                begins=begins,
                received_at=received_at,
                events=events,
                latest=latest,
                now=now,
                highest=highest,
            )
            found.append(records)
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
    end, next_on = records.may_go(keep_until, today)
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
    calls; the writer's clock is asked too, and the earliest day counts. Raises NotTwoPersons, NoCertificate,
    NotWholeBlocks, TooEarly, Held: then nothing was done.
    """
    check_persons(decided)
    check_certificate(certificate)
    records = records_of(writer, (*decided, Decided("", clock_day)))
    first, sealed_end = (records.first, records.end) if records else (0, 0)
    may, on, today, highest = first, None, clock_day, LEAST
    if records and end <= sealed_end:
        today = today_at_most(min(clock_day, records.schema.local_day(writer.now)), decided)
        may, _next = records.may_go(keep_until, today)
        on, highest = records.floor(end, keep_until), records.highest_before(end)
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
            "highest": highest,
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


def _runs(
    home: Home, manifest: Manifest, schemas: Mapping[int, LogSchema], now: int
) -> tuple[Moments, Moments, Moments]:
    """Runs of one time of receipt, from the first record kept on: where they begin, that time, their latest event.

    LEAST where there is no event; one after `now` is none (see `latest_moments`).
    """
    begins, received, events = [], [], []
    for part in parts_in(manifest):
        position = part.first
        with parts.reading(home.folder / part.path) as opened:
            event = schemas[opened.schema_number].event_time
            for batch in opened.read(columns=["received_at", *([event] if event else [])]):
                moments = moments_in(batch)
                places = np.flatnonzero(np.append(True, moments[1:] != moments[:-1]))
                begins.append(position + places)
                received.append(moments[places])
                told = moments_in(batch, event) if event else np.full(len(moments), LEAST, np.int64)
                events.append(np.maximum.reduceat(np.where(told <= now, told, LEAST), places))
                position += batch.num_rows
    return np.concatenate(begins), np.concatenate(received), np.concatenate(events)
