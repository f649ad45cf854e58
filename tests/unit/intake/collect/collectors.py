"""Collectors that run in a thread of the test, on free ports, and what their spools hold afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sekisho.intake.collect.open_spool import ORDINARY, Pace
from sekisho.intake.collect.receiver import Receiver
from sekisho.intake.collect.running import collecting
from sekisho.intake.collect.settings import Limits, Listener, Settings
from sekisho.intake.collect.spool import Frame, Kind, Reason, messages_in, reason_in
from sekisho.intake.collect.spool_files import Places, closed_files, read_file

UDP = Listener("udp", "127.0.0.1", 0)
TCP = Listener("tcp", "127.0.0.1", 0)
ROOT = Path(__file__).resolve().parents[4]


@dataclass(slots=True)
class Spool:
    """The frames of all closed files in order, and the bytes that are none."""

    frames: list[Frame] = field(default_factory=list)
    gap_bytes: int = 0

    @property
    def messages(self) -> list[bytes]:
        return [message for frame in self.frames for message in messages_in(frame)]

    @property
    def counted(self) -> Counter[Reason]:
        counts: Counter[Reason] = Counter()
        for frame in self.frames:
            if frame.head.kind is Kind.COUNTED:
                counts[reason_in(frame)] += frame.head.count
        return counts

    @property
    def numbers(self) -> list[int]:
        return [frame.number for frame in self.frames]


def spool_in(folder: Path) -> Spool:
    """What the closed files of a collector's folder hold."""
    spool = Spool()
    for path in closed_files(Places(folder).spool):
        frames, gaps = read_file(path)
        spool.frames += frames
        spool.gap_bytes += sum(gap.length for gap in gaps)
    return spool


class Running:
    """A collector that receives; `addresses` are those of its listeners, UDP first."""

    def __init__(self, folder: Path, receiver: Receiver) -> None:
        self.folder = folder
        self.receiver = receiver
        self.addresses = [_address(name) for name in receiver.names]

    @property
    def address(self) -> tuple[str, int]:
        return self.addresses[-1]

    def connections(self) -> int:
        count: int = self.receiver.snapshot()["connections"]
        return count


@contextmanager
def running(
    folder: Path,
    *listeners: Listener,
    limits: Limits | None = None,
    pace: Pace = ORDINARY,
    settings: Settings | None = None,
) -> Iterator[Running]:
    """A collector for the block; what it received is in closed files afterwards."""
    wanted = settings or Settings(tuple(listeners) or (UDP, TCP), limits or Limits())
    with collecting(Places(folder), wanted, pace=pace) as receiver:
        thread = threading.Thread(target=receiver.run, name="receiver")
        thread.start()
        try:
            yield Running(folder, receiver)
        finally:
            receiver.stop()
            thread.join()


@contextmanager
def process(folder: Path) -> Iterator[tuple[subprocess.Popen[str], tuple[str, int]]]:
    """A collector in a process of its own, which may be killed, and the address of its TCP listener."""
    program = f"from tests.unit.intake.collect.collectors import receive; receive({str(folder)!r})"
    with subprocess.Popen(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (ROOT / "src", ROOT)))},
        stdout=subprocess.PIPE,
        text=True,
    ) as started:
        try:
            assert started.stdout is not None
            yield started, _address(started.stdout.readline().strip())
        finally:
            started.kill()


def receive(folder: str) -> None:
    """What `process` runs: says where it listens, receives until SIGTERM."""
    with collecting(Places(Path(folder)), Settings((TCP,))) as receiver:
        signal.signal(signal.SIGTERM, lambda _number, _frame: receiver.stop())
        print(*receiver.names, flush=True)
        receiver.run()


def numbered(count: int, word: str = "x") -> Sequence[bytes]:
    """So many different messages."""
    return [b"<134>Jan  5 10:00:00 fw %d %s" % (number, word.encode()) for number in range(count)]


def _address(name: str) -> tuple[str, int]:
    host, _colon, port = name.partition(" ")[2].rpartition(":")
    return host.strip("[]"), int(port)
