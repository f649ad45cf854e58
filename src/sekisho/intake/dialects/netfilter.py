"""Linux netfilter: iptables, nftables, UFW, and the routers that write as UniFi and Vyatta do.

Only the prefix, which the administrator chooses freely, can say what became of a packet.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from sekisho.intake.facts import CUT_SHORT, Action, Dialect, Facts, Line
from sekisho.intake.packets import ALLIEDWARE_PLUS, Prefix, is_century, packet, verdict_of_prefix

# `[ruleset-10-D]`, and `[ruleset-D-10]` of later releases, with a description after it.
_RULESET: Final = re.compile(r"\[([^\]]{1,80}?)-(?:(\d{1,10}|default)-([ADR])|([ADR])(?:-(\d{1,10}))?)\]")
_DESCRIBED: Final = re.compile(r'DESCR="([^"]*)"?')
_UFW: Final = re.compile(r"\[(UFW [A-Z ]{1,40})\]")
_ENDS_IN_PORT: Final = re.compile(r"DPT=\d{0,4}\Z")
_PORT_CHARACTERS: Final = 8  # of `DPT=` and four digits
_LETTERS: Final = {"A": Action.ALLOW, "D": Action.DENY, "R": Action.DENY}


def read(line: Line) -> Facts | None:
    """The packet's facts, or None where the line has none of netfilter's form."""
    text = line.body
    if "OUT=" not in text or "SRC=" not in text:
        return None
    if is_century(line.header.host) or is_century(line.header.app):
        return None
    facts = packet(text, line.header, _meaning)
    if facts is not None and _ENDS_IN_PORT.search(text, len(text) - _PORT_CHARACTERS):
        return facts._replace(doubts=CUT_SHORT)  # the kernel goes on after it, so digits may be missing
    return facts


DIALECT: Final = Dialect("netfilter", "Linux iptables / nftables / UFW, UniFi, Vyatta", read, ("OUT=",))


@lru_cache(maxsize=4096)
def _meaning(prefix: str) -> Prefix | None:
    if ALLIEDWARE_PLUS.search(prefix) is not None:
        return None
    if (found := _UFW.search(prefix)) is not None:
        return Prefix(verdict_of_prefix(found[1]), event=found[1])
    if (found := _RULESET.search(prefix)) is not None:
        name, number, letter, other_letter, other_number = found.groups()
        described = _DESCRIBED.search(prefix)
        return Prefix(
            _LETTERS[letter or other_letter],
            rule="-".join(part for part in (name, number or other_number) if part),
            message=described[1] if described else None,
        )
    return Prefix(verdict_of_prefix(prefix), rule=prefix.rstrip(" :,-=") or None)
