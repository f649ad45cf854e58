"""The logs as whoever asks sees them: one view a log, and `envelope` over all logs.

A view of a log has `position`, `received_at`, `kind` ('statement' or 'record'), `source`, the stored columns of
its declaration, `is_sealed`, and `raw`, which is absent where the raw bytes are in the box. The box itself is
in no view. Records that still wait in the tail are in none either.

`is_sealed` reads the boxes to tell whether they are there: leave it out where it is not asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sekisho.archive.engines import COSTLY, View
from sekisho.archive.line_shapes import SHAPE, Kind, Shape, kind_of
from sekisho.archive.schema import ColumnType, Stored
from sekisho.archive.sql_texts import identifier, literal, select

ENVELOPE = "envelope"
SQL_TYPES: Mapping[ColumnType, str] = {
    ColumnType.TEXT: "VARCHAR",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.MOMENT: "TIMESTAMP WITH TIME ZONE",
    ColumnType.FLAG: "BOOLEAN",
}
_FIRST = {
    "position": "BIGINT",
    "received_at": "TIMESTAMP WITH TIME ZONE",
    "kind": "VARCHAR",
    "source": "VARCHAR",
}
_LAST = {"is_sealed": "BOOLEAN", "raw": "BLOB"}
_KIND = "CASE kind WHEN 0 THEN 'statement' WHEN 1 THEN 'record' END"
QUICK = (Shape((COSTLY,), ()),)
"""Stands for the shapes of a part whose lines no question asks for: rebuilding takes milliseconds a part to plan."""

_PATTERN_CHARACTERS = frozenset("*?[]{}")


class NameTaken(Exception):
    """Two things would have one name: logs, a log and the envelope, or a stored column and one of the view's own."""


class PathIsPattern(Exception):
    """An engine would take the path of a part for a pattern and read other files."""


@dataclass(frozen=True, slots=True)
class PartFile:
    """A part on the disk: its stored columns, whether it has `raw` and `sealed`, and the shapes of its lines (spec 6)."""

    path: Path
    columns: tuple[Stored, ...]
    has_raw: bool = True
    has_sealed: bool = True
    shapes: tuple[Shape, ...] = ()


@dataclass(frozen=True, slots=True)
class Readable:
    """A log to be asked: its short name, the stored columns that its view shows, its parts in order."""

    name: str
    columns: tuple[Stored, ...]
    parts: tuple[PartFile, ...] = ()


def views_of(logs: Sequence[Readable]) -> tuple[View, ...]:
    """One view a log, and the envelope. Opens no file. Raises NameTaken or PathIsPattern."""
    names = [log.name for log in logs]
    if len({*names, ENVELOPE}) != len(names) + 1:
        raise NameTaken("Two logs have one name, or one is named as the envelope.")
    return (*(view_of(log) for log in logs), _envelope(logs))


def view_of(log: Readable, *, name: str | None = None) -> View:
    """The view of one log, by default under its short name. Raises NameTaken or PathIsPattern."""
    taken = {*_FIRST, *_LAST} & {column.name for column in log.columns}
    if taken:
        raise NameTaken(f"The log {log.name} has a stored column {min(taken)}.")
    columns = {**_FIRST, **{c.name: SQL_TYPES[c.type] for c in log.columns}, **_LAST}
    files = tuple(part.path for part in log.parts)
    sql = _together(log.parts, columns)
    if not any(part.shapes for part in log.parts):
        return View(name or log.name, files, sql)
    quick = [replace(part, shapes=QUICK if part.shapes else ()) for part in log.parts]
    return View(name or log.name, files, sql, _together(quick, columns))


def shown(log: Readable) -> tuple[str, ...]:
    """The columns of the log's view that cost little to read: all but `is_sealed` and `raw`."""
    return (*_FIRST, *(column.name for column in log.columns))


