"""What words say became of a packet, in English and Japanese."""

from __future__ import annotations

import re
from typing import Final

from sekisho.intake.facts import Action
from sekisho.intake.remembered import remembered

_DENY: Final = re.compile(
    r"\b(?:den(?:y|ied|ies)|drop(?:ped)?|block(?:ed)?|reject(?:ed)?|discard(?:ed)?|refused?|prohibit(?:ed)?)\b"
    r"|拒否|遮断|廃棄|破棄",
    re.IGNORECASE,
)
_ALLOW: Final = re.compile(
    r"\b(?:allow(?:ed)?|permit(?:ted)?|pass(?:ed)?|accept(?:ed)?|forward(?:ed)?)\b|通過|許可|透過",
    re.IGNORECASE,
)

REMEMBERED_CHARACTERS: Final = 256


@remembered(65_536, REMEMBERED_CHARACTERS)
def verdict(text: str) -> Action:
    """What whole words of the text say; where it speaks of both, it was denied. For texts that come again."""
    return verdict_in(text)


def verdict_in(text: str) -> Action:
    """As `verdict`, for a whole line: it will not come again, so it is not kept."""
    if _DENY.search(text):
        return Action.DENY
    return Action.ALLOW if _ALLOW.search(text) else Action.OTHER
