"""A POST to another machine ends in an answer or a refusal, soon, whatever the other side does."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Thread

import pytest

from sekisho.archive import outbound
from sekisho.archive.outbound import Answered, NoAnswer, NotAnAddress, post
from tests.patience import PATIENCE_SECONDS

OK = b"HTTP/1.0 200 OK\r\n"
Serve = Callable[[Callable[[socket.socket], None]], str]


def read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65_536) or b"\r\n\r\n"
    head, _, body = data.partition(b"\r\n\r\n")
    length = re.search(rb"Content-Length: (\d+)", head)
    while length and len(body) < int(length[1]):
        body += connection.recv(65_536) or bytes(65_536)
    return head + b"\r\n\r\n" + body


@pytest.fixture
def requests() -> list[bytes]:
    return []


@pytest.fixture
def serve(requests: list[bytes]) -> Iterator[Serve]:
    """Serves one connection as told; gives the address."""
    listening = socket.create_server(("127.0.0.1", 0))
    threads = []

    def start(answer: Callable[[socket.socket], None]) -> str:
        def run() -> None:
            connection, _ = listening.accept()
            with connection, suppress(OSError):
                requests.append(read_request(connection))
                answer(connection)

        threads.append(Thread(target=run))
        threads[-1].start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}/x?y=z"

    yield start
    for thread in threads:
        thread.join(10)
    listening.close()


def sending(data: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(data)


def dripping(head: bytes) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(b"x")
            time.sleep(0.02)

    return answer


def flooding(connection: socket.socket) -> None:
    connection.sendall(OK + b"\r\n")
    while True:
        connection.sendall(bytes(65_536))


def test_the_answer_comes_with_its_status_and_type(serve: Serve) -> None:
    url = serve(
        sending(b"HTTP/1.1 409 x\r\nContent-Type: Text/X.tlog.size; a=b\r\nContent-Length: 2\r\n\r\n5\n")
    )

    assert post(url, b"body", "text/plain") == Answered(409, "text/x.tlog.size", b"5\n")


def test_what_is_sent_is_one_plain_request(serve: Serve, requests: list[bytes]) -> None:
    url = serve(sending(OK + b"\r\n"))
    post(url, b"body", "application/x")

    assert requests == [
        b"POST /x?y=z HTTP/1.1\r\nHost: %b\r\nAccept-Encoding: identity\r\nContent-Length: 4\r\n"
        b"Content-Type: application/x\r\nConnection: close\r\n\r\nbody" % url.split("/")[2].encode()
    ]


def test_a_redirect_is_not_followed(serve: Serve) -> None:
    url = serve(sending(b"HTTP/1.0 307 x\r\nLocation: http://127.0.0.1:1/\r\n\r\n"))

    assert post(url, b"", "text/plain").status == 307


def test_proxies_of_the_environment_are_not_asked(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)

    assert post(serve(sending(OK + b"\r\n")), b"", "text/plain").status == 200


@pytest.mark.parametrize("head", [b"", OK, OK + b"\r\n", OK + b"Content-Length: 500\r\n\r\n"])
def test_who_sends_too_slowly_is_hung_up_on(serve: Serve, head: bytes) -> None:
    began = time.monotonic()

    with pytest.raises(NoAnswer):
        post(serve(dripping(head)), b"", "text/plain", seconds=0.3)
    assert time.monotonic() - began < PATIENCE_SECONDS


def test_who_sends_too_much_is_hung_up_on(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "BYTES_MAX", 1000)

    with pytest.raises(NoAnswer):
        post(serve(flooding), b"", "text/plain")
    assert len(post(serve(sending(OK + b"\r\n" + bytes(1000))), b"", "text/plain").body) == 1000


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"hello\r\n\r\n",
        OK + b"Content-Length: 5\r\n\r\nabc",
        OK[:5],
        b"HTTP/1.0 999999 x\r\n\r\n",
        bytes(70_000),
    ],
)
def test_what_is_no_whole_answer_is_none(serve: Serve, answer: bytes) -> None:
    with pytest.raises(NoAnswer):
        post(serve(sending(answer)), b"", "text/plain")


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

    with pytest.raises(NoAnswer):
        post(f"http://127.0.0.1:{port}/", b"", "text/plain")


def test_a_plain_answer_to_a_secure_address_is_none(serve: Serve) -> None:
    url = serve(sending(OK + b"\r\n")).replace("http:", "https:")

    with pytest.raises(NoAnswer):
        post(url, b"", "text/plain", seconds=0.3)


def test_no_other_address_is_called() -> None:
    with pytest.raises(NotAnAddress):
        post("file:///etc/passwd", b"", "text/plain")
