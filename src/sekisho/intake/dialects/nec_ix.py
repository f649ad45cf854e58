"""NEC UNIVERGE IX: events as `FLT.001:`, a subsystem of letters and a number.

How a filtered packet is worded is known from memory only. The form that we know is read; in any other the ends are
looked for, and marked as a guess.
"""

from __future__ import annotations

import re
from typing import Final

from sekisho.intake.addresses import endpoint, protocol
from sekisho.intake.facts import NO_DOUBT, ZONE_ASSUMED, Dialect, Facts, Line
from sekisho.intake.guesses import LOOKED_AT_CHARACTERS, guess
from sekisho.intake.moments import dated
from sekisho.intake.verdicts import verdict

_EVENT: Final = re.compile(
    r"\s?(?:(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?):? )?([A-Z]{2,5}\.\d{3}):(?: |\Z)"
)
_TAG: Final = re.compile(r"[A-Z]{2,5}\.\d{3}\Z")
_FILTER: Final = re.compile(
    r"(\w{1,16}+) (\w{1,16}+) (\S{1,64}+) > ([^\s,]{1,64}+), match ([^\s,]{1,64}+), (\S{1,64}+) (in|out)(?:\s|\Z)"
)
_MATCH: Final = re.compile(r"(?<!\w)match(?:ed)? ([^\s,]{1,64})")
_WAY: Final = re.compile(r"(?<![\w/.])([A-Z][A-Za-z-]{1,24}\d[\d/.:]{0,12}) (in|out)\b")
_FILTER_EVENT: Final = "FLT."


def read(line: Line) -> Facts | None:
    """The event's facts, or None where the message does not begin with an event of the brand's form."""
    found = _EVENT.match(line.body)
    if found is not None:
        stamp, event = found.groups()
        text = line.body[found.end() :]
    elif line.header.app is not None and _TAG.match(line.header.app):
        stamp, event, text = None, line.header.app, line.body
    else:
        return None
    facts = _filtered(text, event) if event.startswith(_FILTER_EVENT) else Facts(event=event, message=text)
    told = dated(stamp, line.offset_minutes) if stamp else None
    return facts._replace(device_at=told[0], doubts=facts.doubts | ZONE_ASSUMED) if told else facts


DIALECT: Final = Dialect("nec_ix", "NEC UNIVERGE IX", read)


def _filtered(text: str, event: str) -> Facts:
    found = _FILTER.match(text)
    if found is None:
        return _guessed(text, event)
    verb, name, source, destination, rule, interface, way = found.groups()
    source_address, source_port = _endpoint(source)
    destination_address, destination_port = _endpoint(destination)
    return Facts(
        verdict(verb),
        None,  # device_at
        None,  # device
        source_address,
        source_port,
        destination_address,
        destination_port,
        protocol(name),
        rule,
        None,  # user
        None,  # bytes
        interface if way == "in" else None,
        interface if way == "out" else None,
        None,  # severity
        event,
        None,  # message
        NO_DOUBT,
    )


def _guessed(text: str, event: str) -> Facts:
    facts = guess(text)
    if facts is None:
        return Facts(event=event, message=text)
    beginning = text[:LOOKED_AT_CHARACTERS]
    rule, way = _MATCH.search(beginning), _WAY.search(beginning)
    return facts._replace(
        rule=rule[1] if rule else None,
        interface_in=way[1] if way and way[2] == "in" else None,
        interface_out=way[1] if way and way[2] == "out" else None,
        event=event,
        message=text,
    )


def _endpoint(text: str) -> tuple[str | None, int | None]:
    """With a colon before the port, or a dot where IPv6 has no brackets."""
    return endpoint(text, ":" if text.count(":") == 1 or text.startswith("[") else ".")
