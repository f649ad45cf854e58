"""A witness over HTTP, for the logs of a few towns (c2sp.org/tlog-witness). Needs the standard library and Ed25519.

`POST <prefix>/add-checkpoint` cosigns, `GET <prefix>/` tells in plain text who the witness is and how far it has seen
each log. What a request may cost is bounded: bytes, seconds, and how many there are at once.
"""

from __future__ import annotations

import io
import logging
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from threading import BoundedSemaphore, Event, Thread
from typing import Any, Final

from sekisho.archive.notes import Ed25519Signer, NoteRefused
from sekisho.archive.witness import (
    ADD_CHECKPOINT,
    MAX_REQUEST_BYTES,
    TEXT,
    Answer,
    MalformedRequest,
    parse_request,
    policy_for,
)
from sekisho.archive.witness_config import (
    BadWitnessConfig,
    WitnessConfig,
    load_config,
    load_witness_key,
    make_witness_key,
)
from sekisho.archive.witness_state import StateBroken, WitnessState, has_state, holding

SECONDS_A_REQUEST: Final = 20
SECONDS_TO_PART: Final = 2  # for what a client still sends when it was answered
SECONDS_A_LOOK: Final = 0.2  # whether to stop
AT_ONCE: Final = 64
MAX_BYTES: Final = 2 * MAX_REQUEST_BYTES  # head and body together

Clock = Callable[[], int]
logger = logging.getLogger(__name__)


def now_in_seconds() -> int:
    """The system's clock, POSIX seconds."""
    return int(time.time())


def run_witness(path: Path, *, say: Callable[[str], None] = print) -> None:
    """Serve by the configuration file until SIGINT or SIGTERM; what is under way is answered before this returns.

    Says the address that a `Witness` is asked at, and the key it is known by. Makes the key if there is none and
    nothing was ever cosigned here. Raises BadWitnessConfig, a KeyRefused, files.Locked, StateBroken, OSError.
    """
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    with serving(load_config(path)) as server:
        say(server.url)
        say(str(server.state.policy.signer.verifier_key))
        stop.wait()


@contextmanager
def serving(config: WitnessConfig, *, clock: Clock = now_in_seconds) -> Iterator[WitnessServer]:
    """A witness that answers in threads as long as the block lasts. Raises as `run_witness`."""
    policy = policy_for(config.logs, signer_of(config))
    with holding(config.state, policy) as state, WitnessServer(config, state, clock) as server:
        thread = Thread(target=server.serve_forever, args=(SECONDS_A_LOOK,), name="witness")
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def signer_of(config: WitnessConfig) -> Ed25519Signer:
    """The witness's key, made at the very first start. Raises a KeyRefused, BadWitnessConfig.

    A key that is gone while there is a state is not replaced unasked: everybody trusts the old one.
    """
    if not config.key.exists() and not has_state(config.state):
        return make_witness_key(config.key, config.name)
    signer = load_witness_key(config.key, state=config.state)
    if signer.name != config.name:
        raise BadWitnessConfig(f"The key in {config.key} is that of {signer.name}, not of {config.name}.")
    return signer


class WitnessServer(ThreadingHTTPServer):
    """The server of one witness; made by `serving`. A request has a thread, which ends before the server does."""

    daemon_threads = False
    request_queue_size = AT_ONCE

    def __init__(self, config: WitnessConfig, state: WitnessState, clock: Clock) -> None:
        self.address_family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
        self.prefix, self.state, self.clock = config.prefix, state, clock
        self._places = BoundedSemaphore(AT_ONCE)
        super().__init__((config.host, config.port), Handler)

    @property
    def url(self) -> str:
        """Where it listens, without the final part of the path."""
        host, port = self.socket.getsockname()[:2]
        return f"http://{f'[{host}]' if ':' in host else host}:{port}{self.prefix}"

    def server_bind(self) -> None:
        """Without asking a name server for a name that nobody needs."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.socket.getsockname()[:2]

    def process_request(self, request: Any, client_address: Any) -> None:  # Any: as in the standard library
        """Answer in a thread. Whoever comes when all places are taken is turned away at once."""
        if not self._places.acquire(blocking=False):
            logger.warning("All %s places are taken: %s is turned away.", AT_ONCE, client_address)
            self.close_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._places.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # Any: as above
        """As the standard library, and the place is free afterwards."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def shutdown_request(self, request: Any) -> None:  # Any: as above
        """Close so that the answer arrives: bytes left unread would make the system take it back (RFC 9112, 9.6)."""
        with suppress(OSError):
            request.shutdown(socket.SHUT_WR)
            unread = _Bounded(request, seconds=SECONDS_TO_PART)
            while unread.read(_PIECE):
                pass
        self.close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 -- Any, names: as above
        """To the log of the program, never to the client."""
        logger.warning(
            "The request of %s could not be answered.",
            client_address,
            exc_info=True,  # noqa: LOG014 -- the standard library calls this while it handles one
        )


