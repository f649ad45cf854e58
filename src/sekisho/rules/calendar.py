"""開庁日: on which days the body is open, and why it is closed on the others.

The calendar covers the days of `holidays.csv`, [SINCE, UNTIL). Outside them nothing is
known about holidays, and it refuses rather than take a holiday for an open day.
"""

from __future__ import annotations

import csv
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from sekisho.rules.model import OpeningHours, Words

SINCE = date(1989, 1, 1)
UNTIL = date(2041, 1, 1)
SEARCH_DAYS = 366  # how far an open day may lie before its absence is a mistake in the pack


class NoOpenDay(ValueError):
    """A year without one open day: the opening hours of the pack cannot be right."""

    def __init__(self, day: date) -> None:
        self.words = Words(
            f"{day.isoformat()}の前後1年に開庁日がありません。規程データの閉庁曜日と臨時閉庁日を確かめてください。",
            f"No open day within a year of {day.isoformat()}. "
            "Check the closed weekdays and the single closures of the rule pack.",
        )
        super().__init__(self.words.ja)


class BeyondCalendar(ValueError):
    """A day for which the holidays are not known."""

    def __init__(self, day: date) -> None:
        last_on = UNTIL - timedelta(days=1)
        self.words = Words(
            f"{day.isoformat()}の開庁・閉庁は分かりません。暦は{SINCE.isoformat()}から{last_on.isoformat()}までです。"
            "この範囲の日を指定するか、新しい版の祝日表に更新してください。",
            f"Whether {day.isoformat()} is an open day is not known. The calendar covers "
            f"{SINCE.isoformat()} to {last_on.isoformat()}. Ask for a day in that range, "
            "or install a release with later holidays.",
        )
        super().__init__(self.words.ja)


@dataclass(frozen=True, slots=True)
class Holiday:
    """国民の祝日・休日. Not `confirmed`: it rests on an equinox that is not yet announced.

    The equinoxes of a year are published in February of the year before; until then they
    are computed, and the day may still move by one.
    """

    on: date
    name: Words
    confirmed: bool


def require_known(day: date) -> None:
    """Raise BeyondCalendar unless `day` lies in [SINCE, UNTIL)."""
    if not SINCE <= day < UNTIL:
        raise BeyondCalendar(day)


def holiday(day: date) -> Holiday | None:
    """The national holiday on `day`. Raises BeyondCalendar outside [SINCE, UNTIL)."""
    require_known(day)
    return _holidays().get(day)


class OpenDays:
    """The calendar of one body, from its opening hours.

    A single closure or opening overrides every yearly rule; where a day is in both lists
    the closure wins, for it is the one made in an emergency. All days are worked out once,
    so that questions over many years cost a search and a slice.
    """

    __slots__ = ("_closures", "_flags", "_opened", "_openings", "hours")

    def __init__(self, hours: OpeningHours) -> None:
        self.hours = hours
        self._closures = dict(hours.closures)
        self._openings = frozenset(day for day, _reason in hours.openings)
        self._opened = self._find_open_days()
        self._flags = bytearray((UNTIL - SINCE).days)
        for day in self._opened:
            self._flags[day.toordinal() - _FIRST] = 1

    def is_open(self, day: date) -> bool:
        """Whether the body is open on `day`. Raises BeyondCalendar."""
        require_known(day)
        return bool(self._flags[day.toordinal() - _FIRST])

    def why_closed(self, day: date) -> Words | None:
        """The reason, most special first; None on an open day. Raises BeyondCalendar."""
        if self.is_open(day):
            return None
        if day in self._closures:
            return self._closures[day]
        festive = holiday(day) if self.hours.national_holidays else None
        if festive is not None:
            return festive.name if festive.confirmed else _awaited(festive.name)
        if (day.month, day.day) in self.hours.closed_month_days:
            return Words(
                f"毎年閉庁する日({day.month}月{day.day}日)", f"Closed every year ({day.month}/{day.day})"
            )
        return _WEEKDAYS[day.weekday()]

    def next_open(self, day: date) -> date:
        """The first open day on or after `day`. Raises NoOpenDay if a year has none, BeyondCalendar."""
        require_known(day)
        at = bisect_left(self._opened, day)
        if at < len(self._opened) and (self._opened[at] - day).days <= SEARCH_DAYS:
            return self._opened[at]
        if (UNTIL - day).days > SEARCH_DAYS:
            raise NoOpenDay(day)
        raise BeyondCalendar(UNTIL)

    def previous_open(self, day: date) -> date:
        """The last open day on or before `day`. Raises NoOpenDay if a year has none, BeyondCalendar."""
        require_known(day)
        at = bisect_right(self._opened, day)
        if at > 0 and (day - self._opened[at - 1]).days <= SEARCH_DAYS:
            return self._opened[at - 1]
        if (day - SINCE).days >= SEARCH_DAYS:
            raise NoOpenDay(day)
        raise BeyondCalendar(SINCE - timedelta(days=1))

    def open_days(self, since: date, until: date) -> list[date]:
        """The open days in [since, until), in order. Raises BeyondCalendar."""
        if since >= until:
            return []
        require_known(since)
        require_known(until - timedelta(days=1))
        return self._opened[bisect_left(self._opened, since) : bisect_left(self._opened, until)]

    def _find_open_days(self) -> list[date]:
        weekdays = frozenset(self.hours.closed_weekdays)
        yearly = frozenset(self.hours.closed_month_days)
        festive = _holidays() if self.hours.national_holidays else {}
        return [
            day
            for day in _days()
            if day not in self._closures
            and (
                day in self._openings
                or not (day.weekday() in weekdays or (day.month, day.day) in yearly or day in festive)
            )
        ]


# --- data -------------------------------------------------------------------------

_FIRST = SINCE.toordinal()

_WEEKDAYS = (
    Words("月曜日", "Monday"),
    Words("火曜日", "Tuesday"),
    Words("水曜日", "Wednesday"),
    Words("木曜日", "Thursday"),
    Words("金曜日", "Friday"),
    Words("土曜日", "Saturday"),
    Words("日曜日", "Sunday"),
)


def _awaited(name: Words) -> Words:
    return Words(f"{name.ja}(公表前の予定)", f"{name.en} (not yet announced)")


@cache
def _days() -> tuple[date, ...]:
    """Every day of the calendar, shared by all calendars."""
    return tuple(date.fromordinal(number) for number in range(_FIRST, UNTIL.toordinal()))


@cache
def _holidays() -> dict[date, Holiday]:
    text = files("sekisho.rules").joinpath("holidays.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    found = (
        Holiday(date.fromisoformat(row["on"]), Words(row["ja"], row["en"]), row["status"] == "confirmed")
        for row in rows
    )
    return {festive.on: festive for festive in found}
