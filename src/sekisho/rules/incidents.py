"""事故の状態: where an incident stands at a moment, from its own moments and dates. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Possible(StrEnum):
    """What is known of something that may be so."""

    UNKNOWN = "unknown"
    YES = "yes"
    NO = "no"


class Breach(StrEnum):
    """What people decided about the report to the commission; it outweighs the guess."""

    APPLIES = "applies"
    NOT = "not"


class IncidentState(StrEnum):
    """How far an incident has come."""

    KNOWN = "known"  # found, and the chief does not know
    REPORTED = "reported"
    INSTRUCTED = "instructed"
    CONTAINED = "contained"
    EXPLAINED = "explained"  # the cause is known
    PREVENTED = "prevented"  # what is to keep it from coming again is decided
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class IncidentDates:
    """The moments and days in the life of one incident."""

    known_at: datetime
    reported_at: datetime | None = None
    instructed_at: datetime | None = None
    carried_out_at: datetime | None = None
    contained_at: datetime | None = None
    cause_found_on: date | None = None
    prevented_on: date | None = None
    closed_on: date | None = None


def incident_state(dates: IncidentDates, *, at: datetime, on: date) -> IncidentState:
    """The furthest state that was reached by `at`; `on` is its day here.

    A step that was left out does not hold the later ones back: an incident may be contained before anybody instructs.
    """
    reached = (
        (IncidentState.CLOSED, dates.closed_on is not None and dates.closed_on <= on),
        (IncidentState.PREVENTED, dates.prevented_on is not None and dates.prevented_on <= on),
        (IncidentState.EXPLAINED, dates.cause_found_on is not None and dates.cause_found_on <= on),
        (IncidentState.CONTAINED, dates.contained_at is not None and dates.contained_at <= at),
        (IncidentState.INSTRUCTED, dates.instructed_at is not None and dates.instructed_at <= at),
        (IncidentState.REPORTED, dates.reported_at is not None and dates.reported_at <= at),
    )
    return next((state for state, was_reached in reached if was_reached), IncidentState.KNOWN)


def minutes_between(since: datetime, until: datetime) -> int:
    """Whole minutes that passed, never fewer than none: 直ちに and 速やかに have no number, so time is only shown."""
    return max(0, int((until - since).total_seconds() // 60))
