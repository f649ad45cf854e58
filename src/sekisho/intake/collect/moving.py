"""From the spool into the log: what was received is read, appended, counted, and only then leaves the spool.

What holds if we crash: a file of the spool stays until its messages are durable in the log and counted. Each append
has a name made of the file's content, so what had come through is not doubled; the counts carry the digest of the
last file that they count, so a file is counted once. Numbers alone would not do: they begin anew where somebody
empties the spool, and then other messages come under them.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from sekisho.archive import files
from sekisho.archive.records import OWN_SOURCE
from sekisho.archive.writer import Writer
from sekisho.intake.collect.settings import SOURCE_NAME_MAX, Settings, Source
from sekisho.intake.collect.spool import (
    DamagedFrame,
    Frame,
    Gap,
    Kind,
    Reason,
    Transport,
    frames_in,
    messages_in,
    reason_in,
)
from sekisho.intake.collect.spool_files import let_go
from sekisho.intake.collect.status import OTHERS
from sekisho.intake.counting import Counted, write_counts
from sekisho.intake.network import Arrived, Batch, Memory, batch_of, local_day

ROWS_AT_ONCE: Final = 16_384
SOURCES_MAX: Final = 1_000
_DIGITS: Final = 8  # of its digest, where a name is too long
_NAME: Final = struct.Struct(">12sI")  # of an append: the beginning of the file's digest, the piece of it
TRANSPORTS: Final = {
    Transport.UDP: "udp",
    Transport.LF: "tcp",
    Transport.OCTETS: "tcp",
    Transport.NUL: "tcp",
    Transport.TLS_LF: "tls",
    Transport.TLS_OCTETS: "tls",
    Transport.TLS_NUL: "tls",
}
NOT_UNDERSTOOD: Final = "not_understood"  # a reason of the mover's own
CONNECTIONS: Final = frozenset({Reason.IDLE, Reason.TOO_MANY_CONNECTIONS, Reason.HANDSHAKE})
"""Reasons that count connections and no messages."""


@dataclass(slots=True)
class Mover:
    """Takes closed files of the spool to the log. `memories` of the sources last from one file to the next."""

    writer: Writer
    settings: Settings
    counted: Counted
    counts_path: Path
    aside: Path
    memories: dict[str, Memory] = field(default_factory=dict)

    def move(self, path: Path) -> int:
        """Take one closed file to the log and remove it. Returns how many messages were stored.

        Raises Stopped and OSError; the file stays then and can be moved again.
        """
        data = path.read_bytes()
        digest = hashlib.sha256(data)
        if digest.hexdigest() == self.counted.last:  # counted, and the crash came before it was removed
            let_go(path)
            return 0
        frames, gaps = frames_in(data)
        counts = self.counted.successor()  # of a file that is moved in part nothing is counted
        stored = self._append(frames, digest.digest(), counts)
        _count_refusals(frames, counts, self.settings)
        counts.torn += self._set_aside(path.name, data, gaps)
        counts.last = digest.hexdigest()
        write_counts(self.counts_path, counts)
        # If we crash here, the counts say that this file is behind them.
        self.counted = counts
        let_go(path)
        return stored

    def give_up(self, path: Path) -> None:
        """Keep a file aside whole and count its messages as refused. If we crash in between, it is tried again."""
        data = path.read_bytes()
        frames, gaps = frames_in(data)
        counts = self.counted.successor()
        for frame in frames:
            head = frame.head
            if head.kind is not Kind.COUNTED:
                source = counts.of(_source(self.settings, counts, head.peer, head.name).name)
                source.refuse(local_day(head.received_at), NOT_UNDERSTOOD, head.count)
        counts.torn += len(gaps)
        counts.last = hashlib.sha256(data).hexdigest()
        files.make_directory(self.aside)
        files.put(self.aside / path.name, data)
        write_counts(self.counts_path, counts)
        self.counted = counts
        let_go(path)

    def _append(self, frames: Sequence[Frame], digest: bytes, counts: Counted) -> int:
        """Append all messages of the file, durable when this returns."""
        stored = 0
        for piece, messages in enumerate(_pieces(self._messages(frames, counts))):
            batch = batch_of(messages, self.memories)
            receipt = self.writer.append(batch.records, batch=_NAME.pack(digest, piece))
            assert receipt.count == len(messages)
            _count(messages, batch, counts)
            stored += receipt.count
        return stored

    def _messages(self, frames: Sequence[Frame], counts: Counted) -> Iterator[Arrived]:
        for frame in frames:
            head = frame.head
            if head.kind is Kind.COUNTED:
                continue
            source = _source(self.settings, counts, head.peer, head.name)
            for raw in _split(frame):
                yield Arrived(raw, head.received_at, head.peer, TRANSPORTS[head.transport], source)

    def _set_aside(self, name: str, data: bytes, gaps: Sequence[Gap]) -> int:
        """Keep what is no frame, and say how many pieces that is.

        A write that a crash interrupted was counted by nobody; damage is evidence.
        """
        if gaps:
            files.make_directory(self.aside)
        for gap in gaps:
            place = self.aside / f"{name}-{gap.offset}"
            if not place.exists():
                files.put(place, data[gap.offset : gap.offset + gap.length])
        return len(gaps)


def _count(messages: Sequence[Arrived], batch: Batch, counts: Counted) -> None:
    ahead: dict[str, int] = {}
    for message, reading, again in zip(messages, batch.readings, batch.again, strict=True):
        name, moment = message.source.name, message.arrived_at
        is_read = reading.facts is not None
        counts.of(name).store(moment, local_day(moment), brand=reading.brand, read=is_read, again=again)
        if reading.facts is not None and reading.facts.device_at is not None:
            skew = reading.facts.device_at - moment
            ahead[name] = max(skew, ahead.get(name, skew))
    for name, skew in ahead.items():
        counts.of(name).was_ahead(skew)
    for name, moment in {message.source.name: message.arrived_at for message in messages}.items():
        counts.of(name).forget_old(moment, local_day(moment))


def _count_refusals(frames: Sequence[Frame], counts: Counted, settings: Settings) -> None:
    for frame in frames:
        head = frame.head
        if head.kind is not Kind.COUNTED:
            continue
        if (reason := reason_in(frame)) is Reason.TORN:
            counts.torn += head.count
            continue
        # Of what the kernel dropped nobody knows the sender: it is counted for the listener.
        lost = f"({head.name})" if head.name else OTHERS
        source = counts.of(_source(settings, counts, head.peer, head.name).name if head.peer else lost)
        day = local_day(head.received_at)
        is_turned_away = reason is Reason.NOT_ALLOWED and head.transport is not Transport.UDP
        if reason in CONNECTIONS or is_turned_away:
            source.turn_away(reason, head.count)
        elif reason is Reason.KERNEL_DROPPED:
            source.drop(day, head.count)
        else:
            source.refuse(day, reason, head.count)


def _source(settings: Settings, counts: Counted, peer: str, name: str) -> Source:
    """Who it is now. What was taken under an earlier configuration is kept under its address.

    Beyond so many, those that no configuration names are one: addresses of UDP senders can be made up, and nobody
    shall grow the counts by coming from everywhere. Each record has the address all the same.
    """
    found = settings.source_of(peer, name) or Source(name or peer)
    shown = _presentable(found.name)
    is_new = shown not in counts.sources and found not in settings.sources
    if is_new and len(counts.sources) >= SOURCES_MAX:
        shown = OTHERS
    counts.of(shown)
    return found if shown == found.name else replace(found, name=shown)


def _presentable(name: str) -> str:
    """A name that the log, ledgers, pages and terminals can bear; in a certificate stands whatever its owner wrote."""
    shown = "".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in name)
    if shown == OWN_SOURCE:
        return f"({shown})"
    if len(shown) <= SOURCE_NAME_MAX:
        return shown
    digest = hashlib.sha256(name.encode()).hexdigest()[:_DIGITS]
    return f"{shown[: SOURCE_NAME_MAX - _DIGITS - 1]}~{digest}"


def _split(frame: Frame) -> list[bytes]:
    """The messages of a frame; where they cannot be told apart, its payload as one, so that nothing is lost."""
    try:
        return messages_in(frame)
    except DamagedFrame:
        return [frame.payload]


def _pieces(messages: Iterator[Arrived]) -> Iterator[list[Arrived]]:
    """By so many: the same pieces each time, for each is appended under its own name."""
    piece: list[Arrived] = []
    for message in messages:
        piece.append(message)
        if len(piece) == ROWS_AT_ONCE:
            yield piece
            piece = []
    if piece:
        yield piece
