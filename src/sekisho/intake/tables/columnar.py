"""Operations by columns: rows that are written cleanly are read all at once, the others one by one.

Both ways give the same rows and the same findings: a cell is converted by the same function, and whatever is not
plainly clean (several lines, stray marks, broken bytes, a value that does not fit) goes the other way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sekisho.archive.columns import MOMENT
from sekisho.intake.tables import operation_rows
from sekisho.intake.tables.cells_at_once import Booleans, strings, typed
from sekisho.intake.tables.clean_rows import clean_cells
from sekisho.intake.tables.findings import Finding, in_order, refuses_file
from sekisho.intake.tables.kinds import Field
from sekisho.intake.tables.personal_numbers import could_be
from sekisho.intake.tables.profiles import Profile
from sekisho.intake.tables.reading import Opened, OtherKind, open_table
from sekisho.intake.tables.rows import RowReader
from sekisho.intake.tables.splitting import Places, Rows
from sekisho.intake.tables.twelve_digits import which_hold
from sekisho.intake.tables.values import Read, Unfit, code, event, flag, number, text

ROWS_AT_ONCE: Final = 16_384
PROCESSORS: Final = 2  # more would wait for the interpreter: to decode holds it
NUMBER_LENGTHS: Final = pa.array(
    [12, 14], pa.int32()
)  # characters of a personal number, without and with separators
FIELDS: Final = operation_rows.KIND.fields
_TYPES: Final[dict[Read, pa.DataType]] = {event: MOMENT, number: pa.int64(), flag: pa.bool_()}
TYPES: Final = {field.name: _TYPES.get(field.read, pa.string()) for field in FIELDS}


class ColumnsRead(NamedTuple):
    """What a file of operations holds: `table` has `row`, `raw` and every field, for the rows that nothing refuses.

    `lines` are those of all its rows.
    """

    table: pa.Table
    findings: tuple[Finding, ...]
    lines: Places
    encoding: str


Look = tuple[int, Sequence[tuple[str, int]]]
"""How many cells of a column are filled, and which could be personal numbers, each with its line."""


class AtOnce(NamedTuple):
    """What was read of a piece by columns: the clean rows (None: there are none), the places of the others."""

    table: pa.Table | None
    rest: Places
    looks: Sequence[Look]


def read_columns(data: bytes, profile: Profile, *, at_once: bool = True) -> ColumnsRead:
    """Read a file of operations. Whatever the bytes, nothing is raised. Raises OtherKind for the profile.

    Without `at_once` every row is read by itself: the same, many times slower.
    """
    if profile.kind is not operation_rows.KIND:
        raise OtherKind(f"{profile.name} is for {profile.kind.name}, not for operations")
    opened = open_table(data, profile)
    tables: list[pa.Table] = []
    findings = opened.findings
    if opened.layout is not None and not refuses_file(findings):
        reader = RowReader(profile, opened.layout, opened.encoding)
        for piece in _pieces(opened, reader, at_once=at_once):
            tables += _told(piece, opened.rows, reader)
        reader.suspect()
        findings = findings + reader.findings
    table = pa.concat_tables(tables) if tables else _table([], [], [])
    return ColumnsRead(table, in_order(findings), opened.lines, opened.encoding.name)


def _pieces(opened: Opened, reader: RowReader, *, at_once: bool) -> Iterator[AtOnce]:
    """The clean rows of each piece, in order. Pieces know nothing of each other, so two are read at a time."""
    every = np.arange(opened.first, len(opened.rows))
    pieces = [every[begin : begin + ROWS_AT_ONCE] for begin in range(0, len(every), ROWS_AT_ONCE)]
    if not at_once or reader.profile.delimiter is None:
        yield from (AtOnce(None, places, ()) for places in pieces)
        return
    with ThreadPoolExecutor(PROCESSORS) as pool:
        yield from pool.map(lambda places: _at_once(opened.rows, places, reader), pieces)


def _told(piece: AtOnce, rows: Rows, reader: RowReader) -> list[pa.Table]:
    """The rows of a piece in order; the reader is told of all, and reads those that are not clean."""
    for suspicion, (filled, shaped) in zip(reader.suspicions, piece.looks, strict=False):
        suspicion.add(filled, shaped)
    found = piece.table
    if not len(piece.rest):
        return [found] if found is not None else []
    read = [reader.read(rows.raw(place), int(rows.lines[place])) for place in piece.rest.tolist()]
    good = [row for row in read if row.value is not None]
    one_by_one = _table([row.line for row in good], [row.raw for row in good], [row.value for row in good])
    if found is None or not found.num_rows:
        return [one_by_one]
    return [pa.concat_tables([found, one_by_one]).sort_by("row")]


def _table(
    lines: Sequence[int], raws: Sequence[bytes], values: Sequence[operation_rows.Operation]
) -> pa.Table:
    columns = {"row": pa.array(lines, pa.int64()), "raw": pa.array(raws, pa.binary())}
    for field in FIELDS:
        columns[field.name] = pa.array([getattr(value, field.name) for value in values], TYPES[field.name])
    return pa.table(columns)


def _at_once(rows: Rows, places: Places, reader: RowReader) -> AtOnce:
    """The clean rows among these. Changes nothing of the reader: another thread may be reading too."""
    found, clean = clean_cells(
        rows, places, reader.encoding, str(reader.profile.delimiter), len(reader.layout.labels)
    )
    if found is None:
        return AtOnce(None, places, ())
    cells = [strings(column) for column in found.columns]
    columns: dict[str, pa.Array] = {}
    fit = np.ones(len(clean), np.bool_)
    for field in FIELDS:
        columns[field.name], fits = _column(field, cells, reader)
        fit &= fits
    nobody = pc.and_(pc.is_null(columns["operator_id"]), pc.is_null(columns["verification_id"]))
    fit &= ~np.asarray(nobody)
    for place in reader.of_persons:
        fit &= ~which_hold(cells[place])
    kept = clean[fit]
    if not fit.all():
        mask = pa.array(fit)
        columns = {name: column.filter(mask) for name, column in columns.items()}
        cells = [column.filter(mask) for column in cells]
    lines = rows.lines[kept]
    table = pa.table({"row": pa.array(lines), "raw": raws(rows, kept), **columns})
    rest = np.setdiff1d(places, kept, assume_unique=True)
    return AtOnce(table, rest, [_look(column, lines) for column in cells])


def _column(field: Field, cells: Sequence[pa.Array], reader: RowReader) -> tuple[pa.Array, Booleans]:
    """The values of a field, and of which rows they can be taken as they are."""
    kind, count = TYPES[field.name], len(cells[0])
    place = reader.layout.places.get(field.name)
    if place is None:
        constant = pa.scalar(reader.constants().get(field.name), kind)
        return pa.repeat(constant, count), np.ones(count, np.bool_)
    column = cells[place]
    plain = field.read is text or (field.read is code and pc.all(pc.string_is_ascii(column)).as_py())
    if plain and field.name not in reader.profile.codes:
        values, fits = column, np.ones(count, np.bool_)
    else:
        values, fits = typed(column, kind, lambda cell: _value(field, cell, reader))
    return values, fits & ~np.asarray(pc.is_null(values)) if field.needed else fits


def _value(field: Field, cell: str, reader: RowReader) -> object:
    """The value of a cell; None where it does not fit, or something is to be told of it."""
    try:
        value, told = reader.converted(field, cell)
    except Unfit:
        return None
    return value if told is None else None


def _look(column: pa.Array, lines: Places) -> Look:
    """Look for personal numbers, in columns that no field is for too: they stand in the raw line."""
    lengths = pc.utf8_length(column)
    shaped = np.flatnonzero(pc.is_in(lengths, NUMBER_LENGTHS))
    said = column.take(pa.array(shaped)).to_pylist()
    found = [(each, int(lines[at])) for each, at in zip(said, shaped, strict=True) if could_be(each)]
    return len(column) - column.null_count, found


def raws(rows: Rows, places: Places) -> pa.Array:
    """The bytes of these rows as an array of binary, without a loop over rows."""
    if not len(places):
        return pa.array([], pa.binary())
    borders = np.stack([rows.begins[places], rows.ends[places]], axis=1).reshape(-1)
    data = pa.py_buffer(rows.data)[int(borders[0]) : int(borders[-1])]
    offsets = pa.py_buffer((borders - borders[0]).astype(np.int32))
    rows_and_gaps = pa.Array.from_buffers(pa.binary(), len(borders) - 1, [None, offsets, data])
    return rows_and_gaps.take(pa.array(np.arange(0, len(borders), 2)))
