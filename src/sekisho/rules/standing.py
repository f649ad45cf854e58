"""The facts that decide who may act: appointments, absences, written decisions.

Values only; the offices record them and `authority.py` answers from them. Periods are
half-open. A day begins at 00:00 in Japan, whatever zone a moment is given in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sekisho.rules.model import Condition

TOKYO = ZoneInfo("Asia/Tokyo")

AWAY = (Condition.ABSENT, Condition.INCAPACITY)  # the conditions that a person can be in


@dataclass(frozen=True, slots=True)
class Appointment:
    """辞令/充て職: `person` holds `post` from the first moment of `since` to that of `until`.

    `concurrent` marks a post held beside another one (兼務).
    """

    person: str
    post: str
    since: date
    until: date | None
    order_number: str
    concurrent: bool = False

    def holds_on(self, on: date) -> bool:
        """Whether the appointment runs on that day."""
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Absence:
    """不在 (ABSENT) or 事故 (INCAPACITY) of one person in all their posts, to the minute."""

    person: str
    since: datetime
    until: datetime | None
    condition: Condition

    def __post_init__(self) -> None:
        assert self.since.tzinfo is not None
        assert self.until is None or self.until.tzinfo is not None

    def runs_at(self, at: datetime) -> bool:
        """Whether the person is away at that moment; back from `until` on."""
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class ActingDecision:
    """The head's written decision that `person`, in `post`, acts for a role or a post.

    It fills a silence of the text and stands behind it: where the regulation names
    somebody who is at hand, the decision rests.
    """

    role_or_post: str
    person: str
    post: str
    since: datetime
    until: datetime | None
    number: str

    def __post_init__(self) -> None:
        assert self.since.tzinfo is not None
        assert self.until is None or self.until.tzinfo is not None

    def runs_at(self, at: datetime) -> bool:
        """Whether the decision is in force at that moment."""
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Standing:
    """All the facts about people, as known at one time."""

    appointments: tuple[Appointment, ...] = ()
    absences: tuple[Absence, ...] = ()
    decisions: tuple[ActingDecision, ...] = ()

    def appointments_on(self, on: date) -> list[Appointment]:
        """The appointments that run on that day, the oldest first."""
        return sorted((held for held in self.appointments if held.holds_on(on)), key=lambda held: held.since)

    def holders_on(self, on: date) -> dict[str, tuple[str, ...]]:
        """By post, the persons appointed to it that day, away or not, the longest in it first."""
        found: dict[str, dict[str, None]] = {}
        for held in self.appointments_on(on):
            found.setdefault(held.post, {})[held.person] = None
        return {post: tuple(persons) for post, persons in found.items()}

    def conditions_of(self, person: str, at: datetime) -> frozenset[Condition]:
        """In which ways the person is away; empty: at hand. Overlapping absences add up."""
        return frozenset(
            absence.condition
            for absence in self.absences
            if absence.person == person and absence.condition in AWAY and absence.runs_at(at)
        )


def day_of(at: datetime) -> date:
    """The day in Japan on which the moment falls. `at` is aware."""
    assert at.tzinfo is not None
    return at.astimezone(TOKYO).date()
