"""Numbers as legal texts print them: 12, １２, 十二, 一二, 廿, ア, イロハ, ⅳ."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

Number = tuple[int, ...]  # (9,) is 9, (9, 5) is 9の5

LONGEST = 8  # signs; no numeral of a rule is longer
AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")

_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_DIGITS |= {"壱": 1, "壹": 1, "弐": 2, "貳": 2, "参": 3, "參": 3}
_UNITS = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_TENS = {"廿": 20, "卅": 30}
KANJI = "".join([*_DIGITS, *_UNITS, *_TENS])


class Style(StrEnum):
    """How a list is numbered. The order of members is the usual order of levels, outermost first."""

    UPPER_ROMAN = "Ⅰ"
    DIGIT = "1"
    CIRCLED = "①"
    KANJI = "一"
    IN_PARENTHESES = "(1)"
    KANJI_IN_PARENTHESES = "(一)"
    AIUEO = "ア"
    IROHA = "イ"
    AIUEO_IN_PARENTHESES = "(ア)"
    IROHA_IN_PARENTHESES = "(イ)"
    LETTER = "a"
    LETTER_IN_PARENTHESES = "(a)"
    ROMAN = "ⅰ"
    ROMAN_IN_PARENTHESES = "(ⅰ)"


OF_PARAGRAPHS = frozenset({Style.DIGIT, Style.CIRCLED})
LEVEL = {style: level for level, style in enumerate(Style)}


def number_of(printed: str) -> int | None:
    """The value of ASCII digits or of kanji numerals (十二, 二十, 百五, 一二, 廿三); None for anything else."""
    if printed.isascii():
        return int(printed) if printed.isdigit() and len(printed) <= LONGEST else None
    if not 0 < len(printed) <= LONGEST or any(figure not in KANJI for figure in printed):
        return None
    if all(figure in _DIGITS for figure in printed):
        return int("".join(str(_DIGITS[figure]) for figure in printed))
    return _added_up(printed)


def _added_up(printed: str) -> int | None:
    """Kanji with units: each figure multiplies the unit behind it, units fall from left to right."""
    total, figure, last_unit = 0, None, 10_000
    for sign in printed:
        if sign in _DIGITS:
            if figure is not None:
                return None
            figure = _DIGITS[sign]
            continue
        unit = 10 if sign in _TENS else _UNITS[sign]
        if unit >= last_unit or (sign in _TENS and figure is not None):
            return None
        total += _TENS[sign] if sign in _TENS else unit * (1 if figure is None else figure)
        figure, last_unit = None, unit
    return total + (figure or 0)


def in_kanji(value: int) -> str:
    """12 as 十二. From 10,000 on the figures stand side by side (一二三四五)."""
    figures = "〇一二三四五六七八九"
    if value == 0 or len(str(value)) > len("千百十一"):
        return "".join(figures[int(digit)] for digit in str(value))
    written = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        count, value = divmod(value, unit)
        if count:
            written += (figures[count] if count > 1 or unit == 1 else "") + sign
    return written


def follows(before: Number, after: Number) -> bool:
    """Whether `after` may stand directly behind `before`: 10 or 9の2 behind 9, 9の6 or 10 behind 9の5."""
    if after in ((*before, 1), (*before, 2)):
        return True
    return any(after == (*before[:at], before[at] + 1) for at in range(len(before)))


def next_of(before: Number) -> Number:
    """The number that follows on the same level: 10 behind 9, 9の6 behind 9の5."""
    return (*before[:-1], before[-1] + 1)


def marker(style: Style, number: int, *, wide: bool) -> str:
    """The marker of `style` as it would be printed; `wide` chooses （２） over (2).

    Behind the end of a row (ン, ⑳) a plain figure: no rule says how a list goes on from there.
    """
    if bare := _BRACKETED.get(style):
        inner = marker(bare, number, wide=wide)
        return f"（{inner}）" if wide else f"({inner})"
    if style is Style.KANJI:
        return in_kanji(number)
    row = _ROWS.get(style, ())
    if 0 < number <= len(row):
        return row[number - 1]
    return "".join(chr(0xFF10 + int(digit)) for digit in str(number)) if wide else str(number)


_BRACKETED = {
    Style.IN_PARENTHESES: Style.DIGIT,
    Style.KANJI_IN_PARENTHESES: Style.KANJI,
    Style.AIUEO_IN_PARENTHESES: Style.AIUEO,
    Style.IROHA_IN_PARENTHESES: Style.IROHA,
    Style.LETTER_IN_PARENTHESES: Style.LETTER,
    Style.ROMAN_IN_PARENTHESES: Style.ROMAN,
}
_ROWS: dict[Style, Sequence[str]] = {
    Style.UPPER_ROMAN: "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ",
    Style.CIRCLED: CIRCLED,
    Style.AIUEO: AIUEO,
    Style.IROHA: IROHA,
    Style.LETTER: ALPHABET,
    Style.ROMAN: ROMAN,
}
