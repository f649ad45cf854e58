"""The receiver is killed while messages come in, started again, and asked where every message is.

A sender writes numbered messages as fast as it likes, over TCP in both framings or UDP. The collector, or it and the
process that moves its spool, is killed with SIGKILL at a time that chance picks; the sender sends its last messages
again, as a relay does that does not know what arrived. In the end everything that the collector had counted as
durable is in the archive, in order, once or marked as said again; and the counts are those of the archive.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sekisho.archive.archive import Archive
from sekisho.archive.keys import make_keys
from sekisho.intake.collect.spool_files import Places
from sekisho.intake.collect.status import read_live
from sekisho.intake.counting import read_counts
from sekisho.intake.network import NAME
from tests.campaigns.frame import Campaign, CampaignFailure, Counts

PEER: Final = "127.0.0.1"
SECONDS_TO_START: Final = 60
SECONDS_TO_END: Final = 120
KILLS_A_CASE: Final = 4
SENT_AGAIN: Final = 400  # messages at most
ASKED: Final = f"SELECT raw, again FROM {NAME} WHERE kind = 'record' ORDER BY position"
TRANSPORTS: Final = ("lf", "octets", "udp")


@dataclass(slots=True)
class Sender:
    """Numbered messages over one transport; `sent` are the numbers in the order in which they were handed over."""

    transport: str
    chance: random.Random
    next: int = 0
    sent: list[int] = field(default_factory=list)

    def send(self, port: int, seconds: float) -> None:
        """Send for so long, or until nobody listens any more; first the last messages once again."""
        again = self.sent[-self.chance.randrange(SENT_AGAIN) :] if self.sent else []
        kind = socket.SOCK_DGRAM if self.transport == "udp" else socket.SOCK_STREAM
        end = time.monotonic() + seconds
        with socket.socket(socket.AF_INET, kind) as connection, suppress(OSError):
            connection.settimeout(2)
            connection.connect((PEER, port))
            self._hand_over(connection, again)
            while time.monotonic() < end:
                numbers = range(self.next, self.next + self.chance.randint(1, 60))
                self.next = numbers.stop
                self._hand_over(connection, list(numbers))
                time.sleep(self.chance.random() * 0.004)

    def _hand_over(self, connection: socket.socket, numbers: list[int]) -> None:
        self.sent += numbers  # what the system takes of these nobody knows if it breaks here
        if self.transport == "udp":
            for number in numbers:
                connection.send(message(number))
        else:
            framed = (_framed(message(number), self.transport) for number in numbers)
            connection.sendall(b"".join(framed))


@dataclass(slots=True)
class Collector:
    """A collector as a program, with the process that moves its spool."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def places(self) -> Places:
        """Its folder."""
        return Places(self.folder / "data" / "collect")

    def start(self) -> int:
        """Start it. Returns its port; fails where it does not come up by itself."""
        environment = os.environ | {
            "SEKISHO_DATA": str(self.folder / "data"),
            "SEKISHO_ARCHIVE": str(self.folder / "data" / "archive"),
            "SEKISHO_KEYS": str(self.folder / "keys"),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sekisho.cli", "collect"],
            env=environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        )
        live = _until(self._said, SECONDS_TO_START, "the collector did not start")
        return int(str(live["listeners"][0]["name"]).rpartition(":")[2])

    def acknowledged(self) -> int:
        """How many messages it has said to be durable since its start."""
        live = self._said()
        return int(live["peers"].get(PEER, {}).get("stored", 0)) if live else 0

    def kill(self, *, all_of_it: bool) -> None:
        """Kill it; what it leaves behind ends by itself."""
        assert self.process is not None
        if all_of_it:
            os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()
        self._ended()

    def stop(self, seconds: float = SECONDS_TO_END) -> None:
        """Let it end as an administrator does; everything that came is in the archive then."""
        assert self.process is not None
        self.process.terminate()
        self._ended(seconds)

    def _ended(self, seconds: float = SECONDS_TO_END) -> None:
        assert self.process is not None
        group = self.process.pid
        self.process.wait(seconds)
        _until(lambda: not _is_alive(group), seconds, "the mover did not end")

    def _said(self) -> dict[str, Any] | None:  # Any: JSON
        assert self.process is not None
        if self.process.poll() is not None:
            raise CampaignFailure(f"the collector ended by itself with {self.process.returncode}")
        live = read_live(self.places.live)
        return live if live and live["pid"] == self.process.pid and live["listeners"] else None


