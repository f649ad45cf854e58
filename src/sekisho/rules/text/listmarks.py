"""Marks of lists: 2, ②, 二, (1), (一), ア, イ, (ア), a, (ⅰ), and what each can mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sekisho.rules.text.numerals import (
    AIUEO,
    ALPHABET,
    CIRCLED,
    IROHA,
    KANJI,
    ROMAN,
    Number,
    Style,
    number_of,
)

Readings = tuple[tuple[Style, Number], ...]


@dataclass(frozen=True, slots=True)
class ListMark:
    """A mark that ends at `end`, all that it can mean, and all that it could be a slip for."""

    end: int
    readings: Readings
    lookalikes: Readings = ()
    firm: bool = True


def list_mark(key: str) -> ListMark | None:
    """The mark of a list that begins the folded line `key`."""
    first = key[0]
    if first == "(":
        return _in_parentheses(key)
    if first in _SINGLE:
        return _single(key)
    for pattern, read in _PLAIN:
        if found := pattern.match(key):
            return read(found)
    return None


# --- (1), (一), (ア), (a) -----------------------------------------------------------

_INNER = re.compile(
    rf"\(\s?([0-9]{{1,3}}|[{KANJI}]{{1,4}}|[ァ-ン]|[a-z]{{1,5}}|[ⅰ-ⅻ])((?:\s?の\s?[0-9]{{1,3}})*)\s?\)"
)
_PROSE_BEHIND = (*"のにをはがとかでも及又並若、。,・~〜", "から", "まで")


def _in_parentheses(key: str) -> ListMark | None:
    found = _INNER.match(key)
    if found is None:
        return None
    branch = _branch(found[2])
    readings = tuple((style, (value, *branch)) for style, value in _inner_values(found[1]))
    prose = key[found.end() :].startswith(_PROSE_BEHIND)  # (3)の規定は
    return ListMark(found.end(), readings) if readings and not prose else None


def _inner_values(inner: str) -> list[tuple[Style, int]]:
    number = number_of(inner)
    if number is not None:
        return [(Style.IN_PARENTHESES if inner.isascii() else Style.KANJI_IN_PARENTHESES, number)]
    values = []
    for style, row in (
        (Style.AIUEO_IN_PARENTHESES, AIUEO),
        (Style.IROHA_IN_PARENTHESES, IROHA),
        (Style.LETTER_IN_PARENTHESES, ALPHABET),
        (Style.ROMAN_IN_PARENTHESES, ROMAN),
    ):
        if inner in tuple(row):
            values.append((style, tuple(row).index(inner) + 1))
    if "ⅰ" <= inner <= "ⅻ":
        values.append((Style.ROMAN_IN_PARENTHESES, ord(inner) - ord("ⅰ") + 1))
    return values


# --- ①, ⑴, ㈠, Ⅰ, ⅰ: one sign is the whole mark -------------------------------------

_SINGLE: dict[str, tuple[Style, int]] = {
    **{sign: (Style.CIRCLED, value) for value, sign in enumerate(CIRCLED, 1)},
    **{chr(0x2474 + at): (Style.IN_PARENTHESES, at + 1) for at in range(20)},
    **{chr(0x3220 + at): (Style.KANJI_IN_PARENTHESES, at + 1) for at in range(10)},
    **{chr(0x2160 + at): (Style.UPPER_ROMAN, at + 1) for at in range(12)},
    **{chr(0x2170 + at): (Style.ROMAN, at + 1) for at in range(12)},
}


def _single(key: str) -> ListMark | None:
    style, value = _SINGLE[key[0]]
    end = 2 if key[1:2] in (".", "、") else 1
    return None if key[end:].startswith(_PROSE_BEHIND) else ListMark(end, ((style, (value,)),))


# --- 2, 二, ア, a: a blank or a point must follow -----------------------------------

_END = r"(?:[.、](?![0-9〇一二三四五六七八九十])|(?=\s|$))"
_DIGITS = re.compile(rf"([0-9]{{1,3}})((?:の[0-9]{{1,3}})*){_END}(?!\s*(?:[年月日時分秒人回件%円]))")
_HALF = re.compile(r"([0-9]{1,3})()\)")
_TOUCHING = re.compile(
    r"([0-9]{1,3})()(?=[^\s0-9.,、。:/年月日時分秒人回件%円条項号章節款編の以分級種第つ箇か個ヶケカヵ枚通部名割倍千万億台階歳才点)~\-][^0-9])"
)
_KANJI = re.compile(rf"([{KANJI}]{{1,5}})((?:[のノ][{KANJI}]{{1,3}})*){_END}")
_KANA = re.compile(rf"([ア-ン])((?:の[0-9]{{1,3}})*){_END}")
_LETTER = re.compile(r"([a-z]{1,5})()(?:[.)](?!\w)|(?=\s))")
_SLIP = re.compile(rf"([口力工夕ー])(){_END}")
_LOOKALIKES = {
    "二": "ニ",
    "ニ": "二",
    "八": "ハ",
    "ハ": "八",
    "口": "ロ",
    "力": "カ",
    "工": "エ",
    "夕": "タ",
    "ー": "一",
}


def _digits(found: re.Match[str]) -> ListMark:
    return ListMark(found.end(), ((Style.DIGIT, (int(found[1]), *_branch(found[2]))),))


def _touching(found: re.Match[str]) -> ListMark:
    return ListMark(found.end(), ((Style.DIGIT, (int(found[1]),)),), firm=False)


def _kanji(found: re.Match[str]) -> ListMark | None:
    value = number_of(found[1])
    if value is None:
        return None
    branch = tuple(number_of(part) or 0 for part in re.findall(rf"[{KANJI}]+", found[2]))
    return ListMark(found.end(), ((Style.KANJI, (value, *branch)),), _values(_LOOKALIKES.get(found[1], "")))


def _kana(found: re.Match[str]) -> ListMark | None:
    branch = _branch(found[2])
    readings = tuple((style, (*value, *branch)) for style, value in _values(found[1]))
    return ListMark(found.end(), readings, _values(_LOOKALIKES.get(found[1], ""))) if readings else None


def _letter(found: re.Match[str]) -> ListMark | None:
    readings = _values(found[1])
    return ListMark(found.end(), readings) if readings else None


def _slip(found: re.Match[str]) -> ListMark:
    return ListMark(found.end(), (), _values(_LOOKALIKES[found[1]]))


def _values(sign: str) -> Readings:
    """What a bare sign can mean in each row that holds it."""
    if sign and (value := number_of(sign)) is not None:
        return ((Style.KANJI, (value,)),)
    rows = ((Style.AIUEO, AIUEO), (Style.IROHA, IROHA), (Style.LETTER, ALPHABET), (Style.ROMAN, ROMAN))
    return tuple((style, (tuple(row).index(sign) + 1,)) for style, row in rows if sign in tuple(row))


def _branch(printed: str) -> Number:
    return tuple(int(part) for part in re.findall(r"[0-9]+", printed))


_PLAIN: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], ListMark | None]], ...] = (
    (_DIGITS, _digits),
    (_HALF, _digits),
    (_TOUCHING, _touching),
    (_KANJI, _kanji),
    (_KANA, _kana),
    (_LETTER, _letter),
    (_SLIP, _slip),
)
