"""Who listens for TCP and TLS connections (RFC 6587, RFC 5425)."""

from __future__ import annotations

import errno
import socket
import ssl
from selectors import EVENT_READ
from typing import Final

from sekisho.intake.collect.connections import Connections
from sekisho.intake.collect.desk import Desk, canonical
from sekisho.intake.collect.settings import Listener
from sekisho.intake.collect.spool import Reason, Transport
from sekisho.intake.collect.udp import address_of, bound

BACKLOG: Final = 1_024
ACCEPTED_A_TURN: Final = 64
_NO_DESCRIPTORS: Final = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}


class TcpListener:
    """One listening socket; with a context it speaks TLS."""

    def __init__(
        self, listener: Listener, desk: Desk, connections: Connections, context: ssl.SSLContext | None
    ) -> None:
        self._listener = listener
        self._desk = desk
        self._connections = connections
        self._context = context
        self._transport = Transport.LF if context is None else Transport.TLS_LF
        self.socket = bound(listener, socket.SOCK_STREAM)
        try:
            self.socket.listen(BACKLOG)
        except BaseException:
            self.socket.close()
            raise
        self.name = address_of(self.socket, listener.transport)
        self._paused = True
        self.tick()

    def ready(self) -> None:
        """Take new connections, up to a turn's worth."""
        for _turn in range(ACCEPTED_A_TURN):
            try:
                taken, sender = self.socket.accept()
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno in _NO_DESCRIPTORS:
                    self._pause()
                    return
                continue  # the peer is gone already
            self._welcome(taken, canonical(sender[0]))

    def tick(self) -> None:
        """Take connections again after a pause."""
        if self._paused:
            self._paused = False
            self._desk.selector.register(self.socket, EVENT_READ, self)

    def _pause(self) -> None:
        """No descriptor is left: let somebody silent go, and until the next tick leave who waits to the system."""
        self._connections.make_room()
        self._paused = True
        self._desk.selector.unregister(self.socket)

    def close(self) -> None:
        """Listen no more."""
        self.socket.close()

    def _welcome(self, taken: socket.socket, peer: str) -> None:
        reason = None
        if not (self._listener.name_from_certificate or self._desk.is_allowed(peer)):
            reason = Reason.NOT_ALLOWED
        elif not self._connections.has_place(peer):
            reason = Reason.TOO_MANY_CONNECTIONS
        if reason is not None:
            taken.close()
            self._desk.tally.add(reason, self._transport, peer)
            return
        taken.setblocking(False)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        try:
            secure = taken if self._context is None else self._wrapped(taken, self._context)
        except OSError:  # the peer is gone, or did not wait for us with what it says
            taken.close()
            self._desk.tally.add(Reason.HANDSHAKE, self._transport, peer)
            return
        self._connections.add(secure, peer, self._listener)

    @staticmethod
    def _wrapped(taken: socket.socket, context: ssl.SSLContext) -> ssl.SSLSocket:
        return context.wrap_socket(
            taken, server_side=True, do_handshake_on_connect=False, suppress_ragged_eofs=False
        )