def town_in(place: Path, kind: str) -> None:
    """A data directory whose collector listens on a free port, and keys beside it."""
    (place / "data").mkdir(parents=True)
    (place / "data" / "collect.toml").write_text(
        f'[[listeners]]\ntransport = "{kind}"\nhost = "{PEER}"\nport = 0\n'
    )
    make_keys(place / "keys", "katsuragi.invalid/sekisho", [NAME])


def message(number: int) -> bytes:
    """A message that names itself, now and then a long one."""
    return b"<134>Jan  5 10:00:00 fw number=%d %s" % (number, b"x" * (number % 7 * number % 300))


def number_in(raw: bytes) -> int:
    """The number that a message names."""
    return int(raw.split(b"number=")[1].split(b" ")[0])


@dataclass(frozen=True, slots=True)
class Trial:
    """Where the cases run, and how many kills each has at most."""

    folder: Path
    kills: int


def run(_case: int, chance: random.Random, trial: Trial) -> Counts:
    """A few kills, and the question where everything is."""
    place = trial.folder / f"{chance.getrandbits(64):x}"
    transport = chance.choice(TRANSPORTS)
    town_in(place, "udp" if transport == "udp" else "tcp")
    sender, collector = Sender(transport, chance), Collector(place)
    promised: list[int] = []
    kills = chance.randint(1, trial.kills)
    for _kill in range(kills):
        port, begun = collector.start(), len(sender.sent)
        sender.send(port, 0.1 + 2.4 * chance.random())
        said = collector.acknowledged()
        promised += sender.sent[begun : begun + said] if transport != "udp" else []
        collector.kill(all_of_it=chance.random() < 0.5)
    port = collector.start()
    sender.send(port, 0.3)
    collector.stop()
    return _checked(sender, promised, place) | {"kills": kills, transport: 1}


def _checked(sender: Sender, promised: list[int], place: Path) -> dict[str, int]:
    stored: list[int] = []
    seen: set[int] = set()
    again_count = 0
    for batch in Archive(place / "data" / "archive").ask(ASKED):
        for row in batch.to_pylist():
            number = number_in(row["raw"])
            if row["raw"] != message(number):
                raise CampaignFailure(f"message {number} is not what was sent")
            if row["again"] != (number in seen):
                raise CampaignFailure(
                    f"message {number} is marked {row['again']} and was seen: {number in seen}"
                )
            again_count += row["again"]
            seen.add(number)
            stored.append(number)
    _require(not (lost := set(promised) - seen), f"durable and lost: {sorted(lost)[:5]} of {len(lost)}")
    _require(not (strange := seen - set(sender.sent)), f"never sent: {sorted(strange)[:5]}")
    _require(_follows(stored, sender.sent), "the messages do not stand in the order in which they were sent")
    counted = read_counts(Places(place / "data" / "collect").counts)
    total = counted.of(PEER).total
    _require(total.stored == len(stored), f"{total.stored} are counted, {len(stored)} stored")
    _require(total.again == again_count, f"{total.again} are counted as said again, {again_count} marked")
    _require(total.stored + total.refused + total.dropped == total.received, "the sum does not add up")
    _require(len(stored) <= len(sender.sent), "more is stored than was sent")
    return {
        "sent": len(sender.sent),
        "acknowledged": len(promised),
        "stored": len(stored),
        "said again": again_count,
        "died with the receiver": len(sender.sent) - len(stored) - total.refused - total.dropped,
    }


def _follows(stored: list[int], sent: list[int]) -> bool:
    """Whether what is stored is a part of what was sent, in its order."""
    left = iter(sent)
    return all(number in left for number in stored)


def _framed(raw: bytes, transport: str) -> bytes:
    return b"%d %s" % (len(raw), raw) if transport == "octets" else raw + b"\n"


def _require(holds: object, sentence: str) -> None:
    if not holds:
        raise CampaignFailure(sentence)


def _until(what: Callable[[], Any], seconds: float, sentence: str) -> Any:  # Any: whatever it gives
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.02)
    raise CampaignFailure(f"{sentence} within {seconds} s")


def _is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _whole(folder: Path) -> Trial:
    return Trial(folder, KILLS_A_CASE)


def _small(folder: Path) -> Trial:
    return Trial(folder, 1)


RECEIVING: Final = Campaign(
    name="receiving",
    sentence="What the receiver called durable is in the archive after any kill, and every message is counted.",
    cases=40,
    sample=1,
    prepare=_whole,
    run=run,
    prepare_small=_small,
)
