"""What became of one occurrence of a duty, as of a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sekisho.rules.due import Occurrence
from sekisho.rules.model import Words


class State(StrEnum):
    """The state of an occurrence, or of a clause as the worst of its occurrences."""

    MET = "met"  # done, and on record, by the due day
    DUE = "due"  # to be done, and not yet late
    LATE = "late"  # past its due day: still to be done, or done late (see `is_open`)
    MISSED = "missed"  # not done while it could be
    EXCUSED = "excused"  # decided that it need not be done
    NOT_APPLICABLE = "not_applicable"  # not open yet, or nothing is owed
    UNKNOWN = "unknown"  # there is no evidence to judge by; never an answer of `state`

    @property
    def label(self) -> Words:
        """The state in a word."""
        return _LABELS[self]


_LABELS = {
    State.MET: Words("履行済み", "Met"),
    State.DUE: Words("期限内", "Due"),
    State.LATE: Words("遅延", "Late"),
    State.MISSED: Words("未履行", "Missed"),
    State.EXCUSED: Words("対象外", "Excused"),
    State.NOT_APPLICABLE: Words("該当なし", "Not applicable"),
    State.UNKNOWN: Words("不明", "Unknown"),
}

WORST_FIRST = (
    State.MISSED,  # cannot be mended
    State.LATE,  # can be mended, and every day counts
    State.UNKNOWN,  # may be any of the two above
    State.DUE,  # work to come
    State.MET,
    State.EXCUSED,  # weaker than met: one excused day does not make an excused month
    State.NOT_APPLICABLE,
)


@dataclass(frozen=True, slots=True)
class Performed:
    """One performance of a duty: the day it was done and the day it was put on record."""

    done_on: date
    recorded_on: date

    @property
    def shown_on(self) -> date:
        """From when on it shows. A late entry (後記入) is never back-dated."""
        return max(self.done_on, self.recorded_on)


def state(occurrence: Occurrence, *, as_of: date, performed: Performed | None, excused: bool) -> State:
    """The state of an occurrence on `as_of`, from what was on record by then.

    What was done while it could be counts even if it was recorded after that, and then as
    LATE. `excused` is what was decided by `as_of`; a performance that counts outweighs it.
    """
    if as_of < occurrence.opens_on:
        return State.NOT_APPLICABLE
    done = counted(occurrence, performed, as_of)
    if done is not None:
        return State.MET if done.shown_on <= occurrence.due_on else State.LATE
    if excused:
        return State.EXCUSED
    if as_of <= occurrence.due_on:
        return State.DUE
    if occurrence.lapses_on is None or as_of < occurrence.lapses_on:
        return State.LATE
    return State.MISSED


def counted(occurrence: Occurrence, performed: Performed | None, as_of: date) -> Performed | None:
    """`performed`, if it was done while this occurrence was open and on record by `as_of`."""
    if performed is None or performed.shown_on > as_of or performed.done_on < occurrence.opens_on:
        return None
    if occurrence.lapses_on is not None and performed.done_on >= occurrence.lapses_on:
        return None
    return performed


def is_open(state: State, performed: Performed | None) -> bool:
    """Whether it is still to be done: DUE, or LATE and not done.

    `performed` is the performance that `counted` let stand, or None.
    """
    return state is State.DUE or (state is State.LATE and performed is None)


def worst(states: Iterable[State]) -> State:
    """The state that speaks for all, by WORST_FIRST; NOT_APPLICABLE where there is none."""
    return min(states, key=WORST_FIRST.index, default=State.NOT_APPLICABLE)
