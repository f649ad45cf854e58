"""The coordinates of C2SP tlog-tiles, height 8: which tiles a tree has, and how to work from them; pure.

Hash i of level L is the root of the 256^L leaves from i · 256^L on; a tile is 256 of them side by
side, a partial tile the 1 to 255 that are there so far. The levels in between are folded out of
tiles when they are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sekisho.archive.hashing import HASH_BYTES, perfect_root
from sekisho.archive.merkle import Hashes, Subtree

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT
MAX_LEVEL: Final = 7  # a tree has at most 2^63 leaves: positions are signed 64-bit integers
_PATH: Final = re.compile(r"tile/([0-9])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([0-9]{1,3}))?")

ReadTile = Callable[[int, int, int], bytes]
"""(level, index, width) to the width · 32 bytes of that tile."""


class NotATile(ValueError):
    """No tree has a tile with these coordinates, under this path or with this content."""


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """Tile `index` of `level`, with `width` hashes: partial below 256. Raises NotATile."""

    level: int
    index: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        in_tree = 0 <= self.level <= MAX_LEVEL and 0 <= self.index < 1 << HEIGHT * (MAX_LEVEL - self.level)
        if not in_tree or not 1 <= self.width <= WIDTH:
            raise NotATile(f"No tree has a tile {self.index} of width {self.width} at level {self.level}.")

    @property
    def path(self) -> str:
        """`tile/<L>/<N>[.p/<W>]`, relative to the log."""
        return f"tile/{self.level}/{_numbered(self.index, self.width)}"

    @property
    def is_full(self) -> bool:
        """Whether it will never change again."""
        return self.width == WIDTH


@dataclass(frozen=True, slots=True)
class TileSlice:
    """Hashes [start, end) of tile `index` at `level`."""

    level: int
    index: int
    start: int
    end: int


def parse_tile_path(path: str) -> Tile:
    """The tile that has this path. Raises NotATile for any other text, also for other spellings of a number."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise NotATile(f"This is not the path of a hash tile: {path!r}")
    level, number, width = match.groups()
    tile = Tile(int(level), int(re.sub(r"\D", "", number)), WIDTH if width is None else int(width))
    if tile.path != path:
        raise NotATile(f"The path of this hash tile is {tile.path!r}, not {path!r}.")
    return tile


def entries_path(index: int, width: int = WIDTH) -> str:
    """`tile/entries/<N>[.p/<W>]`: the bundle with the entries under level-0 tile `index`. Raises NotATile."""
    bundle = Tile(0, index, width)
    return f"tile/entries/{_numbered(bundle.index, bundle.width)}"


def width_at(size: int, level: int, index: int) -> int:
    """How many hashes tile `index` of `level` has in a tree of `size` leaves; 0 where there is no such tile."""
    return min(WIDTH, max(0, (size >> HEIGHT * level) - WIDTH * index))


def tiles_for_size(size: int, level: int) -> Iterator[Tile]:
    """The tiles of one level of a tree of `size` leaves: the full ones, then the partial one, if any."""
    return _tiles_between(0, size, level)


def new_tiles(old_size: int, new_size: int, *, lowest_level: int = 0) -> Iterator[Tile]:
    """The tiles that a tree of `new_size` leaves has and one of `old_size` has not, level by level."""
    for level in range(lowest_level, MAX_LEVEL + 1):
        yield from _tiles_between(old_size, new_size, level)


def outdated_tiles(old_size: int, new_size: int, *, lowest_level: int = 0) -> Iterator[Tile]:
    """The partial tiles that a tree of `old_size` leaves has and one of `new_size`, not smaller, has not."""
    for level in range(lowest_level, MAX_LEVEL + 1):
        index, width = divmod(old_size >> HEIGHT * level, WIDTH)
        if width and width_at(new_size, level, index) != width:
            yield Tile(level, index, width)


def tile_of(subtree: Subtree) -> TileSlice:
    """The hashes of one tile that `perfect_root` folds to the root of the subtree.

    Levels 8k to 8k+7 come out of the tiles of level k. Raises NotATile beyond the last level.
    """
    level, above = divmod(subtree.level, HEIGHT)
    index, start = divmod(subtree.index << above, WIDTH)
    tile = Tile(level, index)
    return TileSlice(tile.level, tile.index, start, start + (1 << above))


def tile_root(hashes: Sequence[bytes]) -> bytes:
    """The root of a full tile: a hash of the level above. Raises NotATile unless there are 256."""
    if len(hashes) != WIDTH:
        raise NotATile(f"A tile with {len(hashes)} hashes is not full, so it has no root yet.")
    return perfect_root(hashes)


def hashes_from_tiles(read_tile: ReadTile, size: int) -> Hashes:
    """The hashes of any subtrees of the tree of `size` leaves, each tile read once a call.

    Tiles are asked for in the width that they have at `size`; whoever keeps no level 0 recomputes it
    in `read_tile`. The function returned raises NotATile for a subtree that reaches beyond the tree
    and for a tile of another length than its width.
    """

    def hashes(subtrees: Sequence[Subtree]) -> list[bytes]:
        slices = [_slice_within(subtree, size) for subtree in subtrees]
        read = {(one.level, one.index): b"" for one in slices}
        for level, index in read:
            read[level, index] = _read_whole(read_tile, level, index, width_at(size, level, index))
        return [
            perfect_root(
                split_hashes(read[one.level, one.index][HASH_BYTES * one.start : HASH_BYTES * one.end])
            )
            for one in slices
        ]

    return hashes


def split_hashes(data: bytes) -> list[bytes]:
    """The content of a tile as hashes. Raises NotATile where the last is cut off."""
    if len(data) % HASH_BYTES:
        raise NotATile(f"{len(data)} bytes are no whole number of hashes of {HASH_BYTES} bytes.")
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def _slice_within(subtree: Subtree, size: int) -> TileSlice:
    if subtree.index < 0 or subtree.end > size:
        raise NotATile(f"Leaves [{subtree.first}, {subtree.end}) are not all in a tree of size {size}.")
    return tile_of(subtree)


def _read_whole(read_tile: ReadTile, level: int, index: int, width: int) -> bytes:
    data = read_tile(level, index, width)
    if len(data) != width * HASH_BYTES:
        path = Tile(level, index, width).path
        raise NotATile(f"{path} has {width * HASH_BYTES} bytes in this tree, but {len(data)} were read.")
    return data


def _tiles_between(old_size: int, new_size: int, level: int) -> Iterator[Tile]:
    """What a level gains from one size to another: everything from the first tile that was not full."""
    gained = new_size >> HEIGHT * level
    if gained <= old_size >> HEIGHT * level:
        return
    for index in range((old_size >> HEIGHT * level) // WIDTH, -(-gained // WIDTH)):
        yield Tile(level, index, width_at(new_size, level, index))


def _numbered(index: int, width: int) -> str:
    """1234067 → `x001/x234/067`, with `.p/<W>` where the tile is partial."""
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    number = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return number if width == WIDTH else f"{number}.p/{width}"
