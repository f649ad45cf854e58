"""A collector from its start to its end: one at a time for a data directory, in the thread that calls."""

from __future__ import annotations

import ctypes
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Final

from sekisho.archive import files
from sekisho.intake.collect.desk import now
from sekisho.intake.collect.open_spool import ORDINARY, WAITING_BYTES_MAX, OpenSpool, Pace
from sekisho.intake.collect.receiver import Receiver
from sekisho.intake.collect.settings import Settings
from sekisho.intake.collect.spool import FRAME_BYTES_MAX
from sekisho.intake.collect.spool_files import Places, settle
from sekisho.intake.collect.status import Durable, put_live

if sys.platform != "win32":
    import resource

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of mallopt (glibc, malloc.h)
BEAT_SECONDS: Final = 1.0
SPARE: Final = 256  # descriptors for all else
IDLE_SECONDS: Final = 0.25  # how often the committer looks whether a file is due


class NotStored(Exception):
    """The disk was sick to the end: `messages` were received and are not durable."""

    def __init__(self, messages: int, why: str) -> None:
        super().__init__(f"{messages} messages are not durable: {why}")
        self.messages = messages


@contextmanager
def collecting(places: Places, settings: Settings, *, pace: Pace = ORDINARY) -> Iterator[Receiver]:
    """A receiver that listens; call its `run` in the block. What it received is durable when the block ends.

    Raises files.Locked, CannotListen, OSError; NotStored at the end.
    """
    files.make_directory(places.folder)
    with files.lock(places.lock):
        found = settle(places)
        durable = Durable()
        spool = OpenSpool(places.spool, found.next_number, durable=durable.add, pace=pace)
        _raise_descriptors(settings.limits.connections)
        _keep_memory()
        receiver = Receiver(settings, spool, torn=len(found.set_aside))
        committer = _Committer(spool, receiver, beat=_beat(places, receiver, durable))
        committer.start()
        try:
            yield receiver
        finally:
            receiver.close()
            committer.end()
        if spool.waiting_messages:
            raise NotStored(spool.waiting_messages, spool.trouble or "")


class _Committer(Thread):
    """Makes durable what the receiver writes, until `end`."""

    def __init__(self, spool: OpenSpool, receiver: Receiver, *, beat: Callable[[], None]) -> None:
        super().__init__(name="committer", daemon=True)
        self._spool = spool
        self._receiver = receiver
        self._beat = beat
        self._end = Event()
        self._mistake: BaseException | None = None

    def run(self) -> None:
        try:
            self._commit()
        except BaseException as error:  # noqa: BLE001 -- raised again by `end`, in the thread that waits for it
            self._mistake = error
            self._receiver.stop()  # nobody would make durable what it takes

    def end(self) -> None:
        """Return when all is durable, or cannot be made so."""
        self._end.set()
        self.join()
        if self._mistake is not None:
            raise self._mistake

    def _commit(self) -> None:
        beat_at = 0.0
        while not self._end.is_set():
            if time.monotonic() - beat_at >= BEAT_SECONDS:
                self._beat()
                beat_at = time.monotonic()
            self._spool.commit(IDLE_SECONDS)
        self._spool.close()
        self._beat()


def _beat(places: Places, receiver: Receiver, durable: Durable) -> Callable[[], None]:
    since = now()
    return lambda: put_live(places.live, since=since, receiver=receiver.snapshot(), durable=durable)


def _raise_descriptors(connections: int) -> None:
    """As many descriptors as connections may be open, as far as the system lets us."""
    if sys.platform != "win32":
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, connections + SPARE)), hard))


def _keep_memory() -> None:
    """Let the system's library keep the memory of frames that are durable for those that come.

    Otherwise it gives it back and asks for it anew, hundreds of times a second, and each time the kernel clears it:
    a quarter of what a message costs.
    """
    if sys.platform == "linux":
        with suppress(AttributeError):  # another library than glibc
            library = ctypes.CDLL(None)
            library.mallopt(_MMAP_THRESHOLD, FRAME_BYTES_MAX)
            library.mallopt(_TRIM_THRESHOLD, WAITING_BYTES_MAX)
