"""Cosignatures: whoever signs has seen, at a stated time, no larger tree that fits (c2sp.org/tlog-cosignature).

Ed25519 only, cosignature/v1. The signature under a note is an 8-byte time followed by 64 bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sekisho.archive.checkpoints import parse_checkpoint
from sekisho.archive.notes import (
    COSIGNATURE,
    TIMESTAMP_BYTES,
    AnotherUse,
    Note,
    Signature,
    Signer,
    VerifierKey,
    WrongSignature,
    cosigned_message,
    verify_note,
)
from sekisho.archive.text_encodings import LARGEST


class NoSuchTime(ValueError):
    """The time of a cosignature is a POSIX time from 1970 on, in whole seconds."""

    def __init__(self, timestamp: int) -> None:
        super().__init__(f"{timestamp} is no time that a cosignature can state.")


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A verified cosignature: who, and when by their clock, in POSIX seconds."""

    key: VerifierKey
    timestamp: int


def cosign(text: str, *, timestamp: int, signer: Signer) -> Signature:
    """The signature of a cosigner under the checkpoint `text`, verified once more before anybody sees it.

    Whoever calls this has verified the log's signature, and has kept durably that this is the largest tree
    it has cosigned. Raises MalformedCheckpoint, AnotherUse for a key that signs notes, NoSuchTime,
    WrongSignature where the signer gave another signature than its key's.
    """
    parse_checkpoint(text)
    key = signer.verifier_key
    if key.algorithm != COSIGNATURE:
        raise AnotherUse(f"The key of {key.name} signs notes, not checkpoints with a time.")
    if not 0 <= timestamp <= LARGEST:
        raise NoSuchTime(timestamp)
    raw = signer.sign(cosigned_message(text, timestamp))
    signature = Signature(key.name, key.key_id, timestamp.to_bytes(TIMESTAMP_BYTES, "big") + raw)
    verify_cosignature(text, signature, key)
    return signature


def verify_cosignature(text: str, signature: Signature, key: VerifierKey) -> int:
    """When `key` says it cosigned the checkpoint `text`, in POSIX seconds.

    Raises MalformedCheckpoint, AnotherUse for a key that signs notes, and WrongSignature where the line
    names another key or the key did not sign this text.
    """
    parse_checkpoint(text)
    if key.algorithm != COSIGNATURE:
        raise AnotherUse(f"The key of {key.name} signs notes, not checkpoints with a time.")
    if (signature.name, signature.key_id) != (key.name, key.key_id):
        raise WrongSignature(f"The line of {signature.name} is none of the key of {key.name}.")
    if not key.verifies(text, signature.signature):
        raise WrongSignature(f"{key.name} did not cosign this checkpoint.")
    return int.from_bytes(signature.signature[:TIMESTAMP_BYTES], "big")


def cosignatures_of(note: Note, keys: Iterable[VerifierKey]) -> tuple[Cosignature, ...]:
    """Who of `keys` cosigned the checkpoint in `note`, and when, in the order of the lines.

    Empty where only the log signed. Raises as `verify_note`, and MalformedCheckpoint.
    """
    parse_checkpoint(note.text)
    lines = {(line.name, line.key_id): line for line in note.signatures}
    return tuple(
        Cosignature(key, verify_cosignature(note.text, lines[key.name, key.key_id], key))
        for key in verify_note(note, keys)
        if key.algorithm == COSIGNATURE
    )