def _envelope(logs: Sequence[Readable]) -> View:
    values = [_value(name, type_) for name, type_ in _FIRST.items()]
    selects = [
        select([f"{literal(log.name)} AS log", *values], _files(log.parts)) for log in logs if log.parts
    ]
    sql = "\nUNION ALL ".join(selects) or _no_rows({"log": "VARCHAR", **_FIRST})
    return View(ENVELOPE, tuple(part.path for log in logs for part in log.parts), sql)


def _together(parts: Sequence[PartFile], columns: Mapping[str, str]) -> str:
    selects = [
        select((_value(name, type_, group[0]) for name, type_ in columns.items()), _files(group))
        for group in _alike(parts)
    ]
    return "\nUNION ALL ".join(selects) or _no_rows(columns)


def _alike(parts: Sequence[PartFile]) -> list[list[PartFile]]:
    """The parts by what columns they have: those of one group are read by one scan without looking into each first."""
    groups: dict[object, list[PartFile]] = {}
    for part in parts:
        groups.setdefault((part.columns, part.has_raw, part.has_sealed, part.shapes), []).append(part)
    return list(groups.values())


def _value(name: str, type_: str, part: PartFile | None = None) -> str:
    """The expression of a column; where the part lacks it, NULL of its type. A cast to its own type costs nothing."""
    match name:
        case "kind":
            return f"{_KIND} AS kind"
        case "is_sealed":
            return f"{'sealed IS NOT NULL' if part and part.has_sealed else 'false'} AS is_sealed"
        case "raw" if part is not None and part.shapes == QUICK:
            return f"CASE WHEN {identifier(COSTLY)} IS NULL THEN raw ELSE CAST(error('not planned') AS BLOB) END AS raw"
        case "raw" if part is not None and part.shapes:
            return f"{_line(part.shapes)} AS raw"
        case "raw":
            held = part is not None and part.has_raw
        case _:
            held = name in _FIRST or (part is not None and name in {column.name for column in part.columns})
    return f"CAST({identifier(name) if held else 'NULL'} AS {type_}) AS {identifier(name)}"


def _line(shapes: Sequence[Shape]) -> str:
    """The raw bytes of a line from its shape and values. It is read and computed only where it is asked for.

    One `concat`: a chain of `||` copies what it has so far once a slot, and took several times as long.
    """
    cases = []
    for number, shape in enumerate(shapes):
        texts = [literal(shape.pieces[0])]
        for name, piece in zip(shape.columns, shape.pieces[1:], strict=True):
            texts += [_text(name), *([literal(piece)] if piece else ())]
        cases.append(f"WHEN {number} THEN encode(concat({', '.join(texts)}))")
    return f"CASE {identifier(SHAPE)} {' '.join(cases)} ELSE raw END"


def _text(name: str) -> str:
    """The text of a slot, as `line_shapes.written` gives it."""
    column = identifier(name)
    match kind_of(name):
        case Kind.TEXT:
            return column
        case Kind.INTEGER:
            return f"CAST({column} AS VARCHAR)"
        case Kind.ADDRESS:
            return ", '.', ".join(f"CAST(({column} >> {shift}) & 255 AS VARCHAR)" for shift in (24, 16, 8, 0))
        case Kind.CLOCK:
            return f"strftime(make_timestamp({column} * 1000000), '%H:%M:%S')"


def _files(parts: Sequence[PartFile]) -> str:
    paths = [part.path.as_posix() for part in parts]
    for path in paths:
        if _PATTERN_CHARACTERS & set(path):
            raise PathIsPattern(path)
    # A directory named `a=b` must not become a column.
    return f"read_parquet([{', '.join(literal(path) for path in paths)}], hive_partitioning = false)"


def _no_rows(columns: Mapping[str, str]) -> str:
    values = (f"CAST(NULL AS {type_}) AS {identifier(name)}" for name, type_ in columns.items())
    return select(values, "(VALUES (0)) AS nothing", "WHERE false")
