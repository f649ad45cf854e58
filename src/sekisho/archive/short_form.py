"""The short form of a checkpoint, for paper: `operations-1234567-4K7Q-…-9D0M` (archive format, section 7).

It holds no signature: the paper it is printed on vouches for it. The first 160 bits of the root are enough to
find out a log that was changed afterwards, which would take about 2¹⁶⁰ attempts. Two trees prepared beforehand
to share them would take 2⁸⁰.

Against slips of the hand stand 20 check bits of a hash over all that is before them. A character typed wrong or
two neighbours swapped is found always where it is in the check characters or breaks the shape, and elsewhere
but for one chance in 2²⁰, about a million: as for any other mistake. Mixing up O and 0, or I, L and 1, is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final
from unicodedata import normalize

from sekisho.archive.checkpoints import Checkpoint
from sekisho.archive.text_encodings import NotCanonical, from_decimal

ROOT_BYTES: Final = 20

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: without I, L, O and U
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_ROOT_DIGITS, _CHECK_DIGITS, _GROUP = 32, 4, 4
_LONGEST_INPUT = 400

_LOG = re.compile(r"[a-z][a-z0-9_]*")
_SHAPE = re.compile(r"\s*([^\s-]+)[\s-]+([^\s-]+)[\s-]+(.*)", re.DOTALL)
_BETWEEN = re.compile(r"[\s-]")
_DASHES = str.maketrans(dict.fromkeys("‐‒–—―−ー", "-"))  # what keyboards and NFKC give in place of a hyphen
_ALIKE = str.maketrans("OIL", "011")


class Fault(StrEnum):
    """What a mistyped short form lacks."""

    SHAPE = "shape"
    """It cannot be one: a part is missing, too long or of characters that do not occur."""
    CHECK = "check"
    """Its check characters belong to another one."""


class Mistyped(ValueError):
    """The text is no short form, so it says nothing about any log. `fault` says which of two things is wrong."""

    def __init__(self, fault: Fault, reason: str) -> None:
        self.fault = fault
        super().__init__(reason)


class NoShortName(ValueError):
    """The origin of the checkpoint does not end in a short name, so it cannot be printed in short."""

    def __init__(self, origin: str) -> None:
        super().__init__(f"{origin} does not end in a short name such as /operations.")


@dataclass(frozen=True, slots=True)
class ShortForm:
    """Short name of the log, size of its tree, first 20 bytes of the root."""

    log: str
    size: int
    root_prefix: bytes

    def __str__(self) -> str:
        """As it is printed, in groups of four."""
        root = _to_digits(int.from_bytes(self.root_prefix, "big"), _ROOT_DIGITS)
        digits = root + _check_digits(self.log, self.size, root)
        groups = (digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP))
        return "-".join((self.log, str(self.size), *groups))

    def agrees_with(self, checkpoint: Checkpoint) -> bool:
        """Whether it was printed from this checkpoint: short name, size and the root as far as it is kept."""
        return (
            self.log == _short_name(checkpoint)
            and self.size == checkpoint.size
            and self.root_prefix == checkpoint.root[:ROOT_BYTES]
        )


def short_form_of(checkpoint: Checkpoint) -> ShortForm:
    """The short form to print. Raises NoShortName."""
    log = _short_name(checkpoint)
    if not _LOG.fullmatch(log):
        raise NoShortName(checkpoint.origin)
    return ShortForm(log, checkpoint.size, checkpoint.root[:ROOT_BYTES])


def parse_short_form(text: str) -> ShortForm:
    """Read what somebody typed from paper. Raises Mistyped.

    Upper and lower case, full-width characters, O for 0 and I or L for 1 are all the same; between and within
    the groups hyphens and spaces may stand or be left out, but name, size and groups are kept apart.
    """
    if len(text) > _LONGEST_INPUT:
        raise Mistyped(Fault.SHAPE, f"A short form is not longer than {_LONGEST_INPUT} characters.")
    parts = _SHAPE.fullmatch(normalize("NFKC", text).translate(_DASHES))
    if parts is None:
        raise Mistyped(Fault.SHAPE, "Name, size and eight groups are expected, with hyphens between them.")
    log = parts[1].lower()
    if not _LOG.fullmatch(log):
        raise Mistyped(Fault.SHAPE, f"{parts[1]!r} is not the short name of a log.")
    try:
        size = from_decimal(parts[2].upper().translate(_ALIKE))
    except NotCanonical as reason:
        raise Mistyped(Fault.SHAPE, f"The size of the tree is no number: {reason}") from reason
    digits = _BETWEEN.sub("", parts[3]).upper().translate(_ALIKE)
    if unknown := next((digit for digit in digits if digit not in _VALUES), None):
        raise Mistyped(Fault.SHAPE, f"{unknown!r} does not occur in the groups of a short form.")
    if len(digits) != _ROOT_DIGITS + _CHECK_DIGITS:
        raise Mistyped(
            Fault.SHAPE,
            f"The nine groups have {_ROOT_DIGITS + _CHECK_DIGITS} characters; here are {len(digits)}.",
        )
    root, check = digits[:_ROOT_DIGITS], digits[_ROOT_DIGITS:]
    if check != _check_digits(log, size, root):
        raise Mistyped(Fault.CHECK, f"The check characters {check} belong to another short form.")
    return ShortForm(log, size, _from_digits(root).to_bytes(ROOT_BYTES, "big"))


def _check_digits(log: str, size: int, root: str) -> str:
    digest = sha256(f"sekisho.archive/short/v1\n{log}\n{size}\n{root}\n".encode()).digest()
    return _to_digits(int.from_bytes(digest[:3], "big") >> 4, _CHECK_DIGITS)


def _short_name(checkpoint: Checkpoint) -> str:
    return checkpoint.origin.rpartition("/")[2]


def _to_digits(number: int, length: int) -> str:
    """`length` digits of 5 bits each, the highest first."""
    return "".join(_DIGITS[number >> 5 * place & 31] for place in reversed(range(length)))


def _from_digits(digits: str) -> int:
    number = 0
    for digit in digits:
        number = number << 5 | _VALUES[digit]
    return number
