"""The instruments that cut the power and make disks fail see what they must see, and let nothing past."""

from __future__ import annotations

import errno
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.archive import files
from tests.disks.calls import seen_by, system
from tests.disks.failing import Failure, failing, lying
from tests.disks.power_cut import State, states
from tests.disks.recording import ChangedUnseen, recorded
from tests.disks.trace import Trace

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="descriptors are looked up in /proc")

LINES = 6
LINE_BYTES = 801


def line(number: int) -> bytes:
    return f"{number:04}".encode() * 200 + b"\n"


def store(folder: Path, trace: Trace) -> None:
    """A toy archive: lines added one by one, and every other time a head that is replaced."""
    files.make_directory(folder / "store")
    descriptor = files.create(folder / "store" / "lines")
    for number in range(LINES):
        files.write(descriptor, line(number))
        files.sync(descriptor)
        trace.mark(f"line {number}")
        if number % 2:
            files.put(folder / "store" / "head", line(number))
            trace.mark(f"head {number}")
    files.close(descriptor)


def losses(state: State) -> set[str]:
    """What was acknowledged and is not there; a head that never was one is lost too."""
    lines, head = (read(state.folder / "store" / name) for name in ("lines", "head"))
    lost = set()
    oldest = -1
    for mark in state.acknowledged:
        what, number = mark.split()
        if what == "head":
            oldest = int(number)
        elif lines[int(number) * LINE_BYTES :][:LINE_BYTES] != line(int(number)):
            lost.add("line")
    if oldest >= 0 and head not in {line(number) for number in range(oldest, LINES)}:
        lost.add("head")
    return lost | ({"torn head"} if head not in {b"", *map(line, range(LINES))} else set())


