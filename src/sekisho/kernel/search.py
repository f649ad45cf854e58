"""One spelling for searching: width, case and kana folded, so that ｶﾂﾗｷﾞ finds かつらぎ."""

from __future__ import annotations

import unicodedata

import jaconv


def fold(text: str) -> str:
    """`text` as it is compared in a search: NFKC, lower case, katakana as hiragana."""
    return str(jaconv.kata2hira(unicodedata.normalize("NFKC", text).lower()))
