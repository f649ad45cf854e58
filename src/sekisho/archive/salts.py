"""The salts that keep a proof from telling what its neighbours are (archive format, section 4).

They are a ChaCha20 keystream (RFC 8439) under the salt key of a month, so no column holds them and the salts
of any range are computed at once.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20

SALT_BYTES: Final = 16
SALT_KEY_BYTES: Final = 32
BLOCK: Final = 1 << 20
"""Positions under one nonce: 2**18 blocks of ChaCha20, so its 32-bit counter never comes near its end."""

_SALTS_A_CIPHER_BLOCK: Final = 64 // SALT_BYTES


def salts(salt_key: bytes, first: int, end: int) -> bytes:
    """The salts of the positions [first, end) one after another, 16 bytes each; one cipher call a BLOCK.

    `salt_key` is that of the local month of these records; a range over the end of a month takes two calls.
    """
    if not 0 <= first <= end:
        raise ValueError(f"[{first}, {end}) is no range of positions")
    borders = [first, *range((first // BLOCK + 1) * BLOCK, end, BLOCK), end]
    return b"".join(_within_a_block(salt_key, start, stop) for start, stop in pairwise(borders))


def _within_a_block(salt_key: bytes, first: int, end: int) -> bytes:
    block, index = divmod(first, BLOCK)
    counter, before = divmod(index, _SALTS_A_CIPHER_BLOCK)
    # `cryptography` takes counter (little-endian) and nonce of RFC 8439 as one value of 16 bytes.
    nonce = counter.to_bytes(4, "little") + bytes(4) + block.to_bytes(8, "big")
    encryptor = Cipher(ChaCha20(salt_key, nonce), mode=None).encryptor()
    stream = encryptor.update(bytes(SALT_BYTES * (before + end - first)))
    return stream[SALT_BYTES * before :]
