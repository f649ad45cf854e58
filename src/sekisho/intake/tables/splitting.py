"""A file in rows: where each begins and ends in the bytes, without decoding them.

A row is a line. Lines end with LF or CRLF; with CR alone where the file has no other line end outside of quotation
marks, as an old Macintosh wrote it. A line with an odd number of quotation marks goes on until the number is even, if what results is
well formed (RFC 4180 section 2, rule 6); otherwise the line stands alone, so that one stray mark swallows no others.
Empty lines are no rows. In CP932 no second byte of a character is a line end or a quotation mark.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from sekisho.intake.tables.encodings import Encoding, loosely

LINES_A_ROW_MAX: Final = 64
BYTES_A_ROW_MAX: Final = 1 << 20
LF, CR, QUOTE, SUB = 10, 13, 34, 26
Places = npt.NDArray[np.int64]
Units = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]


class Malformed(Exception):
    """The quotation marks of a row make no sense."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file: [begin, end) in bytes without line ends, the number of the first line, whether it is the only.

    `by_cr`: the lines end with CR alone.
    """

    data: bytes
    begins: Places
    ends: Places
    lines: Places
    single: npt.NDArray[np.bool_]
    by_cr: bool = False

    def __len__(self) -> int:
        """How many there are."""
        return len(self.begins)

    def raw(self, place: int) -> bytes:
        """The bytes of a row as they stand in the file, without its line end."""
        return self.data[self.begins[place] : self.ends[place]]

    def upto(self, count: int) -> Rows:
        """The first of them."""
        return replace(
            self,
            begins=self.begins[:count],
            ends=self.ends[:count],
            lines=self.lines[:count],
            single=self.single[:count],
        )


def split(data: bytes, encoding: Encoding, delimiter: str | None, *, titles: int = 0) -> Rows:
    """The rows of a file; without a delimiter quotation marks mean nothing. Nor do they in the first `titles` lines."""
    units = _units(data, encoding)
    found, by_cr = _line_ends(units, quoted=delimiter is not None)
    ends = np.append(found, len(units)).astype(np.int64)
    begins = np.append(0, ends[:-1] + 1).astype(np.int64)
    first, last = np.arange(len(ends)), np.arange(len(ends))
    if delimiter is not None:
        gone = np.zeros(len(ends), np.bool_)
        for begin, end in _joined(data, units, (begins, ends), encoding, delimiter, titles):
            gone[begin + 1 : end + 1] = True
            last[begin] = end
        first, last = first[~gone], last[~gone]
    begins, stops = begins[first], ends[last]
    if len(units):
        cr = (stops > begins) & (units[np.maximum(stops - 1, 0)] == CR)
        stops = stops - cr
        sub = (stops == len(units)) & (stops - begins == 1) & (units[begins.clip(max=len(units) - 1)] == SUB)
        stops = stops - sub
    kept = stops > begins
    scale, shift = encoding.width, encoding.mark
    return Rows(
        data,
        begins[kept] * scale + shift,
        stops[kept] * scale + shift,
        first[kept].astype(np.int64) + 1,
        (first == last)[kept],
        by_cr,
    )


def cells(text: str, delimiter: str) -> list[str]:
    """The cells of a row. Raises Malformed."""
    if '"' not in text:
        return text.split(delimiter)
    try:
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Malformed(str(error)) from error
    if len(found) != 1:
        raise Malformed("it is more than one row")
    return found[0]


def is_broken_by_cr(text: str) -> bool:
    """Whether a CR alone stands in a row without quotation marks, as where lines of one file end in two ways."""
    return '"' not in text and "\r" in text.replace("\r\n", "")


def _units(data: bytes, encoding: Encoding) -> Units:
    if encoding.width == 1:
        return np.frombuffer(data, np.uint8, offset=encoding.mark)
    kind = np.dtype(np.uint16).newbyteorder(">" if encoding.big else "<")
    return np.frombuffer(data, kind, (len(data) - encoding.mark) // 2, encoding.mark)


def _line_ends(units: Units, *, quoted: bool) -> tuple[Places, bool]:
    """Where lines end, and whether with CR alone: no LF stands outside of quotation marks then, and some CR does."""
    feeds = np.flatnonzero(units == LF)
    if len(feeds) and not (quoted and np.count_nonzero(units[: feeds[0]] == QUOTE) & 1):
        return feeds, False
    quotes = np.flatnonzero(units == QUOTE) if quoted else feeds[:0]
    returns = np.flatnonzero(units == CR)
    lone = returns[units[np.minimum(returns + 1, len(units) - 1)] != LF]
    by_cr = _any_outside(lone, quotes) and not _any_outside(feeds, quotes)
    return (lone, True) if by_cr else (feeds, False)


def _any_outside(places: Places, quotes: Places) -> bool:
    """Whether an even number of quotation marks stands before any of these."""
    return bool((np.searchsorted(quotes, places) & 1 == 0).any())


def _joined(  # noqa: PLR0917 -- as split has them
    data: bytes,
    units: Units,
    spans: tuple[Places, Places],
    encoding: Encoding,
    delimiter: str,
    titles: int,
) -> Iterator[tuple[int, int]]:
    """The first and last line of each row that has several. Between two odd lines all are even: it ends at the next odd."""
    quotes = np.flatnonzero(units == QUOTE)
    counts = np.searchsorted(quotes, spans[1]) - np.searchsorted(quotes, spans[0])
    counts[:titles] = 0
    odd = np.flatnonzero(counts & 1).tolist()
    place = 0
    while place + 1 < len(odd):
        begin, end = odd[place], odd[place + 1]
        a, b = (int(n) * encoding.width + encoding.mark for n in (spans[0][begin], spans[1][end]))
        short = end - begin < LINES_A_ROW_MAX and b - a <= BYTES_A_ROW_MAX
        if short and _is_one(data[a:b], encoding, delimiter):
            yield begin, end
            place += 2
        else:
            place += 1


def _is_one(raw: bytes, encoding: Encoding, delimiter: str) -> bool:
    try:
        cells(loosely(raw, encoding)[0].removesuffix("\r"), delimiter)
    except Malformed:
        return False
    return True
