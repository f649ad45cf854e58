"""SonicWall: pairs of key=value with a serial number, the number of the message and ends as `address:port:interface`."""

from __future__ import annotations

import re
from typing import Final

from sekisho.intake.addresses import address, port, protocol, total
from sekisho.intake.facts import Action, Dialect, Doubt, Facts, Line
from sekisho.intake.moments import dated
from sekisho.intake.pairs import closed, picker

_pick: Final = picker(
    *("sn", "time", "fw", "pri", "m", "msg", "src", "dst", "srcV6", "dstV6", "proto", "sent", "rcvd"),
    *("rule", "user", "usr", "fw_action"),
)
_NEVER_LAST: Final = frozenset({"m", "sent", "srcV6", "dstV6"})
_SERIAL: Final = re.compile(r"[0-9A-Fa-f]{12}\Z")
_GROUP: Final = re.compile(r"[0-9A-Fa-f]{0,5}\Z")  # of an IPv6 address, or a port behind it
_SEVERITIES: Final = {str(number): number for number in range(8)}
_OF_ACTION: Final = {
    **dict.fromkeys(("forward", "allow", "allowed"), Action.ALLOW),
    **dict.fromkeys(("drop", "dropped", "deny", "denied", "block", "blocked"), Action.DENY),
}
_OF_NUMBER: Final = {
    **dict.fromkeys(("97", "98", "537"), Action.ALLOW),  # web site hit, connection opened, connection closed
    **dict.fromkeys(("14", "36", "37", "38"), Action.DENY),  # site blocked; TCP, UDP, ICMP packet dropped
}
_ALLOWED: Final = ("Connection Opened", "Connection Closed")
_DENIED: Final = ("dropped", "denied", "blocked")
_PORTLESS: Final = frozenset({"icmp", "icmp6"})  # what stands in the place of a port is an identifier
_WHOLE: Final = 2  # colons in an end that has its interface

_End = tuple[str | None, int | None, str | None]


def read(line: Line) -> Facts | None:
    """The line's facts, or None where it is not a SonicWall's: `sn`, `fw` and `m` are the evidence."""
    text = line.text
    if " m=" not in text or "sn=" not in text or " fw=" not in text:
        return None
    body, cut = closed(line.body, _NEVER_LAST)
    said = _pick(body)
    number = said.get("m", "")
    if "fw" not in said or not number.isdigit() or _SERIAL.match(said.get("sn", "")) is None:
        return None
    source = said.get("src") or said.get("srcV6")
    destination = said.get("dst") or said.get("dstV6")
    if _is_half(body, source):
        source, cut = None, True
    if _is_half(body, destination):
        destination, cut = None, True
    return _facts(said, source, destination, line.offset_minutes, cut=cut)


DIALECT: Final = Dialect("sonicwall", "SonicWall", read)


def _facts(
    said: dict[str, str], source: str | None, destination: str | None, offset_minutes: int, *, cut: bool
) -> Facts:
    get = said.get
    source_address, source_port, interface_in = _end(source) if source else (None, None, None)
    destination_address, destination_port, interface_out = (
        _end(destination) if destination else (None, None, None)
    )
    transport = protocol(get("proto", "").partition("/")[0])
    ported = transport not in _PORTLESS
    at = dated(get("time", ""), offset_minutes)
    doubts = frozenset({Doubt.ZONE_ASSUMED}) if at and at[1] is None else frozenset[Doubt]()
    return Facts(
        action=_action(said),
        device_at=at[0] if at else None,
        device=get("sn"),
        source_address=source_address,
        source_port=source_port if ported else None,
        destination_address=destination_address,
        destination_port=destination_port if ported else None,
        protocol=transport,
        rule=get("rule") or None,
        user=get("usr") or get("user") or None,
        bytes=total(get("sent"), get("rcvd")),
        interface_in=interface_in,
        interface_out=interface_out,
        severity=_SEVERITIES.get(get("pri", "")),
        event=get("m"),
        message=get("msg") or None,
        doubts=doubts | {Doubt.CUT_SHORT} if cut else doubts,
    )


def _action(said: dict[str, str]) -> Action:
    """By what was done with the packet, else by the number of the message, else by its words."""
    done = _OF_ACTION.get(said.get("fw_action", "").lower()) or _OF_NUMBER.get(said["m"])
    if done is not None:
        return done
    message = said.get("msg", "")
    if message.startswith(_ALLOWED):
        return Action.ALLOW
    lower = message.lower()
    return Action.DENY if any(word in lower for word in _DENIED) else Action.OTHER


def _is_half(body: str, end: str | None) -> bool:
    """Whether the line ends in the middle of an end: behind its interface it may, before it may not."""
    return bool(end) and end is not None and end.count(":") < _WHOLE and body.endswith("=" + end)


def _end(text: str) -> _End:
    """`192.0.2.1:80:X0:name`, `[2001:db8::1]:80:X0`, `2001:db8::1:80:X0`; port and what follows may be missing."""
    parts = text.split(":")
    host = address(parts[0])
    if host is not None:
        return (
            host,
            port(parts[1]) if len(parts) > 1 else None,
            parts[2] or None if len(parts) > _WHOLE else None,
        )
    if text.startswith("["):
        host_text, _, rest = text.partition("]")
        _, number, interface, *_ = [*rest.split(":"), "", "", ""]
        return address(host_text), port(number), interface or None
    for place, part in enumerate(parts):
        if (
            place > 1 and "." not in part and _GROUP.match(part) is None
        ):  # the first that is no group: the interface
            return address(":".join(parts[: place - 1])), port(parts[place - 1]), part
    whole = address(text)
    host_text, _, number = text.rpartition(":")
    return (whole, None, None) if whole else (address(host_text), port(number), None)
