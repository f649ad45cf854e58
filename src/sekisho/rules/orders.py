"""指示・要請の状態: where an instruction or a request stands on a day. Pure (かつらぎ町 第4条第1項).

A request to an independent organ has no deadline, so it is never overdue, whatever became of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class OrderState(StrEnum):
    """Where an instruction or a request stands."""

    ISSUED = "issued"
    RECEIVED = "received"
    REPLIED = "replied"  # whoever got it has said what they will do
    DONE = "done"


@dataclass(frozen=True, slots=True)
class OrderDates:
    """The days in its life. `due_on` is None for a request, and for an instruction without a deadline."""

    issued_on: date
    due_on: date | None = None
    received_on: date | None = None
    replied_on: date | None = None
    done_on: date | None = None


def order_state(dates: OrderDates, on: date) -> OrderState:
    """The furthest that it had come by that day."""
    for day, state in (
        (dates.done_on, OrderState.DONE),
        (dates.replied_on, OrderState.REPLIED),
        (dates.received_on, OrderState.RECEIVED),
    ):
        if day is not None and day <= on:
            return state
    return OrderState.ISSUED


def is_overdue(dates: OrderDates, on: date) -> bool:
    """Whether its deadline is over and it was not done by then."""
    return dates.due_on is not None and dates.due_on < on and order_state(dates, on) is not OrderState.DONE
