"""SonicWall: pairs of key=value with a serial number, the number of the message and ends as `address:port:interface`."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from sekisho.intake.addresses import address, port, protocol, total
from sekisho.intake.facts import CUT_SHORT, NO_DOUBT, ZONE_ASSUMED, Action, Dialect, Facts, Line
from sekisho.intake.moments import dated
from sekisho.intake.ordered import reader

_NEVER_LAST: Final = frozenset({"m", "sent", "srcV6", "dstV6"})


class _Said(NamedTuple):
    """The values that count."""

    sn: str | None
    time: str | None
    fw: str | None
    pri: str | None
    m: str | None
    msg: str | None
    usr: str | None
    user: str | None
    src: str | None
    dst: str | None
    source_v6: str | None
    destination_v6: str | None
    proto: str | None
    sent: str | None
    rcvd: str | None
    rule: str | None
    fw_action: str | None


_NAMED_OTHERWISE: Final = {"source_v6": "srcV6", "destination_v6": "dstV6"}
_read: Final = reader(
    *(_NAMED_OTHERWISE.get(name, name) for name in _Said._fields),
    never_last=_NEVER_LAST,
)
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
_COLONS: Final = 2  # in an end that has its interface
_LONGEST_END: Final = 400  # characters: an address, a port, an interface and the name of a host

_End = tuple[str | None, int | None, str | None]
_NO_END: Final[_End] = (None, None, None)


def read(line: Line) -> Facts | None:
    """The line's facts, or None where it is not a SonicWall's: `sn`, `fw` and `m` are the evidence."""
    text = line.text
    if " m=" not in text or "sn=" not in text or " fw=" not in text:
        return None
    values, cut = _read(line.body)
    said = _Said._make(values)
    if not said.fw or not said.m or not said.m.isdigit() or _SERIAL.match(said.sn or "") is None:
        return None
    return _facts(said, line.body, line.offset_minutes, cut=cut)


DIALECT: Final = Dialect("sonicwall", "SonicWall", read, (" m=",))


def _facts(said: _Said, body: str, offset_minutes: int, *, cut: bool) -> Facts:
    source, destination = said.src or said.source_v6, said.dst or said.destination_v6
    last = body[body.rfind("=") + 1 :]
    cut_source, cut_destination = _is_half(source, last), _is_half(destination, last)
    source_address, source_port, interface_in = _NO_END if cut_source else _end(source)
    destination_address, destination_port, interface_out = _NO_END if cut_destination else _end(destination)
    transport = protocol(said.proto.partition("/")[0]) if said.proto else None
    ported = transport not in _PORTLESS
    at = dated(said.time, offset_minutes) if said.time else None
    doubts = ZONE_ASSUMED if at and at[1] is None else NO_DOUBT
    if cut or cut_source or cut_destination:
        doubts |= CUT_SHORT
    return Facts(
        _action(said),
        at[0] if at else None,
        said.sn,
        source_address,
        source_port if ported else None,
        destination_address,
        destination_port if ported else None,
        transport,
        said.rule or None,
        said.usr or said.user or None,
        total(said.sent, said.rcvd),
        interface_in,
        interface_out,
        _SEVERITIES.get(said.pri or ""),
        said.m,
        said.msg or None,
        doubts,
    )


def _action(said: _Said) -> Action:
    """By what was done with the packet, else by the number of the message, else by its words."""
    done = _OF_ACTION.get((said.fw_action or "").lower()) or _OF_NUMBER.get(said.m or "")
    if done is not None:
        return done
    message = said.msg or ""
    if message.startswith(_ALLOWED):
        return Action.ALLOW
    lower = message.lower()
    return Action.DENY if any(word in lower for word in _DENIED) else Action.OTHER


def _is_half(end: str | None, last: str) -> bool:
    """Whether the line stops in the middle of an end: behind its interface it may, before it may not."""
    return end == last and end.count(":") < _COLONS


def _end(text: str | None) -> _End:
    """`192.0.2.1:80:X0:name`, `[2001:db8::1]:80:X0`, `2001:db8::1:80:X0`; port and what follows may be missing."""
    if not text:
        return _NO_END
    parts = text.split(":", 3)
    known = address(parts[0])
    if known is None:
        return _end_in_ipv6(text)
    if len(parts) > _COLONS:
        return known, port(parts[1]), parts[2] or None
    return known, port(parts[1]) if len(parts) == _COLONS else None, None


def _end_in_ipv6(text: str) -> _End:
    if len(text) > _LONGEST_END:
        return _NO_END
    if text.startswith("["):
        host, _, rest = text.partition("]")
        _, number, interface, *_ = [*rest.split(":"), "", "", ""]
        return address(host), port(number), interface or None
    parts = text.split(":")
    for place, part in enumerate(parts):
        if (
            place > 1 and "." not in part and _GROUP.match(part) is None
        ):  # no group of an address: the interface
            return address(":".join(parts[: place - 1])), port(parts[place - 1]), part
    whole = address(text)
    host, _, number = text.rpartition(":")
    return (whole, None, None) if whole else (address(host), port(number), None)
