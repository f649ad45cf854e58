"""A salt is bytes of a ChaCha20 keystream at a place that follows from the position."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.archive.salts import BLOCK, SALT_BYTES, salts

KEY = bytes(range(32))
PLACES = st.one_of(
    st.integers(0, 40), st.integers(BLOCK - 20, BLOCK + 20), st.integers(0, 2**62), st.just(7 * BLOCK)
)


def quarter_round(state: list[int], a: int, b: int, c: int, d: int) -> None:
    for x, y, z, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        state[x] = (state[x] + state[y]) & 0xFFFFFFFF
        turned = state[z] ^ state[x]
        state[z] = (turned << bits | turned >> (32 - bits)) & 0xFFFFFFFF


def chacha20_block(key: bytes, counter: int, nonce: bytes) -> bytes:
    """RFC 8439 section 2.3, by the book."""
    start = [0x61707865, 0x3320646E, 0x79622D32, 0x6B206574]
    start += [*struct.unpack("<8I", key), counter, *struct.unpack("<3I", nonce)]
    state = list(start)
    for _ in range(10):
        for column in range(4):
            quarter_round(state, column, column + 4, column + 8, column + 12)
        for diagonal in range(4):
            quarter_round(
                state, diagonal, 4 + (diagonal + 1) % 4, 8 + (diagonal + 2) % 4, 12 + (diagonal + 3) % 4
            )
    return struct.pack("<16I", *((x + y) & 0xFFFFFFFF for x, y in zip(state, start, strict=True)))


def salt(key: bytes, position: int) -> bytes:
    """The format's sentence for one position: bytes [16 (p mod 2**20), +16) of that stream."""
    offset = 16 * (position % 2**20)
    nonce = bytes(4) + (position // 2**20).to_bytes(8, "big")
    within = offset % 64
    return chacha20_block(key, offset // 64, nonce)[within : within + 16]


def test_the_block_function_below_is_that_of_rfc_8439() -> None:
    block = chacha20_block(KEY, 1, bytes.fromhex("000000090000004a00000000"))

    assert block.hex().startswith("10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e")


@settings(max_examples=60, deadline=None)
@given(key=st.binary(min_size=32, max_size=32), first=PLACES, count=st.integers(0, 12))
def test_the_salts_of_a_range_are_those_of_its_positions(key: bytes, first: int, count: int) -> None:
    assert salts(key, first, first + count) == b"".join(salt(key, first + i) for i in range(count))


def test_a_range_over_several_blocks_has_all_its_salts() -> None:
    first, end = BLOCK - 3, 3 * BLOCK + 2

    together = salts(KEY, first, end)

    assert len(together) == SALT_BYTES * (end - first)
    for position in (first, BLOCK - 1, BLOCK, 2 * BLOCK - 1, 2 * BLOCK, 3 * BLOCK, end - 1):
        assert together[SALT_BYTES * (position - first) :][:SALT_BYTES] == salt(KEY, position)


def test_the_format_does_not_drift() -> None:
    assert salts(KEY, 1_234_567, 1_234_569).hex() == (
        "e181fb7946d503737e3597bf4654cec800bc99ef954f451a251f262c01fe364c"
    )


@pytest.mark.parametrize(("first", "end"), [(-1, 2), (5, 4)])
def test_what_is_no_range_is_refused(first: int, end: int) -> None:
    with pytest.raises(ValueError, match="no range"):
        salts(KEY, first, end)
