"""The spool that grows: written at once, durable by group commit, whole again by itself after a sick disk.

The receiver writes; a second thread, the committer, makes durable, closes files and mends. What was written stays in
memory until it is durable, so that a failed write or sync loses nothing that was received: the file is cut back to
what was durable in it, and the rest is written to a new one. How much may wait so is bounded; while it is more, or the
disk is sick, `wait_ready` says no, and the receiver reads nothing: TCP senders wait, and what UDP loses then the
kernel counts.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from typing import Final, NamedTuple

from sekisho.archive import files
from sekisho.intake.collect.spool import Buffer, Head, Kind, frame_bytes
from sekisho.intake.collect.spool_files import OPEN, close_file, discard, file_name, open_file

FILE_BYTES: Final = 64 * 2**20
FILE_SECONDS: Final = 5.0
WAITING_BYTES_MAX: Final = 64 * 2**20
COMMIT_SECONDS: Final = 0.03  # with the sync itself within 50 ms
QUIET_SECONDS: Final = 0.004  # nothing came for so long: commit now
RETRY_SECONDS: Final = 0.5

logger = logging.getLogger(__name__)


class Pace(NamedTuple):
    """How the spool is cut into files, and how much may wait for the disk."""

    file_bytes: int = FILE_BYTES
    file_seconds: float = FILE_SECONDS
    waiting_bytes_max: int = WAITING_BYTES_MAX
    retry_seconds: float = RETRY_SECONDS


ORDINARY: Final = Pace()


@dataclass(slots=True)
class _File:
    path: Path
    descriptor: int
    began: float
    end: int  # the number behind its last frame
    length: int = 0
    durable: int = 0  # bytes
    is_cut: bool = False  # nothing stands behind what is durable


class _Written(NamedTuple):
    """Frames that were written in one go and are not known to be durable."""

    number: int
    data: bytes
    heads: tuple[tuple[Head, str], ...]


class OpenSpool:
    """The spool from one start of the collector to the next.

    `write` and `wait_ready` are the receiver's, `commit` and `close` the committer's. `durable` is told, in order, of
    every frame that became durable, by the committer, with its reason if it counts what was not taken.
    """

    def __init__(
        self,
        folder: Path,
        next_number: int,
        *,
        durable: Callable[[Sequence[tuple[Head, str]]], None],
        pace: Pace = ORDINARY,
    ) -> None:
        self._folder = folder
        self._next = next_number
        self._salt = secrets.randbits(32)
        self._tell_durable = durable
        self._pace = pace
        self._changed = Condition()
        self._file: _File | None = None
        self._full: list[_File] = []  # written to the end, not closed
        self._given_up: list[_File] = []  # to be cut back to what is durable in them
        self._waiting: deque[_Written] = deque()
        self._waiting_bytes = 0
        self._trouble: str | None = None

    @property
    def trouble(self) -> str | None:
        """What the disk said when it last failed; None while all is well."""
        return self._trouble

    @property
    def waiting_messages(self) -> int:
        """Received and not durable: 0 after a `close` that went well."""
        with self._changed:
            return sum(
                head.count
                for written in self._waiting
                for head, _reason in written.heads
                if head.kind is not Kind.COUNTED
            )

    def wait_ready(self, seconds: float) -> bool:
        """Whether more may be read now; waits so long for it."""
        if self._is_ready():  # without the lock: it is the receiver alone who adds
            return True
        with self._changed:
            return self._changed.wait_for(self._is_ready, seconds)

    def write(self, pieces: Sequence[tuple[Head, Buffer]]) -> None:
        """Into the file at once, each piece as a frame. A sick disk raises nothing: the frames wait in memory.

        If we crash before the next commit, the frames are there whole, the last of them in part, or not at all.
        """
        numbers = range(self._next, self._next + len(pieces))
        frames = [
            frame_bytes(number, *piece, salt=self._salt)
            for number, piece in zip(numbers, pieces, strict=True)
        ]
        data = frames[0] if len(frames) == 1 else b"".join(frames)
        written = _Written(self._next, data, tuple(_with_reason(*piece) for piece in pieces))
        with self._changed:
            self._next = numbers.stop
            self._waiting.append(written)
            self._waiting_bytes += len(data)
            if self._trouble is None:
                try:
                    self._put(written)
                except OSError as error:
                    self._fail(error)
            self._changed.notify_all()

    def commit(self, seconds: float) -> None:
        """Wait so long for something to do, gather what comes with it, make it durable, close files that are due.

        If we crash before the sync returns, what it covers may be there in part; nobody was told of it.
        """
        with self._changed:
            self._changed.wait_for(lambda: bool(self._waiting), seconds)
        self._gather()
        if self._trouble is not None:
            time.sleep(self._pace.retry_seconds)
            self._guarded(self._mend)
        else:
            self._guarded(self._sync)
            self._guarded(self._close_due)

    def close(self, *, tries: int = 3) -> None:
        """Make all durable and close the file. On a sick disk it is tried so often; then `waiting_messages` tells."""
        for _try in range(tries):
            self.commit(0)
            if not self._waiting:
                break
        if self._trouble is None:
            with self._changed:
                self._retire()
            self._guarded(self._close_due)
        for file in [*self._full, *self._given_up, *([self._file] if self._file else [])]:
            with suppress(OSError):  # the next start closes what stays open
                files.close(file.descriptor)
        self._full, self._given_up, self._file = [], [], None

    def _is_ready(self) -> bool:
        return self._trouble is None and self._waiting_bytes < self._pace.waiting_bytes_max

    def _gather(self) -> None:
        """Until nothing comes for a moment, or as long as may be waited."""
        began = time.monotonic()
        seen = -1
        while self._next != seen and time.monotonic() - began < COMMIT_SECONDS and self._waiting:
            seen = self._next
            time.sleep(QUIET_SECONDS)

    def _put(self, written: _Written) -> None:
        if self._file is None:
            path = self._folder / (file_name(written.number) + OPEN)
            self._file = _File(path, open_file(path), time.monotonic(), written.number)
        files.write(self._file.descriptor, written.data)
        self._file.length += len(written.data)
        self._file.end = written.number + len(written.heads)
        if self._file.length >= self._pace.file_bytes:
            self._retire()

    def _retire(self) -> None:
        if self._file is not None:
            self._full.append(self._file)
            self._file = None

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except OSError as error:
            with self._changed:
                self._fail(error)

    def _fail(self, error: OSError) -> None:
        """Give up the files that grow: after a failed sync the system may have forgotten what it had not written."""
        if self._trouble is None:
            logger.warning("The spool cannot be written: %s", error)
        self._trouble = str(error)
        self._retire()
        self._given_up += self._full
        self._full = []

    def _sync(self) -> None:
        with self._changed:
            growing = [*self._full, *([self._file] if self._file else [])]
            marks = [(file, file.length, file.end) for file in growing]
        for file, length, end in marks:
            if file.durable < length:
                files.sync(file.descriptor)
                file.durable = length
                self._let_go(end)

    def _let_go(self, until: int) -> None:
        """Forget what is durable: the frames before number `until`; tell of them, and that there is room again."""
        done: list[tuple[Head, str]] = []
        with self._changed:
            while self._waiting and self._waiting[0].number < until:
                written = self._waiting.popleft()
                self._waiting_bytes -= len(written.data)
                done += written.heads
            self._changed.notify_all()
        if done:
            self._tell_durable(done)

    def _close_due(self) -> None:
        """Close files that are full, or old enough to be taken. If we crash within, the next start closes them."""
        with self._changed:
            file = self._file
            if file is not None and time.monotonic() - file.began >= self._pace.file_seconds:
                self._retire()
            due = [file for file in self._full if file.durable == file.length]
            self._full = self._full[len(due) :]  # files become durable in order
            for file in due:
                file.is_cut = True  # it was never more
            self._given_up += due  # until they are closed
        self._settle_given_up()

    def _mend(self) -> None:
        """Cut back what was given up, write what is not durable once more, and go on. Raises OSError.

        The receiver meanwhile writes nothing. If we crash within, a frame is in one file or in none, never in two: it is
        cut off durably before it is written again.
        """
        self._settle_given_up()
        with self._changed:
            again = tuple(self._waiting)
            for written in again:
                self._put(written)
            self._trouble = None
        self._sync()
        logger.warning("The spool can be written again.")

    def _settle_given_up(self) -> None:
        """Close files that nothing more is written to, without what is not durable in them."""
        while self._given_up:
            file = self._given_up[0]
            if not file.durable:
                discard(file.path)
            else:
                if not file.is_cut:
                    files.cut(file.path, file.durable)
                    file.is_cut = True
                close_file(file.path)
            del self._given_up[0]
            with suppress(OSError):
                files.close(file.descriptor)


def _with_reason(head: Head, payload: Buffer) -> tuple[Head, str]:
    return head, bytes(payload).decode() if head.kind is Kind.COUNTED else ""
