"""Operations that stand twice in one file.

Two equal operations can lie within one second, and dropping one would drop evidence: both are taken in, and it is said.
A running number tells two operations apart, so only rows without one are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sekisho.intake.tables.cells_at_once import Booleans
from sekisho.intake.tables.findings import Finding, Weight, Words
from sekisho.intake.tables.splitting import Places

# What tells rows apart soonest comes first.
OPEN: Final = (
    *("occurred_at", "operator_id", "terminal_id", "document_ref", "process", "business"),
    *("verification_id", "scope", "hit_count", "reason", "result", "printed"),
)
SUBJECT: Final = "subject"
SEALED: Final = (SUBJECT, "search_condition")
NARROWED_AFTER: Final = (1, 2)  # columns: of all rows hardly any are left then
KEYS_MAX: Final = 2**62
LINES_TOLD: Final = 5
LINES_LOOKED_AT: Final = LINES_TOLD + 1  # whether there are more


def within(batch: pa.RecordBatch) -> Iterator[Finding]:
    """Rows of a file, as the log takes them in, that are equal to an earlier one of it."""
    unnumbered = np.flatnonzero(np.asarray(pc.is_null(batch.column("sequence"))))
    if not len(unnumbered):
        return
    columns = [some(batch.column(name), unnumbered) for name in (*OPEN, *SEALED)]
    places, groups = alike([columns[0].cast(pa.int64()), *columns[1:]])
    if not len(places):
        return
    lines = batch.column("row").to_numpy()[unnumbered[places]]
    _groups, firsts, of_first = np.unique(groups, return_index=True, return_inverse=True)
    is_again = np.ones(len(places), np.bool_)
    is_again[firsts] = False
    again, before = lines[is_again], lines[firsts][of_first][is_again]
    pairs = list(zip(again[:LINES_LOOKED_AT].tolist(), before[:LINES_LOOKED_AT].tolist(), strict=True))
    listed_ja = listed([f"{line}行目は{first}行目" for line, first in pairs], "、", "ほか")
    listed_en = listed([f"line {line} is line {first}" for line, first in pairs], ", ", "…")
    words = Words(
        f"{len(again):,}行は、このファイルのもっと前の行とすべての項目が同じです({listed_ja})。"
        "同じ操作が1秒に二度あることもあるので、どれも取り込みます。",
        f"{len(again):,} rows are equal to an earlier row of this file ({listed_en}). "
        "Two equal operations in one second can be, so each is taken in.",
    )
    yield Finding(int(again[0]), None, words, Weight.TOLD)


def alike(columns: Sequence[pa.Array], theirs: Booleans | None = None) -> tuple[Places, Places]:
    """The places of rows that are equal in all columns, in order, and for each a number that only equal rows share.

    With `theirs` those of which some are among `theirs` and some are not. Two that lack a value are equal in it.
    """
    places = np.arange(len(columns[0]))
    keys, kinds = np.zeros(len(places), np.int64), 1
    for number, column in enumerate(columns, 1):
        codes, count = _codes(some(column, places))
        if kinds * count > KEYS_MAX:
            keys, kinds = _numbered(keys)
        keys, kinds = keys * count + codes, kinds * count
        if number in (*NARROWED_AFTER, len(columns)):
            keys, kinds = _numbered(keys)
            kept = _kept(keys, None if theirs is None else theirs[places])[keys]
            places, keys = places[kept], keys[kept]
            if not len(places):
                break
    return places, keys


def some(column: pa.Array, places: Places) -> pa.Array:
    """The values at these places, which are in order."""
    return column if len(places) == len(column) else column.take(pa.array(places))


def listed(said: Sequence[str], between: str, more: str) -> str:
    """The first few."""
    return between.join([*said[:LINES_TOLD], *([more] if len(said) > LINES_TOLD else [])])


def distinct(numbers: Places) -> Places:
    """Each number once, sorted; for numbers that are nearly sorted many times faster than `np.unique`."""
    numbers = np.sort(numbers, kind="stable")
    found: Places = numbers[np.diff(numbers, prepend=numbers[:1] - 1) != 0]
    return found


def _numbered(keys: Places) -> tuple[Places, int]:
    """The same keys as numbers from 0 on, and how many there are; as fast for keys that are nearly sorted."""
    order = np.argsort(keys, kind="stable")
    found = np.empty(len(keys), np.int64)
    found[order] = np.cumsum(np.diff(keys[order], prepend=keys[order[:1]]) != 0)
    return found, int(found[order[-1]]) + 1 if len(keys) else 0


def _kept(groups: Places, theirs: Booleans | None) -> Booleans:
    """Of each group whether it has two rows, or one on either side."""
    counts = np.bincount(groups)
    if theirs is None:
        return counts > 1
    of_theirs = np.bincount(groups[theirs], minlength=len(counts))
    return (of_theirs > 0) & (of_theirs < counts)


def _codes(column: pa.Array) -> tuple[Places, int]:
    """A number for each value, the same for the same one, and how many there are."""
    if pa.types.is_int64(column.type) and not column.null_count:
        return _numbered(column.to_numpy())
    coded = column.dictionary_encode(null_encoding="encode")
    return coded.indices.to_numpy().astype(np.int64), max(len(coded.dictionary), 1)
