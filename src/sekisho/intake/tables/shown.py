"""What came in a file, as it is shown in a message: short, on one line, harmless to a terminal, and without numbers of persons."""

from __future__ import annotations

import unicodedata
from typing import Final

from sekisho.intake.tables.twelve_digits import masked

CHARACTERS_SHOWN: Final = 40
LOOKED_AT: Final = 4_096  # of what is far longer the rest is not even looked at
UNSHOWN: Final = "〓"
_HARMFUL: Final = frozenset(["Cc", "Cf", "Cs", "Co", "Cn"])


def shown(said: str) -> str:
    """The text in a message. Control characters, marks of direction and lone surrogates become 〓."""
    plain = " ".join(masked(said[:LOOKED_AT]).split())
    short = plain if len(plain) <= CHARACTERS_SHOWN else f"{plain[:CHARACTERS_SHOWN]}…"
    return "".join(UNSHOWN if unicodedata.category(each) in _HARMFUL else each for each in short)
