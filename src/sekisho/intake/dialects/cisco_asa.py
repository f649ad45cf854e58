"""Cisco ASA, PIX, FWSM and FTD: `%ASA-level-number: sentence`, one grammar a number.

An endpoint is `interface:address/port`, IPv6 without brackets; the port may be a service's name and the address a
host's. In sentences that begin with Built the first endpoint is the outer one, whoever began.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from sekisho.intake.addresses import address, amount, port, protocol, total
from sekisho.intake.facts import NO_DOUBT, ZONE_ASSUMED, Action, Dialect, Doubt, Facts, Line
from sekisho.intake.moments import dated
from sekisho.intake.sentences import sentence

_TAG: Final = re.compile(r"%(?:ASA|FTD|PIX|FWSM)-(?:[A-Za-z]\w*+-)?([0-7])-([0-9]{6}) ?: ?")
_HEADER_CHARACTERS: Final = 256  # where to look for the tag behind a header that was not understood
_SENSES: Final = {
    "permitted": Action.ALLOW,
    "est-allowed": Action.ALLOW,
    "denied": Action.DENY,
    "denied by ACL": Action.DENY,
    "discarded": Action.DENY,
}
_ICMP: Final = frozenset({"icmp", "icmp6"})  # what stands where others have ports is type, code or a number
_UNPROVEN: Final = frozenset({Doubt.DIRECTION_UNKNOWN})
_SECURITY_GROUP: Final = re.compile(r"[0-9]+(?::.*)?\Z|\*+\Z")  # a number with a name; a name that is hidden
_SERVICES: Final = {
    "ftp": 21,
    "ssh": 22,
    "telnet": 23,
    "smtp": 25,
    "tacacs": 49,
    "domain": 53,
    "bootps": 67,
    "bootpc": 68,
    "tftp": 69,
    "www": 80,
    "http": 80,
    "pop3": 110,
    "sunrpc": 111,
    "ntp": 123,
    "netbios-ns": 137,
    "netbios-dgm": 138,
    "netbios-ssn": 139,
    "imap4": 143,
    "snmp": 161,
    "snmptrap": 162,
    "bgp": 179,
    "ldap": 389,
    "https": 443,
    "isakmp": 500,
    "syslog": 514,
    "ldaps": 636,
    "sip": 5060,
}


class _Grammar(NamedTuple):
    """A kind of sentence; `said` gives the values of `_GROUPS`."""

    said: Callable[[str, int], tuple[str | None, ...] | None]
    action: Action
    is_told: bool  # whether the sentence says more than its facts, and is kept as the message


def read(line: Line) -> Facts | None:
    """The line's facts, or None where it has no tag of these devices."""
    text = line.body
    start = 0
    if not text.startswith("%"):
        text = line.text
        if "%" not in text or not (start := text.find(" %", 0, _HEADER_CHARACTERS) + 1):
            return None
    found = _TAG.match(text, start)
    if found is None:
        return None
    severity, event = int(found[1]), found[2]
    grammar = _GRAMMARS.get(event, _REMOTE)
    said = grammar.said(text, found.end())
    if said is not None:
        message = text[found.end() :] if grammar.is_told else None
        return _facts(said, grammar.action, event, severity, message)
    rest = text[found.end() :]
    if event in _LISTS:
        return _listed(rest, event, severity, line)
    return Facts(severity=severity, event=event, message=rest or None)


DIALECT: Final = Dialect("cisco_asa", "Cisco ASA / FTD / PIX / FWSM", read, ("%",))

_GROUPS: Final = (
    *("sense", "way", "name", "user", "rule", "count", "reason"),
    *("first_if", "first", "first_port", "first_user"),
    *("second_if", "second", "second_port", "second_user"),
)


def _facts(
    said: tuple[str | None, ...], action: Action, event: str, severity: int, message: str | None
) -> Facts:
    sense, way, name, user, rule, count, reason, *ends = said
    first_if, first, first_port, first_user, second_if, second, second_port, second_user = ends
    if way == "outbound":
        first_if, first, first_port, second_if, second, second_port = (
            *(second_if, second, second_port),
            *(first_if, first, first_port),
        )
        first_user = second_user
    transport = protocol(name)
    if transport in _ICMP:
        transport = "icmp6" if ":" in (first or "") else "icmp"
        first_port = second_port = None
    return Facts(
        _SENSES[sense] if sense else action,
        None,  # device_at
        None,  # device
        address(first) if first else None,
        _port(first_port) if first_port else None,
        address(second) if second else None,
        _port(second_port) if second_port else None,
        transport,
        rule,
        _user(first_user) or _user(user) if first_user or user else None,
        amount(count),
        first_if,
        second_if,
        severity,
        event,
        message or (reason or "").strip() or None,
        _UNPROVEN if way == "" else NO_DOUBT,
    )


