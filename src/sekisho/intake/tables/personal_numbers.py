"""個人番号 is never taken in: what looks like one is found, and never repeated.

The check digit is that of 総務省令 (行政手続における特定の個人を識別するための番号の利用等に関する法律の規定による通知カード
及び個人番号カード並びに情報提供ネットワークシステムによる特定個人情報の提供等に関する省令) 第5条: of the eleven digits
before it, P_n counted from the right, Q_n = n + 1 up to 6 and n - 5 from 7 on, 11 - (sum of P_n Q_n mod 11), or 0 where
that remainder is at most 1. One of about ten numbers with twelve digits passes by chance, so a few prove nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from sekisho.intake.tables.findings import Finding, Weight, Words
from sekisho.intake.tables.values import folded

_LABEL: Final = re.compile(
    r"(?:個人番号|マイナンバー|mynumber|individualnumber|personalnumber|kojinbango)(?!.*カード)"
)
_TWELVE: Final = re.compile(r"[0-9０-９]{4}[ \u3000\-－‐]?[0-9０-９]{4}[ \u3000\-－‐]?[0-9０-９]{4}")
_NAMED: Final = re.compile(
    rf"(?:個人番号|マイナンバー)[^0-9０-９,\r\n]{{0,6}}({_TWELVE.pattern})(?![0-9０-９])"
)
_WORDS: Final = ("個人番号", "マイナンバー")
MANY: Final = 3  # numbers that pass, in a column of other things


def is_label(label: str) -> bool:
    """Whether a column of that name holds personal numbers. The card's own numbers are no personal numbers."""
    return _LABEL.match(folded(label)) is not None


def passes(text: str) -> bool:
    """Whether it is twelve digits with the right check digit."""
    if not _TWELVE.fullmatch(text):
        return False
    digits = [int(each) for each in unicodedata.normalize("NFKC", text) if each.isdigit()]
    weighed = sum(
        digit * (place + 1 if place <= 6 else place - 5)  # noqa: PLR2004 -- as the ordinance counts
        for place, digit in enumerate(reversed(digits[:11]), start=1)
    )
    rest = weighed % 11
    return digits[11] == (0 if rest <= 1 else 11 - rest)


def could_be(text: str) -> bool:
    """Whether it has the shape of one."""
    return _TWELVE.fullmatch(text) is not None


def is_named_in(text: str) -> bool:
    """Whether a text names somebody's personal number, as `個人番号=…`."""
    if not any(word in text for word in _WORDS):
        return False
    return any(passes(found) for found in _NAMED.findall(text))


@dataclass(slots=True)
class Suspicion:
    """What one column held so far."""

    filled: int = 0
    shaped: int = 0
    seen: set[str] = field(default_factory=set)
    passed: dict[str, int] = field(default_factory=dict)

    def add(self, filled: int, shaped: Iterable[tuple[str, int]]) -> None:
        """So many cells were filled; these had twelve digits, each with its line."""
        self.filled += filled
        for text, line in shaped:
            self.shaped += 1
            if text in self.passed or (text not in self.seen and passes(text)):
                self.passed[text] = min(line, self.passed.get(text, line))
            self.seen.add(text)

    @property
    def suspicious(self) -> bool:
        """Whether most of the numbers pass, and they are many or nearly all that the column holds."""
        count = len(self.passed)
        mostly = self.shaped * 2 > self.filled
        return count * 2 > len(self.seen) and (mostly or count >= MANY)

    def finding(self, column: str) -> Finding:
        """The refusal, without any number."""
        return Finding(
            min(self.passed.values()),
            column,
            Words(
                f"個人番号と思われる値が{len(self.passed)}件あります。個人番号は取り込みません。この列を除いて出力し直してください。",
                f"{len(self.passed)} values look like personal numbers, which are never taken in. "
                "Export the file without this column.",
            ),
            Weight.FILE,
        )


def refused_label(label: str) -> Finding:
    """The refusal of a column by its name."""
    return Finding(
        1,
        label,
        Words(
            "個人番号の列です。個人番号は取り込みません。この列を除いて出力し直してください。",
            "This is a column of personal numbers, which are never taken in. Export the file without it.",
        ),
        Weight.FILE,
    )


def refused_row(line: int, column: str | None) -> Finding:
    """The refusal of a row that names a personal number."""
    return Finding(
        line,
        column,
        Words(
            "個人番号と思われる値があります。個人番号は取り込みません。",
            "It holds what looks like a personal number, which is never taken in.",
        ),
    )
