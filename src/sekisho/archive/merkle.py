"""The tree of RFC 6962 section 2.1 in parts that are kept, fetched and combined; pure.

A tree of any size is tiled by perfect subtrees: those whose number of leaves is a power of two and
that start at a multiple of it. Once all its leaves are there, a perfect subtree never changes. So
they are all that is ever stored or asked for; a node at the ragged right edge is combined anew
from the perfect ones below it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from sekisho.archive.hashing import EMPTY_ROOT, HASH_BYTES, node_hash, pair_hashes


class NotAdjacent(ValueError):
    """Two ranges that do not meet cannot be merged."""

    def __init__(self, left: CompactRange, right: CompactRange) -> None:
        super().__init__(
            f"Leaves [{right.first}, {right.end}) do not follow on leaves [{left.first}, {left.end})."
        )


class NotARange(ValueError):
    """Bounds and hashes of a compact range contradict each other, or it does not start at leaf 0."""


class NoSuchProof(ValueError):
    """No tree of this size has such a proof: the leaf or the size lies outside it."""


class NotIncluded(ValueError):
    """The proof does not show that the entry is in the tree."""


class NotConsistent(ValueError):
    """The proof does not show that the newer tree continues the older one."""


@dataclass(frozen=True, slots=True, order=True)
class Subtree:
    """The perfect subtree over leaves [index << level, (index + 1) << level)."""

    level: int
    index: int

    @property
    def first(self) -> int:
        """Its first leaf."""
        return self.index << self.level

    @property
    def end(self) -> int:
        """The leaf after its last."""
        return (self.index + 1) << self.level


Hashes = Callable[[Sequence[Subtree]], Sequence[bytes]]
"""Gives the hash of each subtree asked for, in that order; each lies within the tree."""


def subtrees_of(first: int, end: int) -> Iterator[Subtree]:
    """The largest perfect subtrees that tile [first, end), from left to right: at most 2 log2(end)."""
    while first < end:
        aligned = (first & -first).bit_length() if first else end.bit_length() + 1
        level = min(aligned, (end - first).bit_length()) - 1
        yield Subtree(level, first >> level)
        first += 1 << level


@dataclass(frozen=True, slots=True)
class CompactRange:
    """All that has to be kept of leaves [first, end) in order to go on: a few hashes of 32 bytes.

    `hashes` are the roots of `subtrees_of(first, end)`. Raises NotARange where their number or
    length is wrong, for ranges are also read back from disk.
    """

    first: int = 0
    end: int = 0
    hashes: tuple[bytes, ...] = field(default=())

    def __post_init__(self) -> None:
        if not 0 <= self.first <= self.end:
            raise NotARange(f"[{self.first}, {self.end}) is not a range of leaves.")
        expected = _count_subtrees(self.first, self.end)
        if len(self.hashes) != expected:
            raise NotARange(
                f"Leaves [{self.first}, {self.end}) are tiled by {expected} subtrees, "
                f"but there are {len(self.hashes)} hashes."
            )
        if any(len(one) != HASH_BYTES for one in self.hashes):
            raise NotARange(f"A hash has {HASH_BYTES} bytes; one of these has another length.")

    def append(self, leaf_hash: bytes) -> CompactRange:
        """The range with one more leaf. For many at once, `extend` by `compact_range_of` is faster."""
        hashes = list(self.hashes)
        self._add(hashes, 0, self.end, leaf_hash)
        return CompactRange(self.first, self.end + 1, tuple(hashes))

    def extend(self, other: CompactRange) -> CompactRange:
        """The range with the leaves of `other` behind its own. Raises NotAdjacent where they do not meet."""
        if other.first != self.end:
            raise NotAdjacent(self, other)
        hashes = list(self.hashes)
        for subtree, root in zip(subtrees_of(other.first, other.end), other.hashes, strict=True):
            self._add(hashes, subtree.level, subtree.index, root)
        return CompactRange(self.first, other.end, tuple(hashes))

    def _add(self, hashes: list[bytes], level: int, index: int, root: bytes) -> None:
        """Add a subtree: an odd one completes its parent, provided that the even one before it is ours."""
        while index & 1 and (index - 1) << level >= self.first:
            root = node_hash(hashes.pop(), root)
            level, index = level + 1, index >> 1
        hashes.append(root)

    def root(self) -> bytes:
        """The root of the tree of `end` leaves. Raises NotARange unless the range starts at leaf 0."""
        if self.first != 0:
            raise NotARange(f"Leaves [{self.first}, {self.end}) are not a tree: leaf 0 is missing.")
        return fold_right(self.hashes) if self.hashes else EMPTY_ROOT


def compact_range_of(first: int, leaf_hashes: Sequence[bytes]) -> CompactRange:
    """The range of many leaves at once, the first of them at index `first`: one hash a leaf."""
    end = first + len(leaf_hashes)
    left: list[bytes] = []
    right: list[bytes] = []
    row = leaf_hashes
    while row:
        if first & 1:  # the sibling before it is not ours, so it stays as it is
            left.append(row[0])
            row, first = row[1:], first + 1
        if len(row) & 1:
            right.append(row[-1])
        row, first = pair_hashes(row), first >> 1
    return CompactRange(end - len(leaf_hashes), end, (*left, *reversed(right)))


def fold_right(hashes: Sequence[bytes]) -> bytes:
    """The node over neighbouring subtrees, each larger than the next, or the one hash itself."""
    *rest, node = hashes
    for left in reversed(rest):
        node = node_hash(left, node)
    return node


def root_nodes(size: int) -> tuple[Subtree, ...]:
    """The subtrees that `fold_right` combines to the root of a tree of `size` leaves; none for size 0."""
    return tuple(subtrees_of(0, size))


def inclusion_nodes(index: int, size: int) -> list[tuple[Subtree, ...]]:
    """PATH(index, D[size]) of RFC 6962 section 2.1.1: for each hash of the proof, what combines to it.

    From the leaf's sibling upwards, at most ⌈log2 size⌉ hashes. At most one of them lies at the
    ragged edge and takes more than one subtree. Raises NoSuchProof unless 0 <= index < size.
    """
    if not 0 <= index < size:
        raise NoSuchProof(f"Leaf {index} is not in a tree of size {size}.")
    first, end = 0, size
    path = []
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            path.append(tuple(subtrees_of(middle, end)))
            end = middle
        else:
            path.append(tuple(subtrees_of(first, middle)))
            first = middle
    return path[::-1]


def consistency_nodes(old: int, new: int) -> list[tuple[Subtree, ...]]:
    """PROOF(old, D[new]) of RFC 6962 section 2.1.2: for each hash of the proof, what combines to it.

    Empty for equal sizes. Raises NoSuchProof unless 1 <= old <= new: every tree grows out of the
    empty one, so there is nothing to prove from size 0.
    """
    if not 1 <= old <= new:
        raise NoSuchProof(f"There is no consistency proof from size {old} to size {new}.")
    first, end = 0, new
    path = []
    while old < end:
        middle = first + _split(end - first)
        if old <= middle:
            path.append(tuple(subtrees_of(middle, end)))
            end = middle
        else:
            path.append(tuple(subtrees_of(first, middle)))
            first = middle
    if first > 0:  # otherwise the subtree is the whole old tree, and its root is known
        path.append(tuple(subtrees_of(first, end)))
    return path[::-1]


def root_of(size: int, hashes: Hashes) -> bytes:
    """The root of the tree of `size` leaves, 32 bytes."""
    return fold_right(hashes(root_nodes(size))) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, hashes: Hashes) -> list[bytes]:
    """The hashes that prove leaf `index` in the tree of `size` leaves. Raises NoSuchProof."""
    return _fetch(inclusion_nodes(index, size), hashes)


def consistency_proof(old: int, new: int, hashes: Hashes) -> list[bytes]:
    """The hashes that prove that the tree of `new` leaves continues that of `old`. Raises NoSuchProof."""
    return _fetch(consistency_nodes(old, new), hashes)


def verify_inclusion(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raise NotIncluded unless the leaf is number `index` of the tree of `size` leaves under `root`.

    RFC 9162 section 2.1.3.2. A root does not say how large its tree is, and neighbouring sizes can
    take the same proof: take size and root from one signed checkpoint.
    """
    _require_hashes((leaf_hash, *proof, root), NotIncluded)
    if not 0 <= index < size:
        raise NotIncluded(f"Leaf {index} is not in a tree of size {size}.")
    sides = _sides(index, size - 1)
    if len(sides) != len(proof):
        raise NotIncluded(f"Leaf {index} of {size} takes a proof of {len(sides)} hashes, not {len(proof)}.")
    found = leaf_hash
    for is_left, sibling in zip(sides, proof, strict=True):
        found = node_hash(sibling, found) if is_left else node_hash(found, sibling)
    if found != root:
        raise NotIncluded(f"Leaf {index} and its proof lead to another root than that of size {size}.")


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Raise NotConsistent unless the first `old` leaves under `new_root` are those under `old_root`.

    RFC 9162 section 2.1.4.2. Equal sizes take an empty proof and equal roots; from size 0 nothing
    is proved.
    """
    _require_hashes((*proof, old_root, new_root), NotConsistent)
    if not 1 <= old <= new:
        raise NotConsistent(f"Nothing can prove that size {new} continues size {old}.")
    if old == new:
        return _require_same(new, proof, old_root, new_root)
    # A perfect old tree is itself the subtree that the proof starts from.
    path = [old_root, *proof] if old.bit_count() == 1 else list(proof)
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    sides = _sides(node, last)
    if len(path) != len(sides) + 1:
        expected = len(sides) + len(proof) + 1 - len(path)
        raise NotConsistent(f"Sizes {old} and {new} take a proof of {expected} hashes, not {len(proof)}.")
    old_found = new_found = path[0]
    for is_left, sibling in zip(sides, path[1:], strict=True):
        if is_left:
            old_found = node_hash(sibling, old_found)
        new_found = node_hash(sibling, new_found) if is_left else node_hash(new_found, sibling)
    if old_found != old_root:
        raise NotConsistent(f"The proof leads to another root of size {old} than the one given.")
    if new_found != new_root:
        raise NotConsistent(f"The proof leads to another root of size {new} than the one given.")
    return None


def _require_same(size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    if proof:
        raise NotConsistent(f"Two trees of size {size} take an empty proof, not {len(proof)} hashes.")
    if old_root != new_root:
        raise NotConsistent(f"Two trees of size {size} have different roots.")


def _require_hashes(hashes: Sequence[bytes], refusal: type[NotIncluded | NotConsistent]) -> None:
    if any(len(one) != HASH_BYTES for one in hashes):
        raise refusal(f"A hash has {HASH_BYTES} bytes; one of these has another length.")


def _sides(node: int, last: int) -> list[bool]:
    """For each hash of a proof, upwards, whether it stands left; the fn and sn of RFC 9162.

    `node` is where the climb starts in its row, `last` the last one of that row.
    """
    sides = []
    while last:
        is_left = node & 1 == 1 or node == last
        if is_left:
            # Without a sibling to its right, the last of a row moves up as it is.
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        sides.append(is_left)
        node, last = node >> 1, last >> 1
    return sides


def _fetch(nodes: Sequence[tuple[Subtree, ...]], hashes: Hashes) -> list[bytes]:
    """The hash of each node, all asked for in one call, so that a caller can read each tile once."""
    wanted = [subtree for node in nodes for subtree in node]
    found = dict(zip(wanted, hashes(wanted), strict=True))
    return [fold_right([found[subtree] for subtree in node]) for node in nodes]


def _split(size: int) -> int:
    """The largest power of two smaller than `size`, which is at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def _count_subtrees(first: int, end: int) -> int:
    """How many `subtrees_of(first, end)` gives.

    Below the highest bit in which first - 1 and end differ, each zero of first - 1 is a subtree
    on the way up, and each one of `end` a subtree on the way down.
    """
    if first == 0:
        return end.bit_count()
    below = (1 << max(((first - 1) ^ end).bit_length() - 1, 0)) - 1
    return (~(first - 1) & below).bit_count() + (end & below).bit_count()
