"""Messages that are one JSON object (RFC 8259), under the names of the Elastic Common Schema, Suricata, Zeek, or others."""

from __future__ import annotations

import json
import re
from typing import Final

from sekisho.intake.facts import CUT_SHORT, Dialect, Facts, Line
from sekisho.intake.named_fields import facts_of

_BEGIN: Final = re.compile(r"(?:@cee: ?)?(?=\{)")
_IS_OBJECT: Final = re.compile(r'\{\s{0,16}"[^"]{0,64}"\s{0,16}:')
_LEVELS: Final = 4
_FIELDS: Final = 1024
_NUMBERS: Final = (int, float)
_BLANKS: Final = " \t\n\r"
_NAME_CHARACTERS: Final = 128
_decode: Final = json.JSONDecoder().raw_decode


def read(line: Line) -> Facts | None:
    """The object's facts, or None where the message is no object. Fields of inner objects are `outer.inner`."""
    begin = _BEGIN.match(line.body)
    if begin is None:
        return None
    text = line.body[begin.end() :]
    try:
        said, end = _decode(text)
        if end < len(text) and text[end:].strip(_BLANKS):
            raise ValueError
    except (ValueError, RecursionError):  # it may be cut, or be nested or hold numbers beyond all use
        if _IS_OBJECT.match(text) is None:
            return None
        return Facts(message=line.body, doubts=CUT_SHORT)
    fields: dict[str, str] = {}
    _gather(said, "", 0, fields)
    facts = facts_of(fields, line)
    if facts.message is None and facts.source_address is None:
        return facts._replace(message=line.body)
    return facts


DIALECT: Final = Dialect("json_lines", "JSON", read, ("{",))


def _gather(said: dict[str, object], outer: str, level: int, fields: dict[str, str]) -> None:
    """The fields of an object, and of those in it: of a list the first element, of a name that comes again the first."""
    for key, inner in said.items():
        name = f"{outer}.{key}" if outer else key
        value, depth = inner, level + 1
        while isinstance(value, list) and value and depth < _LEVELS:
            value, depth = value[0], depth + 1
        if isinstance(value, dict):
            if depth < _LEVELS:
                _gather(value, name, depth, fields)
        elif len(fields) < _FIELDS and len(name) <= _NAME_CHARACTERS:
            if isinstance(value, str):
                fields.setdefault(name, value)
            elif isinstance(value, _NUMBERS) and not isinstance(value, bool):
                fields.setdefault(name, str(value))
