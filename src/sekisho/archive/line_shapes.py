"""Lines as shapes and values: how the raw bytes of a part take less room and come back exactly (spec 6).

A shape is what the lines of one kind have in common: literal pieces, and between them slots, each kept in a column.
Shapes are found in the lines themselves: values after `=`, values in double quotes after `=` or `:`, and words with a
digit in them. A line that no shape gives back byte for byte stays as it is.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

SHAPE = "raw:shape"
SHAPES_MAX = 96
SLOTS_MAX = 96
COLUMNS_MAX = 256
LITERAL_CHARACTERS_MAX = 4096
ROWS_AT_ONCE = 16_384  # lines are texts in Python while they are taken apart
SAMPLE = 600
HINT = 12  # characters before a slot by which slots of several shapes are taken for the same
RARE = 0.01
LONG_LINES = 2**30  # bytes of a row group that is left as it is: Arrow's texts end at 2 GiB

_CLOCK, _ADDRESS = r"\d\d:\d\d:\d\d", r"\d+(?:\.\d+){3}"
_DATE = r"\d{4}[-/]\d\d[-/]\d\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d"
_VALUE = re.compile(
    rf'((?<=[=:]")[^"]*|(?<==)[^\s",;|()]+|{_DATE}|{_CLOCK}|{_ADDRESS}|\b[A-Za-z_]*\d\w*)', re.ASCII
)
_BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"


class Misshapen(Exception):
    """Shapes that are no shapes, or columns that do not give a line for every shape that is named."""


class Kind(StrEnum):
    """How a slot's text stands in its column."""

    INTEGER = "integer"
    """In decimal; a signed 64-bit integer."""
    ADDRESS = "address"
    """Four decimal numbers joined by points; the 32-bit integer of which they are the bytes."""
    CLOCK = "clock"
    """`hh:mm:ss`; the seconds since 00:00:00."""
    TEXT = "text"
    """As it is."""


