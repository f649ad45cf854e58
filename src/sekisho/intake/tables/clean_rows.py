"""Which rows are written cleanly, and their cells in columns.

A row is clean that stands on one line, fits its encoding, has the right number of cells, no NUL and no lone CR, and
whose quotation marks open at the beginning of a cell and close at its end.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv

from sekisho.intake.tables.cells_at_once import Booleans
from sekisho.intake.tables.encodings import Encoding, strictly
from sekisho.intake.tables.personal_numbers import is_named_in
from sekisho.intake.tables.splitting import BYTES_A_ROW_MAX, CR, LF, QUOTE, Places, Rows

BLOCK_BYTES: Final = 4 * BYTES_A_ROW_MAX
MARK: Final = "\ufeff".encode()
Bytes = npt.NDArray[np.uint8]
Spans = tuple[Places, Places]


def clean_cells(
    rows: Rows, places: Places, encoding: Encoding, delimiter: str, columns: int
) -> tuple[pa.Table | None, Places]:
    """The cells of the clean rows among these as columns of text, and the places of those rows. None: there are none."""
    short = (rows.ends[places] - rows.begins[places]) <= BYTES_A_ROW_MAX
    places = places[rows.single[places] & short]
    places, text = _decoded(rows, places, encoding)
    if not len(places) or not delimiter.isascii():
        return None, places[:0]
    utf8 = text.encode()
    clean = _clean(np.frombuffer(utf8, np.uint8), len(places), ord(delimiter), columns)
    if clean is None:
        return None, places[:0]
    if utf8.startswith(MARK):  # the reader of columns would take it away
        clean[0] = False
    if is_named_in(text):
        clean &= ~np.array([is_named_in(line) for line in text.split("\n")])
    if not clean.all():
        lines = utf8.split(b"\n")
        utf8 = b"\n".join([lines[place] for place in np.flatnonzero(clean).tolist()])
        places = places[clean]
    return _columns(utf8, places, delimiter, columns)


def _decoded(rows: Rows, places: Places, encoding: Encoding) -> tuple[Places, str]:
    """The rows that fit their encoding, and their text, with a line feed between any two."""
    if not len(places):
        return places, ""
    first, last = int(places[0]), int(places[-1])
    if not rows.by_cr and rows.lines[last] - rows.lines[first] == len(places) - 1:  # one behind the other
        text = strictly(rows.data[rows.begins[first] : rows.ends[last]], encoding)
        if text is not None:
            return places, text
    texts = [strictly(rows.raw(place), encoding) for place in places.tolist()]
    fit = np.array([text is not None for text in texts], np.bool_)
    return places[fit], "\n".join([text for text in texts if text is not None])


def _clean(text: Bytes, count: int, delimiter: int, columns: int) -> Booleans | None:
    """Which lines are clean. None: the text does not have so many lines."""
    ends = np.append(np.flatnonzero(text == LF), len(text))
    if len(ends) != count:
        return None
    begins = np.append(0, ends[:-1] + 1)
    clean = np.ones(count, np.bool_)
    quotes = np.flatnonzero(text == QUOTE)
    marks = np.flatnonzero(text == delimiter)
    if len(quotes):
        odd = ((np.searchsorted(quotes, ends) - np.searchsorted(quotes, begins)) & 1).astype(np.bool_)
        if odd.any():
            return None if odd.all() else _without_odd(text, (begins, ends), odd, delimiter, columns)
        marks = marks[np.searchsorted(quotes, marks) & 1 == 0]
        clean[_lines_of(_misplaced(text, quotes, delimiter), ends)] = False
    clean &= np.searchsorted(marks, ends) - np.searchsorted(marks, begins) == columns - 1
    returns = np.flatnonzero(text == CR)
    lone = returns[text[np.minimum(returns + 1, len(text) - 1)] != LF]
    for wrong in (lone, np.flatnonzero(text == 0)):
        clean[_lines_of(wrong, ends)] = False
    return clean


def _without_odd(text: Bytes, spans: Spans, odd: Booleans, delimiter: int, columns: int) -> Booleans | None:
    """Lines with a stray mark would turn inside out whatever follows: look at the others without them."""
    kept = np.flatnonzero(~odd)
    between = np.array([LF], np.uint8)
    pieces = [
        piece for place in kept.tolist() for piece in (text[spans[0][place] : spans[1][place]], between)
    ]
    found = _clean(np.concatenate(pieces[:-1]), len(kept), delimiter, columns)
    if found is None:
        return None
    clean = np.zeros(len(odd), np.bool_)
    clean[kept] = found
    return clean


def _misplaced(text: Bytes, quotes: Places, delimiter: int) -> Places:
    """Marks that open elsewhere than at the beginning of a cell, or close elsewhere than at its end. Each line has an even number."""
    padded = np.concatenate([np.array([LF], np.uint8), text, np.array([LF], np.uint8)])
    opening, closing = quotes[0::2], quotes[1::2]
    before, after = padded[opening], padded[closing + 2]
    opens = (before == delimiter) | (before == LF) | (before == QUOTE)
    closes = (after == delimiter) | (after == LF) | (after == CR) | (after == QUOTE)
    return np.concatenate([opening[~opens], closing[~closes]])


def _lines_of(positions: Places, ends: Places) -> Places:
    return np.unique(np.searchsorted(ends, positions))


def _columns(utf8: bytes, places: Places, delimiter: str, columns: int) -> tuple[pa.Table | None, Places]:
    if not len(places):
        return None, places
    names = [str(number) for number in range(columns)]
    quoted = b'"' in utf8
    table = pa.csv.read_csv(
        pa.BufferReader(utf8),
        pa.csv.ReadOptions(column_names=names, block_size=BLOCK_BYTES),
        pa.csv.ParseOptions(
            delimiter=delimiter, quote_char='"' if quoted else False, ignore_empty_lines=False
        ),
        pa.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
        ),
    )
    if table.num_rows != len(places):  # what it takes for a row is not what we do
        return None, places[:0]
    return table, places
