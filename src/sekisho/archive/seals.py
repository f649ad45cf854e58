"""Sealing: from the tail to a part, a larger tree and a signed checkpoint.

The order of writes, and what holds if we crash after each:

1. parts and marks: the tail still holds every record; the next start removes what no manifest names.
2. tiles: as before; full tiles are those of any larger tree too.
3. the checkpoint, synced: from here on the records are sealed. The next start finds that the checkpoint is
   ahead of the manifest, computes the root anew from the parts and goes on with 4. It never signs again.
4. the manifest: sealed and named. The tail holds the records once more; the next start removes it.
5. tail files and outdated partial tiles removed: as if nothing had happened.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import file_digest
from itertools import groupby
from pathlib import Path

import numpy as np
import pyarrow as pa

from sekisho.archive import checkpoint_files, files, parts
from sekisho.archive.ahead import ahead
from sekisho.archive.bulk import DIGEST_BYTES, Bytes
from sekisho.archive.checkpoints import Checkpoint, sign_checkpoint
from sekisho.archive.columns import arrow_schema
from sekisho.archive.edge import Edge
from sekisho.archive.manifest import Listed, Manifest, listed, sign_manifest
from sekisho.archive.marks import marks_of
from sekisho.archive.notes import Signer, format_note
from sekisho.archive.parts import Part
from sekisho.archive.rollup_views import FOLDER
from sekisho.archive.rollups import columns_of, grains_of, rollup_path, rollups
from sekisho.archive.schema import LogSchema, at
from sekisho.archive.store import EvidenceBroken, leaves_of
from sekisho.archive.tail import Frame, batch_in, frames_of
from sekisho.archive.tiles import Tile, outdated_tiles
from sekisho.archive.vault import DICTIONARIES, SECRETS, Vault

BESIDE = (SECRETS, DICTIONARIES, "cosignatures", "timestamps")
AS_NAMED = (f"{SECRETS}/", f"{DICTIONARIES}/")


@dataclass(frozen=True, slots=True)
class Home:
    """Where a log lives and who signs for it."""

    folder: Path
    origin: str
    signers: tuple[Signer, ...]
    vault: Vault


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is under the newest checkpoint."""

    manifest: Manifest
    edge: Edge


@dataclass(frozen=True, slots=True)
class NewPart:
    """A part that no manifest names yet, with the leaves of its records as read back from the disk."""

    part: Part
    leaves: Bytes
    listed: Mapping[str, Listed]


def seal(
    home: Home, sealed: Sealed, tails: Sequence[Path], schemas: Mapping[int, LogSchema], now: int
) -> Sealed:
    """Seal every record of these tail files, to which nothing is written any more. `now` in microseconds.

    Raises OSError where the disk refuses, and then what is on it is what a crash there would leave;
    EvidenceBroken where the disk gives back something else than was written.
    """
    new = write_parts(home, tails, schemas, sealed.manifest.size)
    if not new:
        return sealed
    edge, tiles = grown(sealed.edge, new)
    put_tiles(home, edge, tiles)
    checkpoint = Checkpoint(home.origin, edge.size, edge.root())
    note = format_note(sign_checkpoint(checkpoint, home.signers))
    # A clock that was set back over the end of a month must not file a larger size before a smaller one.
    month = max([schemas[max(schemas)].month(now), *checkpoint_files.months_in(home.folder)])
    data = checkpoint_files.append(home.folder, month, note)
    further = {f"{checkpoint_files.FOLDER}/{month}": listed(data)}
    return publish(home, sealed, edge, new=new, further=further, now=now, tails=tails)


def write_parts(
    home: Home, tails: Sequence[Path], schemas: Mapping[int, LogSchema], size: int
) -> list[NewPart]:
    """The records of the tail files from position `size` on as parts, one a declaration, read back and hashed."""
    files.make_directory(home.folder / "parts", inside=home.folder)
    files.make_directory(home.folder / "marks", inside=home.folder)
    frames = (frame for frame in _frames(tails) if frame.first >= size)
    found = []
    for number, run in groupby(frames, key=lambda frame: frame.schema):
        of_one = list(run)
        part = Part(of_one[0].first, of_one[-1].end)
        found.append(_write_part(home, part, of_one, schemas[number]))
    return found


