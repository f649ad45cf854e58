"""When a duty falls due: a closed set of cadences, as data.

A cadence says which days are due days; `due.py` turns it into dates. The regulation
names few of them in numbers (日次的, 定期, 速やかに); the rest are town practice, and
each duty in a rule pack carries the basis of its cadence.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Shift(StrEnum):
    """What happens to a due day on which the offices are closed."""

    NEXT = "next"  # the next open day, in the following period if need be
    PREVIOUS = "previous"  # the last open day before it
    KEEP = "keep"  # the day stays, open or not


@dataclass(frozen=True, slots=True)
class EachOpenDay:
    """日次: every day on which the offices are open."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """Once a calendar week (Monday to Sunday), by `weekday` (Monday is 0)."""

    weekday: int = 4
    shift: Shift = Shift.PREVIOUS


@dataclass(frozen=True, slots=True)
class Monthly:
    """Every `every` months counted from April, by `day` of the month.

    A `day` beyond the month's end means the month's last day. `every` is 1 (monthly),
    2, 3 (quarterly), 4 or 6 (half-yearly): it divides the fiscal year.
    """

    day: int = 31
    every: int = 1
    shift: Shift = Shift.PREVIOUS


@dataclass(frozen=True, slots=True)
class Yearly:
    """Once every `every` fiscal years (年度, April to March), by `month` and `day`.

    With `every` above 1, fiscal years divisible by it (計 by the year in which they
    begin) are the ones that count. 29 February in a common year means 28 February.
    """

    month: int = 3
    day: int = 31
    every: int = 1
    shift: Shift = Shift.PREVIOUS


@dataclass(frozen=True, slots=True)
class Within:
    """On an event, within `days` days of it; 0 is the day of the event itself.

    With `open_days` the days counted are open days.
    """

    event: str
    days: int
    open_days: bool = False


@dataclass(frozen=True, slots=True)
class Promptly:
    """On an event, 速やかに or 直ちに: the law gives no number.

    `target_minutes` is what the town aims at, shown as 目標 and never as a deadline;
    None shows elapsed time alone.
    """

    event: str
    target_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """「遵守しなければならない」: holds always and falls due never; only an audit asks."""


Cadence = EachOpenDay | Weekly | Monthly | Yearly | Within | Promptly | Standing
