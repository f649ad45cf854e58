"""The tree against the published vectors of Certificate Transparency, RFC 6962 word for word, and a peer."""

from __future__ import annotations

from collections.abc import Sequence

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive.hashing import EMPTY_ROOT, NotPerfect, leaf_hash, node_hash, perfect_root
from sekisho.archive.merkle import (
    CompactRange,
    Hashes,
    NoSuchProof,
    NotAdjacent,
    NotARange,
    Subtree,
    compact_range_of,
    consistency_nodes,
    consistency_proof,
    inclusion_nodes,
    inclusion_proof,
    root_nodes,
    root_of,
    subtrees_of,
    verify_consistency,
    verify_inclusion,
)
from tests import naive_tree

PUBLISHED = tuple(
    bytes.fromhex(entry)
    for entry in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
)
ROOTS = """
1 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d
2 fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125
3 aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77
4 d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7
5 4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4
6 76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef
7 ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c
8 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328
"""
INCLUSION = """
0 1
0 8 96a296d2 5f083f0a 6b47aaf2
5 8 bc1a0643 ca854ea1 d37ee418
2 3 fac54203
1 5 6e340b9c 5f083f0a bc1a0643
"""
CONSISTENCY = """
1 1
1 8 96a296d2 5f083f0a 6b47aaf2
6 8 0ebc5d34 ca854ea1 d37ee418
2 5 5f083f0a bc1a0643
"""
sizes = st.integers(1, 600)


def rows(table: str) -> list[list[str]]:
    return [line.split() for line in table.split("\n") if line]


def entries(count: int) -> list[bytes]:
    return [b"record %d" % position for position in range(count)]


def leaves(of: Sequence[bytes]) -> list[bytes]:
    return [leaf_hash(entry) for entry in of]


def hashes_of(of: Sequence[bytes]) -> Hashes:
    """The hash of a subtree straight from the entries, without anything that is under test."""
    return lambda subtrees: [naive_tree.mth(of[subtree.first : subtree.end]) for subtree in subtrees]


def short(proof: Sequence[bytes]) -> list[str]:
    return [one.hex()[:8] for one in proof]


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert CompactRange().root() == root_of(0, hashes_of([])) == EMPTY_ROOT


@pytest.mark.parametrize(("size", "root"), rows(ROOTS))
def test_the_published_roots_come_out(size: str, root: str) -> None:
    published = PUBLISHED[: int(size)]

    assert compact_range_of(0, leaves(published)).root().hex() == root
    assert root_of(int(size), hashes_of(published)).hex() == root
    assert naive_tree.mth(published).hex() == root


@pytest.mark.parametrize("row", rows(INCLUSION), ids=" ".join)
def test_the_published_inclusion_proofs_come_out(row: list[str]) -> None:
    index, size = int(row[0]), int(row[1])

    assert short(inclusion_proof(index, size, hashes_of(PUBLISHED))) == row[2:]


@pytest.mark.parametrize("row", rows(CONSISTENCY), ids=" ".join)
def test_the_published_consistency_proofs_come_out(row: list[str]) -> None:
    assert short(consistency_proof(int(row[0]), int(row[1]), hashes_of(PUBLISHED))) == row[2:]


def test_every_proof_up_to_size_40_is_that_of_the_rfc_and_is_accepted() -> None:
    for size in range(1, 41):
        tree = entries(size)
        root = naive_tree.mth(tree)
        for index in range(size):
            proof = inclusion_proof(index, size, hashes_of(tree))
            assert proof == naive_tree.path(index, tree)
            verify_inclusion(leaf_hash(tree[index]), index, size, proof, root)
        for old in range(1, size + 1):
            proof = consistency_proof(old, size, hashes_of(tree))
            assert proof == naive_tree.proof(old, tree)
            verify_consistency(old, size, proof, naive_tree.mth(tree[:old]), root)


@given(size=sizes, data=st.data())
def test_any_proof_is_that_of_the_rfc_and_is_accepted(size: int, data: st.DataObject) -> None:
    tree = entries(size)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    included = inclusion_proof(index, size, hashes_of(tree))
    consistent = consistency_proof(old, size, hashes_of(tree))
    root = naive_tree.mth(tree)

    assert root_of(size, hashes_of(tree)) == root
    assert included == naive_tree.path(index, tree)
    assert consistent == naive_tree.proof(old, tree)
    verify_inclusion(leaf_hash(tree[index]), index, size, included, root)
    verify_consistency(old, size, consistent, naive_tree.mth(tree[:old]), root)


@given(size=st.integers(1, 70), data=st.data())
def test_a_foreign_verifier_accepts_our_inclusion_proofs(size: int, data: st.DataObject) -> None:
    """Not the consistency proofs: the peer's have a form of their own, not that of the RFC."""
    index = data.draw(st.integers(0, size - 1))
    tree = entries(size)
    peer = pymerkle.InmemoryTree(algorithm="sha256")
    peer.append_entries(tree)
    leaf, root = leaf_hash(tree[index]), compact_range_of(0, leaves(tree)).root()

    proof = peer.prove_inclusion(index + 1, size)  # counts from one, and puts the leaf before the proof
    proof.path = [leaf, *inclusion_proof(index, size, hashes_of(tree))]
    proof.verify(leaf, root, index + 1, size)
    assert peer.get_root() == root


