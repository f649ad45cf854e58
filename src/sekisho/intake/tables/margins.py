"""Lines that a profile passes over: nothing that could be a row of data, and no personal number, is among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from sekisho.intake.tables.encodings import loosely
from sekisho.intake.tables.findings import Finding, Weight
from sekisho.intake.tables.personal_numbers import is_named_in, refused_row
from sekisho.intake.tables.rows import RowReader
from sekisho.intake.tables.splitting import Malformed, Rows
from sekisho.intake.tables.twelve_digits import holds
from sekisho.intake.tables.values import BLANKS, folded

# A date and time of twelve digits, as 202609301405: one of about ten would pass for a personal number.
_DATED: Final = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?!\d)"
)
_BEGINS: Final = re.compile(
    r"\W*+(?:総?合計|総計|小計|計(?![一-龯])|(?:総|全|出力|データ|レコード|該当)?件数|以上|total|recordcount)"
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
        elif is_row(reader, raw, line):
            yield is_data(line)


def is_row(reader: RowReader, raw: bytes, line: int) -> bool:
    """Whether the bytes are a row that nothing refuses. The reader remembers nothing of it.

    Words in one cell are none, nor is a total that leaves most cells empty: a table of mere texts would take both.
    """
    looking = RowReader(reader.profile, reader.layout, reader.encoding)
    if looking.read(raw, line).value is None:
        return False
    text = loosely(raw, reader.encoding)[0]
    return filled(text, reader) > 1 and (is_mostly_filled(text, reader) or not is_total(text))


def is_total(text: str) -> bool:
    """Whether a line begins with a word for totals."""
    return _BEGINS.match(folded(text)) is not None


def is_mostly_filled(text: str, reader: RowReader) -> bool:
    """Whether most columns of a line are filled."""
    return filled(text, reader) * 2 > len(reader.layout.labels)


def filled(text: str, reader: RowReader) -> int:
    """How many cells of a line are filled; 0 where it has not as many as there are columns."""
    try:
        found = reader.cut(text)
    except Malformed:
        return 0
    if len(found) != len(reader.layout.labels):
        return 0
    return sum(bool(cell.strip(BLANKS)) for cell in found)
