"""年度: the fiscal year, 1 April to 31 March, named by the year in which it begins."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from sekisho.rules.wareki import Era, era_of

FIRST_MONTH = 4


def fiscal_year(day: date) -> int:
    """The fiscal year to which `day` belongs: 2026-03-31 is in 2025."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def fiscal_year_span(year: int) -> tuple[date, date]:
    """(first day, first day of the next one): half-open."""
    return date(year, FIRST_MONTH, 1), date(year + 1, FIRST_MONTH, 1)


def fiscal_year_label(year: int) -> str:
    """令和8年度; a year in which the era changes bears the new name (2019 is 令和元年度)."""
    return _label(year, era_of(date(year, 12, 31)))


def fiscal_year_aliases(year: int) -> tuple[str, ...]:
    """Other names under which documents file the year: 平成31年度 for 2019, mostly none."""
    began_in = era_of(date(year, FIRST_MONTH, 1))
    return () if began_in is era_of(date(year, 12, 31)) else (_label(year, began_in),)


def day_of_month(year: int, month: int, day: int) -> date:
    """That day, or the last of the month where the month is shorter (29 February in a common year)."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    return day_of_month(index // 12, index % 12 + 1, day.day)


def _label(year: int, era: Era) -> str:
    number = era.year_of(date(year, FIRST_MONTH, 1))
    return f"{era.name}{'元' if number == 1 else number}年度"
