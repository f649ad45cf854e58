"""As many messages at once as a sender can write: over TCP none is lost, over UDP what is lost is counted.

Each case runs the collector as a program, floods it, stops it as an administrator does, and asks the archive. An even
case is a flood over TCP at full speed, an odd one a burst of datagrams within a second.
"""

from __future__ import annotations

import random
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sekisho.archive.archive import Archive
from sekisho.archive.engines import Limits
from sekisho.intake.collect.spool_files import Places
from sekisho.intake.counting import read_counts
from tests.campaigns.frame import Campaign, CampaignFailure, Counts
from tests.campaigns.receiving import PEER, Collector, message, number_in, town_in

SECONDS_TO_STORE: Final = 1800
AT_ONCE: Final = 1000
ASKED: Final = "SELECT raw FROM network WHERE kind = 'record' ORDER BY position"


@dataclass(frozen=True, slots=True)
class Flood:
    """Where the cases run, and how many messages each has."""

    folder: Path
    over_tcp: int
    over_udp: int


def run(case: int, chance: random.Random, flood: Flood) -> Counts:
    """One flood, and the sum."""
    place = flood.folder / f"{chance.getrandbits(64):x}"
    kind = "udp" if case % 2 else "tcp"
    collector = Collector(place)
    town_in(place, kind)
    port = collector.start()
    started = time.monotonic()
    sent = _burst(port, flood.over_udp) if kind == "udp" else _stream(port, flood.over_tcp)
    seconds = time.monotonic() - started
    collector.stop(SECONDS_TO_STORE)
    stored = _stored(place)
    counted = read_counts(Places(place / "data" / "collect").counts)
    dropped = sum(source.total.dropped for source in counted.sources.values())
    refused = sum(source.total.refused for source in counted.sources.values())
    if stored + dropped + refused != sent or (kind == "tcp" and stored != sent):
        raise CampaignFailure(f"{sent} sent, {stored} stored, {dropped} dropped, {refused} refused")
    if counted.of(PEER).total.stored != stored:
        raise CampaignFailure(f"{counted.of(PEER).total.stored} are counted, {stored} stored")
    return {
        f"sent over {kind}": sent,
        "stored": stored,
        "dropped": dropped,
        f"{kind} ms": int(seconds * 1000),
    }


def _stream(port: int, count: int) -> int:
    with socket.create_connection((PEER, port)) as connection:
        for first in range(0, count, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, count))
            connection.sendall(b"".join(message(number) + b"\n" for number in numbers))
    return count


def _burst(port: int, count: int) -> int:
    datagrams = [message(number) for number in range(count)]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connection:
        connection.connect((PEER, port))
        for datagram in datagrams:
            connection.send(datagram)
    return count


def _stored(place: Path) -> int:
    """How many are stored; each is what was sent, and they stand in the order of sending."""
    before = -1
    stored = 0
    limits = Limits(seconds=SECONDS_TO_STORE, memory_mib=2048)
    for batch in Archive(place / "data" / "archive").ask(ASKED, limits=limits):
        for raw in batch.column("raw").to_pylist():
            number = number_in(raw)
            if raw != message(number) or number <= before:
                raise CampaignFailure(f"after message {before} stands {raw[:80]!r}")
            before = number
            stored += 1
    return stored


def _whole(folder: Path) -> Flood:
    return Flood(folder, over_tcp=1_000_000, over_udp=20_000)


def _small(folder: Path) -> Flood:
    return Flood(folder, over_tcp=5_000, over_udp=2_000)


FLOODS: Final = Campaign(
    name="floods",
    sentence="A million messages over TCP: none lost. A burst over UDP: sent = stored + counted.",
    cases=4,
    sample=2,
    prepare=_whole,
    run=run,
    prepare_small=_small,
)
