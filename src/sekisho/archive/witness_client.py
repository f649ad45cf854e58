"""Asking witnesses to cosign the newest checkpoint of a log (c2sp.org/tlog-witness)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Final

from sekisho.archive.checkpoints import SignedCheckpoint
from sekisho.archive.cosignature_files import (
    add_cosignatures,
    cosigned_path,
    cosigned_sizes,
    line_of,
    read_cosigned,
)
from sekisho.archive.cosignatures import verify_cosignature
from sekisho.archive.log_hashes import HashesMissing, RecordsGone, hashes_of_log
from sekisho.archive.merkle import NotConsistent, consistency_proof, root_of, verify_consistency
from sekisho.archive.newest import newest_checkpoint
from sekisho.archive.notes import (
    COSIGNATURE,
    AnotherUse,
    NoteRefused,
    Signature,
    VerifierKey,
    format_note,
    parse_signature,
)
from sekisho.archive.outbound import Answered, NoAnswer, Post, post, require_address
from sekisho.archive.reading import LogReader, read
from sekisho.archive.store import EvidenceBroken
from sekisho.archive.text_encodings import NotCanonical, from_decimal
from sekisho.archive.witness import ADD_CHECKPOINT, SIZE, AddCheckpoint

TRIES: Final = 3  # the first learns which size the witness knows; another program of ours may come between
_SHOWN: Final = 200  # characters of an answer that a refusal repeats


class CosignRefused(Exception):
    """The base of every reason why there is no new cosignature. The log is as it was."""


class WitnessAway(CosignRefused):
    """The witness does not answer, or cannot at the moment: ask again later."""


class NotWitnessed(CosignRefused):
    """The witness does not cosign for this log: it does not know the log or its key."""


class OtherHistory(CosignRefused):
    """The witness has cosigned another history of this log. One of the two is false: stop, and find out which."""


class WitnessSawMore(CosignRefused):
    """The witness has cosigned a larger tree: the end of this log is lost, or this is an older copy of it."""


class CannotProve(CosignRefused):
    """What the witness saw last lies within records that were disposed of, and not on a border of 256."""


class BadCosignature(CosignRefused):
    """What the witness answered is no cosignature of its key for this checkpoint."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Where a witness is asked, and the key by which it is known.

    `url` is the submission prefix, as the witness says it when it begins; whoever writes `/add-checkpoint` behind it
    means the same. Raises NotAnAddress, AnotherUse.
    """

    url: str
    key: VerifierKey

    def __post_init__(self) -> None:
        require_address(self.url)
        if self.key.algorithm != COSIGNATURE:
            raise AnotherUse(f"The key of {self.key.name} signs notes; a witness cosigns.")

    @property
    def prefix(self) -> str:
        """The address before `/add-checkpoint`."""
        return self.url.removesuffix("/").removesuffix(ADD_CHECKPOINT).removesuffix("/")


@dataclass(frozen=True, slots=True)
class Witnessed:
    """The checkpoint of `size` stands in `path` with the witness's cosignature of that POSIX time.

    `asked` is False where it had cosigned this checkpoint before.
    """

    witness: Witness
    size: int
    timestamp: int
    path: Path
    asked: bool


def cosign_with_all(
    log: Path,
    witnesses: Iterable[Witness],
    *,
    keys: Sequence[VerifierKey],
    then: Callable[[], object],
    ask: Post = post,
) -> list[Witnessed | CosignRefused]:
    """Ask every witness, whatever another one answers; what came of it, in their order.

    Else as `cosign_with`, without raising CosignRefused.
    """
    found: list[Witnessed | CosignRefused] = []
    for witness in witnesses:
        try:
            found.append(cosign_with(log, witness, keys=keys, then=then, ask=ask))
        except CosignRefused as refusal:
            found.append(refusal)
    return found


def cosign_with(
    log: Path,
    witness: Witness,
    *,
    keys: Sequence[VerifierKey],
    then: Callable[[], object],
    ask: Post = post,
) -> Witnessed:
    """Let a witness cosign the newest checkpoint of the log in the folder `log`, and keep what it says.

    `keys` are the log's. `then` is called when the file has changed and lets the manifest name it
    (`Writer.name_files_beside`): if we crash before, the next seal names it. One caller a log at a time.
    Raises a CosignRefused; NothingSigned, EvidenceBroken, a NoteRefused, OSError for the log's own state.
    """
    signed = read(log, lambda reader: newest_checkpoint(reader, keys))
    if done := _had_cosigned(log, witness, signed):
        return done
    old = _guess(log, witness.key, signed.checkpoint.size)
    for _try in range(TRIES):
        signed, request = read(log, partial(_request, keys=keys, old=old))
        answered = _asked(witness, request, ask)
        if answered.status == HTTPStatus.OK:
            line, timestamp = _cosignature(answered, signed, witness)
            path = add_cosignatures(log, signed.checkpoint.size, signed.note, [line])
            then()
            return Witnessed(witness, signed.checkpoint.size, timestamp, path, asked=True)
        last = _conflict(answered, witness, request)
        if last == old:
            raise OtherHistory(f"{witness.key.name} cosigned another root of size {last}.")
        old = last
    raise WitnessAway(f"{witness.key.name} names another size each time.")


def _request(
    log: LogReader, *, keys: Sequence[VerifierKey], old: int
) -> tuple[SignedCheckpoint, AddCheckpoint]:
    """The newest checkpoint, and the request that it continues the tree of `old` leaves."""
    signed = newest_checkpoint(log, keys)
    size, root = signed.checkpoint.size, signed.checkpoint.root
    if old > size:
        raise WitnessSawMore(f"The witness has seen the size {old}; this log has {size}.")
    proof: list[bytes] = []
    if old:
        hashes = hashes_of_log(log)
        try:
            proof = consistency_proof(old, size, hashes)
            verify_consistency(old, size, proof, root_of(old, hashes), root)
        except RecordsGone as reason:
            raise CannotProve(str(reason)) from reason
        except (NotConsistent, HashesMissing) as reason:
            raise EvidenceBroken(
                f"the records of {log.name} do not give the signed root: {reason}"
            ) from reason
    return signed, AddCheckpoint(old, tuple(proof), format_note(signed.note))


def _asked(witness: Witness, request: AddCheckpoint, ask: Post) -> Answered:
    try:
        answered = ask(witness.prefix + ADD_CHECKPOINT, bytes(request), "text/plain")
    except NoAnswer as reason:
        raise WitnessAway(str(reason)) from reason
    if answered.status >= HTTPStatus.INTERNAL_SERVER_ERROR or answered.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise WitnessAway(f"{witness.key.name} cannot answer: {_said(answered)}")
    return answered


def _conflict(answered: Answered, witness: Witness, request: AddCheckpoint) -> int:
    """The size that the witness knows, where it names one; raises what every other refusal means."""
    if answered.status == HTTPStatus.UNPROCESSABLE_ENTITY:
        # Our proof holds from our root of that size, so theirs is another.
        raise OtherHistory(f"{witness.key.name} cosigned another root of size {request.old}.")
    if answered.status != HTTPStatus.CONFLICT or answered.content_type != SIZE:
        raise NotWitnessed(f"{witness.key.name} does not cosign: {_said(answered)}")
    try:
        return from_decimal(answered.body.decode("ascii").removesuffix("\n"))
    except (NotCanonical, UnicodeDecodeError) as reason:
        raise NotWitnessed(f"{witness.key.name} names no size: {_said(answered)}") from reason


def _cosignature(answered: Answered, signed: SignedCheckpoint, witness: Witness) -> tuple[Signature, int]:
    """The witness's line, and its time. Lines of other keys are passed over."""
    key = witness.key
    try:
        lines = [parse_signature(line) for line in answered.body.decode().removesuffix("\n").split("\n")]
        own = [line for line in lines if (line.name, line.key_id) == (key.name, key.key_id)]
        if not own:
            raise BadCosignature(f"{key.name} answers without a signature of the key {key.key_id.hex()}.")
        return own[0], verify_cosignature(signed.note.text, own[0], key)
    except (NoteRefused, UnicodeDecodeError) as reason:
        raise BadCosignature(f"What {key.name} answers is no cosignature: {reason}") from reason


def _had_cosigned(log: Path, witness: Witness, signed: SignedCheckpoint) -> Witnessed | None:
    size = signed.checkpoint.size
    cosigned = read_cosigned(log, size)
    line = line_of(cosigned, witness.key)
    if cosigned is None or line is None or cosigned.text != signed.note.text:
        return None
    timestamp = verify_cosignature(cosigned.text, line, witness.key)
    return Witnessed(witness, size, timestamp, cosigned_path(log, size), asked=False)


def _guess(log: Path, key: VerifierKey, size: int) -> int:
    """Up to which size the witness has probably seen the log."""
    for known in reversed(cosigned_sizes(log)):
        if known <= size and line_of(read_cosigned(log, known), key) is not None:
            return known
    return 0


def _said(answered: Answered) -> str:
    """Status and beginning of an answer on one line."""
    text = " ".join(answered.body.decode("utf-8", "replace").split())
    return f"{answered.status} {''.join(filter(str.isprintable, text))[:_SHOWN]}"
