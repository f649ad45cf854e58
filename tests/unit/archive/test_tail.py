"""Frames of the tail are whole or count for nothing, and the file that grows says nothing is durable that is not."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive import files, open_tail
from sekisho.archive.columns import arrow_schema
from sekisho.archive.open_tail import CutOff, OpenTail
from sekisho.archive.tail import (
    DamagedFrame,
    Frame,
    Payload,
    batch_in,
    frame_bytes,
    frames_after_damage,
    frames_in,
    tail_files,
)
from tests.disks.calls import seen_by
from tests.disks.failing import failing
from tests.unit.archive.logs import NETWORK

NAME = bytes(range(16))


def frame(first: int, *lines: bytes) -> Frame:
    payload = b"".join(line + b"\n" for line in lines)
    return Frame(first, 1_795_000_000_000_000, len(lines), Payload.LINES, 1, "門", payload, NAME)


ROW = [frame(0, b"a", b"b"), frame(2, b"c"), frame(3, b"SKF1", b"")]
DATA = b"".join(frame_bytes(each) for each in ROW)


def test_frames_are_read_as_they_were_written() -> None:
    assert frames_in(DATA) == (ROW, len(DATA))


@given(length=st.integers(0, len(DATA) - 1))
def test_a_tail_cut_anywhere_gives_its_whole_frames(length: int) -> None:
    found, end = frames_in(DATA[:length])

    assert found == ROW[: len(found)]
    assert b"".join(frame_bytes(each) for each in found) == DATA[:end]
    assert end <= length < end + len(frame_bytes(ROW[len(found)]))


@given(place=st.integers(0, len(DATA) - 1), bit=st.integers(0, 7))
def test_a_flipped_bit_ends_the_frames_before_it(place: int, bit: int) -> None:
    damaged = bytearray(DATA)
    damaged[place] ^= 1 << bit
    found, end = frames_in(bytes(damaged))

    assert found == ROW[: len(found)]
    assert end <= place


def test_a_frame_that_does_not_follow_ends_the_row() -> None:
    data = frame_bytes(ROW[0]) + frame_bytes(ROW[2])

    assert frames_in(data) == (ROW[:1], len(frame_bytes(ROW[0])))


def test_zeros_are_no_frame() -> None:
    assert frames_in(bytes(4096)) == ([], 0)


def test_whole_frames_after_a_damaged_one_are_found() -> None:
    damaged = bytearray(DATA)
    damaged[20] ^= 1
    found = list(frames_after_damage(bytes(damaged), 0))

    assert [each for _place, each in found] == ROW[1:]


def test_a_frame_of_lines_gives_its_records() -> None:
    batch = batch_in(ROW[0], NETWORK)

    assert batch.column("raw").to_pylist() == [b"a", b"b"]
    assert batch.column("position").to_pylist() == [0, 1]
    assert batch.column("source").to_pylist() == ["門", "門"]


@pytest.mark.parametrize(
    ("payload", "kind", "said"),
    [
        (b"a\nb", Payload.LINES, "has no end"),
        (b"a\n", Payload.LINES, "holds 1 records and says 2"),
        (b"no stream", Payload.ARROW, "holds no such columns"),
    ],
)
def test_a_frame_that_makes_no_sense_is_refused(payload: bytes, kind: Payload, said: str) -> None:
    with pytest.raises(DamagedFrame, match=said):
        batch_in(Frame(7, 0, 2, kind, 1, "gate", payload), NETWORK)


def test_an_arrow_stream_of_other_columns_is_refused() -> None:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, pa.schema([("x", pa.int64())])) as writer:
        writer.write_batch(pa.record_batch([pa.array([1])], ["x"]))

    with pytest.raises(DamagedFrame):
        batch_in(Frame(0, 0, 1, Payload.ARROW, 1, "gate", bytes(sink.getvalue())), NETWORK)
    assert "x" not in arrow_schema(NETWORK, envelope=False).names


def opened(folder: Path) -> OpenTail:
    files.make_directory(folder / "tail")
    return OpenTail(folder / "tail", ())


def content(folder: Path) -> list[list[Frame]]:
    return [frames_in(path.read_bytes())[0] for path in tail_files(folder)]


def test_the_first_who_waits_syncs_for_all_before(tmp_path: Path) -> None:
    tail, synced = opened(tmp_path), list[int]()
    for each in ROW:
        tail.write(each)

    def counting(name: str, call: Callable[..., object], *arguments: object) -> object:
        synced.extend([1] if name == "fdatasync" else [])
        return call(*arguments)

    with seen_by(counting):
        for ticket in (3, 1, 2):
            tail.sync(ticket)
    tail.close()

    assert len(synced) == 1


def test_a_tail_that_is_large_enough_is_closed_and_another_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_tail, "TAIL_BYTES", len(frame_bytes(ROW[0])) + 1)
    tail = opened(tmp_path)
    for each in ROW:
        tail.write(each)
    tail.sync(3)
    tail.close()

    assert content(tmp_path) == [ROW[:2], ROW[2:]]
    assert [path.name for path in tail.closed()] == [f"{0:020d}", f"{3:020d}"]


def test_after_a_failed_sync_nobody_is_told_that_all_is_well(tmp_path: Path) -> None:
    """The second sync would say so: the system has forgotten what it could not write."""
    tail = opened(tmp_path)
    tail.write(ROW[0])
    tail.sync(1)
    tail.write(ROW[1])
    with failing(tmp_path, call="fdatasync", error=errno.EIO):
        with pytest.raises(OSError, match="error"):
            tail.sync(2)
        with pytest.raises(CutOff, match="error"):
            tail.sync(2)
        with pytest.raises(CutOff):
            tail.rotate()
    tail.sync(1)  # what was durable before stays so
    tail.give_up("the disk is sick")

    assert content(tmp_path) == [ROW[:1]]


def test_nothing_is_written_behind_what_was_torn(tmp_path: Path) -> None:
    tail = opened(tmp_path)
    tail.write(ROW[0])
    with failing(tmp_path, call="write", error=errno.ENOSPC, how="until_healed", partial=True):
        with pytest.raises(OSError, match="space"):
            tail.write(ROW[1])
        tail.give_up("the disk is full")
    with pytest.raises(CutOff, match="full"):
        tail.write(ROW[1])
    with pytest.raises(CutOff, match="full"):
        tail.sync(1)

    assert content(tmp_path) == [[]]


def test_who_waits_while_another_fails_is_told(tmp_path: Path) -> None:
    """The one syncs, and the disk fails it, while the other waits for its turn."""
    tail, waiting, told = opened(tmp_path), threading.Event(), list[type[Exception]]()
    tail.write(ROW[0])
    tail.write(ROW[1])

    def wait() -> None:
        waiting.set()
        try:
            tail.sync(2)
        except (OSError, CutOff) as error:
            told.append(type(error))

    other = threading.Thread(target=wait)

    def fail_late(name: str, call: Callable[..., object], *arguments: object) -> object:
        if name == "fdatasync" and not waiting.is_set():
            other.start()
            waiting.wait(10)
            raise OSError(errno.EIO, "the disk is sick")
        return call(*arguments)

    with seen_by(fail_late):
        with pytest.raises(OSError, match="sick"):
            tail.sync(1)
        other.join(10)
    tail.give_up("the disk is sick")

    assert told == [CutOff]
    assert content(tmp_path) == [[]]
