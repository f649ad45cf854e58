"""What was not taken, until a frame in the spool says so."""

from __future__ import annotations

from collections import Counter
from typing import Final

from sekisho.intake.collect.spool import Head, Kind, Reason, Transport, counted

ENTRIES_MAX: Final = (
    4_096  # above, peers are counted together: nobody grows the list by coming from everywhere
)
COUNT_MAX: Final = 2**32 - 1


class Tally:
    """Counts by reason, transport and peer. The receiver adds and takes; nothing is lost while the disk is sick.

    If we crash before what was taken is durable, so much (at most what a fifth of a second brought) is not known.
    """

    def __init__(self) -> None:
        self._counts: Counter[tuple[Reason, Transport, str, str]] = Counter()

    def add(self, reason: Reason, transport: Transport, peer: str, many: int = 1, *, name: str = "") -> None:
        """So many more were not taken."""
        key = (reason, transport, peer, name)
        if key not in self._counts and len(self._counts) >= ENTRIES_MAX:
            key = (reason, transport, "", "")
        self._counts[key] += many

    def add_all(self, refused: Counter[Reason], transport: Transport, peer: str, *, name: str = "") -> None:
        """As `add`, for several reasons."""
        for reason, many in refused.items():
            self.add(reason, transport, peer, many, name=name)

    def take(self, received_at: int) -> list[tuple[Head, bytes]]:
        """All that was counted since, as frames; the tally begins anew."""
        counts, self._counts = self._counts, Counter()
        return [
            counted(Head(Kind.COUNTED, transport, min(many, COUNT_MAX), received_at, peer, 0, name), reason)
            for (reason, transport, peer, name), many in counts.items()
        ]
