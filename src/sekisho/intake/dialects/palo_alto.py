"""Palo Alto PAN-OS: columns between commas. Their number grows with every release, their order does not change."""

from __future__ import annotations

import csv
import re
from typing import Final

from sekisho.intake.addresses import address, amount, port, protocol
from sekisho.intake.facts import CUT_SHORT, NO_DOUBT, ZONE_ASSUMED, Action, Dialect, Doubt, Facts, Line
from sekisho.intake.moments import dated

_FLOWS: Final = frozenset({"TRAFFIC", "THREAT"})
_TYPES: Final = _FLOWS | {
    *("SYSTEM", "CONFIG", "GLOBALPROTECT", "USERID", "HIPMATCH", "DECRYPTION", "TUNNEL"),
    *("SCTP", "AUTHENTICATION", "CORRELATION", "IPTAG", "GTP"),
}
_FIRST: Final = re.compile(
    r"[^,]{0,256}+,[0-9]{4}[/-][0-9]{2}[/-][0-9]{2}[ T][0-9:.]++[^,]{0,6}+,([^,]{0,64}+),([A-Z]++),([^,]*+),"
)
_FIRST_CHARACTERS: Final = 384
_LONGEST: Final = 65_536  # of a line with quotes: what comes behind is nothing that counts
_PRECISE: Final = re.compile(
    r",([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{3}[+-][0-9]{2}:[0-9]{2})(?=,|\Z)"
)
_SECONDS: Final = len("2031/01/05 10:00:00")
_VERDICTS: Final = {
    **dict.fromkeys(("allow", "alert", "continue", "override"), Action.ALLOW),
    **dict.fromkeys(
        (
            *("deny", "drop", "drop-all-packets", "drop icmp", "drop-icmp", "random-drop", "sinkhole"),
            *("reset client", "reset server", "reset both", "reset-client", "reset-server", "reset-both"),
            *("block-url", "block-ip", "block-continue", "block-override"),
        ),
        Action.DENY,
    ),
}
_SEVERITIES: Final = {"critical": 2, "high": 3, "medium": 4, "low": 5, "informational": 6}
_PORTLESS: Final = frozenset({"icmp", "icmp6"})

# Columns counted from 0, as the first of them and the others of the same kind of line follow.
_GENERATED, _SOURCE, _TARGET, _RULE, _USER = 6, 7, 8, 11, 12
_IN, _OUT, _SOURCE_PORT, _TARGET_PORT, _PROTOCOL, _ACTION = 18, 19, 24, 25, 29, 30
_BYTES, _END_REASON, _DEVICE = 31, 46, 52  # TRAFFIC
_SHORTEST: Final = 36  # what every release has of a session at the least
_FILE, _THREAT, _SEVERITY, _THREAT_DEVICE = 31, 32, 34, 59  # THREAT
_EVENT, _SYSTEM_SEVERITY, _DESCRIPTION, _SYSTEM_DEVICE = 8, 13, 14, 22  # SYSTEM
_HOST, _COMMAND, _ADMIN, _RESULT, _PATH = 7, 9, 10, 12, 13  # CONFIG
_TAIL = 60  # what comes behind these


def read(line: Line) -> Facts | None:
    """The line's facts, or None where it does not begin with a time, a serial number and a type."""
    text = line.text
    if "," not in text or ",20" not in text[:_FIRST_CHARACTERS]:
        return None
    found = _FIRST.match(text)
    if found is None:  # the stamp of a header may hold a comma
        text = line.body
        found = _FIRST.match(text)
    if found is None or found[2] not in _TYPES:
        return None
    serial, kind, subtype = found.groups()
    columns, is_cut = _columns(text, _SHORTEST if kind in _FLOWS else 0)
    at, doubts = _at(columns, line.offset_minutes)
    if is_cut:
        doubts |= CUT_SHORT
    name = f"{kind}/{subtype}"
    match kind:
        case "TRAFFIC":
            facts = _session(columns, name, at, doubts)
        case "THREAT":
            facts = _threat(columns, name, at, doubts)
        case "SYSTEM":
            facts = _system(columns, at, doubts)
        case "CONFIG":
            facts = _change(columns, name, at, doubts)
        case _:
            facts = Facts(device_at=at, event=name, message=text[found.end() :] or None, doubts=doubts)
    return facts if facts.device or line.header.host else facts._replace(device=serial or None)


DIALECT: Final = Dialect("palo_alto", "Palo Alto Networks PAN-OS", read, (",20",))


