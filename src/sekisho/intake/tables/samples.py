"""The first rows of a file that nobody has described yet: what parts its columns, where the header stands, what is no row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import takewhile
from typing import Final, NamedTuple

from sekisho.intake.tables.encodings import Encoding, loosely
from sekisho.intake.tables.kinds import Field, Kind
from sekisho.intake.tables.margins import is_total
from sekisho.intake.tables.personal_numbers import is_label
from sekisho.intake.tables.profile_checks import COLUMNS_MAX
from sekisho.intake.tables.shown import shown
from sekisho.intake.tables.splitting import BYTES_A_ROW_MAX, Malformed, Rows, cells, split
from sekisho.intake.tables.titles import HEADERS_LOOKED_AT, LABELS_OF_A_HEADER
from sekisho.intake.tables.totals import TOTALS_LOOKED_AT
from sekisho.intake.tables.values import folded

DELIMITERS: Final = (",", "\t", ";", "|")
SAMPLE_ROWS: Final = 200


class Sampled(NamedTuple):
    """A row of the sample and the line where it stands."""

    line: int
    cells: list[str]


class Sample(NamedTuple):
    """The rows that have as many cells as there are `labels`: those of the header, which stands on `line`, or numbers.

    `titles` stand before and `totals` behind them. `title_lines` is None where nothing stands before.
    """

    delimiter: str
    labels: list[str]
    line: int
    header: bool
    rows: list[Sampled]
    titles: list[Sampled]
    totals: list[Sampled]
    title_lines: int | None

    def shown(self, rows: Sequence[Sampled]) -> tuple[tuple[int, str], ...]:
        """Lines as they may stand on a screen, each with its number."""
        return tuple((row.line, shown(self.delimiter.join(row.cells))) for row in rows)


def sampled(
    data: bytes, encoding: Encoding, kind: Kind, *, title_lines: int | None, total_lines: int | None
) -> Sample:
    """Look at a file. Without `title_lines` and `total_lines` such lines are looked for."""
    delimiter, rows = _best(data, encoding, title_lines or 0)
    if not rows:
        return Sample(delimiter, [], 1, False, [], [], [], None)
    totals = _totals(data, encoding, delimiter, total_lines)
    rows = [row for row in rows if not totals or row.line < totals[0].line] or rows[:1]
    first, header = _begin(rows, kind, title_lines)
    top = rows[first]
    labels = [label.strip() if header else f"{place}" for place, label in enumerate(top.cells, start=1)]
    return Sample(
        delimiter,
        labels,
        top.line,
        header,
        [row for row in rows[first + header :] if len(row.cells) == len(labels)],
        rows[:first],
        totals,
        title_lines if title_lines is not None or not first else top.line - 1,
    )


def field_of(label: str, kind: Kind) -> Field | None:
    """The field that a label names."""
    wanted = folded(label)
    for field in kind.fields:
        if wanted in {folded(name) for name in (field.label, field.name, *field.also)}:
            return field
    return None


def _best(data: bytes, encoding: Encoding, title_lines: int) -> tuple[str, list[Sampled]]:
    """The delimiter by which most rows have the same number of cells, more than one, and the first rows cut by it."""
    best: tuple[tuple[float, int], str, list[Sampled]] = ((-1.0, 0), ",", [])
    for delimiter in DELIMITERS:
        rows = _cut(
            split(data, encoding, delimiter, titles=title_lines), encoding, delimiter, slice(SAMPLE_ROWS)
        )
        if not rows:
            continue
        width, count = Counter(len(row.cells) for row in rows).most_common(1)[0]
        score = (count / len(rows) if width > 1 else 0.0, width)
        if score > best[0]:
            best = (score, delimiter, rows)
    return best[1], best[2]


def _cut(rows: Rows, encoding: Encoding, delimiter: str, wanted: slice) -> list[Sampled]:
    found = []
    for place in range(len(rows))[wanted]:
        raw = rows.raw(place)
        if len(raw) > BYTES_A_ROW_MAX:
            continue
        try:
            row = cells(loosely(raw, encoding)[0], delimiter)
        except Malformed:
            continue
        if len(row) <= COLUMNS_MAX:
            found.append(Sampled(int(rows.lines[place]), row))
    return found


def _totals(data: bytes, encoding: Encoding, delimiter: str, lines: int | None) -> list[Sampled]:
    """The lines of totals at the end: as many as are said, or all that begin as such lines do."""
    rows = split(data, encoding, delimiter)
    if lines is not None:
        return _cut(rows, encoding, delimiter, slice(max(len(rows) - lines, 0), None))
    found = _cut(rows, encoding, delimiter, slice(max(len(rows) - TOTALS_LOOKED_AT, 1), None))
    return list(takewhile(_is_total, found[::-1]))[::-1]


def _is_total(row: Sampled) -> bool:
    return is_total("".join(row.cells))


def _begin(rows: Sequence[Sampled], kind: Kind, title_lines: int | None) -> tuple[int, bool]:
    """At which row the header or, without one, the data begins, and whether there is a header."""
    if title_lines is not None:
        first = next((place for place, row in enumerate(rows) if row.line > title_lines), 0)
        return first, _has_header([row.cells for row in rows[first:]], kind)
    usual = Counter(len(row.cells) for row in rows).most_common(1)[0][0]
    known = [_known(row.cells, kind) for row in rows[:HEADERS_LOOKED_AT]]
    best = known.index(max(known))
    if known[best] >= LABELS_OF_A_HEADER or (known[best] and len(rows[best].cells) == usual):
        return best, True
    first = next(place for place, row in enumerate(rows) if len(row.cells) == usual)
    first = first if usual > 1 and first < HEADERS_LOOKED_AT else 0
    return first, _has_header([row.cells for row in rows[first:]], kind)


def _known(cells_: Sequence[str], kind: Kind) -> int:
    """How many of the cells name a field, or are a label of personal numbers."""
    return len({field_of(cell, kind) or cell for cell in cells_ if _is_label(cell, kind)})


def _is_label(cell: str, kind: Kind) -> bool:
    return field_of(cell, kind) is not None or is_label(cell)


def _has_header(rows: Sequence[Sequence[str]], kind: Kind) -> bool:
    """Whether the first row names columns: a known label in it, or no cell with a figure while others have some."""
    if any(_is_label(cell, kind) for cell in rows[0]):
        return True
    return not any(_figured(cell) for cell in rows[0]) and any(
        _figured(cell) for row in rows[1:] for cell in row
    )


def _figured(cell: str) -> bool:
    return any(character.isdigit() for character in cell)
