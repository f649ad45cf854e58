"""A log as a complete tlog-tiles directory, for verifiers that know nothing of Sekisho (c2sp.org/tlog-tiles)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from sekisho.archive import files, parts
from sekisho.archive.bulk import Bytes, preimages, sha256_each
from sekisho.archive.edge import Edge
from sekisho.archive.manifest import FIRST_LINE
from sekisho.archive.reading import LogReader
from sekisho.archive.store import EvidenceBroken, moments_in
from sekisho.archive.tiles import WIDTH, Tile, entries_path

ENTRY_LENGTH_BYTES = 2
CHECKPOINT, TILES = "checkpoint", "tile"
UNFINISHED = "unfinished"  # names the log, from before the first tile to behind the checkpoint


class Pruned(Exception):
    """Records were disposed of: a complete directory can no longer be made."""


class TargetRefused(Exception):
    """The base of every reason not to write a directory where it was asked for."""


class InsideArchive(TargetRefused):
    """The directory would stand inside an archive, whose verifier would find it as a fault."""


class NotEmpty(TargetRefused):
    """Something else is there, and a verifier would take it for a part of the log."""


def export_tiles(log: LogReader, folder: Path) -> int:
    """Write the checkpoint, all tiles from level 0 up and the entries of the log. Returns the size.

    `folder` is new, empty, or an earlier export of this log, finished or not, which is brought up to date. The
    checkpoint is written last: a directory without one was not finished. Raises Pruned, NoSuchRecord, a TargetRefused, and
    EvidenceBroken where the records do not give the signed root.
    """
    if log.manifest.first:
        raise Pruned(f"records before {log.manifest.first} of {log.name} were disposed of")
    _require_target(log, folder)
    note = log.checkpoint_note()
    _put(folder, UNFINISHED, f"{log.manifest.origin}\n".encode())
    edge = Edge()
    for index, bundle in enumerate(_bundles(log)):
        hashes = sha256_each_of(bundle)
        _put(folder, entries_path(index, len(bundle)), b"".join(_with_length(each) for each in bundle))
        _put(folder, Tile(0, index, len(bundle)).path, hashes.tobytes())
        for tile, data in edge.extend(hashes).items():
            _put(folder, tile.path, data)
    for tile, data in edge.partial_tiles():
        _put(folder, tile.path, data)
    if edge.root() != log.manifest.root:
        raise EvidenceBroken(f"the records of {log.name} do not give the signed root")
    _put(folder, CHECKPOINT, note)
    files.remove(folder / UNFINISHED)
    return edge.size


def sha256_each_of(bundle: list[bytes]) -> Bytes:
    """The leaf hashes of entries."""
    return sha256_each(pa.array([b"\0" + each for each in bundle], pa.binary()))


def _require_target(log: LogReader, folder: Path) -> None:
    """Raises a TargetRefused. Links are followed: what counts is where the files would come to stand."""
    there, own = folder.resolve(), log.folder.resolve().parent
    for place in (there, *there.parents):
        if place == own or _is_log(place) or any(map(_is_log, _inside(place))):
            raise InsideArchive(f"{folder} is inside the archive {place}.")
    if there.exists() and not (there.is_dir() and _is_free(there, log.manifest.origin)):
        raise NotEmpty(f"{folder} holds something else.")


def _inside(place: Path) -> list[Path]:
    """What is in a directory; nothing where that cannot be told."""
    try:
        return list(place.iterdir())
    except OSError:
        return []


def _is_log(place: Path) -> bool:
    """Whether this is the folder of a log, of this archive or another."""
    try:
        with (place / "manifest").open("rb") as file:
            return file.read(len(FIRST_LINE)) == FIRST_LINE.encode()
    except OSError:
        return False


def _is_free(there: Path, origin: str) -> bool:
    """Whether nothing is in a directory but an earlier export of the log."""
    # What a crash leaves of a file that was being written is written over.
    names = {each.name for each in there.iterdir()} - {sign + files.NEW for sign in (CHECKPOINT, UNFINISHED)}
    if not names:
        return True
    signs = names & {CHECKPOINT, UNFINISHED}
    if not signs or not names <= {CHECKPOINT, UNFINISHED, TILES}:
        return False
    return all((there / sign).read_bytes().startswith(f"{origin}\n".encode()) for sign in signs)


def _bundles(log: LogReader) -> Iterator[list[bytes]]:
    """The entries in bundles of 256, the last one shorter."""
    waiting: list[bytes] = []
    for part in log.parts:
        schema = log.schema_of(part)
        with parts.reading(log.folder / part.path) as opened:
            position = part.first
            for batch in opened.read():
                for begin in range(0, batch.num_rows, WIDTH):
                    piece = batch.slice(begin, WIDTH)
                    salts = log.vault.salts(schema, position, moments_in(piece))
                    waiting += [entry[1:] for entry in preimages(piece, schema, salts).to_pylist()]
                    position += piece.num_rows
                    while len(waiting) >= WIDTH:
                        yield waiting[:WIDTH]
                        waiting = waiting[WIDTH:]
    if waiting:
        yield waiting


def _with_length(entry: bytes) -> bytes:
    return len(entry).to_bytes(ENTRY_LENGTH_BYTES, "big") + entry


def _put(folder: Path, name: str, data: bytes) -> None:
    files.make_directory((folder / name).parent)
    files.put(folder / name, data)
