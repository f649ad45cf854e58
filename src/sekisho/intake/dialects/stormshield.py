"""Stormshield SNS: WELF pairs; ends, translations and rules each under keys of their own."""

from __future__ import annotations

from typing import Final, NamedTuple

from sekisho.intake.addresses import address, port, protocol, total
from sekisho.intake.facts import CUT_SHORT, NO_DOUBT, ZONE_ASSUMED, Action, Dialect, Doubt, Facts, Line
from sekisho.intake.moments import dated
from sekisho.intake.ordered import reader

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


class _Said(NamedTuple):
    """The values that count."""

    id: str | None
    time: str | None
    fw: str | None
    tz: str | None
    pri: str | None
    ruleid: str | None
    rulename: str | None
    srcif: str | None
    srcifname: str | None
    ipproto: str | None
    dstif: str | None
    dstifname: str | None
    src: str | None
    srcport: str | None
    dst: str | None
    dstport: str | None
    origdst: str | None
    origdstport: str | None
    sent: str | None
    rcvd: str | None
    action: str | None
    user: str | None
    msg: str | None
    datechange: str | None
    logtype: str | None


_read: Final = reader(*_Said._fields, never_last=_NEVER_LAST)


def read(line: Line) -> Facts | None:
    """The line's facts, or None where it is not a Stormshield's: `id=firewall`, `tz` and one of its own keys."""
    text = line.text
    if "logtype=" not in text and "startime=" not in text and "slotlevel=" not in text:
        return None
    values, cut = _read(line.body)
    said = _Said._make(values)
    if said.id != "firewall" or said.tz is None:
        return None
    return _facts(said, line.offset_minutes, cut=cut)


DIALECT: Final = Dialect("stormshield", "Stormshield SNS", read, ("logtype=", "startime=", "slotlevel="))


def _facts(said: _Said, offset_minutes: int, *, cut: bool) -> Facts:
    transport = protocol(said.ipproto)
    ported = transport not in _PORTLESS
    at, doubts = _at(said, offset_minutes)
    return Facts(
        _action(said),
        at,
        said.fw or None,
        address(said.src or ""),
        port(said.srcport) if ported else None,
        address(said.origdst or said.dst or ""),  # what was asked for, before any translation
        port((said.origdst and said.origdstport) or said.dstport) if ported else None,
        transport,
        said.rulename or said.ruleid or None,
        said.user or None,
        total(said.sent, said.rcvd),
        said.srcifname or said.srcif or None,
        said.dstifname or said.dstif or None,
        _SEVERITIES.get(said.pri or ""),
        said.logtype or None,
        said.msg or None,
        doubts | CUT_SHORT if cut else doubts,
    )


def _action(said: _Said) -> Action:
    if said.action:
        return _OF_ACTION.get(said.action, Action.OTHER)
    return Action.ALLOW if said.logtype in _PASSED else Action.OTHER


def _at(said: _Said, offset_minutes: int) -> tuple[int | None, frozenset[Doubt]]:
    """When it was written. A line with `datechange=1` says that the clock was set meanwhile."""
    time = said.time or ""
    at = dated(f"{time}{said.tz}", offset_minutes) or dated(time, offset_minutes)
    if at is None:
        return None, NO_DOUBT
    doubts = ZONE_ASSUMED if at[1] is None else NO_DOUBT
    return at[0], doubts | {Doubt.CLOCK_NOT_SET} if said.datechange == "1" else doubts
