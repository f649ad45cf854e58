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
        self._received_at = self._place = self._begin = self._count = 0
        self._sender: object = None
        self._peer = ""
        self._allowed = False

    def ready(self) -> None:
        """Read what is there, up to a turn's worth, and write it: consecutive datagrams of a peer are one frame."""
        self._received_at = now()
        self._sender = None
        for _call in range(CALLS_A_TURN):
            senders, lengths = self._source.receive()
            if not senders:
                break
            self._gather(senders, lengths)
        self._write()

    def _gather(self, senders: Sequence[object], lengths: Sequence[int]) -> None:
        """Put them one behind the other into the buffer, each behind its length."""
        view, pack, place = self._desk.view, LENGTH.pack_into, self._place
        for sender, length, slot in zip(senders, lengths, self._source.slots, strict=False):
            if sender != self._sender:
                self._place = place
                self._end_group()
                self._sender = sender
                self._peer = canonical(self._source.host(sender))
                self._allowed = self._desk.is_allowed(self._peer)
            if not self._allowed or length > self._bytes_max:
                reason = Reason.TOO_LONG if self._allowed else Reason.NOT_ALLOWED
                self._desk.tally.add(reason, Transport.UDP, self._peer)
                continue
            if place >= BYTES_AT_ONCE:
                self._place = place
                self._write()
                place = 0
            pack(view, place, length)
            begin = place + LENGTH.size
            place = begin + length
            view[begin:place] = slot[:length]
            self._count += 1
        self._place = place

    def _end_group(self) -> None:
        """What was gathered of one peer becomes a frame."""
        if self._count:
            head = Head(Kind.MESSAGES, Transport.UDP, self._count, self._received_at, self._peer)
            self._pieces.append((head, self._desk.view[self._begin : self._place]))
        self._begin, self._count = self._place, 0

    def _write(self) -> None:
        """Write what was gathered; the buffer is free again."""
        self._end_group()
        if self._pieces:
            self._desk.spool.write(self._pieces)
        self._pieces = []
        self._place = self._begin = 0

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
