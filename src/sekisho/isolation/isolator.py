"""One isolator: plan, isolate, verify, restore. The steps come from its mechanism; how they are carried out is here."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sekisho.archive import files
from sekisho.isolation.commands import alone
from sekisho.isolation.judging import judge
from sekisho.isolation.model import (
    STATE_WORDS,
    Done,
    Mandate,
    Mechanism,
    Observation,
    Outcome,
    Plan,
    State,
    Step,
    StepFailed,
    Way,
)
from sekisho.isolation.probes import Probe
from sekisho.isolation.refusals import Refused
from sekisho.isolation.step_log import NotRecorded, StepLog, Writer
from sekisho.rules.model import Words

WANTED: Final = {Way.CUT: State.CUT, Way.RESTORE: State.CONNECTED}
LOOK_AGAIN_SECONDS: Final = 0.5


class NotMandated(Refused):
    """There is no order, or not two persons."""


class PlanChanged(Refused):
    """The plan that was ordered is no longer what would be done."""


class UnderWay(Refused):
    """Another process carries something out here at this moment."""


class NotAwaited(Refused):
    """Nobody is asked to sign this step."""


@dataclass(frozen=True, slots=True)
class Isolator:
    """One way to cut. `settle_seconds`: how long it may take until what was done can be seen."""

    name: str
    title: Words
    mechanism: Mechanism
    probes: tuple[Probe, ...]
    log: StepLog
    settle_seconds: float = 0.0

    def plan(self, way: Way) -> Plan:
        """What would be done. Nothing is touched and nothing is written."""
        return Plan(self.name, self.title, way, self.mechanism.steps(way), self.mechanism.notes)

    def isolate(self, mandate: Mandate) -> Outcome:
        """Cut. Safe to repeat at any time, also after a crash. Raises Refused.

        A step that fails does not keep the later ones back: what can be cut is cut.
        """
        return self._carry_out(Way.CUT, mandate)

    def restore(self, mandate: Mandate) -> Outcome:
        """Take back exactly what `isolate` did. Safe to repeat. Raises Refused.

        It ends at the first step that fails: what is cut stays cut until somebody has looked.
        """
        return self._carry_out(Way.RESTORE, mandate)

    def verify(self) -> Observation:
        """What is the case now, by looking and by trying. Changes nothing and asks no memory.

        If we crash here nothing is lost but the answer.
        """
        look = self.mechanism.look()
        with ThreadPoolExecutor(max_workers=max(1, len(self.probes))) as together:
            probed = tuple(together.map(lambda probe: probe.run(), self.probes))
        state = judge(look.barrier, [each.answer for each in probed])
        return Observation(state, (*look.facts, *(each.fact for each in probed)), datetime.now(UTC))

    def sign(
        self, step: str, *, way: Way, by: str, done_at: datetime, note: Words | None = None, done: bool = True
    ) -> None:
        """Put on record that a person has done a step by hand at `done_at`, or could not. Raises Refused.

        Only of the run that was begun last, and only what it handed out.
        """
        with self._alone():
            runs = self.log.runs()
            by_hand = {each.id for each in self.mechanism.steps(way) if each.do is None}
            if not runs or runs[-1].way is not way or step not in by_hand or not by.strip():
                raise NotAwaited(
                    Words(
                        f"手順「{step}」の署名は求められていません。先に実行を始め、氏名を書いてください。",
                        f'No signature is awaited for the step "{step}". Begin first, and give the name.',
                    )
                )
            number = runs[-1].events[0].run
            Writer(self.log, number, way).signed(step, by=by, done_at=done_at, said=note, done=done)

    def _carry_out(self, way: Way, mandate: Mandate) -> Outcome:
        plan = self.plan(way)
        _check(plan, mandate)
        with self._alone():
            writer = Writer(self.log, self.log.next_run(), way)
            # If we crash before this line is durable, nothing was done and nothing is on record.
            writer.begun(mandate)
            done = tuple(self._steps(plan.steps, way, writer))
            observation = self._settled(way, waits=any(step.do is not None for step in plan.steps))
            # If we crash before this line is durable, the run counts as cut short: whoever comes next looks for
            # themselves, and repeats it.
            writer.ended(observation)
        return Outcome(way, done, observation)

    def _steps(self, steps: tuple[Step, ...], way: Way, writer: Writer) -> Iterator[Done]:
        for step in steps:
            error = _carry_out_one(step, writer)
            yield Done(step.id, error)
            if error is not None and way is Way.RESTORE:
                return

    def _settled(self, way: Way, *, waits: bool) -> Observation:
        """Look until what was wanted is seen, for `settle_seconds` at most; then it is as it was seen last."""
        until = time.monotonic() + (self.settle_seconds if waits else 0)
        while True:
            observation = self.verify()
            if observation.state is WANTED[way] or time.monotonic() >= until:
                return observation
            time.sleep(LOOK_AGAIN_SECONDS)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with ExitStack() as held:
            try:
                files.make_directory(self.log.folder)
                held.enter_context(alone(self.log.folder / f"{self.name}.lock"))
            except files.Locked as error:
                raise UnderWay(
                    Words(
                        f"「{self.title.ja}」はいま別の操作が実行しています。終わるまで待ち、状態を確かめてください。",
                        f'"{self.title.en}" is being carried out by another process. Wait for it, then verify.',
                    )
                ) from error
            except OSError as error:
                raise NotRecorded(
                    Words(
                        f"手順の記録の置き場所に書けません。{self.log.folder}: {error.strerror}",
                        f"The folder of the step log cannot be written. {self.log.folder}: {error.strerror}",
                    )
                ) from error
            yield


def _carry_out_one(step: Step, writer: Writer) -> Words | None:
    """Do one step between its two lines. Returns why it failed, or None."""
    # If we crash before this line is durable, the step was not begun.
    writer.about(step.id, step.commands)
    if step.do is None:
        return None
    try:
        # If we crash from here to the next line, the step may or may not have been done: `step.if_crashed`.
        said = step.do()
    except StepFailed as failure:
        writer.failed(step.id, failure.words)
        return failure.words
    writer.done(step.id, said)
    return None


def _check(plan: Plan, mandate: Mandate) -> None:
    if not all(text.strip() for text in (mandate.order, mandate.by, mandate.confirmed_by)):
        raise NotMandated(
            Words(
                "命令の番号、実行する者、立ち会う者のどれかがありません。三つとも記してください。",
                "The order, who carries it out or who confirms it is missing. Give all three.",
            )
        )
    if mandate.by.strip() == mandate.confirmed_by.strip():
        raise NotMandated(
            Words(
                f"実行する者と立ち会う者が同じです({mandate.by})。別の者が確かめてください。",
                f"One person carries it out and confirms it ({mandate.by}). Somebody else has to confirm.",
            )
        )
    if mandate.digest != plan.digest:
        raise PlanChanged(
            Words(
                f"「{plan.title.ja}」の計画は、命令が名指す計画と違います。計画を見直し、もう一度確かめてください。",
                f'The plan of "{plan.title.en}" is not the one that the order names. Look at it and confirm it again.',
            )
        )


def said_of(observation: Observation) -> Words:
    """The state in one sentence, with the moment."""
    words, at = STATE_WORDS[observation.state], observation.at.astimezone()
    return Words(f"{at:%Y-%m-%d %H:%M:%S} {words.ja}", f"{at:%Y-%m-%d %H:%M:%S} {words.en}")
