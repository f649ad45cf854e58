"""Messages that are one JSON object (RFC 8259), under the names of the Elastic Common Schema, Suricata, Zeek, or others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from sekisho.intake.facts import CUT_SHORT, Dialect, Facts, Line
from sekisho.intake.named_fields import facts_of

_BEGIN: Final = re.compile(r"(?:@cee: ?)?(?=\{)")
_IS_OBJECT: Final = re.compile(r'\{\s{0,16}"[^"]{0,64}"\s{0,16}:')
_LEVELS: Final = 4
_FIELDS: Final = 1024
_NAME_CHARACTERS: Final = 128


def read(line: Line) -> Facts | None:
    """The object's facts, or None where the message is no object. Fields of inner objects are `outer.inner`."""
    begin = _BEGIN.match(line.body)
    if begin is None:
        return None
    text = line.body[begin.end() :]
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):  # it may be cut, or be nested or hold numbers beyond all use
        if _IS_OBJECT.match(text) is None:
            return None
        return Facts(message=line.body, doubts=CUT_SHORT)
    fields: dict[str, str] = {}
    for name, value in _flat(said, "", 0):
        if len(name) <= _NAME_CHARACTERS:
            fields.setdefault(name, value)
        if len(fields) == _FIELDS:
            break
    facts = facts_of(fields, line)
    if facts.message is None and facts.source_address is None:
        return facts._replace(message=line.body)
    return facts


DIALECT: Final = Dialect("json_lines", "JSON", read, ("{",))


def _flat(value: object, name: str, level: int) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield name, value
        case bool() | None:
            return
        case int() | float():
            yield name, str(value)
        case dict() if level < _LEVELS:
            for key, inner in value.items():
                yield from _flat(inner, f"{name}.{key}" if name else key, level + 1)
        case [first, *_] if level < _LEVELS:
            yield from _flat(first, name, level + 1)
