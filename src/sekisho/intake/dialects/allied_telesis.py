"""Allied Telesis: AlliedWare Plus (AR3050S, AR4050S), and what can be seen of AlliedWare (AR550S and its age).

AlliedWare Plus writes packets as Linux does, behind `Firewall rule N: ACTION`; without a number it was the default.
How AlliedWare words a packet is not known to us: its ends are looked for, and marked as a guess.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from sekisho.intake.facts import Dialect, Facts, Line
from sekisho.intake.guesses import guess
from sekisho.intake.packets import ALLIEDWARE_PLUS, Prefix, packet, verdict_of_prefix

# The module FIRE, with a type and a subtype after it in one form or another.
_FIRE: Final = re.compile(r"(?:\A|[\s:])FIRE(?:[/:\s]\s?)([A-Z]{2,10}[/ ][A-Z]{2,10})(?=[\s:])")
_BEGIN_CHARACTERS: Final = 160  # date, time, level and module stand before


def read(line: Line) -> Facts | None:
    """The line's facts, or None where it is neither a packet of AlliedWare Plus nor of AlliedWare's module FIRE."""
    if "Firewall" in line.body and "OUT=" in line.body:
        return packet(line.body, line.header, _meaning)
    if line.header.app == "Firewall":  # what begins the message of a default looks like a tag
        return packet(f"Firewall: {line.body}", line.header, _meaning)
    if "FIRE" in line.text:
        return _of_alliedware(line)
    return None


DIALECT: Final = Dialect(
    "allied_telesis", "Allied Telesis AlliedWare, AlliedWare Plus", read, ("Firewall", "FIRE")
)


@lru_cache(maxsize=4096)
def _meaning(prefix: str) -> Prefix | None:
    found = ALLIEDWARE_PLUS.search(prefix)
    if found is None:
        return None
    return Prefix(verdict_of_prefix(found[2]), rule=found[1] or "default", event="Firewall")


def _of_alliedware(line: Line) -> Facts | None:
    found = _FIRE.search(line.text, 0, _BEGIN_CHARACTERS)
    if found is None:
        return None
    facts = guess(line.body) or Facts()
    return facts._replace(event=f"FIRE {found[1]}", message=line.body)
