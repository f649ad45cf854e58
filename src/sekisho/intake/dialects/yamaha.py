"""Yamaha RTX, NVR, FWX: filters, inspection, and the short messages of other functions.

A packet has no stamp, no host and no tag, only the priority. IPv6 has a dot before the port.
"""

from __future__ import annotations

import re
from typing import Final

from sekisho.intake.addresses import endpoint, protocol
from sekisho.intake.facts import NO_DOUBT, ZONE_ASSUMED, Action, Dialect, Facts, Line
from sekisho.intake.moments import dated

_INTERFACE: Final = (
    r"(?:LAN|PP|TUNNEL|WAN|BRIDGE|VLAN|ONU|LOOPBACK|NULL)[\d/.:]*(?:\[[\w./]+\])?(?:\(port\d+\))?"
)
_FILTER: Final = re.compile(
    rf"({_INTERFACE})\s+(Passed|Rejected) at (IN|OUT)\((\w+)\) filter:\s+(\S+)\s+(\S+) > (\S+)(?: (.*))?"
)
_INSPECT: Final = re.compile(
    rf"\[INSPECT\] ({_INTERFACE})\[(in|out)\]\[(\w+)\] (\S+) (\S+) > (\S+)(?: \(([\d/]+ [\d:]+)\))?"
)
_OTHER: Final = re.compile(
    rf"\[(IKE|DHCPD|SWCTL|L2MS|NAT|PPTP|L2TP)\] |({_INTERFACE}):? |same message repeated \d+ times"
)
_ACTION: Final = {"Passed": Action.ALLOW, "Rejected": Action.DENY}


def read(line: Line) -> Facts | None:
    """The line's facts, or None where it is not a Yamaha router's."""
    text = line.body
    if " filter:" in text and (found := _FILTER.search(text)) is not None:
        return _filtered(found)
    if "[INSPECT]" in text and (found := _INSPECT.search(text)) is not None:
        return _inspected(found, line)
    if (found := _OTHER.match(text)) is not None:
        return Facts(event=found[1], message=text)
    return None


DIALECT: Final = Dialect("yamaha", "Yamaha RTX / NVR / FWX", read)


def _filtered(found: re.Match[str]) -> Facts:
    interface, verb, way, rule, name, source, destination, rest = found.groups()
    source_address, source_port = _endpoint(source)
    destination_address, destination_port = _endpoint(destination)
    return Facts(
        _ACTION[verb],
        None,  # device_at
        None,  # device
        source_address,
        source_port,
        destination_address,
        destination_port,
        protocol(name),
        rule,
        None,  # user
        None,  # bytes
        interface if way == "IN" else None,
        interface if way == "OUT" else None,
        None,  # severity
        "filter",
        rest,
        NO_DOUBT,
    )


def _inspected(found: re.Match[str], line: Line) -> Facts:
    """A session that was let through. Its time is when it began; the line is written at the end."""
    interface, way, rule, name, source, destination, stamp = found.groups()
    source_address, source_port = _endpoint(source)
    destination_address, destination_port = _endpoint(destination)
    began = dated(stamp, line.offset_minutes) if stamp else None
    return Facts(
        Action.ALLOW,
        began[0] if began else None,
        None,  # device
        source_address,
        source_port,
        destination_address,
        destination_port,
        protocol(name),
        rule,
        None,  # user
        None,  # bytes
        interface if way == "in" else None,
        interface if way == "out" else None,
        None,  # severity
        "inspect",
        None,  # message
        ZONE_ASSUMED if began else NO_DOUBT,
    )


def _endpoint(text: str) -> tuple[str | None, int | None]:
    return endpoint(text, "." if text.count(":") > 1 else ":")
