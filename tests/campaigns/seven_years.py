"""Seven years of operations under a clock that is wrong, three changes of keys, and then day by day what may go.

The case knows the true time; the archive has a machine's clock and two persons. On every day of the two years
in which the first floors pass, as much is disposed of as is allowed: with the machine's clock as it is, with
it wrong in another way and the persons right, and with the persons wrong and the machine right. No record may be gone
before its true floor, the archive is whole each time, and every proof from the seven years holds.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
import pyarrow as pa

from sekisho.archive import carrying_out
from sekisho.archive.archive import Archive
from sekisho.archive.disposal import disposable, dispose
from sekisho.archive.handovers import key_chain
from sekisho.archive.keys import PUBLIC_FILE, make_keys, read_public_keys
from sekisho.archive.notes import VerifierKey
from sekisho.archive.proving import check_proof
from sekisho.archive.retention import BLOCK, Decided, NotWholeBlocks, TooEarly, years_floor
from sekisho.archive.rotation import rotate
from sekisho.archive.schema import Column, ColumnType, LogSchema, microseconds
from sekisho.archive.verify import Options
from sekisho.archive.writer import Writer
from tests.campaigns.frame import Campaign, CampaignFailure, Counts
from tests.campaigns.wrong_clocks import DAY, HOUR, SECOND, WrongClock, size, wrong_clock
from tests.unit.archive.unsynced import unsynced

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
QUICK = Options(jobs=1)
ALIVE = 5  # days from one record to the next while the case only waits
PROOFS = 40
EVERY_SEVENTH = 7
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
            return years_floor(self.years_kept)(day)
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
        """So many operations, in up to three appends over some hours, and a seal."""
        for rows in np.diff(sorted([0, count, *(self.rng.randrange(count + 1) for _ in range(2))])).tolist():
            writer.append(self._operations(rows))
            self.came_in(writer)
            self.now += self.rng.randrange(3 * HOUR)
        writer.seal()
        self.came_in(writer)

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


def run(_case: int, rng: random.Random, scale: Scale) -> Counts:
    """Write, then walk."""
    begin = noon(BEGIN) - 4 * HOUR
    end = begin + (366 * scale.years + scale.walk_days) * DAY
    machine = wrong_clock(rng, begin, end, episodes=4)
    with TemporaryDirectory() as folder, unsynced():
        keys = Path(folder) / "keys"
        case = Case(scale, rng, Archive(Path(folder) / "archive"), keys, machine, begin)
        make_keys(keys, BASE, ["operations"])
        case.trusted.append(read_public_keys(keys / PUBLIC_FILE))
        write(case)
        walk(case)
        verify(case)
        check_proofs(case)
    return case.tally


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
                if place in proving:
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


def walk(case: Case) -> None:
    """Each day at midnight, and the microsecond before, as much as may go goes."""
    start = BEGIN.replace(year=BEGIN.year + case.scale.years)
    for first in range(0, case.scale.walk_days, ALIVE):
        with case.writing() as writer:
            for number in range(first, min(first + ALIVE, case.scale.walk_days)):
                midnight = noon(start + timedelta(days=number)) - 12 * HOUR
                case.now = max(case.now, midnight - 10_000)
                attempt(case, writer, case.today)
                case.now = max(case.now, midnight)
                attempt(case, writer, case.today)
                case.tally["days"] += 1
            case.now += 12 * HOUR
            case.append(writer, 3)
    left = sum(case.floor(position) <= case.today for position in range(case.first, case.ends[-1], BLOCK))
    case.tally["blocks past their floor and kept at the end"] += left


def attempt(case: Case, writer: Writer, today: date) -> None:
    """Dispose of all that may go, in one of three ways; and try for more."""
    right = [Decided("甲", today), Decided("乙", today)]
    way = case.rng.choice(("machine as it is", "machine wrong in another way", "persons wrong"))
    decided = right
    if way == "machine wrong in another way":
        case.off = case.rng.choice((-1, 1, 1)) * case.rng.choice((size(case.rng), 5 * size(case.rng)))
    elif way == "persons wrong":
        case.off = 0
        decided = [Decided(each.person, today + wrong_days(case.rng)) for each in right]
        if case.rng.random() < 0.5:
            decided[1] = right[1]
    machine_day = SCHEMA.local_day(writer.now)
    counted = min(machine_day, *(each.on for each in decided))
    may = disposable(writer, case.scale.keep_until, counted, decided=decided)
    case.tally[f"attempts, {way}"] += 1
    if may.end > may.first:
        let_go(case, writer, may.end, decided)
    elif case.tally["days"] % EVERY_SEVENTH == 0:
        refused(case, writer, may.end + BLOCK, decided)
    case.off = None


def let_go(case: Case, writer: Writer, end: int, decided: list[Decided]) -> None:
    """Carry it out, sometimes only after a crash; nothing may go early."""
    crash = case.rng.random() < 0.3
    with patch.object(carrying_out, "prune", side_effect=Gone) if crash else unsynced():
        try:
            dispose_of(case, writer, end, decided)
        except Gone:
            case.tally["crashes before the pruning"] += 1
    if crash:
        writer.seal()
        writer.roll()
    case.came_in(writer)
    before, case.first = case.first, writer.manifest.first
    if case.first != end:
        case.fail(f"{case.first} records are gone, and {end} were to go.")
    floors = [case.floor(position) for position in range(before, end)]
    if early := [place for place, floor in enumerate(floors, before) if floor > case.today]:
        case.fail(f"Record {early[0]} is gone and was to be kept until {floors[early[0] - before]}.")
    late = max((case.today - floor).days for floor in floors)
    case.tally["disposals"] += 1
    case.tally["records gone"] += end - before
    case.tally["days late, at most"] = max(case.tally["days late, at most"], late)
    verify(case)
    refused(case, writer, end + BLOCK, decided)


def dispose_of(case: Case, writer: Writer, end: int, decided: list[Decided]) -> None:
    """The call."""
    dispose(
        writer,
        end=end,
        keep_until=case.scale.keep_until,
        decided=decided,
        certificate=f"第{case.tally['disposals']}号",
        clock_day=SCHEMA.local_day(writer.now),
    )


def refused(case: Case, writer: Writer, end: int, decided: list[Decided]) -> None:
    """More than may go does not go."""
    try:
        dispose_of(case, writer, end, decided)
    except (TooEarly, NotWholeBlocks):
        case.tally["refused"] += 1
    else:
        case.fail(f"{end} records went, a block more than may go.")


def verify(case: Case) -> None:
    """The archive is whole for whoever has the first keys."""
    report = case.archive.verify(case.trusted[0], QUICK)
    if not report.whole:
        case.fail(
            "; ".join(f"{each.log} {each.file} {each.en}" for each in report.faults[:3]) or "not judged"
        )
    case.tally["verified"] += 1


def check_proofs(case: Case) -> None:
    """Every proof holds, by the keys of any time."""
    for keys in case.trusted:
        spans = key_chain(case.archive.handovers(), keys)
        for proof in case.proofs:
            check_proof(proof, spans)
            case.tally["old proofs, verified"] += 1


class Gone(Exception):
    """The process is gone."""


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


def wrong_days(rng: random.Random) -> timedelta:
    """How far a person is off: a day, or years."""
    return timedelta(days=rng.choice((-400, -1, 1, 2, 30, 366, 3_000)))


def prepare(_folder: Path) -> Scale:
    """Each case makes its own archive."""
    return FULL


def prepare_small(_folder: Path) -> Scale:
    """As above."""
    return SMALL


SEVEN_YEARS: Campaign[Scale] = Campaign(
    name="seven_years",
    sentence="Seven years under a wrong clock: no record goes a day early, every old proof verifies.",
    cases=2,
    sample=1,
    prepare=prepare,
    run=run,
    prepare_small=prepare_small,
)
