"""WatchGuard Firebox: words in a row, anchored on the pair of addresses; of syslog and of the Traffic Monitor."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from sekisho.intake.addresses import address, port, protocol, total
from sekisho.intake.facts import CUT_SHORT, NO_DOUBT, ZONE_ASSUMED, Action, Dialect, Facts, Line
from sekisho.intake.moments import dated
from sekisho.intake.pairs import closed, picker

_ADDRESS: Final = r"((?=[0-9A-Fa-f]{0,4}[.:])[0-9A-Fa-f.:]{2,45}+)"
_PORTS: Final = r"(?: (\d{1,5}) (\d{1,5})(?!\S))?"
_NUMBER: Final = re.compile(r'msg_id="([0-9A-Fa-f]{4}-[0-9A-Fa-f]{4})"')
_SYSLOG: Final = re.compile(rf' (Allow|Deny) ([^"=]{{1,300}}?) {_ADDRESS} {_ADDRESS}(?!\S){_PORTS}')
_MONITOR: Final = re.compile(
    rf"(?<!\S)(Allow|Deny) {_ADDRESS} {_ADDRESS} [\w.-]{{1,64}}+/([\w-]{{1,16}}+){_PORTS} (?=\S)"
)
_TWO_NUMBERED: Final = re.compile(r"(.+?) (\d{1,3}-.+|Firebox)\Z")
_TWO_WORDS: Final = re.compile(r"(\S+) (\S+)\Z")
_FIRST_TWO: Final = re.compile(r" ?((?:\d{1,3}-[^\s(]{1,64}|Firebox) (?:\d{1,3}-[^\s(]{1,64}|Firebox))(?!\S)")
_POLICY: Final = re.compile(r' \(([^"]{1,120}?-\d\d)\)(?!\S)')
_STAMP: Final = re.compile(r"\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\) ")
_STAMP_OF_MONITOR: Final = re.compile(r"(?<!\S)(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?:\w{1,32} )?\Z")
_LENGTHS: Final = 4  # words behind the interfaces: length, protocol, length of the header, time to live
_HEAD: Final = 200  # characters before a message, in which its time is looked for
_TAIL: Final = 8192  # characters behind the addresses, in which the policy is looked for
_pick: Final = picker("src_user", "sent_bytes", "rcvd_bytes", "msg")
_ACTION: Final = {"Allow": Action.ALLOW, "Deny": Action.DENY}
_PORTLESS: Final = frozenset({"icmp", "icmp6", "igmp"})


# What stands in a row: verb, source, destination, their ports, protocol, interfaces.
_Flow = tuple[str, str, str, str | None, str | None, str | None, str]


def read(line: Line) -> Facts | None:
    """The line's facts, or None where it is not a Firebox's: the number of the message, or the policy, is evidence."""
    text = line.text
    numbered = 'msg_id="' in text
    if not numbered and (("Deny " not in text and "Allow " not in text) or "-0" not in text):
        return None
    number = _NUMBER.search(text) if numbered else None
    found = _SYSLOG.match(text, number.end()) if number else None
    if number and found:
        return _of_syslog(found, number, line)
    found = _MONITOR.search(text)
    if found and (number or _POLICY.search(text, found.end(), found.end() + _TAIL)):
        return _of_monitor(found, number[1] if number else None, line)
    if number is None:
        return None
    at = _at(number, line)
    doubts = ZONE_ASSUMED if at is not None else NO_DOUBT
    return Facts(device_at=at, event=number[1], message=text[number.end() :].strip() or None, doubts=doubts)


DIALECT: Final = Dialect("watchguard", "WatchGuard Firebox", read, ('msg_id="', "Deny ", "Allow "))


def _of_syslog(found: re.Match[str], number: re.Match[str], line: Line) -> Facts:
    verb, before, source, destination, source_port, destination_port = found.groups()
    transport, interfaces = _layers(before)
    flow = (verb, source, destination, source_port, destination_port, transport, interfaces)
    return _facts(flow, found, number[1], _at(number, line))


def _of_monitor(found: re.Match[str], number: str | None, line: Line) -> Facts:
    verb, source, destination, transport, source_port, destination_port = found.groups()
    interfaces = _FIRST_TWO.match(line.text, found.end())
    stamp = _STAMP_OF_MONITOR.search(line.text, max(0, found.start() - _HEAD), found.start())
    at = dated(stamp[1], line.offset_minutes) if stamp else None
    named = interfaces[1] if interfaces else ""
    flow = (verb, source, destination, source_port, destination_port, transport, named)
    return _facts(flow, found, number, at[0] if at else None)


def _facts(flow: _Flow, found: re.Match[str], number: str | None, at: int | None) -> Facts:
    tail, cut = found.string[found.end() :], False
    if '"' in tail:
        tail, cut = closed(tail, NO_DOUBT)
    ends_there = not tail  # a policy would follow: the last word may be half of one
    said = _pick(tail) if "=" in tail else {}
    policy = _POLICY.search(tail, 0, _TAIL)
    verb, source, destination, source_port, destination_port, name, interfaces = flow
    transport = protocol(name)
    ported = transport not in _PORTLESS
    interface_in, interface_out = _interfaces(interfaces)
    doubts = ZONE_ASSUMED if at is not None else NO_DOUBT
    return Facts(
        _ACTION[verb],
        at,
        None,  # device
        address(source),
        port(source_port) if ported else None,
        None if ends_there and not source_port else address(destination),
        port(destination_port) if ported and not ends_there else None,
        transport,
        policy[1] if policy else None,
        said.get("src_user") or None,
        total(said.get("sent_bytes"), said.get("rcvd_bytes")) if said else None,
        interface_in,
        interface_out,
        None,  # severity
        number,
        said.get("msg") or None,
        doubts | CUT_SHORT if cut or ends_there else doubts,
    )


def _layers(text: str) -> tuple[str, str]:
    """The protocol and the interfaces: `0-External Firebox 52 tcp 20 113`, of proxies `1-Trusted 0-External tcp`."""
    words = text.rsplit(" ", _LENGTHS)
    if len(words) > _LENGTHS and words[-1].isdigit() and words[-2].isdigit():
        interfaces, length, transport, *_ = words
        return transport, interfaces if length.isdigit() else f"{interfaces} {length}"
    interfaces, _, transport = text.rpartition(" ")
    return transport, interfaces


@lru_cache(maxsize=4096)
def _interfaces(text: str) -> tuple[str | None, str | None]:
    """Two names, which may hold blanks: `0-External Firebox`. Neither, where they cannot be told apart."""
    found = _TWO_NUMBERED.match(text) or _TWO_WORDS.match(text)
    return (found[1], found[2]) if found else (None, None)


def _at(number: re.Match[str], line: Line) -> int | None:
    """The time in parentheses. Whether it is UTC or local is not certain: what lies nearer to the header is taken."""
    stamp = _STAMP.search(number.string, max(0, number.start() - _HEAD), number.start())
    if stamp is None:
        return None
    local = dated(stamp[1], line.offset_minutes)
    if local is None:
        return None
    near = line.received_at if line.header.at is None else line.header.at
    as_utc = local[0] + line.offset_minutes * 60_000_000
    return local[0] if abs(local[0] - near) < abs(as_utc - near) else as_utc
