"""Syslog over UDP (RFC 5426): many datagrams a turn, and what the kernel could not keep is known to the message."""

from __future__ import annotations

import os
import socket
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from sekisho.intake.collect.datagrams import source_of
from sekisho.intake.collect.desk import Desk, canonical, now
from sekisho.intake.collect.settings import Listener
from sekisho.intake.collect.spool import LENGTH, Buffer, Head, Kind, Reason, Transport

CALLS_A_TURN: Final = 8
BYTES_AT_ONCE: Final = 256 * 1024

_SO_RCVBUFFORCE: Final = 33  # Linux, asm-generic/socket.h: beyond net.core.rmem_max, for whoever may
_SO_MEMINFO: Final = 55  # as above: nine numbers (linux/sock_diag.h), of which the last counts drops
_MEMINFO: Final = struct.Struct("=9I")
_COUNTER: Final = 2**32  # at which the kernel's counter begins anew
_TABLES: Final = (Path("/proc/net/udp"), Path("/proc/net/udp6"))
_INODE_COLUMN, _DROPS_COLUMN = 9, 12


class UdpListener:
    """One bound socket. `granted_bytes` is the receive buffer that the kernel gave (it counts its own upkeep in it)."""

    def __init__(self, listener: Listener, desk: Desk) -> None:
        self._desk = desk
        self._bytes_max = desk.settings.limits.message_bytes
        self.socket = bound(listener, socket.SOCK_DGRAM)
        self.granted_bytes = receive_buffer(self.socket, listener.receive_buffer_bytes)
        self.name = address_of(self.socket, "udp")
        self._dropped = 0
        self._source = source_of(self.socket)
        self._pieces: list[tuple[Head, Buffer]] = []  # of this turn, as is what follows
        self._received_at = 0
        self._sender: object = None
        self._peer = ""
        self._allowed = False
        self._group: list[
            bytes
        ] = []  # of this sender: datagrams one behind the other, each behind its length
        self._count = self._bytes = 0

    def ready(self) -> None:
        """Read what is there, up to a turn's worth, and write it: consecutive datagrams of a peer are one frame."""
        self._received_at = now()
        self._sender = None
        for _call in range(CALLS_A_TURN):
            senders, lengths = self._source.receive()
            if not senders:
                break
            if senders.count(senders[0]) == len(senders):  # who sends many at once is mostly one
                self._take(senders[0], self._source.slots, lengths)
                continue
            for sender, slot, length in zip(senders, self._source.slots, lengths, strict=False):
                self._take(sender, (slot,), (length,))
        self._write()

    def _take(self, sender: object, slots: Sequence[memoryview], lengths: Sequence[int]) -> None:
        """Datagrams of one sender, as many as there are lengths."""
        if sender != self._sender:
            self._end_group()
            self._sender = sender
            self._peer = canonical(self._source.host(sender))
            self._allowed = self._desk.is_allowed(self._peer)
        if not self._allowed:
            self._desk.tally.add(Reason.NOT_ALLOWED, Transport.UDP, self._peer, len(lengths))
        elif len(lengths) > 1 and (max(lengths) > self._bytes_max or sum(lengths) > BYTES_AT_ONCE):
            for slot, length in zip(slots, lengths, strict=False):
                self._take(sender, (slot,), (length,))
        elif lengths[0] > self._bytes_max:
            self._desk.tally.add(Reason.TOO_LONG, Transport.UDP, self._peer)
        else:
            self._keep(slots, lengths)

    def _keep(self, slots: Sequence[memoryview], lengths: Sequence[int]) -> None:
        parts: list[Buffer] = [b""] * (2 * len(lengths))
        parts[::2] = map(LENGTH.pack, lengths)
        parts[1::2] = [slot[:length] for slot, length in zip(slots, lengths, strict=False)]
        self._group.append(b"".join(parts))
        self._count += len(lengths)
        self._bytes += len(self._group[-1])
        if self._bytes >= BYTES_AT_ONCE:
            self._write()

    def _end_group(self) -> None:
        """What was gathered of one peer becomes a frame."""
        if self._group:
            head = Head(Kind.MESSAGES, Transport.UDP, self._count, self._received_at, self._peer)
            self._pieces.append((head, b"".join(self._group)))
        self._group, self._count = [], 0

    def _write(self) -> None:
        """Write what was gathered."""
        self._end_group()
        if self._pieces:
            self._desk.spool.write(self._pieces)
        self._pieces, self._bytes = [], 0

    def count_drops(self) -> None:
        """Add to the tally what the kernel dropped since it was last asked."""
        dropped = _kernel_drops(self.socket)
        more = (dropped - self._dropped) % _COUNTER
        if more:
            self._dropped = dropped
            self._desk.tally.add(Reason.KERNEL_DROPPED, Transport.UDP, "", more, name=self.name)

    def close(self) -> None:
        """Let go of the socket."""
        self.socket.close()


def bound(listener: Listener, kind: socket.SocketKind) -> socket.socket:
    """A socket bound to where the listener listens; `::` takes IPv4 as well. Raises OSError."""
    family = socket.AF_INET6 if ":" in listener.host else socket.AF_INET
    made = socket.socket(family, kind)
    try:
        made.setblocking(False)
        if kind == socket.SOCK_STREAM:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(listener.host != "::"))
        made.bind((listener.host, listener.port))
    except BaseException:
        made.close()
        raise
    return made


def receive_buffer(of: socket.socket, wanted: int) -> int:
    """Ask for a receive buffer; what was granted, in bytes, as the kernel says it."""
    try:
        of.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, wanted)
    except OSError:  # not Linux, or not permitted: then up to net.core.rmem_max
        with suppress(OSError):
            of.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, wanted)
    return of.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)


def address_of(of: socket.socket, transport: str) -> str:
    """Where it listens, as `udp 127.0.0.1:5514` or `tcp [::1]:5514`."""
    host, port = of.getsockname()[:2]
    return f"{transport} {f'[{host}]' if ':' in host else host}:{port}"


def _kernel_drops(of: socket.socket) -> int:
    """Datagrams that the kernel dropped at this socket since it was made; 0 where no kernel tells."""
    if sys.platform != "linux":
        return 0
    try:
        told: int = _MEMINFO.unpack(of.getsockopt(socket.SOL_SOCKET, _SO_MEMINFO, _MEMINFO.size))[-1]
    except (OSError, struct.error):  # before Linux 4.12
        return _drops_in_tables(os.fstat(of.fileno()).st_ino)
    return told


def _drops_in_tables(inode: int) -> int:
    """The same from the kernel's tables of sockets (Linux, proc_net)."""
    for table in _TABLES:
        with suppress(OSError):
            for line in table.read_text(encoding="ascii").splitlines()[1:]:
                columns = line.split()
                if columns[_INODE_COLUMN] == str(inode):
                    return int(columns[_DROPS_COLUMN])
    return 0
