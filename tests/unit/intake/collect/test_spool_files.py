"""The folder of the spool after a crash, and how files leave it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sekisho.archive import files
from sekisho.intake.collect.spool import START, Head, Kind, Transport, frame_bytes
from sekisho.intake.collect.spool_files import (
    OPEN,
    Places,
    closed_files,
    file_name,
    let_go,
    read_file,
    settle,
    waiting_in,
)
from tests.disks.killing import changes_made, stopped

HEAD = Head(Kind.MESSAGES, Transport.LF, 1, 0, "192.0.2.1")


def frames(first: int, count: int) -> list[bytes]:
    return [frame_bytes(number, HEAD, b"message %d\n" % number) for number in range(first, first + count)]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    places = Places(tmp_path / "collect")
    places.spool.mkdir(parents=True)
    return places


def left_open(places: Places, first: int, data: bytes) -> None:
    (places.spool / (file_name(first) + OPEN)).write_bytes(data)


def numbers(places: Places) -> list[int]:
    return [frame.number for path in closed_files(places.spool) for frame in read_file(path)[0]]


def test_an_empty_folder_begins_at_0(tmp_path: Path) -> None:
    found = settle(Places(tmp_path / "collect"))

    assert found == (0, ())


def test_a_file_that_was_left_open_is_closed(places: Places) -> None:
    left_open(places, 7, b"".join(frames(7, 3)))

    assert settle(places) == (10, ())
    assert [path.name for path in closed_files(places.spool)] == [file_name(7)]


@pytest.mark.parametrize("kept", [0, 1, 12, 40, 60])
def test_a_torn_frame_is_set_aside_with_its_bytes(places: Places, kept: int) -> None:
    whole, torn = b"".join(frames(7, 3)), frames(10, 1)[0][:kept]
    left_open(places, 7, whole + torn)

    found = settle(places)

    assert found.next_number == 10
    assert [path.read_bytes() for path in found.set_aside] == ([torn] if torn else [])
    assert closed_files(places.spool)[0].read_bytes() == whole


def test_a_file_with_nothing_whole_in_it_is_removed(places: Places) -> None:
    left_open(places, 7, frames(7, 1)[0][:20])

    found = settle(places)

    assert list(places.spool.iterdir()) == []
    assert found.set_aside[0].read_bytes() == frames(7, 1)[0][:20]


def test_damage_in_the_middle_is_set_aside_and_the_frames_behind_it_stay(places: Places) -> None:
    first, second, third = frames(7, 3)
    left_open(places, 7, first + bytes(len(second)) + third)

    found = settle(places)

    assert numbers(places) == [7, 9]
    assert [path.read_bytes() for path in found.set_aside] == [bytes(len(second))]
    assert found.next_number > 9


def test_wherever_settling_is_interrupted_the_next_start_ends_it(tmp_path: Path) -> None:
    def made(name: str) -> Places:
        places = Places(tmp_path / name)
        places.spool.mkdir(parents=True)
        left_open(places, 0, b"".join(frames(0, 2)))
        left_open(places, 2, b"".join(frames(2, 2)) + frames(4, 1)[0][:30])
        return places

    calls = changes_made(lambda: settle(made("counted")), tmp_path / "counted")
    for call in range(calls):
        places = made(f"at-{call}")
        with stopped(places.folder, at_call=call):
            settle(places)
        settle(places)
        assert numbers(places) == [0, 1, 2, 3]
        assert [path.read_bytes() for path in places.aside.iterdir()] == [frames(4, 1)[0][:30]]


def test_a_file_that_is_let_go_of_is_gone(places: Places) -> None:
    for first in (0, 2):
        (places.spool / file_name(first)).write_bytes(b"".join(frames(first, 2)))

    let_go(places.spool / file_name(0))

    assert numbers(places) == [2, 3]


def test_the_last_file_leaves_its_number(places: Places) -> None:
    (places.spool / file_name(7)).write_bytes(b"".join(frames(7, 3)))
    let_go(places.spool / file_name(7))

    assert [path.name for path in places.spool.iterdir()] == [file_name(10)]
    assert settle(places).next_number == 10

    let_go(places.spool / file_name(10))
    assert settle(places).next_number == 10


def test_wherever_letting_go_is_interrupted_the_number_stays(tmp_path: Path) -> None:
    def made(name: str) -> Path:
        spool = Places(tmp_path / name).spool
        spool.mkdir(parents=True)
        (spool / file_name(7)).write_bytes(b"".join(frames(7, 3)))
        return spool

    calls = changes_made(lambda: let_go(made("counted") / file_name(7)), tmp_path / "counted")
    for call in range(calls):
        spool = made(f"at-{call}")
        with stopped(spool, at_call=call):
            let_go(spool / file_name(7))
        assert settle(Places(spool.parent)).next_number == 10


def test_a_growing_file_takes_the_place_of_the_number_that_was_left(places: Places) -> None:
    (places.spool / file_name(7)).write_bytes(b"".join(frames(7, 3)))
    left_open(places, 10, b"".join(frames(10, 1)))
    files.close(files.create(places.spool / file_name(10)))

    assert settle(places).next_number == 11
    assert numbers(places) == [7, 8, 9, 10]


def test_what_waits_is_counted_by_messages_as_far_as_frames_are_whole(places: Places) -> None:
    assert waiting_in(places.spool) is None
    several = Head(Kind.MESSAGES, Transport.LF, 2, 1_000, "192.0.2.1")
    refused = Head(Kind.COUNTED, Transport.UDP, 5, 2_000, "192.0.2.1")
    closed = frame_bytes(0, several, b"a\nb\n") + frame_bytes(1, refused, b"too_long")
    (places.spool / file_name(0)).write_bytes(closed)
    left_open(places, 2, b"".join(frames(2, 3)) + frames(5, 1)[0][:-1])

    assert waiting_in(places.spool) == (2 + 3, 1_000)


def test_a_moment_in_damaged_bytes_is_none(places: Places) -> None:
    damaged = bytearray(frames(0, 1)[0])
    damaged[START.size + 12 : START.size + 20] = b"\x7f" * 8  # when it was received
    (places.spool / file_name(0)).write_bytes(damaged)
    assert waiting_in(places.spool) is None

    (places.spool / file_name(1)).write_bytes(frames(1, 1)[0])
    assert waiting_in(places.spool) is not None


def test_where_there_is_no_spool_nothing_waits(tmp_path: Path) -> None:
    assert waiting_in(tmp_path / "spool") is None
