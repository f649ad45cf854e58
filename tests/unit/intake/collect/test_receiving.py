"""Messages over real sockets are in the spool, as they were sent and in order."""

from __future__ import annotations

import ipaddress
import json
import socket
from collections.abc import Sequence
from pathlib import Path

import pytest

from sekisho.archive.files import Locked
from sekisho.intake.collect.framing import Framing
from sekisho.intake.collect.open_spool import Pace
from sekisho.intake.collect.receiver import CannotListen
from sekisho.intake.collect.sender import UdpSender, stream
from sekisho.intake.collect.settings import Listener, Settings, Source
from sekisho.intake.collect.spool import Kind, Reason, Transport
from sekisho.intake.collect.spool_files import Places, closed_files, let_go
from sekisho.intake.collect.status import read_live
from tests import machine
from tests.patience import wait_for
from tests.unit.intake.collect.collectors import TCP, UDP, numbered, running, spool_in


@pytest.mark.parametrize(
    ("framing", "transport"),
    [
        (Framing.LF, Transport.LF),
        (Framing.OCTETS, Transport.OCTETS),
        (Framing.NUL, Transport.NUL),
    ],
)
def test_a_stream_is_stored_as_it_was_sent(tmp_path: Path, framing: Framing, transport: Transport) -> None:
    sent = numbered(20_000)
    with running(tmp_path) as collector, stream(collector.address, framing) as sender:
        sender.send(sent)

    spool = spool_in(tmp_path)
    assert spool.messages == sent
    assert {frame.head.transport for frame in spool.frames} == {transport}
    assert {(frame.head.peer, frame.head.connection) for frame in spool.frames} == {("127.0.0.1", 1)}
    assert spool.counted == {}


def test_datagrams_are_stored_one_by_one(tmp_path: Path) -> None:
    sent = [b"<134>one\n", b"", b"two\0", bytes(range(256)) * 200]
    with running(tmp_path) as collector:
        send_datagrams(collector.addresses[0], sent)

    assert spool_in(tmp_path).messages == sent


def test_two_senders_are_told_apart(tmp_path: Path) -> None:
    with (
        running(tmp_path) as collector,
        stream(collector.address) as first,
        stream(collector.address) as second,
    ):
        first.send_bytes(b"from the fi")
        second.send_bytes(b"from the second\n")
        first.send_bytes(b"rst\n")

    found = {
        (frame.head.connection, message)
        for frame in spool_in(tmp_path).frames
        for message in frame.payload.splitlines()
    }
    assert found == {(1, b"from the first"), (2, b"from the second")}


def test_a_last_line_without_an_end_is_taken_when_the_sender_closes_in_order(tmp_path: Path) -> None:
    with running(tmp_path) as collector, stream(collector.address) as sender:
        sender.send_bytes(b"whole\nlast")

    spool = spool_in(tmp_path)
    assert spool.messages == [b"whole", b"last"]
    assert spool.frames[-1].head.kind is Kind.LAST


def test_a_line_cut_off_by_a_reset_is_counted(tmp_path: Path) -> None:
    with running(tmp_path) as collector:
        broken = socket.create_connection(collector.address)
        broken.sendall(b"whole\nla")
        wait_for(lambda: collector.connections() == 1)
        broken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        broken.close()
        wait_for(lambda: collector.connections() == 0)

    spool = spool_in(tmp_path)
    assert (spool.messages, spool.counted) == ([b"whole"], {Reason.CUT_OFF: 1})


def test_what_had_arrived_when_the_end_was_asked_for_is_stored(tmp_path: Path) -> None:
    sent = numbered(5_000)
    with running(tmp_path) as collector:
        send_datagrams(collector.addresses[0], sent)
        left = socket.create_connection(collector.address)
        left.sendall(b"\n".join(sent))
    left.close()

    spool = spool_in(tmp_path)
    assert sorted(spool.messages) == sorted([*sent, *sent[:-1]])
    assert spool.counted == {Reason.CUT_OFF: 1}


