"""Stormshield SNS: WELF pairs; ends, translations and rules each under keys of their own."""

from __future__ import annotations

from typing import Final

from sekisho.intake.addresses import address, port, protocol, total
from sekisho.intake.facts import Action, Dialect, Doubt, Facts, Line
from sekisho.intake.moments import dated
from sekisho.intake.pairs import closed, picker

_pick: Final = picker(
    *("id", "time", "fw", "tz", "startime", "pri", "slotlevel", "ruleid", "rulename", "srcifname", "srcif"),
    *("dstifname", "dstif", "ipproto", "srcport", "src", "dstport", "dst", "origdstport", "origdst", "user"),
    *("action", "sent", "rcvd", "msg", "logtype", "datechange"),
)
_NEVER_LAST: Final = frozenset(  # a line ends with `logtype`
    {
        "src",
        "srcport",
        "dst",
        "dstport",
        "origdst",
        "origdstport",
        "ipproto",
        "action",
        "sent",
        "rcvd",
        "ruleid",
    }
)
_SEVERITIES: Final = {str(number): number for number in range(8)}
_OF_ACTION: Final = {
    "pass": Action.ALLOW,
    **dict.fromkeys(("block", "reset", "drop", "deny"), Action.DENY),
}
_PASSED: Final = frozenset(
    {"connection", "plugin"}
)  # written of what was let through, mostly without an action
_PORTLESS: Final = frozenset({"icmp", "icmp6"})


def read(line: Line) -> Facts | None:
    """The line's facts, or None where it is not a Stormshield's: `id=firewall`, `tz` and one of its own keys."""
    text = line.text
    if "logtype=" not in text and "startime=" not in text and "slotlevel=" not in text:
        return None
    body, cut = closed(line.body, _NEVER_LAST)
    said = _pick(body)
    if said.get("id") != "firewall" or "tz" not in said:
        return None
    return _facts(said, line.offset_minutes, cut=cut)


DIALECT: Final = Dialect("stormshield", "Stormshield SNS", read)


def _facts(said: dict[str, str], offset_minutes: int, *, cut: bool) -> Facts:
    get = said.get
    transport = protocol(get("ipproto"))
    ported = transport not in _PORTLESS
    wanted = "origdst" if get("origdst") else "dst"  # what was asked for, before any translation
    at, doubts = _at(said, offset_minutes)
    return Facts(
        action=_action(said),
        device_at=at,
        device=get("fw") or None,
        source_address=address(get("src", "")),
        source_port=port(get("srcport")) if ported else None,
        destination_address=address(get(wanted, "")),
        destination_port=port(get(wanted + "port") or get("dstport")) if ported else None,
        protocol=transport,
        rule=get("rulename") or get("ruleid") or None,
        user=get("user") or None,
        bytes=total(get("sent"), get("rcvd")),
        interface_in=get("srcifname") or get("srcif") or None,
        interface_out=get("dstifname") or get("dstif") or None,
        severity=_SEVERITIES.get(get("pri", "")),
        event=get("logtype") or None,
        message=get("msg") or None,
        doubts=doubts | {Doubt.CUT_SHORT} if cut else doubts,
    )


def _action(said: dict[str, str]) -> Action:
    action = said.get("action")
    if action:
        return _OF_ACTION.get(action, Action.OTHER)
    return Action.ALLOW if said.get("logtype") in _PASSED else Action.OTHER


def _at(said: dict[str, str], offset_minutes: int) -> tuple[int | None, frozenset[Doubt]]:
    """When it was written. A line with `datechange=1` says that the clock was set meanwhile."""
    time = said.get("time", "")
    at = dated(time + said["tz"], offset_minutes) or dated(time, offset_minutes)
    if at is None:
        return None, frozenset()
    doubts = frozenset({Doubt.ZONE_ASSUMED}) if at[1] is None else frozenset[Doubt]()
    return at[0], doubts | {Doubt.CLOCK_NOT_SET} if said.get("datechange") == "1" else doubts
