"""The manifest of a log: which files there are, under the log's own signature (spec 8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sekisho.archive.hashing import EMPTY_ROOT, HASH_BYTES
from sekisho.archive.notes import Signer, VerifierKey, format_note, parse_note, sign_note, verify_note
from sekisho.archive.text_encodings import LARGEST, NotCanonical, from_base64, to_base64

FIRST_LINE = "sekisho.archive/manifest/v1"
HEAD_LINES = 6
MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"
FILE_LINE = re.compile(r"file (0|[1-9][0-9]*) ([0-9a-f]{64}) ([a-z0-9_./-]+)")
NUMBER = re.compile(r"0|[1-9][0-9]*")


class MalformedManifest(ValueError):
    """This is no manifest; the text says why."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the manifest names it. `digest` is its SHA-256."""

    size: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of a log whose tree has `size` leaves and the root `root`.

    Records below `first` were disposed of. `files` go by their path below the log's directory; of a file of
    checkpoints, which grows, the beginning of that size.
    """

    origin: str
    size: int
    root: bytes
    sealed_at: datetime
    first: int
    files: Mapping[str, Listed]


def empty_manifest(origin: str, sealed_at: datetime) -> Manifest:
    """That of a log without records."""
    return Manifest(origin, 0, EMPTY_ROOT, sealed_at, 0, {})


def listed(data: bytes) -> Listed:
    """A file of this content."""
    return Listed(len(data), sha256(data).digest())


def format_manifest(manifest: Manifest) -> str:
    """The text that is signed."""
    lines = [
        FIRST_LINE,
        manifest.origin,
        str(manifest.size),
        to_base64(manifest.root),
        manifest.sealed_at.astimezone(UTC).strftime(MOMENT),
        f"first {manifest.first}",
    ]
    lines += [f"file {f.size} {f.digest.hex()} {path}" for path, f in sorted(manifest.files.items())]
    return "\n".join(lines) + "\n"


def parse_manifest(text: str) -> Manifest:
    """The manifest whose text this is, to the byte. Raises MalformedManifest."""
    lines = text.split("\n")
    if lines[:1] != [FIRST_LINE] or len(lines) <= HEAD_LINES or lines.pop():
        raise MalformedManifest("it does not begin or end as a manifest")
    _first_line, origin, size, root, sealed_at, first, *rest = lines
    try:
        manifest = Manifest(
            origin=origin,
            size=_number(size),
            root=_root(root),
            sealed_at=datetime.strptime(sealed_at, MOMENT).replace(tzinfo=UTC),
            first=_number(first.removeprefix("first ")),
            files=dict(_file(line) for line in rest),
        )
    except (ValueError, NotCanonical) as error:
        raise MalformedManifest(str(error)) from error
    if format_manifest(manifest) != text:
        raise MalformedManifest("it says the same in another form, or a file twice")
    return manifest


def sign_manifest(manifest: Manifest, signers: Sequence[Signer]) -> bytes:
    """The manifest as it stands in its file."""
    return format_note(sign_note(format_manifest(manifest), signers))


def open_manifest(
    data: bytes, keys: Iterable[VerifierKey], origin: str
) -> tuple[Manifest, tuple[VerifierKey, ...]]:
    """The manifest of the log `origin` and the keys that signed it.

    Raises MalformedManifest, or a NoteRefused where the signature is not that of one of `keys`.
    """
    note = parse_note(data)
    signed_by = verify_note(note, keys)
    manifest = parse_manifest(note.text)
    if manifest.origin != origin:
        raise MalformedManifest(f"it is that of {manifest.origin}, not of {origin}")
    return manifest, signed_by


def _number(text: str) -> int:
    if not NUMBER.fullmatch(text) or len(text) > len(str(LARGEST)):
        raise MalformedManifest(f"{text!r} is no number")
    return int(text)


def _root(text: str) -> bytes:
    root = from_base64(text)
    if len(root) != HASH_BYTES:
        raise MalformedManifest("the root has another length")
    return root


def _file(line: str) -> tuple[str, Listed]:
    found = FILE_LINE.fullmatch(line)
    if found is None or any(part in ("", ".", "..") for part in found[3].split("/")):
        raise MalformedManifest(f"{line!r} names no file")
    return found[3], Listed(int(found[1]), bytes.fromhex(found[2]))
