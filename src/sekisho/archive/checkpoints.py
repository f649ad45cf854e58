"""Checkpoints: size and root of a log's tree, as a text that is signed (c2sp.org/tlog-checkpoint)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sekisho.archive.hashing import EMPTY_ROOT, HASH_BYTES
from sekisho.archive.notes import (
    ED25519,
    NoKnownKey,
    Note,
    NoteRefused,
    Signer,
    VerifierKey,
    is_name,
    parse_note,
    sign_note,
    verify_note,
)
from sekisho.archive.text_encodings import LARGEST, NotCanonical, from_base64, from_decimal, to_base64

_TEXT = rb"(?:[^\x00-\x1f]+\n)++"
_SIGNATURE = rb"\xe2\x80\x94 [^\x00-\x1f]+\n"
_NOTE = re.compile(rb"%b\n(?:%b)++(?=\n|\Z)" % (_TEXT, _SIGNATURE))
_BEGINNING = re.compile(rb"(?:%b(?:\n(?:%b)*+)?+)?+[^\n]*+" % (_TEXT, _SIGNATURE))
_CONTROL = re.compile(r"[\x00-\x1f]")


class MalformedCheckpoint(NoteRefused):
    """This is no checkpoint, or one that no tree can have."""


class AnotherOrigin(NoteRefused):
    """The checkpoint or the key is that of another log."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of its tree at one moment. Raises MalformedCheckpoint.

    `origin` names the log, `size` counts its leaves, `root` has 32 bytes; `extensions` are further
    lines, which this archive does not write.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not is_name(self.origin):
            raise MalformedCheckpoint(f"{self.origin!r} cannot be the origin of a log.")
        if not 0 <= self.size <= LARGEST:
            raise MalformedCheckpoint(f"A tree cannot have the size {self.size}.")
        if len(self.root) != HASH_BYTES:
            raise MalformedCheckpoint(f"A root has {HASH_BYTES} bytes; this one has {len(self.root)}.")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise MalformedCheckpoint("The root of size 0 is not that of the empty tree.")
        if not all(line and not _CONTROL.search(line) for line in self.extensions):
            raise MalformedCheckpoint("A further line is empty or holds control characters.")


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint that its log has signed, verified. Made by `open_checkpoint` only.

    `log_keys` are the keys of the log that signed, at least one, `cosigner_keys` those of cosigners.
    """

    checkpoint: Checkpoint
    note: Note
    log_keys: tuple[VerifierKey, ...]
    cosigner_keys: tuple[VerifierKey, ...]


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that the text of a note says. Raises MalformedCheckpoint."""
    match text.split("\n"):
        case [origin, size, root, *extensions, ""]:
            try:
                return Checkpoint(origin, from_decimal(size), from_base64(root), tuple(extensions))
            except NotCanonical as reason:
                raise MalformedCheckpoint(f"The size or root of {origin!r} is none: {reason}") from reason
        case _:
            raise MalformedCheckpoint("A checkpoint has three lines or more: origin, size and root.")


def format_checkpoint(checkpoint: Checkpoint) -> str:
    """The text of which `parse_checkpoint` makes this checkpoint."""
    lines = (checkpoint.origin, str(checkpoint.size), to_base64(checkpoint.root), *checkpoint.extensions)
    return "".join(f"{line}\n" for line in lines)


def sign_checkpoint(checkpoint: Checkpoint, signers: Sequence[Signer]) -> Note:
    """The signed note. Whoever calls this knows that the log never signed a larger size or another root.

    Raises AnotherOrigin for a signer whose key has another name than the origin, else as `sign_note`.
    """
    for signer in signers:
        _require_same(signer.verifier_key.name, checkpoint.origin)
    return sign_note(format_checkpoint(checkpoint), signers)


def open_checkpoint(data: bytes, keys: Iterable[VerifierKey], origin: str) -> SignedCheckpoint:
    """The checkpoint in a signed note, once its signatures are verified and it is that of the log `origin`.

    An ED25519 key vouches only for the log whose origin is its name; cosigners have names of their own, and
    do not replace the log. Raises AnotherOrigin, MalformedCheckpoint, NoKnownKey without a signature of
    the log, else as `verify_note`. Whether the cosigners are enough is for the caller to say.
    """
    note = parse_note(data)
    verified = verify_note(note, keys)
    checkpoint = parse_checkpoint(note.text)
    _require_same(checkpoint.origin, origin)
    log_keys = tuple(key for key in verified if key.algorithm == ED25519 and key.name == origin)
    if not log_keys:
        raise NoKnownKey(f"No known key of {origin} signed this checkpoint.")
    return SignedCheckpoint(
        checkpoint, note, log_keys, tuple(key for key in verified if key.algorithm != ED25519)
    )


def split_notes(data: bytes) -> tuple[list[bytes], bytes]:
    """The whole notes of a file that holds checkpoints one after another, and what there is of an unfinished one.

    `data` is the notes, joined by one newline each, and then the rest: empty, or the newline that joins it
    and the beginning of a note. Raises MalformedCheckpoint where any line that has ended is out of place.

    The notes are only told apart, neither parsed nor verified; a text with a blank line is refused. A note
    cut off right behind one of its signatures cannot be told from a whole one: let the log's come first.
    """
    notes: list[bytes] = []
    end = 0
    while note := _NOTE.match(data, end + bool(notes)):
        notes.append(note[0])
        end = note.end()
    # The pattern of a note looks ahead, so that a newline follows here if anything does.
    if not _BEGINNING.fullmatch(data, end + bool(notes)):
        raise MalformedCheckpoint(f"After {len(notes)} notes something follows that does not begin a note.")
    return notes, data[end:]


def _require_same(found: str, origin: str) -> None:
    if found != origin:
        raise AnotherOrigin(f"This is of {found}, not of {origin}.")
