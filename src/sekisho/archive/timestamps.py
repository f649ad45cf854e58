"""Time stamps of an authority over the checkpoints of a log (RFC 3161): when something was there at the latest.

What is stamped is the text of the checkpoint's note, by its SHA-256: origin, size and root, nothing of the records.
Needs the extra `timestamp` (rfc3161-client), asked for when it is used. Where the network is closed, a request goes
out as a file (`write_request`) and the answer comes back as one (`take_answer`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from cryptography import x509

from sekisho.archive import checkpoint_files, files
from sekisho.archive.checkpoints import open_checkpoint
from sekisho.archive.newest import newest_checkpoint
from sekisho.archive.notes import VerifierKey, parse_note
from sekisho.archive.outbound import NoAnswer, Post, post
from sekisho.archive.reading import LogReader, read, reader_of

FOLDER: Final = "timestamps"
SUFFIX: Final = ".tsr"
QUERY: Final = "application/timestamp-query"
REPLY: Final = "application/timestamp-reply"
GRANTED: Final = 0
CERTIFICATES: Final = 0xA0  # certificates [0] IMPLICIT, of SignedData: RFC 5652 section 5.1
SHORT_LENGTH: Final = 0x7F
Roots = Sequence[x509.Certificate]
Response = Any  # of rfc3161-client, which need not be there


class TimestampRefused(Exception):
    """The base of every reason why there is no time stamp, or none to believe."""


class ExtraMissing(TimestampRefused):
    """The package that speaks RFC 3161 is not installed."""

    def __init__(self) -> None:
        super().__init__("Time stamps need rfc3161-client: install Sekisho with its extra `timestamp`.")


class AuthorityAway(TimestampRefused):
    """The authority does not answer, or cannot at the moment: ask again later."""


class NotStamped(TimestampRefused):
    """The authority refuses to stamp this."""


class WrongTimestamp(TimestampRefused):
    """The answer is no time stamp of that authority over that checkpoint."""


class NoRoots(TimestampRefused):
    """Without the root certificate of the authority nothing can be believed of it."""


class RequestExists(TimestampRefused):
    """Where the request should go, there is a file. An answer to an earlier request may be under way."""


class NotOurRequest(TimestampRefused):
    """The request is over no checkpoint of this log."""


@dataclass(frozen=True, slots=True)
class Stamped:
    """The checkpoint of `size` was there `at` that moment at the latest; the answer stands in `path`.

    `asked` is False where it had been stamped before: the earlier stamp is kept, for it says more.
    """

    size: int
    at: datetime
    path: Path
    asked: bool


def stamp_with(
    log: Path,
    url: str,
    *,
    keys: Sequence[VerifierKey],
    roots: Roots,
    then: Callable[[], object],
    ask: Post = post,
) -> Stamped:
    """Let the authority at `url` stamp the newest checkpoint of the log in the folder `log`.

    `keys` are the log's, `roots` the authority's. `then` is called when the answer stands in its file and lets the
    manifest name it (`Writer.name_files_beside`). Raises a TimestampRefused, NotAnAddress; NothingSigned,
    EvidenceBroken, a NoteRefused, OSError for the log's own state.
    """
    size, text = _newest(log, keys)
    if done := _stored(log, size, text, roots):
        return done
    request = _request(text)
    try:
        answered = ask(url, request, QUERY)
    except NoAnswer as reason:
        raise AuthorityAway(str(reason)) from reason
    if answered.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise AuthorityAway(f"{url} answers {answered.status}.")
    if answered.status != HTTPStatus.OK or answered.content_type != REPLY:
        raise NotStamped(f"{url} answers {answered.status} with {answered.content_type or 'no type'}.")
    return _kept(log, size, text, request=request, answer=answered.body, roots=roots, then=then)


def write_request(log: Path, path: Path, *, keys: Sequence[VerifierKey]) -> int:
    """Write a request over the newest checkpoint into a new file; the size of the log that it is about.

    The file holds a hash and a random number, nothing of the records. Raises RequestExists, ExtraMissing;
    else as `stamp_with`. If we crash before the return, the file may hold a beginning.
    """
    size, text = _newest(log, keys)
    request = _request(text)
    try:
        descriptor = files.create(path)
    except FileExistsError as error:
        raise RequestExists(f"{path} is there already; an answer to it may be under way.") from error
    try:
        files.write(descriptor, request)
        files.sync(descriptor)
    finally:
        files.close(descriptor)
    return size


def take_answer(
    log: Path,
    request: bytes,
    answer: bytes,
    *,
    keys: Sequence[VerifierKey],
    roots: Roots,
    then: Callable[[], object],
) -> Stamped:
    """Keep the answer that came back for a request of `write_request`. Raises as `stamp_with`, and NotOurRequest."""
    size, text = _stamped_text(reader_of(log), _parsed_request(request).message_imprint.message, keys)
    if done := _stored(log, size, text, roots):
        return done
    return _kept(log, size, text, request=request, answer=answer, roots=roots, then=then)


def verify_answer(answer: bytes, text: str, roots: Roots, *, nonce: int | None = None) -> datetime:
    """When the authority stamped the text of a checkpoint, in UTC; needs no network.

    Certificates count as they were at that moment. Raises NotStamped, WrongTimestamp, NoRoots, ExtraMissing.
    """
    if not roots:
        raise NoRoots("No root certificate of the authority is given.")
    client = _client()
    if digest_in(answer) != sha256(text.encode()).digest():
        raise WrongTimestamp("The time stamp is over something else.")
    response = _parsed(answer)
    try:
        verifier = client.VerifierBuilder(roots=list(roots), nonce=nonce).build()
        verifier.verify_message(response, text.encode())
        at: datetime = response.tst_info.gen_time
    except (ValueError, x509.InvalidVersion, client.VerificationError) as reason:
        raise WrongTimestamp(f"The time stamp does not hold: {reason}.") from reason
    return at.astimezone(UTC)


def digest_in(answer: bytes) -> bytes:
    """What the answer says was stamped, not verified. Raises NotStamped, WrongTimestamp, ExtraMissing."""
    try:
        digest: bytes = _parsed(answer).tst_info.message_imprint.message
    except ValueError as reason:
        raise WrongTimestamp(f"This is no time stamp: {reason}.") from reason
    return digest


def stamped_sizes(log: Path) -> list[int]:
    """The sizes of which there is a stamp, in order; what is named otherwise is passed over."""
    names = (path.name for path in (log / FOLDER).glob(f"*{SUFFIX}"))
    return sorted(int(name[: -len(SUFFIX)]) for name in names if name[: -len(SUFFIX)].isdecimal())


def stamp_path(log: Path, size: int) -> Path:
    """The file of a size."""
    return log / FOLDER / f"{size}{SUFFIX}"


def read_roots(path: Path) -> tuple[x509.Certificate, ...]:
    """The certificates of a PEM file. Raises NoRoots, OSError."""
    try:
        return tuple(x509.load_pem_x509_certificates(path.read_bytes()))
    except ValueError as reason:
        raise NoRoots(f"{path} holds no certificates in PEM: {reason}.") from reason


def _newest(log: Path, keys: Sequence[VerifierKey]) -> tuple[int, str]:
    signed = read(log, lambda reader: newest_checkpoint(reader, keys))
    return signed.checkpoint.size, signed.note.text


def _stamped_text(log: LogReader, digest: bytes, keys: Sequence[VerifierKey]) -> tuple[int, str]:
    """Size and text of the checkpoint with that digest, the newest first."""
    for month in reversed(checkpoint_files.months_in(log.folder)):
        notes, _rest = checkpoint_files.notes_of(log.folder, month)
        for filed in reversed(notes):
            if sha256(parse_note(filed.note).text.encode()).digest() == digest:
                signed = open_checkpoint(filed.note, keys, log.manifest.origin)
                return signed.checkpoint.size, signed.note.text
    raise NotOurRequest(f"The request is over no checkpoint that {log.manifest.origin} has kept.")


def _stored(log: Path, size: int, text: str, roots: Roots) -> Stamped | None:
    path = stamp_path(log, size)
    if not path.exists():
        return None
    return Stamped(size, verify_answer(path.read_bytes(), text, roots), path, asked=False)


def _kept(
    log: Path,
    size: int,
    text: str,
    *,
    request: bytes,
    answer: bytes,
    roots: Roots,
    then: Callable[[], object],
) -> Stamped:
    """Verify an answer and put it into its file. If we crash before `then`, the next seal names the file."""
    at = verify_answer(answer, text, roots, nonce=_parsed_request(request).nonce)
    path = stamp_path(log, size)
    files.make_directory(path.parent)
    files.put(path, answer)
    then()
    return Stamped(size, at, path, asked=True)


def _request(text: str) -> bytes:
    """With a nonce, and asking for the certificate, without which nobody could verify later."""
    client = _client()
    builder = client.TimestampRequestBuilder(hash_algorithm=client.HashAlgorithm.SHA256)
    request: bytes = builder.data(text.encode()).build().as_bytes()
    return request


def _parsed_request(request: bytes) -> Response:
    _client()
    try:
        # There is no public name for this, and a request has to be read where its answer comes as a file.
        return import_module("rfc3161_client._rust").parse_timestamp_request(request)
    except ValueError as reason:
        raise NotOurRequest(f"This is no request for a time stamp: {reason}.") from reason


def _parsed(answer: bytes) -> Response:
    try:
        response = _client().decode_timestamp_response(_with_sorted_certificates(answer))
    except ValueError as reason:
        raise WrongTimestamp(f"This is no answer of a time-stamping authority: {reason}.") from reason
    if response.status != GRANTED:
        raise NotStamped(f"The authority refuses: {'; '.join(response.status_string) or response.status}.")
    return response


def _with_sorted_certificates(answer: bytes) -> bytes:
    """The same answer with its certificates in the order that DER demands of a SET; what is no answer as it is.

    Authorities that send their chain send it leaf first, as RFC 5652 section 5.1 lets them (BER). Nobody signs
    over the order, and it changes no length.
    """
    try:
        token = _elements(answer, *_elements(answer, 0, len(answer))[0][1:])[1]
        signed_data = _elements(answer, *_elements(answer, *token[1:])[1][1:])[0]
        begin, end = next(where for tag, *where in _elements(answer, *signed_data[1:]) if tag == CERTIFICATES)
        inner = _elements(answer, begin, end)
    except (IndexError, StopIteration):
        return answer  # the client says what is wrong with it
    starts = [begin, *(last for _tag, _first, last in inner)]
    return answer[:begin] + b"".join(sorted(answer[a:b] for a, b in pairwise(starts))) + answer[end:]


def _elements(data: bytes, place: int, end: int) -> list[tuple[int, int, int]]:
    """Tag and contents [first, last) of what stands in [place, end), by X.690 section 8.1. Raises IndexError."""
    found = []
    while place < end:
        tag, length, first = data[place], data[place + 1], place + 2
        if length > SHORT_LENGTH:
            first += length - SHORT_LENGTH - 1
            length = int.from_bytes(data[place + 2 : first], "big")
        place = first + length
        if place > end:
            raise IndexError(place)
        found.append((tag, first, place))
    return found


def _client() -> ModuleType:
    try:
        return import_module("rfc3161_client")
    except ModuleNotFoundError as error:
        raise ExtraMissing from error
