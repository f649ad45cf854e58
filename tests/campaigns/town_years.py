"""Years of operations of one town, and what is true of them: when each record came in, whatever the clock said."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from sekisho.archive.archive import Archive
from sekisho.archive.keys import PUBLIC_FILE, read_public_keys
from sekisho.archive.notes import VerifierKey
from sekisho.archive.retention import years_floor
from sekisho.archive.rotation import rotate
from sekisho.archive.schema import Column, ColumnType, LogSchema, microseconds
from sekisho.archive.writer import Writer
from tests.campaigns.frame import CampaignFailure
from tests.campaigns.wrong_clocks import HOUR, SECOND, WrongClock

BASE = "katsuragi.example/sekisho"
SCHEMA = LogSchema(
    f"{BASE}/operations",
    (
        Column("occurred_at", ColumnType.MOMENT),
        Column("operator_id", ColumnType.TEXT),
        Column("hit_count", ColumnType.INTEGER),
    ),
    event_time="occurred_at",
)
BEGIN = date(2019, 4, 1)
FAR = microseconds(datetime(2099, 1, 1, tzinfo=UTC))  # what a broken source says now and then
PROOFS = 40
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is written, and how long it is kept. `years_kept` 0: 60 days, to the end of the month."""

    years: int
    open_days: int  # a year
    operations: int  # a day
    years_kept: int
    walk_days: int

    def keep_until(self, day: date) -> date:
        """The first day on which a record of that day may go."""
        if self.years_kept:
            until = years_floor(self.years_kept)(day)
            assert until is not None
            return until
        last = day + timedelta(days=60)
        return date(last.year + last.month // 12, last.month % 12 + 1, 1)


FULL = Scale(years=7, open_days=245, operations=500, years_kept=7, walk_days=730)
SMALL = Scale(years=1, open_days=40, operations=20, years_kept=0, walk_days=40)


@dataclass(slots=True)
class Case:
    """One archive, its true history, and the machine's clock."""

    scale: Scale
    rng: random.Random
    archive: Archive
    keys: Path
    machine: WrongClock
    now: int  # the true moment
    off: int | None = None  # how far the clock is off now, where it is not as `machine` says
    ends: list[int] = field(default_factory=list)  # records [ends[i - 1], ends[i]) came in at moments[i]
    moments: list[int] = field(default_factory=list)
    proofs: list[bytes] = field(default_factory=list)
    trusted: list[tuple[VerifierKey, ...]] = field(default_factory=list)
    first: int = 0  # what was disposed of
    tally: Counter[str] = field(default_factory=Counter)

    def clock(self) -> int:
        """What the machine says."""
        self.now += 1_000
        return self.now + self.off if self.off is not None else self.machine.at(self.now)

    @property
    def today(self) -> date:
        """The true day."""
        return SCHEMA.local_day(self.now)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """The writer; what it says on its own came in by then."""
        with self.archive.writing(SCHEMA, keys=self.keys, clock=self.clock) as writer:
            yield writer
            self.came_in(writer)

    def came_in(self, writer: Writer) -> None:
        """All records so far have come in by now."""
        if writer.size > (self.ends[-1] if self.ends else 0):
            self.ends.append(writer.size)
            self.moments.append(self.now)

    def came_in_at(self, position: int) -> int:
        """The true moment."""
        return self.moments[int(np.searchsorted(np.array(self.ends), position, side="right"))]

    def floor(self, position: int) -> date:
        """The day before which the record must not go."""
        return self.scale.keep_until(SCHEMA.local_day(self.came_in_at(position)))

    def append(self, writer: Writer, count: int) -> None:
        """So many operations, in up to three appends over some hours, and mostly a seal."""
        for rows in np.diff(sorted([0, count, *(self.rng.randrange(count + 1) for _ in range(2))])).tolist():
            writer.append(self._operations(rows))
            self.came_in(writer)
            self.now += self.rng.randrange(3 * HOUR)
        if self.rng.random() < 0.6:
            writer.seal()

    def _operations(self, rows: int) -> pa.RecordBatch:
        chance = np.random.default_rng(self.rng.getrandbits(64))
        occurred_at = self.now - chance.integers(-2 * 60 * SECOND, HOUR, rows)  # or the source is ahead
        broken = chance.random(rows)
        occurred_at = np.where(broken < 0.001, FAR, np.where(broken < 0.002, 0, occurred_at))
        absent = broken > 0.99
        return pa.record_batch(
            {
                "source": pa.array(["cs"] * rows, pa.string()),
                "occurred_at": pa.array(occurred_at, pa.int64(), mask=absent).cast(pa.timestamp("us", "UTC")),
                "operator_id": pa.array([f"U{n:03d}" for n in chance.integers(0, 60, rows).tolist()]),
                "hit_count": pa.array(chance.integers(0, 50, rows), pa.int64()),
            }
        )

    def fail(self, sentence: str) -> None:
        """What must not be is."""
        raise CampaignFailure(f"{self.today}: {sentence}", self.tally)


def write(case: Case) -> None:
    """Years of open days; the writer is closed now and then, the parts are rolled each month."""
    days = list(open_days(case.scale))
    changes = {len(days) * nth // 4 + case.rng.randrange(max(1, len(days) // 8)) for nth in (1, 2, 3)}
    proving = set(case.rng.sample(range(len(days)), min(PROOFS, len(days) // 5)))
    place = 0
    while place < len(days):
        until = min(len(days), place + case.rng.randint(5, 60))
        with case.writing() as writer:
            while place < until:
                if place in changes:
                    changes.remove(place)
                    break
                day, before = days[place], days[place - 1]
                case.now = max(case.now, noon(day) - case.rng.randrange(4 * HOUR))
                case.append(writer, case.scale.operations)
                if place and day.month != before.month:
                    writer.roll()
                if place in proving and writer.sealed_size:
                    case.proofs.append(
                        case.archive.prove("operations", case.rng.randrange(writer.sealed_size))
                    )
                place += 1
        if place < until:
            rotate(case.archive, case.keys, clock=case.clock)
            case.trusted.append(read_public_keys(case.keys / PUBLIC_FILE))
            case.tally["changes of keys"] += 1
    case.tally["records"] += case.ends[-1]
    case.tally["steps of the clock, back"] += sum(
        each.what == "clock" for each in case.archive.log("operations").statements
    )


def open_days(scale: Scale) -> Iterator[date]:
    """So many days of each year, never more than ten days apart."""
    for year in range(BEGIN.year, BEGIN.year + scale.years):
        begin, end = BEGIN.replace(year=year), BEGIN.replace(year=year + 1)
        every = (end - begin).days
        if scale.open_days * 9 < every * 5:  # few: evenly spread
            yield from (
                begin + timedelta(days=every * nth // scale.open_days) for nth in range(scale.open_days)
            )
            continue
        days = [begin + timedelta(days=nth) for nth in range(every)]
        weekdays = [day for day in days if day.weekday() < SATURDAY and not is_new_year(day)]
        holidays = len(weekdays) - scale.open_days  # the others, evenly
        yield from np.delete(
            np.array(weekdays), np.linspace(9, len(weekdays) - 9, holidays, dtype=int)
        ).tolist()


def is_new_year(day: date) -> bool:
    """29 December to 3 January, when offices are closed."""
    return not (1, 3) < (day.month, day.day) < (12, 29)


def noon(day: date) -> int:
    """In Japan."""
    return microseconds(datetime(day.year, day.month, day.day, 3, tzinfo=UTC))
