"""事故の経過: the moments of one incident, and how many minutes lie between them.

直ちに and 速やかに have no number in the text: minutes are shown and judged by nobody here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from sekisho.incidents.case import Case
from sekisho.incidents.telling import governor
from sekisho.rules.incidents import minutes_between


@dataclass(frozen=True, slots=True)
class Reached:
    """One moment: minutes since the incident was known, and since the moment before it."""

    title: str
    at: datetime
    since_known: int
    since_last: int


def course_of(case: Case, known_at: datetime) -> tuple[Reached, ...]:
    """What was reached by `known_at`, the first moment first. What nobody has written down is not there."""
    found = [(title, at) for title, at in _moments(case) if at is not None and at <= known_at]
    found.sort(key=lambda pair: pair[1])
    first = case.incident.known_at
    before = [first, *(at for _title, at in found)]
    return tuple(
        Reached(title, at, minutes_between(first, at), minutes_between(last, at))
        for (title, at), last in zip(found, before, strict=False)
    )


def _moments(case: Case) -> list[tuple[str, datetime | None]]:
    incident, order, run = case.incident, case.order, case.run("cut")
    return [
        (_("知った"), incident.known_at),
        (_("統括責任者に報告した"), incident.reported_at),
        (_("指示を受けた"), incident.instructed_at),
        (_("封じ込めた"), incident.contained_at),
        (_("切離しを決めた"), order.decided_at if order else None),
        (_("切り離した"), run.executed_at if run else None),
        (_("切れたことを確かめた"), run.verified_at if run else None),
        (_("知事に報告した"), _to_governor(case)),
    ]


def _to_governor(case: Case) -> datetime | None:
    addressee = governor()
    sent = [
        one.sent_at for one in case.notices if addressee and one.recipient == addressee.id and one.sent_at
    ]
    return min(sent, default=None)
