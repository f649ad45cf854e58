"""Signed notes: a text, and below it the signatures of those who vouch for it (c2sp.org/signed-note).

Every value here is well formed: a key, a signature or a note that is not cannot be made. What comes from
outside is refused, never repaired.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Final, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.archive import ed25519
from sekisho.archive.text_encodings import NotCanonical, from_base64, to_base64

ED25519: Final = 0x01
"""Algorithm of a key that signs the text of a note as it is."""
COSIGNATURE: Final = 0x04
"""Algorithm of a key that signs the text of a checkpoint with a time (c2sp.org/tlog-cosignature)."""

KEY_ID_BYTES: Final = 4
TIMESTAMP_BYTES: Final = 8
MAX_SIGNATURES: Final = 64
MAX_NOTE_BYTES: Final = 1 << 24

_DASH = "— "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")  # those below U+0020, as the specification counts, but newline
_VERIFIER_KEY = re.compile(r"([^+]*)\+([0-9a-f]{8})\+(.*)", re.DOTALL)


class KeyRefused(ValueError):
    """The base of every reason not to use a key."""


class MalformedKey(KeyRefused):
    """This is no verifier key."""


class UnsupportedAlgorithm(KeyRefused):
    """The key is for signatures that cannot be verified here."""

    def __init__(self, algorithm: int) -> None:
        super().__init__(f"Signatures of algorithm 0x{algorithm:02x} cannot be verified here.")


class UnsoundKey(KeyRefused):
    """Whatever the key verifies proves nothing."""


class AmbiguousKeys(KeyRefused):
    """Of the given keys two cannot be told apart, or one counts as two cosigners."""


class AnotherUse(KeyRefused):
    """The key is for another kind of signature than the one asked for."""


class NoteRefused(ValueError):
    """The base of every reason not to believe a note."""


class MalformedNote(NoteRefused):
    """This is no signed note."""


class NoKnownKey(NoteRefused):
    """None of the given keys signed the note. It may be genuine; nothing here can tell."""


class WrongSignature(NoteRefused):
    """A given key is said to have signed the note, and did not sign this text."""


class RepeatedSignature(NoteRefused):
    """A given key stands under the note twice."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name. Raises a KeyRefused unless it can verify and is sound.

    `key_id` has 4 bytes, `public_key` the 32 of RFC 8032; `algorithm` is ED25519 or COSIGNATURE.
    """

    name: str
    key_id: bytes
    algorithm: int
    public_key: bytes

    def __post_init__(self) -> None:
        if not is_name(self.name):
            raise MalformedKey(f"{self.name!r} cannot be the name of a key.")
        if self.algorithm not in {ED25519, COSIGNATURE}:
            raise UnsupportedAlgorithm(self.algorithm)
        if reason := ed25519.why_unsound(self.public_key):
            raise UnsoundKey(f"The public key of {self.name} is not to be used: {reason}.")
        if self.key_id != key_id_of(self.name, self.algorithm, self.public_key):
            raise MalformedKey(f"{self.key_id.hex()} is not the id of this key of {self.name}.")

    def __str__(self) -> str:
        """The text by which the key is handed out: name, id in hexadecimal, algorithm and key in base64."""
        return f"{self.name}+{self.key_id.hex()}+{to_base64(bytes([self.algorithm]) + self.public_key)}"

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether the key made `signature` (without key id; 64 bytes, with a time 72) over a note's text."""
        time, raw = signature[: -ed25519.SIGNATURE_BYTES], signature[-ed25519.SIGNATURE_BYTES :]
        if len(time) != (TIMESTAMP_BYTES if self.algorithm == COSIGNATURE else 0):
            return False
        message = cosigned_message(text, int.from_bytes(time, "big")) if time else text.encode()
        return ed25519.verifies(self.public_key, raw, message)


def key_id_of(name: str, algorithm: int, public_key: bytes) -> bytes:
    """The first 4 bytes of SHA-256(name ‖ 0x0A ‖ algorithm ‖ public key)."""
    return sha256(name.encode() + b"\n" + bytes([algorithm]) + public_key).digest()[:KEY_ID_BYTES]


