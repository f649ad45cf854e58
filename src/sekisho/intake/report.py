"""How receiving stands: what `sekisho collect status` prints and the page shows, from counts and the collector's word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sekisho.intake.collect.spool_files import Waiting
from sekisho.intake.collect.status import Hindrance
from sekisho.intake.counting import HOUR, Counted, Counts, SourceCounts
from sekisho.intake.moments import SECOND
from sekisho.intake.silence import silent_for

STALE: Final = 15 * SECOND  # a collector that has said nothing for so long does not run
HOURS_SHOWN: Final = 48


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source. `silent_for` and `skew` in microseconds; `rate` are messages by the hour, the newest last."""

    name: str
    total: Counts
    brands: Mapping[str, int]
    refused: Mapping[str, int]
    connections: Mapping[str, int]
    last_at: int | None
    skew: int | None
    silent_for: int | None
    rate: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All of it. `live` is what the running collector said last; None: none is running.

    `waiting` is durable and in no count yet, because of `hindrance` where that is known.
    """

    live: Mapping[str, Any] | None  # Any: JSON
    sources: tuple[SourceReport, ...]
    total: Counts
    torn: int
    waiting: Waiting | None = None
    hindrance: Hindrance | None = None

    @property
    def silent(self) -> tuple[SourceReport, ...]:
        """Sources that have said nothing for longer than is their habit."""
        return tuple(source for source in self.sources if source.silent_for is not None)


def report(
    counted: Counted,
    live: Mapping[str, Any] | None,  # Any: JSON
    *,
    now: int,
    waiting: Waiting | None = None,
    hindrance: Hindrance | None = None,
) -> Report:
    """How it stands at `now`, in microseconds since 1970."""
    sources = tuple(_source(name, each, now) for name, each in sorted(counted.sources.items()))
    running = live if live is not None and abs(now - live["said_at"]) < STALE else None
    total = _sum([source.total for source in sources])
    return Report(running, sources, total, counted.torn, waiting, hindrance)


def as_data(said: Report) -> dict[str, Any]:  # Any: JSON
    """For JSON: moments in microseconds since 1970."""
    return {
        "running": said.live is not None,
        "live": said.live,
        "received": said.total.received,
        "stored": said.total.stored,
        "refused": said.total.refused,
        "dropped": said.total.dropped,
        "torn": said.torn,
        "waiting": said.waiting and said.waiting._asdict(),
        "hindrance": said.hindrance and said.hindrance._asdict(),
        "sources": [
            {
                "name": source.name,
                "received": source.total.received,
                "stored": source.total.stored,
                "read": source.total.read,
                "unread": source.total.unread,
                "again": source.total.again,
                "refused": dict(source.refused),
                "dropped": source.total.dropped,
                "connections": dict(source.connections),
                "brands": dict(source.brands),
                "last_at": source.last_at,
                "skew": source.skew,
                "silent_for": source.silent_for,
                "rate": list(source.rate),
            }
            for source in said.sources
        ],
    }


def _source(name: str, counts: SourceCounts, now: int) -> SourceReport:
    hour = now // HOUR
    return SourceReport(
        name=name,
        total=counts.total,
        brands=counts.brands,
        refused=counts.refused,
        connections=counts.connections,
        last_at=counts.last_at,
        skew=counts.skew,
        silent_for=silent_for(counts, now=now),
        rate=tuple(counts.hours.get(hour - back, 0) for back in reversed(range(HOURS_SHOWN))),
    )


def _sum(all_counts: list[Counts]) -> Counts:
    return Counts(
        stored=sum(each.stored for each in all_counts),
        read=sum(each.read for each in all_counts),
        again=sum(each.again for each in all_counts),
        refused=sum(each.refused for each in all_counts),
        dropped=sum(each.dropped for each in all_counts),
    )