def read(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def drawn(trace: Trace, count: int) -> Iterator[State]:
    return states(trace, random.Random(5), count)


def lost_in(folder: Path, lie: AbstractContextManager[Failure | None], *, count: int = 400) -> Counter[str]:
    with recorded(folder) as trace, lie:
        store(folder, trace)
    found = [losses(state) for state in drawn(trace, count)]
    assert len(found) == count
    return Counter(loss for lost in found for loss in lost)


def test_the_trace_names_every_change_in_order(tmp_path: Path) -> None:
    with recorded(tmp_path) as trace:
        files.make_directory(tmp_path / "log")
        files.put(tmp_path / "log" / "manifest", b"whole")
        descriptor = files.create(tmp_path / "log" / "tail")
        files.write(descriptor, b"12345")
        files.truncate(descriptor, 2)
        files.close(descriptor)
        files.rename(tmp_path / "log" / "tail", tmp_path / "aside")
        files.remove(tmp_path / "aside")

    assert [text for text in trace.lines() if not text.startswith("close")] == [
        "mkdir log",
        "sync .",
        "create log/manifest.new",
        "write log/manifest.new 0+5",
        "sync log/manifest.new",
        "rename log/manifest.new log/manifest",
        "sync log",
        "create log/tail",
        "sync log",
        "write log/tail 0+5",
        "truncate log/tail 2",
        "sync log/tail",
        "rename log/tail aside",
        "sync .",
        "sync log",
        "unlink aside",
    ]


def test_a_recording_goes_on_with_what_stood_there(tmp_path: Path) -> None:
    files.append(tmp_path / "notes", b"old ")
    descriptor = os.open(tmp_path / "notes", os.O_WRONLY | os.O_APPEND)
    with recorded(tmp_path) as trace:
        files.write(descriptor, b"new")
        files.close(descriptor)

    assert trace.lines() == ["write notes 4+3", "close notes"]
    assert {read(state.folder / "notes")[:4] for state in drawn(trace, 50)} == {b"old "}


def test_a_change_past_the_module_is_no_secret(tmp_path: Path) -> None:
    with pytest.raises(ChangedUnseen, match="secret"), recorded(tmp_path):
        (tmp_path / "secret").write_bytes(b"")


def test_a_call_that_the_instruments_do_not_know_is_refused(tmp_path: Path) -> None:
    with recorded(tmp_path), pytest.raises(AssertionError, match=r"os\.link"):
        system().link(tmp_path / "a", tmp_path / "b")


def test_a_store_that_syncs_loses_nothing_acknowledged(tmp_path: Path) -> None:
    assert lost_in(tmp_path, nullcontext(), count=2_000) == {}


@pytest.mark.parametrize(
    ("call", "name", "lost"),
    [
        ("fdatasync", "store/lines", {"line"}),
        ("fdatasync", "*.new", {"head", "torn head"}),
        ("fsync", "store", {"line", "head"}),  # the name of the new file, that of the replaced one
        ("fsync", ".", {"line", "head"}),  # the name of the directory
    ],
)
def test_each_sync_left_out_is_found(tmp_path: Path, call: str, name: str, lost: set[str]) -> None:
    found = lost_in(tmp_path, lying(tmp_path, call=call, name=name))

    assert found.keys() == lost
    assert min(found.values()) > 20


def test_a_sync_covers_only_what_was_written_before_it_began(tmp_path: Path) -> None:
    def write_during_sync(name: str, inner: Callable[..., object], *arguments: int) -> object:
        if name == "fdatasync":
            files.write(arguments[0], b" during")
        return inner(*arguments)

    with seen_by(write_during_sync), recorded(tmp_path) as trace:
        descriptor = files.create(tmp_path / "tail")
        files.write(descriptor, b"before")
        files.sync(descriptor)
        trace.mark("synced")
        files.close(descriptor)
    found = {read(s.folder / "tail") for s in drawn(trace, 100) if s.acknowledged}

    assert {content[:6] for content in found} == {b"before"}
    assert {b"before", b"before during"} <= found


def test_after_a_failed_sync_a_later_one_does_not_help(tmp_path: Path) -> None:
    with failing(tmp_path, call="fdatasync", error=errno.EIO), recorded(tmp_path) as trace:
        descriptor = files.create(tmp_path / "tail")
        files.write(descriptor, b"lost?")
        with pytest.raises(OSError, match="error"):
            files.sync(descriptor)
        files.sync(descriptor)
        trace.mark("acknowledged")
        files.close(descriptor)

    assert "sync tail failed" in trace.lines()
    assert any(s.acknowledged and read(s.folder / "tail") != b"lost?" for s in drawn(trace, 100))


def test_a_file_moved_between_directories_has_at_least_one_name(tmp_path: Path) -> None:
    for name in ("tail", "aside"):
        files.make_directory(tmp_path / name)
    files.append(tmp_path / "tail" / "f", b"moved")
    with recorded(tmp_path) as trace:
        files.rename(tmp_path / "tail" / "f", tmp_path / "aside" / "f")
    names = {
        (s.folder / "tail" / "f").exists() + 2 * (s.folder / "aside" / "f").exists()
        for s in drawn(trace, 200)
    }

    assert names == {1, 2, 3}


def test_the_same_seed_gives_the_same_states(tmp_path: Path) -> None:
    with recorded(tmp_path) as trace:
        store(tmp_path, trace)

    def bytes_drawn() -> list[tuple[int, bytes]]:
        return [(s.after, read(s.folder / "store" / "lines")) for s in states(trace, random.Random(7), 60)]

    assert bytes_drawn() == bytes_drawn()


@settings(max_examples=40)
@given(steps=st.lists(st.sampled_from(["write", "sync", "cut"]), max_size=8), seed=st.integers(0, 2**32))
def test_synced_bytes_stay_whatever_else_happens(
    steps: list[str], seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    written, synced = b"", b""
    with recorded(folder) as trace:
        descriptor = files.create(folder / "tail")
        for number, step in enumerate(steps):
            match step:
                case "write":
                    files.write(descriptor, line(number))
                    written += line(number)
                case "sync":
                    files.sync(descriptor)
                    synced = written
                    trace.mark(str(len(synced)))
                case "cut":
                    files.truncate(descriptor, len(synced))
                    written = synced
        files.close(descriptor)
    for state in states(trace, random.Random(seed), 30):
        certain = int(state.acknowledged[-1]) if state.acknowledged else 0
        assert read(state.folder / "tail")[:certain] == synced[:certain]
