"""What stands beside a log and vouches for it from outside, as a verifier tells of it: witnesses and time stamps.

Pure but for reading these files. That a cosigned root is that of the records is `verify_log`'s part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography import x509

from sekisho.archive.checkpoints import Checkpoint, format_checkpoint
from sekisho.archive.cosignature_files import FOLDER, cosigned_sizes, line_of, read_cosigned
from sekisho.archive.cosignatures import verify_cosignature
from sekisho.archive.findings import Finding, finding
from sekisho.archive.notes import NoteRefused, VerifierKey
from sekisho.archive.timestamps import (
    ExtraMissing,
    TimestampRefused,
    digest_in,
    stamp_path,
    stamped_sizes,
    verify_answer,
)

RootAt = Callable[[int], bytes | None]
"""Gives the root that the records have at a size; None where it cannot be told."""

_STAMPS: Final = "timestamps"


def told_by_witnesses(folder: Path, log: str, witness_keys: Sequence[VerifierKey]) -> Iterator[Finding]:
    """How far each witness vouches for the log in `folder`, and that nobody's key was given where some could."""
    sizes = cosigned_sizes(folder)
    if sizes and not witness_keys:
        yield finding("cosigned_unverified", log, count=len(sizes))
    for key in witness_keys:
        found = next((each for size in reversed(sizes) if (each := _cosigned(folder, size, key))), None)
        if found is None:
            yield finding("not_cosigned", log, witness=key.name)
        else:
            size, timestamp = found
            at = _moment(timestamp)
            yield finding("cosigned", log, f"{FOLDER}/{size}", witness=key.name, size=size, moment=at)


def check_timestamps(
    folder: Path, log: str, origin: str, root_at: RootAt, roots: Sequence[x509.Certificate]
) -> Iterator[Finding]:
    """Whether the time stamps are over the checkpoints of these records, and up to which size they reach.

    Without `roots` it is still seen what was stamped, and told that nobody's signature was verified.
    """
    newest: Finding | None = None
    unseen = unverified = 0
    for size in stamped_sizes(folder):
        root, file = root_at(size), f"{_STAMPS}/{stamp_path(folder, size).name}"
        if root is None:
            unseen += 1
            continue
        try:
            at = _stamped_at(folder, format_checkpoint(Checkpoint(origin, size, root)), size, roots)
        except ExtraMissing:
            yield finding("timestamp_no_extra", log, count=len(stamped_sizes(folder)))
            return
        except (TimestampRefused, OSError) as error:
            yield finding("timestamp", log, file, size=size, detail=error)
            continue
        unverified += at is None
        newest = finding("timestamped", log, file, size=size, moment=at.isoformat()) if at else newest
    if newest:
        yield newest
    if unverified:
        yield finding("timestamp_no_root", log, count=unverified)
    if unseen:
        yield finding("timestamp_unseen", log, count=unseen)


def _stamped_at(folder: Path, text: str, size: int, roots: Sequence[x509.Certificate]) -> datetime | None:
    """When the authority stamped it; None where only what was stamped can be seen. Raises a TimestampRefused."""
    answer = stamp_path(folder, size).read_bytes()
    if roots:
        return verify_answer(answer, text, roots)
    if digest_in(answer) != sha256(text.encode()).digest():
        raise TimestampRefused("It is over something else.")
    return None


def _cosigned(folder: Path, size: int, key: VerifierKey) -> tuple[int, int] | None:
    """Size and time, where the key cosigned it. What cannot be read is named elsewhere."""
    try:
        note = read_cosigned(folder, size)
        line = line_of(note, key)
        return (size, verify_cosignature(note.text, line, key)) if note and line else None
    except (NoteRefused, OSError):
        return None


def _moment(timestamp: int) -> str:
    """The time of a cosignature, which may lie beyond what a date can say."""
    try:
        return datetime.fromtimestamp(timestamp, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return str(timestamp)
