"""Headers that fit no standard: relayed twice, of Cisco's clocks, written by collectors, with half of it missing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sekisho.intake.addresses import address
from sekisho.intake.facts import Doubt, Header
from sekisho.intake.header_words import (
    BEGINS_STAMP,
    FIELD,
    PRIORITY,
    STRUCTURED,
    TAG,
    ZONE_NAMES,
    in_words,
    is_host,
    is_tag,
)
from sekisho.intake.moments import MONTHS, at, dated, yearless, zone_minutes

MOST_HEADERS: Final = 4  # of one message; more is ill will
_MICROSECOND_DIGITS: Final = 6
_CISCO_REACH: Final = 64  # within so many characters behind the stamp Cisco's message begins
_MONTH: Final = r"[A-Za-z]{3}"
_CLOCK: Final = r"\d\d:\d\d:\d\d"
_BLANKS: Final = " \t\ufeff\0"
# An octet count left in a dump (RFC 6587), a priority, the version of RFC 5424, then the level in words.
_BEGIN: Final = re.compile(
    rf"(?:\d{{1,9}} (?=<))?+(?:<({PRIORITY})>)?+[ \t\ufeff\0]*+(?:(1) (?=\d{{4}}-\d\d-|- ))?+"
)
# Cisco: a sequence number, the host or the card, a mark at the clock; only before a stamp or a message.
_CISCO: Final = re.compile(
    r"(?:: *+)?+(?:\d{1,10}: )?+(?:(?!(?:\d{1,4}[ywdh]){1,4}:|[\d:.]+: %)([^\W_][\w.:-]{0,254}+)(?<=:) |([^\W_][\w.-]{0,254}+) (?=[A-Z\d]{1,8}/\d))?+"
    r"(?:\d{1,10}: )?+(?:[A-Z\d]{1,8}/\d{1,3}/[A-Z\d]{1,8}/[A-Z\d]{1,8}:)?+([*.]?)"
    rf"(?=%[A-Z]|{BEGINS_STAMP})"
)
_STAMP: Final = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?"
    r"(?:"
    rf"({_MONTH} {{1,2}}\d\d?),?(?: (\d{{4}}))? ({_CLOCK})(?:[.,](\d{{1,9}}))?(?: (\d{{4}})(?=[\s:]|\Z))?"
    rf"|(\d{{4}}) ({_MONTH} {{1,2}}\d\d?) ({_CLOCK})(?:[.,](\d{{1,9}}))?"
    rf"|(\d{{4}}[-/.: ]\d\d?[-/.: ]\d\d?[Tt _-]{{1,2}}\d?{_CLOCK[2:]})(?:[.,](\d{{1,9}}))?"
    r")"
    r"(?: ?(Z|z|[+-]\d\d(?::?\d\d)?)(?![\w.])| (JST|UTC|GMT)(?![\w.-])"
    rf"| ({'|'.join(ZONE_NAMES)})(?=:))?"
    r"(?:(:)(?=\s|\Z)|(?=\s|\Z))[ \t]*+"
)
_UPTIME: Final = re.compile(rf"(?:(?:\d{{1,4}}[ywdh]){{1,3}}|{_CLOCK}(?:\.\d{{1,9}})?): (?=%)")
_WORD: Final = re.compile(r"(\S{1,255}+)(?:[ \t]++|\Z)(?!(?:Passed|Rejected) at |@\d)")
_COLON: Final = re.compile(r":[ \t]++")
_TAG: Final = re.compile(rf"({TAG})(?:\[([^\]\s]{{1,64}}+)\])?:(?:[ \t]++|\Z)")
_FIELDS: Final = re.compile(rf"({FIELD}) (-|\d{{1,10}}) ({FIELD}) (?:({STRUCTURED})(?: |\Z))?")


def taken_off(text: str, *, received_at: int, offset_minutes: int) -> tuple[Header, str]:
    """As `headers.headed`: the header by its pieces, as many as there are, in any of the orders that are met."""
    draft = _Draft(text, received_at, offset_minutes, place=len(text) - len(text.lstrip(_BLANKS)))
    for _header in range(MOST_HEADERS):
        if not _one(draft):
            break
    if not draft.has_fields:
        _tag(draft)
    return draft.header(), text[draft.place :].lstrip(_BLANKS)


@lru_cache(maxsize=4096)
def with_year(year: str, day: str, clock: str, offset_minutes: int) -> int | None:
    """The moment of year, `Jan  5` and `10:00:00`; None where there is none."""
    month = MONTHS.get(day[:3].lower())
    if month is None:
        return None
    return at(int(year), month, int(day[3:]), *map(int, clock.split(":")), offset_minutes=offset_minutes)


def fraction_of(digits: str | None) -> int:
    """The digits behind the second as microseconds; what is finer is cut off."""
    return int(digits[:_MICROSECOND_DIGITS].ljust(_MICROSECOND_DIGITS, "0")) if digits else 0


@lru_cache(maxsize=8)
def doubts_of(is_marked: bool, lacks_zone: bool, lacks_year: bool) -> frozenset[Doubt]:
    """What had to be assumed of a stamp."""
    said = {
        Doubt.CLOCK_NOT_SET: is_marked,
        Doubt.ZONE_ASSUMED: lacks_zone,
        Doubt.YEAR_ASSUMED: lacks_year,
    }
    return frozenset(doubt for doubt, holds in said.items() if holds)


def said(field: str) -> str | None:
    """A field of RFC 5424, of which "-" says nothing."""
    return None if field == "-" else field


@dataclass(slots=True)
class _Draft:
    """What was taken off so far, and where the rest begins."""

    text: str
    received_at: int
    offset_minutes: int
    place: int
    priority: int | None = None
    at: int | None = None
    own_offset: int | None = None
    host: str | None = None
    app: str | None = None
    process: str | None = None
    message_id: str | None = None
    structured: str = ""
    doubts: frozenset[Doubt] = frozenset()
    has_fields: bool = False  # the last header had the fields of RFC 5424, so no tag follows

    def header(self) -> Header:
        return Header(
            priority=self.priority,
            at=self.at,
            offset_minutes=self.own_offset,
            host=self.host,
            app=self.app,
            process=self.process,
            message_id=self.message_id,
            structured=self.structured,
            doubts=self.doubts,
        )


def _one(draft: _Draft) -> bool:
    """Take one header off. False where none begins here."""
    began = draft.place
    has_version = _begin(draft)
    has_words = _in_words(draft)
    has_name, has_stamp, ends = _stamped(draft, has_version=has_version)
    if has_stamp:
        has_words = _in_words(draft) or has_words
        if not has_name and not ends:
            _host(draft, has_version=has_version)
    draft.has_fields = (has_version and _fields(draft)) or (draft.has_fields and draft.place == began)
    return draft.place > began and (has_stamp or has_words or draft.text[began : began + 1] == "<")


def _begin(draft: _Draft) -> bool:
    """Count, priority and version; whether it is RFC 5424."""
    found = _BEGIN.match(draft.text, draft.place)
    assert found is not None
    priority, version = found.groups()
    if priority is not None:
        draft.priority = int(priority)
    draft.place = found.end()
    return version is not None


def _in_words(draft: _Draft) -> bool:
    """`local0.info`, as collectors write it."""
    found = in_words(draft.text, draft.place)
    if found is None:
        return False
    draft.priority, draft.place = found
    return True


def _stamped(draft: _Draft, *, has_version: bool) -> tuple[bool, bool, bool]:
    """Whether a name stood before the stamp, whether there is a stamp, and whether a colon ended it."""
    if has_version and draft.text.startswith("- ", draft.place):
        draft.place += 2
        return False, True, False
    found = _CISCO.match(draft.text, draft.place)
    if found is None:
        return False, False, False
    place, mark = found.end(), found[3]
    if (uptime := _UPTIME.match(draft.text, place)) is not None:
        place, stamped, ends = uptime.end(), True, True
    elif (stamp := _STAMP.match(draft.text, place)) is not None and _moment(draft, stamp, mark):
        place, stamped, ends = stamp.end(), True, stamp[15] is not None
    elif draft.text.startswith("%", place):
        stamped, ends = found.end() > found.start(), True
    else:
        return False, False, False
    draft.place = place
    return _named(draft, found), stamped, ends


def _moment(draft: _Draft, found: re.Match[str], mark: str) -> bool:
    """The moment of the stamp, if there is such a one."""
    day, middle, clock, first, behind, front, other_day, other_clock, second, iso, third = found.groups()[:11]
    zone = found[12] or found[13]
    own = zone_minutes(zone) if zone else None
    offset = draft.offset_minutes if own is None else own
    year = middle or behind or front
    if iso is not None:
        moment = dated(iso, offset)
        at = moment[0] if moment else None
    elif year is not None:
        at = with_year(year, day or other_day, clock or other_clock, offset)
    else:
        at = yearless(f"{day} {clock}", offset, draft.received_at)
    if at is None:
        return False
    draft.at, draft.own_offset = at + fraction_of(first or second or third), own
    draft.doubts = doubts_of(bool(mark), own is None, iso is None and year is None)
    return True


def _named(draft: _Draft, found: re.Match[str]) -> bool:
    """The name before the stamp: the host where Cisco's message follows, otherwise the tag."""
    name = found[2] or (found[1] or "")[:-1]
    if not name:
        return False
    if "%" in draft.text[draft.place : draft.place + _CISCO_REACH] or found[2]:
        if is_host(name):
            draft.host = name
    else:
        draft.app = name
    return True


def _host(draft: _Draft, *, has_version: bool) -> None:
    """The next word, where it may be a host. One colon may follow it, before a message of Cisco's."""
    found = _WORD.match(draft.text, draft.place)
    if found is None:
        return
    word, place = found[1], found.end()
    if (colon := _COLON.match(draft.text, place)) is not None:
        place = colon.end()
    elif word.endswith(":") and (draft.text.startswith("%", place) or address(word[:-1]) is not None):
        word = word[:-1]
    if is_host(word):
        draft.host, draft.place = word, place
    elif has_version and word == "-":
        draft.place = place


def _fields(draft: _Draft) -> bool:
    """The rest of RFC 5424. Structured data that is none stays in the body (Check Point)."""
    found = _FIELDS.match(draft.text, draft.place)
    if found is None:
        return False
    draft.app, draft.process, draft.message_id = said(found[1]), said(found[2]), said(found[3])
    draft.structured = said(found[4] or "-") or ""
    draft.place = found.end()
    return True


def _tag(draft: _Draft) -> None:
    found = _TAG.match(draft.text, draft.place)
    if found is not None and is_tag(found[1]):
        draft.app, draft.process, draft.place = found[1], found[2], found.end()
