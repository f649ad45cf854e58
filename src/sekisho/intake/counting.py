"""What was received, by source and day: received = stored + refused + dropped, to the message.

Derived from the spool while it is moved into the log (collect/moving.py) and written together with how far it was
moved, in one atomic change: a file of the spool is counted once, wherever a crash falls.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from statistics import median
from typing import Any, Final, TypeVar

from sekisho.archive import files
from sekisho.intake.moments import SECOND

HOUR: Final = 3_600 * SECOND
DAY: Final = 24 * HOUR
HOURS_KEPT: Final = 14 * 24
SILENCES_KEPT: Final = 14  # days
DAYS_KEPT: Final = 800
SKEWS_KEPT: Final = 21
VERSION: Final = 1
T = TypeVar("T")


class CountsUnreadable(Exception):
    """The counts cannot be read; the log itself is not touched by that."""


@dataclass(slots=True)
class Counts:
    """Messages of one source, or of one of its days. `again`: the same bytes had come before; they are stored too."""

    stored: int = 0
    read: int = 0
    again: int = 0
    refused: int = 0
    dropped: int = 0

    @property
    def received(self) -> int:
        """All that came, as far as anybody can know."""
        return self.stored + self.refused + self.dropped

    @property
    def unread(self) -> int:
        """Stored, and not understood."""
        return self.stored - self.read


@dataclass(slots=True)
class SourceCounts:
    """All that is counted of one source; moments are microseconds since 1970.

    `days` are local days since 1970. `refused` counts messages by reason, `connections` those that were turned away
    or ended, which are no messages. `hours` counts what was stored by the hour since 1970; `silences` is the longest
    that ended on a day (microseconds), `skews` how far the device's clock was ahead of ours, lately (microseconds).
    """

    total: Counts = field(default_factory=Counts)
    days: dict[int, Counts] = field(default_factory=dict)
    brands: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    connections: dict[str, int] = field(default_factory=dict)
    first_at: int | None = None
    last_at: int | None = None
    hours: dict[int, int] = field(default_factory=dict)
    silences: dict[int, int] = field(default_factory=dict)
    skews: list[int] = field(default_factory=list)

    @property
    def skew(self) -> int | None:
        """How far its clock is ahead of ours, microseconds; None where it never tells a time."""
        return int(median(self.skews)) if self.skews else None

    def store(self, moment: int, day: int, *, brand: str | None, read: bool, again: bool) -> None:
        """Count a message that is stored."""
        for counts in (self.total, self.days.setdefault(day, Counts())):
            counts.stored += 1
            counts.read += read
            counts.again += again
        if brand is not None:
            self.brands[brand] = self.brands.get(brand, 0) + 1
        self.hours[moment // HOUR] = self.hours.get(moment // HOUR, 0) + 1
        if self.last_at is not None and moment - self.last_at > self.silences.get(day, 0):
            self.silences[day] = moment - self.last_at
        self.first_at = moment if self.first_at is None else min(moment, self.first_at)
        self.last_at = moment  # also where it goes back: then it was the clock that was ahead

    def refuse(self, day: int, reason: str, count: int) -> None:
        """Count messages that were not taken, and why."""
        self.refused[reason] = self.refused.get(reason, 0) + count
        for counts in (self.total, self.days.setdefault(day, Counts())):
            counts.refused += count

    def drop(self, day: int, count: int) -> None:
        """Count messages that the system lost before they could be read."""
        for counts in (self.total, self.days.setdefault(day, Counts())):
            counts.dropped += count

    def turn_away(self, reason: str, count: int) -> None:
        """Count connections, which are no messages."""
        self.connections[reason] = self.connections.get(reason, 0) + count

    def was_ahead(self, skew: int) -> None:
        """The clock of the device was ahead by so much."""
        self.skews = [*self.skews, skew][-SKEWS_KEPT:]

    def copy(self) -> SourceCounts:
        """Counts of their own."""
        return replace(
            self,
            total=replace(self.total),
            days={
                day: Counts(x.stored, x.read, x.again, x.refused, x.dropped) for day, x in self.days.items()
            },
            brands=dict(self.brands),
            refused=dict(self.refused),
            connections=dict(self.connections),
            hours=dict(self.hours),
            silences=dict(self.silences),
        )

    def forget_old(self, moment: int, day: int) -> None:
        """Keep what pages show and habits need; the totals stay.

        Days go by how many they are: a clock that was ahead for once drives out none that counts. Habits and hours
        go by `moment`, which is now, and its `day`.
        """
        self.days = dict(sorted(self.days.items())[-DAYS_KEPT:])
        self.hours = _between(self.hours, moment // HOUR - HOURS_KEPT, moment // HOUR)
        self.silences = _between(self.silences, day - SILENCES_KEPT, day)


@dataclass(slots=True)
class Counted:
    """All counts, and the last file of the spool that they count.

    `last` is the SHA-256 of the last file that is counted, in hexadecimal: its removal may have been interrupted.
    `torn` pieces of the spool were no frames: writes that a crash interrupted, or damage.
    """

    torn: int = 0
    sources: dict[str, SourceCounts] = field(default_factory=dict)
    last: str = ""
    _shared: set[str] = field(default_factory=set, repr=False, compare=False)

    def of(self, name: str) -> SourceCounts:
        """The counts of a source to be changed, begun where there are none."""
        if name in self._shared:
            self._shared.remove(name)
            self.sources[name] = self.sources[name].copy()
        return self.sources.setdefault(name, SourceCounts())

    def successor(self) -> Counted:
        """A copy to be changed. Sources of which nothing changes are shared: there may be years of many of them."""
        return Counted(self.torn, dict(self.sources), self.last, set(self.sources))


def read_counts(path: Path) -> Counted:
    """The counts in the file; none yet where there is no file. Raises CountsUnreadable."""
    try:
        said = json.loads(path.read_bytes())
        if said["version"] != VERSION:
            raise CountsUnreadable(f"{path}: version {said['version']}")
        sources = {name: _source(each) for name, each in said["sources"].items()}
        return Counted(int(said["torn"]), sources, str(said.get("last", "")))
    except FileNotFoundError:
        return Counted()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CountsUnreadable(f"{path}: {error!r}") from error


def write_counts(path: Path, counted: Counted) -> None:
    """Put the counts in the place of the old ones, at once and durably. If we crash here, one of both is there."""
    files.make_directory(path.parent)
    said = {
        "version": VERSION,
        "torn": counted.torn,
        "sources": {name: _said(source) for name, source in counted.sources.items()},
        "last": counted.last,
    }
    files.put(path, json.dumps(said, ensure_ascii=False).encode())


def _said(source: SourceCounts) -> dict[str, Any]:  # Any: JSON
    """As `asdict` says it, which takes seconds for years of many sources."""
    said = {each.name: getattr(source, each.name) for each in fields(source)}
    days = {day: _numbers(counts) for day, counts in source.days.items()}
    return said | {"total": _numbers(source.total), "days": days}


def _numbers(counts: Counts) -> dict[str, int]:
    return {
        "stored": counts.stored,
        "read": counts.read,
        "again": counts.again,
        "refused": counts.refused,
        "dropped": counts.dropped,
    }


def _source(said: Mapping[str, Any]) -> SourceCounts:  # Any: JSON
    """Whatever JSON says: numbers where numbers belong, or KeyError, TypeError, ValueError, AttributeError."""
    return SourceCounts(
        total=_counts(said["total"]),
        days={int(day): _counts(counts) for day, counts in said["days"].items()},
        brands=_counted(said.get("brands", {})),
        refused=_counted(said.get("refused", {})),
        connections=_counted(said.get("connections", {})),
        first_at=_moment(said.get("first_at")),
        last_at=_moment(said.get("last_at")),
        hours={int(hour): _whole(count) for hour, count in said["hours"].items()},
        silences={int(day): _whole(silence) for day, silence in said["silences"].items()},
        skews=[_whole(skew) for skew in said.get("skews", [])],
    )


def _counts(said: dict[str, Any]) -> Counts:  # Any: JSON
    return Counts(**_counted(said))


def _counted(said: dict[str, Any]) -> dict[str, int]:  # Any: JSON
    if not {*map(type, said.values())} <= {int}:
        raise TypeError(f"{said!r} are no whole numbers")
    return said


def _moment(said: object) -> int | None:
    return None if said is None else _whole(said)


def _whole(said: object) -> int:
    if not isinstance(said, int):
        raise TypeError(f"{said!r} is no whole number")
    return said


def _between(kept: dict[int, T], oldest: int, newest: int) -> dict[int, T]:
    return {key: value for key, value in kept.items() if oldest < key <= newest}