def _port(text: str) -> int | None:
    return _SERVICES.get(text) or port(text)


def _user(text: str | None) -> str | None:
    """`LOCAL\\ann, 100:staff` is ann of LOCAL; a security group alone is nobody."""
    name = (text or "").partition(",")[0].strip()
    return None if not name or _SECURITY_GROUP.match(name) else name


def _grammar(pattern: str, action: Action = Action.OTHER, *, is_told: bool = False) -> _Grammar:
    return _Grammar(sentence(pattern, _GROUPS), action, is_told)


def _end(which: str) -> str:
    """`interface:address/port`, the port left out where there is none."""
    return rf"(?P<{which}_if>[^\s:]++):(?P<{which}>[^\s/()]++)(?:/(?P<{which}_port>[^\s/()]++))?"


def _bare_end(which: str) -> str:
    return rf"\(?(?P<{which}>[^\s/()]++)\)?(?:/(?P<{which}_port>[^\s/()]++))?"


def _met_end(which: str) -> str:
    """`interface/address(port)`, as lists write it that log what meets them."""
    return rf"(?P<{which}_if>[^\s/]++)/(?P<{which}>[^\s()]++)\((?P<{which}_port>[^()]*+)\)"


def _user_of(which: str) -> str:
    return rf"(?: ?\((?P<{which}_user>[^()]*+)\))?"


