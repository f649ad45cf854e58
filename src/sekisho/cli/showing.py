"""What was found, on a screen: as it is stored, for it is evidence, and whoever wrote it may mean to deceive.

Nothing in it is taken for markup, and what would steer a terminal, or is not to be seen, stands there as an escape.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import count

import pyarrow as pa
from rich.console import Console
from rich.table import Table

from sekisho.cli.words import said
from sekisho.intake.plain import json_visible, visible

MOST_ROWS = 10_000
MOST_CHARS = 4_000_000
"""Of all cells of a table: it is laid out in memory as a whole."""

LONGEST_CELL = 65_536
"""Characters; no record is longer, only what a question makes up."""

AT_ONCE = 256
"""Rows that are taken out of Arrow at once."""

WIDE = 1_000_000
"""Columns of a file or a pipe: there a row is a line, and nothing is folded."""

OUT_OF_RANGE = (OverflowError, ValueError)
"""What Arrow raises for a moment that Python has no date for."""


def show(reader: pa.RecordBatchReader, *, most_rows: int | None = None) -> None:
    """Print rows as a table; at most so many and MOST_CHARS, if asked, and where there are more, that is said."""
    table = Table(box=None, pad_edge=False)
    for name in reader.schema.names:
        table.add_column(visible(name), overflow="fold")
    rows = chars = 0
    cut = False
    for row in rows_of(reader):
        if most_rows is not None and (rows >= most_rows or chars > MOST_CHARS):
            cut = True
            break
        cells = [cell(value) for value in row]
        table.add_row(*(each[:LONGEST_CELL] for each in cells))
        cut = cut or any(len(each) > LONGEST_CELL for each in cells)
        chars += sum(min(len(each), LONGEST_CELL) for each in cells)
        rows += 1
    width = None if sys.stdout.isatty() else WIDE
    Console(highlight=False, markup=False, emoji=False, width=width).print(table)
    if not cut:
        print(said(f"{rows:,}行", f"{rows:,} rows"))
    else:
        print(
            said(
                f"はじめの{rows:,}行だけを示しました。すべては--jsonで。",
                f"Only the first {rows:,} rows are shown; all of it with --json.",
            )
        )


def show_as_json(reader: pa.RecordBatchReader) -> None:
    """Print each row as a line of JSON as it comes."""
    names = list(_distinct(reader.schema.names))
    for row in rows_of(reader):
        print(json_line(dict(zip(names, row, strict=True))))


def json_line(row: Mapping[str, object]) -> str:
    """A line of JSON, which says the same with escapes in it."""
    return json_visible(json.dumps(row, ensure_ascii=False, default=_plain))


def rows_of(reader: pa.RecordBatchReader) -> Iterator[tuple[object, ...]]:
    """The rows one by one, a few of them in memory."""
    for batch in reader:
        for begin in range(0, batch.num_rows, AT_ONCE):
            columns = batch.slice(begin, AT_ONCE).columns
            yield from zip(*map(_values, columns), strict=True)


def _values(column: pa.Array) -> list[object]:
    try:
        return list(column.to_pylist())
    except OUT_OF_RANGE:
        return [_value(each) for each in column]


def _value(scalar: pa.Scalar) -> object:
    """The value, or the number by which it is stored where Python has no such date."""
    try:
        return scalar.as_py()
    except OUT_OF_RANGE:
        return f"{scalar.value} ({scalar.type})"


def _distinct(names: Sequence[str]) -> Iterator[str]:
    """The names of columns, one that is there already with a number."""
    given: set[str] = set()
    for name in names:
        new = next(each for n in count(1) if (each := name if n == 1 else f"{name}:{n}") not in given)
        given.add(new)
        yield new


def cell(value: object) -> str:
    """A value as text that a screen shows as it is."""
    return visible(str(text_of(value)))


def text_of(value: object) -> object:
    """Bytes as text where they are text; nothing where there is nothing."""
    if isinstance(value, bytes):
        for encoding in ("utf-8", "cp932"):
            try:
                return value.decode(encoding)
            except UnicodeDecodeError:
                continue
        return value.hex()
    return "" if value is None else value


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(text_of(value))
