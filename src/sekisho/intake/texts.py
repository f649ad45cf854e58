"""Bytes as text: UTF-8, cp932 or EUC-JP by evidence, and never without an answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

BOM: Final = b"\xef\xbb\xbf"
SAMPLE_BYTES: Final = 65_536  # what is looked at for evidence; a line of 10 MB is decoded as its beginning

# Weights of evidence. Words of log lines are short: "遮断" in EUC-JP are also four half-width letters in cp932.
_USUAL: Final = 3  # kana, and kanji of the first level
_SEEN: Final = 1  # punctuation, rarer kanji, half-width kana
_ODD: Final = -1  # Greek, Cyrillic, lines of boxes: what wrong readings are full of
_NEVER: Final = -4  # bytes without meaning; private characters
_VOICED: Final = 4  # half-width kana with a mark that it can have
_SEQUENCE: Final = 9  # three or four bytes that fit UTF-8 are seldom an accident
_BREACH: Final = -8  # a byte that does not fit UTF-8 is seldom one either

_PUNCTUATION: Final = (1, 3)  # rows of JIS X 0208; 3 is full-width letters and digits
_KANA: Final = (4, 5)
_NUMBERED: Final = 13  # circled numbers and the like
_FIRST_LEVEL: Final = range(16, 48)
_SECOND_LEVEL: Final = range(48, 85)
_EXTENSIONS: Final = (*range(89, 93), *range(115, 120))  # IBM's, in both places where cp932 has them
_KANA_BYTES: Final = range(0xA1, 0xE0)  # half-width
_PAIR: Final = 2
_CUT_BYTES: Final = 2  # the most that is left of a character at the end of a message


def decoded(raw: bytes) -> str:
    """The message as text; what is no character of its encoding becomes a lone surrogate (PEP 383), nothing is lost.

    For reading only: a byte order mark and NULs before it, and CR, LF and NULs behind it, are left out.
    """
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = _by_evidence(raw.lstrip(b"\0").removeprefix(BOM))
    return text.lstrip("\ufeff\0").rstrip("\r\n\0")


def _by_evidence(raw: bytes) -> str:
    # Words of ASCII alone say nothing, and no character of these encodings holds a blank.
    sample = b" ".join(word for word in raw[:SAMPLE_BYTES].split() if not word.isascii())
    evidence, place = max((each.evidence(sample), -place) for place, each in enumerate(_ENCODINGS))
    best = _ENCODINGS[-place if evidence > 0 else 0]
    for codec in best.codecs:
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return raw.decode(best.codecs[0], "surrogateescape")


class _Encoding(NamedTuple):
    """A way to write, by its tokens that are not ASCII and what each says for it."""

    codecs: tuple[str, ...]
    tokens: re.Pattern[bytes]
    weight: Callable[[bytes], int]

    def evidence(self, sample: bytes) -> int:
        tokens = self.tokens.findall(sample)
        for _byte in range(_CUT_BYTES):  # what ends in the middle of a character speaks for nobody
            if not tokens or not sample.endswith(tokens[-1]) or self.weight(tokens[-1]) >= 0:
                break
            sample = sample[: -len(tokens.pop())]
        return sum(map(self.weight, tokens))


def _utf_8(token: bytes) -> int:
    return _BREACH if len(token) == 1 else _SEEN if len(token) == _PAIR else _SEQUENCE


@lru_cache(maxsize=65_536)
def _cp932(token: bytes) -> int:
    first = token[0]
    if first in _KANA_BYTES:
        return _SEEN if len(token) == 1 else _VOICED
    if len(token) == 1:
        return _NEVER
    # From the lead and trail byte to the row of JIS X 0208: two rows share a lead byte.
    upper = token[1] > 0x9E  # noqa: PLR2004 -- the code's own layout: 0x9F begins the second of the two rows
    row = (first - (0x81 if first < _KANA_BYTES.start else 0xC1)) * 2 + 1 + upper
    if row in _SECOND_LEVEL and token[1:].isalpha():
        return 0  # an accented letter of Latin-1 and the letter behind it look like this
    return _row(row)


@lru_cache(maxsize=65_536)
def _euc_jp(token: bytes) -> int:
    if len(token) == 1:
        return _NEVER
    if len(token) > _PAIR or token[0] == 0x8E:  # noqa: PLR2004 -- SS2, before half-width kana
        return _SEEN
    return _row(token[0] - 0xA0)


def _row(row: int) -> int:
    if row in _KANA or row in _FIRST_LEVEL:
        return _USUAL
    if row in _PUNCTUATION or row == _NUMBERED or row in _SECOND_LEVEL or row in _EXTENSIONS:
        return _SEEN
    return _ODD if row < _FIRST_LEVEL.start else _NEVER


# The last alternative is a byte that begins nothing. Each begins with a class of bytes: so ASCII is passed over quickly.
_ENCODINGS: Final = (
    _Encoding(
        ("utf-8",),
        re.compile(
            rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x80-\xff]"
        ),
        _utf_8,
    ),
    _Encoding(
        ("cp932",),
        re.compile(
            rb"[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]|[\xb3\xb6-\xc4\xca-\xce]\xde|[\xca-\xce]\xdf"
            rb"|[\xb1-\xdd]\xb0|[\x80-\xff]"
        ),
        _cp932,
    ),
    _Encoding(
        ("euc_jp", "euc_jis_2004"),  # the second knows the circled numbers
        re.compile(rb"\x8e[\xa1-\xdf]|\x8f[\xa1-\xfe]{2}|[\xa1-\xfe]{2}|[\x80-\xff]"),
        _euc_jp,
    ),
)
