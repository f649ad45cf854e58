"""Fujitsu Si-R: lines that name a filter by its definition, `lan 0 ip filter 3`.

How a filtered packet is worded is not known to us: its ends are looked for, and marked as a guess.
"""

from __future__ import annotations

import re
from typing import Final

from sekisho.intake.facts import Dialect, Facts, Line
from sekisho.intake.guesses import LOOKED_AT_CHARACTERS, guess

_DEFINITION: Final = re.compile(
    r"(?<![A-Za-z])((?:lan|wan|remote|template|vlan|acl)(?: \d{1,5}){0,1}(?: ap \d{1,5})? (?:ip|ip6|ipv6) filter \d{1,5})(?!\d)"
)


def read(line: Line) -> Facts | None:
    """What the line seems to say of a packet, or None where it names no filter of the brand's form."""
    text = line.body
    if " filter " not in text:
        return None
    found = _DEFINITION.search(text, 0, LOOKED_AT_CHARACTERS)
    if found is None:
        return None
    facts = guess(text) or Facts()
    return Facts(*facts[:8], found[1], *facts[9:14], "filter", text, facts.doubts)


DIALECT: Final = Dialect("fujitsu_sir", "Fujitsu Si-R", read, (" filter ",))
