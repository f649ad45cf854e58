"""A receiver that is killed and started again: what it had read is there, once, and nothing is torn unseen."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from sekisho.intake.collect.sender import StreamSender, stream
from sekisho.intake.collect.spool import Reason
from sekisho.intake.collect.spool_files import Places
from tests.unit.intake.collect.collectors import numbered, process, running, spool_in


def test_what_it_had_read_is_there_once(tmp_path: Path) -> None:
    sent = numbered(4_000, "x" * 300)
    for begin in (0, 2_000):
        with process(tmp_path) as (receiver, address):
            with stream(address) as sender:
                sender.send(sent[begin : begin + 2_000])
            receiver.kill()
    with running(tmp_path):
        pass

    spool = spool_in(tmp_path)
    assert spool.messages == sent
    assert spool.numbers == list(range(len(spool.numbers)))
    assert spool.counted == {}


def test_under_load_what_is_there_is_a_beginning_of_what_was_sent(tmp_path: Path) -> None:
    sent = numbered(400_000, "x" * 300)
    with process(tmp_path) as (receiver, address):
        sender = StreamSender(address)
        sending = threading.Thread(target=send_in_vain, args=(sender, sent))
        sending.start()
        while not any(Places(tmp_path).spool.iterdir()):
            time.sleep(0.001)
        time.sleep(0.05)
        receiver.kill()
        sending.join()
    with running(tmp_path):
        pass

    spool = spool_in(tmp_path)
    assert 0 < len(spool.messages) < len(sent)
    assert spool.messages == sent[: len(spool.messages)]
    assert spool.gap_bytes == 0
    assert spool.counted[Reason.TORN] == len(list(Places(tmp_path).aside.iterdir())) <= 1


def send_in_vain(sender: StreamSender, messages: list[bytes]) -> None:
    try:
        sender.send(messages)
    except OSError:
        pass
    finally:
        sender.close()
