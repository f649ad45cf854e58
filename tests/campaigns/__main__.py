"""Run one campaign, go on with it, or run one of its cases again.

    python -m tests.campaigns NAME [--cases N] [--seed S] [--jobs J] [--state FILE] [--resume]
    python -m tests.campaigns NAME [--seed S] --case K

Ends with 0 where every case held, 1 where one failed (they are named), 2 where the campaign could not
be run, 130 where it was interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from tests.campaigns.frame import AnyCampaign, Outcome, WorkerDied, chance_of, run_campaign
from tests.campaigns.registry import CAMPAIGNS
from tests.campaigns.state import StateDiffers, StateExists, outcomes_in, record, recording

FAILURES_SHOWN = 5


def main(arguments: Sequence[str], campaigns: Sequence[AnyCampaign] = CAMPAIGNS) -> int:
    """Do what the command line says. Returns the exit code."""
    options = _parser(campaigns).parse_args(arguments)
    campaign = next(one for one in campaigns if one.name == options.name)
    console = Console(highlight=False)
    if options.case is not None:
        return _again(campaign, options.case, options.seed, console)
    path = options.state or Path(tempfile.mkdtemp(prefix=f"campaign-{campaign.name}-")) / "state.jsonl"
    try:
        done = outcomes_in(path, campaign=campaign.name, seed=options.seed, resume=options.resume)
        console.print(f"{campaign.name}: {campaign.sentence}", markup=False)
        console.print(f"state: {path}", markup=False, soft_wrap=True)
        return _run(campaign, options, path, done, console)
    except (StateExists, StateDiffers, WorkerDied) as refusal:
        console.print(str(refusal), markup=False, soft_wrap=True)
        return 2


def _run(
    campaign: AnyCampaign, options: argparse.Namespace, path: Path, done: list[Outcome], console: Console
) -> int:
    finished = {outcome.case for outcome in done}
    todo = [case for case in range(options.cases or campaign.cases) if case not in finished]
    outcomes = list(done)
    interrupted = False
    started = time.monotonic()
    with (
        recording(path, campaign=campaign.name, seed=options.seed) as file,
        _progress(console) as progress,
        tempfile.TemporaryDirectory() as folder,
    ):
        bar = progress.add_task(campaign.name, total=len(done) + len(todo), completed=len(done), failed=0)
        running = run_campaign(campaign, todo, seed=options.seed, jobs=options.jobs, folder=Path(folder))
        try:
            for outcome in running:
                record(file, outcome)
                outcomes.append(outcome)
                progress.update(bar, advance=1, failed=sum(one.failure is not None for one in outcomes))
        except KeyboardInterrupt:
            interrupted = True
    seconds = time.monotonic() - started
    console.print(_summary(campaign, outcomes, ran=len(outcomes) - len(done), seconds=seconds))
    _print_failures(campaign, options.seed, outcomes, console)
    if interrupted:
        console.print(f"Interrupted. Go on with --state {path} --resume", markup=False, soft_wrap=True)
        return 130
    return int(any(outcome.failure is not None for outcome in outcomes))


def _again(campaign: AnyCampaign, case: int, seed: str, console: Console) -> int:
    """One case in this process; what it raises comes through, so that a debugger can stand at it."""
    with tempfile.TemporaryDirectory() as folder:
        context = campaign.at_worker(campaign.prepare(Path(folder)))
        counts = campaign.run(case, chance_of(seed, case), context)
    outcome = Outcome(case, dict(counts), 0.0)
    console.print(_summary(campaign, [outcome], ran=1, seconds=0.0))
    return 0


def _summary(campaign: AnyCampaign, outcomes: Sequence[Outcome], *, ran: int, seconds: float) -> Table:
    counts: Counter[str] = Counter()
    for outcome in outcomes:
        counts.update(outcome.counts)
    table = Table("", campaign.name)
    table.columns[1].justify = "right"
    table.add_row("cases", f"{len(outcomes):,}")
    table.add_row("failed", f"{sum(outcome.failure is not None for outcome in outcomes):,}", end_section=True)
    for what, count in counts.items():
        table.add_row(what, f"{count:,}")
    table.add_section()
    if ran < len(outcomes):
        table.add_row("cases in this run", f"{ran:,}")
    table.add_row("seconds", f"{seconds:,.1f}")
    table.add_row("cases/s", f"{ran / seconds:,.1f}" if seconds else "–")
    return table


def _print_failures(campaign: AnyCampaign, seed: str, outcomes: Sequence[Outcome], console: Console) -> None:
    failed = sorted((one for one in outcomes if one.failure is not None), key=lambda one: one.case)
    for outcome in failed[:FAILURES_SHOWN]:
        console.print(f"case {outcome.case}: {outcome.failure}", markup=False, soft_wrap=True)
    if failed:
        numbers = ", ".join(str(outcome.case) for outcome in failed)
        console.print(f"Failing cases: {numbers}", soft_wrap=True)
        again = f"python -m tests.campaigns {campaign.name} --seed {seed} --case {failed[0].case}"
        console.print(f"One of them again: {again}", markup=False, soft_wrap=True)


def _progress(console: Console) -> Progress:
    failed = TextColumn("{task.fields[failed]} failed")
    columns = (BarColumn(), MofNCompleteColumn(), failed, TimeElapsedColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console)


def _parser(campaigns: Sequence[AnyCampaign]) -> argparse.ArgumentParser:
    listed = "\n".join(f"  {one.name:12} {one.cases:7,} cases  {one.sentence}" for one in campaigns)
    parser = argparse.ArgumentParser(
        prog="python -m tests.campaigns",
        description=f"{__doc__}\ncampaigns:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage=argparse.SUPPRESS,
    )
    parser.add_argument("name", choices=[one.name for one in campaigns], help="the campaign")
    parser.add_argument("--cases", type=_positive, help="how many; by default as listed")
    parser.add_argument("--seed", default="0", help="another seed, other cases (default: 0)")
    parser.add_argument("--jobs", type=_positive, default=os.cpu_count() or 1, help="worker processes")
    parser.add_argument("--state", type=Path, help="where outcomes are kept; by default a temporary file")
    parser.add_argument("--resume", action="store_true", help="go on with the cases missing in --state")
    parser.add_argument("--case", type=int, help="run this one case again, and nothing else")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