def grown(edge: Edge, new: Iterable[NewPart]) -> tuple[Edge, dict[Tile, bytes]]:
    """The edge with the leaves of the parts, and the full tiles that they complete."""
    larger = edge.copy()
    tiles: dict[Tile, bytes] = {}
    for part in new:
        if part.part.first != larger.size:
            raise EvidenceBroken(f"record {larger.size} is missing before {part.part.path}")
        tiles |= larger.extend(part.leaves)
    return larger, tiles


def put_tiles(home: Home, edge: Edge, tiles: Mapping[Tile, bytes]) -> None:
    """Write full tiles and the partial ones of the edge."""
    for tile, data in (*tiles.items(), *edge.partial_tiles()):
        path = home.folder / tile.path
        files.make_directory(path.parent, inside=home.folder)
        files.put(path, data)


def publish(
    home: Home,
    sealed: Sealed,
    edge: Edge,
    *,
    new: Sequence[NewPart],
    further: Mapping[str, Listed],
    now: int,
    tails: Sequence[Path],
) -> Sealed:
    """Name the new parts in the manifest, then remove what they replace."""
    named = {**with_files_beside(home, sealed.manifest), **further}
    for part in new:
        named |= part.listed
    manifest = replace(
        sealed.manifest,
        size=edge.size,
        root=edge.root(),
        sealed_at=at(now),
        files=dict(sorted(named.items())),
    )
    put_manifest(home, manifest)
    for tile in outdated_tiles(sealed.manifest.size, edge.size, lowest_level=1):
        files.remove(home.folder / tile.path)
    for path in tails:
        files.remove(path)
    return Sealed(manifest, edge)


def put_manifest(home: Home, manifest: Manifest) -> None:
    """Sign and write the manifest. After a crash the old or the new one stands."""
    files.put(home.folder / "manifest", sign_manifest(manifest, home.signers))


def replaced(home: Home, sealed: Sealed, path: str, data: bytes) -> Sealed:
    """Let a file that the manifest names have another content.

    If we crash before the manifest, the old content stands and the next start removes the new; after it, the
    next start puts the new in place, for the manifest names it.
    """
    files.put_beside(home.folder / path, data)
    named = {**sealed.manifest.files, path: listed(data)}
    manifest = replace(sealed.manifest, files=dict(sorted(named.items())))
    put_manifest(home, manifest)
    files.take_place(home.folder / path)
    return Sealed(manifest, sealed.edge)


def with_files_beside(home: Home, manifest: Manifest) -> dict[str, Listed]:
    """What the manifest names, and the files beside the records as they are.

    Secrets and dictionaries that are named stay as they are named: what changed them was not this archive, and no
    later signature may cover that up.
    """
    found = {
        path: each
        for path, each in files_beside(home).items()
        if path not in manifest.files or not path.startswith(AS_NAMED)
    }
    return {**manifest.files, **found}


def files_beside(home: Home) -> dict[str, Listed]:
    """The files beside the records as they are: secrets, dictionaries, cosignatures, time stamps."""
    found = {}
    for name in BESIDE:
        folder = home.folder / name
        if folder.is_dir():
            for path in sorted(folder.iterdir()):
                if not path.name.endswith(files.NEW):
                    found[f"{name}/{path.name}"] = listed(path.read_bytes())
    return found


def read_back(
    home: Home, part: Part, schema: LogSchema, received: Iterable[pa.RecordBatch] | None = None
) -> NewPart:
    """A part as it stands on the disk, read once: its leaves, its marks and its roll-ups, written anew.

    Raises EvidenceBroken where it does not hold its positions, or not what was `received`, which may come in
    other batches.
    """
    path = home.folder / part.path
    found: list[Bytes] = []
    with parts.reading(path) as opened, closing(ahead(opened.read())) as read:
        batches = _in_order(read, part)
        if received is not None:
            batches = _as_received(batches, part, received, schema)
        counted = _counted(_hashed(batches, schema, home.vault, found), part, schema)
    leaves = np.concatenate(found) if found else np.zeros((0, DIGEST_BYTES), np.uint8)
    marks = marks_of(part.first, leaves)
    files.put(home.folder / part.marks_path, marks)
    named = {part.path: listed_file(path), part.marks_path: listed(marks)}
    return NewPart(part, leaves, named | _put_rollups(home, part, counted))


