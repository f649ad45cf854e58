"""The power goes out at any moment: what was told to be durable is there, and nothing else passes for a frame."""

from __future__ import annotations

import errno
import random
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from sekisho.intake.collect.open_spool import OpenSpool, Pace
from sekisho.intake.collect.spool import Head, Kind, Transport
from sekisho.intake.collect.spool_files import Places, closed_files, let_go, settle
from tests.disks.failing import failing
from tests.disks.power_cut import states
from tests.disks.recording import recorded
from tests.disks.trace import Trace
from tests.unit.intake.collect.collectors import spool_in

STATES = 120
QUICK = Pace(file_bytes=1_500, file_seconds=60, retry_seconds=0.001)


def write(folder: Path, trace: Trace, *, messages: range, let_go_at: int | None = None) -> None:
    """Write one message a frame, commit now and then; what is durable is acknowledged, in messages."""
    places = Places(folder)
    told = messages.start

    def durable(heads: Sequence[tuple[Head, str]]) -> None:
        nonlocal told
        told += sum(head.count for head, _reason in heads)
        trace.mark(str(told))

    spool = OpenSpool(places.spool, settle(places).next_number, durable=durable, pace=QUICK)
    for number in messages:
        head = Head(Kind.MESSAGES, Transport.LF, 1, number, "192.0.2.1")
        spool.write([(head, b"message %d " % number + b"x" * (number * 37 % 300) + b"\n")])
        if number % 3 == 0:
            spool.commit(0)
        if number == let_go_at:
            for path in closed_files(places.spool):
                let_go(path)
    spool.close()


@pytest.mark.parametrize("sick", [None, "write", "fdatasync", "rename"])
def test_what_was_durable_is_there_after_any_cut(tmp_path: Path, sick: str | None) -> None:
    folder = tmp_path / "collect"
    folder.mkdir()
    with ExitStack() as stack:
        if sick is not None:
            stack.enter_context(failing(folder, call=sick, error=errno.EIO, after=3, partial=sick == "write"))
        trace = stack.enter_context(recorded(folder))
        write(folder, trace, messages=range(40))

    for state in states(trace, random.Random(1), STATES):
        settle(Places(state.folder))
        spool = spool_in(state.folder)
        found = [int(message.split()[1]) for message in spool.messages]
        durable = int(state.acknowledged[-1]) if state.acknowledged else 0
        assert found[:durable] == list(range(durable)), state.folder.name
        assert found == sorted(set(found)), state.folder.name


def test_numbers_go_on_after_any_cut_also_where_files_were_let_go_of(tmp_path: Path) -> None:
    folder = tmp_path / "collect"
    folder.mkdir()
    with recorded(folder) as trace:
        write(folder, trace, messages=range(20), let_go_at=15)

    for state in states(trace, random.Random(2), STATES):
        durable = int(state.acknowledged[-1]) if state.acknowledged else 0
        assert settle(Places(state.folder)).next_number >= durable, state.folder.name
