"""A disk that fails, fills up or is slow: nothing that was received is lost, and nothing counts that is not durable."""

from __future__ import annotations

import errno
import json
import socket
import threading
import time
from pathlib import Path

import pytest

from sekisho.intake.collect.open_spool import OpenSpool, Pace
from sekisho.intake.collect.running import NotStored
from sekisho.intake.collect.sender import UdpSender, stream
from sekisho.intake.collect.settings import Listener
from sekisho.intake.collect.spool import Head, Kind, Reason, Transport
from sekisho.intake.collect.spool_files import Places
from sekisho.intake.collect.status import read_live
from tests.disks.failing import failing, full_disk, read_only_disk, small_disk
from tests.patience import wait_for
from tests.unit.intake.collect.collectors import TCP, numbered, running, spool_in

QUICK = Pace(file_bytes=200_000, file_seconds=0.2, retry_seconds=0.02)


@pytest.mark.parametrize("call", ["write", "fdatasync", "rename", "open", "fsync"])
@pytest.mark.parametrize("after", [0, 1, 5])
def test_one_failure_of_the_disk_costs_no_message(tmp_path: Path, call: str, after: int) -> None:
    sent = numbered(20_000, "x" * 60)
    pieces = [sent[place : place + 1_000] for place in range(0, len(sent), 1_000)]
    with (
        running(tmp_path, TCP, pace=QUICK) as collector,
        stream(collector.address) as sender,
        failing(
            tmp_path, call=call, error=errno.EIO, after=after, partial=call == "write", name="spool*"
        ) as failure,
    ):
        for piece in pieces:
            sender.send(piece)
            time.sleep(0.02)
    assert failure.failed == 1

    spool = spool_in(tmp_path)
    assert spool.messages == sent
    assert spool.numbers == list(range(len(spool.frames)))
    assert (spool.gap_bytes, list(Places(tmp_path).aside.iterdir())) == (0, [])


@pytest.mark.parametrize("disk", [full_disk, read_only_disk])
def test_tcp_senders_wait_while_the_disk_is_sick_and_go_on_by_themselves(
    tmp_path: Path, disk: object
) -> None:
    assert callable(disk)
    sent = numbered(200_000, "x" * 60)
    with running(tmp_path, TCP, pace=QUICK) as collector:
        with disk(tmp_path, after=3) as failure:
            sending = threading.Thread(target=send_stream, args=(collector.address, sent))
            sending.start()
            wait_for(lambda: failure.failed > 2)
            assert sending.is_alive()  # 16 MB fit into no socket
            assert collector.receiver.snapshot()["trouble"] is not None
            failure.heal()
            sending.join()
        wait_for(lambda: collector.receiver.snapshot()["trouble"] is None)

    assert spool_in(tmp_path).messages == sent


def test_what_udp_loses_meanwhile_is_counted(tmp_path: Path) -> None:
    sent = numbered(20_000, "x" * 60)
    small = Listener("udp", "127.0.0.1", 0, receive_buffer_bytes=100_000)
    with running(tmp_path, small, pace=QUICK) as collector, full_disk(tmp_path) as failure:
        sender = UdpSender(collector.address)
        sender.send(sent[:1])
        wait_for(lambda: failure.failed > 0)
        sender.send(sent[1:])
        sender.close()
        failure.heal()
        wait_for(lambda: collector.receiver.snapshot()["trouble"] is None)

    spool = spool_in(tmp_path)
    assert spool.counted[Reason.KERNEL_DROPPED] > 10_000
    assert len(spool.messages) + spool.counted[Reason.KERNEL_DROPPED] == len(sent)
    assert spool.messages[0] == sent[0]


def test_nothing_counts_as_stored_before_it_is_durable(tmp_path: Path) -> None:
    live = Places(tmp_path).live
    with running(tmp_path, TCP, pace=QUICK) as collector:
        with failing(
            tmp_path, call="fdatasync", error=errno.EIO, how="until_healed", name="spool*"
        ) as failure:
            with stream(collector.address) as sender:
                sender.send([b"waits"])
            wait_for(lambda: failure.failed > 3)
            wait_for(lambda: (read_live(live) or {}).get("trouble") is not None)
            assert json.loads(live.read_bytes())["peers"] == {}
            failure.heal()
        wait_for(lambda: json.loads(live.read_bytes())["peers"] != {})

    assert spool_in(tmp_path).messages == [b"waits"]


def test_what_could_not_be_stored_to_the_end_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotStored, match="2 messages"):
        receive_two_in_vain(tmp_path)

    assert spool_in(tmp_path).messages == []


def test_a_slow_disk_makes_tcp_wait_and_bounds_what_is_in_memory(tmp_path: Path) -> None:
    told: list[int] = []
    spool = OpenSpool(
        tmp_path,
        0,
        durable=lambda heads: told.extend(head.count for head, _reason in heads),
        pace=Pace(waiting_bytes_max=10_000),
    )
    head = Head(Kind.MESSAGES, Transport.LF, 1, 0, "192.0.2.1")
    written = 0
    while spool.wait_ready(0):
        spool.write([(head, b"x" * 999 + b"\n")])
        written += 1

    assert written == 10
    assert spool.wait_ready(0.05) is False
    spool.commit(0)
    assert spool.wait_ready(0)
    assert sum(told) == written
    spool.close()


def test_a_disk_that_is_truly_full_is_waited_for(tmp_path: Path) -> None:
    sent = numbered(60_000, "x" * 60)
    with small_disk(4 * 2**20) as disk, running(disk, TCP, pace=QUICK) as collector:
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(3 * 2**20))
        sending = threading.Thread(target=send_stream, args=(collector.address, sent[:20_000]))
        sending.start()
        wait_for(lambda: collector.receiver.snapshot()["trouble"] is not None)
        ballast.unlink()
        sending.join()
        wait_for(lambda: collector.receiver.snapshot()["trouble"] is None)
        collector.receiver.stop()
        wait_for(lambda: spool_in(disk).messages == sent[:20_000])


def test_commits_come_also_while_messages_keep_coming(tmp_path: Path) -> None:
    commits = 0

    def durable(_heads: object) -> None:
        nonlocal commits
        commits += 1

    spool = OpenSpool(tmp_path, 0, durable=durable)
    head = Head(Kind.MESSAGES, Transport.LF, 1, 0, "192.0.2.1")
    stop = threading.Event()

    def commit() -> None:
        while not stop.is_set():
            spool.commit(0.05)

    committer = threading.Thread(target=commit)
    committer.start()

    def keeps_coming() -> bool:
        spool.write([(head, b"busy\n")])
        return commits > 5

    try:
        wait_for(keeps_coming)
    finally:
        stop.set()
        committer.join()
        spool.close()


def send_stream(address: tuple[str, int], messages: list[bytes]) -> None:
    with stream(address) as sender:
        sender.send(messages)


def receive_two_in_vain(folder: Path) -> None:
    with (
        failing(folder, call="write", error=errno.ENOSPC, how="until_healed", name="spool*") as failure,
        running(folder, TCP, pace=QUICK) as collector,
        socket.create_connection(collector.address) as sender,
    ):
        sender.sendall(b"a\nb\n")
        wait_for(lambda: failure.failed > 0)
