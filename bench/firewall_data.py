"""A town's firewall lines, made up: the same lines for the same number, on any machine.

FortiGate, Cisco ASA and nftables, in order of time. What a firewall draws at random is random here too: session
numbers, ports, byte counts, nanoseconds; addresses come from a few networks of the documentation ranges and
of the town. Real traffic repeats itself more. Nothing here is about anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random

SEED = 20261126
JAPAN = timedelta(hours=9)
BEGIN = datetime(2026, 11, 26, tzinfo=UTC)
PER_SECOND = 40
SHARES = {"fortigate": 50, "asa": 30, "nftables": 20}
_SERVICES = (
    ("HTTPS", 443),
    ("HTTP", 80),
    ("DNS", 53),
    ("NTP", 123),
    ("SMTP", 25),
    ("SSH", 22),
    ("LDAP", 389),
)
_COUNTRIES = ("Japan", "United States", "Germany", "Reserved", "Singapore", "Netherlands")
_ACTIONS = ("close", "accept", "timeout", "client-rst", "server-rst", "deny")


def mixed(count: int) -> Iterator[tuple[str, bytes]]:
    """Brand and line, the brands mixed by SHARES."""
    random = Random(SEED)  # noqa: S311 -- made-up data that must be the same again
    brands, weights = list(SHARES), list(SHARES.values())
    for number in range(count):
        brand = random.choices(brands, weights)[0]
        yield brand, LINES[brand](random, _moment(random, number)).encode()


def of_brand(brand: str, count: int) -> Iterator[bytes]:
    """The lines of one brand."""
    random = Random(f"{SEED} {brand}")  # noqa: S311 -- as above
    for number in range(count):
        yield LINES[brand](random, _moment(random, number)).encode()


def _moment(random: Random, number: int) -> datetime:
    return BEGIN + timedelta(seconds=number // PER_SECOND, microseconds=random.randrange(1_000_000))


def _fortigate(random: Random, at: datetime) -> str:
    local = at + JAPAN
    service, port = random.choice(_SERVICES)
    action = random.choices(_ACTIONS, (60, 15, 8, 5, 5, 7))[0]
    nanoseconds = int(at.timestamp()) * 10**9 + random.randrange(10**9)
    proto = 17 if service in ("DNS", "NTP") else 6
    duration = min(int(random.expovariate(0.03)), 3600)
    sent, received = int(random.lognormvariate(7, 2)), int(random.lognormvariate(8, 2.5))
    return (
        f'<189>date={local:%Y-%m-%d} time={local:%H:%M:%S} devname="FG-EDGE{random.randint(1, 2)}"'
        f' devid="FGT60F0000000001" eventtime={nanoseconds} tz="+0900" logid="0000000013" type="traffic"'
        f' subtype="forward" level="notice" vd="root" srcip={_inside(random)} srcport={random.randint(1024, 65535)}'
        f' srcintf="lan{random.randint(1, 3)}" srcintfrole="lan" dstip={_outside(random)} dstport={port}'
        f' dstintf="wan1" dstintfrole="wan" sessionid={random.randrange(2**31)} proto={proto} action="{action}"'
        f' policyid={random.randint(1, 30)} service="{service}" dstcountry="{random.choice(_COUNTRIES)}"'
        f" duration={duration} sentbyte={sent} rcvdbyte={received}"
        f" sentpkt={sent // 900 + 1} rcvdpkt={received // 1200 + 1}"
    )


def _asa(random: Random, at: datetime) -> str:
    local = at + JAPAN
    inside, outside = _inside(random), _outside(random)
    number, port = random.randrange(2**31), random.choice(_SERVICES)[1]
    own, translated = random.randint(1024, 65535), random.randint(1024, 65535)
    head = f"<166>{local:%b %d %Y %H:%M:%S} asa-edge : %ASA-"
    match random.choices(("built", "teardown", "denied", "translation"), (35, 35, 20, 10))[0]:
        case "built":
            return (
                f"{head}6-302013: Built outbound TCP connection {number} for outside:{outside}/{port}"
                f" ({outside}/{port}) to inside:{inside}/{own} (203.0.113.4/{translated})"
            )
        case "teardown":
            seconds = int(random.expovariate(0.03))
            duration = f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
            reason = random.choice(("TCP FINs", "TCP Reset-I", "SYN Timeout", "TCP Reset-O"))
            return (
                f"{head}6-302014: Teardown TCP connection {number} for outside:{outside}/{port} to"
                f" inside:{inside}/{own} duration {duration} bytes {int(random.lognormvariate(8, 2.5))} {reason}"
            )
        case "denied":
            proto = random.choice(("tcp", "udp"))
            return (
                f"{head}4-106023: Deny {proto} src outside:{outside}/{own} dst inside:203.0.113.4/{port} by"
                f' access-group "outside_in" [0x{random.choice((0x8ED66B60, 0xF8852875)):08x}, 0x0]'
            )
        case _:
            return (
                f"{head}6-305011: Built dynamic TCP translation from inside:{inside}/{own} to"
                f" outside:203.0.113.4/{translated}"
            )


def _nftables(random: Random, at: datetime) -> str:
    local = at + JAPAN
    flags = random.choice(("SYN", "ACK", "ACK FIN", "RST"))
    mac = ":".join(f"{random.randrange(4):02x}" for _ in range(2))
    since = (at - datetime(2026, 11, 1, tzinfo=UTC)).total_seconds()
    return (
        f"<4>{local:%b %d %H:%M:%S} gw1 kernel: [{since:.6f}] nft drop-in: IN=eth0 OUT= "
        f"MAC=52:54:00:12:{mac}:52:54:00:ab:cd:ef:08:00 SRC={_outside(random)} DST={_inside(random)}"
        f" LEN={random.choice((40, 52, 60, 1500))} TOS=0x00 PREC=0x00 TTL={random.randint(40, 64)}"
        f" ID={random.randrange(65536)} DF PROTO=TCP SPT={random.randint(1024, 65535)}"
        f" DPT={random.choice(_SERVICES)[1]} WINDOW={random.randrange(65536)} RES=0x00 {flags} URGP=0"
    )


def _inside(random: Random) -> str:
    return f"10.20.{random.randint(1, 4)}.{random.randint(10, 200)}"


def _outside(random: Random) -> str:
    network = random.choice(("192.0.2", "198.51.100", "203.0.113", "198.18.7", "198.19.200"))
    return f"{network}.{random.randint(1, 254)}"


LINES: dict[str, Callable[[Random, datetime], str]] = {
    "fortigate": _fortigate,
    "asa": _asa,
    "nftables": _nftables,
}
"""How a line is made, by brand."""
