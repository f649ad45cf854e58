"""Check Point: the log exporter's list, the gateway's own structured data, fields between bars, CEF and LEEF."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from sekisho.intake.addresses import address, port, protocol, total
from sekisho.intake.containers import Cef, Leef, cef, leef
from sekisho.intake.facts import CUT_SHORT, NO_DOUBT, Action, Dialect, Facts, Line
from sekisho.intake.moments import epoch
from sekisho.intake.pairs import closed, pairs

_KEYS: Final = (
    *("src", "dst", "s_port", "service", "proto", "action", "time", "origin", "ifname", "ifdir", "rule_name"),
    *(
        "rule",
        "rule_uid",
        "user",
        "src_user_name",
        "bytes",
        "sent_bytes",
        "received_bytes",
        "product",
        "loguid",
    ),
    *("client_inbound_bytes", "client_outbound_bytes", "message_info", "reason", "originsicname"),
)
_EXPORTED: Final = re.compile(rf'[ ;\[]({"|".join(_KEYS)}):"([^"]*+)"')
_FIRST: Final = {f"{key}:": key for key in _KEYS}
_BETWEEN: Final = re.compile(r"; ([a-z_0-9]{1,64}):")
_LONGEST: Final = 4096  # characters: what is remembered must be short
_EXPORTED_WITH_ESCAPES: Final = re.compile(
    r'(?<![^ ;\[])([A-Za-z_]\w*+):"([^"\\]*+(?:\\[\s\S][^"\\]*+)*+)"', re.ASCII
)
_ESCAPED: Final = re.compile(r'\\(["\]\\=|])')
_STRUCTURED: Final = "1.3.6.1.4.1.2620"  # Check Point's number among enterprises (RFC 5424, 7.2.2)
_APP: Final = "CheckPoint"
_VENDOR: Final = "Check Point|"
_IN_CEF: Final = {
    "act": "action",
    "spt": "s_port",
    "dpt": "service",
    "rt": "time",
    "suser": "user",
    "dvc": "origin",
    "srcPort": "s_port",
    "dstPort": "service",
    "usrName": "user",
    "devTime": "time",
    "in": "received_bytes",
    "out": "sent_bytes",
    "deviceInboundInterface": "interface_in",
    "deviceOutboundInterface": "interface_out",
}
_LABELS: Final = ("rule name", "rule_name", "rule", "rule number", "rule uid")
_OF_ACTION: Final = {
    **dict.fromkeys(
        ("accept", "allow", "encrypt", "decrypt", "bypass", "authorize", "inspect"), Action.ALLOW
    ),
    **dict.fromkeys(("detect", "monitor"), Action.ALLOW),  # let through, and told of: the message says so
    **dict.fromkeys(("drop", "reject", "block", "prevent", "quarantine", "deauthorize"), Action.DENY),
}
_WAYS: Final = {"0": "inbound", "1": "outbound"}
_ENDS: Final = frozenset({"src", "dst", "s_port", "service", "proto", "action", "time"})
_TOLD_OF: Final = frozenset({"detect", "monitor"})
_PORTLESS: Final = frozenset({"icmp", "icmp6"})


def read(line: Line) -> Facts | None:
    """The line's facts, or None where it is not a Check Point's: its name, number or names of fields are evidence."""
    text = line.text
    named = "Check" in text
    if not (named and (_APP in text or _VENDOR in text)) and "loguid" not in text and _STRUCTURED not in text:
        return None
    if named and _VENDOR in text:
        contained = cef(text) or leef(text)
        if contained is None or contained.vendor != "Check Point":
            return None
        return _facts(_of_container(contained), cut=False)
    said, cut = _said(text)
    if "loguid" in said or "originsicname" in said or (said and _STRUCTURED in text):
        return _facts(said, cut=cut)
    if f" {_APP} " not in text:
        return None
    return _facts(said, cut=cut) if said else Facts(message=line.body)


DIALECT: Final = Dialect("check_point", "Check Point", read, ("Check", "loguid", _STRUCTURED))


def _facts(said: dict[str, str], *, cut: bool) -> Facts:
    get = said.get
    action = get("action", "").lower()
    transport = protocol(get("proto"))
    ported = transport not in _PORTLESS
    way = get("ifdir", "").lower()
    return Facts(
        _OF_ACTION.get(action, Action.OTHER),
        epoch(get("time", "")),
        get("origin") or get("orig") or None,
        address(get("src", "")),
        port(get("s_port")) if ported else None,
        address(get("dst", "")),
        port(get("service")) if ported else None,
        transport,
        get("rule_name") or get("rule") or get("rule_uid") or None,
        get("src_user_name") or get("user") or None,
        _bytes(said),
        get("interface_in") or (get("ifname") if way == "inbound" else None) or None,
        get("interface_out") or (get("ifname") if way == "outbound" else None) or None,
        None,  # severity
        get("product") or None,
        get("message_info") or get("reason") or (action if action in _TOLD_OF else None),
        CUT_SHORT if cut else NO_DOUBT,
    )


def _bytes(said: dict[str, str]) -> int | None:
    get = said.get
    if "bytes" in said:
        return total(said["bytes"])
    if "sent_bytes" in said or "received_bytes" in said:
        return total(get("sent_bytes"), get("received_bytes"))
    return total(get("client_inbound_bytes"), get("client_outbound_bytes"))


def _said(text: str) -> tuple[dict[str, str], bool]:
    """The fields under lower-case keys, of repeated ones the first; and whether the line ends in the middle of them."""
    begins = text.find(_STRUCTURED)
    if begins >= 0:
        listed, cut = closed(text[begins:], NO_DOUBT)
        return {key.lower(): _unescaped(value) for key, value in pairs(listed).items()}, cut
    if ':"' in text:
        return _exported(text), not text.rstrip().endswith("]")
    return _between_bars(text)


def _exported(text: str) -> dict[str, str]:
    """`key:"value"; …`: colons and semicolons, in brackets. A value without its last quote is none."""
    if ':";' not in text and ':" ' not in text and "\\" not in text:  # else a value may look like a key
        return _as_usual(text) or dict(reversed(_EXPORTED.findall(text))) or _with_escapes(text)
    return _with_escapes(text)


def _as_usual(text: str) -> dict[str, str] | None:
    """The list as the exporter writes it, `[key:"value"; key:"value"; ]`; None where anything is otherwise."""
    parts = text.split('"')
    if len(text) > _LONGEST or len(parts) % 2 == 0:
        return None
    keys = _layout(tuple(parts[2::2]))
    first = _FIRST.get(parts[0].rpartition("[")[2])
    if keys is None or first is None or first in keys:
        return None
    return dict(zip((first, *keys), parts[1::2]))  # noqa: B905 -- as many, by their number; to say so takes longer


@lru_cache(maxsize=256)
def _layout(between: tuple[str, ...]) -> tuple[str, ...] | None:
    """The keys between the quotes of two values. Remembered, for a device writes the same lists again and again."""
    *inner, last = between or ("",)
    found = [_BETWEEN.fullmatch(each) for each in inner]
    keys = tuple(each[1] for each in found if each is not None)
    is_usual = last == "; ]" and len(keys) == len(inner) == len(set(keys))
    return keys if is_usual else None


def _with_escapes(text: str) -> dict[str, str]:
    first = dict(reversed(_EXPORTED_WITH_ESCAPES.findall(text)))
    return {key.lower(): _unescaped(value) for key, value in first.items()}


def _between_bars(text: str) -> tuple[dict[str, str], bool]:
    """`key=value|key=value|`; the blank before the first key ends the header."""
    *parts, last = text.split("|")
    if not parts:
        return {}, False
    parts[0] = parts[0].rpartition(" ")[2]
    key, _, value = last.partition("=")
    cut = bool(value) and key.lower() in _ENDS
    if not cut:
        parts.append(last)
    said: dict[str, str] = {}
    for part in parts:
        key, equals, value = part.partition("=")
        if equals:
            said.setdefault(key.lower(), _unescaped(value))
    return said, cut


def _of_container(contained: Cef | Leef) -> dict[str, str]:
    said = {"product": contained.product, "action": contained.event}
    for key, value in contained.fields.items():
        said[_IN_CEF.get(key, key)] = value
    way = said.get("deviceDirection")
    if way is not None:
        said.setdefault("ifdir", _WAYS.get(way, ""))
    rule = contained.labelled(*_LABELS) if isinstance(contained, Cef) else said.get("policy")
    if rule:
        said.setdefault("rule_name", rule)
    return said


def _unescaped(value: str) -> str:
    return "".join(_ESCAPED.split(value)) if "\\" in value else value
