"""Seven years of operations under a clock that is wrong, three changes of keys, and then day by day what may go.

The case knows the true time; the archive has a machine's clock and two persons. On every day of the two years
in which the first floors pass, as much is disposed of as is allowed: with the machine's clock as it is, with
it wrong in another way and the persons right, and with the persons wrong and the machine right. No record may be gone
before its true floor, the archive is whole each time, and every proof from the seven years holds.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np

from sekisho.archive import carrying_out
from sekisho.archive.archive import Archive
from sekisho.archive.disposal import disposable, dispose, records_of
from sekisho.archive.handovers import key_chain
from sekisho.archive.keys import PUBLIC_FILE, make_keys, read_public_keys
from sekisho.archive.proving import check_proof
from sekisho.archive.retention import (
    BLOCK,
    Decided,
    Moments,
    NotWholeBlocks,
    TooEarly,
    disposable_end,
    latest_moments,
    now_at_least,
    today_at_most,
)
from sekisho.archive.verify import Options
from sekisho.archive.writer import Writer
from tests.campaigns.frame import Campaign, Counts
from tests.campaigns.town_years import BASE, BEGIN, FULL, SCHEMA, SMALL, Case, Scale, noon, write
from tests.campaigns.wrong_clocks import DAY, HOUR, size, wrong_clock
from tests.unit.archive.unsynced import unsynced

QUICK = Options(jobs=1)
ALIVE = 10  # days from one record to the next while the case only waits
EVERY_SEVENTH = 7


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


def walk(case: Case) -> None:
    """Each day at midnight, and the microsecond before, as much as may go goes."""
    start = BEGIN.replace(year=BEGIN.year + case.scale.years)
    for first in range(0, case.scale.walk_days, ALIVE):
        with case.writing() as writer:
            writer.seal()
            runs = runs_of(writer)
            for number in range(first, min(first + ALIVE, case.scale.walk_days)):
                midnight = noon(start + timedelta(days=number)) - 12 * HOUR
                for moment in (midnight - 10_000, midnight):
                    case.now = max(case.now, moment)
                    if attempt(case, writer, runs):
                        runs = runs_of(writer)
                case.tally["days"] += 1
            case.now += 12 * HOUR
            case.append(writer, 3)
    left = sum(case.floor(position) <= case.today for position in range(case.first, case.ends[-1], BLOCK))
    case.tally["blocks past their floor and kept at the end"] += left


@dataclass(frozen=True, slots=True)
class Runs:
    """The sealed records, those of one time of receipt together."""

    first: int
    ends: Moments
    received_at: Moments
    events: Moments
    highest: int

    def end(self, case: Case, machine_day: date, decided: list[Decided]) -> int:
        """Up to where records may go, and never less than that: to the end of a run."""
        now = now_at_least(SCHEMA, machine_day, decided)
        latest = latest_moments(self.received_at, self.events, now=now, highest=self.highest)
        today = today_at_most(machine_day, decided)
        place, _next = disposable_end(SCHEMA, 0, latest, case.scale.keep_until, today)
        return int(self.ends[min(place, len(self.ends) - 1)])


def runs_of(writer: Writer) -> Runs:
    """Of what is sealed."""
    records = records_of(writer)
    assert records is not None
    ends = np.append(records.begins[1:], records.end)
    return Runs(records.first, ends, records.received_at, records.events, records.highest)


def attempt(case: Case, writer: Writer, runs: Runs) -> bool:
    """Dispose of all that may go, in one of three ways, and sometimes try for more. Whether anything went."""
    today = case.today
    decided = [Decided("甲", today), Decided("乙", today)]
    way = case.rng.choice(("machine as it is", "machine wrong in another way", "persons wrong"))
    if way == "machine wrong in another way":
        case.off = case.rng.choice((-1, 1, 1)) * case.rng.choice((size(case.rng), 5 * size(case.rng)))
    elif way == "persons wrong":
        case.off = 0
        decided[0] = Decided("甲", today + wrong_days(case.rng))
        if case.rng.random() < 0.5:
            decided[1] = Decided("乙", today + wrong_days(case.rng))
    machine_day = SCHEMA.local_day(writer.now)
    case.tally[f"attempts, {way}"] += 1
    went = runs.end(case, machine_day, decided) - runs.first >= BLOCK
    if went or case.tally["days"] % EVERY_SEVENTH == 0:
        counted = today_at_most(machine_day, decided)
        may = disposable(writer, case.scale.keep_until, counted, decided=decided)
        went = may.end > may.first
        if went:
            let_go(case, writer, may.end, decided)
        refused(case, writer, may.end + BLOCK, decided)
    case.off = None
    return went


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


def wrong_days(rng: random.Random) -> timedelta:
    """How far a person is off: a day, or years."""
    return timedelta(days=rng.choice((-400, -1, 1, 2, 30, 366, 3_000)))


def prepare(_folder: Path) -> Scale:
    """Each case makes its own archive."""
    return FULL


def prepare_fifth(_folder: Path) -> Scale:
    """As above."""
    return replace(FULL, operations=FULL.operations // 5)


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

A_FIFTH: Campaign[Scale] = Campaign(
    name="seven_years_fifth",
    sentence="The same with a fifth of the operations a day, for a machine that has other work too.",
    cases=5,
    sample=0,
    prepare=prepare_fifth,
    run=run,
)
