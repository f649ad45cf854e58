"""The step log: what was about to be done, what was done, what failed, with times. JSON lines, one file an isolator.

It is the account of what was carried out, never the source of what is the case: that is looked for (`verify`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sekisho.archive import files
from sekisho.isolation.model import Mandate, Observation, State, Way
from sekisho.isolation.refusals import Refused
from sekisho.rules.model import Words


class Kind(StrEnum):
    """What a line says."""

    BEGUN = "begun"  # with the mandate
    ABOUT = "about to"
    DONE = "done"
    FAILED = "failed"
    SIGNED = "signed"  # a person has done a step, at `done_at`
    ENDED = "ended"  # with what was seen


@dataclass(frozen=True, slots=True)
class Event:
    """One line. `run` counts the runs of this isolator from 1; `at` is when it was written, `done_at` when it was done."""

    at: datetime
    run: int
    way: Way
    kind: Kind
    step: str = ""
    said: Words | None = None
    commands: tuple[str, ...] = ()
    mandate: Mandate | None = None
    state: State | None = None
    by: str = ""
    done_at: datetime | None = None


class NotRecorded(Refused):
    """The log cannot be written. What is not on record is not carried out."""


class LogUnreadable(Refused):
    """The log cannot be read, or a whole line in it is none of ours."""


@dataclass(frozen=True, slots=True)
class Run:
    """One time that something was carried out: its lines in order, of which the first is BEGUN."""

    events: tuple[Event, ...]

    @property
    def way(self) -> Way:
        """What was carried out."""
        return self.events[0].way

    @property
    def mandate(self) -> Mandate | None:
        """On what ground."""
        return self.events[0].mandate

    @property
    def ended(self) -> Event | None:
        """Its last line with what was seen then; None: it was cut short, and nobody knows but by looking."""
        return next((event for event in self.events if event.kind is Kind.ENDED), None)

    @property
    def under_way(self) -> tuple[str, ...]:
        """The steps that were begun and of which nothing is known since."""
        known = {event.step for event in self.events if event.kind in (Kind.DONE, Kind.FAILED, Kind.SIGNED)}
        return tuple(
            event.step for event in self.events if event.kind is Kind.ABOUT and event.step not in known
        )


@dataclass(frozen=True, slots=True)
class StepLog:
    """The log of one isolator in `folder`, which is made when something is first written."""

    folder: Path
    name: str

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / f"{self.name}.jsonl"

    def append(self, event: Event) -> None:
        """Write one line; durable when this returns. Raises NotRecorded.

        If we crash before, there is no line or the beginning of one, which nobody reads and the next one goes past.
        """
        line = json.dumps(_as_data(event), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        try:
            files.make_directory(self.folder)
            before = self.path.read_bytes() if self.path.exists() else b""
            files.append(self.path, b"\n" + line if before and not before.endswith(b"\n") else line)
        except OSError as error:
            raise NotRecorded(
                Words(
                    f"手順の記録を書けないので、先へ進みません。{self.path}: {error.strerror}。"
                    "いまの状態は「確かめる」で分かります。急ぐときは計画にある操作を手で行ってください。",
                    f"The step log cannot be written, so nothing more is done. {self.path}: {error.strerror}. "
                    "Verify tells how it stands now. In a hurry do by hand what the plan says.",
                )
            ) from error

    def events(self) -> tuple[Event, ...]:
        """Every line, in order. Raises LogUnreadable.

        A line that a crash tore says nothing: what it would have said was not acknowledged to anybody.
        """
        try:
            lines = self.path.read_bytes().split(b"\n") if self.path.exists() else []
            return tuple(_from_data(each) for line in lines if (each := _read(line)) is not None)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise LogUnreadable(
                Words(
                    f"手順の記録を読めません。{self.path}: {error}",
                    f"The step log cannot be read. {self.path}: {error}",
                )
            ) from error

    def runs(self) -> tuple[Run, ...]:
        """Every run, oldest first. Raises LogUnreadable."""
        runs: dict[int, list[Event]] = {}
        for event in self.events():
            runs.setdefault(event.run, []).append(event)
        return tuple(Run(tuple(events)) for events in runs.values())

    def next_run(self) -> int:
        """The number of the run that comes next. Raises LogUnreadable."""
        return 1 + max((event.run for event in self.events()), default=0)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the lines of one run."""

    log: StepLog
    run: int
    way: Way

    def begun(self, mandate: Mandate) -> None:
        """From here on it is known that, and on what ground, something is carried out."""
        self._write(Kind.BEGUN, mandate=mandate)

    def about(self, step: str, commands: Sequence[str]) -> None:
        """The step comes next. Without DONE or FAILED behind it, nobody knows how far it came."""
        self._write(Kind.ABOUT, step=step, commands=tuple(commands))

    def done(self, step: str, said: Words) -> None:
        """The step was carried out, and what it said."""
        self._write(Kind.DONE, step=step, said=said)

    def failed(self, step: str, said: Words) -> None:
        """The step was not carried out, or nobody knows; `said` tells which."""
        self._write(Kind.FAILED, step=step, said=said)

    def signed(self, step: str, *, by: str, done_at: datetime, said: Words | None, done: bool) -> None:
        """A person says that they have done the step, or that they could not (FAILED)."""
        kind = Kind.SIGNED if done else Kind.FAILED
        self._write(kind, step=step, said=said, by=by, done_at=done_at)

    def ended(self, observation: Observation) -> None:
        """Nothing more is done, and this was seen."""
        ja, en = (" ".join(fact.said_in(language) for fact in observation.facts) for language in ("ja", "en"))
        self._write(Kind.ENDED, state=observation.state, said=Words(ja, en))

    def _write(self, kind: Kind, **more: Any) -> None:  # Any: the fields of Event
        self.log.append(replace(Event(at=datetime.now(UTC), run=self.run, way=self.way, kind=kind), **more))


def _as_data(event: Event) -> dict[str, object]:
    data = {key: value for key, value in asdict(event).items() if value not in (None, "", ())}
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in data.items()}


def _read(line: bytes) -> dict[str, Any] | None:  # Any: JSON
    try:
        data = json.loads(line)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def _from_data(data: dict[str, Any]) -> Event:  # Any: JSON
    return Event(
        at=datetime.fromisoformat(data["at"]),
        run=int(data["run"]),
        way=Way(data["way"]),
        kind=Kind(data["kind"]),
        step=data.get("step", ""),
        said=Words(**data["said"]) if "said" in data else None,
        commands=tuple(data.get("commands", ())),
        mandate=Mandate(**data["mandate"]) if "mandate" in data else None,
        state=State(data["state"]) if "state" in data else None,
        by=data.get("by", ""),
        done_at=datetime.fromisoformat(data["done_at"]) if "done_at" in data else None,
    )
