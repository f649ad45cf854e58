"""Marks: which of 256 records differs, at a quarter of a byte a record (spec 9)."""

from __future__ import annotations

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
    """Where two marks of one part disagree: ranges [a, b) of positions, one record wide where that is certain.

    Raises ValueError where the lengths differ.
    """
    if len(kept) != len(given):
        raise ValueError("the marks are of parts of different length")
    differ = (_blocks(kept) != _blocks(given)).astype(np.uint8)
    found = []
    for block in np.flatnonzero(differ.any(axis=(1, 2))):
        begin = first // BLOCK * BLOCK + int(block) * BLOCK
        pairs = differ[block]
        if (pairs.sum(axis=1) == 1).all():
            place = sum(int(pairs[bit, 1]) << bit for bit in range(BITS))
            found.append((begin + place, begin + place + 1))
        else:
            found.append((begin, begin + BLOCK))
    return found


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
