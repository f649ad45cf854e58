"""Each kind of failing disk fails where it shall, as it shall, and not elsewhere."""

from __future__ import annotations

import errno
import os
import sys
from functools import partial
from pathlib import Path

import pytest

from sekisho.archive import files
from tests.disks.calls import system
from tests.disks.failing import (
    OPEN_FOR_WRITING,
    failing,
    full_disk,
    moved_away,
    read_only,
    read_only_disk,
    small_disk,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="descriptors are looked up in /proc")


@pytest.mark.parametrize("call", ["open", "write", "fdatasync", "fsync", "rename"])
def test_the_call_that_shall_fail_fails_once_where_it_shall(tmp_path: Path, call: str) -> None:
    files.put(tmp_path / "head", b"old")
    with failing(tmp_path, call=call, error=errno.EIO) as failure:
        with pytest.raises(OSError, match=os.strerror(errno.EIO)) as caught:
            files.put(tmp_path / "head", b"new")
        files.put(tmp_path / "head", b"newer")

    assert caught.value.errno == errno.EIO
    assert failure.failed == 1
    assert read(tmp_path / "head") == b"newer"


def test_only_the_calls_after_some_and_under_a_name_fail(tmp_path: Path) -> None:
    with failing(tmp_path, call="write", error=errno.EIO, after=1, how="until_healed", name="b*") as failure:
        files.put(tmp_path / "a", b"1")
        files.put(tmp_path / "b", b"1")
        files.put(tmp_path / "a", b"2")
        for _ in range(2):
            with pytest.raises(OSError, match="error"):
                files.put(tmp_path / "b", b"2")
        failure.heal()
        files.put(tmp_path / "b", b"3")

    assert (read(tmp_path / "a"), read(tmp_path / "b"), failure.failed) == (b"2", b"3", 2)


def test_a_full_disk_takes_half_of_the_last_write(tmp_path: Path) -> None:
    descriptor = files.create(tmp_path / "tail")
    with full_disk(tmp_path, after=1):
        files.write(descriptor, b"fits;")
        with pytest.raises(OSError, match="space"):
            files.write(descriptor, b"does not")
    files.close(descriptor)

    assert read(tmp_path / "tail") == b"fits;does"


def test_a_read_only_disk_lets_read(tmp_path: Path) -> None:
    files.put(tmp_path / "head", b"old")
    with read_only_disk(tmp_path):
        for change in (
            partial(files.put, tmp_path / "head", b"new"),
            partial(files.remove, tmp_path / "head"),
        ):
            with pytest.raises(OSError, match="Read-only"):
                change()
        files.close(system().open(tmp_path / "head", os.O_RDONLY))

    assert read(tmp_path / "head") == b"old"


def test_a_folder_of_another_owner_is_not_written_to(tmp_path: Path) -> None:
    with failing(tmp_path, call=OPEN_FOR_WRITING, error=errno.EACCES, how="until_healed"):
        with pytest.raises(PermissionError):
            files.append(tmp_path / "notes", b"x")
        files.sync_directory(tmp_path)


def test_a_folder_that_is_moved_away_is_not_there(tmp_path: Path) -> None:
    mount = tmp_path / "mount"
    files.make_directory(mount)
    with moved_away(mount), pytest.raises(FileNotFoundError):
        files.append(mount / "notes", b"x")
    files.append(mount / "notes", b"x")


def test_a_small_disk_is_truly_full_and_truly_read_only() -> None:
    with small_disk(8_192) as disk:
        with pytest.raises(OSError, match="space"):
            files.put(disk / "big", bytes(8_193))
        files.put(disk / "fits", bytes(4_096))
        with read_only(disk), pytest.raises(OSError, match="Read-only"):
            files.remove(disk / "fits")
        files.remove(disk / "fits")


def read(path: Path) -> bytes:
    return path.read_bytes()
