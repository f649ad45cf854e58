"""個人番号 is never taken in: what looks like one is found, and never repeated.

In a column about persons one number with the right check digit refuses its row. In any other column, as of document
numbers, one of about ten numbers with twelve digits has it by chance, so only many of them refuse the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from sekisho.intake.tables.findings import Finding, Weight, Words
from sekisho.intake.tables.shown import shown
from sekisho.intake.tables.twelve_digits import BETWEEN, DIGIT, passes
from sekisho.intake.tables.values import folded

_LABEL: Final = re.compile(
    r"(?:個人番号|マイナンバー|mynumber|individualnumber|personalnumber|kojinbango)(?!.*カード)"
)
_TWELVE: Final = re.compile(r"[0-9０-９]{4}[ \u3000\-－‐]?[0-9０-９]{4}[ \u3000\-－‐]?[0-9０-９]{4}")
_NAMED: Final = re.compile(
    rf"(?:個人番号|マイナンバー)[^0-9０-９,\r\n]{{0,6}}({DIGIT}{{4}}{BETWEEN}{DIGIT}{{4}}{BETWEEN}{DIGIT}{{4}})(?!{DIGIT})"
)
_WORDS: Final = ("個人番号", "マイナンバー")
_PSEUDONYM: Final = Words(
    "仮名の符号であれば、12桁の数字でないもの(英字を付ける、桁数を変えるなど)にしてください。"
    "12桁の数字は、およそ10に1つが偶然に個人番号の形になります。",
    " If it is a pseudonym, use one that is not twelve digits (with a letter, or of another length): of twelve "
    "digits about one number in ten looks like a personal number by chance.",
)
MANY: Final = 3  # numbers that pass, in a column of other things
# The fields that may name a person, of all kinds. Numbers that an office gives out itself are not among them.
OF_PERSONS: Final = frozenset(
    [
        "subject",
        "subjects",
        "search_condition",
        "name",
        "reading",
        "family_name",
        "household",
        "approved_by",
    ]
)


def is_label(label: str) -> bool:
    """Whether a column of that name holds personal numbers. The card's own numbers are no personal numbers."""
    return _LABEL.match(folded(label)) is not None


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
        shown(label),
        Words(
            "個人番号の列です。個人番号は取り込みません。この列を除いて出力し直してください。",
            "This is a column of personal numbers, which are never taken in. Export the file without it.",
        ),
        Weight.FILE,
    )


def refused_heading(line: int) -> Finding:
    """The refusal of a header that holds a personal number: it is a row of data."""
    return Finding(
        line,
        None,
        Words(
            "見出しの行に個人番号と思われる値があります。見出しのないファイルと思われます。"
            "個人番号を除き、見出しを付けて出力し直すか、プロファイルにheader = falseと列の番号を書いてください。",
            "The header holds what looks like a personal number: the file seems to have no header. Export it "
            "without personal numbers and with a header, or write header = false and the numbers of the columns "
            "into the profile.",
        ),
        Weight.FILE,
    )


def refused_row(line: int, column: str | None) -> Finding:
    """The refusal of a row that names a personal number; in a column it may be a pseudonym that happens to look like one."""
    words = Words(
        "個人番号と思われる値があります。個人番号は取り込みません。その値を除いて出力し直してください。",
        "It holds what looks like a personal number, which is never taken in. Export it without that value.",
    )
    return Finding(
        line, column, words if column is None else Words(words.ja + _PSEUDONYM.ja, words.en + _PSEUDONYM.en)
    )
