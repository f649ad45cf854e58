"""The files of a log as a verifier sees them: manifest, lengths and digests, checkpoints, tail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from sekisho.archive import checkpoint_files
from sekisho.archive.checkpoints import Checkpoint, open_checkpoint, parse_checkpoint
from sekisho.archive.findings import Finding, finding
from sekisho.archive.handovers import Spans
from sekisho.archive.manifest import Listed, MalformedManifest, Manifest, open_manifest, parse_manifest
from sekisho.archive.notes import NoKnownKey, NoteRefused, parse_note
from sekisho.archive.recovery import ASIDE
from sekisho.archive.tail import frames_of, tail_files
from sekisho.archive.tiles import NotATile, parse_tile_path, width_at

PIECE = 2**20
OUTSIDE = ("tail/", f"{ASIDE}/")


class Counts(Protocol):
    """Where the number of unsealed records goes."""

    unsealed: int


def read_manifest(folder: Path, log: str, spans: Spans) -> tuple[Manifest | None, list[Finding]]:
    """The manifest, also where its signature does not hold: then what it says helps to find the place."""
    try:
        data = (folder / "manifest").read_bytes()
    except OSError:
        return None, [finding("no_manifest", log, "manifest")]
    found: list[Finding] = []
    try:
        manifest, signed_by = open_manifest(data, spans.keys(log), f"{spans.base}/{log}")
        if not any(spans.is_good(key, log, manifest.size) for key in signed_by):
            found.append(finding("key_outside_span", log, "manifest", size=manifest.size))
        return manifest, found
    except NoKnownKey as error:
        found.append(finding("unknown_key", log, "manifest", detail=error))
    except NoteRefused as error:
        found.append(finding("wrong_signature", log, "manifest", detail=error))
    except MalformedManifest as error:
        found.append(finding("manifest", log, "manifest", detail=error))
    with suppress(NoteRefused, MalformedManifest):
        return parse_manifest(parse_note(data).text), found
    return None, found


def check_files(folder: Path, log: str, manifest: Manifest) -> Iterator[Finding]:
    """Every file named and there, with its length and digest; nothing else there."""
    for path, listed in manifest.files.items():
        try:
            if _listed(folder / path, listed.size) != listed:
                yield finding("file_differs", log, path)
        except OSError:
            yield finding("missing_file", log, path)
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if (file.is_file() or file.is_symlink()) and not _is_known(name, manifest):
            yield finding("extra_file", log, name)
    lock = folder / "lock"
    if lock.exists() and lock.stat().st_size:
        yield finding("file_differs", log, "lock")


def check_checkpoints(
    folder: Path, log: str, spans: Spans, manifest: Manifest
) -> tuple[list[Checkpoint], list[Finding]]:
    """The checkpoints, in order, and what is wrong with them."""
    checkpoints: list[Checkpoint] = []
    found: list[Finding] = []
    for month in checkpoint_files.months_in(folder):
        file = f"{checkpoint_files.FOLDER}/{month}"
        try:
            notes, rest = checkpoint_files.notes_of(folder, month)
        except (NoteRefused, OSError) as error:
            found.append(finding("checkpoint", log, file, detail=error))
            continue
        if rest:
            found.append(finding("checkpoint", log, file, detail=f"{len(rest)} bytes of an unfinished note"))
        for filed in notes:
            checkpoint, faults = _checkpoint(filed.note, log, file, spans)
            found += faults
            if checkpoint is None:
                continue
            if checkpoints and checkpoint.size <= checkpoints[-1].size:
                found.append(
                    finding("checkpoint_order", log, file, before=checkpoints[-1].size, size=checkpoint.size)
                )
            checkpoints.append(checkpoint)
    last = checkpoints[-1] if checkpoints else None
    if (last.size if last else 0, last.root if last else manifest.root) != (manifest.size, manifest.root):
        found.append(finding("checkpoints_end", log, size=last.size if last else 0, manifest=manifest.size))
    return checkpoints, found


def check_tail(folder: Path, log: str, manifest: Manifest, counts: Counts) -> Iterator[Finding]:
    """Frames that follow from the last sealed record on; and what was set aside."""
    expected = manifest.size
    for path in tail_files(folder):
        name = f"tail/{path.name}"
        frames, end, length = frames_of(path)
        if end != length:
            yield finding("tail", log, name, count=length - end)
        fresh = [frame for frame in frames if frame.first >= manifest.size]
        if fresh and fresh[0].first != expected:
            yield finding("tail_gap", log, name, expected=expected, found=fresh[0].first)
        if fresh:
            expected = fresh[-1].end
    counts.unsealed = expected - manifest.size
    if counts.unsealed:
        yield finding("unsealed", log, count=counts.unsealed)


def _checkpoint(note: bytes, log: str, file: str, spans: Spans) -> tuple[Checkpoint | None, list[Finding]]:
    try:
        signed = open_checkpoint(note, spans.keys(log), f"{spans.base}/{log}")
    except NoKnownKey as error:
        found = [finding("unknown_key", log, file, detail=error)]
    except NoteRefused as error:
        found = [finding("wrong_signature", log, file, detail=error)]
    else:
        size = signed.checkpoint.size
        if any(spans.is_good(key, log, size) for key in signed.log_keys):
            return signed.checkpoint, []
        return signed.checkpoint, [finding("key_outside_span", log, file, size=size)]
    with suppress(NoteRefused):
        return parse_checkpoint(parse_note(note).text), found
    return None, found


def _listed(path: Path, size: int) -> Listed:
    """A file as it is; of a file of checkpoints, which grows, the beginning."""
    digest, read = sha256(), 0
    grows = path.parent.name == checkpoint_files.FOLDER
    with path.open("rb") as file:
        while piece := file.read(min(PIECE, size - read) if grows else PIECE):
            digest.update(piece)
            read += len(piece)
            if grows and read == size:
                break
    return Listed(read, digest.digest())


def _is_known(name: str, manifest: Manifest) -> bool:
    if name in manifest.files or name in ("manifest", "lock") or name.startswith(OUTSIDE):
        return True
    try:
        tile = parse_tile_path(name)
    except NotATile:
        return False
    return tile.level > 0 and width_at(manifest.size, tile.level, tile.index) == tile.width
