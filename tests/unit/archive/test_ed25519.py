"""Public keys under which anybody can sign, or nobody, are told from sound ones."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive.ed25519 import verifies, why_unsound

P = 2**255 - 19
SMALL_ORDER = {
    "order 1": 1,
    "order 2": P - 1,
    "order 4": 0,
    "order 8": int.from_bytes(
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
    ),
    "order 8, the other": int.from_bytes(
        bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"
    ),
}


def encoded(y: int, sign: int) -> bytes:
    return (y | sign << 255).to_bytes(32, "little")


@pytest.mark.parametrize("sign", [0, 1])
@pytest.mark.parametrize("order", SMALL_ORDER)
def test_a_point_of_small_order_is_no_key(order: str, sign: int) -> None:
    assert why_unsound(encoded(SMALL_ORDER[order], sign)) == "it is a point of small order"


def test_under_a_point_of_small_order_anybody_could_sign() -> None:
    identity = encoded(1, 0)

    assert verifies(identity, identity + bytes(32), b"whatever somebody likes")


@pytest.mark.parametrize("sign", [0, 1])
@pytest.mark.parametrize("y", range(P, 2**255))
def test_a_second_encoding_of_a_point_is_no_key(y: int, sign: int) -> None:
    assert why_unsound(encoded(y, sign)) == "its y-coordinate is not reduced"


def test_bytes_that_are_no_point_are_no_key() -> None:
    assert why_unsound(encoded(2, 0)) == "it is not a point of the curve"


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    assert why_unsound(b"\x03" * length) == f"it has {length} bytes instead of 32"


@given(st.binary(min_size=32, max_size=32))
def test_every_real_key_is_sound_and_verifies_what_it_signed(seed: bytes) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = private.public_key().public_bytes_raw()

    assert why_unsound(public) is None
    assert verifies(public, private.sign(b"message"), b"message")
    assert not verifies(public, private.sign(b"message"), b"another message")


@pytest.mark.parametrize("length", [0, 63, 65])
def test_a_signature_of_another_length_does_not_verify(length: int) -> None:
    public = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()

    assert not verifies(public, bytes(length), b"message")
