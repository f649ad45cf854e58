"""The right edge of a log's tree: all that is needed to go on appending, and the tiles that appends complete."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from sekisho.archive.bulk import DIGEST_BYTES, Bytes, nodes, roots_of_256
from sekisho.archive.hashing import EMPTY_ROOT, node_hash
from sekisho.archive.tiles import Tile

WIDTH = 256
BLOCK_BYTES = WIDTH * DIGEST_BYTES


@dataclass(slots=True)
class Edge:
    """The hashes of the incomplete tile of every level; level 0 holds leaves and is stored nowhere.

    Grows by `extend`. `rows[L]` is an array of shape (n, 32) with n < 256; the size of the tree
    is the sum of n · 256^L.
    """

    size: int = 0
    rows: list[Bytes] = field(default_factory=lambda: [_none()])

    def copy(self) -> Edge:
        """One that can be extended while this one stays."""
        return Edge(self.size, [row.copy() for row in self.rows])

    def extend(self, leaves: Bytes) -> dict[Tile, bytes]:
        """Append leaves, shape (n, 32). Returns the full tiles of level 1 and up that this completes."""
        completed: dict[Tile, bytes] = {}
        index = self.size // WIDTH
        self.size += len(leaves)
        level, fresh = 0, leaves
        while len(fresh):
            if level == len(self.rows):
                self.rows.append(_none())
            row = np.concatenate([self.rows[level], fresh])
            full = len(row) // WIDTH
            if level:
                for place in range(full):
                    tile = row[place * WIDTH : (place + 1) * WIDTH].tobytes()
                    completed[Tile(level, index + place, WIDTH)] = tile
            fresh = roots_of_256(row[: full * WIDTH])
            self.rows[level] = row[full * WIDTH :]
            level, index = level + 1, index // WIDTH
        return completed

    def partial_tiles(self) -> Iterator[tuple[Tile, bytes]]:
        """The incomplete tiles of level 1 and up that are not empty."""
        for level, row in enumerate(self.rows):
            if level and len(row):
                yield Tile(level, self.size >> 8 * (level + 1), len(row)), row.tobytes()

    def root(self) -> bytes:
        """The root hash (RFC 6962 section 2.1)."""
        found: bytes | None = None
        for row in self.rows:
            for subtree in reversed(perfect_subtrees(row)):
                found = subtree if found is None else node_hash(subtree, found)
        return EMPTY_ROOT if found is None else found


def perfect_subtrees(row: Bytes) -> list[bytes]:
    """The roots of the largest perfect subtrees that tile a row of n < 256 hashes, left to right."""
    found, begin = [], 0
    for bit in reversed(range(8)):
        if len(row) & (1 << bit):
            part = row[begin : begin + (1 << bit)]
            begin += 1 << bit
            while len(part) > 1:
                part = nodes(part)
            found.append(part[0].tobytes())
    return found


def _none() -> Bytes:
    return np.zeros((0, DIGEST_BYTES), np.uint8)
