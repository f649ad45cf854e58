"""Lists of key=value that name a source and a destination: WELF, Peplink, and whoever writes such."""

from __future__ import annotations

import re
from typing import Final

from sekisho.intake.facts import CUT_SHORT, Action, Dialect, Facts, Line
from sekisho.intake.named_fields import facts_of
from sekisho.intake.pairs import is_cut, pairs
from sekisho.intake.verdicts import verdict

_WORDS_IN_FRONT: Final = re.compile(r"[^=\"]{0,64}(?= [\w.-]{1,40}=)")
_WELF: Final = "id=firewall"
_OTHER_ENDS: Final = re.compile(r"Dst|[dD]est|DEST|dip|daddr|server|resp|宛先|送信先")
_LOOKED_AT_CHARACTERS: Final = 16_384
_OTHER_SEPARATORS: Final = str.maketrans(",;|", "   ")


def read(line: Line) -> Facts | None:
    """The list's facts, or None where it does not hold the addresses of a source and of a destination.

    WELF (`id=firewall`) is known without them. Where no key tells the verdict, words before the first key may.
    """
    text = line.body
    if "=" not in text:
        return None
    if not ("dst" in text or "DST" in text or _WELF in text or _OTHER_ENDS.search(text)):
        return None
    text = text[:_LOOKED_AT_CHARACTERS]
    facts = facts_of(pairs(text), line)
    if not _has_ends(facts) and text.count("=") > text.count(" "):
        facts = facts_of(pairs(text.translate(_OTHER_SEPARATORS)), line)
    if not _has_ends(facts):
        return facts if _WELF in text else None
    if facts.action is Action.OTHER and (words := _WORDS_IN_FRONT.match(text)) is not None:
        facts = facts._replace(action=verdict(words[0]))
    return facts._replace(doubts=facts.doubts | CUT_SHORT) if '"' in text and is_cut(text) else facts


DIALECT: Final = Dialect("key_value", "WELF, Peplink, key=value", read, ("=",))


def _has_ends(facts: Facts) -> bool:
    return facts.source_address is not None and facts.destination_address is not None
