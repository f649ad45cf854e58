"""The tiles of C2SP tlog-tiles: which there are, what they are called, and the tree worked from them alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive.hashing import leaf_hash, perfect_root
from sekisho.archive.merkle import (
    Subtree,
    compact_range_of,
    consistency_proof,
    inclusion_nodes,
    inclusion_proof,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from sekisho.archive.tiles import (
    MAX_LEVEL,
    NotATile,
    Tile,
    TileSlice,
    entries_path,
    hashes_from_tiles,
    new_tiles,
    outdated_tiles,
    parse_tile_path,
    split_hashes,
    tile_of,
    tile_root,
    tiles_for_size,
    width_at,
)

LEAVES = [leaf_hash(b"record %d" % position) for position in range(70_000)]
sizes = st.integers(0, 200_000)


class Shelf:
    """Level-1 tiles and up as they are kept, level 0 recomputed; counts what is read."""

    def __init__(self, size: int) -> None:
        self.rows = [LEAVES[:size]]
        while len(self.rows[-1]) >= 256:
            row = self.rows[-1]
            self.rows.append([tile_root(row[at : at + 256]) for at in range(0, len(row) - 255, 256)])
        self.read: Counter[tuple[int, int, int]] = Counter()

    def __call__(self, level: int, index: int, width: int) -> bytes:
        self.read[level, index, width] += 1
        return b"".join(self.rows[level][256 * index :][:width])


@pytest.fixture(scope="module")
def shelf_of() -> Callable[[int], Shelf]:
    """The shelf of a size, its tiles made once."""
    made: dict[int, Shelf] = {}

    def shelf(size: int) -> Shelf:
        if size not in made:
            made[size] = Shelf(size)
        made[size].read.clear()
        return made[size]

    return shelf


def paths(size: int) -> list[str]:
    return [tile.path for tile in new_tiles(0, size)]


def test_a_tree_of_70_000_has_the_tiles_of_the_specification() -> None:
    bottom, above, top = (list(tiles_for_size(70_000, level)) for level in range(3))

    assert [tile.is_full for tile in bottom] == [True] * 273 + [False]
    assert bottom[-1].path == "tile/0/273.p/112"
    assert [tile.path for tile in above] == ["tile/1/000", "tile/1/001.p/17"]
    assert [tile.path for tile in top] == ["tile/2/000.p/1"]
    assert list(tiles_for_size(70_000, 3)) == []
    assert len(paths(70_000)) == 274 + 2 + 1


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, []),
        (1, ["tile/0/000.p/1"]),
        (255, ["tile/0/000.p/255"]),
        (256, ["tile/0/000", "tile/1/000.p/1"]),
        (257, ["tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"]),
        (512, ["tile/0/000", "tile/0/001", "tile/1/000.p/2"]),
    ],
)
def test_an_empty_tile_does_not_exist(size: int, expected: list[str]) -> None:
    assert paths(size) == expected


def test_a_log_that_keeps_no_level_0_has_no_tile_below_256() -> None:
    assert list(new_tiles(0, 255, lowest_level=1)) == []
    assert [tile.path for tile in new_tiles(0, 256, lowest_level=1)] == ["tile/1/000.p/1"]


@pytest.mark.parametrize(
    ("number", "width", "expected"),
    [
        (0, 256, "000"),
        (67, 256, "067"),
        (999, 1, "999.p/1"),
        (1000, 256, "x001/000"),
        (1_234_067, 256, "x001/x234/067"),
        (1_234_067, 112, "x001/x234/067.p/112"),
    ],
)
def test_numbers_are_written_in_groups_of_three(number: int, width: int, expected: str) -> None:
    assert Tile(0, number, width).path == f"tile/0/{expected}"
    assert entries_path(number, width) == f"tile/entries/{expected}"


@given(level=st.integers(0, MAX_LEVEL), index=st.integers(0, 2**56 - 1), width=st.integers(1, 256))
def test_a_path_reads_back(level: int, index: int, width: int) -> None:
    tile = Tile(level, index >> 8 * level, width)

    assert parse_tile_path(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/1234",
        "tile/0/x001",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001/x002",
        "tile/0/X001/002",
        "tile/0/x01/002",
        "tile/00/000",
        "tile/8/000",
        "tile/7/001",
        "tile/-1/000",
        "tile/0/-01",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/1000",
        "tile/0/000.P/1",
        "tile/0/000/",
        "tile/0//000",
        "/tile/0/000",
        "tile/0/../000",
        "tile/entries/000",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/٠/000",
    ],
)
def test_any_other_spelling_of_a_path_is_refused(path: str) -> None:
    with pytest.raises(NotATile):
        parse_tile_path(path)


@pytest.mark.parametrize("path", ["", " tile/0/000", "tile/0/000\n", "tile/0/000\0", "tile/0/０００"])
def test_what_surrounds_a_path_is_refused(path: str) -> None:
    with pytest.raises(NotATile):
        parse_tile_path(path)


@given(st.text(alphabet="tile/0123456789x.p", max_size=24))
def test_a_text_is_refused_or_is_the_path_of_its_tile(path: str) -> None:
    try:
        tile = parse_tile_path(path)
    except NotATile:
        return
    assert tile.path == path


@pytest.mark.parametrize(
    ("level", "index", "width"),
    [(-1, 0, 1), (8, 0, 1), (0, -1, 1), (7, 1, 1), (0, 2**56, 1), (0, 0, 0), (0, 0, 257)],
)
def test_coordinates_outside_every_tree_are_refused(level: int, index: int, width: int) -> None:
    with pytest.raises(NotATile, match="No tree has a tile"):
        Tile(level, index, width)


@given(old=sizes, grown=sizes)
def test_new_and_outdated_tiles_are_the_difference_of_two_sizes(old: int, grown: int) -> None:
    new = old + grown
    before, after = set(new_tiles(0, old)), set(new_tiles(0, new))

    assert set(new_tiles(old, new)) == after - before
    assert set(outdated_tiles(old, new)) == before - after
    assert not any(tile.is_full for tile in outdated_tiles(old, new))


@given(sizes)
def test_tiles_hold_every_hash_of_their_level_once(size: int) -> None:
    for level in range(4):
        tiles = list(tiles_for_size(size, level))
        assert sum(tile.width for tile in tiles) == size // 256**level
        assert all(tile.width == width_at(size, tile.level, tile.index) for tile in tiles)
        assert width_at(size, level, len(tiles)) == 0


@pytest.mark.parametrize(
    ("subtree", "expected"),
    [
        (Subtree(0, 0), TileSlice(0, 0, 0, 1)),
        (Subtree(0, 300), TileSlice(0, 1, 44, 45)),
        (Subtree(7, 3), TileSlice(0, 1, 128, 256)),
        (Subtree(8, 300), TileSlice(1, 1, 44, 45)),
        (Subtree(10, 1), TileSlice(1, 0, 4, 8)),
        (Subtree(63, 0), TileSlice(7, 0, 0, 128)),
    ],
)
def test_a_subtree_is_folded_from_one_tile(subtree: Subtree, expected: TileSlice) -> None:
    assert tile_of(subtree) == expected


@given(level=st.integers(0, 40), index=st.integers(0, 10**6))
def test_the_hashes_of_a_slice_cover_the_leaves_of_the_subtree(level: int, index: int) -> None:
    part = tile_of(Subtree(level, index))
    first = 256 * part.index + part.start

    assert 0 <= part.start < part.end <= 256
    assert first * 256**part.level == Subtree(level, index).first
    assert (part.end - part.start) * 256**part.level == 2**level


def test_a_subtree_beyond_the_last_level_is_refused() -> None:
    with pytest.raises(NotATile):
        tile_of(Subtree(64, 0))


def test_the_root_of_a_full_tile_is_a_hash_of_the_level_above() -> None:
    assert tile_root(LEAVES[:256]) == perfect_root(LEAVES[:256]) == compact_range_of(0, LEAVES[:256]).root()


@pytest.mark.parametrize("width", [0, 1, 128, 255, 257, 512])
def test_a_tile_that_is_not_full_has_no_root(width: int) -> None:
    with pytest.raises(NotATile, match=f"{width} hashes"):
        tile_root(LEAVES[:width])


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_000])
def test_root_and_proofs_come_from_tiles_alone(shelf_of: Callable[[int], Shelf], size: int) -> None:
    hashes = hashes_from_tiles(shelf_of(size), size)
    root = compact_range_of(0, LEAVES[:size]).root()

    assert root_of(size, hashes) == root
    for position in {0, size // 3, size // 2, size - 1}:
        verify_inclusion(LEAVES[position], position, size, inclusion_proof(position, size, hashes), root)
        old, old_root = position + 1, compact_range_of(0, LEAVES[: position + 1]).root()
        verify_consistency(old, size, consistency_proof(old, size, hashes), old_root, root)


def test_the_tiles_of_a_tree_give_the_proofs_of_every_earlier_size(shelf_of: Callable[[int], Shelf]) -> None:
    hashes = hashes_from_tiles(shelf_of(70_000), 70_000)

    for size in (1, 300, 65_536, 69_999):
        root = root_of(size, hashes)
        assert root == compact_range_of(0, LEAVES[:size]).root()
        verify_inclusion(LEAVES[size - 1], size - 1, size, inclusion_proof(size - 1, size, hashes), root)


def test_a_proof_reads_one_tile_a_level_and_each_once(shelf_of: Callable[[int], Shelf]) -> None:
    shelf = shelf_of(70_000)

    inclusion_proof(12_345, 70_000, hashes_from_tiles(shelf, 70_000))

    assert shelf.read == {(0, 48, 256): 1, (0, 273, 112): 1, (1, 0, 256): 1, (1, 1, 17): 1}


def test_after_pruning_nothing_is_read_below_the_first_kept_position() -> None:
    """Old proofs stay valid and new ones can be made, for whole blocks of 256 go."""
    first, size = 512, 1300
    wanted = [tile_of(subtree) for nodes in inclusion_nodes(first, size) for subtree in nodes]

    assert {part.index for part in wanted if part.level == 0} == {2, 5}


@pytest.mark.parametrize("beyond", [Subtree(0, 300), Subtree(8, 1), Subtree(9, 0), Subtree(0, -1)])
def test_a_subtree_that_reaches_beyond_the_tree_is_refused(
    shelf_of: Callable[[int], Shelf], beyond: Subtree
) -> None:
    with pytest.raises(NotATile, match="not all in a tree of size 300"):
        hashes_from_tiles(shelf_of(300), 300)([Subtree(0, 0), beyond])


@pytest.mark.parametrize("missing_bytes", [1, 32, 64])
def test_a_tile_that_is_shorter_than_its_width_is_refused(
    shelf_of: Callable[[int], Shelf], missing_bytes: int
) -> None:
    shelf = shelf_of(512)

    def torn(level: int, index: int, width: int) -> bytes:
        data = shelf(level, index, width)
        return data[: len(data) - missing_bytes]

    with pytest.raises(NotATile, match=r"tile/1/000\.p/2 has 64 bytes in this tree"):
        root_of(511, hashes_from_tiles(torn, 512))


def test_a_tile_with_more_than_its_width_is_refused(shelf_of: Callable[[int], Shelf]) -> None:
    shelf = shelf_of(300)

    with pytest.raises(NotATile, match=r"tile/1/000\.p/1 has 32 bytes in this tree, but 64"):
        root_of(300, hashes_from_tiles(lambda *tile: shelf(*tile) + bytes(32), 300))


def test_content_that_ends_within_a_hash_is_refused() -> None:
    assert split_hashes(b"".join(LEAVES[:3])) == LEAVES[:3]

    with pytest.raises(NotATile, match="33 bytes are no whole number"):
        split_hashes(bytes(33))
