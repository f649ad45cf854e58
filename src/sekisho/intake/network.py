"""The log `network`: messages of firewalls and routers, each as it came, with what could be read of it.

Serves 第5条第1号カ. A message that no dialect knows has no brand and no facts; it is kept all the same.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final, NamedTuple

import pyarrow as pa

from sekisho.archive.schema import Column, ColumnType, LogSchema
from sekisho.intake.collect.settings import Source
from sekisho.intake.facts import Facts
from sekisho.intake.moments import JST_MINUTES
from sekisho.intake.reading import Reading, read

NAME: Final = "network"
REMEMBERED: Final = 65_536  # messages of a source, in which one that comes again is recognised
REMEMBERED_OF_ALL: Final = 524_288  # so that many sources take no more memory than eight
DIGEST_BYTES: Final = 16
_NONE: Final = Facts()
_TEXTS: Final = ("source_address", "destination_address", "protocol", "rule", "device", "event")
_PORTS: Final = ("source_port", "destination_port")
_HALVES: Final = re.compile("[\ud800-\udc7f\udd00-\udfff]")  # surrogates that stand for no byte
_CALENDAR: Final = range(-62_135_596_800_000_000, 253_402_300_800_000_000)  # the years 1 to 9999


class Arrived(NamedTuple):
    """A message as it was received: `peer` is the address that sent it, `arrived_at` microseconds since 1970."""

    raw: bytes
    arrived_at: int
    peer: str
    transport: str
    source: Source


class Batch(NamedTuple):
    """Records to append, and what was read of each; `again` where the same bytes came before."""

    records: pa.RecordBatch
    readings: list[Reading]
    again: list[bool]


@dataclass(slots=True)
class Memory:
    """What reading remembers of a source from one message to the next: its brand, and digests of what it said lately."""

    hint: str | None = None
    said: OrderedDict[bytes, None] = field(default_factory=OrderedDict)

    def is_again(self, raw: bytes) -> bool:
        """Whether the same bytes came before; remembers them."""
        digest = blake2b(raw, digest_size=DIGEST_BYTES).digest()
        if digest in self.said:
            self.said.move_to_end(digest)
            return True
        self.said[digest] = None
        if len(self.said) > REMEMBERED:
            self.said.popitem(last=False)
        return False

    def forget(self, most: int) -> None:
        """All but the newest so many."""
        while len(self.said) > most:
            self.said.popitem(last=False)


def local_day(moment: int) -> int:
    """The day of a moment in Japan, counted from 1970."""
    return (moment + JST_MINUTES * 60_000_000) // 86_400_000_000


def network_schema(base: str) -> LogSchema:
    """The declaration of the log. Days are those of the arrival: clocks of devices may be wrong."""
    text, integer, moment = ColumnType.TEXT, ColumnType.INTEGER, ColumnType.MOMENT
    return LogSchema(
        origin=f"{base}/{NAME}",
        event_time="arrived_at",
        rolled_up_by="action",
        columns=(
            Column("arrived_at", moment),
            Column("device_at", moment),
            Column("peer", text),
            Column("transport", text),
            Column("again", ColumnType.FLAG),
            Column("brand", text),
            Column("action", text),
            *(Column(name, text) for name in _TEXTS),
            *(Column(name, integer) for name in _PORTS),
        ),
    )


def batch_of(messages: Sequence[Arrived], memories: dict[str, Memory]) -> Batch:
    """Messages as records of the log, in their order. Reads them; refuses none.

    `memories` are those of the sources by their names, and are brought up to date.
    """
    readings = _read_all(messages, memories)
    facts = [reading.facts or _NONE for reading in readings]
    again = [memories[message.source.name].is_again(message.raw) for message in messages]
    for memory in memories.values():
        memory.forget(REMEMBERED_OF_ALL // len(memories))
    columns = {
        "source": pa.array([message.source.name for message in messages], pa.string()),
        "raw": pa.array([message.raw for message in messages], pa.binary()),
        "arrived_at": _moments([message.arrived_at for message in messages]),
        "device_at": _moments([_in_calendar(each.device_at) for each in facts]),
        "peer": pa.array([message.peer for message in messages], pa.string()),
        "transport": pa.array([message.transport for message in messages], pa.string()),
        "again": pa.array(again, pa.bool_()),
        "brand": pa.array([reading.brand for reading in readings], pa.string()),
        "action": pa.array(
            [reading.facts and str(reading.facts.action) for reading in readings], pa.string()
        ),
    }
    for name in _TEXTS:
        columns[name] = pa.array([clean(getattr(each, name)) for each in facts], pa.string())
    for name in _PORTS:
        columns[name] = pa.array([getattr(each, name) for each in facts], pa.int64())
    return Batch(pa.record_batch(columns), readings, again)


def _read_all(messages: Sequence[Arrived], memories: dict[str, Memory]) -> list[Reading]:
    """In their order, but read source by source: a processor that reads one dialect for a while is twice as fast."""
    places = sorted(range(len(messages)), key=lambda place: messages[place].source.name)
    found: dict[int, Reading] = {}
    for place in places:
        message = messages[place]
        found[place] = _read(message, memories.setdefault(message.source.name, Memory()))
    return [found[place] for place in range(len(messages))]


def _read(message: Arrived, memory: Memory) -> Reading:
    source = message.source
    reading = read(
        message.raw,
        received_at=message.arrived_at,
        offset_minutes=source.offset_minutes,
        brand=source.brand,
        hint=memory.hint,
    )
    memory.hint = reading.brand or memory.hint
    return reading


def _moments(moments: Sequence[int | None]) -> pa.Array:
    return pa.array(moments, pa.int64()).cast(pa.timestamp("us", tz="UTC"))


def _in_calendar(moment: int | None) -> int | None:
    return moment if moment is not None and moment in _CALENDAR else None


def clean(text: str | None) -> str | None:
    """Text that is Unicode: what a byte of no known encoding left is shown as such.

    JSON can name half of a surrogate pair, which no encoding has.
    """
    if text is None or text.isascii():
        return text
    return _HALVES.sub("\ufffd", text).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
