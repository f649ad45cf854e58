"""IIJ SEIL: the packet filter, which writes as ipmon does, with a comma before the port and the filter's name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from sekisho.intake.addresses import amount, endpoint, protocol
from sekisho.intake.facts import CUT_SHORT, NO_DOUBT, Action, Dialect, Facts, Line
from sekisho.intake.verdicts import verdict

# A count and a second time may stand before the interface; `AP app` instead of `PR proto` is the application filter.
_FILTER: Final = re.compile(
    r"(?<!\S)(\S{1,32}+) @(-?\d{1,5}:-?\d{1,5})(?:\[([^\]]{0,128}+)\])? (\S{1,16}+) (\S{1,64}+) -> (\S{1,64}+)"
    r"(?: (PR|AP) (\S{1,64}+)(?: (type \d++(?: code \d++)?))?(?: len (\d++) (.{0,256}+))?)?"
)
_WAY: Final = re.compile(r"(?<!\S)(in|out)(?!\S)", re.IGNORECASE)
_LETTERS: Final = {"p": Action.ALLOW, "P": Action.ALLOW, "b": Action.DENY, "B": Action.DENY}


def read(line: Line) -> Facts | None:
    """The packet's facts, or None where the line has no `@p:n… S -> D` of SEIL's filter.

    The line ends with the direction and options. Where it has none it was cut, and what may lack its end is left out.
    """
    if "@" not in line.body or " -> " not in line.body:
        return None
    found = _FILTER.search(line.body)
    if found is None:
        return None
    interface, place, name, verb, source, destination, kind, named, icmp, length, rest = found.groups()
    way = _way(rest) if rest else None
    source_address, source_port = endpoint(source, ",")
    destination_address, destination_port = endpoint(destination, ",") if kind else (None, None)
    return Facts(
        _LETTERS.get(verb) or verdict(verb),
        None,  # device_at
        None,  # device
        source_address,
        source_port,
        destination_address,
        destination_port,
        protocol(named) if kind == "PR" and length else None,
        name or f"@{place}",
        None,  # user
        amount(length) if rest else None,
        interface if way == "in" else None,
        interface if way == "out" else None,
        None,  # severity
        "application filter" if kind == "AP" else "filter",
        named if kind == "AP" else icmp,
        NO_DOUBT if way else CUT_SHORT,
    )


DIALECT: Final = Dialect("seil", "IIJ SEIL", read, (" -> ",))


@lru_cache(maxsize=4096)
def _way(rest: str) -> str | None:
    found = _WAY.search(rest)
    return found[1].lower() if found else None
