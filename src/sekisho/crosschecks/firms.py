"""Whether two books speak of the same firm: one calls it 株式会社保守業者A, another (株)保守業者Ａ 大阪支店."""

from __future__ import annotations

import re

from sekisho.kernel.search import fold

LEGAL_FORMS = re.compile(
    "".join(
        (
            r"株式会社|有限会社|合同会社|合資会社|合名会社|(?:一般|公益)(?:社団|財団)法人",
            r"|\((?:株|有|同|資|名|一社|一財|公社|公財)\)|\bco\.?,? ?ltd\.?|\binc\.|\bcorp\.",
        )
    )
)
SHORTEST = 2  # a name of one character is inside too many others


def is_of(firm: str, workers: str, *, company: str, visitor: str) -> bool:
    """Whether a visitor came for a firm: its name is inside that of the company, or the visitor is one of the workers."""
    name, who = core(firm), core(visitor)
    return any((_inside(name, core(company)), _inside(name, who), _inside(who, core(workers))))


def core(text: str) -> str:
    """What distinguishes a name: its letters in one spelling, without the legal form."""
    folded = fold(text)
    return _letters(LEGAL_FORMS.sub(" ", folded)) or _letters(folded)


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def _inside(part: str, whole: str) -> bool:
    return part == whole != "" or (len(part) >= SHORTEST and part in whole)
