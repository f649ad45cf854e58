"""The rules of a witness: what it cosigns, and how it refuses everything else (c2sp.org/tlog-witness); pure.

A witness cosigns only checkpoints that continue the one it cosigned last. Whoever has its cosignature knows
that nobody was shown another history of the log by this witness, up to that size.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from sekisho.archive.checkpoints import Checkpoint, open_checkpoint, parse_checkpoint
from sekisho.archive.cosignatures import cosign, cosignatures_of
from sekisho.archive.hashing import HASH_BYTES
from sekisho.archive.merkle import NotConsistent, verify_consistency
from sekisho.archive.notes import (
    COSIGNATURE,
    ED25519,
    AmbiguousKeys,
    AnotherUse,
    Note,
    NoteRefused,
    Signer,
    VerifierKey,
    format_note,
    format_signature,
    parse_note,
)
from sekisho.archive.text_encodings import NotCanonical, from_base64, from_decimal, to_base64

MAX_PROOF: Final = 63
"""Hashes in a consistency proof to the largest tree that a checkpoint can state."""
MAX_REQUEST_BYTES: Final = 1 << 16
ADD_CHECKPOINT: Final = "/add-checkpoint"
TEXT: Final = "text/plain; charset=utf-8"
SIZE: Final = "text/x.tlog.size"

_OLD: Final = "old "


class MalformedRequest(ValueError):
    """This is no request to add a checkpoint."""


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A request, nothing of it verified: a signed note with a checkpoint, and why it continues the size `old`.

    `proof` is the consistency proof, 32 bytes each. Raises MalformedRequest.
    """

    old: int
    proof: tuple[bytes, ...]
    note: bytes
    checkpoint: Checkpoint = field(init=False)

    def __post_init__(self) -> None:
        if len(self.proof) > MAX_PROOF:
            raise MalformedRequest(f"A proof has at most {MAX_PROOF} hashes, not {len(self.proof)}.")
        if any(len(one) != HASH_BYTES for one in self.proof):
            raise MalformedRequest(f"A hash has {HASH_BYTES} bytes; one of these has another length.")
        if self.proof and self.old == 0:
            raise MalformedRequest("From size 0 nothing is proved.")
        try:
            object.__setattr__(self, "checkpoint", parse_checkpoint(parse_note(self.note).text))
        except NoteRefused as reason:
            raise MalformedRequest(f"Below the proof stands no checkpoint: {reason}") from reason

    def __bytes__(self) -> bytes:
        """The body of which `parse_request` makes this request."""
        lines = [f"{_OLD}{self.old}", *map(to_base64, self.proof)]
        return "\n".join(lines).encode("ascii") + b"\n\n" + self.note


def parse_request(body: bytes) -> AddCheckpoint:
    """The request that `body` holds and nothing else, at most MAX_REQUEST_BYTES. Raises MalformedRequest."""
    if len(body) > MAX_REQUEST_BYTES:
        raise MalformedRequest(f"A request has at most {MAX_REQUEST_BYTES} bytes; this one has {len(body)}.")
    head, blank, note = body.partition(b"\n\n")
    if not blank:
        raise MalformedRequest("No blank line stands between proof and checkpoint.")
    try:
        first, *hashes = head.decode("ascii").split("\n")
        if not first.startswith(_OLD):
            raise MalformedRequest("The first line says no old size.")
        return AddCheckpoint(from_decimal(first.removeprefix(_OLD)), tuple(map(from_base64, hashes)), note)
    except UnicodeDecodeError:
        raise MalformedRequest("A character above the checkpoint is not ASCII.") from None
    except NotCanonical as reason:
        raise MalformedRequest(f"A line above the checkpoint is malformed: {reason}") from reason


