"""FortiGate: pairs of key=value from `date=` on, without host or tag; old releases without quotes or with commas."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from sekisho.intake.addresses import address, port, protocol, total
from sekisho.intake.facts import CUT_SHORT, NO_DOUBT, ZONE_ASSUMED, Action, Dialect, Doubt, Facts, Line
from sekisho.intake.moments import dated, epoch, zone_minutes
from sekisho.intake.pairs import is_cut, picker

_ALLOW, _DENY, _OTHER = Action.ALLOW, Action.DENY, Action.OTHER
_SERIALS: Final = ("FG", "FW", "F6K", "F7K")  # FortiMail, FortiWeb and others write pairs too
_HAS_SERIAL: Final = re.compile(rf'dev(?:ice_)?id="?(?:{"|".join(_SERIALS)})')
_TRAFFIC: Final = {
    **dict.fromkeys(("accept", "start", "close", "timeout", "client-rst", "server-rst", "dns"), _ALLOW),
    **dict.fromkeys(("deny", "block", "blocked"), _DENY),
}
_CONTENT: Final = {
    **dict.fromkeys(("pass", "passthrough", "permit", "permitted", "allow", "allowed", "monitored"), _ALLOW),
    **dict.fromkeys(("deny", "block", "blocked", "drop", "dropped", "reset"), _DENY),
}
_BLOCKED: Final = frozenset({"block", "blocked", "deny", "reset"})  # content, in a session that was accepted
_LEVELS: Final = {
    "emergency": 0,
    "alert": 1,
    "critical": 2,
    "error": 3,
    "warning": 4,
    "notice": 5,
    "notification": 5,
    "information": 6,
    "debug": 7,
}
_LONGEST: Final = 65_536  # of a line: what comes behind is nothing that counts
_INTERIM: Final = "20"  # how the number of a line about a session that goes on ends
_PORTLESS: Final = frozenset({"icmp", "icmp6"})


class _Said(NamedTuple):
    """The values of the keys that count, in the order in which a line of a session has them."""

    date: str | None = None
    time: str | None = None
    devname: str | None = None
    devid: str | None = None
    eventtime: str | None = None
    tz: str | None = None
    logid: str | None = None
    type: str | None = None
    level: str | None = None
    srcip: str | None = None
    srcport: str | None = None
    srcintf: str | None = None
    dstip: str | None = None
    dstport: str | None = None
    dstintf: str | None = None
    proto: str | None = None
    action: str | None = None
    policyid: str | None = None
    policyname: str | None = None
    user: str | None = None
    sentbyte: str | None = None
    rcvdbyte: str | None = None
    utmaction: str | None = None
    message: str | None = None


_OLD_NAMES: Final = {  # of release 4, and what events say instead
    "devid": "device_id",
    "logid": "log_id",
    "level": "pri",
    "srcip": "src",
    "srcport": "src_port",
    "dstip": "dst",
    "dstport": "dst_port",
    "action": "status",
    "sentbyte": "sent",
    "rcvdbyte": "rcvd",
    "message": "msg",
}
_pick: Final = picker(*_Said._fields, *_OLD_NAMES.values(), "logdesc", "remip")


# What a usual session says, in its usual order. Whatever differs is read pair by pair, with the same result. Pairs
# that do not count are passed over as a whole, so that nothing within quotes passes for a pair.
_COUNTS: Final = "level|(?:src|dst)(?:ip|port|intf)|proto|action|policy(?:id|name)|user|sentbyte|rcvdbyte|utmaction|msg|logdesc"
_PAST: Final = rf'(?:(?!(?:{_COUNTS})=)[^ "=]++=(?:"[^"\\]*+")?+[^ "]*+ )*+'
_TEXT: Final = r'"([^"\\]*+)" '
_SESSION: Final = re.compile(
    rf"date=[0-9-]++ time=[0-9:]++ devname={_TEXT}devid={_TEXT}eventtime=([0-9]{{10}}(?:[0-9]{{9}})?+) "
    rf'(?:tz="[^"\\]*+" )?+logid={_TEXT}type="traffic" {_PAST}level={_TEXT}'
    rf'{_PAST}srcip=([^ "]++) (?:srcport=([0-9]++) )?+srcintf={_TEXT}'
    rf'{_PAST}dstip=([^ "]++) (?:dstport=([0-9]++) )?+dstintf={_TEXT}'
    rf"{_PAST}proto=([0-9]++) action={_TEXT}policyid=([0-9]++) {_PAST}(?:policyname={_TEXT})?+"
    rf'{_PAST}(?:user="([^"\\]*+(?:\\[^"\\][^"\\]*+)*+)" )?+'
    rf"{_PAST}sentbyte=([0-9]{{1,18}}) rcvdbyte=([0-9]{{1,18}})(?![^ ])"
)
_LATER: Final = re.compile(r" (?:policyname|user|utmaction|msg|logdesc|(?:src|dst)_?port)=")


def read(line: Line) -> Facts | None:
    """The line's facts, or None where it is not a FortiGate's: its number, type and serial are the evidence."""
    text = line.body
    if (found := _SESSION.match(text)) is not None:
        end = found.end()
        if _LATER.search(text, end) is None and text.count('"', end) % 2 == 0:
            return _session(found)
    elif ("logid=" not in line.text and "log_id=" not in line.text) or _HAS_SERIAL.search(line.text) is None:
        return None  # others have such numbers too (Sophos), and pair by pair is slow
    said = _said(line)
    if not (said.logid and said.type and said.devid and said.devid.startswith(_SERIALS)):
        return None
    return _facts(said, line)


DIALECT: Final = Dialect("fortigate", "Fortinet FortiGate", read, ("logid=", "log_id="))


def _session(found: re.Match[str]) -> Facts | None:
    """The usual line; several times as fast as pair by pair."""
    (
        name,
        serial,
        eventtime,
        logid,
        level,
        source,
        source_port,
        interface_in,
        destination,
        destination_port,
        interface_out,
        number,
        action,
        policy,
        policy_name,
        user,
        sent,
        received,
    ) = found.groups()
    if not serial.startswith(_SERIALS) or not logid:
        return None
    transport = protocol(number)
    ported = transport not in _PORTLESS
    return Facts(
        _TRAFFIC.get(action, _OTHER),
        epoch(eventtime),
        name or serial,
        address(source),
        port(source_port) if ported else None,
        address(destination),
        port(destination_port) if ported else None,
        transport,
        policy_name or policy,
        None if user == "N/A" else user or None,
        None if logid.endswith(_INTERIM) else int(sent) + int(received),
        interface_in or None,
        interface_out or None,
        _LEVELS.get(level),
        logid,
        None,  # message
        NO_DOUBT,
    )


def _said(line: Line) -> _Said:
    """Any line, pair by pair."""
    text = (line.body if "id=" in line.body else line.header.structured or line.text)[:_LONGEST]
    if ",logid=" in text or ",log_id=" in text:
        parts = text.split('"')
        parts[::2] = [part.replace(",", " ") for part in parts[::2]]
        text = '"'.join(parts)
    found = _pick(text)
    if not ("action" in found or "status" in found):
        found.pop(text.rpartition(" ")[2].partition("=")[0], None)  # who knows how it would have gone on
    for name, old in _OLD_NAMES.items():
        if name not in found and old in found:
            found[name] = found[old]
    found.setdefault("message", found.get("logdesc", ""))
    if "remip" in found:
        found.setdefault("srcip", found["remip"])
    return _Said(**{name: found[name] for name in _Said._fields if name in found})


def _facts(said: _Said, line: Line) -> Facts:
    transport = protocol(said.proto)
    ported = transport not in _PORTLESS
    at, doubts = _at(said, line.offset_minutes)
    blocked = said.utmaction in _BLOCKED
    return Facts(
        Action.DENY if blocked else _action(said),
        at,
        said.devname or said.devid,
        address(said.srcip) if said.srcip else None,
        port(said.srcport) if ported else None,
        address(said.dstip) if said.dstip else None,
        port(said.dstport) if ported else None,
        transport,
        said.policyname or said.policyid or None,
        None if said.user == "N/A" else said.user or None,
        _bytes(said),
        said.srcintf or None,
        said.dstintf or None,
        _LEVELS.get(said.level or ""),
        said.logid,
        said.message or (f"utmaction={said.utmaction}" if blocked else None),
        doubts | CUT_SHORT if _ends_early(said, line.body) else doubts,
    )


def _action(said: _Said) -> Action:
    match said.type:
        case "traffic":
            return _TRAFFIC.get(said.action or "", _OTHER)
        case "event":
            return _OTHER
        case _:
            return _CONTENT.get(said.action or "", _OTHER)


def _at(said: _Said, offset_minutes: int) -> tuple[int | None, frozenset[Doubt]]:
    """When it was, from the running clock if the line has it, else from date and time in the zone that it names."""
    at = epoch(said.eventtime) if said.eventtime else None
    if at is not None:
        return at, NO_DOUBT
    zone = zone_minutes(said.tz) if said.tz else None
    local = dated(f"{said.date} {said.time}", offset_minutes if zone is None else zone)
    if local is None:
        return None, NO_DOUBT
    return local[0], NO_DOUBT if zone is not None else ZONE_ASSUMED


def _bytes(said: _Said) -> int | None:
    """Both ways; None while the session goes on, for the line at its end counts them again."""
    one_way = said.sentbyte is None or said.rcvdbyte is None
    return None if one_way or (said.logid or "").endswith(_INTERIM) else total(said.sentbyte, said.rcvdbyte)


def _ends_early(said: _Said, text: str) -> bool:
    """Whether the line ends within quotes, or a session within what each of them says."""
    return is_cut(text) or (
        said.type == "traffic" and not (said.action and (said.sentbyte is None) == (said.rcvdbyte is None))
    )
