"""Campaigns to test the frame with; in a module of their own, for a worker imports it by its name."""

from __future__ import annotations

import os
import random
from pathlib import Path

from tests.campaigns.frame import Campaign, CampaignFailure, Counts


def prepare(folder: Path) -> str:
    (folder / "shared").write_text("made once")
    return str(folder)


def enter(context: str) -> str:
    assert (Path(context) / "shared").read_text() == "made once"
    return f"worker of {context}"


def run(case: int, rng: random.Random, context: str) -> Counts:
    assert context.startswith("worker of ")
    if case == 3:
        raise CampaignFailure("A flipped bit went unseen.", {"missed": 1})
    if case == 5:
        raise ZeroDivisionError
    return {"found": 1, "thrown": rng.randint(1, 1_000_000)}


def run_well(case: int, rng: random.Random, context: str) -> Counts:
    return {"found": 1, "thrown": rng.randint(1, 1_000_000)}


def run_deadly(case: int, rng: random.Random, context: str) -> Counts:
    if case == 2:
        os._exit(9)
    return {"found": 1}


SHAKY = Campaign("shaky", "Two of its cases fail.", 8, 2, prepare, run, enter)
STEADY = Campaign("steady", "All of its cases hold.", 8, 2, prepare, run_well)
DEADLY = Campaign("deadly", "One of its cases takes the worker along.", 8, 2, prepare, run_deadly)
ALL = (SHAKY, STEADY, DEADLY)
