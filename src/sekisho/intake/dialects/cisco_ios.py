"""Cisco IOS, IOS XE, IOS XR and NX-OS: `%FACILITY-level-MNEMONIC: sentence`, where the mnemonic is letters."""

from __future__ import annotations

import re
from typing import Final

from sekisho.intake.addresses import address, endpoint, port, protocol, total
from sekisho.intake.facts import NO_DOUBT, Action, Dialect, Facts, Line
from sekisho.intake.sentences import sentence

_TAG: Final = re.compile(
    r"%([A-Z][A-Z0-9_]*+(?:-[A-Z0-9_]++(?<!-[0-7])){0,3})-([0-7])-([A-Z][A-Z0-9_]*+) ?: ?"
)
_HEADER_CHARACTERS: Final = 256  # where to look for the tag behind a header that was not understood
_LONGEST: Final = 65_536  # of a list: what comes behind is nothing that counts
_ICMP: Final = frozenset({"icmp", "icmp6"})
_SENSES: Final = {
    "permitted": Action.ALLOW,
    "permit": Action.ALLOW,
    "Permit": Action.ALLOW,
    "denied": Action.DENY,
    "deny": Action.DENY,
    "Deny": Action.DENY,
}
_ADDRESS: Final = r"(?=[0-9A-Fa-f]*+[.:])[0-9A-Fa-f.:]++(?!\Z)"  # at the very end it may have been cut
_met_list: Final = sentence(
    r"(?:access-list|list) (?P<rule>\S++)(?: \((?P<entry>[0-9]++)\))? (?P<sense>permitted|denied|permit|deny) "
    rf"(?:(?P<name>[\w-]++) )?(?P<source>{_ADDRESS})(?:\((?P<source_port>[0-9]++)\))?"
    r"(?: ?\((?P<interface>[^\s()]++)[^()]*+\))?"
    rf"(?: ?-> ?(?P<target>{_ADDRESS})(?:\((?P<target_port>[0-9]++)\))?)?",
    ("rule", "entry", "sense", "name", "source", "source_port", "interface", "target", "target_port"),
)
_dropped: Final = sentence(
    r"Dropping (?P<name>\S++) (?:session|pkt) (?:from (?P<interface>\S++) )?(?P<source>\S++) (?:=> )?"
    r"(?P<target>[^\s(]++)(?!\Z)(?:\(target:class\)-\((?P<pair>[^()]*+)\))?"
    r"(?: on zone-pair (?P<zones>\S++) class (?P<class>\S++))?(?: due to\s++(?P<reason>.*))?",
    ("name", "interface", "source", "target", "pair", "zones", "class", "reason"),
)
_session: Final = sentence(
    r"(?:\(target:class\)-\((?P<pair>[^()]*+)\):)?\s*+(?:Start|Stop) (?P<name>\S++) session: "
    r"initiator \((?P<source>[^\s()]++)\)(?: sent (?P<sent>[0-9]++) bytes)? -- "
    r"responder \((?P<target>[^\s()]++)\)(?: sent (?P<received>[0-9]++) bytes)?",
    ("name", "pair", "source", "sent", "target", "received"),
)
_signed_in: Final = sentence(  # the name is what somebody typed: what the device says stands after it
    rf"Login (?:Success|failed)[^\[]*+\[user: (?P<user>.*)\] \[Source: (?P<source>{_ADDRESS})\] "
    r"\[localport: (?P<target_port>[0-9]++)\]",
    ("user", "source", "target_port"),
)
_configured: Final = sentence(
    rf"Configured from \S++ by (?P<user>.*) on \S++(?: \((?P<source>{_ADDRESS})\))?", ("user", "source")
)
_FLOW: Final = re.compile(
    r", (Src IP|Dst IP|Src Port|Dst Port|Src Intf|Protocol|ACL Name|ACE Action): ?([^,]*+)"
)
_NUMBER_IN_PARENTHESES: Final = re.compile(r'"?([\w-]*+)"?(?: ?\(([0-9]++)\))?')


def read(line: Line) -> Facts | None:
    """The line's facts, or None where it has no tag of these systems."""
    text = line.body
    start = 0
    if not text.startswith("%"):
        text = line.text
        if "%" not in text or not (start := text.find(" %", 0, _HEADER_CHARACTERS) + 1):
            return None
    found = _TAG.match(text, start)
    if found is None:
        return None
    facility, level, mnemonic = found.groups()
    start, severity, event = found.end(), int(level), f"{facility}-{level}-{mnemonic}"
    if "ACCESSLOG" in mnemonic and (said := _met_list(text, start)) is not None:
        return _met(said, severity, event)
    facts = _of_mnemonic(mnemonic, text, start) or Facts(message=text[start:] or None)
    return facts._replace(severity=severity, event=event)


