"""What no record of a log can be, whatever was signed: values, numbers and times that cannot stand there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sekisho.archive.columns import ENVELOPE
from sekisho.archive.findings import Finding, finding
from sekisho.archive.records import OWN_SOURCE, Kind
from sekisho.archive.schema import at as moment_at
from sekisho.archive.schema import microseconds
from sekisho.archive.store import Statement
from sekisho.archive.words import is_value

Moments = npt.NDArray[np.int64]

LISTED = 100
"""How many of one kind are named one by one; the rest as a range."""

OWN = pa.scalar(OWN_SOURCE)
ABSENT = np.iinfo(np.int64).min  # what `moments_in` makes of a moment that is absent
OPTIONAL = ("raw", "sealed")
EARLIEST = microseconds(datetime(2, 1, 1, tzinfo=UTC))
LATEST = microseconds(datetime(9998, 12, 31, tzinfo=UTC))


def wrong_columns(found: pa.Schema, wanted: pa.Schema) -> str:
    """How the columns of a part differ from the wanted ones; empty where they do not."""
    types = {each.name: each.type for each in wanted}
    there = {each.name: each.type for each in found}
    odd = {name for name in types.keys() | there.keys() if types.get(name) != there.get(name)}
    odd = {name for name in odd if name in there or name not in OPTIONAL}
    twice = {name for name, times in Counter(found.names).items() if times > 1}
    return ", ".join(sorted(odd | twice))


def can_be_hashed(batch: pa.RecordBatch, moments: Moments) -> bool:
    """Whether position, time of receipt, kind and source are there, and the time within the calendar."""
    if any(_column(batch, each.name).null_count for each in ENVELOPE):
        return False
    return not len(moments) or bool(moments.min() >= EARLIEST and moments.max() <= LATEST)


def impossible_values(
    batch: pa.RecordBatch, moments: Moments, *, position: int, log: str, file: str
) -> Iterator[Finding]:
    """Values that the canonical form of a record does not have (spec 3.2, 3.4); `position` is that of the first."""

    def said(places: Iterable[int], field: str, why: str) -> Iterator[Finding]:
        for place in list(places)[:LISTED]:
            yield finding(
                "value", log, file, at=position + place, until=position + place + 1, field=field, detail=why
            )

    for each in ENVELOPE:
        column = _column(batch, each.name)
        if column.null_count:
            yield from said(_where(column.is_null()), each.name, "absent")
    if not can_be_hashed(batch, moments):
        beyond = ((moments < EARLIEST) | (moments > LATEST)) & (moments != ABSENT)
        yield from said(np.flatnonzero(beyond).tolist(), "received_at", "no such day")
    else:
        kinds = _column(batch, "kind").to_numpy(zero_copy_only=False)
        own = is_value(_column(batch, "source"), OWN)
        odd = np.flatnonzero(kinds > max(Kind)).tolist()
        yield from said(odd, "kind", "neither statement nor record")
        odd = np.flatnonzero(own != (kinds == Kind.STATEMENT)).tolist()
        yield from said(odd, "source", f"{OWN_SOURCE} makes statements, and nobody else")
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if pa.types.is_string(column.type) or pa.types.is_dictionary(column.type):
            yield from said(_not_utf8(column), name, "not UTF-8")


def wrong_positions(batch: pa.RecordBatch, position: int, log: str, file: str) -> Iterator[Finding]:
    """Where the numbers do not follow one another from `position` on."""
    found = _column(batch, "position").to_numpy(zero_copy_only=False)
    follows = np.concatenate([[position], found[:-1] + 1])
    wrong = np.flatnonzero(found != follows)
    for place in wrong[:LISTED].tolist():
        yield finding(
            "position",
            log,
            file,
            at=position + place,
            until=position + place + 1,
            expected=int(follows[place]),
            found=int(found[place]),
        )
    if len(wrong) > LISTED:
        first, last = position + int(wrong[LISTED]), position + int(wrong[-1])
        yield finding(
            "position",
            log,
            file,
            at=first,
            until=last + 1,
            expected=int(follows[wrong[LISTED]]),
            found=int(found[wrong[LISTED]]),
        )


def steps_back(
    moments: Moments, before: int | None, said: Iterable[Statement], *, position: int, log: str, file: str
) -> Iterator[Finding]:
    """Times of receipt before that of the record before, which is `before` for the first one."""
    if not len(moments):
        return
    previous = np.concatenate([[moments[0] if before is None else before], moments[:-1]])
    told = {each.position: each for each in said}
    back = np.flatnonzero(moments < previous)
    for place in back[:LISTED].tolist():
        yield step_back(
            told.get(position + place),
            int(previous[place]),
            int(moments[place]),
            at=position + place,
            log=log,
            file=file,
        )
    if len(back) > LISTED:
        first, last = int(back[LISTED]), int(back[-1])
        yield finding(
            "clock",
            log,
            file,
            at=position + first,
            until=position + last + 1,
            before=shown(int(previous[first])),
            after=shown(int(moments[first])),
        )


def step_back(said: Statement | None, before: int, after: int, *, at: int, log: str, file: str) -> Finding:
    """A time of receipt before the one of the record before: said by a `clock` statement, or a fault."""
    told = (
        said is not None
        and said.what == "clock"
        and (said.said.get("before"), said.said.get("after")) == (before, after)
    )
    return finding(
        "clock_said" if told else "clock",
        log,
        file,
        at=at,
        until=at + 1,
        before=shown(before),
        after=shown(after),
    )


def shown(moment: int | None) -> str:
    """A moment for people, in UTC."""
    if moment is None:
        return "?"
    return f"{moment_at(moment):%Y-%m-%d %H:%M:%S.%fZ}" if EARLIEST <= moment <= LATEST else f"{moment} µs"


def _column(batch: pa.RecordBatch, name: str) -> pa.Array:
    return batch.column(batch.schema.get_field_index(name))


def _where(flags: pa.Array) -> list[int]:
    """The places of what is true."""
    places: list[int] = np.flatnonzero(flags.fill_null(False).to_numpy(zero_copy_only=False)).tolist()
    return places


def _not_utf8(column: pa.Array) -> list[int]:
    if pa.types.is_dictionary(column.type):
        return _not_utf8(column.dictionary_decode()) if _not_utf8(column.dictionary) else []
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        values = column.cast(pa.binary()).to_pylist()
        return [place for place, value in enumerate(values) if value is not None and not _is_utf8(value)]
    return []


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True
