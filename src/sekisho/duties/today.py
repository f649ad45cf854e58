"""今日の仕事: what waits for the post in which somebody is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sekisho.duties.board import posture_at
from sekisho.duties.posture import Item, Posture
from sekisho.kernel.acts import Moment
from sekisho.kernel.discharging import about_duty
from sekisho.kernel.models import Report
from sekisho.kernel.permissions import may
from sekisho.kernel.town import open_days, pack
from sekisho.kernel.verbs import about_report
from sekisho.rules.authority import Capability
from sekisho.rules.calendar import SINCE, UNTIL
from sekisho.rules.model import Duty, Verb, Words
from sekisho.rules.states import State

MISSED_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done by one post, most pressing first, and what it missed of late."""

    due: tuple[Item, ...]  # waiting; late ones first, then by due day
    missed: tuple[Item, ...]  # the latest, newest first
    done_today: tuple[Item, ...]
    standing: tuple[Duty, ...]  # duties that hold always


def work_of(capability: Capability, moment: Moment) -> Work:
    """The occurrences that this capability may discharge."""
    found = posture_at(moment)
    mine = [
        item for item in items_in(found) if may(pack(), Verb.DISCHARGE, capability, about_duty(item.duty))
    ]
    waiting = sorted((item for item in mine if item.to_do), key=_due_on)
    missed = sorted((item for item in mine if item.state is State.MISSED), key=_due_on, reverse=True)
    duties = {duty.id: duty for clause in found.clauses for duty in clause.duties}
    with_items = {item.duty.id for item in mine}
    return Work(
        due=tuple(waiting),
        missed=tuple(missed[:MISSED_SHOWN]),
        done_today=tuple(item for item in mine if item.done and item.done.recorded_on == moment.on),
        standing=tuple(
            duty
            for duty in duties.values()
            if duty.id not in with_items and may(pack(), Verb.DISCHARGE, capability, about_duty(duty))
        ),
    )


def reports_to_read(capability: Capability, moment: Moment) -> list[Report]:
    """The reports that wait for this capability to acknowledge them, the longest waiting first."""
    waiting = Report.objects.filter(event__recorded_at__lte=moment.known_at)
    waiting = waiting.exclude(acknowledgement__event__recorded_at__lte=moment.known_at)
    return [
        report
        for report in waiting.select_related("event").order_by("event")
        if may(pack(), Verb.ACKNOWLEDGE, capability, about_report(report))
    ]


def closed_because(day: date) -> Words | None:
    """Why the offices are closed on that day; None: they are open, or the calendar does not reach it."""
    return open_days().why_closed(day) if SINCE <= day < UNTIL else None


def items_in(found: Posture) -> list[Item]:
    """Every occurrence of every clause, newest due day first within a clause."""
    return [item for clause in found.clauses for item in clause.items]


def _due_on(item: Item) -> date:
    return item.occurrence.due_on