@dataclass(frozen=True, slots=True)
class WitnessPolicy:
    """For which logs a witness cosigns: origin to the keys it trusts for it, and who signs for the witness.

    Raises AnotherUse where a key is for another kind of signature, AmbiguousKeys for a log without a key or
    with one twice. Make it with `policy_for`.
    """

    logs: Mapping[str, tuple[VerifierKey, ...]]
    signer: Signer

    def __post_init__(self) -> None:
        if self.signer.verifier_key.algorithm != COSIGNATURE:
            raise AnotherUse(f"The key of {self.signer.verifier_key.name} signs notes; a witness cosigns.")
        for origin, keys in self.logs.items():
            if not keys or len(set(keys)) != len(keys):
                raise AmbiguousKeys(f"{origin} has no key, or one twice.")
            if any(key.algorithm != ED25519 or key.name != origin for key in keys):
                raise AnotherUse(f"A key given for {origin} is none that signs its checkpoints.")


def policy_for(keys: Iterable[VerifierKey], signer: Signer) -> WitnessPolicy:
    """The policy for the logs whose keys these are; several keys of one log go by its name.

    Raises AnotherUse, AmbiguousKeys.
    """
    logs: dict[str, tuple[VerifierKey, ...]] = {}
    for key in keys:
        logs[key.name] = (*logs.get(key.name, ()), key)
    return WitnessPolicy(logs, signer)


@dataclass(frozen=True, slots=True)
class LastCosigned:
    """The largest checkpoint of a log that the witness cosigned, and the time it stated, in POSIX seconds."""

    checkpoint: Checkpoint
    timestamp: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered over HTTP. `to_store`, if any, has to be durable before anybody sees the answer."""

    status: HTTPStatus
    body: bytes
    content_type: str = TEXT
    to_store: bytes | None = None


def answer(request: AddCheckpoint, *, policy: WitnessPolicy, last: LastCosigned | None, now: int) -> Answer:
    """Cosign the checkpoint, or say why not. `last` is of the request's origin, `now` in POSIX seconds.

    Whoever calls this lets nobody else change `last` meanwhile. Raises WrongSignature where the witness's own
    key signs wrongly.
    """
    origin, size = request.checkpoint.origin, request.checkpoint.size
    if origin not in policy.logs:
        return _refused(HTTPStatus.NOT_FOUND, "This witness does not know the log.")
    try:
        signed = open_checkpoint(request.note, policy.logs[origin], origin)
    except NoteRefused:
        return _refused(HTTPStatus.FORBIDDEN, "No trusted key of the log signed this checkpoint.")
    if request.old > size:
        return _refused(HTTPStatus.BAD_REQUEST, "The old size is larger than the checkpoint.")
    before = last.checkpoint.size if last else 0
    another_root = last is not None and before == size and last.checkpoint.root != signed.checkpoint.root
    if request.old != before or another_root:
        return Answer(HTTPStatus.CONFLICT, f"{before}\n".encode(), SIZE)
    if last is not None and before:
        try:
            verify_consistency(before, size, request.proof, last.checkpoint.root, signed.checkpoint.root)
        except NotConsistent:
            return _refused(
                HTTPStatus.UNPROCESSABLE_ENTITY, "The proof does not show that the log only grew."
            )
    # A clock that was set back must not let an earlier time vouch for a larger tree.
    timestamp = max(now, last.timestamp) if last else now
    signature = cosign(signed.note.text, timestamp=timestamp, signer=policy.signer)
    # What others wrote below the note is not kept: it is not verified, and it would add up.
    own = {(key.name, key.key_id) for key in signed.log_keys}
    lines = [line for line in signed.note.signatures if (line.name, line.key_id) in own]
    to_store = format_note(Note(signed.note.text, (*lines, signature)))
    return Answer(HTTPStatus.OK, format_signature(signature).encode(), to_store=to_store)


def open_stored(data: bytes, policy: WitnessPolicy, origin: str) -> LastCosigned:
    """What the witness cosigned last, from what it stored. Raises a NoteRefused.

    A log's key or the witness's own must have signed, so that either may change from one start to the next.
    """
    own = policy.signer.verifier_key
    note = parse_note(data)
    cosigned = cosignatures_of(note, [*policy.logs[origin], own])
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin != origin:
        raise NoteRefused(f"This is of {checkpoint.origin}, not of {origin}.")
    return LastCosigned(checkpoint, max((each.timestamp for each in cosigned), default=0))


def _refused(status: HTTPStatus, sentence: str) -> Answer:
    return Answer(status, f"{sentence}\n".encode())
