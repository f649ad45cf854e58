"""Receiving syslog, durably, beside rsyslog and syslog-ng: the same messages, disk and durability, in one run.

    .venv/bin/python bench/receiving.py [--messages 1000000] [--datagrams 100000] [--runs 5]
                                        [--folder DIR] [--no-peers] [--json FILE]

TCP is one sender at full speed over loopback, from the first byte until every message is on the disk and synced.
UDP is one sender, at a rate and at full speed: what was on the disk in the end, by the seconds from the first datagram
until nothing more was written. The peers do not count what the kernel drops. The sender shares the machine with the
receiver. The disk is what anybody could reach: the same bytes written by whoever has them already, and synced once.
Prints both sides as the median of the runs, with the least and the greatest; a peer that is not installed is left out.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import socket
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from firewall_data import mixed
from receivers import (
    PATIENCE_SECONDS,
    RSYSLOG_NAME,
    Blast,
    Receiver,
    Stored,
    bytes_of,
    listening,
    peers,
    sync,
)
from table import Figure, Line, bounded, once, printed, times

DISTINCT = 20_000  # lines; they are sent again and again, each with a number of its own
QUIET_SECONDS = 0.5
PIECE = 1 << 20
OURS = "sekisho"
DISK = "the disk alone"
FLOOD = "udp at full speed"
AT_LEAST = {("tcp", RSYSLOG_NAME): 5.0, ("tcp", "syslog-ng"): 3.0, (FLOOD, RSYSLOG_NAME): 1.5}
"""How many times a peer."""
UDP = {"udp at 100,000/s": 100_000.0, FLOOD: None}


def main() -> None:
    """Send, measure, print."""
    arguments = _arguments()
    sent = [b"%s seq=%d" % (line, number) for number, line in enumerate(_lines(arguments.messages))]
    blob = b"".join(message + b"\n" for message in sent)
    digest = sha256(blob).hexdigest()
    found: dict[str, list[float]] = defaultdict(list)
    kinds = {name: kind for name, kind in peers().items() if name == OURS or not arguments.no_peers}
    with tempfile.TemporaryDirectory(prefix="bench-receiving-", dir=arguments.folder) as place:
        for run in range(arguments.runs):
            found[DISK].append(len(sent) / _written(Path(place) / "disk", blob))
            for name, kind in kinds.items():
                with listening(kind, Path(place) / f"tcp-{name}-{run}") as receiver:
                    found[f"{name} tcp"].append(
                        len(sent) / _stream(receiver, blob, stored_whole=name != OURS)
                    )
                    found[f"{name} tcp lost"].append(_lost(receiver.end(), len(sent), digest))
                for what, rate in UDP.items():
                    with listening(kind, Path(place) / f"udp-{name}-{run}") as receiver:
                        seconds = _datagrams(receiver, sent[: arguments.datagrams], rate)
                        stored = receiver.end()
                    missing = min(arguments.datagrams, len(sent)) - stored.messages
                    found[f"{name} {what}"].append(stored.messages / seconds)
                    found[f"{name} {what} missing"].append(missing)
                    found[f"{name} {what} lost"].append(missing - stored.counted)
    lines = list(_table(found))
    print(
        f"{len(sent):,} messages of {len(blob) // len(sent)} bytes, {arguments.runs} runs; "
        f"Python {platform.python_version()}; {' and '.join(kinds)}"
        f"{'' if len(kinds) > 1 else ' alone: no other is installed, or wanted'}"
    )
    print(printed(lines))
    if arguments.json:
        arguments.json.write_text(json.dumps([line.as_data() for line in lines], indent=1))


def _table(found: dict[str, list[float]]) -> Iterator[Line]:
    figures = {what: Figure(what, tuple(runs), "msg/s") for what, runs in found.items()}
    names = [what.removesuffix(" tcp") for what in figures if what.endswith(" tcp")]
    others = [name for name in names if name != OURS]
    for what in ("tcp", FLOOD):
        yield Line(what, figures[f"{OURS} {what}"])
        for name in others:
            ratio = AT_LEAST.get((what, name.partition(",")[0]))
            yield times(what, figures[f"{OURS} {what}"], figures[f"{name} {what}"], ratio, better="more")
    yield times("tcp", figures[f"{OURS} tcp"], figures[DISK], better="more")
    for name in others:
        lost = once(name, max(found[f"{name} tcp lost"]), "messages")
        yield Line("tcp: lost or changed", lost)
    yield bounded("tcp: lost or changed", once(OURS, max(found[f"{OURS} tcp lost"]), "messages"), 1)
    for what in UDP:
        missing = once(OURS, max(found[f"{OURS} {what} missing"]), "datagrams")
        held = None if what == FLOOD else missing.median < 1
        yield Line(f"{what}: not stored, at most", missing, target="" if held is None else "0", held=held)
        for name in others:
            theirs = once(name, max(found[f"{name} {what} missing"]), "datagrams")
            yield Line(f"{what}: not stored, at most", missing, theirs)
        lost = once(OURS, max(map(abs, found[f"{OURS} {what} lost"])), "datagrams")
        yield bounded(f"{what}: neither stored nor counted", lost, 1)


def _stream(receiver: Receiver, blob: bytes, *, stored_whole: bool) -> float:
    """Seconds from the first byte until all is on the disk. `stored_whole`: its file is the messages and nothing else."""
    view = memoryview(blob)
    with socket.create_connection(("127.0.0.1", receiver.tcp)) as sender:
        began = time.perf_counter()
        for place in range(0, len(blob), PIECE):
            sender.sendall(view[place : place + PIECE])
        sender.shutdown(socket.SHUT_WR)
        while sender.recv(PIECE):
            pass
    while bytes_of(receiver) < len(blob) and time.perf_counter() - began < PATIENCE_SECONDS:
        time.sleep(0.005 if stored_whole else 0.0005)
    sync(receiver)
    return time.perf_counter() - began


def _written(path: Path, blob: bytes) -> float:
    """Seconds to write the bytes to a new file and sync it once."""
    view = memoryview(blob)
    began = time.perf_counter()
    with path.open("wb", buffering=0) as file:
        for place in range(0, len(blob), PIECE):
            file.write(view[place : place + PIECE])
        os.fdatasync(file.fileno())
    seconds = time.perf_counter() - began
    path.unlink()
    return seconds


def _datagrams(receiver: Receiver, messages: list[bytes], a_second: float | None) -> float:
    """Seconds from the first datagram until nothing more is written."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.connect(("127.0.0.1", receiver.udp))
        blast = Blast(sender, messages)
        began = time.perf_counter()
        blast.send(a_second)
    size, changed = -1, time.perf_counter()
    while (moment := time.perf_counter()) - changed < QUIET_SECONDS:
        if (now := bytes_of(receiver)) != size:
            size, changed = now, moment
        time.sleep(0.002)
    sync(receiver)
    return changed - began


def _lost(stored: Stored, sent: int, digest: str) -> float:
    """How many are missing; all of them where what is stored is not byte for byte what was sent, in order."""
    return sent if stored.messages == sent and stored.digest != digest else sent - stored.messages


def _lines(count: int) -> Iterator[bytes]:
    distinct = [b"<134>" + line for _brand, line in mixed(min(count, DISTINCT))]
    for number in range(count):
        yield distinct[number % len(distinct)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--datagrams", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--folder", type=Path, help="on the disk that is meant; default: the temporary folder"
    )
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
