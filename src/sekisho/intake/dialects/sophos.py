"""Sophos Firewall (SFOS, XG) and Sophos UTM: pairs of key=value under two sets of names."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from sekisho.intake.addresses import address, amount, port, protocol, total
from sekisho.intake.facts import CUT_SHORT, NO_DOUBT, ZONE_ASSUMED, Action, Dialect, Doubt, Facts, Line
from sekisho.intake.moments import dated, zone_minutes
from sekisho.intake.ordered import reader

_NEVER_LAST: Final = frozenset(
    {"src_ip", "src_port", "dst_ip", "dst_port", "sent_bytes", "bytes_sent", "fw_rule_id", "log_id"}
)
_STAMP_OF_UTM: Final = re.compile(r"\d{4}:\d\d:\d\d-\d\d:\d\d:\d\d(?=\s)")
_STAMP_WITHIN: Final = 200  # characters: what stands farther behind is no header
_SEVERITIES: Final = {
    "emergency": 0,
    "alert": 1,
    "critical": 2,
    "crit": 2,
    "error": 3,
    "err": 3,
    "warning": 4,
    "warn": 4,
    "notice": 5,
    "notification": 5,
    "information": 6,
    "info": 6,
    "debug": 7,
}
_OF_STATUS: Final = {
    **dict.fromkeys(("allow", "allow session", "allowed"), Action.ALLOW),
    **dict.fromkeys(("deny", "deny session", "denied", "drop", "dropped", "block", "blocked"), Action.DENY),
    **dict.fromkeys(("would deny", "detect"), Action.OTHER),  # it passed, and was only told of
}
_OF_ACTION: Final = {
    **dict.fromkeys(("accept", "pass"), Action.ALLOW),
    **dict.fromkeys(("drop", "reject", "block"), Action.DENY),
}
_GOES_ON: Final = frozenset({"start", "interim"})  # whose counts come once more, in the sum at the end
_PORTLESS: Final = frozenset({"icmp", "icmp6"})


class _Said(NamedTuple):
    """The values of SFOS that count, of older and newer releases."""

    device: str | None
    date: str | None
    time: str | None
    timezone: str | None
    device_name: str | None
    timestamp: str | None
    device_serial_id: str | None
    log_id: str | None
    log_type: str | None
    log_subtype: str | None
    status: str | None
    priority: str | None
    severity: str | None
    fw_rule_id: str | None
    fw_rule_name: str | None
    user_name: str | None
    in_interface: str | None
    out_interface: str | None
    src_ip: str | None
    dst_ip: str | None
    protocol: str | None
    src_port: str | None
    dst_port: str | None
    bytes_sent: str | None
    bytes_received: str | None
    sent_bytes: str | None
    recv_bytes: str | None
    connevent: str | None
    con_event: str | None
    message: str | None


class _SaidByUtm(NamedTuple):
    """The values of UTM that count, in their order."""

    id: str | None
    severity: str | None
    sys: str | None
    sub: str | None
    name: str | None
    action: str | None
    fwrule: str | None
    initf: str | None
    outitf: str | None
    srcip: str | None
    dstip: str | None
    proto: str | None
    length: str | None
    srcport: str | None
    dstport: str | None
    user: str | None


_read: Final = reader(*_Said._fields, never_last=_NEVER_LAST)
_read_utm: Final = reader(*_SaidByUtm._fields)


def read(line: Line) -> Facts | None:
    """The line's facts, or None where it is not a Sophos': the device "SFW", or a part of UTM, is the evidence."""
    text = line.text
    if "SFW" in text and "log_type=" in text:
        return _of_sfos(line)
    if 'sys="Secure' in text:
        return _of_utm(line)
    return None


DIALECT: Final = Dialect("sophos", "Sophos Firewall / UTM", read, ("SFW", 'sys="Secure'))


def _of_sfos(line: Line) -> Facts | None:
    values, cut = _read(line.body)
    said = _Said._make(values)
    is_named = said.device == "SFW"  # by older releases, which put the name of the device beside it
    if not is_named and said.device_name != "SFW":
        return None
    transport = protocol(said.protocol)
    ported = transport not in _PORTLESS
    at, doubts = _at(said, line.offset_minutes)
    return Facts(
        _action(said),
        at,
        (said.device_name if is_named else said.device_serial_id) or None,
        address(said.src_ip or ""),
        port(said.src_port) if ported else None,
        address(said.dst_ip or ""),
        port(said.dst_port) if ported else None,
        transport,
        said.fw_rule_name or said.fw_rule_id or None,
        said.user_name or None,
        _bytes(said),
        said.in_interface or None,
        said.out_interface or None,
        _SEVERITIES.get((said.priority or said.severity or "").lower()),
        said.log_id or said.log_type or None,
        said.message or None,
        doubts | CUT_SHORT if cut else doubts,
    )


def _action(said: _Said) -> Action:
    """By the status, else by the subtype. What the system says of itself has others ("Successful")."""
    of_status = _OF_STATUS.get(said.status.lower()) if said.status else None
    return of_status or _OF_STATUS.get((said.log_subtype or "").lower(), Action.OTHER)


def _bytes(said: _Said) -> int | None:
    if (said.connevent or said.con_event or "").lower() in _GOES_ON:
        return None
    return total(said.sent_bytes or said.bytes_sent, said.recv_bytes or said.bytes_received)


def _at(said: _Said, offset_minutes: int) -> tuple[int | None, frozenset[Doubt]]:
    """When it was. Older releases give the zone by its name, and most names have several meanings."""
    if said.timestamp:
        at = dated(said.timestamp, offset_minutes)
    else:
        zone = zone_minutes(said.timezone) if said.timezone else None
        at = dated(f"{said.date} {said.time}", offset_minutes if zone is None else zone)
        if at is not None and zone is not None:
            return at[0], NO_DOUBT
    if at is None:
        return None, NO_DOUBT
    return at[0], ZONE_ASSUMED if at[1] is None else NO_DOUBT


def _of_utm(line: Line) -> Facts | None:
    values, cut = _read_utm(line.body)
    said = _SaidByUtm._make(values)
    if said.sub is None or not said.sys or not said.sys.startswith("Secure"):
        return None
    stamp = _STAMP_OF_UTM.search(line.text, 0, _STAMP_WITHIN)
    at = dated(stamp[0], line.offset_minutes) if stamp else None
    doubts = ZONE_ASSUMED if at else NO_DOUBT
    transport = protocol(said.proto)
    ported = transport not in _PORTLESS
    return Facts(
        _OF_ACTION.get((said.action or "").lower(), Action.OTHER),
        at[0] if at else None,
        None,  # device
        address(said.srcip or ""),
        port(said.srcport) if ported else None,
        address(said.dstip or ""),
        port(said.dstport) if ported else None,
        transport,
        said.fwrule or None,
        said.user or None,
        amount(said.length),
        said.initf or None,
        said.outitf or None,
        _SEVERITIES.get((said.severity or "").lower()),
        said.id or said.sub or None,
        said.name or None,
        doubts | CUT_SHORT if cut else doubts,
    )