def verifier_key(name: str, algorithm: int, public_key: bytes) -> VerifierKey:
    """The key with the id that follows from the rest. Raises a KeyRefused."""
    if not is_name(name):
        raise MalformedKey(f"{name!r} cannot be the name of a key.")
    return VerifierKey(name, key_id_of(name, algorithm, public_key), algorithm, public_key)


def parse_verifier_key(text: str) -> VerifierKey:
    """The key from the text by which it was handed out, without a newline. Raises a KeyRefused.

    RFC 6962 tree heads (0x05), ML-DSA-44 (0x06), other algorithms (0xff) and unknown ones raise
    UnsupportedAlgorithm: their notes are verified by other keys beside them or not at all.
    """
    parts = _VERIFIER_KEY.fullmatch(text)
    if parts is None:
        raise MalformedKey("A verifier key is name+id+base64, its id 8 lower-case hexadecimal digits.")
    try:
        data = from_base64(parts[3])
    except NotCanonical as reason:
        raise MalformedKey(f"The verifier key of {parts[1]!r} ends in no base64: {reason}") from reason
    if not data:
        raise MalformedKey(f"The verifier key of {parts[1]!r} holds no key.")
    return VerifierKey(parts[1], bytes.fromhex(parts[2]), data[0], data[1:])


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note, not verified. Raises MalformedNote; `signature` has at least one byte."""

    name: str
    key_id: bytes
    signature: bytes

    def __post_init__(self) -> None:
        if not is_name(self.name):
            raise MalformedNote(f"{self.name!r} cannot be the name of a key.")
        if len(self.key_id) != KEY_ID_BYTES or not self.signature:
            raise MalformedNote(f"A signature of {self.name} is too short.")


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and 1 to MAX_SIGNATURES signatures, not verified. Raises MalformedNote."""

    text: str
    signatures: tuple[Signature, ...]

    def __post_init__(self) -> None:
        _require_text(self.text)
        if not 1 <= len(self.signatures) <= MAX_SIGNATURES:
            raise MalformedNote(
                f"A note has 1 to {MAX_SIGNATURES} signatures; this one has {len(self.signatures)}."
            )


def parse_note(data: bytes) -> Note:
    """The note of at most MAX_NOTE_BYTES that `data` holds and nothing else. Raises MalformedNote.

    The text ends at the last blank line, so it may hold blank lines and lines that look like signatures.
    """
    if len(data) > MAX_NOTE_BYTES:
        raise MalformedNote(f"A note has at most {MAX_NOTE_BYTES} bytes; this one has {len(data)}.")
    try:
        decoded = data.decode()
    except UnicodeDecodeError:
        raise MalformedNote("The note is not UTF-8.") from None
    text, blank, lines = decoded.rpartition("\n\n")
    if not blank:
        raise MalformedNote("No blank line stands between text and signatures.")
    if not lines.endswith("\n"):
        raise MalformedNote("The last line does not end.")
    if lines.count("\n") > MAX_SIGNATURES:
        raise MalformedNote(f"There are more than {MAX_SIGNATURES} signatures.")
    return Note(text + "\n", tuple(map(parse_signature, lines[:-1].split("\n"))))


def parse_signature(line: str) -> Signature:
    """The signature of one line, without its newline. Raises MalformedNote."""
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not encoded:
        raise MalformedNote("A signature is an em dash, a space, a name, a space and base64.")
    try:
        data = from_base64(encoded)
    except NotCanonical as reason:
        raise MalformedNote(f"A signature of {name!r} ends in no base64: {reason}") from reason
    return Signature(name, data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])


def format_note(note: Note) -> bytes:
    """The bytes of which `parse_note` makes this note. Raises MalformedNote where they are too many."""
    data = f"{note.text}\n{''.join(map(format_signature, note.signatures))}".encode()
    if len(data) > MAX_NOTE_BYTES:
        raise MalformedNote(f"A note has at most {MAX_NOTE_BYTES} bytes; this one would have {len(data)}.")
    return data


def format_signature(signature: Signature) -> str:
    """The line of a signature, with its newline."""
    return f"{_DASH}{signature.name} {to_base64(signature.key_id + signature.signature)}\n"


