"""The hashes of a log's tree as it stands on the disk: what every proof is made from.

Tiles of level 1 and up are read; those of level 0, the leaves, are stored nowhere and recomputed from the records.
Nothing here is believed: whoever makes a proof verifies it against a signed root.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from sekisho.archive.hashing import HASH_BYTES
from sekisho.archive.merkle import Hashes
from sekisho.archive.reading import LogReader
from sekisho.archive.rows import rows_between
from sekisho.archive.store import leaves_of
from sekisho.archive.tiles import WIDTH, Tile, hashes_from_tiles

TILES_KEPT: Final = 1024  # of 8 KiB each


class RecordsGone(Exception):
    """The hash of single records is needed, and they were disposed of."""

    def __init__(self, first: int, end: int) -> None:
        super().__init__(f"The records [{first}, {end}) were disposed of; their hashes cannot be made again.")


class HashesMissing(Exception):
    """A tile, or the records below it, should be there and is not. `sekisho verify` says what else is missing."""


def hashes_of_log(log: LogReader) -> Hashes:
    """The hashes of the subtrees of a log up to the size of its manifest; each tile is read once.

    Also while the log grows: what is written later changes none of them. The function returned raises NotATile
    beyond that size and for a damaged tile, RecordsGone, HashesMissing, parts.UnreadablePart, SaltKeyMissing,
    BadSecrets, OSError.
    """

    @lru_cache(TILES_KEPT)
    def read_tile(level: int, index: int, width: int) -> bytes:
        if level:
            return _stored(log.folder, Tile(level, index, width))
        return _leaves(log, index * WIDTH, index * WIDTH + width)

    return hashes_from_tiles(read_tile, log.manifest.size)


def _stored(folder: Path, tile: Tile) -> bytes:
    """A tile, or, where the log has grown since, the beginning of the wider one that took its place."""
    try:
        return (folder / tile.path).read_bytes()
    except FileNotFoundError:
        for path in _wider(folder, tile):
            data = path.read_bytes()
            if len(data) >= tile.width * HASH_BYTES:
                return data[: tile.width * HASH_BYTES]
    raise HashesMissing(f"The tile {tile.path} is missing.")


def _wider(folder: Path, tile: Tile) -> Iterator[Path]:
    full = folder / Tile(tile.level, tile.index).path
    if full.exists():
        yield full
    yield from (path for path in full.with_name(f"{full.name}.p").glob("*") if path.name.isdecimal())


def _leaves(log: LogReader, first: int, end: int) -> bytes:
    """The leaves [first, end) of one tile, from the records of the parts that hold them."""
    if first < log.manifest.first:
        raise RecordsGone(first, min(end, log.manifest.first))
    found, position = [], first
    for part in log.parts:
        if part.first <= position < min(part.end, end):
            until = min(part.end, end)
            batch = rows_between(log.folder / part.path, part, position, until)
            found.append(leaves_of(batch, log.schema_of(part), log.vault).tobytes())
            position = until
    if position != end:
        raise HashesMissing(f"The records [{position}, {end}) are in no part.")
    return b"".join(found)
