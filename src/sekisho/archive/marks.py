"""Marks: which one or two of 256 records differ, at a quarter of a byte a record (spec 9)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sekisho.archive.bulk import Bytes

BLOCK = 256
BITS = 8
BLOCK_BYTES = BITS * 2 * 4


def marks_of(first: int, leaves: Bytes) -> bytes:
    """The marks of a part of records [first, first + n); `leaves` has shape (n, 32)."""
    begin, end = first // BLOCK * BLOCK, -(-(first + len(leaves)) // BLOCK) * BLOCK
    beginnings = np.zeros(end - begin, np.uint32)
    beginnings[first - begin : first - begin + len(leaves)] = (
        np.ascontiguousarray(leaves[:, :4]).view(">u4").reshape(-1)
    )
    blocks = beginnings.reshape(-1, BLOCK)
    every = np.bitwise_xor.reduce(blocks, axis=1)
    found = np.zeros((len(blocks), BITS, 2), ">u4")
    for bit in range(BITS):
        halves = blocks.reshape(-1, BLOCK >> bit + 1, 2, 1 << bit)
        found[:, bit, 1] = np.bitwise_xor.reduce(halves[:, :, 1], axis=(1, 2))
        found[:, bit, 0] = every ^ found[:, bit, 1]
    return found.tobytes()


def differing(first: int, kept: bytes, given: bytes) -> list[tuple[int, int]]:
    """Where two marks of one part disagree: ranges [a, b) of positions, one record wide for one or two of a block.

    Raises ValueError where the lengths differ.
    """
    if len(kept) != len(given):
        raise ValueError("the marks are of parts of different length")
    changes = _blocks(kept) ^ _blocks(given)
    found = []
    for block in np.flatnonzero(changes.any(axis=(1, 2))):
        begin = first // BLOCK * BLOCK + int(block) * BLOCK
        pairs = [(int(zero), int(one)) for zero, one in changes[block]]
        places = _one(pairs) or _two(pairs)
        found += [(begin + place, begin + place + 1) for place in places] or [(begin, begin + BLOCK)]
    return found


def _one(pairs: Sequence[tuple[int, int]]) -> list[int]:
    """The place of the one record that changed: of each pair just one mark did."""
    if any(bool(zero) == bool(one) for zero, one in pairs):
        return []
    return [sum(bool(one) << bit for bit, (_zero, one) in enumerate(pairs))]


def _two(pairs: Sequence[tuple[int, int]]) -> list[int]:
    """The places of the two records that changed, in order.

    A bit in which they differ shows the change of each apart, x and y, always the same two; one in which they
    agree shows both changes in one mark, x ^ y, and none in the other. With three records that cannot be so
    but by a chance of one in 2³².
    """
    apart = [pair for pair in pairs if all(pair)]
    if not apart or apart[0][0] == apart[0][1]:
        return []
    x, y = apart[0]
    places = [0, 0]
    for bit, pair in enumerate(pairs):
        values = {(x, y): (0, 1), (y, x): (1, 0), (x ^ y, 0): (0, 0), (0, x ^ y): (1, 1)}.get(pair)
        if values is None:
            return []
        places = [place | value << bit for place, value in zip(places, values, strict=True)]
    return sorted(places)


def merged(parts: list[tuple[int, bytes]]) -> bytes:
    """The marks of parts that follow one another, as those of one part. `parts`: first position and marks."""
    begin = parts[0][0] // BLOCK
    blocks: dict[int, npt.NDArray[np.uint32]] = {}
    for first, marks in parts:
        for place, block in enumerate(_blocks(marks), first // BLOCK - begin):
            blocks[place] = blocks[place] ^ block if place in blocks else block
    return np.stack([blocks[place] for place in range(len(blocks))]).astype(">u4").tobytes()


def _blocks(marks: bytes) -> npt.NDArray[np.uint32]:
    return np.frombuffer(marks, ">u4").reshape(-1, BITS, 2).astype(np.uint32)
