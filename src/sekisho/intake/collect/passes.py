"""One pass after another: closed files of the spool go into the log, which is sealed after each pass.

A process of its own, so that reading does not slow down receiving. Another process that writes to the log waits for
a pass at most.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Final

from sekisho.archive.archive import Archive
from sekisho.archive.engines import Refused
from sekisho.archive.files import Locked
from sekisho.archive.key_rotation import key_in_force
from sekisho.archive.notes import KeyRefused
from sekisho.archive.reading import NoSuchLog
from sekisho.archive.store import EvidenceBroken
from sekisho.archive.writer import Stopped, Writer
from sekisho.intake.collect.moving import Mover
from sekisho.intake.collect.settings import Settings
from sekisho.intake.collect.spool_files import Places, closed_files, read_file
from sekisho.intake.counting import CountsUnreadable, read_counts
from sekisho.intake.network import NAME, REMEMBERED, Memory, network_schema

logger = logging.getLogger(__name__)

LOOK_SECONDS: Final = 2.0
RETRY_SECONDS: Final = 15.0
SEALS_A_ROLL: Final = 16
SAID_LATELY: Final = (
    "SELECT source, raw FROM network WHERE position >= ? AND kind = 'record'"  # nothing to sort
    " AND epoch_us(arrived_at) < ?"
)
TRIES: Final = 3


class NotUnderstood(Exception):
    """A file of the spool could not be taken to the log, for a reason that nobody foresaw; the text says where."""


MAY_PASS: Final = (Stopped, Locked, OSError, KeyRefused, CountsUnreadable, NotUnderstood)
"""What a pass raises and a later one may not meet: nothing is lost by waiting, for the spool stays."""


@dataclass(slots=True)
class Passes:
    """What lasts from one pass to the next. After a failure the memories are taken from the log again."""

    archive: Archive
    keys: Path
    places: Places
    settings: Settings
    seals: int = 0
    memories: dict[str, Memory] | None = None
    owes_a_seal: bool = True  # nobody knows what the last process left
    failures: dict[str, int] = field(default_factory=dict)

    def once(self) -> int:
        """Move everything that is closed, and seal. Returns how many messages were stored.

        Raises one of MAY_PASS, and EvidenceBroken: nothing is added to evidence that is broken.
        """
        waiting = [path for path in closed_files(self.places.spool) if path.stat().st_size]
        if not waiting and not (self.owes_a_seal and NAME in self.archive.logs):
            return 0
        self.owes_a_seal = True
        counted = read_counts(self.places.counts)
        base = key_in_force(self.keys, self.archive.handovers(), archive=self.archive.folder).base
        schema = network_schema(base)
        memories, self.memories = self.memories, None
        with self.archive.writing(schema, keys=self.keys, begin=not counted.sources) as writer:
            writer.seal()  # what an interrupted pass left in the tail, so that it is remembered
            memories = _remembered(self.archive, _begins(waiting)) if memories is None else memories
            mover = Mover(writer, self.settings, counted, self.places.counts, self.places.aside, memories)
            stored = sum(self._move(mover, path) for path in waiting)
            self._seal(writer)
        self.memories, self.owes_a_seal = memories, False
        return stored

    def _move(self, mover: Mover, path: Path) -> int:
        """Move a file; one that makes us stumble again and again is set aside whole, and its messages are counted."""
        try:
            return mover.move(path)
        except (*MAY_PASS, EvidenceBroken):
            raise
        except Exception as error:
            tries = self.failures[path.name] = self.failures.get(path.name, 0) + 1
            logger.exception("the spool file %s could not be moved, try %s", path.name, tries)
            if tries < TRIES:
                raise NotUnderstood(f"{path.name}: {error!r}") from error
            mover.give_up(path)
            return 0

    def _seal(self, writer: Writer) -> None:
        writer.seal()
        self.seals += 1
        if self.seals % SEALS_A_ROLL == 0:
            writer.roll()


def keep_moving(passes: Passes, stop: Event, *, say: Callable[[Exception | None], None]) -> None:
    """A pass every few seconds until `stop` is set, and one more then.

    What keeps it from moving is said once, and None at the start and when nothing does any more.

    Raises EvidenceBroken.
    """
    say(None)
    said, pause = "", 0.0
    while True:
        last = stop.wait(pause)
        try:
            passes.once()
            if said:
                say(None)
            said, pause = "", LOOK_SECONDS
        except MAY_PASS as error:
            if str(error) != said:
                say(error)
            said, pause = str(error), RETRY_SECONDS
        if last:
            return


def _begins(waiting: Sequence[Path]) -> int:
    """When the first message that waits was received, microseconds since 1970."""
    frames, _gaps = read_file(waiting[0]) if waiting else ((), ())
    return min((frame.head.received_at for frame in frames), default=2**62)


def _remembered(archive: Archive, before: int) -> dict[str, Memory]:
    """What the sources said last before that moment, by the log; less of it where that is too much to be read in time.

    What came later and is in the log already is moved once more, and is not to be taken for said again.

    Then some messages that come again are not marked, but none is kept from the log.
    """
    memories: dict[str, Memory] = {}
    with suppress(Refused):
        for source, raw in _said_lately(archive, before):
            memories.setdefault(source, Memory()).is_again(raw)
    return memories


def _said_lately(archive: Archive, before: int) -> Iterator[tuple[str, bytes]]:
    try:
        size = archive.log(NAME).manifest.size
    except NoSuchLog:
        return
    if not size:
        return
    for batch in archive.ask(SAID_LATELY, [size - REMEMBERED, before]):
        yield from zip(batch.column("source").to_pylist(), batch.column("raw").to_pylist(), strict=True)
