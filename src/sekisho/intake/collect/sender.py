"""Our own sender: over UDP, TCP and TLS, for trials and measurements."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Final, Protocol

from sekisho.intake.collect.framing import Framing

PIECE: Final = 65_536
PATIENCE_SECONDS: Final = 30.0


class NotTaken(Exception):
    """The receiver did not read to the end."""


class Sender(Protocol):
    """Something that takes messages."""

    def send(self, messages: Iterable[bytes]) -> None:
        """Send them in order."""


class UdpSender:
    """A datagram a message (RFC 5426); nobody says whether it arrived. `source`: from that address of ours."""

    def __init__(self, address: tuple[str, int], *, source: str | None = None) -> None:
        self._socket = socket.socket(
            socket.AF_INET6 if ":" in address[0] else socket.AF_INET, socket.SOCK_DGRAM
        )
        try:
            if source is not None:
                self._socket.bind((source, 0))
            self._socket.connect(address)
        except OSError:
            self._socket.close()
            raise

    def send(self, messages: Iterable[bytes]) -> None:
        """Send them in order."""
        for message in messages:
            self._socket.send(message)

    def close(self) -> None:
        """Let go of the socket."""
        self._socket.close()


class StreamSender:
    """Messages over TCP or TLS, framed (RFC 6587; RFC 5425 wants octet counting). `source` as for UDP."""

    def __init__(
        self,
        address: tuple[str, int],
        framing: Framing = Framing.LF,
        *,
        context: ssl.SSLContext | None = None,
        source: str | None = None,
    ) -> None:
        self._framing = framing
        self._socket = socket.create_connection(
            address, timeout=PATIENCE_SECONDS, source_address=None if source is None else (source, 0)
        )
        if context is not None:
            self._socket = context.wrap_socket(self._socket, server_hostname=address[0])

    def send(self, messages: Iterable[bytes]) -> None:
        """Send them in order. Raises OSError."""
        piece = bytearray()
        for message in messages:
            piece += framed(message, self._framing)
            if len(piece) >= PIECE:
                self._socket.sendall(piece)
                piece.clear()
        self._socket.sendall(piece)

    def send_bytes(self, data: bytes) -> None:
        """Send bytes as they are. Raises OSError."""
        self._socket.sendall(data)

    def finish(self) -> None:
        """Say that this was all, and wait until the receiver has read it and closed. Raises NotTaken.

        What it has read is in its hands, not yet certainly on its disk: plain syslog has no word for that.
        """
        try:
            if isinstance(self._socket, ssl.SSLSocket):
                self._socket.unwrap()
            else:
                self._socket.shutdown(socket.SHUT_WR)
                while self._socket.recv(PIECE):
                    pass
        except OSError as error:
            raise NotTaken(str(error)) from error
        finally:
            self.close()

    def close(self) -> None:
        """Let go of the socket at once."""
        with suppress(OSError):
            self._socket.close()


def framed(message: bytes, framing: Framing) -> bytes:
    """The message as it goes over a stream."""
    match framing:
        case Framing.OCTETS:
            return b"%d %b" % (len(message), message)
        case Framing.NUL:
            return message + b"\0"
        case _:
            return message + b"\n"


@contextmanager
def stream(
    address: tuple[str, int],
    framing: Framing = Framing.LF,
    *,
    context: ssl.SSLContext | None = None,
    source: str | None = None,
) -> Iterator[StreamSender]:
    """A stream for the block, which ends in order when the block does."""
    sender = StreamSender(address, framing, context=context, source=source)
    try:
        yield sender
        sender.finish()
    finally:
        sender.close()
