"""今日の仕事 as its page draws it: what presses first, and what can wait out of the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sekisho.duties.posture import Item
from sekisho.rules.states import State

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Agenda:
    """What waits, each item in one place only.

    `daily` are today's occurrences that the daily check discharges: one button answers for them.
    `soon` falls due within a week, `later` after that.
    """

    daily: tuple[Item, ...]
    late: tuple[Item, ...]
    today: tuple[Item, ...]
    soon: tuple[Item, ...]
    later: tuple[Item, ...]


def agenda(due: Iterable[Item], *, on: date, daily: str) -> Agenda:
    """`due` cut by its due days; `daily` is the slug of the ledger of daily checks."""
    places: dict[str, list[Item]] = {"daily": [], "late": [], "today": [], "soon": [], "later": []}
    for item in due:
        places[_place(item, on, daily)].append(item)
    return Agenda(**{place: tuple(items) for place, items in places.items()})


def _place(item: Item, on: date, daily: str) -> str:
    due_on = item.occurrence.due_on
    if item.state is State.LATE:
        return "late"
    if item.duty.evidence == daily and due_on == on:
        return "daily"
    if due_on <= on:
        return "today"
    return "soon" if due_on <= on + SOON else "later"
