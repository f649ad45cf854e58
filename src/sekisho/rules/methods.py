"""管理方法の状態: where one version of a method stands on a day. Pure.

A version is drafted, laid before the council, decided, in force, due for review, superseded by the next one
or withdrawn; each of these follows from its dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sekisho.rules.fiscal import months_after


class MethodState(StrEnum):
    """Where a version of a method stands."""

    DRAFTED = "drafted"
    DELIBERATED = "deliberated"
    DECIDED = "decided"  # decided, and not yet in force
    IN_FORCE = "in_force"
    REVIEW_DUE = "review_due"  # in force, and longer unreviewed than the pack lets it be
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class MethodDates:
    """The days in the life of one version; `withdrawn_on` is the first day without it."""

    drafted_on: date
    council_on: date | None = None
    decided_on: date | None = None
    in_force_on: date | None = None
    reviewed_on: date | None = None
    withdrawn_on: date | None = None


def review_due_on(dates: MethodDates, every_months: int | None) -> date | None:
    """The day by which a version in force has to be looked at again; None: the pack names no period."""
    if every_months is None or dates.in_force_on is None:
        return None
    seen_on = max(day for day in (dates.in_force_on, dates.reviewed_on) if day is not None)
    return months_after(seen_on, every_months)


def method_states(
    versions: Sequence[MethodDates], *, on: date, every_months: int | None
) -> list[MethodState]:
    """The state of each version of one method on a day, in the order given.

    Of those in force the one that came into force last counts; where two did on one day, the later given.
    """
    in_force = [place for place, dates in enumerate(versions) if _holds(dates, on)]
    current = max(in_force, key=lambda place: (versions[place].in_force_on, place), default=None)
    return [_state(dates, place == current, on, every_months) for place, dates in enumerate(versions)]


def _holds(dates: MethodDates, on: date) -> bool:
    started = dates.decided_on is not None and dates.in_force_on is not None and dates.in_force_on <= on
    return started and (dates.withdrawn_on is None or on < dates.withdrawn_on)


def _state(dates: MethodDates, is_current: bool, on: date, every_months: int | None) -> MethodState:
    due_on = review_due_on(dates, every_months)
    if dates.withdrawn_on is not None and dates.withdrawn_on <= on:
        return MethodState.WITHDRAWN
    if is_current:
        return MethodState.REVIEW_DUE if due_on is not None and due_on < on else MethodState.IN_FORCE
    if _holds(dates, on):
        return MethodState.SUPERSEDED
    if dates.decided_on is not None and dates.decided_on <= on:
        return MethodState.DECIDED
    if dates.council_on is not None and dates.council_on <= on:
        return MethodState.DELIBERATED
    return MethodState.DRAFTED
