"""Ed25519 (RFC 8032) with the checks of a public key that `cryptography` leaves to its caller."""

from __future__ import annotations

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PUBLIC_KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P  # edwards25519: y² - x² = 1 + d x² y²


def why_unsound(public_key: bytes) -> str | None:
    """Why nothing may be trusted that this key verifies; None for a sound key.

    Under a point of small order anybody can make a signature that verifies. A y that is not reduced is a
    second encoding of another key (RFC 8032 section 5.1.3), and bytes that are no point verify nothing.
    """
    if len(public_key) != PUBLIC_KEY_BYTES:
        return f"it has {len(public_key)} bytes instead of {PUBLIC_KEY_BYTES}"
    y = int.from_bytes(public_key, "little") & (1 << 255) - 1
    if y >= _P:
        return "its y-coordinate is not reduced"
    square = y * y % _P
    # 8 A = 0 has the solutions y = ±1 (orders 1, 2), y = 0 (order 4) and, by doubling to y = 0,
    # those of d y⁴ + 2 y² - 1 = 0 (order 8).
    if y * (square - 1) * (_D * square * square + 2 * square - 1) % _P == 0:
        return "it is a point of small order"
    # x² = (y² - 1) / (d y² + 1), and a quotient is a square where the product is one.
    if pow((square - 1) * (_D * square + 1), (_P - 1) // 2, _P) != 1:
        return "it is not a point of the curve"
    return None


def verifies(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` (64 bytes) over `message` was made with the private key of a sound `public_key`."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True
