"""A verifier refuses whatever is not exactly the proof, and says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sekisho.archive.hashing import EMPTY_ROOT, leaf_hash
from sekisho.archive.merkle import NotConsistent, NotIncluded, verify_consistency, verify_inclusion
from tests import naive_tree

TREE = tuple(b"record %d" % position for position in range(13))
OTHER = leaf_hash(b"never recorded")


@dataclass(frozen=True, slots=True)
class Inclusion:
    leaf: bytes
    index: int
    size: int
    proof: Sequence[bytes]
    root: bytes

    def verify(self) -> None:
        verify_inclusion(self.leaf, self.index, self.size, self.proof, self.root)


@dataclass(frozen=True, slots=True)
class Consistency:
    old: int
    new: int
    proof: Sequence[bytes]
    old_root: bytes
    new_root: bytes

    def verify(self) -> None:
        verify_consistency(self.old, self.new, self.proof, self.old_root, self.new_root)


def inclusion(index: int, size: int = len(TREE)) -> Inclusion:
    tree = TREE[:size]
    return Inclusion(leaf_hash(tree[index]), index, size, naive_tree.path(index, tree), naive_tree.mth(tree))


def consistency(old: int, new: int = len(TREE)) -> Consistency:
    tree = TREE[:new]
    return Consistency(
        old, new, naive_tree.proof(old, tree), naive_tree.mth(tree[:old]), naive_tree.mth(tree)
    )


@pytest.mark.parametrize(("index", "size"), [(13, 13), (14, 13), (-1, 13), (0, 0), (0, -1), (12, 12)])
def test_a_leaf_outside_the_tree_is_refused(index: int, size: int) -> None:
    with pytest.raises(NotIncluded, match=f"Leaf {index} is not in a tree of size {size}"):
        replace(inclusion(12), index=index, size=size).verify()


def test_nothing_is_in_the_empty_tree() -> None:
    with pytest.raises(NotIncluded, match="not in a tree of size 0"):
        verify_inclusion(leaf_hash(b""), 0, 0, [], EMPTY_ROOT)


@pytest.mark.parametrize("index", [0, 5, 8, 12])
def test_an_inclusion_proof_too_short_is_refused(index: int) -> None:
    true = inclusion(index)

    with pytest.raises(NotIncluded, match=f"takes a proof of {len(true.proof)} hashes, not"):
        replace(true, proof=true.proof[:-1]).verify()


@pytest.mark.parametrize("index", [0, 5, 8, 12])
def test_an_inclusion_proof_too_long_is_refused(index: int) -> None:
    true = inclusion(index)

    with pytest.raises(NotIncluded, match=f"takes a proof of {len(true.proof)} hashes, not"):
        replace(true, proof=[*true.proof, OTHER]).verify()


def test_the_only_leaf_takes_no_proof() -> None:
    inclusion(0, 1).verify()

    with pytest.raises(NotIncluded, match="takes a proof of 0 hashes, not 1"):
        replace(inclusion(0, 1), proof=[OTHER]).verify()


@pytest.mark.parametrize("changed", [{"leaf": OTHER}, {"root": OTHER}, {"index": 6}, {"index": 4}])
def test_another_leaf_root_or_index_is_refused(changed: dict[str, bytes | int]) -> None:
    with pytest.raises(NotIncluded, match="lead to another root"):
        replace(inclusion(5), **changed).verify()  # type: ignore[arg-type]  # the names are those of the fields


@pytest.mark.parametrize("length", [0, 31, 33, 64])
@pytest.mark.parametrize("field", ["leaf", "root", "proof"])
def test_a_hash_of_another_length_is_refused_in_an_inclusion_proof(field: str, length: int) -> None:
    true = inclusion(5)
    wrong: object = [bytes(length), *true.proof[1:]] if field == "proof" else bytes(length)

    with pytest.raises(NotIncluded, match="A hash has 32 bytes"):
        replace(true, **{field: wrong}).verify()  # type: ignore[arg-type]  # the names are those of the fields


def test_a_node_is_not_accepted_as_a_leaf() -> None:
    """Without the prefixes, the children of a node would pass for an entry one level up."""
    tree = TREE[:4]
    children = naive_tree.mth(tree[:1]) + naive_tree.mth(tree[1:2])

    with pytest.raises(NotIncluded):
        verify_inclusion(leaf_hash(children), 0, 2, [naive_tree.mth(tree[2:])], naive_tree.mth(tree))


def test_a_root_does_not_tell_sizes_apart_that_take_the_same_proof() -> None:
    """Why size and root have to come from one signature: the RFC's verifier cannot know better."""
    true = inclusion(0, 5)

    replace(true, size=8).verify()
    with pytest.raises(NotIncluded, match="takes a proof of 4 hashes, not 3"):
        replace(true, size=9).verify()


