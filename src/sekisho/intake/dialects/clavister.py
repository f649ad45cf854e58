"""Clavister cOS Core, and D-Link DFL of old: pairs behind `prio=`, an eight-digit number and the name of the event."""

from __future__ import annotations

import re
from typing import Final

from sekisho.intake.addresses import address, port, protocol, total
from sekisho.intake.facts import Action, Dialect, Doubt, Facts, Line
from sekisho.intake.moments import dated
from sekisho.intake.pairs import closed, picker

_EVIDENCE: Final = re.compile(
    r"(?:\[([\d-]{10} [\d:]{8})\] [^=]{0,80}?)?(?<!\S)prio=(\d) id=(\d{8}) (?:rev=\d+ )?event="
)
_pick: Final = picker(
    *(
        "event",
        "action",
        "rule",
        "conn",
        "connipproto",
        "connrecvif",
        "connsrcip",
        "connsrcport",
        "conndestif",
    ),
    *(
        "conndestip",
        "conndestport",
        "origsent",
        "termsent",
        "recvif",
        "srcip",
        "destip",
        "ipproto",
        "srcport",
    ),
    *("destport", "destif", "user", "username"),
)
_NEVER_LAST: Final = frozenset(
    {"event", "connsrcip", "connsrcport", "conndestip", "srcip", "srcport", "destip", "origsent"}
)
_OF_NUMBER: Final = {
    **dict.fromkeys(
        ("00600001", "00600002", "00600004", "00600005"), Action.ALLOW
    ),  # opened, closed; with NAT
    "00600003": Action.OTHER,  # an old connection gave way to a new one
    **dict.fromkeys(("00600010", "00600011"), Action.DENY),  # no room for one more connection
}
_OF_ACTION: Final = {
    **dict.fromkeys(("fwdfast", "allow", "access_allow"), Action.ALLOW),
    **dict.fromkeys(("drop", "reject"), Action.DENY),
}
_PASSED: Final = ("conn_open", "conn_close")
_PORTLESS: Final = frozenset({"icmp", "icmp6"})


def read(line: Line) -> Facts | None:
    """The line's facts, or None where it is not a Clavister's: priority, number and event in that order."""
    if " event=" not in line.text or "prio=" not in line.text:
        return None
    found = _EVIDENCE.search(line.text)
    if found is None:
        return None
    stamp, prio, number = found.groups()
    body, cut = closed(line.body, _NEVER_LAST)
    said = _pick(body)
    at = dated(stamp, line.offset_minutes) if stamp else None
    doubts = frozenset({Doubt.ZONE_ASSUMED}) if at else frozenset[Doubt]()
    if cut:
        doubts |= {Doubt.CUT_SHORT}
    return _facts(said, number, prio, at[0] if at else None, doubts)


DIALECT: Final = Dialect("clavister", "Clavister cOS Core", read)


def _facts(said: dict[str, str], number: str, prio: str, at: int | None, doubts: frozenset[Doubt]) -> Facts:
    get = said.get
    transport = protocol(get("connipproto") or get("ipproto"))
    ported = transport not in _PORTLESS
    return Facts(
        action=_action(said, number),
        device_at=at,
        source_address=address(get("connsrcip") or get("srcip", "")),
        source_port=port(get("connsrcport") or get("srcport")) if ported else None,
        destination_address=address(get("conndestip") or get("destip", "")),
        destination_port=port(get("conndestport") or get("destport")) if ported else None,
        protocol=transport,
        rule=get("rule") or None,
        user=get("user") or get("username") or None,
        bytes=total(get("origsent"), get("termsent")),
        interface_in=get("connrecvif") or get("recvif") or None,
        interface_out=get("conndestif") or get("destif") or None,
        severity=int(prio) & 7,
        event=number,
        message=get("event") or None,
        doubts=doubts,
    )


def _action(said: dict[str, str], number: str) -> Action:
    """By the number, for names of events are not unique; else by the action, else by the event."""
    known = _OF_NUMBER.get(number) or _OF_ACTION.get(said.get("action", "").lower())
    if known is not None:
        return known
    event = said.get("event", "").lower()
    if "drop" in event or "deny" in event:
        return Action.DENY
    return Action.ALLOW if event.startswith(_PASSED) else Action.OTHER
