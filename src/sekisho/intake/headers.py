"""What stands before a message: RFC 5424, RFC 3164, and all that only resembles them.

The common forms have one pattern each; what these do not fit is taken off piece by piece in `odd_headers`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from sekisho.intake.facts import NO_DOUBT, ZONE_ASSUMED, Doubt, Header
from sekisho.intake.header_words import FIELD, PRIORITY, STRUCTURED, TAG, is_host, is_tag
from sekisho.intake.moments import SECOND, dated, yearless, zone_minutes
from sekisho.intake.odd_headers import doubts_of, fraction_of, said, taken_off, with_year

_ISO: Final = r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)"
# Behind either nothing may begin that is a header once more: a priority, a mark, a number, a date.
_DAY: Final = r"[A-Z][a-z]{2} [ \d]\d"
# Structured data that is none stays in the body (Check Point).
_RFC_5424: Final = re.compile(
    rf"<({PRIORITY})>1 {_ISO} ({FIELD}) ({FIELD}) ({FIELD}) ({FIELD}) "
    rf"(?:({STRUCTURED})(?:\Z| \ufeff?(?![<:*]|\d{{1,10}}: |\d{{4}}[-/.: ]\w|{_DAY} ))"
    rf"|(?!(?:{STRUCTURED})(?:\Z| ))(?=\[))"
)
_RFC_3164: Final = re.compile(
    rf"(?:<({PRIORITY})>)?+(?:({_DAY} (?:(20\d\d) )?\d\d:\d\d:\d\d)|{_ISO}) ([A-Za-z\d][\w.-]*+)(?: ?: (?=%)| )"
    rf"(?![<:*.@\s]|\d{{1,10}}: |\d{{4}}[-/.: ]|(?:Passed|Rejected) at |{_DAY} )"
    rf"(?:({TAG})(?:\[([^\]\s]{{1,64}}+)\])?+:(?: |\Z))?+"
)
_CISCO: Final = re.compile(
    rf"<({PRIORITY})>(?:\d{{1,10}}: )?+(?:([A-Za-z][\w.-]*+): )?+([*.]?+)({_DAY} (?:(20\d\d) )?\d\d:\d\d:\d\d)"
    r"(?:\.(\d{1,9}))?+(?: (JST|UTC|GMT))?+: (?=%)"
)
# Only before a word that is neither host nor tag: AlaxalA, NEC.
_DATED: Final = re.compile(
    rf"(?:<({PRIORITY})>)?+(20\d\d[-/]\d\d[-/]\d\d[ T]\d\d:\d\d:\d\d)(?:[.,](\d{{1,9}}))?+(?: (JST|UTC|GMT))? "
    r"(?=[^\s:\[]{0,64}+(?<=\))|[A-Z]{2,5}\.\d{3}:)"
)
_KEYS: Final = re.compile(rf"<({PRIORITY})> *+(?=[a-z_]{{1,32}}+=)")
# The first word is no level in words, and what follows it is neither a stamp nor Cisco's message.
_NO_STAMP: Final = re.compile(
    rf"<({PRIORITY})> *+(?=[A-Za-z_%{{\[])(?![A-Z][a-z]{{2}},? |[A-Za-z]{{3,8}}\d?\.[A-Za-z]{{3,13}}\s)"
    r"(?!\S{1,255}+ (?::? ?[*.%]|[A-Z][a-z]{2} [ \d]\d|\d{4}[-/ ]|\d{1,10}: |RP/))"
    rf"(?:({TAG})(?:\[([^\]\s]{{1,64}}+)\])?:(?: |\Z))?"
)
_Parts = tuple[str | Any, ...]  # Any, as typeshed has it: a group that took no part is None
_PRIORITY_CHARACTERS: Final = 5
_CHARACTERS: Final = 256  # of a header that is remembered
_MONTH_LETTERS: Final = 3
_SEEN_FROM, _SEEN_BEFORE = 16, 96  # characters: behind the shortest stamp, and as long as is remembered
_GOES_ON: Final = re.compile(r"(?:Passed|Rejected) a|[A-Z][a-z]{2} [ \d]")
_HOUR: Final = 3600 * SECOND
_YEAR_ASSUMED: Final = frozenset({Doubt.ZONE_ASSUMED, Doubt.YEAR_ASSUMED})


def headed(text: str, *, received_at: int, offset_minutes: int) -> tuple[Header, str]:
    """The header, as far as there is one, and the body: what follows the header and its tag (RFC 5424, RFC 3164).

    `received_at` (microseconds since 1970) chooses the year of a stamp without one, `offset_minutes` is the zone of
    a stamp without one; both are told as doubts. Of two headers the inner is the device's, the outer fills its gaps.
    Never raises; the time it takes grows with the length of the text at most.
    """
    begins = text.find(">", 0, _PRIORITY_CHARACTERS) + 1
    # Then none of the first three can be, or only one that is rare: most lines of routers.
    is_month = text[begins : begins + 1].isupper()
    if not is_month and (found := _KEYS.match(text)) is not None:
        return _priority_alone(found[1]), text[found.end() :]
    if not is_month and (found := _RFC_5424.match(text)) is not None:
        usual = _of_rfc_5424(found, text)
    elif not is_month and (found := _CISCO.match(text)) is not None:
        usual = _of_cisco(found, text, received_at, offset_minutes)
    elif (known := _known(text, begins, received_at, offset_minutes)) is not None:
        return known
    elif (found := _RFC_3164.match(text)) is not None:
        usual = _of_rfc_3164(found, text, received_at, offset_minutes)
    elif (found := _NO_STAMP.match(text)) is not None:
        usual = _of_no_stamp(found, text)
    elif is_month and (found := _CISCO.match(text)) is not None:
        usual = _of_cisco(found, text, received_at, offset_minutes)
    elif (found := _DATED.match(text)) is not None:
        usual = _of_dated(found, text, offset_minutes)
    else:
        usual = None
    return usual or taken_off(text, received_at=received_at, offset_minutes=offset_minutes)


def _of_rfc_5424(found: re.Match[str], text: str) -> tuple[Header, str] | None:
    priority, stamp, fraction, zone, host, app, process, message_id, structured = found.groups()
    reader = _header_of_rfc_5424 if found.end(8) <= _CHARACTERS else _header_of_rfc_5424.__wrapped__
    header = reader((priority, stamp + zone, host, app, process, message_id))
    if header is None:
        return None
    return _completed(header, fraction, "" if structured == "-" else structured or ""), text[found.end() :]


@lru_cache(maxsize=4096)
def _header_of_rfc_5424(parts: _Parts) -> Header | None:
    """Without its structured data and the fraction of its second. Remembered, as that of RFC 3164."""
    priority, stamp, host, app, process, message_id = parts
    moment = dated(stamp, 0)
    if moment is None:
        return None
    return Header(int(priority), *moment, said(host), said(app), said(process), said(message_id))


def _completed(header: Header, fraction: str | None, structured: str = "") -> Header:
    """The header with what is remembered of none, for it differs from line to line: the digits behind its second, data."""
    if not fraction and not structured:
        return header
    priority, at, own, host, app, process, message_id, _, doubts = header
    assert at is not None
    exact = at + fraction_of(fraction)
    return Header(priority, exact, own, host, app, process, message_id, structured, doubts)


def _known(text: str, begins: int, received_at: int, offset_minutes: int) -> tuple[Header, str] | None:
    """As by RFC 3164, where a line began the same lately: most do, up to the colon behind their tag or their first word.

    `begins` is where a month stands, if there is one.
    """
    if not text.startswith(" ", begins + _MONTH_LETTERS):
        return None
    colon = text.find(": ", _SEEN_FROM, _SEEN_BEFORE)
    if colon >= 0:
        known = _of_beginning(text[: colon + 3], received_at // _HOUR, offset_minutes)
    else:
        word = text.find(" ", text.find(" ", begins + _SEEN_FROM, _SEEN_BEFORE) + 1, _SEEN_BEFORE)
        known = _of_first_word(text[: word + 2], received_at // _HOUR, offset_minutes) if word >= 0 else None
    return known and (known[0], text[known[1] :])


@lru_cache(maxsize=4096)
def _of_beginning(beginning: str, hour: int, offset_minutes: int) -> tuple[Header, int] | None:
    """The header of every text that begins so, and where its body begins; None where more has to be seen for it.

    Up to the character behind a colon and a blank is enough: a tag ends there, and all that the pattern ever looks
    for behind such a pair is Cisco's `%`.
    """
    found = _RFC_3164.match(beginning)
    usual = found and _of_rfc_3164(found, beginning, hour * _HOUR, offset_minutes)
    return (usual[0], len(beginning) - len(usual[1])) if usual else None


@lru_cache(maxsize=4096)
def _of_first_word(beginning: str, hour: int, offset_minutes: int) -> tuple[Header, int] | None:
    """As `_of_beginning`, for a beginning without a tag, up to the character behind the first word of the body.

    All that the pattern looks for behind that character is a date, or the rest of Yamaha's verdict.
    """
    known = _of_beginning.__wrapped__(beginning, hour, offset_minutes)
    if known is None or known[0].app is not None:
        return None
    body = beginning[known[1] :]
    return known if body.find(" ") == len(body) - 2 and _GOES_ON.match(body) is None else None


def _of_rfc_3164(
    found: re.Match[str], text: str, received_at: int, offset_minutes: int
) -> tuple[Header, str] | None:
    reader = _header_of_rfc_3164 if found.end() <= _CHARACTERS else _header_of_rfc_3164.__wrapped__
    header = reader(found.groups(), received_at // _HOUR, offset_minutes)
    if header is None:
        return None
    is_body = found[8] is not None and header.app is None
    return header, text[found.start(8) if is_body else found.end() :]


@lru_cache(maxsize=4096)
def _header_of_rfc_3164(parts: _Parts, hour: int, offset_minutes: int) -> Header | None:
    """Remembered, for within a second a device writes it the same each time. `hour` of receipt, since 1970."""
    priority, stamp, year, iso, fraction, zone, host, app, process = parts
    own: int | None = None
    at: int | None
    if stamp is None:
        moment = dated(iso + zone, 0)
        at, own = (moment[0] + fraction_of(fraction), moment[1]) if moment else (None, None)
        doubts = NO_DOUBT
    elif year is None:
        at, doubts = yearless(stamp, offset_minutes, hour * _HOUR), _YEAR_ASSUMED
    else:
        at, doubts = with_year(year, stamp[:6], stamp[12:], offset_minutes), ZONE_ASSUMED
    if at is None or not is_host(host):
        return None
    if app is not None and not is_tag(app):
        app = process = None
    return Header(int(priority) if priority else None, at, own, host, app, process, None, "", doubts)


def _of_no_stamp(found: re.Match[str], text: str) -> tuple[Header, str]:
    priority, app, process = found.groups()
    if app is None or not is_tag(app):
        return _priority_alone(priority), text[found.end() if app is None else found.start(2) :]
    return _program_alone(priority, app, process), text[found.end() :]


@lru_cache(maxsize=1024)
def _program_alone(digits: str, app: str, process: str | None) -> Header:
    return Header(int(digits), None, None, None, app, process)


@lru_cache(maxsize=192)
def _priority_alone(digits: str) -> Header:
    return Header(int(digits))


def _of_cisco(
    found: re.Match[str], text: str, received_at: int, offset_minutes: int
) -> tuple[Header, str] | None:
    priority, host, mark, stamp, year, fraction, zone = found.groups()
    reader = _header_of_cisco if found.end() <= _CHARACTERS else _header_of_cisco.__wrapped__
    header = reader((priority, host, mark, stamp, year, zone), received_at // _HOUR, offset_minutes)
    return header and (_completed(header, fraction), text[found.end() :])


@lru_cache(maxsize=4096)
def _header_of_cisco(parts: _Parts, hour: int, offset_minutes: int) -> Header | None:
    """Without the fraction of its second. Remembered, as that of RFC 3164."""
    priority, host, mark, stamp, year, zone = parts
    own = zone_minutes(zone) if zone else None
    offset = offset_minutes if own is None else own
    if year is None:
        at = yearless(stamp, offset, hour * _HOUR)
    else:
        at = with_year(year, stamp[:6], stamp[12:], offset)
    if at is None or (host is not None and not is_host(host)):
        return None
    doubts = doubts_of(bool(mark), own is None, year is None)
    return Header(int(priority), at, own, host, None, None, None, "", doubts)


def _of_dated(found: re.Match[str], text: str, offset_minutes: int) -> tuple[Header, str] | None:
    priority, stamp, fraction, zone = found.groups()
    header = _header_of_dated(priority, stamp, zone, offset_minutes)
    return header and (_completed(header, fraction), text[found.end() :])


@lru_cache(maxsize=4096)
def _header_of_dated(
    priority: str | None, stamp: str, zone: str | None, offset_minutes: int
) -> Header | None:
    """Without the fraction of its second. Remembered, as that of RFC 3164."""
    own = zone_minutes(zone) if zone else None
    moment = dated(stamp, offset_minutes if own is None else own)
    if moment is None:
        return None
    doubts = ZONE_ASSUMED if own is None else NO_DOUBT
    return Header(int(priority) if priority else None, moment[0], own, doubts=doubts)