class Handler(BaseHTTPRequestHandler):
    """One connection, one request."""

    server: WitnessServer
    server_version = "sekisho-witness"
    sys_version = ""
    error_message_format = "%(code)d %(message)s\n"
    error_content_type = TEXT

    def setup(self) -> None:
        """Read no longer and no more than a request may take."""
        super().setup()
        self.rfile = io.BufferedReader(_Bounded(self.connection, seconds=SECONDS_A_REQUEST))

    def do_GET(self) -> None:
        """Who the witness is, and the size and time of what it cosigned last."""
        if self.path != f"{self.server.prefix}/":
            self._send(Answer(HTTPStatus.NOT_FOUND, b"There is nothing here.\n"))
            return
        self._send(self._guarded(self._told))

    def do_POST(self) -> None:
        """Add a checkpoint."""
        if self.path != self.server.prefix + ADD_CHECKPOINT:
            self._send(Answer(HTTPStatus.NOT_FOUND, b"There is nothing here.\n"))
            return
        length = self.headers.get("Content-Length", "")
        if "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdigit()):
            self._send(Answer(HTTPStatus.LENGTH_REQUIRED, b"The length of the request is not told.\n"))
        elif len(length) > len(str(MAX_REQUEST_BYTES)) or int(length) > MAX_REQUEST_BYTES:
            self._send(Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"The request is too large.\n"))
        else:
            body = self.rfile.read(int(length))
            self._send(self._guarded(lambda: self._added(body, int(length))))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the standard library's name
        """To the log of the program instead of standard error."""
        logger.info("%s: %s", self.client_address[0], (format % args).translate(_PRINTABLE))

    def _added(self, body: bytes, length: int) -> Answer:
        try:
            if len(body) != length:
                raise MalformedRequest("The request is cut short.")
            request = parse_request(body)
        except MalformedRequest as reason:
            return Answer(HTTPStatus.BAD_REQUEST, f"{reason}\n".encode())
        return self.server.state.add(request, now=self.server.clock())

    def _told(self) -> Answer:
        state = self.server.state
        lines = [str(state.policy.signer.verifier_key), ""]
        for origin in sorted(state.policy.logs):
            last = state.last(origin)
            lines.append(f"{origin} {last.checkpoint.size} {last.timestamp}" if last else f"{origin} -")
        return Answer(HTTPStatus.OK, "".join(f"{line}\n" for line in lines).encode())

    def _guarded(self, work: Callable[[], Answer]) -> Answer:
        """What the disk or the key refuses is told to the operator; the client hears that nothing was cosigned."""
        try:
            return work()
        except (StateBroken, NoteRefused, OSError):
            logger.exception("The witness could not answer.")
        return Answer(
            HTTPStatus.INTERNAL_SERVER_ERROR, b"The witness could not answer; nothing was cosigned.\n"
        )

    def _send(self, answer: Answer) -> None:
        self.connection.settimeout(SECONDS_A_REQUEST)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(answer.body)


class _Bounded(io.RawIOBase):
    """What a client sends, until its time is up; behind MAX_BYTES it has ended."""

    def __init__(self, connection: socket.socket, *, seconds: float) -> None:
        super().__init__()
        self._connection = connection
        self._deadline = time.monotonic() + seconds
        self._left = MAX_BYTES

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:  # Any: a writable buffer, which Python 3.11 has no type for
        """Raises TimeoutError, which the standard library takes for the end of the connection."""
        remaining = self._deadline - time.monotonic()
        if remaining <= 0:
            raise TimeoutError("The request took too long.")
        self._connection.settimeout(remaining)
        view = memoryview(buffer)[: self._left]
        read = self._connection.recv_into(view) if view else 0
        self._left -= read
        return read


_PIECE: Final = 65536
_PRINTABLE: Final = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], "?")
