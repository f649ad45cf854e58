"""The one way in which the archive calls another machine: a POST to an address that stands in a configuration.

No proxy, no redirect, no cookie. Seconds and bytes are bounded, whatever the other side does.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Event, Timer
from typing import Final
from urllib.parse import urlsplit

SECONDS: Final = 15.0
BYTES_MAX: Final = 1 << 20


class NoAnswer(Exception):
    """The other side is away, too slow, or does not speak HTTP as it should; the text says which."""


class NotAnAddress(ValueError):
    """Only addresses that begin with http:// or https:// are called, without a user's name in them."""

    def __init__(self, url: str) -> None:
        super().__init__(f"{url!r} is no address as https://witness.pref.example/towns.")


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back. `content_type` is without parameters and in lower case."""

    status: int
    content_type: str
    body: bytes


Post = Callable[[str, bytes, str], Answered]
"""(url, body, content type) to the answer. Raises NoAnswer."""


def require_address(url: str) -> None:
    """Raises NotAnAddress for what `post` would not call."""
    _connection(url)


def post(url: str, body: bytes, content_type: str, *, seconds: float = SECONDS) -> Answered:
    """Send `body`, and wait for the answer `seconds` at most. Raises NoAnswer, NotAnAddress."""
    connection, path = _connection(url, seconds)
    try:
        connection.connect()
        with _hung_up_after(seconds, connection.sock):
            connection.request("POST", path, body, {"Content-Type": content_type, "Connection": "close"})
            response = connection.getresponse()
            data = response.read(BYTES_MAX + 1)
            complete = not response.length
    except (OSError, HTTPException, ValueError) as error:  # ValueError: TLS when we hung up
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise NoAnswer(f"{url} does not answer: {said}.") from error
    finally:
        connection.close()
    if len(data) > BYTES_MAX or not complete:
        raise NoAnswer(f"{url} answers too much, or not to the end.")
    media_type = response.headers.get_content_type() if "Content-Type" in response.headers else ""
    return Answered(response.status, media_type, data)


def _connection(url: str, seconds: float = SECONDS) -> tuple[HTTPConnection, str]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as reason:
        raise NotAnAddress(url) from reason
    kind = {"http": HTTPConnection, "https": HTTPSConnection}.get(parts.scheme)
    odd = parts.username is not None or parts.fragment or not url.isprintable() or " " in url
    if kind is None or not host or odd:
        raise NotAnAddress(url)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return kind(host, port, timeout=seconds), path


@contextmanager
def _hung_up_after(seconds: float, connection: socket.socket) -> Iterator[None]:
    """However slowly the other side sends, there is an end to it. Raises TimeoutError."""
    late = Event()

    def hang_up() -> None:
        late.set()
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if late.is_set():
        raise TimeoutError(f"it took more than {seconds:g} seconds")
