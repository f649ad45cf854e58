"""The tree over recomputed records: blocks of 256, tiles, and the root at any size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sekisho.archive.bulk import DIGEST_BYTES, Bytes, nodes, roots_of_256
from sekisho.archive.edge import perfect_subtrees
from sekisho.archive.hashing import EMPTY_ROOT
from sekisho.archive.merkle import fold_right
from sekisho.archive.tiles import Tile, tiles_for_size, width_at
from sekisho.archive.verify_units import BLOCK, Looked


class Tree:
    """The blocks of a tree of `size` leaves, as far as they were recomputed or read from tiles.

    `known[i]` says whether block i is there, `recomputed[i]` whether from the records themselves.
    """

    def __init__(self, size: int) -> None:
        count = size // BLOCK
        self.size = size
        self.blocks: Bytes = np.zeros((count, DIGEST_BYTES), np.uint8)
        self.known: npt.NDArray[np.bool_] = np.zeros(count, bool)
        self.recomputed: npt.NDArray[np.bool_] = np.zeros(count, bool)
        self._pieces: dict[int, dict[int, Bytes]] = {}
        self._ragged: dict[int, list[bytes]] = {}

    def add(self, looked: Looked) -> None:
        """Take over what a unit gave."""
        begin, end = looked.first_block, looked.first_block + len(looked.blocks)
        self._set(begin, looked.blocks)
        for position, leaves in (
            (looked.unit.first, looked.head),
            (end * BLOCK, looked.tail),
        ):
            if len(leaves):
                pieces = self._pieces.setdefault(position // BLOCK, {})
                pieces[position % BLOCK] = leaves
        self._ragged |= looked.ragged

    def finish(self) -> None:
        """Put the blocks together that lie in two units or more."""
        for block, pieces in self._pieces.items():
            leaves = _joined(pieces)
            if len(leaves) == BLOCK and block < len(self.blocks):
                self._set(block, roots_of_256(leaves))

    def fill(self, first: int, blocks: Bytes) -> None:
        """Blocks from tiles where no record was recomputed."""
        end = min(first + len(blocks), len(self.blocks))
        missing = ~self.known[first:end]
        self.blocks[first:end][missing] = blocks[: end - first][missing]
        self.known[first:end] = True

    def root_at(self, size: int) -> bytes | None:
        """The root of the first `size` leaves; None where some of them could not be read."""
        if size == 0:
            return EMPTY_ROOT
        full, rest = divmod(size, BLOCK)
        if size > self.size or not self.known[:full].all():
            return None
        found: list[bytes] = []
        begin = 0
        for level in reversed(range(full.bit_length())):
            if full >> level & 1:
                found.append(self._levels()[level][begin >> level].tobytes())
                begin += 1 << level
        if rest:
            ragged = self._ragged.get(size) or self._ragged_from_pieces(full, rest)
            if ragged is None:
                return None
            found += ragged
        return fold_right(found)

    def tiles(self) -> Iterator[tuple[Tile, bytes | None]]:
        """Every tile of level 1 and up with its content; None where some of its records could not be read."""
        row, known, level = self.blocks, self.known, 1
        while len(row):
            for tile in tiles_for_size(self.size, level):
                begin = tile.index * BLOCK
                whole = known[begin : begin + tile.width].all()
                yield tile, row[begin : begin + tile.width].tobytes() if whole else None
            full = len(row) // BLOCK
            row = roots_of_256(row[: full * BLOCK])
            known = np.asarray(known[: full * BLOCK].reshape(-1, BLOCK).all(axis=1))
            level += 1

    def _set(self, first: int, blocks: Bytes) -> None:
        end = min(first + len(blocks), len(self.blocks))
        self.blocks[first:end] = blocks[: end - first]
        self.known[first:end] = self.recomputed[first:end] = True

    def _ragged_from_pieces(self, block: int, rest: int) -> list[bytes] | None:
        leaves = _joined(self._pieces.get(block, {}))
        return perfect_subtrees(leaves[:rest]) if len(leaves) >= rest else None

    def _levels(self) -> list[Bytes]:
        """The perfect subtrees over the blocks, level by level; made once."""
        if not hasattr(self, "_made"):
            self._made = [self.blocks]
            while len(self._made[-1]) > 1:
                row = self._made[-1]
                self._made.append(nodes(row[: len(row) // 2 * 2]))
        return self._made


def blocks_in_tiles(log: Path, size: int, begin: int, end: int) -> Bytes:
    """The blocks [begin, end) as the tiles of level 1 have them; zeros where a tile cannot be read."""
    found = np.zeros((max(0, end - begin), DIGEST_BYTES), np.uint8)
    for index in range(begin // BLOCK, -(-end // BLOCK)):
        tile = Tile(1, index, width_at(size, 1, index))
        try:
            data = np.frombuffer((log / tile.path).read_bytes(), np.uint8)
        except OSError:
            continue
        if len(data) == tile.width * DIGEST_BYTES:
            first, last = max(begin, index * BLOCK), min(end, index * BLOCK + tile.width)
            row = data.reshape(-1, DIGEST_BYTES)
            found[first - begin : last - begin] = row[first - index * BLOCK : last - index * BLOCK]
    return found


def _joined(pieces: Mapping[int, Bytes]) -> Bytes:
    """The leaves from the beginning of a block on, as far as they are without a gap."""
    found: list[Bytes] = []
    end = 0
    while end in pieces:
        found.append(pieces[end])
        end += len(pieces[end])
    return np.concatenate(found) if found else np.zeros((0, DIGEST_BYTES), np.uint8)
