"""The times that devices write, as microseconds since 1970."""

from __future__ import annotations

import re
from calendar import timegm
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_NAME_OF_MONTH: Final = {number: name for name, number in MONTHS.items()}
JST_MINUTES: Final = 540  # east of Greenwich
JST: Final = timezone(timedelta(minutes=JST_MINUTES))
SECOND: Final = 1_000_000
LEAP_SECOND: Final = 60
_DAY: Final = 86_400 * SECOND
_LESS_THAN_HALF_A_YEAR: Final = 182 * _DAY
_DATED: Final = re.compile(
    r"(\d{4})[-/.: ](\d\d?)[-/.: ](\d\d?)[Tt _-]{1,2}(\d\d?):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s?"
    r"(Z|z|UTC|GMT|JST|[+-]\d\d(?::?\d\d)?)?\Z"
)
_YEARLESS: Final = re.compile(r"([A-Za-z]{3})\s+(\d\d?)\s+(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\Z")
_UNITS: Final = {10: (SECOND, 1), 13: (1_000, 1), 16: (1, 1), 19: (1, 1_000)}  # by digits: times, divided by
_EARLIEST_SECOND: Final = timegm(
    (1, 1, 2, 0, 0, 0)
)  # so that every moment has a day, in Greenwich and in Japan
_LATEST_SECOND: Final = timegm((9999, 12, 31, 14, 59, 59))
_CHARACTERS: Final = 64  # no time is longer, and what is remembered must be short
_ZONES: Final = {"z": 0, "utc": 0, "gmt": 0, "jst": 540}


def dated(text: str, offset_minutes: int) -> tuple[int, int | None] | None:
    """A time with year: the moment, and the zone that it names itself, in minutes (None: `offset_minutes` was taken).

    `2031-01-05 10:00:00`, with `/`, `.` or `:`, `T`, a fraction of up to nine digits, `Z`, `+09:00`, `+0900`, `JST`.
    None where it is no time, or none that exists.
    """
    return _dated(text, offset_minutes) if len(text) <= _CHARACTERS else None


def yearless(text: str, offset_minutes: int, received_at: int) -> int | None:
    """`Jan  5 10:00:00` in the year that brings it nearest to the time of receipt. None where it is no time."""
    if len(text) > _CHARACTERS:
        return None
    candidates = _in_three_years(text, offset_minutes, _year_of_day(received_at // _DAY))
    if candidates and abs(candidates[0] - received_at) < _LESS_THAN_HALF_A_YEAR:
        return candidates[0]  # every other is a year from this one; nearly all end here
    return min(candidates, key=lambda moment: abs(moment - received_at), default=None)


def nearest_year(month: int, day: int, clock: str, offset_minutes: int, received_at: int) -> int | None:
    """As `yearless`, for a month in figures and a clock as `10:00:00`."""
    name = _NAME_OF_MONTH.get(month)
    return yearless(f"{name} {day} {clock}", offset_minutes, received_at) if name else None


def epoch(text: str) -> int | None:
    """Seconds, milli-, micro- or nanoseconds since 1970, told apart by their digits (10, 13, 16, 19)."""
    if not (text.isascii() and text.isdigit()):
        return None
    times, divided = _UNITS.get(len(text), (0, 1))
    return int(text) * times // divided if times else None


def at(year: int, month: int, day: int, *clock: int, offset_minutes: int) -> int | None:
    """The moment; `clock` is hour, minute, second. A leap second is the one after.

    None: there is no such time, or the calendar ends before it in Japan or Greenwich.
    """
    hour, minute, second = clock
    leap = second == LEAP_SECOND
    try:
        local = datetime(year, month, day, hour, minute, 59 if leap else second, tzinfo=UTC)
    except ValueError:
        return None
    found = timegm(local.timetuple()) + leap - offset_minutes * 60
    return found * SECOND if _EARLIEST_SECOND <= found <= _LATEST_SECOND else None


def zone_minutes(text: str) -> int | None:
    """`+09:00`, `+0900`, `+09`, `Z`, `JST` as minutes east of Greenwich; None for names with several meanings."""
    known = _ZONES.get(text.lower())
    if known is not None:
        return known
    digits = text[1:].replace(":", "")
    if text[:1] not in "+-" or len(digits) not in (2, 4) or not (digits.isascii() and digits.isdigit()):
        return None
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    if minutes >= 24 * 60:
        return None
    return minutes if text[0] == "+" else -minutes


@lru_cache(maxsize=4096)
def _dated(text: str, offset_minutes: int) -> tuple[int, int | None] | None:
    found = _DATED.match(text)
    if found is None:
        return None
    *numbers, fraction, zone = found.groups()
    own = zone_minutes(zone) if zone else None
    moment = at(*map(int, numbers), offset_minutes=offset_minutes if own is None else own)
    return None if moment is None else (moment + _microseconds(fraction), own)


@lru_cache(maxsize=4096)
def _in_three_years(text: str, offset_minutes: int, year: int) -> tuple[int, ...]:
    found = _YEARLESS.match(text)
    month = found and MONTHS.get(found[1].lower())
    if not found or not month:
        return ()
    day, hour, minute, second = (int(found[place]) for place in range(2, 6))
    moments = (
        at(each, month, day, hour, minute, second, offset_minutes=offset_minutes)
        for each in (year, year - 1, year + 1)
    )
    return tuple(moment + _microseconds(found[6]) for moment in moments if moment is not None)


@lru_cache(maxsize=64)
def _year_of_day(day: int) -> int:
    return datetime.fromtimestamp(day * 86_400, UTC).year


def _microseconds(fraction: str | None) -> int:
    return int(fraction[:6].ljust(6, "0")) if fraction else 0
