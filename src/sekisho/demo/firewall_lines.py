"""What the two firewalls of the demo town say in a morning: a FortiGate in the town hall, a Yamaha at the branch.

Addresses are those of documents (RFC 5737, RFC 3849). Values in, values out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Final

from sekisho.intake.moments import JST

MORNING: Final = timedelta(hours=2)
SESSIONS: Final = 260
ATTEMPTS: Final = 90  # of the one who tries door after door
SILENT: Final = 2  # lines that nobody can read
DOORS: Final = (22, 23, 80, 445, 1433, 3389, 5900, 8080)
ATTACKER: Final = "203.0.113.66"
TOWN, BRANCH, OUTSIDE = "192.0.2", "192.0.2", "198.51.100"


def fortigate_lines(until: datetime, dice: Random) -> list[bytes]:
    """Two hours that end then: sessions let through and refused, IPv6 among them, a scan in ten seconds, and what was cut off."""
    until = until.astimezone(JST)
    times = _times(until, SESSIONS, dice)
    lines = [_session(at, number, dice) for number, at in enumerate(times)]
    lines += [_attempt(until - MORNING / 3, number, dice) for number in range(ATTEMPTS)]
    said = [text.encode() for _at, text in sorted(lines)]
    for number in range(SILENT):
        said.insert(70 * (number + 1), b"<189>\x00\x00\xff\xfe" + bytes([number]) * 9)
    return said


def yamaha_lines(until: datetime, dice: Random) -> list[bytes]:
    """Sessions seen through and packets rejected: a priority and the text, neither stamp nor host."""
    until = until.astimezone(JST)
    lines = [_branch(at, dice) for at in _times(until, SESSIONS, dice)]
    lines += [_knock(until - MORNING / 2, number) for number in range(ATTEMPTS)]
    said = [text.encode() for _at, text in sorted(lines)]
    for number in range(SILENT):
        said.insert(90 * (number + 1), b"<190>\xff\xfe\x00" + bytes([number + 1]) * 7)
    return said


def _times(until: datetime, count: int, dice: Random) -> list[datetime]:
    """So many moments of the morning in order; the last is its end, so that the clock is seen to be right."""
    seconds = sorted(dice.randrange(int(MORNING.total_seconds())) for _time in range(count - 1))
    return [*(until - MORNING + timedelta(seconds=each) for each in seconds), until]


def _head(at: datetime, logid: str, subtype: str, level: str) -> str:
    priority = 189 if level == "notice" else 188
    return (
        f'<{priority}>date={at:%Y-%m-%d} time={at:%H:%M:%S} devname="chosha-fw" devid="FGT00X0000000001" '
        f'eventtime={int(at.timestamp()) * 10**9} tz="{at:%z}" logid="{logid}" type="traffic" subtype="{subtype}" '
        f'level="{level}" vd="root" '
    )


def _session(at: datetime, number: int, dice: Random) -> tuple[datetime, str]:
    """Mostly let through; one in nine refused, one in eight over IPv6."""
    inner, outer = (
        (f"2001:db8:0:1::{dice.randrange(16, 250):x}", f"2001:db8:9::{dice.randrange(16, 250):x}")
        if dice.random() < 1 / 8
        else (f"{TOWN}.{dice.randrange(10, 120)}", f"{OUTSIDE}.{dice.randrange(2, 250)}")
    )
    port = dice.choice((443, 443, 443, 443, 80, 53, 123))
    transport = 17 if port in (53, 123) else 6
    ends = (
        f'srcip={inner} srcport={dice.randrange(49152, 65536)} srcintf="lan" dstip={outer} dstport={port} '
        f'dstintf="wan1" sessionid={710_000 + number} proto={transport} '
    )
    if dice.random() < 1 / 9:
        return at, _head(at, "0000000013", "forward", "warning") + ends + (
            'action="deny" policyid=9 policytype="policy" policyname="庁内→外部 拒否" sentbyte=0 rcvdbyte=0'
        )
    return at, _head(at, "0000000013", "forward", "notice") + ends + (
        'action="close" policyid=3 policytype="policy" policyname="庁内→外部 許可" '
        f"duration={dice.randrange(1, 300)} sentbyte={dice.randrange(400, 9_000)} "
        f"rcvdbyte={dice.randrange(900, 400_000)} sentpkt={dice.randrange(4, 60)} rcvdpkt={dice.randrange(4, 300)}"
    )


def _attempt(since: datetime, number: int, dice: Random) -> tuple[datetime, str]:
    """One of a burst: the same stranger at the next door."""
    at = since + timedelta(seconds=number // 9)
    return at, _head(at, "0001000014", "local", "warning") + (
        f'srcip={ATTACKER} srcport={dice.randrange(1024, 65536)} srcintf="wan1" dstip=192.0.2.{1 + number % 30} '
        f'dstport={DOORS[number % len(DOORS)]} dstintf="root" sessionid={790_000 + number} proto=6 action="deny" '
        "policyid=0 sentbyte=0 rcvdbyte=0"
    )


def _branch(at: datetime, dice: Random) -> tuple[datetime, str]:
    if dice.random() < 1 / 6:
        source, to = (
            (f"2001:db8:77::{dice.randrange(2, 99):x}.{dice.randrange(1024, 65536)}", "2001:db8:0:2::1.445")
            if dice.random() < 1 / 3
            else (f"{OUTSIDE}.{dice.randrange(2, 250)}:{dice.randrange(1024, 65536)}", f"{BRANCH}.129:23")
        )
        return at, f"<134>LAN2 Rejected at IN(101099) filter: TCP {source} > {to}"
    here = f"{BRANCH}.{dice.randrange(130, 160)}:{dice.randrange(49152, 65536)}"
    there = f"{OUTSIDE}.{dice.randrange(2, 250)}:443"
    return at, f"<134>[INSPECT] LAN2[out][101080] TCP {here} > {there} ({at:%Y/%m/%d %H:%M:%S})"


def _knock(since: datetime, number: int) -> tuple[datetime, str]:
    at = since + timedelta(seconds=number // 6)
    door = DOORS[number % len(DOORS)]
    return (
        at,
        f"<134>LAN2 Rejected at IN(101099) filter: TCP {ATTACKER}:{40000 + number} > {BRANCH}.129:{door}",
    )