def test_the_numbers_go_on_after_a_restart_and_also_when_all_files_were_taken(tmp_path: Path) -> None:
    for word in ("first", "second", "third"):
        with running(tmp_path) as collector, stream(collector.address) as sender:
            sender.send([word.encode()])
        if word == "second":
            for path in closed_files(Places(tmp_path).spool):
                let_go(path)

    spool = spool_in(tmp_path)
    assert (spool.messages, spool.numbers) == ([b"third"], [2])


def test_files_are_cut_by_size(tmp_path: Path) -> None:
    sent = numbered(20_000, "x" * 100)
    with running(tmp_path, pace=Pace(file_bytes=300_000)) as collector, stream(collector.address) as sender:
        sender.send(sent)

    assert spool_in(tmp_path).messages == sent
    assert len(list(Places(tmp_path).spool.iterdir())) > 3


def test_a_file_with_content_is_closed_after_some_time(tmp_path: Path) -> None:
    with running(tmp_path, pace=Pace(file_seconds=0.1)) as collector, stream(collector.address) as sender:
        sender.send([b"alone"])
        wait_for(lambda: spool_in(tmp_path).messages == [b"alone"])


def test_ipv6_and_ipv4_come_to_one_socket_and_keep_their_own_addresses(tmp_path: Path) -> None:
    try:
        listener = running(tmp_path, Listener("tcp", "::", 0))
        with listener as collector:
            for host in ("127.0.0.1", "::1"):
                with stream((host, collector.address[1])) as sender:
                    sender.send([host.encode()])
    except (CannotListen, OSError) as error:
        machine.missing(f"no IPv6: {error}")

    assert [(frame.head.peer, frame.payload) for frame in spool_in(tmp_path).frames] == [
        ("127.0.0.1", b"127.0.0.1\n"),
        ("::1", b"::1\n"),
    ]


def test_a_peer_that_no_source_names_is_refused_and_counted_where_that_is_wanted(tmp_path: Path) -> None:
    known = Source("fw", (ipaddress.ip_network("127.0.0.1"),))
    settings = Settings((UDP, TCP), sources=(known,), takes_unknown=False)
    with running(tmp_path, settings=settings) as collector:
        send_datagrams(collector.addresses[0], [b"known"])
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.bind(("127.0.0.2", 0))
            for _ in range(3):
                stranger.sendto(b"unknown", collector.addresses[0])
        with socket.create_connection(collector.address, source_address=("127.0.0.2", 0)) as stranger:
            stranger.settimeout(10)
            assert stranger.recv(1) == b""

    spool = spool_in(tmp_path)
    assert (spool.messages, spool.counted) == ([b"known"], {Reason.NOT_ALLOWED: 4})
    assert {f.head.peer for f in spool.frames if f.head.kind is Kind.COUNTED} == {"127.0.0.2"}


def test_there_is_one_collector_at_a_time(tmp_path: Path) -> None:
    with running(tmp_path), pytest.raises(Locked), running(tmp_path):
        pass


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with running(tmp_path / "a") as collector:
        taken = Listener("tcp", *collector.address)
        with pytest.raises(CannotListen, match="in use") as refusal, running(tmp_path / "b", UDP, taken):
            pass

    assert refusal.value.listener == taken


def test_the_collector_says_how_it_stands(tmp_path: Path) -> None:
    live = Places(tmp_path).live
    with running(tmp_path) as collector, stream(collector.address) as sender:
        sender.send([b"a", b"b"])
        wait_for(lambda: (read_live(live) or {}).get("peers", {}).get("127.0.0.1", {}).get("stored") == 2)

    said = json.loads(live.read_bytes())
    assert [listener["name"] for listener in said["listeners"]] == collector.receiver.names
    assert said["listeners"][0]["receive_buffer_bytes"] > 0
    assert said["trouble"] is None


def send_datagrams(address: tuple[str, int], messages: Sequence[bytes]) -> None:
    sender = UdpSender(address)
    sender.send(messages)
    sender.close()
