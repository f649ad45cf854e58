"""Numbers and bytes as the C2SP texts write them: each value in one way only.

Two ways to write one value would be two texts under one signature's meaning, so readers refuse all but one.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from typing import Final

LARGEST: Final = 2**63 - 1
"""The largest tree size and index: what a signed 64-bit integer holds."""

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_SHOWN = 40  # characters of a refused text that a message repeats


class NotCanonical(ValueError):
    """A number or bytes, written otherwise than in the one way."""

    def __init__(self, text: str, what: str) -> None:
        super().__init__(f"{text[:_SHOWN]!r} is not {what}.")


def to_base64(data: bytes) -> str:
    """RFC 4648 section 4: the standard alphabet, padded."""
    return b64encode(data).decode("ascii")


def from_base64(text: str) -> bytes:
    """What `to_base64` turned into `text`. Raises NotCanonical, also where unused bits are set."""
    try:
        data = b64decode(text, validate=True)
    except ValueError:
        raise NotCanonical(text, "padded standard base64") from None
    if to_base64(data) != text:
        raise NotCanonical(text, "base64 whose unused bits are zero")
    return data


def from_decimal(text: str) -> int:
    """A whole number in [0, LARGEST] in ASCII digits, without leading zeros. Raises NotCanonical."""
    if not _DECIMAL.fullmatch(text) or int(text) > LARGEST:
        raise NotCanonical(text, f"a decimal number from 0 to {LARGEST} without leading zeros")
    return int(text)
