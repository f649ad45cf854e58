"""The cells of a row of a table."""

from __future__ import annotations

import re

from sekisho.rules.text.folding import stripped
from sekisho.rules.text.tree import Node

_RULES = re.compile(r"[│┃｜|]")
_BORDERS = re.compile(r"[├┤┌┐└┘┬┴┼┏┓┗┛┳┻╋─━\-=+|\s]*")
_WIDE_BLANKS = re.compile(r"\u3000+|\s{2,}")


def cells_of(row: Node) -> tuple[str, ...]:
    """The row cut at its tabs, else at its rules, else at wide blanks. A mere border has no cells."""
    text = row.text
    if _BORDERS.fullmatch(text):
        return ()
    if "\t" in text:
        return tuple(stripped(cell) for cell in text.split("\t"))
    if _RULES.search(text):
        inner = stripped(text)
        parts = _RULES.split(inner)
        return tuple(
            stripped(part)
            for part in parts[_RULES.match(inner) is not None : len(parts) - bool(_RULES.search(inner[-1:]))]
        )
    return tuple(_WIDE_BLANKS.split(text))
