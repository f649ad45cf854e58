"""Proof files: a record's inclusion proof with the checkpoint it leads to, to be verified without a network.

The text format c2sp.org/tlog-proof@v1, file name extension `.tlog-proof`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sekisho.archive.checkpoints import parse_checkpoint
from sekisho.archive.hashing import HASH_BYTES
from sekisho.archive.notes import NoteRefused, parse_note
from sekisho.archive.text_encodings import LARGEST, NotCanonical, from_base64, from_decimal, to_base64

MAX_PROOF: Final = 63
"""Hashes in an inclusion proof for the largest tree that a checkpoint can state."""
MAX_PROOF_FILE_BYTES: Final = 1 << 25

_FIRST_LINE = "c2sp.org/tlog-proof@v1"
_HEAD = re.compile(
    re.escape(_FIRST_LINE)
    + r"(?:\nextra (?P<extra>[^\n]*))?\nindex (?P<index>[^\n]*)(?P<proof>(?:\n[^\n]+)*)"
)


class MalformedProofFile(ValueError):
    """This is no proof file."""


@dataclass(frozen=True, slots=True)
class ProofFile:
    """What a proof file says, nothing of it verified. Raises MalformedProofFile.

    `proof` are the sibling hashes from the leaf upwards, 32 bytes each; `checkpoint` is a signed note,
    verbatim; `extra`, at least one byte, is whatever the maker added, and MUST NOT be trusted.
    """

    extra: bytes | None
    index: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    def __post_init__(self) -> None:
        if self.extra == b"":
            raise MalformedProofFile("Where there is nothing extra, there is no line for it.")
        if not 0 <= self.index <= LARGEST:
            raise MalformedProofFile(f"No leaf has the index {self.index}.")
        if len(self.proof) > MAX_PROOF:
            raise MalformedProofFile(f"A proof has at most {MAX_PROOF} hashes, not {len(self.proof)}.")
        if any(len(one) != HASH_BYTES for one in self.proof):
            raise MalformedProofFile(f"A hash has {HASH_BYTES} bytes; one of these has another length.")
        try:
            parse_checkpoint(parse_note(self.checkpoint).text)
        except NoteRefused as reason:
            raise MalformedProofFile(f"Below the proof stands no checkpoint: {reason}") from reason


def parse_proof_file(data: bytes) -> ProofFile:
    """The proof file that `data` holds and nothing else. Raises MalformedProofFile.

    Verifying is the caller's: `open_checkpoint`, then `verify_inclusion` with the size and root from there.
    """
    if len(data) > MAX_PROOF_FILE_BYTES:
        raise MalformedProofFile(f"A proof file has at most {MAX_PROOF_FILE_BYTES} bytes, not {len(data)}.")
    head, blank, checkpoint = data.partition(b"\n\n")
    if not blank:
        raise MalformedProofFile("No blank line stands between proof and checkpoint.")
    try:
        lines = _HEAD.fullmatch(head.decode("ascii"))
    except UnicodeDecodeError:
        raise MalformedProofFile("A character above the checkpoint is not ASCII.") from None
    if lines is None:
        raise MalformedProofFile(
            f"Above the checkpoint stand {_FIRST_LINE}, extra or not, index, and hashes."
        )
    try:
        extra = None if lines["extra"] is None else from_base64(lines["extra"])
        proof = tuple(map(from_base64, lines["proof"].split("\n")[1:]))
        return ProofFile(extra, from_decimal(lines["index"]), proof, checkpoint)
    except NotCanonical as reason:
        raise MalformedProofFile(f"A line above the checkpoint is malformed: {reason}") from reason


def format_proof_file(proof_file: ProofFile) -> bytes:
    """The bytes of which `parse_proof_file` makes this. Raises MalformedProofFile where they are too many."""
    extra = [] if proof_file.extra is None else [f"extra {to_base64(proof_file.extra)}"]
    lines = [_FIRST_LINE, *extra, f"index {proof_file.index}", *map(to_base64, proof_file.proof)]
    data = "\n".join(lines).encode("ascii") + b"\n\n" + proof_file.checkpoint
    if len(data) > MAX_PROOF_FILE_BYTES:
        raise MalformedProofFile(f"A proof file has at most {MAX_PROOF_FILE_BYTES} bytes, not {len(data)}.")
    return data
