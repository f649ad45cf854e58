"""What the running collector says of itself, about once a second, and its mover of what hinders it.

It is for looking at, and may be gone or old: the truth about what was received is the spool and the archive.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, Final, NamedTuple

from sekisho.archive import files
from sekisho.intake.collect.desk import now
from sekisho.intake.collect.spool import Head, Kind

PEERS_MAX: Final = 10_000
OTHERS: Final = "*"  # all peers beyond so many, together


@dataclass(slots=True)
class PeerCounts:
    """Of one peer since the start, and durable. `refused` by reason; `last_at` microseconds since 1970."""

    stored: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    last_at: int = 0


class Durable:
    """What became durable, by peer (the name in its certificate, else its address)."""

    def __init__(self) -> None:
        self._peers: dict[str, PeerCounts] = {}
        self._lock = Lock()

    def add(self, frames: Sequence[tuple[Head, str]]) -> None:
        """These heads, each with its reason if it counts what was not taken."""
        with self._lock:
            for head, reason in frames:
                counts = self._of(head.name or head.peer)
                counts.last_at = max(counts.last_at, head.received_at)
                if head.kind is Kind.COUNTED:
                    counts.refused[reason] += head.count
                else:
                    counts.stored += head.count

    def stored(self) -> int:
        """Messages of all peers."""
        with self._lock:
            return sum(counts.stored for counts in self._peers.values())

    def as_data(self) -> dict[str, Any]:  # Any: JSON
        """For JSON."""
        with self._lock:
            return {
                peer: {"stored": counts.stored, "refused": dict(counts.refused), "last_at": counts.last_at}
                for peer, counts in self._peers.items()
            }

    def _of(self, peer: str) -> PeerCounts:
        if peer not in self._peers and len(self._peers) >= PEERS_MAX:
            peer = OTHERS
        return self._peers.setdefault(peer, PeerCounts())


def put_live(path: Path, *, since: int, receiver: Mapping[str, Any], durable: Durable) -> None:  # Any: JSON
    """Let the file say how it stands. A sick disk is no reason to stop: the file then stays old, and says when it was."""
    said = {"pid": os.getpid(), "since": since, "said_at": now(), **receiver, "peers": durable.as_data()}
    with suppress(OSError):
        files.put(path, json.dumps(said, ensure_ascii=False, indent=1).encode())


def read_live(path: Path) -> dict[str, Any] | None:  # Any: JSON
    """What the collector said last; None where it never did, or what it said cannot be read."""
    said = _read(path)
    return said if said and all(type(said.get(name)) is int for name in ("since", "said_at")) else None


class Hindrance(NamedTuple):
    """Why what was received is not moved into the log, in Japanese and in English."""

    ja: str
    en: str


def put_hindrance(path: Path, hindrance: Hindrance | None) -> None:
    """Let the file say what hinders; none: nothing does."""
    with suppress(OSError):
        if hindrance is None:
            files.remove_quietly(path)
        else:
            files.put(path, json.dumps(hindrance._asdict(), ensure_ascii=False, indent=1).encode())


def read_hindrance(path: Path) -> Hindrance | None:
    """What the mover said last; None where nothing hinders it, or what it said cannot be read."""
    said = _read(path) or {}
    ja, en = said.get("ja"), said.get("en")
    return Hindrance(ja, en) if isinstance(ja, str) and isinstance(en, str) else None


def _read(path: Path) -> dict[str, Any] | None:  # Any: JSON
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
