"""The files `cosignatures/<size>` of a log: a checkpoint with the signature of the log and those of witnesses (spec 2)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sekisho.archive import files
from sekisho.archive.notes import Note, NoteRefused, Signature, VerifierKey, format_note, parse_note
from sekisho.archive.text_encodings import NotCanonical, from_decimal

FOLDER: Final = "cosignatures"


class OtherCheckpoint(NoteRefused):
    """The file of a size holds another checkpoint of that size than the log."""


def cosigned_sizes(log: Path) -> list[int]:
    """The sizes of which there is a file, in order; what is named otherwise is passed over."""
    found = []
    for path in (log / FOLDER).glob("*"):
        try:
            found.append(from_decimal(path.name))
        except NotCanonical:
            continue
    return sorted(found)


def cosigned_path(log: Path, size: int) -> Path:
    """The file of a size."""
    return log / FOLDER / str(size)


def read_cosigned(log: Path, size: int) -> Note | None:
    """The note in the file of a size, not verified; None: there is none. Raises MalformedNote, OSError."""
    try:
        return parse_note(cosigned_path(log, size).read_bytes())
    except FileNotFoundError:
        return None


def line_of(note: Note | None, key: VerifierKey) -> Signature | None:
    """The line under a note that is truly of that key; None: there is none."""
    lines = note.signatures if note else ()
    own = (line for line in lines if (line.name, line.key_id) == (key.name, key.key_id))
    return next((line for line in own if note and key.verifies(note.text, line.signature)), None)


def add_cosignatures(log: Path, size: int, own: Note, added: Iterable[Signature]) -> Path:
    """Put verified cosignatures into the file of a size, durably; `own` is the log's checkpoint of that size.

    If we crash before the return, the file is as it was, or whole. The manifest has yet to name it. Raises
    OtherCheckpoint, MalformedNote, OSError.
    """
    note = merged(own, read_cosigned(log, size), added)
    path = cosigned_path(log, size)
    files.make_directory(path.parent)
    files.put(path, format_note(note))
    return path


def merged(own: Note, cosigned: Note | None, added: Iterable[Signature]) -> Note:
    """The log's lines, then those of `cosigned`, then `added`; a key that signs anew keeps its place.

    Raises OtherCheckpoint; MalformedNote where there are too many.
    """
    if cosigned is not None and cosigned.text != own.text:
        raise OtherCheckpoint("The cosignatures of that size are under another checkpoint.")
    further = (*(cosigned.signatures if cosigned else ()), *added)
    lines = {(line.name, line.key_id): line for line in further}
    for line in own.signatures:
        lines.pop((line.name, line.key_id), None)
    return Note(own.text, (*own.signatures, *lines.values()))
