"""The words of a disconnection: what is planned, what is ordered, what is seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sekisho.rules.model import Words


class Way(StrEnum):
    """Which of the two is done."""

    CUT = "cut"
    RESTORE = "restore"


class State(StrEnum):
    """What is the case. Nobody is told CUT who has not reason to believe it."""

    CUT = "cut"
    CONNECTED = "connected"
    PARTLY = "partly"
    UNKNOWN = "unknown"


STATE_WORDS = {
    State.CUT: Words("切れている", "cut"),
    State.CONNECTED: Words("つながっている", "connected"),
    State.PARTLY: Words("一部だけ切れている", "partly cut"),
    State.UNKNOWN: Words("分からない", "unknown"),
}


class Barrier(StrEnum):
    """How that stands which is to cut: the rule of a gateway, the port of a switch, the signed steps."""

    IN_PLACE = "in place"
    PARTIAL = "partial"
    ABSENT = "absent"
    UNREADABLE = "unreadable"


class Answer(StrEnum):
    """What came of trying the connection."""

    ANSWERED = "answered"
    SILENT = "silent"
    NOT_TRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Look:
    """How the barrier stands, and the facts from which that follows."""

    barrier: Barrier
    facts: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Probed:
    """One attempt to connect: what came of it, in words too."""

    answer: Answer
    fact: Words


@dataclass(frozen=True, slots=True)
class Observation:
    """What was the case at `at`, and every fact that was seen. True of that moment and of no later one."""

    state: State
    facts: tuple[Words, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `do` is safe to repeat and returns what it saw; None: a person does it, and signs.

    `commands` are exactly what is run, word for word. `if_crashed` says what holds if this program, or the machine
    it runs on, goes down while the step is under way.
    """

    id: str
    words: Words
    commands: tuple[str, ...]
    if_crashed: Words
    do: Callable[[], Words] | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The dry run: what would be done, in order. `notes` are what one should know before one decides."""

    name: str
    title: Words
    way: Way
    steps: tuple[Step, ...]
    notes: tuple[Words, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of what would be done, hexadecimal: an order names it, so that nothing else is carried out."""
        steps = [[step.id, step.words.ja, *step.commands] for step in self.steps]
        said = json.dumps([self.name, self.way, steps], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Mandate:
    """On what ground something is carried out: the order, who does it, who stood by, and the plan they had before them."""

    order: str
    by: str
    confirmed_by: str
    digest: str


@dataclass(frozen=True, slots=True)
class Done:
    """How one step went: `error` is None where it was carried out, or handed to a person."""

    step: str
    error: Words | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: each step that was tried, and what was seen afterwards."""

    way: Way
    steps: tuple[Done, ...]
    observation: Observation


class StepFailed(Exception):
    """A step could not be carried out, or nobody knows whether it was. `words` says which."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class Mechanism(Protocol):
    """What cuts, and how one sees that it does. Three are real: by hand, nftables, a network device."""

    @property
    def notes(self) -> tuple[Words, ...]:
        """What one should know before one decides, such as what the cut does not reach."""

    def steps(self, way: Way) -> tuple[Step, ...]:
        """What would be done, in order. Touches nothing."""

    def look(self) -> Look:
        """How the barrier stands now. Changes nothing, and does not raise: what cannot be seen is UNREADABLE."""
