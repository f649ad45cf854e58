"""The signed checkpoints of a log, month by month (spec 7)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sekisho.archive import files
from sekisho.archive.checkpoints import (
    MalformedCheckpoint,
    SignedCheckpoint,
    open_checkpoint,
    split_notes,
)
from sekisho.archive.notes import VerifierKey

FOLDER = "checkpoints"
MONTH = re.compile(r"\d{4}-\d{2}\Z")


@dataclass(frozen=True, slots=True)
class Filed:
    """A checkpoint where it stands: the file's name, and the offset after its note."""

    month: str
    end: int
    note: bytes


def months_in(log: Path) -> list[str]:
    """The months of which there are checkpoints, in order."""
    folder = log / FOLDER
    return sorted(p.name for p in folder.iterdir() if MONTH.match(p.name)) if folder.is_dir() else []


def notes_of(log: Path, month: str) -> tuple[list[Filed], bytes]:
    """The notes of a month in order, and what stands behind the last whole one. Raises MalformedCheckpoint."""
    notes, rest = split_notes((log / FOLDER / month).read_bytes())
    found: list[Filed] = []
    end = 0
    for note in notes:
        end += len(note) + bool(found)
        found.append(Filed(month, end, note))
    return found, rest


def latest(log: Path) -> Filed | None:
    """The newest whole note of a log."""
    for month in reversed(months_in(log)):
        notes, _rest = notes_of(log, month)
        if notes:
            return notes[-1]
    return None


def append(log: Path, month: str, note: bytes) -> bytes:
    """Add a note to the month's file, durably. Returns what the file holds now.

    If we crash before the return, any beginning of the note may stand there: the next start cuts it off.
    """
    path = log / FOLDER / month
    files.make_directory(path.parent, inside=log)
    before = path.read_bytes() if path.exists() else b""
    added = b"\n" + note if before else note
    files.append(path, added)
    return before + added


def cut_unfinished(log: Path, named: Mapping[str, int]) -> None:
    """Cut off what an interrupted `append` left behind: it was never published.

    `named` has the files' lengths as the manifest has them. Up to there nothing is cut; behind it, after a power
    cut, there can be the end of a note without its beginning, or zeros. Raises MalformedCheckpoint where
    that which the manifest names is no row of notes.
    """
    for month in reversed(months_in(log)):
        path, known = log / FOLDER / month, named.get(f"{FOLDER}/{month}", 0)
        data = path.read_bytes()
        whole = _whole(data, known)
        if not whole:
            files.remove(path)
            continue
        if whole < len(data):
            files.cut(path, whole)
        return


def _whole(data: bytes, known: int) -> int:
    """Where the last whole note ends; `known` bytes are whole."""
    _notes, torn = split_notes(data[:known])
    if torn:
        raise MalformedCheckpoint(f"Of {known} bytes that were signed for, {len(torn)} are no note.")
    try:
        _notes, rest = split_notes(data)
    except MalformedCheckpoint:
        return min(known, len(data))
    return max(min(known, len(data)), len(data) - len(rest))


def opened(notes: Sequence[Filed], keys: Iterable[VerifierKey], origin: str) -> Iterator[SignedCheckpoint]:
    """The checkpoints, verified. Raises a NoteRefused at the first that is not."""
    known = tuple(keys)
    for filed in notes:
        yield open_checkpoint(filed.note, known, origin)


def thinned(notes: Sequence[Filed], days: Sequence[object]) -> bytes:
    """A month's file with the last note of each local day only; `days[i]` is the day of note i."""
    kept = [
        note.note for note, day, after in zip(notes, days, [*days[1:], None], strict=True) if day != after
    ]
    return b"\n".join(kept)
