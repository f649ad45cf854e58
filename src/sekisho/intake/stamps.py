"""A time in whichever form it comes: for containers and lists, where the sender chooses the form."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from sekisho.intake.facts import NO_DOUBT, Doubt
from sekisho.intake.moments import MONTHS, at, dated, epoch, yearless, zone_minutes

_NAMED: Final = re.compile(
    r"([A-Za-z]{3})[ -]{1,2}(\d\d?)[ ,-]{1,2}(\d{4}) (\d\d?:\d\d:\d\d(?:[.,]\d{1,9})?) ?(\S{1,6})?\Z"
)
_YEARLESS: Final = re.compile(r"([A-Za-z]{3} {1,2}\d\d? \d\d:\d\d:\d\d(?:[.,]\d{1,9})?)(?: (\S{1,6}))?\Z")
_MEANING: Final = re.compile(r"yyyy|MMM|MM?|dd?|HH?|mm|ss|S+|[zZXx]+|'([^']*)'|.", re.DOTALL)
_PATTERNS: Final = {
    "yyyy": r"(?P<year>\d{4})",
    "MMM": r"(?P<name>[A-Za-z]{3})",
    "MM": r"(?P<month>\d\d?)",
    "M": r"(?P<month>\d\d?)",
    "dd": r"(?P<day>\d\d?)",
    "d": r"(?P<day>\d\d?)",
    "HH": r"(?P<hour>\d\d?)",
    "H": r"(?P<hour>\d\d?)",
    "mm": r"(?P<minute>\d\d)",
    "ss": r"(?P<second>\d\d)",
}
_SECONDS_DIGITS: Final = 10
_FORM_CHARACTERS: Final = 64  # no form that is meant is longer
_STAMP_CHARACTERS: Final = 64

Stamp = tuple[int | None, frozenset[Doubt]]
NO_STAMP: Final[Stamp] = (None, NO_DOUBT)
_CERTAIN: Final[frozenset[Doubt]] = NO_DOUBT
_NO_ZONE: Final = frozenset({Doubt.ZONE_ASSUMED})


def stamp(text: str | None, *, offset_minutes: int, received_at: int) -> Stamp:
    """The moment (microseconds since 1970) and what had to be assumed.

    Seconds since 1970 or finer, `2031-01-05T10:00:00+09:00` and what resembles it, `Jan 05 2031 10:00:00 JST`, and
    the same without its year. `offset_minutes` is for those that name no zone. (None, no doubts): it is no time.
    """
    if not text or len(text) > _STAMP_CHARACTERS:
        return NO_STAMP
    found = _with_year(text, offset_minutes)
    return found if found is not None else _without_year(text, offset_minutes, received_at)


def stamp_in_form(text: str | None, form: str | None, *, offset_minutes: int, received_at: int) -> Stamp:
    """As `stamp`, where the sender says how it writes: a pattern of Java, as LEEF's devTimeFormat."""
    if text and form and len(form) <= _FORM_CHARACTERS and len(text) <= _STAMP_CHARACTERS:
        moment = _in_form(text, form, offset_minutes)
        if moment is not None:
            return moment
    return stamp(text, offset_minutes=offset_minutes, received_at=received_at)


@lru_cache(maxsize=4096)
def _with_year(text: str, offset_minutes: int) -> Stamp | None:
    known = epoch(text) or _with_fraction(text)
    if known is not None:
        return known, _CERTAIN
    read = dated(text, offset_minutes) or _named(text, offset_minutes)
    return None if read is None else (read[0], _NO_ZONE if read[1] is None else _CERTAIN)


@lru_cache(maxsize=4096)
def _in_form(text: str, form: str, offset_minutes: int) -> Stamp | None:
    pattern = _pattern(form)
    found = pattern.match(text) if pattern else None
    return _of_parts(found.groupdict(), offset_minutes) if found else None


def _with_fraction(text: str) -> int | None:
    """Seconds since 1970 with a fraction after a point."""
    seconds, _, fraction = text.partition(".")
    if len(seconds) != _SECONDS_DIGITS or not fraction.isdigit():
        return None
    return epoch(seconds + fraction[:6].ljust(6, "0"))


def _named(text: str, offset_minutes: int) -> tuple[int, int | None] | None:
    found = _NAMED.match(text)
    month = found and MONTHS.get(found[1].lower())
    if not found or not month:
        return None
    read = dated(f"{found[3]}-{month}-{found[2]} {found[4]}", offset_minutes)
    zone = zone_minutes(found[5]) if found[5] else None
    if read is None or zone is None:
        return read
    return read[0] + (offset_minutes - zone) * 60_000_000, zone


def _without_year(text: str, offset_minutes: int, received_at: int) -> Stamp:
    found = _YEARLESS.match(text)
    if found is None:
        return NO_STAMP
    zone = zone_minutes(found[2]) if found[2] else None
    moment = yearless(found[1], offset_minutes if zone is None else zone, received_at)
    if moment is None:
        return NO_STAMP
    return moment, frozenset({Doubt.YEAR_ASSUMED} | (_NO_ZONE if zone is None else _CERTAIN))


@lru_cache(maxsize=256)
def _pattern(form: str) -> re.Pattern[str] | None:
    parts = []
    for found in _MEANING.finditer(form):
        token = found[0]
        if token[0] == "S":
            parts.append(r"(?P<fraction>\d{1,9})")
        elif token[0] in "zZXx":
            parts.append(r"(?P<zone>\S{1,6})")
        else:
            parts.append(_PATTERNS.get(token) or re.escape(token if found[1] is None else found[1]))
    try:
        return re.compile("".join(parts) + r"\Z")
    except re.error:  # the form names a part twice
        return None


def _of_parts(parts: dict[str, str | None], offset_minutes: int) -> Stamp | None:
    year, day = parts.get("year"), parts.get("day")
    month = MONTHS.get((parts.get("name") or "").lower()) or int(parts.get("month") or 0)
    if not year or not day or not month:
        return None
    clock = (int(parts.get(unit) or 0) for unit in ("hour", "minute", "second"))
    zone = zone_minutes(parts.get("zone") or "")
    moment = at(int(year), month, int(day), *clock, offset_minutes=offset_minutes if zone is None else zone)
    if moment is None:
        return None
    fraction = int((parts.get("fraction") or "")[:6].ljust(6, "0"))
    return moment + fraction, _NO_ZONE if zone is None else _CERTAIN
