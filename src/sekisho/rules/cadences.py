"""When a duty falls due: a closed set of cadences, as data.

A cadence says which days are due days; `due.py` turns it into dates. The regulation
names few of them in numbers (日次的, 定期, 速やかに); the rest are town practice, and
each duty in a rule pack carries the basis of its cadence.

How the hard corners fall (`due.py` does it, its tests hold it):
* A weekly, monthly or yearly cadence is an unbroken row of half-open periods, with one
  due day each. The period is the identity: a due day that is shifted out of its period
  still belongs to it.
* A due day never lies before its period opens, whatever the shift.
* Two periods never share a due day. Where a closure would make them, the later one moves
  to the next open day; no period is dropped, not even one without any open day. (So a body
  with fewer open days than a cadence has periods falls further behind with each: it
  should choose KEEP or a slower cadence.)
* EachOpenDay, and every shift but KEEP, give open days only.
* Where a year has no open day, and beyond the days for which holidays are known, there
  is a refusal instead of a date.
* A month too short for its day means its last day, 29 February in a common year too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Shift(StrEnum):
    """What happens to a due day on which the offices are closed."""

    NEXT = "next"  # the next open day, in the following period if need be
    PREVIOUS = "previous"  # the last open day before it in its period; where there is none, the next
    KEEP = "keep"  # the day stays, open or not


@dataclass(frozen=True, slots=True)
class EachOpenDay:
    """日次: every day on which the offices are open."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """Once a calendar week (Monday to Sunday), by `weekday` (Monday is 0).

    A week that holds the end of a year or of a fiscal year is one week.
    """

    weekday: int = 4
    shift: Shift = Shift.PREVIOUS


@dataclass(frozen=True, slots=True)
class Monthly:
    """Every `every` months counted from April, by `day` of the last of them.

    Quarterly by the 31st falls due on 30 June, 30 September, 31 December and 31 March. A
    `day` beyond the month's end means the month's last day. `every` is 1 (monthly),
    2, 3 (quarterly), 4 or 6 (half-yearly): it divides the fiscal year.
    """

    day: int = 31
    every: int = 1
    shift: Shift = Shift.PREVIOUS


@dataclass(frozen=True, slots=True)
class Yearly:
    """Once every `every` fiscal years (年度, April to March), by `month` and `day`.

    With `every` above 1, fiscal years divisible by it (named by the year in which
    they begin) are the ones that count: an occurrence opens on 1 April of such a year, and
    until the next of them opens it can be done late.
    """

    month: int = 3
    day: int = 31
    every: int = 1
    shift: Shift = Shift.PREVIOUS


@dataclass(frozen=True, slots=True)
class Within:
    """On an event, within `days` days of it; 0 is the day of the event itself.

    The day of the event is not counted. With `open_days` the days counted are open days,
    and 0 on a closed day means the next open day; without, the day stays, open or not.
    """

    event: str
    days: int
    open_days: bool = False


@dataclass(frozen=True, slots=True)
class Promptly:
    """On an event, 速やかに or 直ちに: the law gives no number.

    `target_minutes` is what the town aims at, shown as 目標 and never as a deadline;
    None shows elapsed time alone. Each event gives one occurrence, due on its own day (the
    day from which it waits to be done) and never lapsing: no day is late enough to say
    that it can no longer be done.
    """

    event: str
    target_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """「遵守しなければならない」: holds always and falls due never; only an audit asks."""


Cadence = EachOpenDay | Weekly | Monthly | Yearly | Within | Promptly | Standing
