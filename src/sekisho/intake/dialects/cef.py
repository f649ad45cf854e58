"""CEF of whatever brand: the fields of the ArcSight Common Event Format."""

from __future__ import annotations

import re
from typing import Final

from sekisho.intake import containers
from sekisho.intake.addresses import address, port, protocol, total
from sekisho.intake.facts import CUT_SHORT, Action, Dialect, Facts, Line
from sekisho.intake.stamps import stamp
from sekisho.intake.verdicts import verdict

_BEGIN: Final = re.compile(r"(?<![A-Za-z0-9])CEF:\s?\d{1,2}\|")
_RULE_LABELS: Final = (
    *(
        "rule",
        "ruleid",
        "rule id",
        "rulename",
        "rule name",
        "firewall rule",
        "access rule",
        "rule uid",
        "acl",
    ),
    *("policy", "policyid", "policy id", "policyname", "policy name", "ルール", "ルール名", "ポリシー"),
)
_VERDICT_CHARACTERS: Final = 128


def read(line: Line) -> Facts | None:
    """The message's facts, or None where the line holds no CEF. Where the header is cut, only that is known."""
    if "CEF:" not in line.text:
        return None
    found = containers.cef(line.text)
    if found is None:
        if _BEGIN.search(line.text) is None:
            return None
        return Facts(message=line.body, doubts=CUT_SHORT)
    return _facts(found, line)


DIALECT: Final = Dialect("cef", "CEF", read, ("CEF:",))


def _facts(found: containers.Cef, line: Line) -> Facts:
    said = found.fields
    device_at, doubts = stamp(
        said.get("rt") or said.get("end") or said.get("start"),
        offset_minutes=line.offset_minutes,
        received_at=line.received_at,
    )
    return Facts(
        _action(found),
        device_at,
        said.get("dvchost") or said.get("dvc") or said.get("deviceExternalId") or None,
        address(said.get("src", "")) or address(said.get("c6a2", "")),
        port(said.get("spt")),
        address(said.get("dst", "")) or address(said.get("c6a3", "")),
        port(said.get("dpt")),
        protocol(said.get("proto")),
        found.labelled(*_RULE_LABELS),
        said.get("suser") or said.get("duser") or None,
        total(said.get("in"), said.get("out")),
        said.get("deviceInboundInterface") or None,
        said.get("deviceOutboundInterface") or None,
        None,  # severity
        found.event or None,
        said.get("msg") or found.name or None,
        doubts,
    )


def _action(found: containers.Cef) -> Action:
    """By the field for it; only where that is missing, by the name of the event."""
    said = found.fields.get("act") or found.name
    return verdict(said[:_VERDICT_CHARACTERS].replace("_", " "))
