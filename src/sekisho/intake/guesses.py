"""What can be found in a line whose grammar is not known: two ends, a protocol, a verdict.

Whatever is found here is a guess; the reading that uses it says so (`Doubt.GUESSED`).
"""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache
from itertools import islice, pairwise
from typing import Final, NamedTuple

from sekisho.intake.addresses import address, port, protocol
from sekisho.intake.facts import Action, Doubt, Facts
from sekisho.intake.verdicts import verdict_in

LOOKED_AT_CHARACTERS: Final = 4096  # what matters stands at the beginning, and a long line must cost little
_ADDRESSES: Final = 16
_BETWEEN_CHARACTERS: Final = 80
_BEFORE_CHARACTERS: Final = 28
_PREFIX_LENGTHS: Final = {False: 32, True: 128}  # by whether it is IPv6: `/24` is a network, not a port
_LITERAL: Final = re.compile(
    r"(?<![0-9A-Za-z_.])\[?"
    r"(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![0-9A-Za-z_]|\.\d)"
    r"|(?<!:)[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]{1,39}(?:(?:\.\d{1,3}){3}(?!\d))?)"
    r"(?:%\w{1,15})?\]?"
    r"(?:(?:([:/,.#])|\(| port )(\d{1,5})(?![0-9A-Za-z_:]|\.\d)\)?)?"
)
_AFTER_WORD: Final = ' \t=:("'
_ARROW: Final = re.compile(r"->|=>|→|(?<!\S)(?:>|to)(?!\S)|から", re.IGNORECASE)
_SOURCE: Final = re.compile(
    r"(?:(?<![A-Za-z])(?:src|source|from|sip|saddr|client)[\w.-]{0,10}|送信元\w{0,6}|発信元\w{0,6})\Z",
    re.IGNORECASE,
)
_DESTINATION: Final = re.compile(
    r"(?:(?<![A-Za-z])(?:dst|dest|to|dip|daddr|server)[\w.-]{0,14}|宛先\w{0,6}|送信先\w{0,6})\Z",
    re.IGNORECASE,
)
_PROTOCOL: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:(tcp|udp|icmpv6|ipv6-icmp|icmp6?|igmp|gre|esp|ospf|sctp)(?![A-Za-z0-9])"
    r"|proto(?:col)?[ =:]{1,2}\"?(\d{1,3})(?!\d))",
    re.IGNORECASE,
)
_PORT: Final = re.compile(
    r"(?<![A-Za-z])(?:(s(?:rc|ource)?[ _-]?port|spt)|(d(?:st|est|estination)?[ _-]?port|dpt))[=: ]{1,2}\"?(\d{1,5})",
    re.IGNORECASE,
)


class _Role(Enum):
    SOURCE = auto()
    DESTINATION = auto()


class End(NamedTuple):
    """An address as it stands in a text, its port if it has one, and from where to where it stands."""

    address: str
    port: int | None
    begins: int
    ends: int


def guess(text: str) -> Facts | None:
    """What the beginning of the text seems to say, with `GUESSED`. None where it names no end of anything.

    The end after a word for it (`src`, `from`, 送信元, …) or before an arrow (`->`, `>`, `to`) is the source. Two
    addresses with neither are taken as they stand only where a verdict shows that a packet is spoken of, and marked
    `DIRECTION_UNKNOWN`.
    """
    text = text[:LOOKED_AT_CHARACTERS]
    found = _literals(text)
    if not found:
        return None
    action = verdict_in(text)
    source, destination, doubts = _ends(text, found, action)
    if source is None and destination is None:
        return None
    named = _PROTOCOL.search(text)
    source_port, destination_port = _ports(text, source, destination)
    return Facts(
        action,
        None,  # device_at
        None,  # device
        source.address if source else None,
        source_port,
        destination.address if destination else None,
        destination_port,
        protocol(named[1] or named[2]) if named else None,
        None,  # rule
        None,  # user
        None,  # bytes
        None,  # interface_in
        None,  # interface_out
        None,  # severity
        None,  # event
        text,
        doubts,
    )


def _literals(text: str) -> list[End]:
    ends = []
    for found in islice(_LITERAL.finditer(text), _ADDRESSES * 4):
        known = address(found[1])
        if known is not None:
            ends.append(End(known, _port(found, text), found.start(), found.end()))
    return ends[:_ADDRESSES]


def _port(found: re.Match[str], text: str) -> int | None:
    """The port after an address, unless the same signs may mean something else."""
    number = port(found[3])
    is_ipv6 = ":" in found[1]
    if number is None:
        return None
    match found[2]:
        case "/":
            return number if number > _PREFIX_LENGTHS[is_ipv6] else None
        case ".":
            return number if is_ipv6 else None
        case ",":  # in a list of values it may be anything
            return number if "->" in text else None
        case _:
            return number


def _ends(text: str, found: list[End], action: Action) -> tuple[End | None, End | None, frozenset[Doubt]]:
    guessed = frozenset({Doubt.GUESSED})
    source = destination = None
    for end in found:
        *_, word = text[max(0, end.begins - _BEFORE_CHARACTERS) : end.begins].rstrip(_AFTER_WORD).split() or [
            ""
        ]
        role = _role(word)
        if source is None and role is _Role.SOURCE:
            source = end
        elif destination is None and role is _Role.DESTINATION:
            destination = end
    if source is not None and destination is not None:
        return source, destination, guessed
    for one, other in pairwise(found):
        between = text[one.ends : other.begins]
        if len(between) <= _BETWEEN_CHARACTERS and _ARROW.search(between):
            return one, other, guessed
    if source is None and destination is None and len(found) > 1 and action is not Action.OTHER:
        return found[0], found[1], guessed | {Doubt.DIRECTION_UNKNOWN}
    return source, destination, guessed


@lru_cache(maxsize=4096)
def _role(word: str) -> _Role | None:
    if _SOURCE.search(word):
        return _Role.SOURCE
    return _Role.DESTINATION if _DESTINATION.search(word) else None


def _ports(text: str, source: End | None, destination: End | None) -> tuple[int | None, int | None]:
    source_port = source.port if source else None
    destination_port = destination.port if destination else None
    if source_port is not None or destination_port is not None:
        return source_port, destination_port
    for of_source, _, number in _PORT.findall(text):
        if of_source and source_port is None:
            source_port = port(number)
        elif not of_source and destination_port is None:
            destination_port = port(number)
    return source_port, destination_port