@given(first=st.integers(0, 300), count=st.integers(0, 300))
def test_a_range_is_tiled_by_the_largest_perfect_subtrees(first: int, count: int) -> None:
    tiles = list(subtrees_of(first, first + count))

    assert [tile.first for tile in tiles] == [first, *(tile.end for tile in tiles)][: len(tiles)]
    assert sum(tile.end - tile.first for tile in tiles) == count
    for tile in tiles:
        parent = Subtree(tile.level + 1, tile.index >> 1)
        assert parent.first < first or parent.end > first + count


@given(first=st.integers(0, 300), counts=st.lists(st.integers(0, 90), max_size=5))
def test_a_range_is_the_same_however_it_was_put_together(first: int, counts: list[int]) -> None:
    tree = leaves(entries(first + sum(counts)))
    at_once = compact_range_of(first, tree[first:])
    in_pieces = one_by_one = CompactRange(first, first)
    for count in counts:
        in_pieces = in_pieces.extend(compact_range_of(in_pieces.end, tree[in_pieces.end :][:count]))
    for leaf in tree[first:]:
        one_by_one = one_by_one.append(leaf)

    assert at_once == in_pieces == one_by_one
    assert at_once.hashes == tuple(
        perfect_root(tree[subtree.first : subtree.end]) for subtree in subtrees_of(first, at_once.end)
    )


@given(middle=sizes, size=sizes)
def test_two_ranges_that_meet_make_the_root_of_the_tree(middle: int, size: int) -> None:
    tree = entries(size)
    hashes = leaves(tree)
    left, right = compact_range_of(0, hashes[:middle]), compact_range_of(min(middle, size), hashes[middle:])

    assert left.extend(right).root() == naive_tree.mth(tree)


def test_ranges_that_do_not_meet_are_not_merged() -> None:
    with pytest.raises(NotAdjacent, match=r"\[4, 5\) do not follow on leaves \[0, 3\)"):
        compact_range_of(0, leaves(entries(3))).extend(CompactRange(4, 5, (leaf_hash(b""),)))


def test_a_range_that_starts_later_has_no_root() -> None:
    with pytest.raises(NotARange, match="leaf 0 is missing"):
        CompactRange(1, 2, (leaf_hash(b""),)).root()


@pytest.mark.parametrize(
    ("first", "end", "hashes", "reason"),
    [
        (2, 1, (), "not a range"),
        (-1, 0, (bytes(32),), "not a range"),
        (0, 3, (bytes(32),), "2 subtrees, but there are 1 hashes"),
        (1, 4, (bytes(32),) * 3, "2 subtrees, but there are 3 hashes"),
        (0, 1, (bytes(31),), "32 bytes"),
    ],
)
def test_a_range_that_contradicts_itself_is_refused(
    first: int, end: int, hashes: tuple[bytes, ...], reason: str
) -> None:
    with pytest.raises(NotARange, match=reason):
        CompactRange(first, end, hashes)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 5), (0, -1)])
def test_no_proof_is_made_for_a_leaf_outside_the_tree(index: int, size: int) -> None:
    with pytest.raises(NoSuchProof, match=f"Leaf {index} is not in a tree of size {size}"):
        inclusion_nodes(index, size)


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 5), (6, 5), (-1, 5)])
def test_no_proof_is_made_from_size_0_or_to_a_smaller_size(old: int, new: int) -> None:
    with pytest.raises(NoSuchProof, match=f"from size {old} to size {new}"):
        consistency_nodes(old, new)


def test_a_proof_in_a_tree_of_50_million_takes_26_hashes() -> None:
    assert len(inclusion_nodes(12_345_678, 50_000_000)) == 26
    assert [subtree.level for subtree in root_nodes(70_000)] == [16, 12, 8, 6, 5, 4]


@given(size=sizes, data=st.data())
def test_at_most_one_hash_of_a_proof_is_combined(size: int, data: st.DataObject) -> None:
    for nodes in (
        inclusion_nodes(data.draw(st.integers(0, size - 1)), size),
        consistency_nodes(data.draw(st.integers(1, size)), size),
    ):
        assert sum(len(node) > 1 for node in nodes) <= 1
        assert all(0 <= subtree.first < subtree.end <= size for node in nodes for subtree in node)


@pytest.mark.parametrize("count", [0, 3, 6, 255])
def test_a_perfect_root_takes_a_power_of_two(count: int) -> None:
    with pytest.raises(NotPerfect, match=f"not {count}"):
        perfect_root([bytes(32)] * count)


def test_an_entry_cannot_be_passed_off_as_a_node() -> None:
    left, right = leaf_hash(b"left"), leaf_hash(b"right")

    assert leaf_hash(left + right) != node_hash(left, right)
