"""Lines that a profile passes over: nothing that could be a row of data, and no personal number, is among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from sekisho.intake.tables.encodings import loosely
from sekisho.intake.tables.findings import Finding, Weight
from sekisho.intake.tables.personal_numbers import is_named_in, refused_row
from sekisho.intake.tables.rows import RowReader
from sekisho.intake.tables.splitting import Rows
from sekisho.intake.tables.twelve_digits import holds

# A date and time of twelve digits, as 202609301405: one of about ten would pass for a personal number.
_DATED: Final = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?!\d)"
)


def passed_over(
    rows: Rows, places: Iterable[int], reader: RowReader, is_data: Callable[[int], Finding]
) -> Iterator[Finding]:
    """What refuses the file among rows that are not to be read: `is_data` says it of a line that reads as data."""
    for place in places:
        line, raw = int(rows.lines[place]), rows.raw(place)
        text = _DATED.sub("", loosely(raw, reader.encoding)[0])
        if holds(text) or is_named_in(text):
            yield refused_row(line, None)._replace(weight=Weight.FILE)
        elif reads(reader, raw, line):
            yield is_data(line)


def reads(reader: RowReader, raw: bytes, line: int) -> bool:
    """Whether the bytes are a row that nothing refuses. The reader remembers nothing of it."""
    looking = RowReader(reader.profile, reader.layout, reader.encoding)
    return looking.read(raw, line).value is not None
