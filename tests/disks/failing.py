"""Disks that fail, lie, fill up, turn read-only or go away while the archive works on them.

root may do anything, so permissions and flags stop no test that runs as root: most failures are injected. Real
ones are offered where the machine permits: a tiny file system that truly fills, one that is mounted read-only.
"""

from __future__ import annotations

import errno
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal

from tests import machine
from tests.disks.calls import WRITING, below, is_change, seen_by

ANY_CHANGE = "any change"
OPEN_FOR_WRITING = "open for writing"


@dataclass(slots=True)
class Failure:
    """How often a call that matches came, how often it failed; `heal` ends it."""

    matched: int = 0
    failed: int = 0
    healed: bool = False

    def heal(self) -> None:
        """From now on every call goes through."""
        self.healed = True


@contextmanager
def failing(
    folder: Path,
    *,
    call: str,
    error: int,
    after: int = 0,
    how: Literal["once", "until_healed"] = "once",
    partial: bool = False,
    name: str = "*",
) -> Iterator[Failure]:
    """After `after` matching calls the next one raises OSError(`error`); with `until_healed` all that follow too.

    `call` is a function of `os`, ANY_CHANGE (syncs included) or OPEN_FOR_WRITING. `name` is a pattern for the path
    relative to `folder`, whose `*` also stands for `/`. The failing call does nothing; `partial`: a write first
    writes half of its bytes and says so, and the write that comes for the rest fails.
    """
    failure, top = Failure(), folder.resolve()

    def around(
        called: str, inner: Callable[..., Any], *arguments: Any, **options: Any
    ) -> Any:  # Any: of `os`
        if failure.healed or not _matches(call, called, arguments):
            return inner(*arguments, **options)
        paths = below(top, called, arguments)
        if not any(fnmatchcase(path, name) for path in paths):
            return inner(*arguments, **options)
        failure.matched += 1
        if failure.matched <= after or (how == "once" and failure.failed):
            return inner(*arguments, **options)
        if partial and called == "write" and failure.matched == after + 1 and len(arguments[1]) > 1:
            descriptor, data = arguments
            return inner(descriptor, memoryview(data)[: len(data) // 2])
        failure.failed += 1
        raise OSError(error, os.strerror(error), str(top / paths[0]))

    with seen_by(around):
        yield failure


def full_disk(folder: Path, *, after: int = 0) -> Any:  # Any: as of `failing`
    """ENOSPC on every write from one on, which is torn; names and syncs still work."""
    return failing(folder, call="write", error=errno.ENOSPC, after=after, how="until_healed", partial=True)


def read_only_disk(folder: Path, *, after: int = 0) -> Any:  # Any: as of `failing`
    """EROFS on every change, as when the kernel has remounted a sick file system."""
    return failing(folder, call=ANY_CHANGE, error=errno.EROFS, after=after, how="until_healed")


@contextmanager
def lying(folder: Path, *, call: str, name: str = "*") -> Iterator[Failure]:
    """Calls that match (as of `failing`) are not made and return None, as of a disk whose sync does nothing.

    `failed` counts them.
    """
    failure, top = Failure(), folder.resolve()

    def around(
        called: str, inner: Callable[..., Any], *arguments: Any, **options: Any
    ) -> Any:  # Any: of `os`
        if failure.healed or not _matches(call, called, arguments):
            return inner(*arguments, **options)
        if any(fnmatchcase(path, name) for path in below(top, called, arguments)):
            failure.failed += 1
            return None
        return inner(*arguments, **options)

    with seen_by(around):
        yield failure


@contextmanager
def moved_away(folder: Path) -> Iterator[Path]:
    """For the block, the folder is not there, as when a mount is missing. Yields where it is.

    Descriptors stay good; add `failing` with EIO for those of a disk that was pulled out.
    """
    elsewhere = folder.with_name(folder.name + ".away")
    folder.rename(elsewhere)
    try:
        yield elsewhere
    finally:
        elsewhere.rename(folder)


@contextmanager
def small_disk(size: int) -> Iterator[Path]:
    """An empty file system that holds `size` bytes (rounded up to pages of 4,096) and then is truly full."""
    with tempfile.TemporaryDirectory(prefix="small-disk-") as folder:
        _mount("-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", folder)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def read_only(disk: Path) -> Iterator[None]:
    """For the block, a `small_disk` on which no file is open for writing is mounted read-only."""
    _mount("-o", "remount,ro", os.fspath(disk))
    try:
        yield
    finally:
        _mount("-o", "remount,rw", os.fspath(disk))


def _mount(*arguments: str) -> None:
    try:
        subprocess.run(["mount", *arguments], check=True, capture_output=True, text=True)
    except FileNotFoundError:
        machine.missing("no mount command on this machine")
    except subprocess.CalledProcessError as error:
        machine.missing(f"mounting is not permitted: {error.stderr.strip()}")


def _matches(wanted: str, called: str, arguments: tuple[Any, ...]) -> bool:  # Any: of `os`
    match wanted:
        case "any change":
            return is_change(called, arguments)
        case "open for writing":
            return called == "open" and bool(arguments[1] & WRITING)
        case _:
            return called == wanted
