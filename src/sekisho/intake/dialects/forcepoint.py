"""Forcepoint NGFW (Stonesoft): CEF and LEEF from the Log Server, and its own exports by name or in columns."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from sekisho.intake.addresses import address, port, protocol, total
from sekisho.intake.containers import Cef, Leef, cef, leef
from sekisho.intake.facts import CUT_SHORT, Action, Dialect, Facts, Line
from sekisho.intake.pairs import closed, pairs
from sekisho.intake.stamps import Stamp, stamp, stamp_in_form

_VENDORS: Final = frozenset({"forcepoint", "stonesoft"})
_SITUATION: Final = re.compile(
    r'(?<![^",;\s=>])Connection_(?:Allowed|Discarded|Refused|Closed)[\w-]{0,40}(?![^",;\s<])'
)
_WORD: Final = re.compile(
    r'(?<=[",;])(?:Allow|Permit|Discard|Refuse|Terminate)(?: \((?:passive|failed|reset)\))?(?=[",;]|\Z)'
)
_ELEMENT: Final = re.compile(r"<([A-Za-z_]{2,24})>([^<>]*+)</\1>")
_OF_ACTION: Final = {
    **dict.fromkeys(("allow", "permit"), Action.ALLOW),
    **dict.fromkeys(("discard", "refuse", "terminate"), Action.DENY),
}
_ONLY_TOLD: Final = ("(passive)", "(failed)")  # it was not done, and the packet went on
_OF_SITUATION: Final = {
    **dict.fromkeys(("Connection_Allowed", "Connection_Closed"), Action.ALLOW),
    **dict.fromkeys(("Connection_Discarded", "Connection_Refused"), Action.DENY),
}
_RULE_LABELS: Final = ("ruleid", "rule id", "rule_id", "rule")
_PORTLESS: Final = frozenset({"icmp", "icmp6"})
_EXPORTED: Final = frozenset({"action", "src", "dst"})  # an export has these, and one of the next
_ONLY_HERE: Final = frozenset({"rule_id", "acc_tx_bytes", "acc_rx_bytes", "nat_src", "node_id", "auth_name"})
_NEVER_LAST: Final = frozenset({"SRC", "DST", "Sport", "Dport", "RULE_ID", "ACTION", "ACC_TX_BYTES"})


class _Keys(NamedTuple):
    """Under which name each form says the same."""

    action: str
    source_port: str
    destination_port: str
    protocol: str
    user: str
    sent: str
    received: str
    device: str
    device_address: str
    rule: str
    interface_in: str
    interface_out: str
    message: str


_CEF: Final = _Keys(
    *("act", "spt", "dpt", "proto", "suser", "out", "in", "dvchost", "dvc", "RuleID"),
    *("deviceInboundInterface", "deviceOutboundInterface", "msg"),
)
_LEEF: Final = _Keys(
    *(
        "action",
        "srcPort",
        "dstPort",
        "proto",
        "usrName",
        "srcBytes",
        "dstBytes",
        "devName",
        "dvc",
        "RuleId",
    ),
    *("srcIf", "dstIf", "msg"),
)
_EXPORT: Final = _Keys(
    *(
        "action",
        "sport",
        "dport",
        "protocol",
        "auth_name",
        "acc_tx_bytes",
        "acc_rx_bytes",
        "node_id",
        "node_id",
        "rule_id",
    ),
    *("src_if", "dst_if", "info_msg"),
)


def read(line: Line) -> Facts | None:
    """The line's facts, or None where it is not a Forcepoint's: the vendor, or a situation's name, is evidence."""
    text = line.text
    if "EF:" in text and ("FORCEPOINT|" in text or "Forcepoint|" in text or "Stonesoft|" in text):
        return _contained(line)
    if "Connection_" in text or "RULE_ID" in text:
        return _exported(line)
    return None


DIALECT: Final = Dialect("forcepoint", "Forcepoint NGFW", read, ("EF:", "Connection_", "RULE_ID"))


def _contained(line: Line) -> Facts | None:
    said = cef(line.text) or leef(line.text)
    if said is None or said.vendor.lower() not in _VENDORS:
        return None
    get = said.fields.get
    if isinstance(said, Cef):
        rule = said.labelled(*_RULE_LABELS)
        when = stamp(get("rt"), offset_minutes=line.offset_minutes, received_at=line.received_at)
        return _facts(said.fields, _CEF, said.name, rule, when)
    return _facts(said.fields, _LEEF, said.event, get("policy"), _of_leef(said, line))


def _of_leef(said: Leef, line: Line) -> Stamp:
    time, form = said.fields.get("devTime"), said.fields.get("devTimeFormat")
    return stamp_in_form(time, form, offset_minutes=line.offset_minutes, received_at=line.received_at)


def _exported(line: Line) -> Facts | None:
    """An export: names with values, as pairs or elements; or columns, whose order is anybody's choice."""
    situation = _SITUATION.search(line.text)
    body, cut = closed(line.body, _NEVER_LAST)
    said = {key.lower(): value for key, value in (*_ELEMENT.findall(body), *pairs(body).items())}
    if said.keys() >= _EXPORTED and (situation or not _ONLY_HERE.isdisjoint(said)):
        when = stamp(said.get("timestamp"), offset_minutes=line.offset_minutes, received_at=line.received_at)
        event = said.get("event") or said.get("situation") or (situation[0] if situation else None)
        facts = _facts(said, _EXPORT, event, None, when)
        return facts._replace(doubts=facts.doubts | CUT_SHORT) if cut else facts
    if situation is None or "," not in line.text:
        return None
    word = _WORD.search(line.text)
    return Facts(_action(word[0] if word else "", situation[0]), event=situation[0], message=line.body)


def _facts(said: dict[str, str], keys: _Keys, event: str | None, rule: str | None, when: Stamp) -> Facts:
    get = said.get
    (
        action,
        source_port,
        destination_port,
        name,
        user,
        sent,
        received,
        device,
        device_address,
        number,
        interface_in,
        interface_out,
        message,
    ) = keys
    transport = protocol(get(name))
    ported = transport not in _PORTLESS
    return Facts(
        _action(get(action, ""), event or ""),
        when[0],
        get(device) or get(device_address) or None,
        address(get("src") or get("c6a2", "")),
        port(get(source_port)) if ported else None,
        address(get("dst") or get("c6a3", "")),
        port(get(destination_port)) if ported else None,
        transport,
        rule or get(number) or None,
        get(user) or None,
        total(get(sent), get(received)),
        get(interface_in) or None,
        get(interface_out) or None,
        None,  # severity
        event or None,
        get(message) or None,
        when[1],
    )


@lru_cache(maxsize=1024)
def _action(done: str, situation: str) -> Action:
    """By what was done; where that is left out, by the situation."""
    if done:
        lower = done.lower()
        return (
            Action.OTHER
            if lower.endswith(_ONLY_TOLD)
            else _OF_ACTION.get(lower.partition(" (")[0], Action.OTHER)
        )
    return _OF_SITUATION.get(situation, Action.OTHER)
