"""Every change that the archive makes to a disk, and the only place that makes one.

All calls to the system go through this module's `os`, so that a test can watch them, cut the power
between any two of them, or make one fail.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NEW = ".new"
PRIVATE = 0o600
READ_ONLY = 0o400  # what never changes again; a second fence behind the engine's own
LISTED = 0o700
SECONDS_BETWEEN = 0.1  # two tries to get a lock

Begun = TypeVar("Begun")


class Locked(Exception):
    """Another writer holds the log."""


def make_directory(path: Path, *, inside: Path | None = None) -> None:
    """Make `path` and what is missing above it; durable when this returns.

    Nothing is made outside of `inside`: where that is missing, its disk may not be mounted, and mkdir refuses.
    """
    if path.is_dir():
        return
    if path.parent != inside:
        make_directory(path.parent, inside=inside)
    try:
        os.mkdir(path, LISTED)  # noqa: PTH102 -- this module's os is what tests watch
    except FileExistsError:
        return
    sync_directory(path.parent)


def settle(folder: Path) -> None:
    """Make every name below `folder`, and its own, durable: a process that was killed may not have."""
    sync_directory(folder.parent)
    for directory, _directories, _files in os.walk(folder):
        sync_directory(Path(directory))


def create(path: Path) -> int:
    """A new file for writing at its end. Returns its descriptor. The name is durable when this returns.

    If we crash before, there is no file or an empty one.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, PRIVATE)
    try:
        sync_directory(path.parent)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def write(descriptor: int, data: bytes | memoryview) -> None:
    """All of `data`, however often the system takes only a part. Not durable until `sync`."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def sync(descriptor: int) -> None:
    """What was written to the file is durable, its length included."""
    if sys.platform == "win32":
        os.fsync(descriptor)
    else:
        os.fdatasync(descriptor)


def truncate(descriptor: int, length: int) -> None:
    """Cut the file; durable when this returns."""
    os.ftruncate(descriptor, length)
    sync(descriptor)


def close(descriptor: int) -> None:
    """Let go of the file."""
    os.close(descriptor)


def sync_directory(path: Path) -> None:
    """The names in the directory are durable; Windows knows no such call."""
    if sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put(path: Path, data: bytes) -> None:
    """Let `path` hold exactly `data`, durably.

    If we crash before the rename, `path` is as it was, and a `.new` beside it counts for nothing;
    after it, `path` is the old or the new file, never a mixture; after the return, the new one.
    """
    with putting(path) as file:
        file.write(data)


def put_beside(path: Path, data: bytes) -> None:
    """Let a `.new` beside `path` hold `data`, durably, name and all. `take_place` puts it in place."""
    new = path.with_name(path.name + NEW)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
    try:
        write(descriptor, data)
        sync(descriptor)
    finally:
        os.close(descriptor)
    sync_directory(path.parent)


def take_place(path: Path) -> None:
    """Let the `.new` beside `path` become `path`; durable when this returns."""
    rename(path.with_name(path.name + NEW), path)


@contextmanager
def putting(path: Path, *, mode: int = PRIVATE) -> Iterator[Output]:
    """As `put`, for what is written piece by piece. Where the block raises, `path` stays as it was."""
    new = path.with_name(path.name + NEW)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
    output = Output(descriptor)
    try:
        try:
            yield output
            if sys.platform != "win32":
                os.fchmod(descriptor, mode)
            sync(descriptor)
        finally:
            output.close()
            os.close(descriptor)
    except BaseException:
        remove_quietly(new)
        raise
    os.rename(new, path)  # noqa: PTH104 -- as above
    sync_directory(path.parent)


def append(path: Path, data: bytes) -> None:
    """Add `data` at the end of `path`, made if it is missing; durable when this returns.

    If we crash before, any beginning of `data` may stand there.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE)
    try:
        write(descriptor, data)
        sync(descriptor)
    finally:
        os.close(descriptor)
    sync_directory(path.parent)


def cut(path: Path, length: int) -> None:
    """Cut `path` to `length` bytes; durable when this returns."""
    descriptor = os.open(path, os.O_WRONLY)
    try:
        truncate(descriptor, length)
    finally:
        os.close(descriptor)


def rename(old: Path, new: Path) -> None:
    """Another name; durable when this returns. If we crash, one of the two names stands."""
    os.rename(old, new)  # noqa: PTH104 -- as above
    sync_directory(new.parent)
    if new.parent != old.parent:
        sync_directory(old.parent)


def remove(path: Path) -> None:
    """Let there be no such name. Not durable by itself: after a crash the file may be there again."""
    with suppress(FileNotFoundError):
        os.unlink(path)  # noqa: PTH108 -- as above


def remove_quietly(path: Path) -> None:
    """As `remove`, for leftovers that may be gone or that a sick disk will not let go."""
    try:
        remove(path)
    except OSError:
        return


@contextmanager
def lock(path: Path) -> Iterator[int]:
    """Be the one writer. The lock goes with the process, also when that is killed. Yields its descriptor. Raises Locked."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE)
    try:
        try:
            if sys.platform == "win32":
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError) as error:
            raise Locked(f"another process writes here: {path}") from error
        yield descriptor
    finally:
        os.close(descriptor)


def in_turn(begin: Callable[[], Begun], *, seconds: float) -> Begun:
    """Begin what takes a lock; whoever holds it may let go within so many seconds. Raises Locked."""
    until = time.monotonic() + seconds
    while True:
        try:
            return begin()
        except Locked:
            if time.monotonic() >= until:
                raise
        time.sleep(SECONDS_BETWEEN)


class Output(io.RawIOBase):
    """A descriptor as the file object that pyarrow writes to.

    What a writer still says after the end, when it is collected after a failure, goes nowhere: by then the
    number can be that of another file.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._position = 0

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: object) -> int:
        """Write all of it; how many bytes that was."""
        view = memoryview(data)  # type: ignore[arg-type]  # whatever pyarrow hands over is a buffer
        if self.closed:
            return view.nbytes
        write(self._descriptor, view)
        self._position += view.nbytes
        return view.nbytes

    def tell(self) -> int:
        """Bytes written so far."""
        return self._position
