"""LEEF of whatever brand: the attributes of the Log Event Extended Format."""

from __future__ import annotations

import re
from typing import Final

from sekisho.intake import containers
from sekisho.intake.addresses import address, port, protocol, total
from sekisho.intake.facts import CUT_SHORT, Action, Dialect, Facts, Line
from sekisho.intake.stamps import stamp_in_form
from sekisho.intake.verdicts import verdict

_BEGIN: Final = re.compile(r"(?<![A-Za-z0-9])LEEF:\s?\d\.\d\|")
_VERDICT_CHARACTERS: Final = 128


def read(line: Line) -> Facts | None:
    """The message's facts, or None where the line holds no LEEF. Where the header is cut, only that is known."""
    if "LEEF:" not in line.text:
        return None
    found = containers.leef(line.text)
    if found is None:
        if _BEGIN.search(line.text) is None:
            return None
        return Facts(message=line.body, doubts=CUT_SHORT)
    return _facts(found, line)


DIALECT: Final = Dialect("leef", "LEEF", read, ("LEEF:",))


def _facts(found: containers.Leef, line: Line) -> Facts:
    said = found.fields
    device_at, doubts = stamp_in_form(
        said.get("devTime"),
        said.get("devTimeFormat"),
        offset_minutes=line.offset_minutes,
        received_at=line.received_at,
    )
    return Facts(
        _action(found),
        device_at,
        said.get("devName") or said.get("identHostName") or None,
        address(said.get("src", "")),
        port(said.get("srcPort")),
        address(said.get("dst", "")),
        port(said.get("dstPort")),
        protocol(said.get("proto")),
        said.get("policy") or said.get("rule") or None,
        said.get("usrName") or None,
        total(said.get("srcBytes"), said.get("dstBytes")),
        None,  # interface_in
        None,  # interface_out
        None,  # severity
        found.event or None,
        said.get("msg") or said.get("cat") or None,
        doubts,
    )


def _action(found: containers.Leef) -> Action:
    """By the attribute for it; only where that is missing, by the event."""
    said = found.fields.get("action") or found.event
    return verdict(said[:_VERDICT_CHARACTERS].replace("_", " "))
