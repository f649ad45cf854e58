"""Whole columns of text at once: trimmed, and read as what they hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sekisho.archive.columns import MOMENT
from sekisho.intake.moments import JST_MINUTES, SECOND
from sekisho.intake.tables.values import BLANKS, YEARS

Booleans = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]
WITH_SECONDS, WITHOUT_SECONDS = len("2026-09-30 14:05:33"), len("2026-09-30 14:05")
DIGITS: Final = {
    "year": (0, 4),
    "month": (5, 2),
    "day": (8, 2),
    "hour": (11, 2),
    "minute": (14, 2),
    "second": (17, 2),
}
MONTHS, HOURS, SIXTY = 12, 24, 60
FIGURES_MAX: Final = 18
ABSENT: Final = pa.scalar(None, pa.string())
NO_BYTES: Final = pa.scalar(0, pa.int32())  # of a bare 0 Arrow asks each time whose type it may be


def strings(column: pa.ChunkedArray) -> pa.Array:
    """The trimmed text; empty is null."""
    whole = column.combine_chunks()
    array = whole if isinstance(whole, pa.Array) else whole.chunk(0)
    trimmed = pc.utf8_trim(array, characters=BLANKS)
    empty = pc.equal(pc.binary_length(trimmed), NO_BYTES)
    return pc.if_else(empty, ABSENT, trimmed) if pc.any(empty).as_py() else trimmed


def typed(column: pa.Array, kind: pa.DataType, convert: Callable[[str], object]) -> tuple[pa.Array, Booleans]:
    """The values, and which cells could be converted; empty cells can. Each different text is converted once."""
    if kind == MOMENT:
        return _moments(column, convert)
    if kind == pa.int64() and _are_figures(column):
        return column.cast(kind), np.ones(len(column), np.bool_)
    coded = column.dictionary_encode()
    known = [convert(text) for text in coded.dictionary.to_pylist()]
    values = pa.array(known, kind).take(coded.indices)
    return values, np.asarray(pc.equal(pc.is_null(values), pc.is_null(column)))


def _are_figures(column: pa.Array) -> bool:
    """Whether every filled cell is a number in plain figures that fits."""
    lengths = pc.binary_length(column)
    if column.null_count == len(column) or pc.max(lengths).as_py() > FIGURES_MAX:
        return False
    characters = _characters(column)
    return bool(((characters >= ord("0")) & (characters <= ord("9"))).all())


def _characters(column: pa.Array) -> npt.NDArray[np.uint8]:
    """The bytes of all texts of an array, one behind the other."""
    offsets = np.frombuffer(column.buffers()[1], np.int32, len(column) + 1, column.offset * 4)
    return np.frombuffer(column.buffers()[2], np.uint8, int(offsets[-1] - offsets[0]), int(offsets[0]))


def _moments(column: pa.Array, convert: Callable[[str], object]) -> tuple[pa.Array, Booleans]:
    """Moments in the two usual forms by arithmetic, the others by their text."""
    moments = np.zeros(len(column), np.int64)
    there = np.zeros(len(column), np.bool_)
    lengths = pc.binary_length(column).fill_null(0).to_numpy(zero_copy_only=False)
    for length in (WITH_SECONDS, WITHOUT_SECONDS):
        places = np.flatnonzero(lengths == length)
        found, good = _usual(column.take(pa.array(places)), length)
        moments[places[good]], there[places[good]] = found[good], True
    rest = np.flatnonzero(~there & (lengths > 0))
    for place, text in zip(rest.tolist(), column.take(pa.array(rest)).to_pylist(), strict=True):
        value = convert(text)
        if isinstance(value, int):
            moments[place], there[place] = value, True
    values = pa.array(moments, mask=~there).cast(MOMENT)
    return values, there | (lengths == 0)


def _usual(texts: pa.Array, length: int) -> tuple[Integers, Booleans]:
    """`2026-09-30 14:05:33` or without seconds, with `-` or `/`, as moments in JST; and which of the texts are that."""
    count = len(texts)
    if not count:
        return np.zeros(0, np.int64), np.zeros(0, np.bool_)
    characters = _characters(texts).reshape(count, length)
    digits = characters.astype(np.int64) - ord("0")
    figures = [
        place for begin_, many in DIGITS.values() for place in range(begin_, begin_ + many) if place < length
    ]
    good: Booleans = np.all((digits[:, figures] >= 0) & (digits[:, figures] <= 9), axis=1)  # noqa: PLR2004 -- figures
    mark = characters[:, 4]
    good &= ((mark == ord("-")) | (mark == ord("/"))) & (characters[:, 7] == mark)
    good &= (characters[:, 10] == ord(" ")) & (characters[:, 13] == ord(":"))
    if length == WITH_SECONDS:
        good &= characters[:, 16] == ord(":")
    part = {name: _number(digits, *where) for name, where in DIGITS.items() if where[0] < length}
    second = part.get("second", np.zeros(count, np.int64))
    good &= (
        (part["year"] >= YEARS.start)
        & (part["year"] < YEARS.stop)
        & (part["month"] >= 1)
        & (part["month"] <= MONTHS)
        & (part["day"] >= 1)
    )
    good &= (part["hour"] < HOURS) & (part["minute"] < SIXTY) & (second < SIXTY)
    months = np.where(good, (part["year"] - 1970) * 12 + part["month"] - 1, 0)
    first, following = (_days(months + later) for later in (0, 1))
    good = good & (part["day"] <= following - first)
    minutes = ((first + part["day"] - 1) * HOURS + part["hour"]) * SIXTY + part["minute"] - JST_MINUTES
    return (minutes * SIXTY + second) * SECOND, good


def _number(digits: Integers, begin: int, many: int) -> Integers:
    found = digits[:, begin].copy()
    for place in range(begin + 1, begin + many):
        found = found * 10 + digits[:, place]
    return found


def _days(months: Integers) -> Integers:
    """The first days of months counted from 1970, as days since 1970."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
