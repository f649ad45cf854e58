"""監査の状態: where an audit stands on a day. Pure.

Plan, approval, notice, conduct, answers, corrective action checked; each of these follows from its dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AuditState(StrEnum):
    """Where an audit stands."""

    PLANNED = "planned"
    APPROVED = "approved"
    NOTIFIED = "notified"
    CONDUCTED = "conducted"
    ANSWERED = "answered"
    CLOSED = "closed"  # what was found is mended, and somebody has looked


@dataclass(frozen=True, slots=True)
class AuditDates:
    """The days in the life of an audit."""

    planned_on: date
    approved_on: date | None = None
    notified_on: date | None = None
    conducted_on: date | None = None
    answered_on: date | None = None
    closed_on: date | None = None


def audit_state(dates: AuditDates, on: date) -> AuditState:
    """The furthest that it had come by that day."""
    for day, state in (
        (dates.closed_on, AuditState.CLOSED),
        (dates.answered_on, AuditState.ANSWERED),
        (dates.conducted_on, AuditState.CONDUCTED),
        (dates.notified_on, AuditState.NOTIFIED),
        (dates.approved_on, AuditState.APPROVED),
    ):
        if day is not None and day <= on:
            return state
    return AuditState.PLANNED
