"""The files of a log as a verifier sees them: manifest, lengths and digests, checkpoints, secrets."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from sekisho.archive import checkpoint_files
from sekisho.archive.checkpoints import Checkpoint, open_checkpoint, parse_checkpoint, split_notes
from sekisho.archive.findings import Finding, finding
from sekisho.archive.handovers import Spans
from sekisho.archive.manifest import Listed, MalformedManifest, Manifest, open_manifest, parse_manifest
from sekisho.archive.month_keys import BadSecrets, parse_month_keys
from sekisho.archive.notes import (
    MAX_NOTE_BYTES,
    AmbiguousKeys,
    MalformedNote,
    NoKnownKey,
    NoteRefused,
    VerifierKey,
    parse_note,
)
from sekisho.archive.recovery import ASIDE
from sekisho.archive.store import parts_in
from sekisho.archive.text_encodings import LARGEST
from sekisho.archive.tiles import parse_tile_path, width_at
from sekisho.archive.vault import SECRETS
from sekisho.archive.verify_folder import Inventory

PIECE = 2**18  # what is read is still in the processor's cache when it is hashed
THREADS = 2 * min(4, os.cpu_count() or 1)
"""Twice the processors: with seven years of a length, of two threads one has nothing left while the other hashes."""
BLOCK = 256
MANIFEST = "manifest"
UNSIGNED = (MANIFEST, "lock", "tail/", f"{ASIDE}/", "tile/")
COSIGNATURES = "cosignatures"
CHECKPOINT_FILE_BYTES_MAX = 2**28
SECRET_BYTES_MAX = 2**16
MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
TAIL_FILE = re.compile(r"tail/[0-9]{20}")
SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Keys:
    """Who may sign for one log: the keys of its archive, where each is good, and the witnesses that are trusted."""

    log: str
    origin: str
    own: tuple[VerifierKey, ...]
    spans: Spans
    witnesses: tuple[VerifierKey, ...] = ()

    def are_good(self, signed_by: Sequence[VerifierKey], size: int) -> bool:
        """Whether one of these keys of the log was good at that size."""
        return any(self.spans.is_good(key, self.log, size) for key in signed_by)


@dataclass(frozen=True, slots=True)
class Claim:
    """A size and the root at it, 32 bytes or the first of them, and the file in which it stands.

    Where `signed` is False, nobody is known to have signed it, and it proves nothing.
    """

    size: int
    root: bytes
    file: str
    signed: bool = True

    def fits(self, root: bytes | None) -> bool:
        """Whether that is the root."""
        return root is not None and root[: len(self.root)] == self.root


def keys_of(log: str, spans: Spans, witnesses: Sequence[VerifierKey] = ()) -> Keys:
    """The keys of the log with that short name."""
    return Keys(log, f"{spans.base}/{log}", spans.keys(log), spans, tuple(witnesses))


def read_manifest(there: Inventory, keys: Keys) -> tuple[Manifest | None, list[Finding]]:
    """The manifest, also where its signature does not hold: then what it says helps to find the place."""
    log, found = keys.log, list[Finding]()
    try:
        data = there.read(MANIFEST, at_most=MAX_NOTE_BYTES)
    except FileNotFoundError:
        return None, [finding("no_manifest", log, MANIFEST)]
    except OSError as error:
        return None, [finding("manifest", log, MANIFEST, detail=error)]
    try:
        manifest, signed_by = open_manifest(data, keys.own, keys.origin)
        if not keys.are_good(signed_by, manifest.size):
            found.append(finding("key_outside_span", log, MANIFEST, size=manifest.size))
        return _within_bounds(manifest), found
    except NoKnownKey as error:
        found.append(finding("unknown_key", log, MANIFEST, detail=error))
    except (MalformedNote, MalformedManifest) as error:
        found.append(finding("manifest", log, MANIFEST, detail=error))
    except NoteRefused as error:
        found.append(finding("wrong_signature", log, MANIFEST, detail=error))
    with suppress(NoteRefused, MalformedManifest):
        return _within_bounds(parse_manifest(parse_note(data).text)), found
    return None, found


def check_files(there: Inventory, log: str, manifest: Manifest) -> tuple[set[str], list[Finding]]:
    """Every file named and there, with its length and digest; nothing else there. Gives the files that are so."""
    with ThreadPoolExecutor(THREADS) as pool:  # hashing and reading let each other go on
        faults = list(pool.map(lambda item: _fault(there, log, *item), manifest.files.items()))
    sound = {name for name, fault in zip(manifest.files, faults, strict=True) if fault is None}
    found = [fault for fault in faults if fault is not None]
    marks = {part.marks_path for part in parts_in(manifest)}
    extra = [name for name in sorted(there.files) if not _is_known(name, manifest)]
    extra += [name for name in manifest.files if name.startswith("marks/") and name not in marks]
    found += [finding("extra_file", log, name) for name in extra]
    if "lock" in there.files and there.files["lock"].size:
        found.append(finding("file_differs", log, "lock"))
    return sound, found


def _fault(there: Inventory, log: str, name: str, listed: Listed) -> Finding | None:
    """What is wrong with a file that the manifest names; None: nothing."""
    if name not in there.files:
        return finding("missing_file", log, name)
    try:
        return None if _is_as_listed(there, name, listed) else finding("file_differs", log, name)
    except OSError as error:
        return finding("unreadable", log, name, detail=error)


def check_checkpoints(there: Inventory, keys: Keys, manifest: Manifest) -> tuple[list[Claim], list[Finding]]:
    """The checkpoints, in order, and what is wrong with them."""
    claims: list[Claim] = []
    found: list[Finding] = []
    log, before = keys.log, 0
    for file in there.below(checkpoint_files.FOLDER):
        if not MONTH.fullmatch(file.removeprefix(f"{checkpoint_files.FOLDER}/")):
            continue
        try:
            notes, rest = split_notes(there.read(file, at_most=CHECKPOINT_FILE_BYTES_MAX))
        except (NoteRefused, OSError) as error:
            found.append(finding("checkpoint", log, file, detail=error))
            continue
        if rest:
            found.append(finding("checkpoint", log, file, detail=f"{len(rest)} bytes of an unfinished note"))
        for note in notes:
            checkpoint, faults = _checkpoint(note, keys, file)
            found += faults
            if checkpoint is None:
                continue
            if checkpoint.size <= before:
                found.append(finding("checkpoint_order", log, file, before=before, size=checkpoint.size))
            before = checkpoint.size
            claims.append(Claim(checkpoint.size, checkpoint.root, file, signed=not faults))
    last = claims[-1] if claims else Claim(0, manifest.root, "")
    if (last.size, last.root) != (manifest.size, manifest.root):
        found.append(finding("checkpoints_end", log, last.file, size=last.size, manifest=manifest.size))
    return claims, found


def check_cosignatures(there: Inventory, keys: Keys) -> tuple[list[Claim], list[Finding]]:
    """The checkpoints that witnesses cosigned. Their signatures are verified as far as their keys are given."""
    claims: list[Claim] = []
    found: list[Finding] = []
    for file in there.below(COSIGNATURES):
        name = file.removeprefix(f"{COSIGNATURES}/")
        try:
            data = there.read(file, at_most=MAX_NOTE_BYTES)
            checkpoint = open_checkpoint(data, (*keys.own, *keys.witnesses), keys.origin).checkpoint
        except (NoteRefused, AmbiguousKeys, OSError) as error:
            found.append(finding("cosignature", keys.log, file, detail=error))
            continue
        if not SIZE.fullmatch(name) or int(name) != checkpoint.size:
            found.append(finding("cosignature", keys.log, file, detail=f"it is of size {checkpoint.size}"))
        claims.append(Claim(checkpoint.size, checkpoint.root, file))
    return claims, found


def read_salt_keys(there: Inventory, keys: Keys) -> tuple[Mapping[str, bytes], list[Finding]]:
    """The salt keys by local month, 32 bytes each."""
    salt_keys: dict[str, bytes] = {}
    found: list[Finding] = []
    for file in there.below(SECRETS):
        name = file.removeprefix(f"{SECRETS}/")
        if not MONTH.fullmatch(name):
            continue
        try:
            month = parse_month_keys(there.read(file, at_most=SECRET_BYTES_MAX))
        except (BadSecrets, OSError) as error:
            found.append(finding("salt_key", keys.log, file, detail=error))
            continue
        if (month.month, month.origin) != (name, keys.origin):
            detail = f"it is that of {month.origin} {month.month}"
            found.append(finding("salt_key", keys.log, file, detail=detail))
        salt_keys[name] = month.salt_key
    return salt_keys, found


def _within_bounds(manifest: Manifest) -> Manifest:
    """Raises MalformedManifest."""
    if not manifest.first <= manifest.size <= LARGEST or manifest.first % BLOCK:
        raise MalformedManifest(f"no log has records from {manifest.first} to {manifest.size}")
    if outside := next((name for name in manifest.files if name.startswith(UNSIGNED)), None):
        raise MalformedManifest(f"it names {outside}, which no manifest does")
    return manifest


def _checkpoint(note: bytes, keys: Keys, file: str) -> tuple[Checkpoint | None, list[Finding]]:
    try:
        signed = open_checkpoint(note, keys.own, keys.origin)
    except NoKnownKey as error:
        found = [finding("unknown_key", keys.log, file, detail=error)]
    except NoteRefused as error:
        found = [finding("wrong_signature", keys.log, file, detail=error)]
    else:
        size = signed.checkpoint.size
        if keys.are_good(signed.log_keys, size):
            return signed.checkpoint, []
        return signed.checkpoint, [finding("key_outside_span", keys.log, file, size=size)]
    with suppress(NoteRefused):
        return parse_checkpoint(parse_note(note).text), found
    return None, found


def _is_as_listed(there: Inventory, name: str, listed: Listed) -> bool:
    """Whether a file has its length and digest; of a file of checkpoints, which grows, the beginning."""
    length = there.files[name].size
    grows = name.startswith(f"{checkpoint_files.FOLDER}/")
    if length < listed.size or (length > listed.size and not grows):
        return False
    digest, left = sha256(), listed.size
    # One piece for all reads: new ones cost a tenth of the time.
    piece = memoryview(bytearray(min(PIECE, max(left, 1))))
    with there.open(name) as file:
        while left and (count := file.readinto(piece[:left])):
            digest.update(piece[:count])
            left -= count
        return not left and digest.digest() == listed.digest and (grows or not file.read(1))


def _is_known(name: str, manifest: Manifest) -> bool:
    """What is set aside is judged with the statements that name it."""
    if name in manifest.files or name in (MANIFEST, "lock") or name.startswith(f"{ASIDE}/"):
        return True
    if TAIL_FILE.fullmatch(name):
        return True
    try:
        tile = parse_tile_path(name)
    except ValueError:
        return False
    return tile.level > 0 and width_at(manifest.size, tile.level, tile.index) == tile.width
