"""The tail file that grows: frames at its end, durable by group commit.

After a failure nothing more is written to it. What was not synced by then is cut off as far as the disk lets
us, and whoever waits for it is told: after a failed sync the system may have forgotten what it had not
written, and a second sync of the same file would say that all is well.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from threading import Lock

from sekisho.archive import files
from sekisho.archive.tail import Frame, frame_bytes, tail_name

TAIL_BYTES = 64 * 2**20  # a tail file is read at once when it is sealed


class CutOff(Exception):
    """A write or sync of the tail failed, and what was not durable by then counts for nothing."""


class OpenTail:
    """The tail from one start of the writer to the next. `closed` are the files that the start found.

    `write`, `rotate` and `give_up` are called by one thread at a time, `sync` by any.
    """

    def __init__(self, folder: Path, closed: Iterable[Path]) -> None:
        self._folder = folder
        self._closed = list(closed)
        self._syncing = Lock()
        self._file: int | None = None
        self._failure: str | None = None
        self._mark = (0, 0)  # frames written since the start, length of the file
        self._synced = self._synced_length = 0

    @property
    def written(self) -> int:
        """How many frames were written since the start: the ticket for `sync`."""
        return self._mark[0]

    def closed(self) -> tuple[Path, ...]:
        """The files to which nothing is written any more, whole and durable."""
        return tuple(self._closed)

    def sealed(self, paths: Iterable[Path]) -> None:
        """Let go of files whose records are sealed."""
        gone = set(paths)
        self._closed = [path for path in self._closed if path not in gone]

    def write(self, frame: Frame) -> None:
        """Into the file at once. If we crash before `sync`, the frame is there whole, in part or not at all.

        Raises OSError, CutOff.
        """
        self._require_sound()
        data = frame_bytes(frame)
        if self._file is None:
            self._file = files.create(self._folder / tail_name(frame.first))
            self._path = self._folder / tail_name(frame.first)
            self._mark, self._synced_length = (self.written, 0), 0
        files.write(self._file, data)
        self._mark = (self.written + 1, self._mark[1] + len(data))
        if self._mark[1] >= TAIL_BYTES:
            self.rotate()

    def sync(self, ticket: int) -> None:
        """Return when the first `ticket` frames are durable: whoever comes first syncs for all before.

        Raises OSError, CutOff.
        """
        with self._syncing:
            if self._synced < ticket:
                self._sync()

    def rotate(self) -> None:
        """Sync and close the file; the next frame begins another. Raises OSError, CutOff."""
        with self._syncing:
            if self._file is None:
                return
            self._require_sound()
            if self._synced < self.written:
                self._sync()
            file, self._file = self._file, None
            self._closed.append(self._path)
            files.close(file)

    def close(self) -> None:
        """Let go of the file as it is."""
        with self._syncing:
            file, self._file = self._file, None
            self._failure = self._failure or "closed"
            if file is not None:
                files.close(file)

    def give_up(self, why: str) -> None:
        """Let go of the file; cut off what is not durable."""
        with self._syncing:
            self._failure = self._failure or why
            if self._file is None:
                return
            file, self._file = self._file, None
            try:
                files.truncate(file, self._synced_length)
            except OSError:
                pass  # the frames stay and are found at the next start; their append can be repeated by name
            finally:
                _close_quietly(file)

    def _sync(self) -> None:
        self._require_sound()
        assert self._file is not None
        written, length = self._mark  # the file stays the same meanwhile: to rotate takes this lock
        try:
            files.sync(self._file)
        except BaseException as error:
            self._failure = str(error)  # before anybody else can sync
            raise
        self._synced, self._synced_length = written, length

    def _require_sound(self) -> None:
        if self._failure is not None:
            raise CutOff(self._failure)


def _close_quietly(descriptor: int) -> None:
    try:
        files.close(descriptor)
    except OSError:
        return
