"""What of the journal is sealed, for pages: where an event stands, and under which checkpoint.

Read from the log's files, and again only where its manifest has changed. Nothing is verified here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from django.conf import settings
from django.db.models import Max

from sekisho.archive import checkpoint_files, parts
from sekisho.archive.checkpoints import Checkpoint
from sekisho.archive.reading import LogReader, read
from sekisho.archive.short_form import short_form_of
from sekisho.archiving.journal_log import NAME
from sekisho.kernel.models import JournalEvent

Numbers = npt.NDArray[np.int64]
SIZE = re.compile(rb"^[^\n]+\n(\d+)\n[^\n]+\n\n", re.MULTILINE)
PARTS_KNOWN = 512  # 8 bytes an event
WINDOWS_KNOWN = 2


@dataclass(frozen=True, slots=True)
class Seal:
    """The position of an event in the log, and the size of the first kept checkpoint that covers it."""

    position: int
    checkpoint: int


@dataclass(frozen=True, slots=True)
class Window:
    """The sealed part of the log at one moment.

    `numbers[i]` is the event at position `first` + i; where the archive itself says something, that before it.
    `checkpoints` are sizes, ascending. `last` is the newest sealed event, 0 for none.
    """

    origin: str
    size: int
    root: bytes
    sealed_at: datetime
    first: int
    numbers: Numbers
    checkpoints: Numbers

    @property
    def last(self) -> int:
        """The newest sealed event; 0: there is none."""
        return int(self.numbers[-1]) if len(self.numbers) else 0

    @property
    def short_form(self) -> str:
        """The newest checkpoint as it is printed on paper; nothing for an empty log."""
        return str(short_form_of(Checkpoint(self.origin, self.size, self.root))) if self.size else ""

    def seal_of(self, number: int) -> Seal | None:
        """The seal of an event; None: it has none."""
        place = int(np.searchsorted(self.numbers, number))
        if place == len(self.numbers) or self.numbers[place] != number:
            return None
        position = self.first + place
        after = int(np.searchsorted(self.checkpoints, position, side="right"))
        return Seal(position, int(self.checkpoints[after]) if after < len(self.checkpoints) else self.size)


def log_folder() -> Path:
    """Where the log `journal` stands."""
    return Path(settings.SEKISHO_ARCHIVE) / NAME


def window() -> Window | None:
    """What is sealed now; None: there is no log.

    Raises what reading raises: OSError, UnreadablePart, MalformedNote, MalformedManifest.
    """
    folder = log_folder()
    try:
        found = (folder / "manifest").stat()
    except FileNotFoundError:
        return None
    return _window(folder, (found.st_ino, found.st_mtime_ns, found.st_size))


def waiting() -> int:
    """How many events wait for their seal, by number; below 0 where the database has fewer than were sealed.

    Raises as `window`.
    """
    newest = JournalEvent.objects.aggregate(newest=Max("number"))["newest"] or 0
    sealed = window()
    return newest - (sealed.last if sealed else 0)


@lru_cache(maxsize=WINDOWS_KNOWN)
def _window(folder: Path, _state: tuple[int, int, int]) -> Window:
    return read(folder, window_of)


def window_of(log: LogReader) -> Window:
    """The sealed part of a log as it was read."""
    numbers = [_numbers(log.folder / part.path) for part in log.parts]
    together = np.concatenate(numbers) if numbers else np.zeros(0, np.int64)
    manifest = log.manifest
    return Window(
        origin=manifest.origin,
        size=manifest.size,
        root=manifest.root,
        sealed_at=manifest.sealed_at,
        first=log.parts[0].first if log.parts else manifest.size,
        numbers=np.maximum.accumulate(together),
        checkpoints=np.array(_checkpoints(log.folder), np.int64),
    )


@lru_cache(maxsize=PARTS_KNOWN)
def _numbers(part: Path) -> Numbers:
    """The column of a part, which never changes; 0 where the archive itself says something."""
    with parts.reading(part) as opened:
        columns = [batch.column(0).fill_null(0).to_numpy() for batch in opened.read(columns=["number"])]
    return np.concatenate(columns) if columns else np.zeros(0, np.int64)


def _checkpoints(log: Path) -> Sequence[int]:
    """The sizes of all checkpoints that are kept, ascending."""
    found: list[int] = []
    for month in checkpoint_files.months_in(log):
        path = log / checkpoint_files.FOLDER / month
        state = path.stat()
        found += _sizes(path, (state.st_mtime_ns, state.st_size))
    return sorted(found)


@lru_cache(maxsize=PARTS_KNOWN)
def _sizes(path: Path, _state: tuple[int, int]) -> Sequence[int]:
    return [int(size) for size in SIZE.findall(path.read_bytes())]
