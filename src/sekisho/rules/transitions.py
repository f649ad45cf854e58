"""経過措置: whether one thing still stands under the old rule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from sekisho.rules.model import Transition


class Standing(StrEnum):
    """How one thing stands to the old rule on a day."""

    NEVER_APPLIED = "never_applied"  # it began under the new rule, or had not begun by then
    APPLIES = "applies"
    ENDED = "ended"  # the old rule holds for it no longer
    UNKNOWN = "unknown"  # a fact is missing that would decide


def transition_of(transition: Transition, facts: Mapping[str, date | None], on: date) -> Standing:
    """How a thing with these facts stands on `on`.

    A fact that is None has not happened; a fact whose name is not in `facts` is not known.
    A date after `on` has not happened yet on that day, so an expiry may be entered in
    advance. The old rule ends on the day of the earliest of its ending facts. From
    `no_subject_after` on nothing can stand under it any more, whatever is known.
    """
    started_on = facts.get(transition.started)
    if transition.started in facts and (
        started_on is None or started_on > on or started_on >= transition.before
    ):
        return Standing.NEVER_APPLIED
    if transition.no_subject_after is not None and on >= transition.no_subject_after:
        return Standing.ENDED
    if transition.started not in facts:
        return Standing.UNKNOWN
    if any(_happened(facts.get(name), on) for name in transition.ends_at):
        return Standing.ENDED
    if any(name not in facts for name in transition.ends_at):
        return Standing.UNKNOWN
    return Standing.APPLIES


def _happened(fact_on: date | None, on: date) -> bool:
    return fact_on is not None and fact_on <= on
