"""The last resort: two addresses and a word, looked for in a line that no brand claims. All of it is a guess."""

from __future__ import annotations

import re
from typing import Final

from sekisho.intake.facts import Action, Dialect, Facts, Line
from sekisho.intake.guesses import LOOKED_AT_CHARACTERS, guess

_HAS_ADDRESS: Final = re.compile(r"\d\.\d{1,3}\.\d|[0-9A-Fa-f]:[0-9A-Fa-f]{0,4}:")
_LANCOM: Final = "PACKET_ALERT"  # every such line is of a packet that was refused


def read(line: Line) -> Facts | None:
    """What the line seems to say, always with `GUESSED`; None where it names no end of anything."""
    if _HAS_ADDRESS.search(line.body, 0, LOOKED_AT_CHARACTERS) is None:
        return None
    facts = guess(line.body)
    if facts is not None and (line.header.app == _LANCOM or _LANCOM in line.body[:LOOKED_AT_CHARACTERS]):
        return facts._replace(action=Action.DENY, event=_LANCOM)
    return facts


DIALECT: Final = Dialect("generic", "?", read)