def verify_note(note: Note | bytes, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
    """Those of `keys` that signed the note, at least one, in the order of their signatures.

    A signature counts for a key where name and id agree; others are ignored, repeated or not. Raises
    MalformedNote, NoKnownKey, WrongSignature, RepeatedSignature; AmbiguousKeys for a fault of `keys`.
    """
    known = _by_name_and_id(keys)
    if isinstance(note, bytes):
        note = parse_note(note)
    verified: list[VerifierKey] = []
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if key in verified:
            raise RepeatedSignature(f"{key.name} signed twice with the key {key.key_id.hex()}.")
        if not key.verifies(note.text, signature.signature):
            raise WrongSignature(f"{key.name} did not sign this text with the key {key.key_id.hex()}.")
        verified.append(key)
    if not verified:
        names = ", ".join(signature.name for signature in note.signatures)
        raise NoKnownKey(f"None of the known keys signed this note. It names: {names}.")
    return tuple(verified)


class Signer(Protocol):
    """Whoever holds a private key: a file, a token. `sign` gives the 64 bytes of Ed25519 over `message`."""

    @property
    def verifier_key(self) -> VerifierKey:
        """The public key, by which everybody else knows the signer."""

    def sign(self, message: bytes) -> bytes:
        """The signature, without time and key id."""


@dataclass(frozen=True, slots=True)
class Ed25519Signer:
    """A private key in this process, under the name it signs with. Raises a KeyRefused."""

    name: str
    private_key: Ed25519PrivateKey = field(repr=False)
    algorithm: int = ED25519
    verifier_key: VerifierKey = field(init=False)

    def __post_init__(self) -> None:
        public_key = self.private_key.public_key().public_bytes_raw()
        object.__setattr__(self, "verifier_key", verifier_key(self.name, self.algorithm, public_key))

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""
        return self.private_key.sign(message)


def sign_note(text: str, signers: Sequence[Signer]) -> Note:
    """The text with a signature of each signer, all verified once more before anybody sees them.

    Raises MalformedNote for a text that cannot be signed, AnotherUse for a cosigner, AmbiguousKeys where
    one key signs twice, WrongSignature where a signer gave another signature than its key's.
    """
    _require_text(text)
    keys = [signer.verifier_key for signer in signers]
    if cosigner := next((key for key in keys if key.algorithm != ED25519), None):
        raise AnotherUse(f"The key of {cosigner.name} signs checkpoints with a time, not notes.")
    message = text.encode()
    note = Note(
        text,
        tuple(
            Signature(key.name, key.key_id, signer.sign(message))
            for key, signer in zip(keys, signers, strict=True)
        ),
    )
    # A token that signs wrongly, or a fault while computing, would give the key away to whoever compares.
    verify_note(note, keys)
    return note


def cosigned_message(text: str, timestamp: int) -> bytes:
    """What a COSIGNATURE key signs: the text of a checkpoint, and the time in POSIX seconds."""
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


@lru_cache(16)  # an archive has few names, and asks for them at each note
def is_name(text: str) -> bool:
    """Whether a key can have this name, or a checkpoint this origin: something, no space, no `+`, no control."""
    return (
        bool(text)
        and "+" not in text
        and not any(character.isspace() for character in text)
        and _is_writable(text)
    )


def _require_text(text: str) -> None:
    if not text.endswith("\n"):
        raise MalformedNote("The text of a note ends in a newline.")
    if not _is_writable(text):
        raise MalformedNote("The text of a note holds no control characters but newline, and is UTF-8.")


def _is_writable(text: str) -> bool:
    """No control character but newline, and no half of a surrogate pair, which UTF-8 cannot write."""
    return not _CONTROL.search(text) and text == text.encode(errors="replace").decode()


def _by_name_and_id(keys: Iterable[VerifierKey]) -> dict[tuple[str, bytes], VerifierKey]:
    """The keys as signatures name them. Raises AmbiguousKeys.

    A cosignature does not cover its cosigner's name: one key under two names would pass for two cosigners.
    """
    known: dict[tuple[str, bytes], VerifierKey] = {}
    cosigners: dict[bytes, str] = {}
    for key in keys:
        if (key.name, key.key_id) in known:
            raise AmbiguousKeys(f"Two keys are called {key.name} with the id {key.key_id.hex()}.")
        known[key.name, key.key_id] = key
        if key.algorithm == COSIGNATURE and cosigners.setdefault(key.public_key, key.name) != key.name:
            raise AmbiguousKeys(f"{cosigners[key.public_key]} and {key.name} are one and the same cosigner.")
    return known
