"""The two hashes of a tree (RFC 6962 section 2.1, unchanged in RFC 9162 section 2.1.1).

The prefix keeps them apart: no entry can be passed off as a node, and no node as an entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()


class NotPerfect(ValueError):
    """A perfect tree has a power of two of leaves, and this is another number."""

    def __init__(self, count: int) -> None:
        super().__init__(f"A perfect tree has 1, 2, 4, 8 … leaves, not {count}.")


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 ‖ entry), 32 bytes."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right), 32 bytes, of two hashes of 32 bytes."""
    return sha256(b"\x01" + left + right).digest()


def pair_hashes(hashes: Sequence[bytes]) -> list[bytes]:
    """The row of nodes above a row of hashes; one that is left over at the end is left out.

    The loop in which a long fold spends its time, hence without a call of `node_hash`.
    """
    row = iter(hashes)
    return [sha256(b"\x01" + left + right).digest() for left, right in zip(row, row, strict=False)]


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over 1, 2, 4, 8 … hashes of one level. Raises NotPerfect for another number."""
    if len(hashes).bit_count() != 1:
        raise NotPerfect(len(hashes))
    while len(hashes) > 1:
        hashes = pair_hashes(hashes)
    return hashes[0]
