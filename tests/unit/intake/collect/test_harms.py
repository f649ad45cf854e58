"""What senders may do, out of need or ill will: nobody else suffers, and all of it is counted."""

from __future__ import annotations

import errno
import ipaddress
import resource
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from sekisho.intake.collect import udp
from sekisho.intake.collect.datagrams import OneByOne
from sekisho.intake.collect.framing import Framing
from sekisho.intake.collect.receiver import CannotListen
from sekisho.intake.collect.sender import UdpSender, stream
from sekisho.intake.collect.settings import Limits, Listener
from sekisho.intake.collect.spool import Kind, Reason, Transport
from sekisho.intake.collect.status import Durable
from tests import machine
from tests.patience import PATIENCE_SECONDS, wait_for
from tests.unit.intake.collect.collectors import TCP, UDP, Running, numbered, running, spool_in

SMALL = Listener("udp", "127.0.0.1", 0, receive_buffer_bytes=4_096)


@contextmanager
def idle(address: tuple[str, int], count: int, *, hosts: int = 1) -> Iterator[list[socket.socket]]:
    """So many connections that say nothing, from several addresses."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                socket.create_connection(address, source_address=(f"127.0.1.{number % hosts + 1}", 0))
            )
            for number in range(count)
        ]


def is_answered(collector: Running, word: bytes) -> None:
    """An honest sender gets one message through before anybody's patience is at an end."""
    began = time.monotonic()
    with stream(collector.address) as sender:
        sender.send([word])
    assert time.monotonic() - began < PATIENCE_SECONDS


def test_a_line_of_ten_megabytes_is_refused_and_the_next_one_taken(tmp_path: Path) -> None:
    with running(tmp_path) as collector, stream(collector.address) as sender:
        sender.send_bytes(b"before\n" + b"x" * 10_000_000 + b"\nafter\n")

    spool = spool_in(tmp_path)
    assert (spool.messages, spool.counted) == ([b"before", b"after"], {Reason.TOO_LONG: 1})


def test_a_line_without_end_is_not_kept_in_memory(tmp_path: Path) -> None:
    with running(tmp_path) as collector:
        endless = socket.create_connection(collector.address)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for _ in range(100):
            endless.sendall(b"y" * 1_000_000)
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000
        endless.close()
        wait_for(lambda: collector.connections() == 0)

    spool = spool_in(tmp_path)
    assert (spool.messages, spool.counted) == ([], {Reason.TOO_LONG: 1})


def test_wrong_counts_close_that_connection_alone(tmp_path: Path) -> None:
    with running(tmp_path) as collector, stream(collector.address, Framing.OCTETS) as honest:
        honest.send([b"first"])
        for wrong in (b"5 hello6x wrong", b"99 too short", b"5 hello" * 3 + b"4 hello", b"3 abc-1 x"):
            with socket.create_connection(collector.address) as sender:
                sender.sendall(wrong)
                sender.shutdown(socket.SHUT_WR)
                sender.settimeout(10)
                with suppress(ConnectionResetError):
                    assert sender.recv(1) == b""
        honest.send([b"last"])

    spool = spool_in(tmp_path)
    assert [m for m in spool.messages if m in (b"first", b"last")] == [b"first", b"last"]
    assert spool.counted == {Reason.BAD_FRAME: 3, Reason.CUT_OFF: 1}


def test_nul_bytes_are_kept_as_they_came(tmp_path: Path) -> None:
    with running(tmp_path) as collector, stream(collector.address) as sender:
        sender.send_bytes(b"\0\0\0\n<1>a\0b\n\n" + bytes(60_000) + b"\n")

    assert spool_in(tmp_path).messages == [b"\0\0\0", b"<1>a\0b", b"", bytes(60_000)]


def test_a_datagram_that_is_too_long_is_counted(tmp_path: Path) -> None:
    with running(tmp_path, limits=Limits(message_bytes=1_000)) as collector:
        sender = UdpSender(collector.addresses[0])
        sender.send([b"a", b"b" * 1_001, b"c" * 1_000])
        sender.close()

    spool = spool_in(tmp_path)
    assert (spool.messages, spool.counted) == ([b"a", b"c" * 1_000], {Reason.TOO_LONG: 1})


