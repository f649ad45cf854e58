"""The process is killed at any moment, with SIGKILL, while it appends, seals, rolls, disposes or starts.

After each kill the log is started as it stands, and must keep everything that was acknowledged before. A kill can
come into the start after the one before, and the client tries again what was not acknowledged.
"""

from __future__ import annotations

import random
import tempfile
import traceback
from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from sekisho.archive.checkpoints import Checkpoint
from tests.campaigns.frame import Campaign, CampaignFailure, Counts
from tests.campaigns.log_checks import AFTERWARDS, Promises, check, count, doing, notes_in
from tests.campaigns.log_work import (
    AGING,
    LOG,
    Clock,
    Step,
    Verb,
    age,
    name_of,
    records_of,
    small,
    steps,
    work,
)
from tests.disks.killing import Report, killed
from tests.disks.power_cut import MEMORY

AGED = 0.4  # of the cases
TIMES = 5  # a case
STEPS = (3, 8)
CALLS = (25, 70, 150, 150)  # a kill falls into the start, into the first steps, or anywhere
PARTS = "*/parts/*"  # are written in many small pieces, among which a kill seldom falls between two steps
SECONDS = 0.12  # in which a kill falls that comes by the clock
DONE = "done"


def run(case: int, rng: random.Random, context: None) -> Counts:
    """A log that is killed again and again."""
    tally: Counter[str] = Counter(cases=1)
    with tempfile.TemporaryDirectory(prefix="kills-", dir=MEMORY) as base, small():
        victim = Victim(Path(base), rng, aged=rng.random() < AGED)
        for place in range(TIMES):
            what = victim.kill(place)
            tally["kills" if what != DONE else "done before the kill"] += 1
            if what != DONE:
                tally[f"kills {what}"] += 1
                tally[f"kills during {victim.doing}"] += 1
            if place < TIMES - 1 and rng.random() < 0.25:
                tally["kills before a start had ended well"] += 1
                continue
            victim.check(f"after kill {place}, {what}", tally)
            tally["restarts"] += 1
        count(victim.told, tally)
    return tally


class Victim:
    """A log, its client, and what the two have said to each other."""

    def __init__(self, disk: Path, rng: random.Random, *, aged: bool) -> None:
        self._disk = disk
        self._rng = rng
        self._clock = Clock()
        self.told: list[str] = []
        self._tried: list[int] = []
        self._notes: set[Checkpoint] = set()
        self._aged = aged
        if aged:
            self._tried += AGING
            age(disk / LOG, self._clock, self.told.append)

    def kill(self, place: int) -> str:
        """Let a process work, and kill it. Returns how the kill came, or DONE where it came too late."""
        rng = self._rng
        fresh = steps(rng, 1 + 20 * place, rng.randint(*STEPS), aged=self._aged)
        known = Promises.of(self.told).appended
        again = [Step(Verb.APPEND, n) for n in self._tried if n not in known and any(name_of(n))]
        self._tried += [step.number for step in fresh if step.verb is Verb.APPEND]
        for number in self._tried:
            records_of(number)  # made here once, so that the child need not
        todo, threads = [*again, *fresh], rng.choice((1, 1, 1, 3))
        child = partial(self._live, todo, threads)
        if rng.random() < 0.3:
            what = "by the clock"
            reports = killed(child, after_seconds=rng.uniform(0, SECONDS))
        else:
            at_call, torn = rng.randrange(rng.choice(CALLS)), rng.random() < 0.5
            what = f"at a call{', torn' if torn else ''}"
            uncounted = PARTS if rng.random() < 0.7 else ""
            reports = killed(child, at_call=at_call, folder=self._disk, torn=torn, uncounted=uncounted)
        told = [report.decode() for report in reports]
        self.doing = doing(told)
        self.told += [line for line in told if line != DONE]
        self._clock.now += sum(step.number for step in todo if step.verb is Verb.LEAP) + 1_000_000_000
        self._notes.update(notes_in(self._disk / LOG))
        return DONE if DONE in told else what

    def check(self, when: str, tally: Counter[str]) -> None:
        """Start, and hold the log against everything it has promised. Raises CampaignFailure."""
        try:
            self.told += check(self._disk / LOG, self.told, self._tried, self._notes, self._clock)
        except Exception as error:
            what = "".join(traceback.format_exception(error)[-3:])
            raise CampaignFailure(f"{when}: {what}", tally) from error
        self._tried += [
            n for n in Promises.of(self.told).appended if n >= AFTERWARDS and n not in self._tried
        ]
        self._notes.update(notes_in(self._disk / LOG))

    def _live(self, todo: Sequence[Step], threads: int, report: Report) -> None:
        work(self._disk / LOG, todo, self._clock, lambda line: report(line.encode()), threads=threads)
        report(DONE.encode())


def prepare(folder: Path) -> None:
    """Cases share nothing."""


KILLS: Campaign[None] = Campaign(
    name="kills",
    sentence="Whenever the process is killed, nothing acknowledged is lost or doubled, and it starts by itself.",
    cases=580,
    sample=2,
    prepare=prepare,
    run=run,
)
