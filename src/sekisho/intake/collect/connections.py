"""The connections of one collector: how many there may be, who has to go, and what a peer of one sends."""

from __future__ import annotations

import socket
import ssl
import time
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from enum import Enum, auto
from selectors import EVENT_READ, EVENT_WRITE
from typing import Final

from sekisho.intake.collect.desk import READ_BYTES, Desk, now
from sekisho.intake.collect.framing import Framer, Framing
from sekisho.intake.collect.settings import Listener
from sekisho.intake.collect.spool import Buffer, Head, Kind, Reason, Transport
from sekisho.intake.collect.tls import name_in_certificate

SILENT_SECONDS: Final = 1.0  # who has just sent does not have to make room
_PLAIN: Final = {Framing.LF: Transport.LF, Framing.OCTETS: Transport.OCTETS, Framing.NUL: Transport.NUL}
_SECURE: Final = {
    Framing.LF: Transport.TLS_LF,
    Framing.OCTETS: Transport.TLS_OCTETS,
    Framing.NUL: Transport.TLS_NUL,
}


class Received(Enum):
    """What a read can come to when it brings no bytes."""

    NOTHING = auto()
    END = auto()  # the peer has closed in order
    LOST = auto()  # or not


class Connections:
    """All that are open, the longest silent one first."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._limits = desk.settings.limits
        self._open: OrderedDict[int, Connection] = OrderedDict()
        self._a_peer: Counter[str] = Counter()
        self._made = 0

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Iterator[Connection]:
        return iter(list(self._open.values()))

    def has_place(self, peer: str) -> bool:
        """Whether one more may come; the longest silent one goes where all places are taken."""
        if self._a_peer[peer] >= self._limits.connections_a_peer:
            return False
        if len(self._open) < self._limits.connections:
            return True
        return self.make_room()

    def make_room(self) -> bool:
        """Close the longest silent connection, unless it has just spoken."""
        oldest = next(iter(self._open.values()), None)
        if oldest is None or time.monotonic() - oldest.heard_at < SILENT_SECONDS:
            return False
        oldest.give_up(Reason.IDLE)
        return True

    def add(self, taken: socket.socket, peer: str, listener: Listener) -> Connection:
        """A new connection, which `has_place`."""
        self._made += 1
        connection = Connection(taken, peer, self._made, listener, self._desk, self)
        self._open[connection.number] = connection
        self._a_peer[peer] += 1
        return connection

    def heard(self, connection: Connection) -> None:
        """It has completed a message: bytes alone do not keep a place."""
        connection.heard_at = time.monotonic()
        self._open.move_to_end(connection.number)

    def remove(self, connection: Connection) -> None:
        """It is closed."""
        if self._open.pop(connection.number, None) is not None:
            self._a_peer[connection.peer] -= 1
            if not self._a_peer[connection.peer]:
                del self._a_peer[connection.peer]

    def close_silent(self) -> None:
        """Close what has been silent for too long, or has not become TLS in time."""
        moment = time.monotonic()
        soonest = min(self._limits.handshake_seconds, self._limits.idle_seconds)
        for connection in self:
            silent = moment - connection.heard_at
            if silent <= soonest:
                return  # and so are all that follow
            if connection.is_shaking_hands and silent > self._limits.handshake_seconds:
                connection.give_up(Reason.HANDSHAKE)
            elif silent > self._limits.idle_seconds:
                connection.give_up(Reason.IDLE)


class Connection:
    """One stream of messages. `heard_at` is when it last completed one, by the monotonic clock."""

    def __init__(  # noqa: PLR0917 -- made in one place only
        self,
        taken: socket.socket,
        peer: str,
        number: int,
        listener: Listener,
        desk: Desk,
        connections: Connections,
    ) -> None:
        self.peer = peer
        self.number = number
        self.name = ""
        self.heard_at = time.monotonic()
        self.is_shaking_hands = isinstance(taken, ssl.SSLSocket)
        self._socket = taken
        self._listener = listener
        self._desk = desk
        self._connections = connections
        self._framer = Framer(desk.settings.limits.message_bytes, listener.framing)
        self._transports = _SECURE if self.is_shaking_hands else _PLAIN
        self._waits_to_write = False
        desk.selector.register(taken, EVENT_READ, self)

    def ready(self) -> None:
        """Read at most a turn's worth and write what is complete of it."""
        if self._socket.fileno() < 0 or (self.is_shaking_hands and not self._shake_hands()):
            return
        begin = len(self._framer.held)
        self._desk.view[:begin] = self._framer.held
        received = self._receive(self._desk.view[begin : begin + READ_BYTES])
        match received:
            case Received.NOTHING:
                return
            case Received.END:
                self._end()
            case Received.LOST:
                self._close(self._framer.cut())
            case length:
                self._take(begin + length)

    def give_up(self, reason: Reason) -> None:
        """Close it; counted, as is the message it was in the middle of."""
        self._close(self._framer.cut() + Counter({reason: 1}))

    def end(self) -> None:
        """Close it because the collector ends; what is not whole of a message is counted."""
        self._close(self._framer.cut())

    def _take(self, end: int) -> None:
        fed = self._framer.feed(self._desk.buffer, end)
        if fed.runs:
            pieces: list[tuple[Head, Buffer]] = [
                (self._head(Kind.MESSAGES, run.messages), self._desk.view[run.begin : run.end])
                for run in fed.runs
            ]
            self._desk.spool.write(pieces)
            self._connections.heard(self)
        if fed.broken:
            self._close(fed.refused)
        else:
            self._desk.tally.add_all(fed.refused, self._transport(), self.peer, name=self.name)

    def _receive(self, into: memoryview) -> int | Received:
        try:
            length = self._socket.recv_into(into)
            if length and self.is_secure:
                length += self._receive_more(into[length:])
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return Received.NOTHING
        except OSError:  # reset, timed out, or TLS that ended without its farewell
            return Received.LOST
        return length or Received.END

    def _receive_more(self, into: memoryview) -> int:
        """TLS gives a record at a time: read on, for what it holds itself no selector knows of."""
        place = 0
        with suppress(OSError):  # an error comes again with the next read
            while place < len(into):
                length = self._socket.recv_into(into[place:])
                if not length:
                    break
                place += length
            self._desk.again.append(self)
        return place

    def _shake_hands(self) -> bool:
        """One step of the handshake; whether it is done. A peer that fails is counted and closed."""
        secure = self._socket
        assert isinstance(secure, ssl.SSLSocket)
        try:
            secure.do_handshake()
        except ssl.SSLWantReadError:
            self._wait_to_write(False)
        except ssl.SSLWantWriteError:
            self._wait_to_write(True)
        except OSError:
            self.give_up(Reason.HANDSHAKE)
        else:
            self._wait_to_write(False)
            self.is_shaking_hands = False
            self._connections.heard(self)
            self.name = name_in_certificate(secure) if self._listener.name_from_certificate else ""
        return not self.is_shaking_hands

    def _wait_to_write(self, wanted: bool) -> None:
        if wanted != self._waits_to_write:
            self._waits_to_write = wanted
            self._desk.selector.modify(self._socket, EVENT_WRITE if wanted else EVENT_READ, self)

    @property
    def is_secure(self) -> bool:
        """Whether it is TLS."""
        return self._transports is _SECURE

    def _end(self) -> None:
        rest, refused = self._framer.finish()
        if rest:
            self._desk.spool.write([(self._head(Kind.LAST, 1), rest)])
        self._close(refused)

    def _close(self, refused: Counter[Reason]) -> None:
        self._desk.tally.add_all(refused, self._transport(), self.peer, name=self.name)
        self._connections.remove(self)
        self._desk.selector.unregister(self._socket)
        if isinstance(self._socket, ssl.SSLSocket) and not self.is_shaking_hands:
            with suppress(OSError, ValueError):
                self._socket.unwrap()  # says farewell; a peer that does not answer is not waited for
        self._socket.close()

    def _head(self, kind: Kind, count: int) -> Head:
        return Head(kind, self._transport(), count, now(), self.peer, self.number, self.name)

    def _transport(self) -> Transport:
        return self._transports.get(self._framer.framing, self._transports[Framing.LF])