_MAPPED: Final = r" \([^()]*+\)"
_BUILT: Final = _grammar(
    rf"Built (?P<way>inbound|outbound) (?P<name>\S++) connection \S++ for {_end('first')}{_MAPPED}"
    rf"(?:\((?P<first_user>[^()]*+)\))? to {_end('second')}{_MAPPED}(?:\((?P<second_user>[^()]*+)\))?"
    r"(?: \((?P<user>[^()]*+)\))?",
    Action.ALLOW,
)
_TORN_DOWN: Final = _grammar(
    rf"Teardown (?P<way>)(?P<name>\S++) connection \S++ for {_end('first')}{_user_of('first')} to "
    rf"{_end('second')}{_user_of('second')} duration \S++ bytes (?P<count>[0-9]++)"
    r"(?: (?P<reason>[^()]++))?(?: ?\((?P<user>[^()]*+)\))?",
    Action.ALLOW,
)
_ECHOED: Final = _grammar(
    r"(?:Built|Teardown) (?P<way>inbound|outbound|) ?(?P<name>ICMP) connection (?:\S++ )?for "
    rf"faddr (?P<first>[^\s/()]++)/[0-9]++{_user_of('first')} gaddr \S++ "
    rf"laddr (?P<second>[^\s/()]++)/[0-9]++{_user_of('second')}",
    Action.ALLOW,
)
_TRANSLATED: Final = _grammar(
    rf"(?:Built|Teardown) \S++ (?P<name>\S++) translation from {_end('first')}{_user_of('first')} to ",
    is_told=True,  # what an address is translated to is no destination
)
_REFUSED: Final = _grammar(
    rf"(?:Inbound (?=TCP connection denied)|Deny (?:inbound )?)(?P<name>[\w-]++)(?>.*? from )"
    rf"{_bare_end('first')} to {_bare_end('second')}(?:(?>.*? on interface )(?P<first_if>\S++))?",
    Action.DENY,
    is_told=True,
)
_REFUSED_BY_RULE: Final = _grammar(
    rf"Deny (?:inbound )?(?:protocol )?(?P<name>\S++) src {_end('first')}{_user_of('first')} dst {_end('second')}"
    r'(?: ?\([^()]*+\)){0,3}(?: by access-group "(?P<rule>[^"]*+)")?',
    Action.DENY,
)
_MET_LIST: Final = _grammar(
    r"access-list (?P<rule>\S++) (?P<sense>permitted|denied|est-allowed) (?:protocol )?(?P<name>\S++) "
    rf"(?:for user '(?P<user>[^']*+)' )?{_met_end('first')}{_user_of('first')} -> {_met_end('second')}"
)
_REFUSED_ECHO: Final = _grammar(
    r"Denied (?P<name>ICMP) type=[^,]*+, code=\S++ from (?P<first>\S++) on interface (?P<first_if>\S++)",
    Action.DENY,
)
_REACHED_DEVICE: Final = _grammar(
    r"(?P<name>\S++) (?:access|request) (?P<sense>permitted|denied by ACL|discarded) from "
    rf"{_bare_end('first')} to (?P<first_if>[^\s:]++):(?P<second>[^\s/()]++)(?:/(?P<second_port>\S++))?"
)
_SIGNED_IN: Final = _grammar(
    rf"Login (?P<sense>permitted|denied) from {_bare_end('first')} to (?P<first_if>[^\s:]++):"
    r'(?P<second>[^\s/()]++)/(?P<second_port>\S++)(?: for user "(?P<user>[^"]*+)")?'
)
_PROVED: Final = _grammar(  # the user's own words come before the device's: the last address is its own
    r"AAA (?>.*? : user = )(?P<user>.*?)(?: : user IP = (?P<first>\S++))?\s?\Z", is_told=True
)
_LEFT: Final = _grammar(
    r"Group = (?>.*?, Username = )(?P<user>(?>.*?(?=, IP = ))), IP = (?P<first>[^\s,]++), Session disconnected",
    is_told=True,
)
_REMOTE: Final = _grammar(
    r"(?:Group <[^<>]*+> )?User <(?P<user>[^<>]*+)> IP <(?P<first>[^<>]*+)>", is_told=True
)
_GRAMMARS: Final = {
    **dict.fromkeys(("302013", "302015"), _BUILT),
    **dict.fromkeys(("302014", "302016"), _TORN_DOWN),
    **dict.fromkeys(("302020", "302021"), _ECHOED),
    **dict.fromkeys(("305011", "305012"), _TRANSLATED),
    **dict.fromkeys(
        ("106001", "106006", "106007", "106015", "106016", "106017", "106021", "106022"), _REFUSED
    ),
    **dict.fromkeys(("106010", "106014", "106023"), _REFUSED_BY_RULE),
    **dict.fromkeys(("106100", "106102", "106103"), _MET_LIST),
    "313001": _REFUSED_ECHO,
    **dict.fromkeys(("710002", "710003", "710005"), _REACHED_DEVICE),
    **dict.fromkeys(("605004", "605005"), _SIGNED_IN),
    **dict.fromkeys(("113004", "113005", "113015"), _PROVED),
    "113019": _LEFT,
}
_LISTS: Final = frozenset({"430001", "430002", "430003", "430004", "430005"})
_LONGEST: Final = 65_536  # of a list: what comes behind is nothing that counts
_CONNECTION_BEGAN: Final = "430002"
_PIECE: Final = re.compile(
    r", ((?:Src|Dst)(?:IP|Port)|Protocol|(?:In|E)gressInterface|AccessControlRule(?:Name|Action|Reason)|InlineResult|"
    r"FileAction|(?:Initiator|Responder)Bytes|User|FirstPacketSecond|Message|ThreatName): "
    r"([^,]*+(?:,(?! [A-Z][\w ]{0,40}: )[^,]*+)*+)"
)
_OUTCOMES: Final = {
    **dict.fromkeys(("Allow", "Trust", "Fastpath"), Action.ALLOW),
    **dict.fromkeys(("Block", "Block with reset", "Blocked", "Dropped", "Malware Block"), Action.DENY),
    **dict.fromkeys(("Interactive Block", "Interactive Block with reset"), Action.DENY),
}
_NOBODY: Final = frozenset({"", "Unknown", "No Authentication Required", "Not Found"})


def _listed(text: str, event: str, severity: int, line: Line) -> Facts:
    """FTD: `Key: value, Key: value`. The packets' first second is the time only where the header has none."""
    pieces = _PIECE.findall(", " + text[:_LONGEST])
    said = dict(reversed(pieces))
    transport = protocol(said.get("Protocol"))
    ported = transport not in _ICMP
    outcome = said.get("InlineResult") or said.get("FileAction") or said.get("AccessControlRuleAction", "")
    began = (
        None if line.header.at is not None else dated(said.get("FirstPacketSecond", ""), line.offset_minutes)
    )
    user = said.get("User", "")
    return Facts(
        _OUTCOMES.get(outcome, Action.OTHER),
        began[0] if began else None,
        None,  # device
        address(said.get("SrcIP", "")),
        port(said.get("SrcPort")) if ported else None,
        address(said.get("DstIP", "")),
        port(said.get("DstPort")) if ported else None,
        transport,
        said.get("AccessControlRuleName") or None,
        None if user in _NOBODY else user,
        None if event == _CONNECTION_BEGAN else total(said.get("InitiatorBytes"), said.get("ResponderBytes")),
        said.get("IngressInterface") or None,
        said.get("EgressInterface") or None,
        severity,
        event,
        said.get("Message") or said.get("ThreatName") or said.get("AccessControlRuleReason") or None,
        ZONE_ASSUMED if began and began[1] is None else NO_DOUBT,
    )