ARROW = {Kind.INTEGER: pa.int64(), Kind.ADDRESS: pa.int64(), Kind.CLOCK: pa.int64(), Kind.TEXT: pa.string()}
_BASES = {Kind.ADDRESS: (4, 256, "."), Kind.CLOCK: (3, 60, ":")}
_DIGITS = {
    Kind.ADDRESS: pa.array([str(number) for number in range(256)]),
    Kind.CLOCK: pa.array([f"{number:02d}" for number in range(60)]),
}
_PATTERNS = (
    (Kind.INTEGER, re.compile(r"0|[1-9]\d{0,17}", re.ASCII)),
    (Kind.INTEGER, re.compile(r"[1-8]\d{18}", re.ASCII)),
    (Kind.CLOCK, re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d", re.ASCII)),
    (Kind.ADDRESS, re.compile(rf"{_BYTE}(?:\.{_BYTE}){{3}}", re.ASCII)),
    (Kind.TEXT, re.compile(_DATE, re.ASCII)),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """Literal pieces, one more than slots, and the column of each slot."""

    pieces: tuple[str, ...]
    columns: tuple[str, ...]


def kind_of(column: str) -> Kind:
    """How the values of a column are written, by its name `raw:<kind>:<number>`. Raises Misshapen."""
    try:
        first, kind, number = column.split(":")
        if first != "raw" or not number.isascii() or not number.isdecimal():
            raise Misshapen(f"{column!r} is no name of a slot's column")
        return Kind(kind)
    except ValueError as error:
        raise Misshapen(f"{column!r} is no name of a slot's column") from error


def columns_of(shapes: Iterable[Shape]) -> dict[str, pa.DataType]:
    """The columns that lines of these shapes stand in, without `raw`."""
    names = {name for shape in shapes for name in shape.columns}
    return {SHAPE: pa.int32(), **{name: ARROW[kind_of(name)] for name in sorted(names)}}


def format_shapes(shapes: Sequence[Shape]) -> bytes:
    """The shapes as they stand in the file's metadata: each a list of pieces and columns in turn."""
    mixed = []
    for shape in shapes:
        line = [text for pair in zip(shape.pieces, shape.columns, strict=False) for text in pair]
        mixed.append([*line, shape.pieces[-1]])
    return json.dumps(mixed, ensure_ascii=False, separators=(",", ":")).encode()


def parse_shapes(data: bytes) -> tuple[Shape, ...]:
    """The shapes of a file. Raises Misshapen."""
    try:
        mixed = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Misshapen(f"the shapes are no JSON: {error}") from error
    if not isinstance(mixed, list) or not 0 < len(mixed) <= SHAPES_MAX:
        raise Misshapen("the shapes are no list, or too many")
    return tuple(_shape(each) for each in mixed)


def _shape(mixed: object) -> Shape:
    if not isinstance(mixed, list) or not all(isinstance(text, str) for text in mixed) or not len(mixed) % 2:
        raise Misshapen("a shape is no list of pieces and columns in turn")
    shape = Shape(tuple(mixed[::2]), tuple(mixed[1::2]))
    if len(shape.columns) > SLOTS_MAX or sum(map(len, shape.pieces)) > LITERAL_CHARACTERS_MAX:
        raise Misshapen("a shape is too long")
    if any("\0" in piece or "\ud800" <= max(piece, default="") <= "\udfff" for piece in shape.pieces):
        raise Misshapen("a piece holds what is no character")
    for name in shape.columns:
        kind_of(name)
    return shape


def rebuilt(table: pa.Table, shapes: Sequence[Shape]) -> pa.Array:
    """The raw bytes of the rows of a table that has the columns of these shapes and `raw`. Raises Misshapen."""
    numbers = table.column(SHAPE)
    codes = numbers.fill_null(-1).to_numpy()
    present = np.unique(codes).tolist()
    if present and not -1 <= present[0] <= present[-1] < len(shapes):
        raise Misshapen("a row is of a shape that there is not")
    found: list[pa.Array] = []
    places = []
    for code in present:
        rows = np.flatnonzero(codes == code)
        places.append(rows)
        taken = table if len(rows) == len(codes) else table.take(pa.array(rows))
        part = taken.column("raw") if code < 0 else _joined(taken, shapes[code])
        found += part.chunks if isinstance(part, pa.ChunkedArray) else [part]
    if not found:
        return pa.array([], pa.binary())
    whole = found[0] if len(found) == 1 else pa.concat_arrays(found)
    if len(places) == 1:
        return whole
    order = np.empty(len(codes), np.int64)
    order[np.concatenate(places)] = np.arange(len(codes))
    return whole.take(pa.array(order))


def _joined(table: pa.Table, shape: Shape) -> pa.Array:
    parts: list[pa.Array | pa.Scalar] = []
    for piece, name in zip(shape.pieces, shape.columns, strict=False):
        values = table.column(name).combine_chunks()
        if values.null_count:
            raise Misshapen(f"a line lacks its value in {name}")
        parts += [pa.scalar(piece), written(values, kind_of(name))]
    parts.append(pa.scalar(shape.pieces[-1]))
    if not shape.columns:
        parts.append(pa.array([""] * table.num_rows, pa.string()))
    return pc.binary_join_element_wise(*parts, "").cast(pa.binary())


def written(values: pa.Array, kind: Kind) -> pa.Array:
    """The texts of a column's values, none of which is null. Raises Misshapen."""
    match kind:
        case Kind.TEXT:
            return values
        case Kind.INTEGER:
            return values.cast(pa.string())
    length, base, between = _BASES[kind]
    encoded = values.dictionary_encode()
    numbers = encoded.dictionary.to_numpy(zero_copy_only=False)
    if len(numbers) and not 0 <= numbers.min() <= numbers.max() < (2**32 if kind is Kind.ADDRESS else 86_400):
        raise Misshapen(f"{kind} beyond what there is")
    digits = [
        _DIGITS[kind].take(pa.array(numbers // base**power % base)) for power in reversed(range(length))
    ]
    return pc.binary_join_element_wise(*digits, between).take(encoded.indices)


def _read(texts: pa.Array, kind: Kind) -> pa.Array:
    """The values of texts that have the pattern of their kind: the other way of `written`."""
    match kind:
        case Kind.TEXT:
            return texts
        case Kind.INTEGER:
            return texts.cast(pa.int64())
    length, base, between = _BASES[kind]
    encoded = texts.dictionary_encode()
    digits = pc.split_pattern(encoded.dictionary, between).flatten().cast(pa.int64()).to_numpy()
    weights = base ** np.arange(length - 1, -1, -1, dtype=np.int64)
    return pa.array(digits.reshape(-1, length) @ weights, pa.int64()).take(encoded.indices)


@dataclass(slots=True)
class LineShapes:
    """The shapes of a part while it is written. The first lines decide which columns there are."""

    shapes: list[Shape] = field(default_factory=list)
    columns: dict[str, pa.DataType] = field(default_factory=dict)
    _matches: list[Callable[[str], re.Match[str] | None]] = field(default_factory=list)
    _known: set[tuple[object, ...]] = field(default_factory=set)
    _hints: dict[tuple[Kind, str], dict[str, None]] = field(default_factory=dict)
    _fixed: bool = False

    def taken_apart(self, raw: pa.ChunkedArray) -> dict[str, pa.ChunkedArray]:
        """The columns in the place of `raw`, which is one of them: what stays as it is. All of one length."""
        apart = []
        if raw.nbytes <= LONG_LINES:
            lines = raw.combine_chunks()
            pieces = (lines.slice(begin, ROWS_AT_ONCE) for begin in range(0, len(lines), ROWS_AT_ONCE))
            apart = [self._apart(piece) for piece in pieces]
        self._fixed = True
        self.columns = self.columns or columns_of(self.shapes)
        fields = pa.schema([("raw", pa.binary()), *self.columns.items()])
        if not apart:
            nulls = {
                name: pa.chunked_array([pa.nulls(len(raw), type_)]) for name, type_ in self.columns.items()
            }
            return {"raw": raw, **nulls}
        tables = [
            pa.table([t.get(f.name, pa.nulls(len(t["raw"]), f.type)) for f in fields], schema=fields)
            for t in apart
        ]
        whole = pa.concat_tables(tables)
        return {name: whole.column(name) for name in fields.names}

    def _apart(self, raw: pa.Array) -> dict[str, pa.Array]:
        lines = [_text(line) for line in raw.to_pylist()]
        left = [place for place, line in enumerate(lines) if line is not None]
        found: dict[int, list[tuple[int, tuple[str, ...]]]] = {}
        tried = 0
        for _round in range(4):
            for number in range(tried, len(self.shapes)):
                left = self._matching(number, lines, left, found)
            tried = len(self.shapes)
            if len(left) <= RARE * len(lines):
                break
            self._learn([lines[place] or "" for place in left[:: max(1, len(left) // SAMPLE)]])
            if tried == len(self.shapes):
                break
        return self._checked(raw, found)

    def _matching(
        self,
        number: int,
        lines: Sequence[str | None],
        left: list[int],
        found: dict[int, list[tuple[int, tuple[str, ...]]]],
    ) -> list[int]:
        """Take the lines of a shape out of those that are left."""
        match = self._matches[number]
        matched = [(place, match(lines[place] or "")) for place in left]
        mine = [(place, fits.groups()) for place, fits in matched if fits is not None]
        if not mine:
            return left
        found[number] = mine
        return [place for place, fits in matched if fits is None]

    def _checked(
        self, raw: pa.Array, found: Mapping[int, Sequence[tuple[int, tuple[str, ...]]]]
    ) -> dict[str, pa.Array]:
        """The columns, and each line that they would not give back kept as it is."""
        codes = np.full(len(raw), -1, np.int32)
        names = sorted({name for number in found for name in self.shapes[number].columns})
        values: dict[str, list[pa.Array]] = {name: [] for name in names}
        order: dict[str, list[np.typing.NDArray[np.int64]]] = {name: [] for name in names}
        for number, mine in found.items():
            places = np.array([place for place, _values in mine], np.int64)
            codes[places] = number
            for name, texts in zip(
                self.shapes[number].columns, zip(*(v for _p, v in mine), strict=True), strict=True
            ):
                values[name].append(_read(pa.array(texts, pa.string()), kind_of(name)))
                order[name].append(places)
        columns = {
            name: _scattered(pa.concat_arrays(values[name]), np.concatenate(order[name]), len(raw))
            for name in names
        }
        shapes = pa.array(codes, mask=codes < 0)
        table = pa.table({**columns, SHAPE: shapes, "raw": raw})
        same = pc.fill_null(pc.equal(rebuilt(table, self.shapes), raw), pa.scalar(True))
        kept = pc.or_(shapes.is_null(), pc.invert(same))
        columns = {
            name: pc.if_else(same, column, pa.scalar(None, column.type)) for name, column in columns.items()
        }
        return {
            **columns,
            SHAPE: pc.if_else(kept, pa.scalar(None, pa.int32()), shapes),
            "raw": pc.if_else(kept, raw, pa.scalar(None, pa.binary())),
        }

    def _learn(self, lines: Iterable[str]) -> None:
        """Find the shapes of these lines; those of one line alone are passed over."""
        counted: Counter[tuple[tuple[str, ...], tuple[tuple[Kind, str], ...]]] = Counter()
        for line in lines:
            split = _VALUE.split(line) if len(line) <= LITERAL_CHARACTERS_MAX else []
            if 1 <= len(split) // 2 <= SLOTS_MAX and "\0" not in line:
                pieces = tuple(split[::2])
                slots = tuple(_slot(value, piece) for value, piece in zip(split[1::2], pieces, strict=False))
                counted[pieces, slots] += 1
        for (pieces, slots), times in counted.most_common():
            if times > 1 and len(self.shapes) < SHAPES_MAX and (pieces, slots) not in self._known:
                self._known.add((pieces, slots))
                self._add(pieces, slots)

    def _add(self, pieces: Sequence[str], slots: Sequence[tuple[Kind, str]]) -> None:
        """Let lines of this shape be matched from now on, if there are columns for it."""
        hints = [(kind, piece[-HINT:]) for (kind, _pattern), piece in zip(slots, pieces, strict=False)]
        columns: list[str] = []
        for hint in hints:
            name = self._column(hint, columns)
            if name is None:
                return
            columns.append(name)
        for hint, name in zip(hints, columns, strict=True):
            self._hints.setdefault(hint, {})[name] = None
        pattern = "".join(
            f"{re.escape(piece)}({pattern})" for piece, (_kind, pattern) in zip(pieces, slots, strict=False)
        )
        self.shapes.append(Shape(tuple(pieces), tuple(columns)))
        self._matches.append(re.compile(pattern + re.escape(pieces[-1]), re.ASCII).fullmatch)

    def _column(self, hint: tuple[Kind, str], used: Sequence[str]) -> str | None:
        """A column that the shape does not use yet, best one in which other shapes have what follows the same text."""
        every = {name for names in self._hints.values() for name in names} | set(used)
        free = next((name for name in self._hints.get(hint, ()) if name not in used), None)
        if free is None and not self._fixed and len(every) < COLUMNS_MAX:
            free = next(n for n in (f"raw:{hint[0]}:{number}" for number in count()) if n not in every)
        if free is None:
            of_kind = (
                name for (kind, _text), names in self._hints.items() if kind is hint[0] for name in names
            )
            free = next((name for name in of_kind if name not in used), None)
        return free


def _slot(value: str, before: str) -> tuple[Kind, str]:
    """The kind of a slot, and the pattern of its values."""
    for kind, pattern in _PATTERNS:
        if pattern.fullmatch(value):
            return kind, pattern.pattern
    if before.endswith(('="', ':"')):
        return Kind.TEXT, '[^"]*'
    return Kind.TEXT, r'[^\s",;|()]+' if before.endswith("=") else r"[A-Za-z_]*\d\w*"


def _text(line: bytes | None) -> str | None:
    try:
        return None if line is None else line.decode()
    except UnicodeDecodeError:
        return None


def _scattered(values: pa.Array, places: np.typing.NDArray[np.int64], rows: int) -> pa.Array:
    """The values at their places among so many rows, nulls elsewhere."""
    indices = np.zeros(rows, np.int64)
    absent = np.ones(rows, bool)
    indices[places] = np.arange(len(values))
    absent[places] = False
    return values.take(pa.array(indices, mask=absent))
