"""ALAXALA AX: the access lists of AX8600R/AX8300S (`ACLLOG`) and of AX6000S (`ACL`).

Of the parentheses after an end a plain number is the port, anything else the interface. The list's implicit denial is
not logged at all. Time and number of the message can be switched off.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from sekisho.intake.addresses import address, port, protocol
from sekisho.intake.facts import CUT_SHORT, NO_DOUBT, ZONE_ASSUMED, Action, Dialect, Doubt, Facts, Line
from sekisho.intake.moments import dated, nearest_year

_ACTION: Final = {"denied": Action.DENY, "permitted": Action.ALLOW}
_END: Final = r"([0-9A-Fa-f:.]{2,45}+)((?: ?\([^()]{0,128}+\))*+)"
_PACKET: Final = re.compile(
    rf"(?<![A-Za-z])(denied|permitted):(?:(IN|OUT):)?(?:\((\d{{1,5}})\))?([\w-]{{1,24}}+) {_END} -> {_END}"
    r"(?:, (\d++) packet)?",
)
_BEGUN: Final = re.compile(r"(?<![A-Za-z])(denied|permitted):(?:(?:IN|OUT):|\()")
_DATED: Final = re.compile(r"(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(?: (?:JST|UTC|GMT))?)(?!\S)")
_YEARLESS: Final = re.compile(r"ACL (\d\d)/(\d\d) (\d\d:\d\d:\d\d)(?!\S)")
_NUMBER: Final = re.compile(r"ACLLOG ([0-9a-f]{8})(?!\S)")
_PARENTHESES: Final = re.compile(r"\(([^()]*+)\)")
_BEFORE_CHARACTERS: Final = 120  # what stands before the packet: date, slot, number of the message


class _Behind(NamedTuple):
    port: int | None
    interface: str | None


def read(line: Line) -> Facts | None:
    """The packet's facts, or None where the line is no access list's of the brand."""
    if "ed:" not in line.body:
        return None
    found = _PACKET.search(line.body)
    if found is None:
        return _of_unknown_form(line)
    before = line.body[max(0, found.start() - _BEFORE_CHARACTERS) : found.start()]
    if (
        "ACL" not in before
        and found[2] is None
        and found[3] is None
        and line.header.app not in {"ACL", "ACLLOG"}
    ):
        return None
    return _packet(found, before, line)


DIALECT: Final = Dialect("alaxala", "ALAXALA AX", read, ("ed:",))


def _packet(found: re.Match[str], before: str, line: Line) -> Facts:
    verb, way, vlan, name, source, behind_source, destination, behind_destination, packets = found.groups()
    of_source, of_destination = _behind(behind_source), _behind(behind_destination)
    is_cut = packets is None
    device_at, doubts = _time(before, line)
    number = _NUMBER.search(before)
    interface = of_source.interface or (f"VLAN {vlan}" if vlan else None)
    return Facts(
        _ACTION[verb],
        device_at,
        None,  # device
        address(source),
        of_source.port,
        None if is_cut and not behind_destination else address(destination),
        of_destination.port,
        protocol(name),
        None,  # rule
        None,  # user
        None,  # bytes
        interface if way != "OUT" else None,
        of_destination.interface or (interface if way == "OUT" else None),
        None,  # severity
        number[1] if number else "ACL",
        None,  # message
        doubts | CUT_SHORT if is_cut else doubts,
    )


def _of_unknown_form(line: Line) -> Facts | None:
    text = line.body
    found = _BEGUN.search(text)
    if found is None or "ACL" not in text[max(0, found.start() - _BEFORE_CHARACTERS) : found.start()]:
        return None
    return Facts(action=_ACTION[found[1]], event="ACL", message=text)


@lru_cache(maxsize=65_536)
def _behind(text: str) -> _Behind:
    """What the parentheses after an end hold: `(sp, vlanN Ethernet x/y)`, or each in its own."""
    number = interface = None
    for part in ",".join(_PARENTHESES.findall(text)).split(","):
        bare = part.strip()
        if number is None and interface is None and bare.isdigit():
            number = port(bare)
        elif bare and interface is None:
            interface = bare
    return _Behind(number, interface)


def _time(before: str, line: Line) -> tuple[int | None, frozenset[Doubt]]:
    if (found := _DATED.search(before)) is not None:
        read_at = dated(found[1], line.offset_minutes)
        if read_at is None:
            return None, NO_DOUBT
        return read_at[0], ZONE_ASSUMED if read_at[1] is None else NO_DOUBT
    if (found := _YEARLESS.search(before)) is not None:
        moment = nearest_year(int(found[1]), int(found[2]), found[3], line.offset_minutes, line.received_at)
        if moment is not None:
            return moment, frozenset({Doubt.YEAR_ASSUMED, Doubt.ZONE_ASSUMED})
    return None, NO_DOUBT
