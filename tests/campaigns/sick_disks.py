"""The disk fails under a log at work: any call, once or until it is healed, with any error.

While it is sick, what cannot be made durable is refused with Stopped and nothing else, and reading goes on. Once it
is healed the same writer takes in again by itself. Where it was the syncs of files that failed, the power goes out
afterwards: what the system forgot then must not have been acknowledged.
"""

from __future__ import annotations

import errno
import random
import tempfile
import threading
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Literal

from sekisho.archive.writer import Stopped, Writer
from tests.campaigns.frame import Campaign, CampaignFailure, Counts
from tests.campaigns.log_checks import (
    Broken,
    Promises,
    check,
    count,
    fault_kinds,
    faultless,
    manifest_of,
    notes_in,
    read,
    require,
)
from tests.campaigns.log_work import (
    AGING,
    LOG,
    Clock,
    Step,
    Verb,
    age_with,
    do,
    name_of,
    opened,
    small,
    steps,
)
from tests.campaigns.power_cuts import published
from tests.disks.failing import (
    ANY_CHANGE,
    OPEN_FOR_WRITING,
    Failure,
    failing,
    full_disk,
    moved_away,
    read_only_disk,
)
from tests.disks.power_cut import MEMORY, states
from tests.disks.recording import recorded
from tests.disks.trace import Trace

CALLS = (
    "write", "fdatasync", "fsync", "open", "rename", "mkdir", "unlink", ANY_CHANGE, OPEN_FOR_WRITING,
)  # fmt: skip
PLACES = ("*", "*tail*", "*parts*", "*marks*", "*tile*", "*checkpoints*", "*manifest*", "*secrets*")
HOW: tuple[Literal["once", "until_healed"], ...] = ("once", "until_healed")
ERRORS = (errno.EIO, errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT)
WHOLE = ("full", "read-only", "wrong owner", "missing mount", "missing mount, descriptors good")
INTERRUPTED = {"extra_file", "checkpoints_end", "checkpoint", "tail", "file_differs"}  # until the next start
AFTER = (0, 0, 0, 1, 2, 5, 11)
AGED = 0.3  # of the cases
STATES = 4


@dataclass(frozen=True, slots=True)
class Sickness:
    """What is wrong with the disk. Where `call` is empty, all of it, as `place` says."""

    call: str
    place: str
    how: Literal["once", "until_healed"] = "until_healed"

    def __str__(self) -> str:
        return f"{self.call} at {self.place}, {self.how}" if self.call else self.place

    @contextmanager
    def falls_ill(self, disk: Path, rng: random.Random) -> Iterator[Failure]:
        """For the block the disk is sick, until it is healed."""
        any_change = partial(failing, disk, call=ANY_CHANGE, error=errno.EIO, how="until_healed")
        match self.place if not self.call else "":
            case "full":
                instrument = full_disk(disk, after=rng.randrange(20))
            case "read-only":
                instrument = read_only_disk(disk, after=rng.randrange(60))
            case "wrong owner":
                instrument = failing(disk, call=OPEN_FOR_WRITING, error=errno.EACCES, how="until_healed")
            case "missing mount":
                instrument = any_change()
            case "missing mount, descriptors good":
                instrument = any_change(name="nothing")
            case _:
                instrument = failing(
                    disk, call=self.call, error=rng.choice(ERRORS), after=rng.choice(AFTER),
                    how=self.how, partial=rng.random() < 0.5, name=self.place,
                )  # fmt: skip
        with instrument as failure:
            yield failure

    @property
    def hides(self) -> bool:
        """Whether the log is not there to be read."""
        return self.place.startswith("missing")

    @property
    def leaves_something(self) -> bool:
        """Whether a half-written file that counts for nothing may stay, which stops nobody."""
        return self.call == ANY_CHANGE and self.place != "*"


SICKNESSES = (
    *(Sickness(*each) for each in product(CALLS, PLACES, HOW)),
    *(Sickness("", place) for place in WHOLE for _ in range(6)),
)


def run(case: int, rng: random.Random, context: None) -> Counts:
    """A log on a disk that falls ill and is healed. Every kind of sickness has its turn."""
    sickness = SICKNESSES[case % len(SICKNESSES)]
    tally: Counter[str] = Counter(cases=1)
    with tempfile.TemporaryDirectory(prefix="sick-", dir=MEMORY) as base, small():
        disk = Path(base) / "disk"
        disk.mkdir()
        patient = Patient(disk, sickness, rng, tally)
        try:
            patient.live()
        except Exception as error:
            what = "".join(traceback.format_exception(error)[-3:])
            raise CampaignFailure(f"{sickness}: {what}", tally) from error
        count(patient.told, tally)
    return tally