def test_what_the_kernel_drops_is_counted_to_the_datagram(tmp_path: Path) -> None:
    sent = numbered(20_000)
    with running(tmp_path, SMALL) as collector:
        sender = UdpSender(collector.address)
        sender.send(sent)
        sender.close()

    spool = spool_in(tmp_path)
    dropped = spool.counted[Reason.KERNEL_DROPPED]
    assert len(spool.messages) + dropped == len(sent)
    assert {f.head.name.partition(" ")[0] for f in spool.frames if f.head.kind is Kind.COUNTED} <= {"udp"}


def test_a_burst_of_twenty_thousand_datagrams_adds_up(tmp_path: Path) -> None:
    sent = numbered(20_000, "x" * 200)
    with running(tmp_path, UDP) as collector:
        sender = UdpSender(collector.address)
        sender.send(sent)
        sender.close()

    spool = spool_in(tmp_path)
    assert len(spool.messages) + spool.counted[Reason.KERNEL_DROPPED] == len(sent)
    assert len(set(spool.messages)) == len(spool.messages)


def test_five_thousand_idle_connections_hinder_nobody(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 11_000:
        machine.missing(f"no more than {hard} descriptors")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 11_000), hard))
    limits = Limits(connections=5_100)
    with running(tmp_path, TCP, limits=limits) as collector, idle(collector.address, 5_000, hosts=50):
        wait_for(lambda: collector.connections() == 5_000)
        is_answered(collector, b"honest")
        assert collector.connections() == 5_000

    spool = spool_in(tmp_path)
    assert (spool.messages, spool.counted) == ([b"honest"], {})


def test_where_all_places_are_taken_the_longest_silent_one_goes(tmp_path: Path) -> None:
    limits = Limits(connections=20)
    with running(tmp_path, TCP, limits=limits) as collector, idle(collector.address, 20, hosts=4) as waiting:
        wait_for(lambda: collector.connections() == 20)
        time.sleep(1.1)
        is_answered(collector, b"honest")
        waiting[0].settimeout(10)
        assert waiting[0].recv(1) == b""
        assert collector.connections() == 19

    spool = spool_in(tmp_path)
    assert (spool.messages, spool.counted) == ([b"honest"], {Reason.IDLE: 1})


def test_one_peer_cannot_take_all_places(tmp_path: Path) -> None:
    limits = Limits(connections=50, connections_a_peer=10)
    with running(tmp_path, TCP, limits=limits) as collector, idle(collector.address, 30):
        wait_for(lambda: collector.connections() == 10)
        is_answered(collector, b"honest")

    spool = spool_in(tmp_path)
    assert (spool.messages, spool.counted) == ([b"honest"], {Reason.TOO_MANY_CONNECTIONS: 20})


def test_who_says_nothing_for_too_long_is_closed_and_counted(tmp_path: Path) -> None:
    limits = Limits(idle_seconds=1)
    with running(tmp_path, TCP, limits=limits) as collector, idle(collector.address, 3) as waiting:
        waiting[0].sendall(b"half a mess")
        wait_for(lambda: collector.connections() == 3)
        wait_for(lambda: collector.connections() == 0)

    assert spool_in(tmp_path).counted == {Reason.IDLE: 3, Reason.CUT_OFF: 1}


def test_bytes_one_by_one_do_not_keep_a_place(tmp_path: Path) -> None:
    limits = Limits(idle_seconds=1)
    with running(tmp_path, TCP, limits=limits) as collector, idle(collector.address, 1) as slow:
        wait_for(lambda: collector.connections() == 1)
        until = time.monotonic() + PATIENCE_SECONDS
        while collector.connections() and time.monotonic() < until:
            try:
                slow[0].sendall(b"z")
            except OSError:
                break
            time.sleep(0.05)
        assert time.monotonic() < until

    assert spool_in(tmp_path).counted == {Reason.IDLE: 1, Reason.CUT_OFF: 1}


def test_a_slow_sender_is_read_byte_by_byte(tmp_path: Path) -> None:
    with running(tmp_path) as collector, stream(collector.address) as slow:
        for byte in b"slow\nand slow\n":
            slow.send_bytes(bytes([byte]))
            time.sleep(0.01)

    assert spool_in(tmp_path).messages == [b"slow", b"and slow"]


def test_a_noisy_sender_delays_nobody(tmp_path: Path) -> None:
    noise = b"".join(message + b"\n" for message in numbered(10_000, "n" * 300))
    with running(tmp_path, TCP) as collector:
        done = threading.Event()

        def shout() -> None:
            with stream(collector.address) as noisy:
                while not done.is_set():
                    noisy.send_bytes(noise)

        shouting = threading.Thread(target=shout)
        shouting.start()
        try:
            for turn in range(10):
                is_answered(collector, b"honest %d" % turn)
        finally:
            done.set()
            shouting.join()

    assert sum(message.startswith(b"honest") for message in spool_in(tmp_path).messages) == 10