DIALECT: Final = Dialect("cisco_ios", "Cisco IOS / IOS XE / IOS XR / NX-OS", read, ("%",))


def _of_mnemonic(mnemonic: str, text: str, start: int) -> Facts | None:
    match mnemonic:
        case "DROP_PKT":
            return _drop_facts(text, start)
        case "SESS_AUDIT_TRAIL_START" | "SESS_AUDIT_TRAIL":
            return _session_facts(text, start)
        case "LOGIN_SUCCESS" | "LOGIN_FAILED" | "CONFIG_I":
            return _person_facts(text, start)
        case _:
            return _flow_facts(text, start) if "Src IP: " in text else None


def _met(said: tuple[str | None, ...], severity: int, event: str) -> Facts:
    rule, entry, sense, name, source, source_port, interface, target, target_port = said
    return Facts(
        _SENSES[sense or ""],
        None,  # device_at
        None,  # device
        address(source or ""),
        _port(source_port),
        address(target) if target else None,
        _port(target_port),
        _protocol(name, source),
        f"{rule}/{entry}" if entry else rule,
        None,  # user
        None,  # bytes
        interface,
        None,  # interface_out
        severity,
        event,
        None,  # message
        NO_DOUBT,
    )


def _drop_facts(text: str, start: int) -> Facts | None:
    said = _dropped(text, start)
    if said is None:
        return None
    name, interface, source, target, pair, zones, kind, reason = said
    return _between(source, target, name)._replace(
        action=Action.DENY,
        rule=f"{zones}:{kind}" if zones else pair or None,
        interface_in=interface,
        message=reason or None,
    )


def _session_facts(text: str, start: int) -> Facts | None:
    said = _session(text, start)
    if said is None:
        return None
    name, pair, source, sent, target, received = said
    return _between(source, target, name)._replace(
        action=Action.ALLOW, rule=pair or None, bytes=total(sent, received)
    )


def _person_facts(text: str, start: int) -> Facts | None:
    said = _signed_in(text, start) or _configured(text, start)
    if said is None:
        return None
    user, source, *ports = said
    return Facts(
        source_address=address(source) if source else None,
        destination_port=port(ports[0]) if ports else None,
        user=user or None,
        message=text[start:],
    )


def _flow_facts(text: str, start: int) -> Facts | None:
    """NX-OS: a list of `Key: value`, in no order that could be relied on; the protocol as `"TCP"(6)`."""
    said = dict(reversed(_FLOW.findall(", " + text[start : start + _LONGEST])))
    named = _NUMBER_IN_PARENTHESES.match(said.get("Protocol", ""))
    name = _protocol((named[1] or named[2]) if named else None, said.get("Src IP"))
    ported = name not in _ICMP
    return Facts(
        _SENSES.get(said.get("ACE Action", ""), Action.OTHER),
        None,  # device_at
        None,  # device
        address(said.get("Src IP", "")),
        _port(said.get("Src Port")) if ported else None,
        address(said.get("Dst IP", "")),
        _port(said.get("Dst Port")) if ported else None,
        name,
        said.get("ACL Name") or None,
        None,  # user
        None,  # bytes
        said.get("Src Intf") or None,
        None,  # interface_out
        None,  # severity
        None,  # event
        None,  # message
        NO_DOUBT,
    )


def _between(source: str | None, target: str | None, name: str | None) -> Facts:
    source_address, source_port = _socket(source or "")
    target_address, target_port = _socket(target or "")
    transport = _protocol(name, source_address)
    ported = transport not in _ICMP
    return Facts(
        source_address=source_address,
        source_port=source_port if ported else None,
        destination_address=target_address,
        destination_port=target_port if ported else None,
        protocol=transport,
    )


def _socket(text: str) -> tuple[str | None, int | None]:
    """`address:port`. IPv6 without brackets could end in either: it is not understood."""
    return endpoint(text, ":") if text.count(":") <= 1 or text.startswith("[") else (None, None)


def _port(text: str | None) -> int | None:
    """Lists that do not look at ports write 0: that is no port."""
    return port(text) or None


def _protocol(name: str | None, source: str | None) -> str | None:
    known = protocol(name)
    return "icmp6" if known == "icmp" and ":" in (source or "") else known