def _columns(text: str, shortest: int) -> tuple[list[str], bool]:
    """The columns, empty where the line has fewer, the tail in one; and whether they are fewer than the shortest."""
    if '"' in text:
        try:
            every = next(csv.reader((text[:_LONGEST],)))
        except csv.Error:  # a column of a length, or a line end at a place, that no device writes
            every = []
        columns = [*every[:_TAIL], ",".join(every[_TAIL:])] if len(every) > _TAIL else every
    else:
        columns = text.split(",", _TAIL)
    is_cut = len(columns) < shortest
    if is_cut and columns:
        columns[-1] = ""  # who knows how it would have gone on
    if len(columns) <= _TAIL:
        columns += [""] * (_TAIL + 1 - len(columns))
    return columns, is_cut


def _at(columns: list[str], offset_minutes: int) -> tuple[int | None, frozenset[Doubt]]:
    """When the line was made. Its zone is in a later column of newer releases, beside the same time."""
    generated = columns[_GENERATED]
    tail = columns[_TAIL]
    if "T" in tail and (precise := _PRECISE.search(tail)) is not None:
        said = precise[1]
        if said[:_SECONDS].replace("-", "/").replace("T", " ") == generated:
            exact = dated(said, offset_minutes)
            return (exact[0] if exact else None), NO_DOUBT
    local = dated(generated, offset_minutes)
    if local is None:
        return None, NO_DOUBT
    return local[0], ZONE_ASSUMED if local[1] is None else NO_DOUBT


def _session(columns: list[str], name: str, at: int | None, doubts: frozenset[Doubt]) -> Facts:
    """What went through is counted at the end of a session; a line at its beginning counts it too."""
    return _flow(
        columns,
        name=name,
        at=at,
        doubts=doubts,
        device=columns[_DEVICE],
        count=None if name == "TRAFFIC/start" else amount(columns[_BYTES]),
        severity=None,
        message=columns[_END_REASON],
    )


def _threat(columns: list[str], name: str, at: int | None, doubts: frozenset[Doubt]) -> Facts:
    return _flow(
        columns,
        name=name,
        at=at,
        doubts=doubts,
        device=columns[_THREAT_DEVICE],
        count=None,
        severity=_SEVERITIES.get(columns[_SEVERITY]),
        message=f"{columns[_FILE]} {columns[_THREAT]}".strip(),
    )


def _flow(
    columns: list[str],
    *,
    name: str,
    at: int | None,
    doubts: frozenset[Doubt],
    device: str,
    count: int | None,
    severity: int | None,
    message: str,
) -> Facts:
    transport = protocol(columns[_PROTOCOL])
    ported = transport not in _PORTLESS
    return Facts(
        _VERDICTS.get(columns[_ACTION].lower(), Action.OTHER),
        at,
        device or None,
        address(columns[_SOURCE]),
        port(columns[_SOURCE_PORT]) if ported else None,
        address(columns[_TARGET]),
        port(columns[_TARGET_PORT]) if ported else None,
        transport,
        columns[_RULE] or None,
        columns[_USER] or None,
        count,
        columns[_IN] or None,
        columns[_OUT] or None,
        severity,
        name,
        message or None,
        doubts,
    )


def _system(columns: list[str], at: int | None, doubts: frozenset[Doubt]) -> Facts:
    return Facts(
        Action.OTHER,
        at,
        columns[_SYSTEM_DEVICE] or None,
        None,  # source_address
        None,  # source_port
        None,  # destination_address
        None,  # destination_port
        None,  # protocol
        None,  # rule
        None,  # user
        None,  # bytes
        None,  # interface_in
        None,  # interface_out
        _SEVERITIES.get(columns[_SYSTEM_SEVERITY]),
        f"SYSTEM/{columns[_EVENT]}",
        columns[_DESCRIPTION] or None,
        doubts,
    )


def _change(columns: list[str], name: str, at: int | None, doubts: frozenset[Doubt]) -> Facts:
    """Somebody changed the settings, from the host named."""
    said = (columns[_COMMAND], columns[_RESULT], columns[_PATH])
    return Facts(
        Action.OTHER,
        at,
        None,  # device
        address(columns[_HOST]),
        None,  # source_port
        None,  # destination_address
        None,  # destination_port
        None,  # protocol
        None,  # rule
        columns[_ADMIN] or None,
        None,  # bytes
        None,  # interface_in
        None,  # interface_out
        None,  # severity
        name,
        " ".join(filter(None, said)) or None,
        doubts,
    )
