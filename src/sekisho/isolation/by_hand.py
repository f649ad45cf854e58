"""By hand: a list of steps that persons carry out and sign. What is the case follows from what they signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sekisho.isolation.model import Barrier, Look, Step, Way
from sekisho.isolation.step_log import Event, Kind, LogUnreadable, StepLog
from sekisho.rules.model import Words

NOTES: Final = (
    Words(
        "人が行い、署名します。署名だけでは、本当に切れたかは確かめられません。",
        "Persons do it and sign. A signature alone does not prove that it is cut.",
    ),
)
IF_CRASHED: Final = Words(
    "人の手順は続きます。署名は、動くようになってから本当の時刻で記してください。",
    "What persons do goes on. Enter the signatures afterwards, with their true times.",
)
UNSIGNED: Final = Words("署名はまだ一つもありません。", "Nobody has signed anything yet.")


@dataclass(frozen=True, slots=True)
class Task:
    """One step for a person: what, and whose it is; "": of whoever carries the order out."""

    id: str
    words: Words
    who: str = ""

    @property
    def asked(self) -> Words:
        """What is to be done, with whose it is."""
        return (
            Words(f"{self.words.ja}({self.who})", f"{self.words.en} ({self.who})") if self.who else self.words
        )


@dataclass(frozen=True, slots=True)
class ByHand:
    """The two lists, and the log in which the signatures stand."""

    cut: tuple[Task, ...]
    restore: tuple[Task, ...]
    log: StepLog

    @property
    def notes(self) -> tuple[Words, ...]:
        """What one should know before one decides."""
        return NOTES

    def steps(self, way: Way) -> tuple[Step, ...]:
        """The tasks; each waits for its signature."""
        tasks = self.cut if way is Way.CUT else self.restore
        return tuple(Step(task.id, task.asked, (), IF_CRASHED) for task in tasks)

    def look(self) -> Look:
        """How it stands by the signatures."""
        try:
            return _standing(self, self.log.events())
        except LogUnreadable as error:
            return Look(Barrier.UNREADABLE, (error.words,))


def _standing(checklist: ByHand, events: tuple[Event, ...]) -> Look:
    """Each signature in the order in which it was entered.

    Somebody who signs a step of cutting after a restoring that was begun has to sign all of them again: nobody knows
    which of them the restoring had undone.
    """
    all_cut, all_back = {task.id for task in checklist.cut}, {task.id for task in checklist.restore}
    cut: set[str] = set()
    back: set[str] = set()
    restored = False
    answers = [event for event in events if event.by]
    for event in answers:
        if event.kind is Kind.FAILED:  # somebody says that it could not be done, or takes a signature back
            (cut if event.way is Way.CUT else back).discard(event.step)
        elif event.way is Way.CUT:
            cut = {*(() if back else cut), event.step} & all_cut
            back, restored = set(), False
        else:
            back = {*back, event.step} & all_back
        if back == all_back:
            cut, back, restored = set(), set(), True
    facts = tuple(_fact(checklist, event) for event in answers)
    return Look(
        _barrier(cut, back, all_cut, restored=restored), facts[-len(all_cut | all_back) :] or (UNSIGNED,)
    )


def _barrier(cut: set[str], back: set[str], all_cut: set[str], *, restored: bool) -> Barrier:
    if back or (cut and cut != all_cut):
        return Barrier.PARTIAL
    if cut:
        return Barrier.IN_PLACE
    return Barrier.ABSENT if restored else Barrier.UNREADABLE


def _fact(checklist: ByHand, event: Event) -> Words:
    tasks = checklist.cut if event.way is Way.CUT else checklist.restore
    words = next((task.words for task in tasks if task.id == event.step), Words(event.step, event.step))
    at = (event.done_at or event.at).astimezone()
    could_not = event.kind is Kind.FAILED
    return Words(
        f"{at:%Y-%m-%d %H:%M} {words.ja}: {event.by}の署名{'(できなかった)' if could_not else ''}。",
        f"{at:%Y-%m-%d %H:%M} {words.en}: signed by {event.by}{' (could not)' if could_not else ''}.",
    )