@pytest.mark.parametrize(("old", "new"), [(0, 13), (0, 0), (-1, 13), (13, 12), (1, 0)])
def test_sizes_that_nothing_can_connect_are_refused(old: int, new: int) -> None:
    with pytest.raises(NotConsistent, match=f"size {new} continues size {old}"):
        replace(consistency(7), old=old, new=new).verify()


def test_size_0_is_refused_even_with_the_empty_root() -> None:
    with pytest.raises(NotConsistent, match="continues size 0"):
        verify_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)


@pytest.mark.parametrize("old", [1, 3, 4, 7, 8, 12])
def test_a_consistency_proof_too_short_is_refused(old: int) -> None:
    true = consistency(old)

    for length in range(len(true.proof)):
        with pytest.raises(NotConsistent, match=f"take a proof of {len(true.proof)} hashes, not {length}"):
            replace(true, proof=true.proof[:length]).verify()


@pytest.mark.parametrize("old", [1, 3, 4, 7, 8, 12])
def test_a_consistency_proof_too_long_is_refused(old: int) -> None:
    true = consistency(old)

    for longer in ([*true.proof, OTHER], [OTHER, *true.proof], [true.old_root, *true.proof]):
        with pytest.raises(NotConsistent, match=f"take a proof of {len(true.proof)} hashes, not"):
            replace(true, proof=longer).verify()


def test_equal_sizes_take_no_proof_and_equal_roots() -> None:
    true = consistency(13)
    true.verify()

    with pytest.raises(NotConsistent, match="take an empty proof, not 1 hashes"):
        replace(true, proof=[OTHER]).verify()
    with pytest.raises(NotConsistent, match="have different roots"):
        replace(true, old_root=OTHER).verify()


@pytest.mark.parametrize("old", [3, 7, 12])
@pytest.mark.parametrize(("field", "size"), [("old_root", "old"), ("new_root", "new")])
def test_another_root_is_refused_and_named(old: int, field: str, size: str) -> None:
    true = consistency(old)

    with pytest.raises(NotConsistent, match=f"another root of size {getattr(true, size)} "):
        replace(true, **{field: OTHER}).verify()  # type: ignore[arg-type]  # the names are those of the fields


def test_another_root_of_a_perfect_old_tree_shows_in_the_new_one() -> None:
    with pytest.raises(NotConsistent, match="another root of size 13"):
        replace(consistency(8), old_root=OTHER).verify()


@pytest.mark.parametrize("length", [0, 31, 33])
@pytest.mark.parametrize("field", ["old_root", "new_root", "proof"])
def test_a_hash_of_another_length_is_refused_in_a_consistency_proof(field: str, length: int) -> None:
    true = consistency(7)
    wrong: object = [*true.proof[:-1], bytes(length)] if field == "proof" else bytes(length)

    with pytest.raises(NotConsistent, match="A hash has 32 bytes"):
        replace(true, **{field: wrong}).verify()  # type: ignore[arg-type]  # the names are those of the fields


@given(old=st.integers(1, 12), at=st.integers(0, 4), bit=st.integers(0, 255))
def test_any_bit_of_a_consistency_proof_counts(old: int, at: int, bit: int) -> None:
    true = consistency(old)
    assume(at < len(true.proof))
    changed = list(true.proof)
    changed[at] = (int.from_bytes(changed[at]) ^ 1 << bit).to_bytes(32)

    with pytest.raises(NotConsistent, match="another root"):
        replace(true, proof=changed).verify()


@given(
    st.integers(0, 2**63), st.integers(0, 2**63), st.lists(st.binary(min_size=32, max_size=32), max_size=66)
)
def test_no_proof_made_up_is_accepted(one: int, other: int, proof: list[bytes]) -> None:
    with pytest.raises(NotIncluded):
        verify_inclusion(OTHER, one, other, proof, leaf_hash(b"root"))
    with pytest.raises(NotConsistent):
        verify_consistency(one, other, proof, OTHER, leaf_hash(b"root"))
