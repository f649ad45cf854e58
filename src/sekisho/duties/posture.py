"""Posture: for every clause, what was kept and what was not, as of a day, as known on a day.

Pure: the rule pack, the calendar and the evidence come in as values. Occurrences are
derived from the rules each time and never stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sekisho.duties.evidence import Done, Evidence, Excused
from sekisho.rules.cadences import Promptly, Within
from sekisho.rules.calendar import SINCE, UNTIL, OpenDays
from sekisho.rules.due import Occurrence, occurrences
from sekisho.rules.model import Clause, Duty, Pack
from sekisho.rules.states import Performed, State, counted, is_open, state, worst
from sekisho.rules.versions import VersionAnswer, clauses_on, version_on

ATTENTION = frozenset({State.LATE, State.MISSED})


@dataclass(frozen=True, slots=True)
class Item:
    """One occurrence of a duty with what became of it."""

    duty: Duty
    occurrence: Occurrence
    state: State
    to_do: bool  # it waits to be done: due, or late and still possible
    done: Done | None
    excused: Excused | None

    @property
    def is_done_late(self) -> bool:
        """Whether it was late and is done: it stays late for ever, and nobody has to do anything."""
        return self.state is State.LATE and not self.to_do


@dataclass(frozen=True, slots=True)
class Month:
    """One month of one clause: how many occurrences fell due in it, by state."""

    first: date
    counts: dict[State, int]
    state: State | None  # the worst of them; None: none fell due


@dataclass(frozen=True, slots=True)
class ClausePosture:
    """How one clause stands.

    `state` is None for a clause that holds no duty. It is the worst of what waits and of
    the latest concluded occurrence of each duty; older ones stay visible in `months`.
    """

    clause: Clause
    duties: tuple[Duty, ...]
    state: State | None
    items: tuple[Item, ...]  # newest due day first
    last_done: Item | None
    next_due: Item | None
    waiting: tuple[Item, ...]
    missing: tuple[Item, ...]  # late and not done, or missed, in the window
    months: tuple[Month, ...]
    done_late: bool = False  # late, and nothing of it waits any more

    @property
    def needs_attention(self) -> bool:
        """Whether somebody has to look at it now."""
        return self.state in ATTENTION and not self.done_late


@dataclass(frozen=True, slots=True)
class Posture:
    """The whole regulation on one day."""

    on: date
    known_on: date
    version: VersionAnswer
    clauses: tuple[ClausePosture, ...]

    def of(self, clause: str) -> ClausePosture | None:
        """The posture of one clause, or None."""
        return next((found for found in self.clauses if found.clause.id == clause), None)


def posture(
    pack: Pack, calendar: OpenDays, evidence: Evidence, *, on: date, known_on: date, since: date
) -> Posture:
    """How every clause stands on `on` as known on `known_on`, looking back to `since`.

    Where the text of that day is not held there are no clauses to judge, and none is
    borrowed from a later text.
    """
    answer = version_on(pack.document, on, known_on)
    clauses = clauses_on(pack, on, known_on)
    held_since = answer.version.applies_from if answer.version else on
    first = max(since, held_since, SINCE)
    by_clause: dict[str, list[Item]] = {clause.id: [] for clause in clauses}
    for duty in pack.duties:
        if duty.clause not in by_clause:
            continue
        items = items_of(duty, calendar, evidence, on=on, known_on=known_on, since=first)
        owed = (item for item in items if is_owed(pack, duty, item.occurrence.due_on))
        by_clause[duty.clause].extend(owed)
    in_force = duties_on(pack, on)
    months = tuple(month_starts(since, on))
    judged = tuple(
        _clause_posture(
            clause,
            tuple(duty for duty in in_force if duty.clause == clause.id),
            by_clause[clause.id],
            months,
        )
        for clause in clauses
    )
    return Posture(on, known_on, answer, judged)


def duties_on(pack: Pack, on: date) -> list[Duty]:
    """The duties in force on a day."""
    return [duty for duty in pack.duties if is_owed(pack, duty, on)]


def is_owed(pack: Pack, duty: Duty, on: date) -> bool:
    """Whether the duty is in force on a day: by its own dates, and by where the servers stand then.

    When a server moves, what was owed where it stood before stays in the history (5-2).
    """
    if not (duty.since is None or duty.since <= on) or not (duty.until is None or on < duty.until):
        return False
    return duty.variant is None or any(
        hosting.mode == duty.variant and hosting.since <= on and (hosting.until is None or on < hosting.until)
        for hosting in pack.hostings
    )


def items_of(
    duty: Duty, calendar: OpenDays, evidence: Evidence, *, on: date, known_on: date, since: date
) -> list[Item]:
    """The occurrences of a duty that had opened by `on` and fall due from `since` on, oldest first."""
    horizon = min(date(on.year + 3, 1, 1), UNTIL)  # beyond the longest period that is open on a day
    event = duty.cadence.event if isinstance(duty.cadence, Within | Promptly) else ""
    found = occurrences(
        duty, since=since, until=horizon, calendar=calendar, occurred_on=evidence.occurred.get(event, ())
    )
    return [_item(duty, one, evidence, on, known_on) for one in found if one.opens_on <= on]


def month_starts(since: date, on: date) -> Iterable[date]:
    """The first day of each month from `since` to `on`."""
    first = since.replace(day=1)
    while first <= on:
        yield first
        first = (first + timedelta(days=31)).replace(day=1)


def _item(duty: Duty, occurrence: Occurrence, evidence: Evidence, on: date, known_on: date) -> Item:
    key = (duty.id, occurrence.opens_on)
    done = evidence.done.get(key)
    excused = evidence.excused.get(key)
    if evidence.founded_on is None or occurrence.due_on < evidence.founded_on:
        return Item(duty, occurrence, State.UNKNOWN, to_do=False, done=done, excused=excused)
    # What was learnt after `on` counts when it is asked for, and stays late if it was late.
    performed = Performed(done.done_on, done.recorded_on) if done and done.done_on <= on else None
    as_of = known_on if performed else on
    standing = counted(occurrence, performed, as_of)
    judged = state(occurrence, as_of=as_of, performed=performed, excused=excused is not None)
    return Item(duty, occurrence, judged, is_open(judged, standing), done if standing else None, excused)


def _clause_posture(
    clause: Clause, duties: tuple[Duty, ...], found: list[Item], months: tuple[date, ...]
) -> ClausePosture:
    """`duties` are those in force; `found` are the items of these and of the ones before them."""
    items = sorted(found, key=_by_due, reverse=True)
    current = [item for item in items if item.duty in duties]
    waiting = tuple(sorted((item for item in current if item.to_do), key=_by_due))
    concluded: dict[str, Item] = {}
    for item in current:
        if not item.to_do:
            concluded.setdefault(item.duty.id, item)
    summary = _summary(duties, [item.state for item in (*waiting, *concluded.values())])
    return ClausePosture(
        clause=clause,
        duties=duties,
        state=summary,
        items=tuple(items),
        last_done=max((item for item in items if item.done), key=_by_doing, default=None),
        next_due=next((item for item in waiting if item.state is State.DUE), None),
        waiting=waiting,
        missing=tuple(
            item for item in items if item.state is State.MISSED or (item.state is State.LATE and item.to_do)
        ),
        months=_months(items, months),
        done_late=summary is State.LATE and not any(item.state is State.LATE for item in waiting),
    )


def _summary(duties: tuple[Duty, ...], states: list[State]) -> State | None:
    if not duties:
        return None
    return worst(states) if states else State.NOT_APPLICABLE


def _months(items: list[Item], months: tuple[date, ...]) -> tuple[Month, ...]:
    counted: dict[date, dict[State, int]] = {first: {} for first in months}
    for item in items:
        counts = counted.get(item.occurrence.due_on.replace(day=1))
        if counts is not None:
            counts[item.state] = counts.get(item.state, 0) + 1
    return tuple(
        Month(first, counts, worst(list(counts)) if counts else None) for first, counts in counted.items()
    )


def _by_due(item: Item) -> date:
    return item.occurrence.due_on


def _by_doing(item: Item) -> date:
    return item.done.done_on if item.done else date.min
