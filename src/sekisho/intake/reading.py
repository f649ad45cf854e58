"""From the bytes of a message to what it says."""

from __future__ import annotations

import logging
from typing import Final, NamedTuple

from sekisho.intake.brands import BY_BRAND, GENERIC, SPECIFIC, sought_in
from sekisho.intake.facts import Dialect, Doubt, Facts, Line
from sekisho.intake.headers import headed
from sekisho.intake.texts import decoded

log: Final = logging.getLogger(__name__)
_ABOUT_THE_CLOCK: Final = frozenset({Doubt.CLOCK_NOT_SET})
# A NamedTuple's own constructor is written in Python and takes twice as long, three times a line.
_made: Final = tuple.__new__
READ_BYTES_MAX: Final = 8192
_LAST_WORD: Final = 256  # bytes before that in which a blank is looked for, so that no character is cut
_FORMS: Final = frozenset(dialect.brand for dialect in GENERIC)
_HINTED: Final[dict[str | None, Dialect]] = {dialect.brand: dialect for dialect in SPECIFIC}


class Reading(NamedTuple):
    """A message as far as it could be read. `brand` and `facts` are None where no dialect knows it."""

    brand: str | None
    facts: Facts | None
    text: str


def read(
    raw: bytes, *, received_at: int, offset_minutes: int, brand: str | None = None, hint: str | None = None
) -> Reading:
    """What the message says, by the first dialect that shows evidence for its brand. Never raises on any bytes.

    `received_at` is microseconds since 1970; `offset_minutes` the zone of the source, for times that name none.
    `brand` fixes the dialect of the source: no other is asked, and what it does not know stays unknown (KeyError:
    there is no such brand). Of a very long message only the start is read, with a doubt that says so: otherwise a few
    of them a second would keep a core busy. `hint` is the brand of the source's last message and is asked first; a form without a
    brand is no hint, or one odd line would keep a brand from being known ever after.
    """
    if len(raw) > READ_BYTES_MAX:
        found = read(
            _start(raw), received_at=received_at, offset_minutes=offset_minutes, brand=brand, hint=hint
        )
        facts = found.facts and found.facts._replace(doubts=found.facts.doubts | {Doubt.CUT_SHORT})
        return found._replace(facts=facts)
    text = decoded(raw)
    header, body = headed(text, received_at=received_at, offset_minutes=offset_minutes)
    line = _made(Line, (text, body, header, received_at, offset_minutes))
    if brand is not None:
        return _asked(BY_BRAND[brand], line) or Reading(None, None, text)
    first = _HINTED.get(hint)
    if first is not None and (reading := _asked(first, line)) is not None:
        return reading
    for evidence, dialect in sought_in(text):
        if evidence in text and dialect is not first and (reading := _asked(dialect, line)) is not None:
            return reading
    return Reading(None, None, text)


def _start(raw: bytes) -> bytes:
    """What is read of a very long message. A blank is part of no longer character in any encoding that we know."""
    blank = raw.rfind(b" ", READ_BYTES_MAX - _LAST_WORD, READ_BYTES_MAX)
    return raw[: blank if blank > 0 else READ_BYTES_MAX]


def _asked(dialect: Dialect, line: Line) -> Reading | None:
    try:
        facts = dialect.read(line)
    except Exception:  # whoever is kept out writes these bytes: they must not end the reading
        log.exception("the dialect %s failed on a message", dialect.brand)
        return None
    if facts is None or (facts.doubts and dialect.brand in _FORMS and _is_guess_without_ends(facts)):
        return None
    return _filled(dialect.brand, facts, line)


def _is_guess_without_ends(facts: Facts) -> bool:
    return Doubt.GUESSED in facts.doubts and (
        facts.source_address is None or facts.destination_address is None
    )


def _filled(brand: str, facts: Facts, line: Line) -> Reading:
    """With what only the header says. Its doubts about zone and year count where its time is taken."""
    action, at, device, a, b, c, d, e, f, g, h, i, j, severity, event, message, doubts = facts
    text, _, header, _, _ = line
    priority, header_at, _, host, _, _, _, _, more = header
    if at is None:
        at = header_at
    elif more:
        more &= _ABOUT_THE_CLOCK
    if device is None:
        device = host
    if severity is None and priority is not None:
        severity = priority & 7  # as Header.severity
    if more:
        doubts = doubts | more if doubts else more
    filled = (action, at, device, a, b, c, d, e, f, g, h, i, j, severity, event, message, doubts)
    return _made(Reading, (brand, _made(Facts, filled), text))
