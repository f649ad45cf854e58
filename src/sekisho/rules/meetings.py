"""会議の状態: where a meeting of the council stands on a day. Pure.

A meeting is proposed, convened, announced, held, written up and confirmed; each of these follows from its dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class MeetingState(StrEnum):
    """Where a meeting stands."""

    PROPOSED = "proposed"  # the secretariat has drawn it up, and nobody has convened it
    CONVENED = "convened"
    NOTIFIED = "notified"
    NOT_HELD = "not_held"  # its day is over, and nothing says that it took place
    HELD = "held"  # the minutes are still to be written
    MINUTED = "minuted"  # the minutes are frozen, and somebody who attended has not confirmed them
    CONFIRMED = "confirmed"
    CALLED_OFF = "called_off"


@dataclass(frozen=True, slots=True)
class MeetingDates:
    """The days in the life of a meeting; `confirmed_on` is the day of the last confirmation that was needed."""

    planned_on: date
    convened_on: date | None = None
    notified_on: date | None = None
    held_on: date | None = None
    minuted_on: date | None = None
    confirmed_on: date | None = None
    called_off_on: date | None = None


def meeting_state(dates: MeetingDates, on: date) -> MeetingState:
    """The state on a day; a date after `on` has not come yet."""

    def came(day: date | None) -> bool:
        return day is not None and day <= on

    if came(dates.held_on):
        if not came(dates.minuted_on):
            return MeetingState.HELD
        return MeetingState.CONFIRMED if came(dates.confirmed_on) else MeetingState.MINUTED
    if came(dates.called_off_on):
        return MeetingState.CALLED_OFF
    if dates.planned_on < on:
        return MeetingState.NOT_HELD
    if came(dates.notified_on):
        return MeetingState.NOTIFIED
    return MeetingState.CONVENED if came(dates.convened_on) else MeetingState.PROPOSED
