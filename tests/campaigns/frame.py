"""The frame of a campaign: many random cases, each of which can be run again by its number alone."""

from __future__ import annotations

import multiprocessing
import random
import signal
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any, Generic, TypeVar

Context = TypeVar("Context")
Counts = Mapping[str, int]


class CampaignFailure(Exception):
    """What the campaign demands did not hold. `counts` is what the case had counted until then."""

    def __init__(self, sentence: str, counts: Counts | None = None) -> None:
        super().__init__(sentence)
        self.counts = dict(counts or {})


class WorkerDied(Exception):
    """A worker process went away, so the campaign stops; the cases named were with the workers."""

    def __init__(self, cases: Iterable[int]) -> None:
        super().__init__(
            f"A worker died. It was at one of these cases: {', '.join(map(str, sorted(cases)))}."
        )


def as_prepared(context: Context) -> Context:
    """A worker takes the context as it was prepared."""
    return context


@dataclass(frozen=True, slots=True)
class Campaign(Generic[Context]):
    """One campaign. All functions stand in a module by their names, for workers import them.

    `prepare` makes once, in an empty folder, what all cases share; the same each time, for a campaign
    that is resumed prepares anew; its value travels to the workers by pickle. `at_worker` turns it, once
    in each worker, into what does not travel (an open connection, say). `run` takes the number of the
    case, its own chance and the context; it returns what it counted, or raises. `prepare_small` takes the place of
    `prepare` in the test suite, where that takes long.
    """

    name: str
    sentence: str  # what it shows, for the command line
    cases: int  # how many by default
    sample: int  # how many the test suite runs: a few seconds' worth
    prepare: Callable[[Path], Context]
    run: Callable[[int, random.Random, Context], Counts]
    at_worker: Callable[[Context], Context] = field(default=as_prepared)
    prepare_small: Callable[[Path], Context] | None = None

    @property
    def in_small(self) -> Campaign[Context]:
        """The campaign as the test suite runs it."""
        return self if self.prepare_small is None else replace(self, prepare=self.prepare_small)


AnyCampaign = Campaign[Any]  # each has a context of its own, which the frame only hands on


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one case ended. `failure` is a sentence, or a traceback where the case broke down by itself."""

    case: int
    counts: dict[str, int]
    seconds: float
    failure: str | None = None


def chance_of(seed: str, case: int) -> random.Random:
    """The chance of a case, the same on every machine."""
    return random.Random(f"{seed}/{case}")


def run_campaign(
    campaign: AnyCampaign, cases: Iterable[int], *, seed: str, jobs: int, folder: Path
) -> Iterator[Outcome]:
    """Run these cases in `jobs` processes; outcomes come in the order in which cases end.

    One job runs in this process. Raises WorkerDied.
    """
    context = campaign.prepare(folder)
    if jobs > 1:
        yield from _in_workers(_Work(campaign, seed, context), iter(cases), jobs)
        return
    own = campaign.at_worker(context)
    for case in cases:
        yield run_case(campaign, case, seed=seed, context=own)


def run_case(campaign: AnyCampaign, case: int, *, seed: str, context: object) -> Outcome:
    """Run one case and see how it ends, whatever happens in it."""
    counts: Counts = {}
    failure = None
    started = time.perf_counter()
    try:
        counts = campaign.run(case, chance_of(seed, case), context)
    except CampaignFailure as refused:
        counts, failure = refused.counts, str(refused)
    except Exception:  # noqa: BLE001 -- whatever a case raises is a finding, and the others go on
        failure = traceback.format_exc()
    return Outcome(case, dict(counts), round(time.perf_counter() - started, 4), failure)


@dataclass(frozen=True, slots=True)
class _Work:
    """What a worker is given at its start, and then has at hand for every case."""

    campaign: AnyCampaign
    seed: str
    context: object

    def outcome(self, case: int) -> Outcome:
        return run_case(self.campaign, case, seed=self.seed, context=self.context)


_at_hand: list[_Work] = []


def _start_worker(work: _Work) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends the workers
    _at_hand[:] = [_Work(work.campaign, work.seed, work.campaign.at_worker(work.context))]


def _outcome(case: int) -> Outcome:
    return _at_hand[0].outcome(case)


def _in_workers(work: _Work, cases: Iterator[int], jobs: int) -> Iterator[Outcome]:
    # Spawned, not forked: a case may use libraries with threads, which do not survive a fork.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start_worker, initargs=(work,))
    waiting: dict[Future[Outcome], int] = {}
    try:
        while True:
            # Few at a time, so that a campaign that is stopped stops soon.
            for case in islice(cases, 2 * jobs - len(waiting)):
                waiting[pool.submit(_outcome, case)] = case
            if not waiting:
                return
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                yield future.result()
                del waiting[future]
    except BrokenProcessPool as error:
        raise WorkerDied(waiting.values()) from error
    finally:
        pool.shutdown(cancel_futures=True)
