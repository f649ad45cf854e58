"""Characters that may stand for lost text: replacements, 外字, controls, and what nobody sees."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from sekisho.rules.text.doubts import Code, doubt
from sekisho.rules.text.tree import Doubt, Line

SHOWN = 5  # characters named in one doubt

_ODD = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd〓"
    "\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff\ud800-\udfff]"
)
_REPLACEMENTS = "\ufffd\ufffc〓"
_SORTS = {
    "Cs": Code.REPLACEMENT_CHARACTER,  # half of a pair of UTF-16
    "Co": Code.PRIVATE_USE,
    "Cc": Code.CONTROL_CHARACTER,
    "Cn": Code.CONTROL_CHARACTER,  # never a character, such as U+FFFE
}


def odd_characters(lines: Iterator[Line]) -> Iterator[Doubt]:
    """A doubt for each line and sort of such characters. A byte order mark at the very beginning is none."""
    for at, line in enumerate(lines):
        text = line.raw.rstrip("\r\n")
        signs = _ODD.findall(text.removeprefix("\ufeff") if at == 0 else text)
        found: dict[Code, dict[str, None]] = {}
        for sign in signs:
            found.setdefault(_sort_of(sign), {})[sign] = None
        for code, different in found.items():
            named = [f"U+{ord(sign):04X}" for sign in different]
            more = ", …" if len(named) > SHOWN else ""
            yield doubt(code, line.number, {"found": ", ".join(named[:SHOWN]) + more})


def _sort_of(sign: str) -> Code:
    if sign in _REPLACEMENTS:
        return Code.REPLACEMENT_CHARACTER
    return _SORTS.get(unicodedata.category(sign), Code.INVISIBLE_CHARACTER)
