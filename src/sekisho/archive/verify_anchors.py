"""What stands beside a log and vouches for it from outside, as a verifier tells of it: witnesses and time stamps.

That a cosigned root is that of the records is `verify_log`'s part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from cryptography import x509

from sekisho.archive.checkpoints import Checkpoint, format_checkpoint
from sekisho.archive.cosignature_files import FOLDER as COSIGNATURES
from sekisho.archive.cosignature_files import line_of
from sekisho.archive.cosignatures import verify_cosignature
from sekisho.archive.findings import Finding, finding
from sekisho.archive.manifest import Manifest
from sekisho.archive.notes import MAX_NOTE_BYTES, NoteRefused, VerifierKey, parse_note
from sekisho.archive.outbound import BYTES_MAX
from sekisho.archive.text_encodings import NotCanonical, from_decimal
from sekisho.archive.timestamps import FOLDER as TIMESTAMPS
from sekisho.archive.timestamps import SUFFIX, ExtraMissing, TimestampRefused, digest_in, verify_answer
from sekisho.archive.verify_folder import Inventory

RootAt = Callable[[int], bytes | None]
"""Gives the root that the records have at a size; None where it cannot be told."""


def told_by_witnesses(there: Inventory, log: str, witness_keys: Sequence[VerifierKey]) -> Iterator[Finding]:
    """How far each witness vouches for the log, or that nobody's key was given where there are cosignatures."""
    sizes = _sizes(there, COSIGNATURES)
    if sizes and not witness_keys:
        yield finding("cosigned_unverified", log, count=len(sizes))
    for key in witness_keys:
        found = next((each for size in reversed(sizes) if (each := _cosigned(there, size, key))), None)
        if found is None:
            yield finding("not_cosigned", log, witness=key.name)
        else:
            size, moment = found
            yield finding(
                "cosigned", log, f"{COSIGNATURES}/{size}", witness=key.name, size=size, moment=moment
            )


def stamped_sizes_in(there: Inventory) -> list[int]:
    """The sizes at which `check_timestamps` asks for the root."""
    return _sizes(there, TIMESTAMPS, SUFFIX)


def check_timestamps(
    there: Inventory, log: str, manifest: Manifest, root_at: RootAt, roots: Sequence[x509.Certificate]
) -> Iterator[Finding]:
    """Whether the time stamps are over the checkpoints of these records, and up to which size they reach.

    Without `roots` it is still seen what was stamped, and told that nobody's signature was verified.
    """
    newest: Finding | None = None
    unseen = unverified = 0
    sizes = stamped_sizes_in(there)
    for size in sizes:
        root, file = root_at(size), f"{TIMESTAMPS}/{size}{SUFFIX}"
        if size > manifest.size:
            yield finding("timestamp", log, file, size=size, detail=f"{manifest.size} records are here")
            continue
        if root is None:
            unseen += 1
            continue
        try:
            answer = there.read(file, at_most=BYTES_MAX)
            at = _stamped_at(answer, format_checkpoint(Checkpoint(manifest.origin, size, root)), roots)
        except ExtraMissing:
            yield finding("timestamp_no_extra", log, count=len(sizes))
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


def _sizes(there: Inventory, folder: str, suffix: str = "") -> list[int]:
    """The sizes by which the files of a folder are named; other names are passed over, as `extra_file` or so."""
    found = []
    for path in there.below(folder):
        name = path.removeprefix(f"{folder}/")
        try:
            found += [from_decimal(name.removesuffix(suffix))] if name.endswith(suffix) else []
        except NotCanonical:
            continue
    return sorted(found)


def _stamped_at(answer: bytes, text: str, roots: Sequence[x509.Certificate]) -> datetime | None:
    """When the authority stamped it; None where only what was stamped can be seen. Raises a TimestampRefused."""
    if roots:
        return verify_answer(answer, text, roots)
    if digest_in(answer) != sha256(text.encode()).digest():
        raise TimestampRefused("It is over something else.")
    return None


def _cosigned(there: Inventory, size: int, key: VerifierKey) -> tuple[int, str] | None:
    """Size and time, where the key cosigned it. What cannot be read is named elsewhere."""
    try:
        note = parse_note(there.read(f"{COSIGNATURES}/{size}", at_most=MAX_NOTE_BYTES))
        line = line_of(note, key)
        return (size, _moment(verify_cosignature(note.text, line, key))) if line else None
    except (NoteRefused, OSError):
        return None


def _moment(timestamp: int) -> str:
    """The time of a cosignature, which may lie beyond what a date can say."""
    try:
        return datetime.fromtimestamp(timestamp, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return str(timestamp)
