"""The form of the spool: what was received, in frames, before anything is made of it.

A spool file is frames one after another. A frame is START, HEAD, the peer's address, the name in the peer's
certificate, and the payload; the checksum covers all after START. Numbers run on from frame to frame, also over files
and restarts, and a file is named by the number of its first frame. All frames of a file have the same salt, which no
sender knows: so nothing inside a message can pass for a frame when the one around it is damaged.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import Final, NamedTuple

MAGIC: Final = b"SKS1"
START: Final = struct.Struct(">4sII")  # magic, length of what follows, its checksum
# salt, number, received_at, connection, count, kind, transport, lengths of peer and name
HEAD: Final = struct.Struct(">IQqQIBBBB")
LENGTH: Final = struct.Struct(">I")  # before each datagram
FRAME_BYTES_MAX: Final = 2**21  # above what one read gives: what claims more is damage
COUNT_BYTES_MAX: Final = 9  # digits of a length in octet counting: below 10^9
TEXT_BYTES_MAX: Final = 255

Buffer = bytes | bytearray | memoryview
_Measure = Callable[[bytes, int], tuple[int, int]]  # payload, place: where the message begins, its length


class DamagedFrame(Exception):
    """A frame whose checksum holds and whose content makes no sense; the text says what."""


class Kind(IntEnum):
    """What a frame carries."""

    MESSAGES = 1  # whole messages, with what parts them
    COUNTED = 2  # messages or connections that were not taken: why, and how many
    LAST = 3  # one message that ended with its connection, without an end of its own (RFC 6587, 3.4.2)


class Transport(IntEnum):
    """How messages came, and so how they are parted."""

    UDP = 1  # RFC 5426: a datagram is a message; its length stands before it
    LF = 2  # RFC 6587, 3.4.2: a message ends with LF
    OCTETS = 3  # RFC 6587, 3.4.1: its length in digits and a blank stand before it
    TLS_LF = 4
    TLS_OCTETS = 5  # RFC 5425, 4.3
    NUL = 6  # as LF, with NUL for the end (RFC 6587, 3.4.2)
    TLS_NUL = 7


class Reason(StrEnum):
    """Why something was not taken: messages, unless it says connections."""

    TOO_LONG = "too_long"
    CUT_OFF = "cut_off"  # the connection ended in the middle of a message
    BAD_FRAME = "bad_frame"  # no length where one has to stand: the connection was closed
    KERNEL_DROPPED = "kernel_dropped"  # the receive buffer was full, or the checksum of a datagram wrong
    NOT_ALLOWED = "not_allowed"  # of a peer that no source names: datagrams or connections
    IDLE = "idle"  # connections that said nothing for too long, or longest when places were needed
    TOO_MANY_CONNECTIONS = "too_many_connections"  # connections
    HANDSHAKE = "handshake"  # connections that never became TLS
    TORN = "torn"  # pieces of the spool that a collector which was killed had not written whole


@dataclass(frozen=True, slots=True)
class Head:
    """All of a frame but its number and payload. `received_at` microseconds since 1970.

    `count` is the messages in the payload, or how many were not taken. `connection` is its running number since the
    collector started, 0 for UDP. `peer` is an address in canonical form, empty where nobody knows. `name` is that of
    the peer's certificate, or for what the kernel dropped the listener.
    """

    kind: Kind
    transport: Transport
    count: int
    received_at: int
    peer: str
    connection: int = 0
    name: str = ""


class Frame(NamedTuple):
    """One frame of a spool."""

    number: int
    head: Head
    payload: bytes


class Gap(NamedTuple):
    """Bytes of a spool file that are no frame: an interrupted write at the end, damage before whole frames."""

    offset: int
    length: int


def frame_bytes(number: int, head: Head, payload: Buffer, *, salt: int = 0) -> bytes:
    """The frame as it stands in the file: one copy of the payload. Raises DamagedFrame where it would be too long."""
    peer, name = head.peer.encode(), head.name.encode()
    numbers = HEAD.pack(
        salt,
        number,
        head.received_at,
        head.connection,
        head.count,
        head.kind,
        head.transport,
        len(peer),
        len(name),
    )
    front = b"".join((numbers, peer, name))
    length = len(front) + len(payload)
    if length > FRAME_BYTES_MAX:
        raise DamagedFrame(f"{length} bytes are too many for one frame")
    checksum = zlib.crc32(payload, zlib.crc32(front))
    return b"".join((START.pack(MAGIC, length, checksum), front, payload))


def counted(head: Head, reason: Reason) -> tuple[Head, bytes]:
    """What says durably that `head.count` were not taken, and why."""
    return replace(head, kind=Kind.COUNTED), reason.encode()


def reason_in(frame: Frame) -> Reason:
    """Why a COUNTED frame's were not taken. Raises DamagedFrame."""
    try:
        return Reason(frame.payload.decode())
    except ValueError as error:
        raise DamagedFrame(f"the frame {frame.number} names no reason: {frame.payload[:40]!r}") from error


