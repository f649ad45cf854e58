"""Syslog over TLS (RFC 5425): who is believed, who is turned away, and what a handshake may cost."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

import pytest

from sekisho.intake.collect.framing import Framing
from sekisho.intake.collect.receiver import CannotListen
from sekisho.intake.collect.sender import StreamSender, stream
from sekisho.intake.collect.settings import Limits, Listener
from sekisho.intake.collect.spool import Reason, Transport
from sekisho.intake.collect.tls import server_context
from tests.patience import wait_for
from tests.unit.intake.collect.certificates import Authority
from tests.unit.intake.collect.collectors import numbered, running, spool_in


@pytest.fixture
def town(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def tls(authority: Authority, *, client_ca: Path | None = None, by_name: bool = False) -> Listener:
    server = authority.issue("collect.example")
    return Listener(
        "tls",
        "127.0.0.1",
        0,
        certificate=server,
        key=server,
        client_ca=client_ca,
        name_from_certificate=by_name,
    )


def trusting(authority: Authority, own: Path | None = None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=authority.file)
    if own is not None:
        context.load_cert_chain(own)
    return context


@pytest.mark.parametrize(
    ("framing", "transport"), [(Framing.OCTETS, Transport.TLS_OCTETS), (Framing.LF, Transport.TLS_LF)]
)
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_messages_come_through(
    tmp_path: Path, town: Authority, framing: Framing, transport: Transport, version: ssl.TLSVersion
) -> None:
    sent = numbered(10_000, "x" * 100)
    context = trusting(town)
    context.minimum_version = context.maximum_version = version
    with (
        running(tmp_path / "c", tls(town)) as collector,
        stream(collector.address, framing, context=context) as sender,
    ):
        sender.send(sent)

    spool = spool_in(tmp_path / "c")
    assert spool.messages == sent
    assert {frame.head.transport for frame in spool.frames} == {transport}


def test_a_sender_that_closes_without_reading_loses_nothing(tmp_path: Path, town: Authority) -> None:
    sent = numbered(2_000)
    with running(tmp_path / "c", tls(town)) as collector:
        sender = StreamSender(collector.address, Framing.OCTETS, context=trusting(town))
        sender.send(sent)
        sender.close()
        wait_for(lambda: collector.connections() == 0)

    assert spool_in(tmp_path / "c").messages == sent


def test_a_peer_is_named_by_its_certificate_where_that_is_wanted(tmp_path: Path, town: Authority) -> None:
    own = town.issue("fw-1.example")
    with (
        running(tmp_path / "c", tls(town, client_ca=town.file, by_name=True)) as collector,
        stream(collector.address, context=trusting(town, own)) as sender,
    ):
        sender.send([b"named"])

    assert [(f.head.name, f.payload) for f in spool_in(tmp_path / "c").frames] == [
        ("fw-1.example", b"named\n")
    ]


@pytest.mark.parametrize("stranger", [True, False])
def test_a_peer_without_a_certificate_of_the_authority_is_turned_away(
    tmp_path: Path, town: Authority, stranger: bool
) -> None:
    own = Authority(tmp_path, "other").issue("fw-1.example") if stranger else None
    with running(tmp_path / "c", tls(town, client_ca=town.file)) as collector:
        with pytest.raises(OSError, match=r"."):
            send_and_hear(collector.address, trusting(town, own))
        wait_for(lambda: collector.connections() == 0)

    spool = spool_in(tmp_path / "c")
    assert (spool.messages, spool.counted) == ([], {Reason.HANDSHAKE: 1})


def test_nothing_below_tls_1_2_is_spoken(town: Authority) -> None:
    assert server_context(tls(town)).minimum_version is ssl.TLSVersion.TLSv1_2


def test_who_never_shakes_hands_delays_nobody(tmp_path: Path, town: Authority) -> None:
    limits = Limits(handshake_seconds=600)
    with (
        running(tmp_path / "c", tls(town), limits=limits) as collector,
        socket.create_connection(collector.address),
    ):
        with stream(collector.address, context=trusting(town)) as sender:
            sender.send([b"honest"])
        wait_for(lambda: collector.connections() == 1)

    assert spool_in(tmp_path / "c").messages == [b"honest"]


def test_who_never_shakes_hands_is_closed_in_time(tmp_path: Path, town: Authority) -> None:
    with running(tmp_path / "c", tls(town), limits=Limits(handshake_seconds=1)) as collector:
        silent = socket.create_connection(collector.address)
        plain = socket.create_connection(collector.address)
        plain.sendall(b"<13>this is no TLS\n")
        assert silent.recv(1) == b""
        wait_for(lambda: collector.connections() == 0)
        silent.close()
        plain.close()

    spool = spool_in(tmp_path / "c")
    assert (spool.messages, spool.counted) == ([], {Reason.HANDSHAKE: 2})


def test_a_stream_that_ends_without_its_farewell_is_cut_off(tmp_path: Path, town: Authority) -> None:
    with running(tmp_path / "c", tls(town)) as collector:
        sender = StreamSender(collector.address, context=trusting(town))
        sender.send_bytes(b"whole\nhalf")
        sender.close()
        wait_for(lambda: collector.connections() == 0)

    spool = spool_in(tmp_path / "c")
    assert (spool.messages, spool.counted) == ([b"whole"], {Reason.CUT_OFF: 1})


def test_a_certificate_that_cannot_be_used_is_named(tmp_path: Path, town: Authority) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_text("-----BEGIN CERTIFICATE-----\n", encoding="ascii")
    listener = Listener("tls", "127.0.0.1", 0, certificate=broken, key=broken)

    with pytest.raises(CannotListen, match=r"broken\.pem"), running(tmp_path / "c", listener):
        pass


def send_and_hear(address: tuple[str, int], context: ssl.SSLContext) -> None:
    """Send, and wait for what the receiver says: with TLS 1.3 a refusal arrives after the client's handshake."""
    with (
        socket.create_connection(address) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as secure,
    ):
        secure.sendall(b"never\n")
        secure.recv(1)
