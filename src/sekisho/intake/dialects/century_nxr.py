"""Century Systems FutureNet NXR and VXR: packets as Linux writes them, behind the name of a list or a rule.

How exactly they are worded is not public. The name of the program or of the device tells the brand; what became of
the packet is told only where the prefix says it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from sekisho.intake.facts import Dialect, Facts, Line
from sekisho.intake.packets import Prefix, is_century, packet, verdict_of_prefix

_SPI: Final = re.compile(r"(?<![A-Za-z])SPI(?![A-Za-z])")


def read(line: Line) -> Facts | None:
    """The packet's facts, or None where neither program nor host is named as the brand's, or there is no packet."""
    if "OUT=" not in line.body or not (is_century(line.header.app) or is_century(line.header.host)):
        return None
    return packet(line.body, line.header, _meaning)


DIALECT: Final = Dialect("century_nxr", "Century Systems FutureNet NXR / VXR", read, ("OUT=",))


@lru_cache(maxsize=4096)
def _meaning(prefix: str) -> Prefix:
    is_spi = _SPI.search(prefix) is not None
    rule = None if is_century(prefix) else prefix.strip(" :,-=[]") or None
    return Prefix(verdict_of_prefix(prefix), rule=rule, event="SPI" if is_spi else None)
