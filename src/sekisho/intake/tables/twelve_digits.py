"""Twelve digits in a row, however they are written: found, weighed, and masked where a text is shown.

The check digit is that of 総務省令 (行政手続における特定の個人を識別するための番号の利用等に関する法律の規定による通知カード
及び個人番号カード並びに情報提供ネットワークシステムによる特定個人情報の提供等に関する省令) 第5条: of the eleven digits
before it, P_n counted from the right, Q_n = n + 1 up to 6 and n - 5 from 7 on, 11 - (sum of P_n Q_n mod 11), or 0 where
that remainder is at most 1. One of about ten numbers with twelve digits passes by chance.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

DIGITS: Final = 12
DIGIT: Final = "[0-9０-９]"
_BLANKS: Final = " \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_HYPHENS: Final = "\\-_＿\u2010-\u2015\u2043\u2212\u30fc\ufe58\ufe63\uff0d\uff70"
_POINTS: Final = "./·・･．／"
_BROKEN: Final = "\ufffd"  # a byte that is no character may stand for what separated them
_LINE_ENDS: Final = "\r\n\x0b\x0c\x85\u2028\u2029"
_COMMAS: Final = ",，"
# What nobody sees: soft hyphens, joiners, marks of direction, variation selectors, control characters.
_UNSEEN: Final = (
    "\x01-\x08\x0e-\x1f\x7f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
BETWEEN: Final = f"[{_BLANKS}{_HYPHENS}{_POINTS}{_BROKEN}]{{0,3}}"  # within a line
_ANYHOW: Final = f"{_BLANKS}{_HYPHENS}{_POINTS}{_BROKEN}{_LINE_ENDS}"
_GROUPED: Final = rf"{DIGIT}{{4}}[{_ANYHOW}]{{0,3}}{DIGIT}{{4}}[{_ANYHOW}]{{0,3}}{DIGIT}{{4}}"
_THOUSANDS: Final = rf"{DIGIT}{{3}}(?:[{_COMMAS}]{DIGIT}{{3}}){{3}}"
# Ahead only, so that the beginning of one candidate may lie within another: `0001 1234 5678 9018`.
_ALONE: Final = re.compile(rf"(?<!{DIGIT})(?=({_GROUPED}|{_THOUSANDS})(?!{DIGIT}))")
_WHOLE: Final = re.compile(rf"{DIGIT}(?:[{_ANYHOW}{_COMMAS}]{{0,3}}{DIGIT}){{11}}")
_MASKED: Final = re.compile(rf"{DIGIT}{{12,}}|(?<!{DIGIT})(?:{_GROUPED}|{_THOUSANDS})(?!{DIGIT})")
_NOTHING: Final = re.compile(f"[{_UNSEEN}]+")
# For RE2, over a whole column: every text that `holds` finds something in has this, and few others have.
_PERHAPS: Final = rf"(?:{DIGIT}[{_ANYHOW}{_COMMAS}{_UNSEEN}]*){{11}}{DIGIT}"
_ZERO, _WIDE_ZERO, _NINES = np.uint8(ord("0")), np.uint8(0x90), np.uint8(9)
_LEAD: Final = 0xBC  # the byte before the last one of ０ to ９ in UTF-8, which are 0x90 to 0x99


def passes(text: str) -> bool:
    """Whether the digits of it are twelve and the last is the right check digit, whatever stands between them."""
    digits = [int(each) for each in unicodedata.normalize("NFKC", text) if each in "0123456789"]
    if len(digits) != DIGITS:
        return False
    weighed = sum(
        digit * (place + 1 if place <= 6 else place - 5)  # noqa: PLR2004 -- as the ordinance counts
        for place, digit in enumerate(reversed(digits[:11]), start=1)
    )
    rest = weighed % 11
    return digits[11] == (0 if rest <= 1 else 11 - rest)


def holds(text: str) -> bool:
    """Whether it is such a number, or one stands alone in it, in groups of four or not."""
    if len(text) < DIGITS:
        return False
    seen = _NOTHING.sub("", text)
    if _WHOLE.fullmatch(seen) and passes(seen):
        return True
    return any(passes(found) for found in _ALONE.findall(seen))


def which_hold(column: pa.Array) -> npt.NDArray[np.bool_]:
    """For each text of a column what `holds` says, without looking at each of them; a null holds none."""
    held = np.zeros(len(column), np.bool_)
    places = _figured(column)
    if not len(places):
        return held
    texts = column.take(pa.array(places))
    perhaps = np.asarray(pc.fill_null(pc.match_substring_regex(texts, _PERHAPS), False))
    for place in places[perhaps].tolist():
        held[place] = holds(column[place].as_py())
    return held


def masked(text: str) -> str:
    """The text with how many digits stood there in place of any twelve or more of them."""
    seen = _NOTHING.sub("", text)
    if _WHOLE.fullmatch(seen) and passes(seen):
        return _mask(seen)
    return _MASKED.sub(lambda found: _mask(found[0]), seen) if _MASKED.search(seen) else text


def _mask(digits: str) -> str:
    return f"〔{len(re.findall(DIGIT, digits))}桁の数字〕"


def _figured(column: pa.Array) -> npt.NDArray[np.int64]:
    """The places of the texts that may have twelve figures: their bytes are counted, all at once."""
    _valid, offsets_, data = column.buffers()
    if data is None or not len(column):
        return np.zeros(0, np.int64)
    offsets = np.frombuffer(offsets_, np.int32, len(column) + 1, column.offset * 4)
    long = np.flatnonzero(np.diff(offsets) >= DIGITS)
    if not len(long):
        return long
    begin = int(offsets[0])
    characters: npt.NDArray[np.uint8] = np.frombuffer(data, np.uint8, int(offsets[-1]) - begin, begin)
    figures = (characters - _ZERO) <= _NINES  # what is smaller turns over and becomes large
    figures[1:] |= ((characters[1:] - _WIDE_ZERO) <= _NINES) & (characters[:-1] == _LEAD)
    so_far = np.append(0, np.cumsum(figures, dtype=np.int32))
    enough: npt.NDArray[np.bool_] = (
        so_far[offsets[long + 1] - begin] - so_far[offsets[long] - begin] >= DIGITS
    )
    return long[enough]
