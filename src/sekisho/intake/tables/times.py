"""Days and times as Japanese offices write them: ISO, with slashes, in 和暦, with or without an offset."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from sekisho.archive.schema import EPOCH
from sekisho.intake.moments import JST_MINUTES, SECOND, at, zone_minutes

DAY: Final = 86_400 * SECOND
MINUTES_A_DAY: Final = 24 * 60


class Era(NamedTuple):
    """元号: the year before its first, and its days [since, until)."""

    before: int
    since: date
    until: date


_MEIJI = Era(1867, date(1873, 1, 1), date(1912, 7, 30))  # before 1873 the calendar was a lunisolar one
_TAISHO = Era(1911, date(1912, 7, 30), date(1926, 12, 25))
_SHOWA = Era(1925, date(1926, 12, 25), date(1989, 1, 8))
_HEISEI = Era(1988, date(1989, 1, 8), date(2019, 5, 1))
_REIWA = Era(2018, date(2019, 5, 1), date.max)
ERAS: Final = {
    "明治": _MEIJI, "M": _MEIJI, "大正": _TAISHO, "T": _TAISHO, "昭和": _SHOWA, "S": _SHOWA,
    "平成": _HEISEI, "H": _HEISEI, "令和": _REIWA, "R": _REIWA,
}  # fmt: skip
_DAY: Final = (
    r"(?:(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)"
    r"|(?P<era>[^\s\d./-]{1,2}) ?(?P<era_year>\d\d?|元)(?P<sign>年|\.) ?(?P<era_month>\d\d?)(?:月|\.) ?(?P<era_day>\d\d?)日?"
    r"|(?P<long_year>\d{4})年 ?(?P<long_month>\d\d?)月 ?(?P<long_day>\d\d?)日)"
)
_DATE: Final = re.compile(_DAY + r"\Z", re.ASCII | re.IGNORECASE)
_TIME: Final = (
    r"(?P<hour>\d\d?)(?:(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?)"
    r"|時(?: ?(?P<long_minute>\d\d?)分(?: ?(?P<long_second>\d\d?)秒)?)?)"
)
_ZONE: Final = r"(?: ?(?P<zone>Z|UTC|GMT|JST|[+-]\d\d(?::?\d\d)?))?"
_MOMENT: Final = re.compile(rf"{_DAY}(?:T| {{0,2}}){_TIME}{_ZONE}\Z", re.ASCII | re.IGNORECASE)
_CLOCK: Final = re.compile(r"(\d\d?)(?::(\d\d)(?::00)?|時(?:(\d\d?)分)?)\Z")


@lru_cache(maxsize=65_536)
def moment(text: str, offset_minutes: int = JST_MINUTES) -> int | None:
    """A time with its day, as microseconds since 1970; `offset_minutes` where it names no zone itself. None: it is none.

    `2026-09-30 14:05:33`, `2026/09/30 14:05`, `令和8年9月30日 14時05分`, and any of them with `Z`, `+09:00`,
    `JST`. `24:00` is the end of the day.
    """
    found = _MOMENT.match(unicodedata.normalize("NFKC", text).strip())
    on = _day_in(found) if found else None
    if found is None or on is None:
        return None
    hour = int(found["hour"])
    minute, second = (int(found[n] or found[f"long_{n}"] or 0) for n in ("minute", "second"))
    ends = (hour, minute, second) == (24, 0, 0)
    zone = zone_minutes(found["zone"]) if found["zone"] else offset_minutes
    if zone is None:
        return None
    begun = at(on.year, on.month, on.day, 0 if ends else hour, minute, second, offset_minutes=zone)
    if begun is None:
        return None
    if ends and on == date.max:
        return None
    return begun + DAY * ends + int((found["fraction"] or "0")[:6].ljust(6, "0"))


@lru_cache(maxsize=65_536)
def day(text: str) -> date | None:
    """A day: `2026-09-30`, `2026/9/30`, `2026年9月30日`, `令和8年9月30日`, `平成元年1月8日`, `R8.9.30`. None: it is none."""
    found = _DATE.match(unicodedata.normalize("NFKC", text).strip())
    return _day_in(found) if found else None


@lru_cache(maxsize=4096)
def clock(text: str) -> int | None:
    """A time of day as minutes after midnight, `8:30`, `17時15分`; `26:00` is two o'clock on the next day. None: none."""
    found = _CLOCK.match(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    minutes = int(found[2] or found[3] or 0)
    whole = int(found[1]) * 60 + minutes
    return whole if minutes < 60 and whole <= 2 * MINUTES_A_DAY else None  # noqa: PLR2004 -- minutes of an hour


def midnight(on: date, offset_minutes: int = JST_MINUTES) -> int:
    """The moment at which the day begins, microseconds since 1970."""
    return (on - EPOCH.date()).days * DAY - offset_minutes * 60 * SECOND


def local_day(moment_: int, offset_minutes: int = JST_MINUTES) -> date:
    """The local day in which a moment lies."""
    return date.fromordinal(EPOCH.toordinal() + (moment_ + offset_minutes * 60 * SECOND) // DAY)


def _day_in(found: re.Match[str]) -> date | None:
    """The day of a match. None for one that does not exist, or lies outside its era."""
    if found["era"] is None:
        prefix = "long_" if found["year"] is None else ""
        return _date(*(int(found[f"{prefix}{part}"]) for part in ("year", "month", "day")))
    era = ERAS.get(found["era"].upper())
    if era is None:
        return None
    year = 1 if found["era_year"] == "元" else int(found["era_year"])
    on = _date(era.before + year, int(found["era_month"]), int(found["era_day"])) if year else None
    return on if on is not None and era.since <= on < era.until else None


def _date(year: int, month: int, day_: int) -> date | None:
    try:
        return date(year, month, day_)
    except ValueError:
        return None
