"""Many rows of texts laid out one after another, without a loop over them.

What a row may have is put into one array, and the rows are taken out of it: in their order, the texts of each side by
side. A value that many rows have stands there once, and of columns of few values every pair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

NOTHING = pa.array([b""], pa.binary())
ROWS_A_PAIR = 8  # more pairs than the eighth part of the rows cost more to make than they save
LENGTH = ">u4"


@dataclass(frozen=True, slots=True)
class Choice:
    """What rows have in columns that stand side by side: row i the value `places[i]`.

    `values` are the texts of these columns one after another, `lengths` the bytes of each, shape (values, columns).
    """

    values: pa.Array
    lengths: npt.NDArray[np.uint32]
    places: npt.NDArray[np.int32]


def as_choice(column: pa.Array) -> Choice:
    """What rows have in one column of text or binary, plain or in a dictionary; a null counts as nothing."""
    if column.null_count == len(column):
        return _counted(NOTHING, np.zeros(len(column), np.int32))
    if not pa.types.is_dictionary(column.type):
        return _counted(column.cast(pa.binary()), np.arange(len(column), dtype=np.int32))
    values, places = column.dictionary.cast(pa.binary()), column.indices
    if places.null_count:
        values, places = pa.concat_arrays([values, NOTHING]), places.fill_null(len(values))
    return _counted(values, places.to_numpy())


def choices(columns: Sequence[pa.Array]) -> Iterator[Choice]:
    """What rows have in these columns of text or binary, plain or in a dictionary; a null counts as nothing."""
    last: Choice | None = None
    for column in columns:
        following = as_choice(column)
        if last is None:
            last = following
        elif len(last.values) * len(following.values) * ROWS_A_PAIR <= len(column):
            last = _pairs(last, following)
        else:
            yield last
            last = following
    if last is not None:
        yield last


def laid_out(matrix: npt.NDArray[np.uint8], after: Sequence[Choice]) -> pa.Array:
    """Each row of the matrix and what the row has in the columns, in one value of an array of binary."""
    rows, width = len(matrix), 1 + len(after)
    every = pa.concat_arrays([rows_of(matrix), *(choice.values for choice in after)])
    taken = np.empty((rows, width), np.int32)
    taken[:, 0] = np.arange(rows)
    begin = rows
    for column, choice in enumerate(after, 1):
        np.add(choice.places, begin, out=taken[:, column])
        begin += len(choice.values)
    texts = every.take(pa.array(taken.reshape(-1)))
    ends = np.ascontiguousarray(offsets_of(texts)[::width])
    return pa.Array.from_buffers(pa.binary(), rows, [None, pa.py_buffer(ends), texts.buffers()[2]])


def rows_of(matrix: npt.NDArray[np.uint8]) -> pa.Array:
    """The rows of a matrix as an array of binary, in the same memory."""
    rows, width = matrix.shape
    offsets = np.arange(0, (rows + 1) * width, width, dtype=np.int32)
    return pa.Array.from_buffers(
        pa.binary(), rows, [None, pa.py_buffer(offsets), pa.py_buffer(matrix.reshape(-1))]
    )


def offsets_of(array: pa.Array) -> npt.NDArray[np.int32]:
    """Where each value of an array of text or binary begins in its data, and where the last ends."""
    return np.frombuffer(array.buffers()[1], np.int32)[array.offset : array.offset + len(array) + 1]


def addressed(columns: Sequence[Choice]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int32]]:
    """Where the texts are in memory, as long as `columns` are there: row i has in column k those from the address
    number `places[k, i]` up to the next. Returns addresses and places, shape (columns, rows).

    Raises IndexError where a row has a value that is not there: whoever follows addresses does not look.
    """
    addresses, places, begin = [], [], 0
    for each in columns:
        if len(each.places) and not 0 <= each.places.min() <= each.places.max() < len(each.values):
            raise IndexError(f"a column has {len(each.values)} values, and a row another one")
        data = each.values.buffers()[2]
        addresses.append(offsets_of(each.values).astype(np.uint64) + np.uint64(data.address if data else 0))
        places.append(each.places + np.int32(begin))
        begin += len(addresses[-1])
    return np.concatenate(addresses), np.stack(places)


def _counted(values: pa.Array, places: npt.NDArray[np.int32]) -> Choice:
    values = values.fill_null(b"")
    return Choice(values, np.diff(offsets_of(values)).astype(LENGTH).reshape(-1, 1), places)


def _pairs(left: Choice, right: Choice) -> Choice:
    """Every value of the one with every value of the other."""
    here, there = len(left.values), len(right.values)
    first = np.repeat(np.arange(here, dtype=np.int32), there)
    second = np.tile(np.arange(there, dtype=np.int32), here)
    values = pc.binary_join_element_wise(
        left.values.take(pa.array(first)), right.values.take(pa.array(second)), pa.scalar(b"", pa.binary())
    )
    lengths = np.concatenate([left.lengths[first], right.lengths[second]], axis=1)
    return Choice(values, lengths, left.places * np.int32(there) + right.places)