def messages_in(frame: Frame) -> list[bytes]:
    """The messages as they were sent: without LF, count or length, with all else (a CR, a NUL, a BOM).

    None in a COUNTED frame. Raises DamagedFrame where they are not as many as the frame says.
    """
    if frame.head.kind is Kind.COUNTED:
        return []
    found = [frame.payload] if frame.head.kind is Kind.LAST else _SPLIT[frame.head.transport](frame)
    if len(found) != frame.head.count:
        raise DamagedFrame(
            f"the frame {frame.number} holds {len(found)} messages and says {frame.head.count}"
        )
    return found


def frames_in(data: bytes) -> tuple[list[Frame], list[Gap]]:
    """The whole frames of a spool file in order, and what is no frame.

    Behind damage, frames count when they are whole and their numbers go on rising.
    """
    frames: list[Frame] = []
    gaps: list[Gap] = []
    state = _State()
    while state.offset < len(data):
        read = _frame_at(data, state.offset, state)
        if read is None:
            after = _next_frame(data, state)
            gaps.append(Gap(state.offset, after - state.offset))
            state = state._replace(offset=after)
        else:
            frames.append(read.frame)
            state = _State(read.end, read.frame.number, read.salt)
    return frames, gaps


class _State(NamedTuple):
    """How far a file is read: where, the last number, and the salt once a frame has told it."""

    offset: int = 0
    last: int = -1
    salt: int | None = None


class _Read(NamedTuple):
    frame: Frame
    end: int
    salt: int


def _frame_at(data: bytes, offset: int, state: _State) -> _Read | None:
    """The whole frame there, if its number is above the last one and its salt that of the file."""
    end = _claimed_end(data, offset)
    begin = offset + START.size
    if end is None or end > len(data):
        return None
    salt, number, received_at, connection, count, *codes, peer_length, name_length = HEAD.unpack_from(
        data, begin
    )
    peer_end = begin + HEAD.size + peer_length
    name_end = peer_end + name_length
    if number <= state.last or name_end > end or state.salt not in (None, salt):
        return None
    if zlib.crc32(memoryview(data)[begin:end]) != START.unpack_from(data, offset)[2]:
        return None
    try:
        kind, transport = Kind(codes[0]), Transport(codes[1])
        peer, name = data[begin + HEAD.size : peer_end].decode(), data[peer_end:name_end].decode()
    except ValueError:
        return None
    head = Head(kind, transport, count, received_at, peer, connection, name)
    return _Read(Frame(number, head, data[name_end:end]), end, salt)


def _claimed_end(data: bytes, offset: int) -> int | None:
    """Where a frame that begins there says that it ends; None where none begins."""
    if offset + START.size + HEAD.size > len(data):
        return None
    magic, length, _checksum = START.unpack_from(data, offset)
    if magic != MAGIC or not HEAD.size <= length <= FRAME_BYTES_MAX:
        return None
    return offset + START.size + int(length)


def _next_frame(data: bytes, state: _State) -> int:
    """Where after a damaged or torn frame the next whole one begins; the end of the data if there is none.

    While no whole frame has told the salt, the damaged one does; where its salt is what was damaged, it says its end.
    """
    offset, end = state.offset, _claimed_end(data, state.offset)
    if state.salt is None and end is not None:
        if end < len(data) and _frame_at(data, end, state):
            return end
        state = state._replace(salt=HEAD.unpack_from(data, offset + START.size)[0])
    place = data.find(MAGIC, offset + 1)
    while place >= 0 and _frame_at(data, place, state) is None:
        place = data.find(MAGIC, place + 1)
    return place if place >= 0 else len(data)


def _datagrams(frame: Frame) -> list[bytes]:
    return list(_measured(frame, _length_before))


def _octets(frame: Frame) -> list[bytes]:
    return list(_measured(frame, _digits_before))


def _lines(frame: Frame, end: bytes) -> list[bytes]:
    lines = frame.payload.split(end)
    if lines.pop():
        raise DamagedFrame(f"the last message of the frame {frame.number} has no end")
    return lines


def _measured(frame: Frame, measure: _Measure) -> Iterator[bytes]:
    payload, place = frame.payload, 0
    while place < len(payload):
        begin, length = measure(payload, place)
        if begin < 0 or begin + length > len(payload):
            raise DamagedFrame(f"the frame {frame.number} holds no message at byte {place}")
        yield payload[begin : begin + length]
        place = begin + length


def _length_before(payload: bytes, place: int) -> tuple[int, int]:
    if place + LENGTH.size > len(payload):
        return -1, 0
    return place + LENGTH.size, LENGTH.unpack_from(payload, place)[0]


def _digits_before(payload: bytes, place: int) -> tuple[int, int]:
    blank = payload.find(b" ", place, place + COUNT_BYTES_MAX + 1)
    digits = payload[place:blank] if blank > place else b""
    return (blank + 1, int(digits)) if digits.isdigit() and digits[:1] != b"0" else (-1, 0)


_SPLIT: Final[dict[Transport, Callable[[Frame], list[bytes]]]] = {
    Transport.UDP: _datagrams,
    Transport.LF: lambda frame: _lines(frame, b"\n"),
    Transport.OCTETS: _octets,
    Transport.TLS_LF: lambda frame: _lines(frame, b"\n"),
    Transport.TLS_OCTETS: _octets,
    Transport.NUL: lambda frame: _lines(frame, b"\0"),
    Transport.TLS_NUL: lambda frame: _lines(frame, b"\0"),
}
