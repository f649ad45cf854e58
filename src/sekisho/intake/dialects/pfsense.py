"""pfSense and OPNsense: the comma-separated list that `filterlog` writes."""

from __future__ import annotations

import re
from typing import Final

from sekisho.intake.addresses import address, amount, port, protocol
from sekisho.intake.facts import CUT_SHORT, NO_DOUBT, Action, Dialect, Facts, Line

_TAG: Final = re.compile(r"filterlog(?:\[\d{1,10}\])?: ?")
# 0 rule, 1 sub-rule, 2 anchor, 3 tracker, 4 interface, 5 reason, 6 action, 7 direction, 8 IP version; then by version.
_COMMON_FIELDS: Final = 9
_FIELDS_READ: Final = 24
_PLACES: Final = {"4": (16, 17, 18), "6": (12, 14, 15)}  # of the protocol, the length and the source
_LEFT_BY_PORTS: Final = 2  # behind the ends; something always follows the ports
_ACTION: Final = {"pass": Action.ALLOW, "block": Action.DENY, "reject": Action.DENY}
_WITH_PORTS: Final = frozenset({"tcp", "udp", "sctp"})
_FIELD_CHARACTERS: Final = 64


def read(line: Line) -> Facts | None:
    """The packet's facts, or None where the line is not filterlog's.

    The rule is the tracker, which stays when rules are moved; where there is none, the rule's number. Of a line that
    is cut the last field does not count.
    """
    if line.header.app == "filterlog":
        text = line.body
    elif "filterlog" in line.text and (found := _TAG.search(line.text)) is not None:
        text = line.text[found.end() :]
    else:
        return None
    fields = text.split(",", _FIELDS_READ)
    if len(fields) < _COMMON_FIELDS:
        return Facts(event="filterlog", message=text, doubts=CUT_SHORT)
    return _packet(fields)


DIALECT: Final = Dialect("pfsense", "pfSense / OPNsense", read, ("filterlog",))


def _packet(fields: list[str]) -> Facts:
    rule, _, _, tracker, interface, reason, verb, way, version, *_ = fields
    of_protocol, of_length, of_source = _PLACES.get(version, (_FIELDS_READ,) * 3)
    behind = fields[of_source + 2 :]
    is_known, is_whole = of_source < _FIELDS_READ, bool(behind)
    if is_known and not is_whole:
        fields = fields[:-1]
    name = protocol(_at(fields, of_protocol))
    has_ports = name in _WITH_PORTS and is_whole
    is_cut = (is_known and not is_whole) or (has_ports and len(behind) <= _LEFT_BY_PORTS)
    return Facts(
        _ACTION.get(verb, Action.OTHER),
        None,  # device_at
        None,  # device
        address(_at(fields, of_source)),
        port(behind[0]) if has_ports and len(behind) > 1 else None,
        address(_at(fields, of_source + 1)),
        port(behind[1]) if has_ports and not is_cut else None,
        name,
        tracker if tracker.strip("0") else rule or None,
        None,  # user
        amount(_at(fields, of_length)),
        interface if way == "in" else None,
        interface if way == "out" else None,
        None,  # severity
        "filterlog",
        None if has_ports else (",".join(behind) if is_known else reason) or None,
        CUT_SHORT if is_cut else NO_DOUBT,
    )


def _at(fields: list[str], place: int) -> str:
    """The field, or nothing where there is none or it is far too long to be one."""
    return fields[place][:_FIELD_CHARACTERS] if place < len(fields) else ""
