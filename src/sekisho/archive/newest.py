"""The newest signed checkpoint of a log: what anchors outside the archive are asked to vouch for."""

from __future__ import annotations

from collections.abc import Sequence

from sekisho.archive import checkpoint_files
from sekisho.archive.checkpoints import SignedCheckpoint, open_checkpoint
from sekisho.archive.notes import VerifierKey
from sekisho.archive.reading import LogReader
from sekisho.archive.store import EvidenceBroken


class NothingSigned(Exception):
    """Nothing in the log has been sealed yet."""


def newest_checkpoint(log: LogReader, keys: Sequence[VerifierKey]) -> SignedCheckpoint:
    """The checkpoint of the size of the manifest, verified with the log's keys.

    While a seal is under way a newer one may stand behind it. Raises NothingSigned, EvidenceBroken where there is
    none or its root is another, a NoteRefused, OSError.
    """
    origin, size = log.manifest.origin, log.manifest.size
    if size == 0:
        raise NothingSigned(f"Nothing is sealed in {origin} yet.")
    for month in reversed(checkpoint_files.months_in(log.folder)):
        notes, _rest = checkpoint_files.notes_of(log.folder, month)
        for filed in reversed(notes):
            signed = open_checkpoint(filed.note, keys, origin)
            if signed.checkpoint.size <= size:
                if (signed.checkpoint.size, signed.checkpoint.root) != (size, log.manifest.root):
                    raise EvidenceBroken(f"checkpoint and manifest of {origin} do not agree")
                return signed
    raise EvidenceBroken(f"the checkpoints of {origin} are missing")