class Patient:
    """A log on a sick disk."""

    def __init__(self, disk: Path, sickness: Sickness, rng: random.Random, tally: Counter[str]) -> None:
        self.told: list[str] = []
        self._disk, self._log = disk, disk / LOG
        self._sickness = sickness
        self._rng = rng
        self._tally = tally
        self._clock = Clock()
        self._tried: list[int] = []
        self._threads = rng.choice((1, 1, 1, 3))
        self._aged = rng.random() < AGED

    def live(self) -> None:
        """Work, fall ill, be healed, work on; start once more; lose the power."""
        with self._sickness.falls_ill(self._disk, self._rng) as failure:
            failure.healed = True
            with recorded(self._disk) as trace, opened(self._log, self._clock) as writer:
                self._trace = trace
                if self._aged:
                    self._tried += AGING
                    age_with(writer, self._clock, self._tell)
                elif self._rng.random() < 0.6:
                    self._work(writer, failure, self._steps(0))
                failure.healed = False
                away = moved_away(self._log) if self._sickness.hides else nullcontext()
                with away:
                    self._work(writer, failure, self._steps(1))
                failure.heal()
                self._recover(writer, failure)
        self._tally["calls that failed"] += failure.failed
        notes = list(notes_in(self._log))
        if self._sickness.call not in {"fsync", ANY_CHANGE}:
            self._lose_power(trace)
        check(self._log, self.told, self._tried, notes, self._clock)

    def _tell(self, line: str) -> None:
        self.told.append(line)
        self._trace.mark(line)

    def _steps(self, place: int) -> Sequence[Step]:
        found = steps(self._rng, 1 + 20 * place, self._rng.randint(4, 9), aged=self._aged)
        self._tried += [step.number for step in found if step.verb is Verb.APPEND]
        return found

    def _work(self, writer: Writer, failure: Failure, todo: Sequence[Step]) -> None:
        shares = [todo[place :: self._threads] for place in range(self._threads)]
        if len(shares) == 1:
            for step in todo:
                self._attempt(writer, step, failure)
                self._read()
            return
        raised: list[BaseException] = []

        def run_share(share: Sequence[Step]) -> None:
            try:
                for step in share:
                    self._attempt(writer, step, failure)
            except BaseException as error:  # noqa: BLE001 -- raised again by the thread that waits
                raised.append(error)

        running = [threading.Thread(target=run_share, args=(share,)) for share in shares]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()
        if raised:
            raise raised[0]

    def _attempt(self, writer: Writer, step: Step, failure: Failure) -> None:
        before = failure.failed
        try:
            do(writer, step, self._clock, self._tell)
        except Stopped as refusal:
            require(bool(str(refusal)), "it was not said why")
            require(failure.failed > 0 or self._sickness.hides, f"stopped on a sound disk: {refusal}")
            self._tally[f"refused: {step.verb.value}"] += 1
        else:
            alone = self._threads == 1 and not self._sickness.leaves_something
            require(
                not alone or failure.failed == before, f"{step.verb.value} went through though a call failed"
            )
            self._tally["taken in"] += not failure.healed

    def _read(self) -> None:
        """Reading goes on, whatever happens to writing."""
        if self._log.exists():
            found = read(self._log, manifest_of(self._log))
            odd = fault_kinds(self._log) - INTERRUPTED
            require(not odd, f"the verifier finds {odd}")
            self._tally["records read meanwhile"] += len(found.rows)

    def _recover(self, writer: Writer, failure: Failure) -> None:
        """The same writer goes on, at once and by itself; the client tries again."""
        known = Promises.of(self.told).appended
        for number in [n for n in self._tried if n not in known and any(name_of(n))]:
            do(writer, Step(Verb.APPEND, number), self._clock, self._tell)
        do(writer, Step(Verb.SEAL), self._clock, self._tell)
        require(writer.stopped is None, "it has not resumed")
        faultless(self._log, (), "after it was healed")

    def _lose_power(self, trace: Trace) -> None:
        for state in states(trace, self._rng, STATES):
            notes = published(trace, state.after)
            try:
                check(state.folder / LOG, state.acknowledged, self._tried, notes, Clock(self._clock.now))
            except Broken as broken:
                raise Broken(f"{broken}, in {state.folder.name}") from broken
            self._tally["states after the power went out"] += 1


def prepare(folder: Path) -> None:
    """Cases share nothing."""


SICK_DISKS: Campaign[None] = Campaign(
    name="sick_disks",
    sentence="On a disk that fails, taking in stops openly and reading goes on; healed, it resumes by itself.",
    cases=3 * len(SICKNESSES),
    sample=6,
    prepare=prepare,
    run=run,
)
