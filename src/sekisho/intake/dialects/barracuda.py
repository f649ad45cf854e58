"""Barracuda CloudGen Firewall: a word for what was done, then fields between bars, with or without their names."""

from __future__ import annotations

import re
from typing import Any, Final

from sekisho.intake.addresses import address, port, protocol, total
from sekisho.intake.facts import CUT_SHORT, NO_DOUBT, ZONE_ASSUMED, Action, Dialect, Doubt, Facts, Line
from sekisho.intake.moments import dated

_TAG: Final = "box_Firewall_Activity"
_NAMES: Final = (
    *(
        "type",
        "proto",
        "srcIF",
        "srcIP",
        "srcPort",
        "srcMAC",
        "dstIP",
        "dstPort",
        "dstService",
        "dstIF",
        "rule",
    ),
    *("info", "srcNAT", "dstNAT", "duration", "count", "receivedBytes", "sentBytes", "receivedPackets"),
    *("sentPackets", "user", "protocol", "application", "target", "content", "urlcat"),
)
_WANTED: Final = re.compile(
    r"\|(proto|src(?:IF|IP|Port)|dst(?:IP|Port|IF)|rule|info|receivedBytes|sentBytes|user)=([^|]*+)"
)
_KEYS: Final = (
    *("proto", "srcIF", "srcIP", "srcPort", "dstIP", "dstPort", "dstIF", "rule", "info"),
    *("receivedBytes", "sentBytes", "user"),
)
# The fields in the order in which the box writes them, and none of those above behind them.
_USUAL: Final = re.compile(
    "".join(rf"{key}=([^|]*+)\|" if key in _KEYS else rf"{key}=[^|]*+\|" for key in _NAMES[:17])
    + r"sentBytes=([^|]*+)(?:\|receivedPackets=[^|]*+\|sentPackets=[^|]*+(?:\|user=([^|]*+)(?=\|))?+)?+"
    rf"(?:\|(?!(?:{'|'.join(_KEYS)})=)[^|]*+)*+\Z"
)
_LAST: Final = frozenset({"sentBytes"})  # of those above: the others have at least one more field behind them
_STAMP: Final = re.compile(r"(?<!\S)(\d{4} \d\d \d\d \d\d:\d\d:\d\d)\s+\w+\s+(?:([+-]\d\d:\d\d)\s)?")
_HEAD: Final = 400  # characters before the first bar, in which a time and a host are looked for
_LEVELS: Final = frozenset({"Security", "Info", "Notice", "Warning", "Error", "Fatal", "Panic", "Internal"})
_OF_ACTION: Final = {
    **dict.fromkeys(("Allow", "LocalAllow"), Action.ALLOW),
    **dict.fromkeys(("Remove", "LocalRemove"), Action.ALLOW),  # the end of a session
    **dict.fromkeys(("Block", "Deny", "Drop", "Fail"), Action.DENY),
    **dict.fromkeys(("LocalBlock", "LocalDeny", "LocalDrop", "LocalFail"), Action.DENY),
    **dict.fromkeys(("Detect", "Scan", "ARP"), Action.OTHER),
}
_PORTLESS: Final = frozenset({"icmp", "icmp6"})

_Said = tuple[str | Any, ...]  # Any, as typeshed has it: a group that took no part is None


def read(line: Line) -> Facts | None:
    """The line's facts, or None where it is not a Barracuda's: the log's name or the names of fields are evidence."""
    text = line.text
    tagged = _TAG in text
    if not tagged and "|srcIF=" not in text:
        return None
    bar = text.find("|")
    head, colon, kind = text[max(0, bar - _HEAD) : max(0, bar)].rpartition(": ")
    words = head.rsplit(None, 3)
    if not colon or not words or (words[-1] not in _OF_ACTION and not tagged):
        return Facts(message=line.body) if tagged else None
    said, cut = _fields(text[bar - len(kind) :])
    return _facts(said, head, words, line.offset_minutes, cut=cut)


DIALECT: Final = Dialect("barracuda", "Barracuda CloudGen Firewall", read, (_TAG, "|srcIF="))


def _facts(said: _Said, head: str, words: list[str], offset_minutes: int, *, cut: bool) -> Facts:
    (
        name,
        interface_in,
        source,
        source_port,
        destination,
        destination_port,
        interface_out,
        rule,
        info,
        received,
        sent,
        user,
    ) = said
    transport = protocol(name)
    ported = transport not in _PORTLESS
    at, doubts = _at(head, offset_minutes)
    *_, level, host, action = ["", "", *words]
    return Facts(
        _OF_ACTION.get(action, Action.OTHER),
        at,
        host if level in _LEVELS and host[0] not in "+-" else None,
        address(source or ""),
        port(source_port) if ported else None,
        address(destination or ""),
        port(destination_port) if ported else None,
        transport,
        rule or None,
        user or None,
        total(received, sent),
        interface_in or None,
        interface_out or None,
        None,  # severity
        action,
        info or None,
        doubts | CUT_SHORT if cut else doubts,
    )


def _fields(text: str) -> tuple[_Said, bool]:
    """The values of `_KEYS`, and whether the line ends in the middle of a field."""
    found = _USUAL.match(text)
    if found is not None and not (found[12] and text.endswith(found[12])):
        return found.groups(), False
    fields, cut = _fields_in_any_order(text)
    return tuple(map(fields.get, _KEYS)), cut


def _fields_in_any_order(text: str) -> tuple[dict[str, str], bool]:
    if "=" not in text:  # the names can be switched off; then the order tells
        parts = text.split("|", len(_NAMES))
        cut = len(parts) <= _NAMES.index("sentBytes")
        return dict(zip(_NAMES, parts[:-1] if cut else parts, strict=False)), cut
    found = _WANTED.findall("|" + text)
    cut = (
        bool(found)
        and bool(found[-1][1])
        and found[-1][0] not in _LAST
        and text.endswith(f"{found[-1][0]}={found[-1][1]}")
    )
    if cut:
        found.pop()
    return dict(reversed(found)), cut


def _at(head: str, offset_minutes: int) -> tuple[int | None, frozenset[Doubt]]:
    """The time that stands in the message itself, as in the file on the box."""
    stamp = _STAMP.search(head)
    at = dated(stamp[1] + (stamp[2] or ""), offset_minutes) if stamp else None
    if at is None:
        return None, NO_DOUBT
    return at[0], ZONE_ASSUMED if at[1] is None else NO_DOUBT
