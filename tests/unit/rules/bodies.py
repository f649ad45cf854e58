"""Opening hours and duties of every kind, for the tests of calendars, due dates and states."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sekisho.rules.cadences import Cadence
from sekisho.rules.model import Basis, Duty, OpeningHours, Words

TYPHOON = Words("台風による閉庁", "Closed for a typhoon")
MOVING_SEASON = Words("転入・転出期の休日開庁", "Opened for the moving season")
WEEKEND = (5, 6)
YEAR_END = ((12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3))


def day(text: str) -> date:
    """2026-11-23."""
    return date.fromisoformat(text)


def days(*texts: str) -> list[date]:
    """Several of them."""
    return [date.fromisoformat(text) for text in texts]


def hours(
    *,
    closed_weekdays: Iterable[int] = WEEKEND,
    national_holidays: bool = True,
    month_days: tuple[tuple[int, int], ...] = YEAR_END,
    closures: Iterable[date] = (),
    openings: Iterable[date] = (),
) -> OpeningHours:
    """A town's hours: closed on Saturdays, Sundays, national holidays and over the year end."""
    return OpeningHours(
        closed_weekdays=tuple(closed_weekdays),
        national_holidays=national_holidays,
        closed_month_days=month_days,
        closures=tuple((closed_on, TYPHOON) for closed_on in closures),
        openings=tuple((opened_on, MOVING_SEASON) for opened_on in openings),
        opens_at="08:30",
        closes_at="17:15",
        basis=Basis.PRACTICE,
    )


def duty(
    cadence: Cadence,
    *,
    since: date | None = None,
    until: date | None = None,
    lapses_after_days: int | None = None,
) -> Duty:
    """A duty of which only the cadence and its dates matter."""
    return Duty(
        id="daily-check",
        clause="a5.i1.s2",
        title=Words("日次点検", "Daily check"),
        actors=("resident_affairs",),
        verb="check",
        cadence=cadence,
        cadence_basis=Basis.PRACTICE,
        evidence="daily_checks",
        retention=None,
        done_when=Words("点検表に記載がある。", "The sheet is filled in."),
        since=since,
        until=until,
        lapses_after_days=lapses_after_days,
    )
