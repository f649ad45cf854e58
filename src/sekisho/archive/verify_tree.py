"""The tree over recomputed records: blocks of 256, and the root at any size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sekisho.archive.bulk import DIGEST_BYTES, Bytes, nodes
from sekisho.archive.hashing import EMPTY_ROOT
from sekisho.archive.merkle import fold_right
from sekisho.archive.tiles import Tile, width_at

BLOCK = 256
BLOCK_LEVEL = 8
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Run:
    """What the leaves [first, end) give.

    `head` and `tail` are the leaves before the first and after the last full block of 256, `blocks` the roots of
    the full ones; `ragged` the perfect subtrees of [256·⌊s/256⌋, s) for the sizes s that end within a full one.
    """

    first: int
    end: int
    head: Bytes
    blocks: Bytes
    tail: Bytes
    ragged: Mapping[int, Sequence[bytes]]

    @property
    def first_block(self) -> int:
        """The number of the first full block."""
        return -(-self.first // BLOCK)


def run_of(first: int, leaves: Bytes, sizes: Iterable[int]) -> Run:
    """The run of these leaves, shape (n, 32); `sizes` are those at which a root will be asked for."""
    begin = -first % BLOCK
    full = max(0, (len(leaves) - begin) // BLOCK)
    levels = levels_of(leaves[begin : begin + full * BLOCK])
    first_block = -(-first // BLOCK)
    ragged = {
        size: perfect_in(levels, size // BLOCK - first_block, size % BLOCK)
        for size in sizes
        if size % BLOCK and first_block <= size // BLOCK < first_block + full
    }
    tail = leaves[begin + full * BLOCK :]
    return Run(first, first + len(leaves), leaves[:begin], levels[-1], tail, ragged)


def levels_of(leaves: Bytes) -> list[Bytes]:
    """Whole blocks of 256 leaves, and the rows above them up to their roots: nine rows."""
    if not len(leaves):
        return [leaves] * (BLOCK_LEVEL + 1)
    levels = [leaves]
    for _level in range(BLOCK_LEVEL):
        levels.append(nodes(levels[-1]))
    return levels


def perfect_in(levels: Sequence[Bytes], block: int, rest: int) -> list[bytes]:
    """The roots of the largest perfect subtrees that tile the first `rest` leaves of a block, left to right."""
    found, begin = [], block * BLOCK
    for level in reversed(range(BLOCK_LEVEL)):
        if rest >> level & 1:
            found.append(levels[level][begin >> level].tobytes())
            begin += 1 << level
    return found


class Tree:
    """The blocks of a tree of `size` leaves, as far as they were recomputed or read from tiles.

    `known[i]` says whether block i is there; `sizes` are those at which a root will be asked for.
    """

    def __init__(self, size: int, sizes: Iterable[int] = ()) -> None:
        count = size // BLOCK
        self.size = size
        self.blocks: Bytes = np.zeros((count, DIGEST_BYTES), np.uint8)
        self.known: Flags = np.zeros(count, bool)
        self._sizes = [each for each in sizes if each <= size]
        self._pieces: dict[int, dict[int, Bytes]] = {}
        self._ragged: dict[int, Sequence[bytes]] = {}
        self._levels: list[Bytes] = []
        self._roots: dict[int, bytes | None] = {}

    def add(self, run: Run) -> None:
        """Take over what a run gave."""
        self._set(run.first_block, run.blocks)
        end = run.first_block + len(run.blocks)
        for position, leaves in ((run.first, run.head), (end * BLOCK, run.tail)):
            if len(leaves):
                self._pieces.setdefault(position // BLOCK, {})[position % BLOCK] = leaves
        self._ragged.update(run.ragged)

    def finish(self) -> None:
        """Put the blocks together that lie in two runs or more, and the last one, which is not full."""
        self._roots = {}
        joined = {block: _joined(pieces) for block, pieces in self._pieces.items()}
        numbers = [block for block, leaves in joined.items() if len(leaves)]
        if not numbers:
            return
        padded = np.zeros((len(numbers), BLOCK, DIGEST_BYTES), np.uint8)
        for place, block in enumerate(numbers):
            padded[place, : len(joined[block])] = joined[block]
        levels = levels_of(padded.reshape(-1, DIGEST_BYTES))
        places = {block: place for place, block in enumerate(numbers)}
        for block, place in places.items():
            if len(joined[block]) == BLOCK:
                self._set(block, levels[-1][place : place + 1])
        for size in self._sizes:
            block, rest = divmod(size, BLOCK)
            if rest and size not in self._ragged and len(joined.get(block, ())) >= rest:
                self._ragged[size] = perfect_in(levels, places[block], rest)

    def fill(self, blocks: Bytes, there: Flags) -> None:
        """Blocks as tiles have them, from block 0 on, where no record was recomputed and `there` is set."""
        end = min(len(blocks), len(self.blocks))
        missing = ~self.known[:end] & there[:end]
        self.blocks[:end][missing] = blocks[:end][missing]
        self.known[:end] |= missing
        self._levels, self._roots = [], {}

    def root_at(self, size: int) -> bytes | None:
        """The root of the first `size` leaves; None where some of them could not be read.

        Other sizes than multiples of 256 have to be among `sizes`.
        """
        if size not in self._roots:
            self._roots[size] = self._root_at(size)
        return self._roots[size]

    def _root_at(self, size: int) -> bytes | None:
        if size == 0:
            return EMPTY_ROOT
        full, rest = divmod(size, BLOCK)
        if size > self.size or not self.known[:full].all():
            return None
        found: list[bytes] = []
        begin = 0
        for level in reversed(range(full.bit_length())):
            if full >> level & 1:
                found.append(self._above()[level][begin >> level].tobytes())
                begin += 1 << level
        if rest:
            ragged = self._ragged.get(size)
            if ragged is None:
                return None
            found += ragged
        return fold_right(found)

    def with_blocks(self, blocks: Bytes, there: Flags) -> Tree:
        """The tree that has these blocks where they are there, and is otherwise the same."""
        other = Tree(self.size)
        other.blocks, other.known, other._ragged = self.blocks.copy(), self.known.copy(), self._ragged
        end = min(len(blocks), len(other.blocks))
        other.blocks[:end][there[:end]] = blocks[:end][there[:end]]
        other.known[:end] |= there[:end]
        return other

    def _set(self, first: int, blocks: Bytes) -> None:
        begin, end = max(first, 0), min(first + len(blocks), len(self.blocks))
        if begin < end:
            self.blocks[begin:end] = blocks[begin - first : end - first]
            self.known[begin:end] = True
            self._levels, self._roots = [], {}

    def _above(self) -> list[Bytes]:
        """The perfect subtrees over the blocks, level by level; made once."""
        if not self._levels:
            self._levels = [self.blocks]
            while len(self._levels[-1]) > 1:
                row = self._levels[-1]
                self._levels.append(nodes(row[: len(row) // 2 * 2]))
        return self._levels


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
    while end in pieces and end < BLOCK:
        found.append(pieces[end][: BLOCK - end])
        end += len(pieces[end])
    return np.concatenate(found) if found else np.zeros((0, DIGEST_BYTES), np.uint8)
