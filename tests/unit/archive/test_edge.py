"""The right edge of the tree gives the root and the tiles of RFC 6962 however the leaves come."""

from __future__ import annotations

import random

import numpy as np
import pytest

from sekisho.archive.edge import Edge
from sekisho.archive.hashing import EMPTY_ROOT, leaf_hash
from sekisho.archive.merkle import Subtree, compact_range_of
from sekisho.archive.tiles import Tile, hashes_from_tiles, new_tiles, tiles_for_size


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(number.to_bytes(4, "big")) for number in range(count)]


def grown(every: list[bytes], seed: int) -> tuple[Edge, dict[Tile, bytes]]:
    """An edge to which the leaves came in pieces of random length, and the tiles that came into being."""
    chance, edge, done = random.Random(seed), Edge(), 0
    tiles: dict[Tile, bytes] = {}
    while done < len(every):
        piece = every[done : done + chance.randrange(1, 3000)]
        tiles |= edge.extend(np.frombuffer(b"".join(piece), np.uint8).reshape(-1, 32))
        done += len(piece)
    return edge, tiles


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 4095, 65_535, 65_536, 70_000])
def test_the_root_is_that_of_all_leaves(size: int) -> None:
    every = leaves(size)

    edge, _tiles = grown(every, size)

    assert (edge.size, edge.root()) == (size, compact_range_of(0, every).root())


def test_the_root_of_nothing() -> None:
    assert Edge().root() == EMPTY_ROOT


def test_the_tiles_are_those_of_the_tree() -> None:
    every = leaves(70_000)
    edge, tiles = grown(every, 1)
    tiles |= dict(edge.partial_tiles())

    assert set(tiles) == set(new_tiles(0, 70_000, lowest_level=1))
    hashes = hashes_from_tiles(lambda level, index, width: tiles[Tile(level, index, width)], 70_000)
    for subtree in (Subtree(8, 200), Subtree(10, 3), Subtree(16, 0)):
        first, end = subtree.index << subtree.level, (subtree.index + 1) << subtree.level
        assert hashes([subtree]) == [compact_range_of(0, every[first:end]).root()]


def test_a_copy_goes_its_own_way() -> None:
    edge, _tiles = grown(leaves(300), 1)
    copy = edge.copy()
    copy.extend(np.zeros((300, 32), np.uint8))

    assert edge.root() == compact_range_of(0, leaves(300)).root()
    assert list(tiles_for_size(copy.size, 1)) == [tile for tile, _data in copy.partial_tiles()]
