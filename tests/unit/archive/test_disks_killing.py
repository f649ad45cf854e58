"""A process that is killed reports everything it acknowledged, and a stopped run leaves what a killed one leaves."""

from __future__ import annotations

import os
import random
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sekisho.archive import files
from tests.disks.killing import ATOMIC_BYTES, ChildRaised, Report, changes_made, killed, stopped
from tests.disks.power_cut import states
from tests.disks.recording import recorded
from tests.disks.trace import contents

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")

ROWS = pa.table({"position": list(range(2_000)), "raw": [b"%d" % n for n in range(2_000)]})


def append_for_ever(folder: Path, report: Report) -> None:
    descriptor = files.create(folder / "tail")
    for number in range(10**9):
        files.write(descriptor, b"%08d\n" % number)
        files.sync(descriptor)
        report(b"%08d" % number)


def append_and_put(folder: Path, report: Report) -> None:
    files.append(folder / "tail", b"abcdefgh")
    report(b"appended")
    files.put(folder / "head", b"12")
    report(b"put")


def test_a_kill_after_some_time_leaves_what_was_acknowledged(tmp_path: Path) -> None:
    acknowledged = killed(partial(append_for_ever, tmp_path), after_seconds=0.2)
    lines = (tmp_path / "tail").read_bytes().split(b"\n")

    assert acknowledged
    assert lines[: len(acknowledged)] == acknowledged
    assert len(lines) - len(acknowledged) <= 2


def test_a_kill_at_a_call_comes_before_it(tmp_path: Path) -> None:
    assert killed(partial(append_for_ever, tmp_path), at_call=5) == [b"00000000"]
    assert (tmp_path / "tail").read_bytes() == b"00000000\n00000001\n"


def test_a_torn_kill_leaves_half_of_the_write(tmp_path: Path) -> None:
    assert killed(partial(append_for_ever, tmp_path), at_call=4, torn=True) == [b"00000000"]
    assert (tmp_path / "tail").read_bytes() == b"00000000\n0000"


def test_only_changes_below_the_folder_count(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()

    def child(report: Report) -> None:
        files.put(tmp_path / "elsewhere", b"")
        report(b"elsewhere")
        files.put(tmp_path / "a" / "here", b"")
        report(b"here")

    assert killed(child, at_call=0, folder=tmp_path / "a") == [b"elsewhere"]


def test_a_child_that_is_done_before_has_reported_all(tmp_path: Path) -> None:
    assert killed(partial(append_and_put, tmp_path), at_call=1_000) == [b"appended", b"put"]
    assert killed(lambda report: report(b""), after_seconds=50) == [b""]


def test_more_reports_than_a_pipe_holds_arrive(tmp_path: Path) -> None:
    def child(report: Report) -> None:
        for number in range(5_000):
            report(b"%0100d" % number)

    assert killed(child, after_seconds=30) == [b"%0100d" % number for number in range(5_000)]


def test_what_the_child_raises_is_raised(tmp_path: Path) -> None:
    with pytest.raises(ChildRaised, match=r"KeyError: 'no such thing'"):
        killed(lambda _: dict[str, int]()["no such thing"], after_seconds=30)
    with pytest.raises(ChildRaised, match="not be atomic"):
        killed(lambda report: report(bytes(ATOMIC_BYTES)), after_seconds=30)


def test_stopping_and_killing_at_each_call_leave_the_same(tmp_path: Path) -> None:
    (tmp_path / "counted").mkdir()
    calls = changes_made(partial(append_and_put, tmp_path / "counted", lambda _: None), tmp_path)
    for at_call in range(calls):
        one, other = tmp_path / f"killed-{at_call}", tmp_path / f"stopped-{at_call}"
        one.mkdir()
        other.mkdir()
        acknowledged: list[bytes] = []
        with stopped(other, at_call=at_call, torn=True):
            append_and_put(other, acknowledged.append)

        assert killed(partial(append_and_put, one), at_call=at_call, torn=True) == acknowledged
        assert contents(one) == contents(other)

    assert calls == 9


def test_a_stopped_run_lets_go_of_its_lock(tmp_path: Path) -> None:
    with stopped(tmp_path, at_call=1), files.lock(tmp_path / "lock"):
        files.put(tmp_path / "head", b"")
    with files.lock(tmp_path / "lock"):
        pass


def test_who_trusts_after_a_kill_what_was_never_synced_loses_it_with_the_power(tmp_path: Path) -> None:
    with recorded(tmp_path) as trace:
        with stopped(tmp_path, at_call=2):
            files.append(tmp_path / "tail", b"written, not synced")
        assert (tmp_path / "tail").read_bytes() == b"written, not synced"
        trace.mark("acknowledged after the next start")
    left = [contents(state.folder) for state in states(trace, random.Random(5), 100) if state.acknowledged]

    assert trace.lines() == ["create tail", "write tail 0+19", "close tail"]
    assert {} in left
    assert {"tail": b""} in left


def test_parquet_is_written_in_a_child_of_a_process_that_has_written_some(tmp_path: Path) -> None:
    def write(report: Report) -> None:
        for number in range(3):
            with files.putting(tmp_path / f"{number}.parquet") as file:
                pq.write_table(ROWS, file, compression="zstd")
            table = pq.read_table(tmp_path / f"{number}.parquet", use_threads=False)
            report(b"equal" if table.equals(ROWS) else b"different")

    write(lambda _: None)
    pq.read_table(tmp_path / "0.parquet", use_threads=True)

    assert killed(write, after_seconds=30) == [b"equal"] * 3
