"""Lists of key=value, as most brands write them."""

from __future__ import annotations

import re
from typing import Final

_PAIR: Final = re.compile(r'([A-Za-z_][\w.-]*)=(?:"((?:[^"\\]|\\.)*)"?|([^\s"]*))')
_ESCAPED: Final = re.compile(r"\\([\"\\])")


def pairs(text: str) -> dict[str, str]:
    """`key=value` and `key="value"` between blanks; of a repeated key the first. Lone words are passed over.

    In quotes `\\"` and `\\\\` are escapes; a quote that is never closed ends with the line.
    """
    found: dict[str, str] = {}
    for key, quoted, bare in _PAIR.findall(text):
        if key not in found:
            found[key] = quoted or bare
    if "\\" in text:
        return {key: _ESCAPED.sub(r"\1", value) for key, value in found.items()}
    return found


def is_cut(text: str) -> bool:
    """Whether the list ends inside quotes."""
    return (text.count('"') - text.count('\\"')) % 2 == 1
