"""What every part of a file needs before its rows: title lines and header, as the bytes that they are."""

from __future__ import annotations

from typing import Final, NamedTuple

from sekisho.intake.tables.profiles import Profile
from sekisho.intake.tables.reading import open_table

_LF: Final = b"\n"
_CR: Final = b"\r"
_CRLF: Final = _CR + _LF


class Beginning(NamedTuple):
    """All that stands before the first row, with its line end; and what lines of the file end with, `\\n` or `\\r`."""

    data: bytes
    line_end: bytes


def beginning_of(data: bytes, profile: Profile) -> Beginning | None:
    """How a file begins. None where that cannot be told in bytes: in wide characters, or if the header is not whole."""
    opened = open_table(data, profile)
    if opened.layout is None or opened.encoding.width > 1:
        return None
    rows = opened.rows
    line_end = _CR if rows.by_cr else _LF
    if (
        rows.by_cr and _LF in data
    ):  # within quotation marks: where a line begins is not told by its byte before
        return None
    if not opened.first:
        return Beginning(b"", line_end)
    end = int(rows.ends[opened.first - 1])
    for each in (_CRLF, line_end):
        if data.startswith(each, end):
            return Beginning(data[: end + len(each)], line_end)
    return None
