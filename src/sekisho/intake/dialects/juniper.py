"""Juniper SRX and Junos: sessions in structured data or in text, attacks, and the log of packet filters."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from operator import itemgetter
from typing import Final

from sekisho.intake.addresses import address, endpoint, port, protocol, total
from sekisho.intake.facts import CUT_SHORT, NO_DOUBT, Action, Dialect, Facts, Line
from sekisho.intake.pairs import pairs
from sekisho.intake.sentences import sentence

_STRUCTURED: Final = "[junos@"
_EVENT_BEFORE: Final = re.compile(r"([A-Z][A-Z0-9_]{3,63}) \[junos@")
_EVENT: Final = re.compile(r"\b((?:RT_FLOW_SESSION|RT_SCREEN|PFE_FW_SYSLOG)_[A-Z0-9_]{1,32}) ?: ")
_HEADER_CHARACTERS: Final = 256  # where to look for the name of an event in text
_LONGEST: Final = 65_536  # of structured data: what comes behind is nothing that counts
_SESSIONS: Final = {"CREATE": Action.ALLOW, "CLOSE": Action.ALLOW, "DENY": Action.DENY}
_SENSES: Final = {"A": Action.ALLOW, "D": Action.DENY, "R": Action.DENY}
_ICMP: Final = frozenset({"icmp", "icmp6"})  # what stands where others have ports is a number
_NOTHING: Final = frozenset({None, "", "N/A", "UNKNOWN", "None"})


# What a session says, in this order: as groups of a pattern, as names of structured data.
_GROUPS: Final = (
    *("reason", "source", "source_port", "target", "target_port", "number"),
    *("policy", "sent", "received", "user", "interface"),
)
_NAMES: Final = (
    *("reason", "source-address", "source-port", "destination-address", "destination-port", "protocol-id"),
    *("policy-name", "bytes-from-client", "bytes-from-server", "username", "packet-incoming-interface"),
)
_NAMES_OF_ATTACK: Final = ("action", "interface-name", "attack-name")
# As they stand between the quotes of two values.
_KEYS: Final = tuple(f" {name}=" for name in (*_NAMES, *_NAMES_OF_ATTACK))
_PAIR_OF_ENDS: Final = (
    r"(?P<source>[^\s/]++)/(?P<source_port>[0-9]++)->(?P<target>[^\s/]++)/(?P<target_port>[0-9]++)"
)
_LAST: Final = (
    r"(?: (?![^\s(]*+\()[^\s]++){0,4}+(?: (?P<user>[^\s()]++)\([^()]*+\)(?: (?P<interface>[^\s]++)(?!\Z))?)?"
)
_went: Final = sentence(
    rf"(?:Lsys \S++ )?session (?:created|closed (?P<reason>[^:]*+):) {_PAIR_OF_ENDS}(?: 0x\S++)? \S++ [^\s>]++>\S++(?: 0x\S++)?"
    r"(?:(?: (?:(?:source|destination|static) rule|N/A|None) \S++){1,2}|(?>.*?(?= [0-9]{1,3} \S++ \S++ \S++ [0-9]++(?![^ ]))))"
    r" (?P<number>[0-9]{1,3}) (?P<policy>\S++) \S++ \S++ [0-9]++(?![^ ])"
    rf"(?: [0-9]++\((?P<sent>[0-9]++)\) [0-9]++\((?P<received>[0-9]++)\) [0-9]++)?{_LAST}",
    _GROUPS,
)
_denied: Final = sentence(
    rf"(?:Lsys \S++ )?session denied {_PAIR_OF_ENDS}(?: 0x\S++)? \S++ (?P<number>[0-9]++)\([0-9]++\) "
    rf"(?P<policy>\S++) \S++ \S++{_LAST}",
    _GROUPS,
)
_filtered: Final = sentence(
    r"FW: (?P<interface>\S++)\s++(?P<sense>[ADR])\s++(?P<name>\S++)\s++(?P<source>\S++)\s++(?P<target>\S++)"
    r"(?:\s++(?P<source_port>[0-9]++)\s++(?P<target_port>[0-9]++))?\s++\([0-9]++ packets?\)",
    ("interface", "sense", "name", "source", "target", "source_port", "target_port"),
)
_attacked: Final = sentence(
    r"(?P<attack>(?>.*?(?=source: )))source: (?P<source>[^\s,]++)(?:, destination: (?P<target>[^\s,]++))?"
    r"(?:(?>.*?, interface name: )(?P<interface>[^\s,]++))?(?:(?>.*?, action: )(?P<action>\w++))?",
    ("attack", "source", "target", "interface", "action"),
)


def read(line: Line) -> Facts | None:
    """The line's facts, or None where it has neither Juniper's structured data nor the name of an event of its own."""
    structured = line.header.structured
    if structured.startswith(_STRUCTURED):
        return _structured(structured, 0, line.header.message_id)
    text = line.text
    if "@" in text and _STRUCTURED in text:  # one character is found much sooner than several
        place = text.index(_STRUCTURED)
        found = _EVENT_BEFORE.search(text, max(place - _HEADER_CHARACTERS, 0), place + len(_STRUCTURED))
        return _structured(text, place, found[1] if found else line.header.message_id)
    if "_" not in text or "_S" not in text:  # each name of an event has it
        return None
    found = _EVENT.search(text, 0, _HEADER_CHARACTERS)
    return _text(text, found.end(), found[1]) if found else None


DIALECT: Final = Dialect("juniper", "Juniper SRX / Junos", read, ("_S", "[junos@"))


def _text(text: str, start: int, event: str) -> Facts:
    facts = None
    if event.startswith("RT_FLOW_SESSION_"):
        said = _went(text, start) or _denied(text, start)
        facts = _session(said, event) if said else None
    elif event.startswith("PFE_FW_SYSLOG_"):
        facts = _filter_facts(text, start, event)
    else:
        facts = _attack_facts(text, start, event)
    return facts or Facts(event=event, message=text[start:] or None)


def _structured(text: str, start: int, event: str | None) -> Facts:
    said = _named(text, text.find(" ", start))
    facts = _session(said[: len(_NAMES)], event or "")
    if facts.action is Action.OTHER:
        action, interface, attack = said[len(_NAMES) :]
        facts = facts._replace(
            action=Action.DENY if (action or "").lower() == "drop" else Action.OTHER,
            interface_in=facts.interface_in or interface or None,
            message=facts.message or attack or None,
        )
    is_whole = text.endswith('"]') or text.find('"]', start) >= 0
    return facts if is_whole else facts._replace(doubts=CUT_SHORT)


def _named(text: str, start: int) -> tuple[str | None, ...]:
    """The values of `_KEYS` in structured data, where every value stands in quotes; of a repeated name the first."""
    data = text[start : start + _LONGEST] if start >= 0 else ""
    if "\\" not in data:
        parts = data.split('"')
        values = parts[1::2]
        in_order = _in_order(tuple(parts[: 2 * len(values) : 2]))
        if in_order is not None:
            return in_order((*values, None))
    named = pairs(data)
    return tuple(named.get(key[1:-1]) for key in _KEYS)


@lru_cache(maxsize=256)
def _in_order(between: tuple[str, ...]) -> Callable[[tuple[str | None, ...]], tuple[str | None, ...]] | None:
    """What takes the values of `_KEYS` out of all, behind which stands None; by what stands before each value.

    None where a name is repeated. Remembered, for a device writes its data the same way each time.
    """
    place_of = {before: place for place, before in enumerate(between)}
    if len(place_of) < len(between):
        return None
    return itemgetter(*(place_of.get(key, len(between)) for key in _KEYS))


def _session(said: tuple[str | None, ...], event: str) -> Facts:
    reason, source, source_port, target, target_port, number, policy, sent, received, user, interface = said
    kind = event.removeprefix("RT_FLOW_SESSION_").removesuffix("_LS")
    transport = protocol(number)
    ported = transport not in _ICMP
    return Facts(
        _SESSIONS.get(kind, Action.OTHER),
        None,  # device_at
        None,  # device
        address(source or ""),
        port(source_port) if ported else None,
        address(target or ""),
        port(target_port) if ported else None,
        transport,
        None if policy in _NOTHING else policy,
        None if user in _NOTHING else user,
        total(sent, received) if kind == "CLOSE" else None,
        None if interface in _NOTHING else interface,
        None,  # interface_out
        None,  # severity
        event or None,
        reason or None,
        NO_DOUBT,
    )


def _filter_facts(text: str, start: int, event: str) -> Facts | None:
    said = _filtered(text, start)
    if said is None:
        return None
    interface, sense, name, source, target, source_port, target_port = said
    transport = protocol(name)
    ported = transport not in _ICMP
    return Facts(
        _SENSES[sense or ""],
        None,  # device_at
        None,  # device
        address(source or ""),
        port(source_port) if ported else None,
        address(target or ""),
        port(target_port) if ported else None,
        transport,
        None,  # rule
        None,  # user
        None,  # bytes
        interface,
        None,  # interface_out
        None,  # severity
        event,
        None,  # message
        NO_DOUBT,
    )


def _attack_facts(text: str, start: int, event: str) -> Facts | None:
    said = _attacked(text, start)
    if said is None:
        return None
    attack, source, target, interface, action = said
    source_address, source_port = _socket(source or "")
    target_address, target_port = _socket(target or "")
    return Facts(
        Action.DENY if action == "drop" else Action.OTHER,
        None,  # device_at
        None,  # device
        source_address,
        source_port,
        target_address,
        target_port,
        None,  # protocol
        None,  # rule
        None,  # user
        None,  # bytes
        interface,
        None,  # interface_out
        None,  # severity
        event,
        (attack or "").strip(" !") or None,
        NO_DOUBT,
    )


def _socket(text: str) -> tuple[str | None, int | None]:
    """`address:port`. IPv6 without brackets could end in either: it is not understood."""
    return endpoint(text, ":") if text.count(":") <= 1 or text.startswith("[") else (None, None)
