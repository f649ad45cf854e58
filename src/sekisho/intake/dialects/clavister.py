"""Clavister cOS Core, and D-Link DFL of old: pairs behind `prio=`, an eight-digit number and the name of the event."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from sekisho.intake.addresses import address, port, protocol, total
from sekisho.intake.facts import CUT_SHORT, NO_DOUBT, ZONE_ASSUMED, Action, Dialect, Doubt, Facts, Line
from sekisho.intake.moments import dated
from sekisho.intake.ordered import reader

_EVENT: Final = "event="
_EVIDENCE: Final = re.compile(r"prio=(?<!\Sprio=)(\d) id=(\d{8}) (?:rev=\d+ )?" + _EVENT)
_STAMP: Final = re.compile(r"\[([\d-]{10} [\d:]{8})\] [^=]{0,80}\Z")
_HEAD: Final = 128  # characters before the evidence, in which a time is looked for
_NEVER_LAST: Final = frozenset(
    {"event", "connsrcip", "connsrcport", "conndestip", "srcip", "srcport", "destip", "origsent"}
)
_OF_NUMBER: Final = {
    **dict.fromkeys(("00600001", "00600002"), Action.ALLOW),  # opened, closed
    **dict.fromkeys(("00600004", "00600005"), Action.ALLOW),  # the same with NAT
    "00600003": Action.OTHER,  # an old connection gave way to a new one
    **dict.fromkeys(("00600010", "00600011"), Action.DENY),  # no room for one more connection
}
_OF_ACTION: Final = {
    **dict.fromkeys(("fwdfast", "allow", "access_allow"), Action.ALLOW),
    **dict.fromkeys(("drop", "reject"), Action.DENY),
}
_PASSED: Final = ("conn_open", "conn_close")
_PORTLESS: Final = frozenset({"icmp", "icmp6"})


class _Said(NamedTuple):
    """The values that count."""

    event: str | None
    action: str | None
    rule: str | None
    connipproto: str | None
    connrecvif: str | None
    connsrcip: str | None
    connsrcport: str | None
    conndestif: str | None
    conndestip: str | None
    conndestport: str | None
    origsent: str | None
    termsent: str | None
    recvif: str | None
    srcip: str | None
    destip: str | None
    ipproto: str | None
    srcport: str | None
    destport: str | None
    destif: str | None
    user: str | None
    username: str | None


_read: Final = reader(*_Said._fields, never_last=_NEVER_LAST)


def read(line: Line) -> Facts | None:
    """The line's facts, or None where it is not a Clavister's: priority, number and event in that order."""
    if " event=" not in line.text or "prio=" not in line.text:
        return None
    found = _EVIDENCE.search(line.text)
    if found is None:
        return None
    prio, number = found.groups()
    values, cut = _read(line.text[found.end() - len(_EVENT) :])
    stamp = _STAMP.search(line.text, max(0, found.start() - _HEAD), found.start())
    at = dated(stamp[1], line.offset_minutes) if stamp else None
    doubts = ZONE_ASSUMED if at else NO_DOUBT
    if cut:
        doubts |= CUT_SHORT
    return _facts(_Said._make(values), number, prio, at[0] if at else None, doubts)


DIALECT: Final = Dialect("clavister", "Clavister cOS Core", read, (" event=",))


def _facts(said: _Said, number: str, prio: str, at: int | None, doubts: frozenset[Doubt]) -> Facts:
    transport = protocol(said.connipproto or said.ipproto)
    ported = transport not in _PORTLESS
    return Facts(
        _action(said, number),
        at,
        None,  # device
        address(said.connsrcip or said.srcip or ""),
        port(said.connsrcport or said.srcport) if ported else None,
        address(said.conndestip or said.destip or ""),
        port(said.conndestport or said.destport) if ported else None,
        transport,
        said.rule or None,
        said.user or said.username or None,
        total(said.origsent, said.termsent),
        said.connrecvif or said.recvif or None,
        said.conndestif or said.destif or None,
        int(prio) & 7,
        number,
        said.event or None,
        doubts,
    )


def _action(said: _Said, number: str) -> Action:
    """By the number, for names of events are not unique; else by the action, else by the event."""
    known = _OF_NUMBER.get(number) or _OF_ACTION.get((said.action or "").lower())
    if known is not None:
        return known
    event = (said.event or "").lower()
    if "drop" in event or "deny" in event:
        return Action.DENY
    return Action.ALLOW if event.startswith(_PASSED) else Action.OTHER
