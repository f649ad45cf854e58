"""The power goes out at any moment, and what was not synced is lost, torn or in another order.

A client appends, seals, rolls and disposes while every change of the disk is written down. It may be killed in
between, and start again. Then come states in which the disk can be when the power goes out: each is
started as it is and must keep everything acknowledged before the cut. Of some the start is written down in its
turn, and the power goes out again.
"""

from __future__ import annotations

import random
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from sekisho.archive.checkpoints import Checkpoint
from tests.campaigns.frame import Campaign, CampaignFailure, Counts
from tests.campaigns.log_checks import Promises, check, checkpoints_in, doing
from tests.campaigns.log_checks import count as count_told
from tests.campaigns.log_work import AGING, LOG, Clock, Step, Verb, age, name_of, small, steps, work
from tests.disks.killing import stopped
from tests.disks.power_cut import MEMORY, State, states
from tests.disks.recording import recorded
from tests.disks.trace import Mark, Trace, Write

STATES = 10  # a case
AGAIN = 3  # states of a start
RUNS = (1, 1, 2, 3)
STEPS = (3, 9)
AGED = 0.35  # of the cases
CALLS = (20, 60, 120)  # a kill comes before so many changes
PARTS = "*/parts/*"  # are written in many small pieces, among which a kill seldom falls between two steps
SYNC_SECONDS = 0.001  # with several threads: time for others to write meanwhile
SHOWN = 8

Instrument = Callable[[Path], AbstractContextManager[object]]


def run(case: int, rng: random.Random, context: None) -> Counts:
    """A log at work, and states of its disk."""
    return cut(rng, Counter(cases=1), STATES)


def cut(
    rng: random.Random, tally: Counter[str], count: int, *, lie: Instrument = lambda _: nullcontext()
) -> Counter[str]:
    """Work once, and check `count` states; `lie` is put between the archive and its disk. Raises CampaignFailure."""
    with tempfile.TemporaryDirectory(prefix="cut-", dir=MEMORY) as base, small():
        disk, clock = Path(base), Clock()
        threads, aged = rng.choice((1, 1, 1, 3)), rng.random() < AGED
        tried, before = list[int](), list[str]()
        if aged:
            tried += AGING
            age(disk / LOG, clock, before.append)
        with recorded(disk, sync_seconds=SYNC_SECONDS * (threads > 1)) as trace, lie(disk):
            trace.marks += [Mark(0, text) for text in before]
            work_in_runs(disk, trace, rng, clock, threads, tried, aged=aged)
        tally["operations"] += len(trace.operations)
        count_told((mark.text for mark in trace.marks), tally)
        for number, state in enumerate(states(trace, rng, count)):
            later = Clock(clock.now)
            if number % 4 == 3:
                check_twice(state, trace, tried, later, rng, tally)
            else:
                check_state(state, trace, tried, state.acknowledged, (), later, tally)
            tally["states"] += 1
            tally[f"states during {doing(state.acknowledged)}"] += 1
    return tally


def work_in_runs(
    disk: Path,
    trace: Trace,
    rng: random.Random,
    clock: Clock,
    threads: int,
    tried: list[int],
    *,
    aged: bool,
) -> None:
    """One run or more, each but the last killed. `tried` gets the numbers of the appends that were begun."""
    runs = rng.choice(RUNS)
    for place in range(runs):
        fresh = steps(rng, 1 + 20 * place, rng.randint(*STEPS), aged=aged)
        known = Promises.of(mark.text for mark in trace.marks).appended
        again = [Step(Verb.APPEND, n) for n in tried if n not in known and any(name_of(n))]
        tried += [step.number for step in fresh if step.verb is Verb.APPEND]
        dying = dying_at_some_call(disk, rng)
        with dying if place < runs - 1 else nullcontext():
            work(disk / LOG, [*again, *fresh], clock, trace.mark, threads=threads)


def dying_at_some_call(disk: Path, rng: random.Random) -> AbstractContextManager[None]:
    """The end of a process, as soon as it makes one change too many."""
    return stopped(
        disk,
        at_call=rng.randrange(rng.choice(CALLS)),
        torn=rng.random() < 0.5,
        uncounted=PARTS if rng.random() < 0.7 else "",
    )


def check_state(
    state: State,
    trace: Trace,
    tried: Collection[int],
    told: Sequence[str],
    earlier: Sequence[Checkpoint],
    clock: Clock,
    tally: Counter[str],
) -> list[str]:
    """One state; what breaks is told with the operations before the cut."""
    try:
        return check(state.folder / LOG, told, tried, [*earlier, *published(trace, state.after)], clock)
    except Exception as error:
        shown = " | ".join(trace.lines()[max(0, state.after - SHOWN) : state.after])
        what = "".join(traceback.format_exception(error)[-3:])
        raise CampaignFailure(f"In {state.folder.name}, after {shown}: {what}", tally) from error


def check_twice(
    state: State, trace: Trace, tried: Collection[int], clock: Clock, rng: random.Random, tally: Counter[str]
) -> None:
    """Start from the state, be killed or not, lose the power again, and start from that."""
    earlier = published(trace, state.after)
    with recorded(state.folder) as start:
        start.marks += [Mark(0, text) for text in state.acknowledged]
        dying = dying_at_some_call(state.folder, rng)
        with dying if rng.random() < 0.7 else nullcontext():
            for text in check_state(state, trace, tried, state.acknowledged, (), Clock(clock.now), tally):
                start.mark(text)
    for later in states(start, rng, AGAIN):
        check_state(later, start, tried, later.acknowledged, earlier, Clock(clock.now), tally)
        tally["states after a second cut"] += 1


def published(trace: Trace, after: int) -> list[Checkpoint]:
    """The checkpoints that stood in whole in a file before the power went out: anybody can have read them."""
    writes = (
        operation.data
        for operation in trace.operations[:after]
        if isinstance(operation, Write) and "/checkpoints/" in operation.path
    )
    return [checkpoint for data in writes for checkpoint in checkpoints_in(data)]


def prepare(folder: Path) -> None:
    """Cases share nothing."""


POWER_CUTS: Campaign[None] = Campaign(
    name="power_cuts",
    sentence="Whenever the power goes out, what was acknowledged and what was signed is there after the next start.",
    cases=340,
    sample=2,
    prepare=prepare,
    run=run,
)
