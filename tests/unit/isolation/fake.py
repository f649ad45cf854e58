"""A barrier that is a file: it stands where the file is there. Steps and looks fail as the test wants it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sekisho.isolation.isolator import Isolator
from sekisho.isolation.model import Barrier, Look, Mandate, Outcome, Step, StepFailed, Way
from sekisho.isolation.step_log import StepLog
from sekisho.rules.model import Words

NOTHING = Words("―", "-")


@dataclass(slots=True)
class Fake:
    """Two steps either way: one file each. `failing` names the steps that fail; `seen` the order in which they came."""

    folder: Path
    failing: set[str] = field(default_factory=set)
    seen: list[str] = field(default_factory=list)
    name: str = "first"

    @property
    def notes(self) -> tuple[Words, ...]:
        return ()

    def steps(self, way: Way) -> tuple[Step, ...]:
        return tuple(
            Step(name, NOTHING, (f"{way} {name} {self.name}",), NOTHING, self._does(way, name))
            for name in ("one", "two")
        )

    def look(self) -> Look:
        there = {name for name in ("one", "two") if (self.folder / name).exists()}
        if not there:
            return Look(Barrier.ABSENT, (NOTHING,))
        return Look(Barrier.IN_PLACE if len(there) == 2 else Barrier.PARTIAL, (NOTHING,))

    def _does(self, way: Way, name: str) -> Callable[[], Words]:
        def do() -> Words:
            self.seen.append(name)
            if name in self.failing:
                raise StepFailed(Words(f"{name}ができません", f"{name} failed"))
            if way is Way.CUT:
                (self.folder / name).touch()
            else:
                (self.folder / name).unlink(missing_ok=True)
            return NOTHING

        return do


def isolator_of(fake: Fake, log_folder: Path) -> Isolator:
    return Isolator("fake", Words("偽物", "fake"), fake, (), StepLog(log_folder, "fake"))


def mandate(isolator: Isolator, way: Way) -> Mandate:
    return Mandate("4住福第12号", "管財 太郎", "住民 花子", isolator.plan(way).digest)


def carry_out(isolator: Isolator, way: Way) -> Outcome:
    return (isolator.isolate if way is Way.CUT else isolator.restore)(mandate(isolator, way))
