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
_IPV4: Final = r"(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(?::(\d{1,5}))?"
_USUAL: Final = re.compile(rf"([^:.\[]*)(?<![\w.]){_IPV4} -> {_IPV4}(?![\w/,#(%\]]| port )[^:.\[]*\Z")
_GUESSED: Final = frozenset({Doubt.GUESSED})
_GUESSED_AS_THEY_STAND: Final = _GUESSED | {Doubt.DIRECTION_UNKNOWN}
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


# Address and port of the source and of the destination, and what is doubtful about them.
_Ends = tuple[str | None, int | None, str | None, int | None, frozenset[Doubt]]


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
    usual = _as_usual(text)
    found = [] if usual else _literals(text)
    if not usual and not found:
        return None
    action = verdict_in(text)
    ends = usual or _ends(text, found, action)
    if ends is None:
        return None
    source, source_port, destination, destination_port, doubts = ends
    if source_port is None and destination_port is None:
        source_port, destination_port = _ports(text)
    named = _PROTOCOL.search(text)
    return Facts(
        action,
        None,  # device_at
        None,  # device
        source,
        source_port,
        destination,
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


def _as_usual(text: str) -> _Ends | None:
    """The ends of `192.0.2.1:80 -> 192.0.2.2:80` where nothing else in the text may be one; None of any other text.

    In a third of the time, and as `_ends` finds them: what stands around has neither a point nor a colon.
    """
    found = _USUAL.match(text)
    if found is None:
        return None
    before, source, source_port, destination, destination_port = found.groups()
    one, other = address(source), address(destination)
    if one is None or other is None or _role_before(before) is not None:
        return None
    return one, port(source_port), other, port(destination_port), _GUESSED


def _ends(text: str, found: list[End], action: Action) -> _Ends | None:
    source, destination, doubts = _told_apart(text, found, action)
    if source is None and destination is None:
        return None
    return (
        source.address if source else None,
        source.port if source else None,
        destination.address if destination else None,
        destination.port if destination else None,
        doubts,
    )


def _literals(text: str) -> list[End]:
    ends = []
    for found in islice(_LITERAL.finditer(text), _ADDRESSES * 4):
        literal, sign, digits = found.groups()
        known = address(literal)
        if known is not None:
            number = _port(digits, sign, ":" in literal, text) if digits else None
            ends.append(End(known, number, *found.span()))
    return ends[:_ADDRESSES]


def _port(digits: str, sign: str | None, is_ipv6: bool, text: str) -> int | None:
    """The port after an address, unless the same signs may mean something else."""
    number = port(digits)
    if sign == ":" or number is None:
        return number
    if sign == "/":
        return number if number > _PREFIX_LENGTHS[is_ipv6] else None
    if sign == ".":
        return number if is_ipv6 else None
    if sign == ",":  # in a list of values it may be anything
        return number if "->" in text else None
    return number


def _told_apart(
    text: str, found: list[End], action: Action
) -> tuple[End | None, End | None, frozenset[Doubt]]:
    source = destination = None
    for end in found:
        role = _role_before(text[: end.begins])
        if role is None:
            continue
        if source is None and role is _Role.SOURCE:
            source = end
        elif destination is None and role is _Role.DESTINATION:
            destination = end
    if source is not None and destination is not None:
        return source, destination, _GUESSED
    for one, other in pairwise(found):
        between = text[one.ends : other.begins]
        if len(between) <= _BETWEEN_CHARACTERS and _ARROW.search(between):
            return one, other, _GUESSED
    if source is None and destination is None and len(found) > 1 and action is not Action.OTHER:
        return found[0], found[1], _GUESSED_AS_THEY_STAND
    return source, destination, _GUESSED


def _role_before(text: str) -> _Role | None:
    """What the last word of a text says of the end that follows it."""
    words = text[-_BEFORE_CHARACTERS:].rstrip(_AFTER_WORD).rsplit(None, 1)
    return _role(words[-1]) if words else None


@lru_cache(maxsize=4096)
def _role(word: str) -> _Role | None:
    if _SOURCE.search(word):
        return _Role.SOURCE
    return _Role.DESTINATION if _DESTINATION.search(word) else None


def _ports(text: str) -> tuple[int | None, int | None]:
    source_port = destination_port = None
    for of_source, _, number in _PORT.findall(text):
        if of_source and source_port is None:
            source_port = port(number)
        elif not of_source and destination_port is None:
            destination_port = port(number)
    return source_port, destination_port
