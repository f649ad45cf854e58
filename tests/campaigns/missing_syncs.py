"""The simulated power cut is worth something: a build in which one sync is missing is found out.

Each case takes one sync away, and demands that some state of the disk breaks a promise. What needs a kill before the
cut to be found is among them: who starts after a kill may not trust what was never synced.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest.mock import patch

from sekisho.archive import files
from tests.campaigns.frame import Campaign, CampaignFailure, Counts
from tests.campaigns.power_cuts import cut
from tests.disks.failing import lying

WORKS = 60  # at most, until it is found
STATES = 12  # of each work
TAIL = "operations/tail/" + "?" * 20
MONTH = "operations/checkpoints/" + "?" * 7

Instrument = Callable[[Path], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class Missing:
    """A sync that a build forgets."""

    what: str
    instrument: Instrument


def unsynced(what: str, call: str, name: str) -> Missing:
    """Calls on what is named so do nothing."""
    return Missing(what, partial(lying, call=call, name=name))


def put_no_tail(path: Path, data: bytes, *, put: Callable[[Path, bytes], None] = files.put) -> None:
    """A start that takes the tails which it finds as they are."""
    if path.parent.name != "tail":
        put(path, data)


MISSING = (
    unsynced("frames", "fdatasync", TAIL),
    unsynced("names of tails", "fsync", "operations/tail"),
    unsynced("content of parts", "fdatasync", "operations/parts/*"),
    unsynced("names of parts", "fsync", "operations/parts"),
    unsynced("content of marks", "fdatasync", "operations/marks/*"),
    unsynced("names of marks", "fsync", "operations/marks"),
    unsynced("content of checkpoints", "fdatasync", MONTH),
    unsynced("names of checkpoints", "fsync", "operations/checkpoints"),
    unsynced("content of the manifest", "fdatasync", "operations/manifest.new"),
    unsynced("name of the manifest", "fsync", "operations"),
    unsynced("content of keys", "fdatasync", "operations/secrets/*"),
    unsynced("names of keys", "fsync", "operations/secrets"),
    unsynced("content of tiles", "fdatasync", "operations/tile/*"),
    unsynced("names of tiles", "fsync", "operations/tile/*"),
    unsynced("name of the log", "fsync", "."),
    unsynced("tails as they are written anew", "fdatasync", f"{TAIL}.new"),
    Missing("tails written anew at a start", lambda _: patch.object(files, "put", put_no_tail)),
    Missing("names settled at a start", lambda _: patch.object(files, "settle", lambda _folder: None)),
)


def run(case: int, rng: random.Random, context: None) -> Counts:
    """One sync taken away, until somebody notices."""
    missing = MISSING[case % len(MISSING)]
    tally: Counter[str] = Counter(cases=1)
    for work in range(1, WORKS + 1):
        try:
            cut(rng, Counter(), STATES, lie=missing.instrument)
        except CampaignFailure:
            tally["missing syncs found"] += 1
            tally[f"{missing.what}: works until it was found"] += work
            return tally
    raise CampaignFailure(f"Nobody notices where these are not synced: {missing.what}.", tally)


def prepare(folder: Path) -> None:
    """Cases share nothing."""


MISSING_SYNCS: Campaign[None] = Campaign(
    name="missing_syncs",
    sentence="A build that forgets one of its syncs is found out by the simulated power cut.",
    cases=len(MISSING),
    sample=2,
    prepare=prepare,
    run=run,
)
