"""A tree of short entries that grows, and another that is the same up to one entry: for tests of witnesses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sekisho.archive.checkpoints import Checkpoint, format_checkpoint
from sekisho.archive.hashing import leaf_hash, perfect_root
from sekisho.archive.merkle import Subtree, compact_range_of, consistency_proof
from tests.unit.archive.signers import ORIGIN


@dataclass(frozen=True)
class Growing:
    """Entry i is the number i as text; from `differs_at` on another."""

    entries: int
    differs_at: int | None = None
    origin: str = ORIGIN

    def leaves(self, end: int) -> list[bytes]:
        border = end if self.differs_at is None else min(end, self.differs_at)
        return [leaf_hash(b"%d" % i if i < border else b"other %d" % i) for i in range(end)]

    def hashes(self, subtrees: Sequence[Subtree]) -> list[bytes]:
        leaves = self.leaves(self.entries)
        return [perfect_root(leaves[each.first : each.end]) for each in subtrees]

    def checkpoint(self, size: int) -> Checkpoint:
        return Checkpoint(self.origin, size, compact_range_of(0, self.leaves(size)).root())

    def text(self, size: int) -> str:
        return format_checkpoint(self.checkpoint(size))

    def proof(self, old: int, size: int) -> tuple[bytes, ...]:
        return tuple(consistency_proof(old, size, self.hashes)) if 1 <= old <= size else ()
