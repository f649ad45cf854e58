"""Trees of any size: every true proof is accepted, and nothing that differs from it by one bit.

One change cannot be refused, and is told in advance here: a root does not say how large its tree is,
so where two sizes take a proof of the same shape, RFC 9162 accepts either. That is why size and root
are only ever taken together from one signed checkpoint. Counted as `size, same shape, accepted`.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sekisho.archive.hashing import leaf_hash, pair_hashes
from sekisho.archive.merkle import (
    CompactRange,
    NotConsistent,
    NotIncluded,
    Subtree,
    compact_range_of,
    consistency_proof,
    inclusion_proof,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from sekisho.archive.tiles import hashes_from_tiles
from tests import naive_tree
from tests.campaigns.frame import Campaign, CampaignFailure, Counts

LARGEST = 5_000
SMALL = 64
EVERY_PAIR_UP_TO = 32
EVERY_BIT_UP_TO = 8
PAIRS = 300
REWRITTEN_PAIRS = 20
ENTRY_BYTES = 40

Inclusion = tuple[bytes, int, int, Sequence[bytes], bytes]
Consistency = tuple[int, int, Sequence[bytes], bytes, bytes]
Shape = list[str]


@dataclass(frozen=True, slots=True)
class Tree:
    """All that a case needs of a tree: rows[level] its perfect subtrees, roots[size] of every size."""

    entries: list[bytes]
    rows: list[list[bytes]]
    roots: list[bytes]

    @property
    def size(self) -> int:
        return len(self.entries)

    def hashes(self, subtrees: Sequence[Subtree]) -> list[bytes]:
        return [self.rows[subtree.level][subtree.index] for subtree in subtrees]

    def read_tile(self, level: int, index: int, width: int) -> bytes:
        return b"".join(self.rows[8 * level][256 * index :][:width])

    def inclusion(self, index: int, size: int) -> Inclusion:
        proof = inclusion_proof(index, size, self.hashes)
        return self.rows[0][index], index, size, proof, self.roots[size]

    def consistency(self, old: int, new: int) -> Consistency:
        return old, new, consistency_proof(old, new, self.hashes), self.roots[old], self.roots[new]


def run(case: int, rng: random.Random, context: None) -> Counts:
    """One tree: its roots, all inclusion proofs, all or many consistency proofs, and changes of each."""
    tree = grow(random_entries(rng))
    tally: Counter[str] = Counter({"trees": 1, "leaves": tree.size})
    check_roots(tree, rng)
    check_tiles(tree, rng, tally)
    for index in range(tree.size):
        size = tree.size if rng.random() < 0.75 else rng.randint(index + 1, tree.size)
        check_inclusion(tree, tree.inclusion(index, size), rng, tally)
    for old, new in pairs(tree.size, rng):
        check_consistency(tree, tree.consistency(old, new), rng, tally)
    check_rewritten(tree, rng, tally)
    return tally


def check_inclusion(tree: Tree, true: Inclusion, rng: random.Random, tally: Counter[str]) -> None:
    """The statement is accepted, changes of it are not."""
    demand(verify_inclusion, true, "inclusion proofs, accepted", tally)
    for what, changed in changed_inclusions(tree, true, rng):
        same = what == "size" and turns(changed[1], changed[2]) == turns(true[1], true[2])
        demand(verify_inclusion, changed, verdict("inclusion", what, same), tally, accepted=same)


def check_consistency(tree: Tree, true: Consistency, rng: random.Random, tally: Counter[str]) -> None:
    """As `check_inclusion`."""
    demand(verify_consistency, true, "consistency proofs, accepted", tally)
    for what, changed in changed_consistencies(tree, true, rng):
        same = what.endswith("size") and climb(changed[0], changed[1]) == climb(true[0], true[1])
        demand(verify_consistency, changed, verdict("consistency", what, same), tally, accepted=same)


def verdict(proof: str, what: str, same: bool) -> str:
    """How a change is counted."""
    return f"{proof}: {what}, same shape, accepted" if same else f"{proof}: {what}, refused"


def demand(
    verify: Callable[..., None],
    arguments: tuple[object, ...],
    what: str,
    tally: Counter[str],
    *,
    accepted: bool = True,
) -> None:
    """Count the statement if the verifier accepts or refuses it as it should; else fail."""
    try:
        verify(*arguments)
        found = True
    except (NotIncluded, NotConsistent):
        found = False
    if found != accepted:
        said = "accepted" if found else "refused"
        numbers = ", ".join(str(one) for one in arguments if isinstance(one, int))
        raise CampaignFailure(f"Not as it should be ({what}): the verifier {said} {numbers}.", tally)
    tally[what] += 1


def random_entries(rng: random.Random) -> list[bytes]:
    """Small trees, trees about a power of two, and trees of any size, a third each.

    Each entry names its position, as the records of the archive do: of two equal neighbours, either
    index is proved by the same proof, and rightly so.
    """
    about = (1 << rng.randint(0, 12)) + rng.randint(-1, 1)
    size = rng.choice((rng.randint(1, SMALL), max(1, about), rng.randint(1, LARGEST)))
    return [position.to_bytes(8) + rng.randbytes(rng.randint(0, ENTRY_BYTES)) for position in range(size)]


def grow(entries: list[bytes]) -> Tree:
    """The tree over the entries, grown leaf by leaf for the roots of every size."""
    rows = [[leaf_hash(entry) for entry in entries]]
    while len(rows[-1]) > 1:
        rows.append(pair_hashes(rows[-1]))
    kept = CompactRange()
    roots = [kept.root()]
    for leaf in rows[0]:
        kept = kept.append(leaf)
        roots.append(kept.root())
    return Tree(entries, rows, roots)


def check_roots(tree: Tree, rng: random.Random) -> None:
    """Every way to a root leads to that of RFC 6962: for small trees at every size, else at three."""
    some = {0, rng.randint(0, tree.size), tree.size}
    for size in range(tree.size + 1) if tree.size <= SMALL else some:
        middle = rng.randint(0, size)
        left, right = tree.rows[0][:middle], tree.rows[0][middle:size]
        ways = {
            tree.roots[size],
            naive_tree.mth(tree.entries[:size]),
            root_of(size, tree.hashes),
            compact_range_of(0, left).extend(compact_range_of(middle, right)).root(),
        }
        if len(ways) > 1:
            raise CampaignFailure(f"Size {size} has {len(ways)} roots.")


def check_tiles(tree: Tree, rng: random.Random, tally: Counter[str]) -> None:
    """Proofs from tiles alone are the same proofs."""
    hashes = hashes_from_tiles(tree.read_tile, tree.size)
    for _ in range(3):
        index, old = rng.randrange(tree.size), rng.randint(1, tree.size)
        if inclusion_proof(index, tree.size, hashes) != tree.inclusion(index, tree.size)[3]:
            raise CampaignFailure(f"The tiles of size {tree.size} give another proof of leaf {index}.", tally)
        if consistency_proof(old, tree.size, hashes) != tree.consistency(old, tree.size)[2]:
            raise CampaignFailure(f"The tiles of size {tree.size} give another proof from {old}.", tally)
        tally["proofs from tiles, the same"] += 2


def check_rewritten(tree: Tree, rng: random.Random, tally: Counter[str]) -> None:
    """A tree grown anew over one changed bit does not continue the old one, with the best proof it has."""
    at = rng.randrange(tree.size)
    changed = flipped(tree.entries[at], rng.randrange(8 * len(tree.entries[at])))
    forged = grow([*tree.entries[:at], changed, *tree.entries[at + 1 :]])
    for _ in range(REWRITTEN_PAIRS):
        old = rng.randint(at + 1, tree.size)
        new = rng.randint(old, tree.size)
        proof = consistency_proof(old, new, forged.hashes)
        statement = (old, new, proof, tree.roots[old], forged.roots[new])
        demand(verify_consistency, statement, "consistency: record, refused", tally, accepted=False)


def pairs(size: int, rng: random.Random) -> Iterator[tuple[int, int]]:
    """Old and new sizes: all there are in a small tree, else many."""
    if size <= EVERY_PAIR_UP_TO:
        yield from ((old, new) for new in range(1, size + 1) for old in range(1, new + 1))
        return
    for _ in range(PAIRS):
        new = size if rng.random() < 0.5 else rng.randint(1, size)
        yield rng.randint(1, new), new


def changed_inclusions(tree: Tree, true: Inclusion, rng: random.Random) -> Iterator[tuple[str, Inclusion]]:
    """The statement with one bit changed in one place: every bit in turn for the smallest trees."""
    leaf, index, size, proof, root = true
    entry = tree.entries[index]
    for bit in bits(8 * len(entry), tree, rng):
        yield "record", (leaf_hash(flipped(entry, bit)), index, size, proof, root)
    for other in changed_proofs(proof, tree, rng):
        yield "proof", (leaf, index, size, other, root)
    for other in wrong_lengths(proof, rng):
        yield "length of proof", (leaf, index, size, other, root)
    for bit in bits(256, tree, rng):
        yield "root", (leaf, index, size, proof, flipped(root, bit))
    for bit in bits(tree.size.bit_length() + 1, tree, rng):
        yield "index", (leaf, index ^ 1 << bit, size, proof, root)
        yield "size", (leaf, index, size ^ 1 << bit, proof, root)


def changed_consistencies(
    tree: Tree, true: Consistency, rng: random.Random
) -> Iterator[tuple[str, Consistency]]:
    """As `changed_inclusions`."""
    old, new, proof, old_root, new_root = true
    for other in changed_proofs(proof, tree, rng):
        yield "proof", (old, new, other, old_root, new_root)
    for other in wrong_lengths(proof, rng):
        yield "length of proof", (old, new, other, old_root, new_root)
    for bit in bits(256, tree, rng):
        yield "old root", (old, new, proof, flipped(old_root, bit), new_root)
        yield "new root", (old, new, proof, old_root, flipped(new_root, bit))
    for bit in bits(tree.size.bit_length() + 1, tree, rng):
        yield "old size", (old ^ 1 << bit, new, proof, old_root, new_root)
        yield "new size", (old, new ^ 1 << bit, proof, old_root, new_root)


def changed_proofs(proof: Sequence[bytes], tree: Tree, rng: random.Random) -> Iterator[list[bytes]]:
    """The proof with one bit changed."""
    for bit in bits(256 * len(proof), tree, rng):
        at = bit // 256
        yield [*proof[:at], flipped(proof[at], bit % 256), *proof[at + 1 :]]


def wrong_lengths(proof: Sequence[bytes], rng: random.Random) -> Iterator[list[bytes]]:
    """The proof with a hash taken out, and with one put in."""
    at = rng.randint(0, len(proof))
    if at < len(proof):
        yield [*proof[:at], *proof[at + 1 :]]
    yield [*proof[:at], rng.choice((*proof, rng.randbytes(32))), *proof[at:]]


def bits(count: int, tree: Tree, rng: random.Random) -> Sequence[int]:
    """Which of so many bits are changed: each in turn in the smallest trees, else one by chance."""
    if tree.size <= EVERY_BIT_UP_TO or count == 0:
        return range(count)
    return (rng.randrange(count),)


def flipped(data: bytes, bit: int) -> bytes:
    """The bytes with one bit changed."""
    changed = bytearray(data)
    changed[bit >> 3] ^= 1 << (bit & 7)
    return bytes(changed)


def turns(m: int, n: int) -> Shape | None:
    """On which side each hash of PATH(m, D[n]) stands, by RFC 6962; None where there is no proof."""
    if not 0 <= m < n:
        return None
    if n == 1:
        return []
    k = naive_tree.split(n)
    below = turns(m, k) if m < k else turns(m - k, n - k)
    return [*(below or []), "right" if m < k else "left"]


def climb(m: int, n: int, *, b: bool = True) -> Shape | None:
    """From what PROOF(m, D[n]) starts, and on which side each hash stands; None where there is no proof."""
    if not 1 <= m <= n:
        return None
    if m == n:
        return ["old root" if b else "hash"]
    k = naive_tree.split(n)
    below = climb(m, k, b=b) if m <= k else climb(m - k, n - k, b=False)
    return [*(below or []), "right" if m <= k else "left"]


def prepare(folder: Path) -> None:
    """Trees share nothing."""


TREES: Campaign[None] = Campaign(
    name="trees",
    sentence="Every true proof of a random tree is accepted, and none that differs from it by one bit.",
    cases=500,
    sample=5,
    prepare=prepare,
    run=run,
)
