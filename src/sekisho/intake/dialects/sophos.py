"""Sophos Firewall (SFOS, XG) and Sophos UTM: pairs of key=value under two sets of names."""

from __future__ import annotations

import re
from typing import Final

from sekisho.intake.addresses import address, amount, port, protocol, total
from sekisho.intake.facts import Action, Dialect, Doubt, Facts, Line
from sekisho.intake.moments import dated, zone_minutes
from sekisho.intake.pairs import closed, picker

_pick: Final = picker(
    *("src_ip", "src_port", "dst_ip", "dst_port", "protocol", "device", "device_name", "device_serial_id"),
    *("timestamp", "date", "time", "timezone", "log_id", "log_type", "log_subtype", "status", "priority"),
    *("severity", "fw_rule_id", "fw_rule_name", "user_name", "in_interface", "out_interface", "message"),
    *("sent_bytes", "recv_bytes", "bytes_sent", "bytes_received", "connevent", "con_event"),
)
_pick_of_utm: Final = picker(
    *(
        "id",
        "severity",
        "sys",
        "sub",
        "name",
        "action",
        "fwrule",
        "initf",
        "outitf",
        "srcip",
        "dstip",
        "proto",
    ),
    *("srcport", "dstport", "user", "length"),
)
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
_NO_DOUBT: Final = frozenset[Doubt]()


def read(line: Line) -> Facts | None:
    """The line's facts, or None where it is not a Sophos': the device "SFW", or a part of UTM, is the evidence."""
    text = line.text
    if "SFW" in text and "log_type=" in text:
        return _of_sfos(line)
    if 'sys="Secure' in text:
        return _of_utm(line)
    return None


DIALECT: Final = Dialect("sophos", "Sophos Firewall / UTM", read)


def _of_sfos(line: Line) -> Facts | None:
    body, cut = closed(line.body, _NEVER_LAST)
    said = _pick(body)
    get = said.get
    is_named = get("device") == "SFW"  # by older releases, which put the name of the device beside it
    if not is_named and get("device_name") != "SFW":
        return None
    transport = protocol(get("protocol"))
    ported = transport not in _PORTLESS
    at, doubts = _at(said, line.offset_minutes)
    goes_on = (get("connevent") or get("con_event", "")).lower() in _GOES_ON
    return Facts(
        action=_action(said),
        device_at=at,
        device=(get("device_name") if is_named else get("device_serial_id")) or None,
        source_address=address(get("src_ip", "")),
        source_port=port(get("src_port")) if ported else None,
        destination_address=address(get("dst_ip", "")),
        destination_port=port(get("dst_port")) if ported else None,
        protocol=transport,
        rule=get("fw_rule_name") or get("fw_rule_id") or None,
        user=get("user_name") or None,
        bytes=None
        if goes_on
        else total(get("sent_bytes") or get("bytes_sent"), get("recv_bytes") or get("bytes_received")),
        interface_in=get("in_interface") or None,
        interface_out=get("out_interface") or None,
        severity=_SEVERITIES.get((get("priority") or get("severity", "")).lower()),
        event=get("log_id") or get("log_type"),
        message=get("message") or None,
        doubts=doubts | {Doubt.CUT_SHORT} if cut else doubts,
    )


def _action(said: dict[str, str]) -> Action:
    """By the status, else by the subtype. What the system says of itself has others ("Successful")."""
    of_status = _OF_STATUS.get(said.get("status", "").lower())
    return of_status or _OF_STATUS.get(said.get("log_subtype", "").lower(), Action.OTHER)


def _at(said: dict[str, str], offset_minutes: int) -> tuple[int | None, frozenset[Doubt]]:
    """When it was. Older releases give the zone by its name, and most names have several meanings."""
    stamp = said.get("timestamp")
    if stamp is not None:
        at = dated(stamp, offset_minutes)
    else:
        zone = zone_minutes(said.get("timezone", "") or "?")
        at = dated(f"{said.get('date')} {said.get('time')}", offset_minutes if zone is None else zone)
        if at is not None and zone is not None:
            return at[0], _NO_DOUBT
    if at is None:
        return None, _NO_DOUBT
    return at[0], frozenset({Doubt.ZONE_ASSUMED}) if at[1] is None else _NO_DOUBT


def _of_utm(line: Line) -> Facts | None:
    body, cut = closed(line.body, frozenset())
    said = _pick_of_utm(body)
    get = said.get
    if "sub" not in said or not get("sys", "").startswith("Secure"):
        return None
    stamp = _STAMP_OF_UTM.search(line.text, 0, _STAMP_WITHIN)
    at = dated(stamp[0], line.offset_minutes) if stamp else None
    doubts = frozenset({Doubt.ZONE_ASSUMED}) if at else _NO_DOUBT
    transport = protocol(get("proto"))
    ported = transport not in _PORTLESS
    return Facts(
        action=_OF_ACTION.get(get("action", "").lower(), Action.OTHER),
        device_at=at[0] if at else None,
        source_address=address(get("srcip", "")),
        source_port=port(get("srcport")) if ported else None,
        destination_address=address(get("dstip", "")),
        destination_port=port(get("dstport")) if ported else None,
        protocol=transport,
        rule=get("fwrule") or None,
        user=get("user") or None,
        bytes=amount(get("length")),
        interface_in=get("initf") or None,
        interface_out=get("outitf") or None,
        severity=_SEVERITIES.get(get("severity", "").lower()),
        event=get("id") or get("sub"),
        message=get("name") or None,
        doubts=doubts | {Doubt.CUT_SHORT} if cut else doubts,
    )
