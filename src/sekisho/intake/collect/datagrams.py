"""Many datagrams by one call of the system (Linux, recvmmsg), or one by one elsewhere.

The call is made through ctypes, as the standard library has none: it halves what a datagram costs.
"""

from __future__ import annotations

import ctypes
import socket
import struct
import sys
from collections.abc import Sequence
from typing import Final, Protocol

SLOTS: Final = 64
DATAGRAM_BYTES_MAX: Final = 65_536  # above what one can have: none is ever cut short
_NAME: Final = struct.Struct(
    "4x4s20x"
)  # of an IPv4 sender: the address behind family and port (netinet/in.h)
_NAME_6: Final = struct.Struct("8x16s4x")  # of an IPv6 sender: behind family, port and flow
_LENGTH: Final = struct.Struct("=56xI4x")  # of a struct mmsghdr: the length behind its struct msghdr, 64-bit


class Source(Protocol):
    """Where datagrams come from."""

    @property
    def slots(self) -> Sequence[memoryview]:
        """Those that were received last, up to the next `receive`; each is longer than its datagram."""

    def receive(self) -> tuple[Sequence[object], Sequence[int]]:
        """For each datagram that is there its sender, as `host` understands it, and its length; nothing waits."""

    def host(self, sender: object) -> str:
        """The address of a sender, as the system writes it."""


def source_of(receiving: socket.socket) -> Source:
    """The best that this system has."""
    if sys.platform == "linux" and ctypes.sizeof(Header) == _LENGTH.size:  # else it is not 64-bit
        return Many(receiving)
    return OneByOne(receiving)


class OneByOne:
    """A call for each datagram."""

    def __init__(self, receiving: socket.socket) -> None:
        self._socket = receiving
        self.slots = [memoryview(bytearray(DATAGRAM_BYTES_MAX))]

    def receive(self) -> tuple[Sequence[object], Sequence[int]]:
        """At most one."""
        try:
            length, sender = self._socket.recvfrom_into(self.slots[0])
        except OSError:  # nothing is there, or the kernel passes on an error of no consequence
            return (), ()
        return (sender[0],), (length,)

    def host(self, sender: object) -> str:
        """It is the address."""
        return str(sender)


class Many:
    """A call for up to SLOTS datagrams."""

    def __init__(self, receiving: socket.socket) -> None:
        self._descriptor = receiving.fileno()
        self._family = receiving.family
        self._name = _NAME if receiving.family == socket.AF_INET else _NAME_6
        self._call = ctypes.CDLL(None).recvmmsg
        self._data = bytearray(SLOTS * DATAGRAM_BYTES_MAX)
        whole = memoryview(self._data)
        self.slots = [
            whole[begin : begin + DATAGRAM_BYTES_MAX] for begin in range(0, len(whole), DATAGRAM_BYTES_MAX)
        ]
        self._names = bytearray(SLOTS * self._name.size)
        self._pieces = (Piece * SLOTS)()
        self._headers = (Header * SLOTS)()
        self._fill()
        self._seen_headers = memoryview(self._headers).cast("B")
        self._seen_names = memoryview(self._names)

    def receive(self) -> tuple[Sequence[object], Sequence[int]]:
        """All that are there, up to SLOTS."""
        count = self._call(self._descriptor, self._headers, SLOTS, socket.MSG_DONTWAIT, None)
        if count <= 0:  # as above
            return (), ()
        names = self._name.iter_unpack(self._seen_names[: count * self._name.size])
        lengths = _LENGTH.iter_unpack(self._seen_headers[: count * _LENGTH.size])
        return [name for (name,) in names], [length for (length,) in lengths]

    def host(self, sender: object) -> str:
        """From the bytes of the address."""
        assert isinstance(sender, bytes)
        return socket.inet_ntop(self._family, sender)

    def _fill(self) -> None:
        """Let every header point at its slot and at the place for its sender, for good."""
        data = ctypes.addressof((ctypes.c_char * len(self._data)).from_buffer(self._data))
        names = ctypes.addressof((ctypes.c_char * len(self._names)).from_buffer(self._names))
        for number, (piece, header) in enumerate(zip(self._pieces, self._headers, strict=True)):
            piece.base, piece.length = data + number * DATAGRAM_BYTES_MAX, DATAGRAM_BYTES_MAX
            header.name, header.name_length = names + number * self._name.size, self._name.size
            header.pieces, header.pieces_count = ctypes.addressof(piece), 1


class Piece(ctypes.Structure):
    """struct iovec."""

    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


class Header(ctypes.Structure):
    """struct mmsghdr: a struct msghdr and the length that the kernel writes behind it."""

    _fields_ = (
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint32),
        ("pieces", ctypes.c_void_p),
        ("pieces_count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_int),
        ("padding", ctypes.c_uint32),
        ("received", ctypes.c_uint32),
    )