def put_rollups(home: Home, part: Part, schema: LogSchema) -> dict[str, Listed]:
    """Count the part's records from what stands on the disk, where its declaration says by what."""
    if not grains_of(part, schema):
        return {}
    with parts.reading(home.folder / part.path) as opened:
        counted = _counted(opened.read(columns=columns_of(schema)), part, schema)
    return _put_rollups(home, part, counted)


def _put_rollups(home: Home, part: Part, counted: Mapping[str, bytes]) -> dict[str, Listed]:
    if counted:
        files.make_directory(home.folder / FOLDER, inside=home.folder)
    for grain, data in counted.items():
        files.put(home.folder / rollup_path(part, grain), data)
    return {rollup_path(part, grain): listed(data) for grain, data in counted.items()}


def _counted(batches: Iterator[pa.RecordBatch], part: Part, schema: LogSchema) -> dict[str, bytes]:
    """The roll-ups of a part by their grain; every batch is taken, also where nothing is counted."""
    grains = grains_of(part, schema)
    counted = rollups(batches, schema, grains) if grains else {}
    deque(batches, maxlen=0)
    return counted


def listed_file(path: Path) -> Listed:
    """A file as it stands on the disk, read piece by piece."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").digest()
        return Listed(file.tell(), digest)


def _write_part(home: Home, part: Part, frames: Sequence[Frame], schema: LogSchema) -> NewPart:
    with parts.writing(home.folder / part.path, schema, batches=_batches(frames)) as writer:
        for frame in frames:
            writer.add(batch_in(frame, schema))
    return read_back(home, part, schema, (batch_in(frame, schema) for frame in frames))


def _in_order(batches: Iterable[pa.RecordBatch], part: Part) -> Iterator[pa.RecordBatch]:
    """The batches, if they hold the part's positions from its first to its end."""
    position = part.first
    for batch in batches:
        if batch.column(0)[0].as_py() != position:
            raise EvidenceBroken(f"record {position} is not where it was written: {part.path}")
        position += batch.num_rows
        yield batch
    if position != part.end:
        raise EvidenceBroken(f"{part.path} ends at record {position}")


def _as_received(
    batches: Iterable[pa.RecordBatch], part: Part, received: Iterable[pa.RecordBatch], schema: LogSchema
) -> Iterator[pa.RecordBatch]:
    """The batches, if the disk gives back what came in."""
    coming = iter(received)
    waiting = arrow_schema(schema).empty_table()
    for batch in batches:
        while waiting.num_rows < batch.num_rows:
            waiting = pa.concat_tables([waiting, pa.Table.from_batches([next(coming)])])
        if not pa.Table.from_batches([batch]).equals(waiting.slice(0, batch.num_rows)):
            raise EvidenceBroken(f"{part.path} does not give back what was received")
        waiting = waiting.slice(batch.num_rows)
        yield batch


def _hashed(
    batches: Iterable[pa.RecordBatch], schema: LogSchema, vault: Vault, found: list[Bytes]
) -> Iterator[pa.RecordBatch]:
    """The batches, their leaves added to `found`."""
    for batch in batches:
        found.append(leaves_of(batch, schema, vault))
        yield batch


def _frames(tails: Sequence[Path]) -> Iterator[Frame]:
    for path in tails:
        frames, end, length = frames_of(path)
        if end != length:
            raise EvidenceBroken(f"{path.name}: {length - end} bytes of the tail are no frame")
        yield from frames


def _batches(frames: Iterable[Frame]) -> dict[str, list[list[int]]]:
    found: dict[str, list[list[int]]] = {}
    for frame in frames:
        if any(frame.batch):
            found.setdefault(frame.batch.hex(), []).append([frame.first, frame.count])
    return found
