"""One thread that receives: whoever can be read is read for a turn, and what is whole is written at once."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from contextlib import ExitStack
from selectors import EVENT_READ, DefaultSelector
from typing import Any, Final

from sekisho.intake.collect.connections import Connections
from sekisho.intake.collect.desk import Desk, Ready, now
from sekisho.intake.collect.open_spool import OpenSpool
from sekisho.intake.collect.settings import Listener, Settings
from sekisho.intake.collect.spool import Reason, Transport
from sekisho.intake.collect.tcp import TcpListener
from sekisho.intake.collect.tls import BadCertificate, server_context
from sekisho.intake.collect.udp import UdpListener

TICK_SECONDS: Final = 0.2
LAST_SECONDS: Final = 2.0  # to read what had arrived when the end was asked for


class CannotListen(Exception):
    """A listener cannot be set up; `listener` is which, and the cause says why."""

    def __init__(self, listener: Listener, why: Exception) -> None:
        super().__init__(f"{listener.transport} {listener.host} {listener.port}: {why}")
        self.listener = listener


class Receiver:
    """All sockets of a collector. `run` is its one thread; `stop` may be called by any, and by a signal handler."""

    def __init__(self, settings: Settings, spool: OpenSpool, *, torn: int = 0) -> None:
        """Listen. `torn` pieces were found that an earlier collector had not written whole. Raises CannotListen."""
        self._spool = spool
        self._selector = DefaultSelector()
        self._desk = Desk(settings, spool, self._selector)
        self._connections = Connections(self._desk)
        self._udp: list[UdpListener] = []
        self._tcp: list[TcpListener] = []
        self._stopping = False
        self._ticked_at = 0.0
        self._closed = False
        self._wake_reading, self._wake_writing = socket.socketpair()
        self._wake_writing.setblocking(False)
        self._selector.register(self._wake_reading, EVENT_READ, None)
        if torn:
            self._desk.tally.add(Reason.TORN, Transport.LF, "", torn)
        with ExitStack() as undo:
            undo.callback(self.close)
            for listener in settings.listeners:
                self._listen(listener)
            undo.pop_all()

    @property
    def names(self) -> list[str]:
        """Where it listens, as `udp 127.0.0.1:5514`, UDP first, each in the order of the settings."""
        return [*(each.name for each in self._udp), *(each.name for each in self._tcp)]

    def snapshot(self) -> dict[str, Any]:  # Any: JSON
        """How it stands, for whoever looks; any thread may ask."""
        return {
            "listeners": [
                *({"name": each.name, "receive_buffer_bytes": each.granted_bytes} for each in self._udp),
                *({"name": each.name} for each in self._tcp),
            ],
            "connections": len(self._connections),
            "trouble": self._spool.trouble,
        }

    def stop(self) -> None:
        """Let `run` end soon."""
        self._stopping = True
        try:
            self._wake_writing.send(b"x")
        except OSError:  # it was asked often enough, or has ended
            return

    def run(self) -> None:
        """Receive until `stop`; then take what had arrived by then, and let go of all sockets.

        What it wrote is durable when the spool is closed after it.
        """
        try:
            while not self._stopping:
                self._turn(TICK_SECONDS)
            self._take_the_rest()
        finally:
            self.close()

    def close(self) -> None:
        """Let go of all sockets; once is enough, twice does no harm."""
        if self._closed:
            return
        self._closed = True
        listeners: Sequence[UdpListener | TcpListener] = (*self._udp, *self._tcp)
        for listener in listeners:
            listener.close()
        for connection in self._connections:
            connection.end()
        self._selector.close()
        self._wake_reading.close()
        self._wake_writing.close()

    def _turn(self, seconds: float) -> int:
        """Wait so long for somebody, read everybody who is ready once. How many that were.

        While the spool takes nothing, nobody is read: TCP senders wait, and the kernel counts what UDP loses.
        """
        served = 0
        if self._spool.wait_ready(seconds):
            again, self._desk.again = self._desk.again, []
            ready = self._selector.select(0 if again else seconds)
            handlers: list[Ready] = [key.data for key, _events in ready if key.data is not None]
            waiting = {id(handler) for handler in handlers}
            handlers += [handler for handler in again if id(handler) not in waiting]
            for place, handler in enumerate(handlers):
                if not self._spool.wait_ready(0):
                    self._desk.again += [each for each in handlers[place:] if each in again]
                    break
                handler.ready()
                served += 1
        if time.monotonic() - self._ticked_at >= TICK_SECONDS:
            self._tick()
        return served

    def _tick(self) -> None:
        """What is done a few times a second: count drops, say what was not taken, close the silent."""
        self._ticked_at = time.monotonic()
        for listener in self._udp:
            listener.count_drops()
        for waiting in self._tcp:
            waiting.tick()
        self._connections.close_silent()
        if self._spool.wait_ready(0):
            self._write_tally()

    def _write_tally(self) -> None:
        frames = self._desk.tally.take(now())
        if frames:
            self._spool.write(list(frames))

    def _take_the_rest(self) -> None:
        """Read on until nothing is there or the time is over; streams that are still open end here."""
        self._selector.unregister(self._wake_reading)
        until = time.monotonic() + LAST_SECONDS
        while time.monotonic() < until and self._turn(0):
            pass
        for connection in self._connections:
            connection.end()
        for listener in self._udp:
            listener.count_drops()
        self._write_tally()

    def _listen(self, listener: Listener) -> None:
        try:
            if listener.transport == "udp":
                made = UdpListener(listener, self._desk)
                self._udp.append(made)
                self._selector.register(made.socket, EVENT_READ, made)
                return
            context = server_context(listener) if listener.transport == "tls" else None
            self._tcp.append(TcpListener(listener, self._desk, self._connections, context))
        except (OSError, BadCertificate) as error:
            raise CannotListen(listener, error) from error
