"""抽出: a sample that anybody can draw again from its seed, and that nobody can steer. Pure.

The places are hashes of the seed and a counter (SHA-256), so the sample is the same on every machine and with
every version of Python. 256 bits are taken modulo the population: the bias is below 2**-190 for any ledger.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def draw(seed: str, population: int, size: int) -> tuple[int, ...]:
    """`size` different places out of range(population), in ascending order; all of them where there are no more."""
    assert population >= 0
    assert size >= 0
    if size >= population:
        return tuple(range(population))
    found: set[int] = set()
    turn = 0
    while len(found) < size:
        digest = hashlib.sha256(f"{seed}:{turn}".encode()).digest()
        found.add(int.from_bytes(digest, "big") % population)
        turn += 1
    return tuple(sorted(found))


def digest_of(numbers: Sequence[int]) -> str:
    """One SHA-256 over the drawn numbers, so that a sample drawn again can be held against the first."""
    return hashlib.sha256(",".join(map(str, numbers)).encode()).hexdigest()
