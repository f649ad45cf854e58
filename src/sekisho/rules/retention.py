"""保存期間: until when evidence has to be kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import assert_never

from sekisho.rules.fiscal import fiscal_year, fiscal_year_span
from sekisho.rules.model import Retention, Unit


def keep_until(retention: Retention, event_on: date) -> date | None:
    """The first day on which it may be disposed of; None: never (永年).

    `event_on` is the day of the event named by `retention.counted_from`. Years run to the
    same day of a later year: what happened on 2019-11-22 is kept 7 years, until
    2026-11-22, and with `to_fiscal_year_end` until 2027-04-01. Fiscal years run from the
    first day of the fiscal year after the event. Where the calendar has no such day, the
    longer period holds: 29 February runs to 1 March.
    """
    match retention.unit:
        case Unit.PERMANENT:
            return None
        case Unit.YEARS:
            until = _years_after(event_on, retention.amount)
        case Unit.FISCAL_YEARS:
            until, _end = fiscal_year_span(fiscal_year(event_on) + 1 + retention.amount)
        case _:
            assert_never(retention.unit)
    return _fiscal_year_end(until) if retention.to_fiscal_year_end else until


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February, and the later year has none
        return date(day.year + years, 3, 1)


def _fiscal_year_end(until: date) -> date:
    """The end of the fiscal year of the last day that is kept."""
    _first, end = fiscal_year_span(fiscal_year(until - timedelta(days=1)))
    return end
