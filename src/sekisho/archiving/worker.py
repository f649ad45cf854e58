"""Sealing as long as the program runs: beside the web server, or alone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from threading import Event, Thread
from time import monotonic

from django.db import DatabaseError, connections
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.archiving.drain import drain
from sekisho.archiving.refusals import ArchiveAway, ArchiveBusy, ArchiveSick, KeysUnfit, refusing
from sekisho.archiving.sealed import waiting
from sekisho.archiving.uploads import sweep
from sekisho.kernel.refusals import Refusal

LOOK_SECONDS = 1.0
GATHER_SECONDS = 3.0  # what is done within so long after an act is sealed together with it
RETRY_SECONDS = 30.0
STOP_SECONDS = 10.0
SWEEP_SECONDS = 3600.0
SEALS_A_ROLL = 16  # a seal makes a file; by so many they are put together

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Pace:
    """When to seal, and when to put files together; all moments are those of `monotonic`."""

    gather: float = GATHER_SECONDS
    seen_at: float | None = None
    seals: int = 0
    rolled_on: date | None = None
    swept_at: float | None = None

    def is_due(self, *, waits: bool) -> bool:
        """Whether to seal now: something waits, and was first seen so long ago."""
        if not waits:
            self.seen_at = None
            return False
        if self.seen_at is None:
            self.seen_at = monotonic()
        return monotonic() - self.seen_at >= self.gather

    def seal(self) -> None:
        """Seal what waits; now and then put files together."""
        today = timezone.localdate()
        is_time = self.rolled_on != today or self.seals % SEALS_A_ROLL == 0
        drain(roll=is_time)
        self.seen_at = None
        self.seals += 1
        if is_time:
            self.rolled_on = today

    def tidy(self) -> None:
        """Once an hour remove uploads that nobody took in. A disk that refuses keeps nothing else from going on."""
        if self.swept_at is None or monotonic() - self.swept_at >= SWEEP_SECONDS:
            self.swept_at = monotonic()
            with suppress(OSError):
                sweep()


def keep_sealing(stop: Event, *, gather: float = GATHER_SECONDS) -> None:
    """Seal what was committed, within seconds, until `stop` is set, and once more then.

    What may pass (keys that are missing, a full disk, another process, the database away) is said once and tried
    again. Raises ArchiveBroken and JournalDisagrees: nothing is added to evidence that is broken.
    """
    pace = Pace(gather)
    said = ""
    pause = LOOK_SECONDS
    while not stop.wait(pause):
        pace.tidy()
        try:
            if pace.is_due(waits=_something_waits()):
                pace.seal()
            said, pause = "", LOOK_SECONDS
        except (KeysUnfit, ArchiveAway, ArchiveBusy, ArchiveSick, DatabaseError) as error:
            if str(error) != said:
                logger.warning(_("記録はまだ封印されていません。%(why)s"), {"why": error})
            said, pause = str(error), RETRY_SECONDS
            connections.close_all()
    if not said and _something_waits():
        drain()


@contextmanager
def sealing_beside() -> Iterator[None]:
    """Seal in a thread as long as the block lasts. A disk that hangs does not keep the program from stopping."""
    stop = Event()
    language = translation.get_language()
    thread = Thread(target=_run, args=(stop, language), name="sealing", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(STOP_SECONDS)


def _run(stop: Event, language: str) -> None:
    with translation.override(language):
        try:
            keep_sealing(stop)
        except (Refusal, DatabaseError) as error:
            logger.error(_("記録の封印を止めました。%(why)s"), {"why": error})
        finally:
            connections.close_all()


def _something_waits() -> bool:
    """Whether the journal and its log differ in length, be it that the journal has become shorter."""
    with refusing():
        return waiting() != 0