def test_many_connections_that_come_and_go_leave_nothing(tmp_path: Path) -> None:
    with running(tmp_path, TCP) as collector:
        for _ in range(90):
            socket.create_connection(collector.address).close()
        wait_for(lambda: collector.connections() == 0)
        is_answered(collector, b"honest")

    spool = spool_in(tmp_path)
    assert (spool.messages, spool.counted) == ([b"honest"], {})
    assert spool.frames[0].head.transport is Transport.LF


def test_addresses_of_refused_peers_are_theirs(tmp_path: Path) -> None:
    limits = Limits(connections=9, connections_a_peer=1)
    with running(tmp_path, TCP, limits=limits) as collector, idle(collector.address, 4, hosts=2):
        wait_for(lambda: collector.connections() == 2)
        time.sleep(0.3)

    peers = {f.head.peer: f.head.count for f in spool_in(tmp_path).frames}
    assert peers == {"127.0.1.1": 1, "127.0.1.2": 1}
    assert all(ipaddress.ip_address(peer).is_loopback for peer in peers)


def test_the_largest_datagrams_come_one_behind_the_other(tmp_path: Path) -> None:
    sent = [bytes([number % 251]) * 60_000 for number in range(60)]
    with running(tmp_path, UDP) as collector:
        sender = UdpSender(collector.address)
        sender.send(sent)
        sender.close()

    spool = spool_in(tmp_path)
    assert spool.messages == sent
    assert spool.counted == {}


def test_datagrams_of_many_senders_in_turn_keep_their_order_and_their_senders(tmp_path: Path) -> None:
    with running(tmp_path, UDP) as collector, ExitStack() as stack:
        senders = []
        for host in ("127.0.2.1", "127.0.2.2", "127.0.2.3"):
            sender = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            sender.bind((host, 0))
            senders.append(sender)
        for number in range(600):
            senders[number % 3].sendto(b"%d" % number, collector.address)

    spool = spool_in(tmp_path)
    assert spool.messages == [b"%d" % number for number in range(600)]
    assert [f.head.peer for f in spool.frames] == [f"127.0.2.{number % 3 + 1}" for number in range(600)]


def test_where_a_system_has_no_call_for_many_they_are_taken_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(udp, "source_of", OneByOne)
    sent = numbered(3_000)
    with running(tmp_path, UDP) as collector:
        sender = UdpSender(collector.address)
        sender.send(sent)
        sender.close()

    assert spool_in(tmp_path).messages == sent


def test_ipv6_senders_are_known_by_their_addresses(tmp_path: Path) -> None:
    try:
        with running(tmp_path, Listener("udp", "::", 0)) as collector:
            for host in ("127.0.0.1", "::1"):
                sender = UdpSender((host, collector.address[1]))
                sender.send([host.encode()])
                sender.close()
    except (CannotListen, OSError) as error:
        machine.missing(f"no IPv6: {error}")

    assert {f.head.peer: f.payload[4:] for f in spool_in(tmp_path).frames} == {
        "127.0.0.1": b"127.0.0.1",
        "::1": b"::1",
    }


def test_where_no_descriptor_is_left_it_goes_on_when_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    accept = socket.socket.accept

    def none_left(listening: socket.socket) -> tuple[socket.socket, tuple[str, int]]:
        nonlocal asked
        asked += 1
        if asked <= 2:
            raise OSError(errno.EMFILE, "too many")
        return accept(listening)

    monkeypatch.setattr(socket.socket, "accept", none_left)
    with running(tmp_path, TCP) as collector:
        is_answered(collector, b"honest")

    assert spool_in(tmp_path).messages == [b"honest"]
    assert asked < 10  # it does not ask again and again


def test_a_mistake_of_ours_ends_the_collector_instead_of_keeping_what_nobody_stores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(_durable: Durable, _frames: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Durable, "add", mistaken)
    with pytest.raises(ZeroDivisionError):
        send_until_closed(tmp_path)


def send_until_closed(folder: Path) -> None:
    with running(folder, TCP) as collector, socket.create_connection(collector.address) as sender:
        sender.sendall(b"a\n")
        sender.settimeout(10)
        assert sender.recv(1) == b""
