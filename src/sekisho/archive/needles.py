"""The two questions that have to be quick on years of records: a needle, and one value in a span of time.

A token differs by fiscal year, and each year's files are asked for that year's token alone: one `=` a year, put
together by UNION ALL. One IN over all files asks every filter for every year's token, and each answers falsely
now and then: 15 of 35 row groups were read instead of 3, at 4.2 million records 48 ms instead of 18. Values go as
parameters: the filters are used all the same.

Where the positions of a needle are known already, as `token_positions` finds them, single pages are read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sekisho.archive.engines import View
from sekisho.archive.sql_texts import identifier, select
from sekisho.archive.views import PartFile, Readable, shown, view_of


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask an engine that has the log's view: `engine.query(q.sql, q.parameters, views=q.views)`."""

    sql: str
    parameters: tuple[object, ...]
    views: tuple[View, ...] = ()


def token_question(
    log: Readable,
    column: str,
    years: Mapping[int, Sequence[PartFile]],
    *,
    columns: Sequence[str] | None = None,
) -> Question:
    """Every record whose token `column` is, in each year's parts, that year's token; in order of position.

    `years` maps the token of a fiscal year to the parts that hold records of it; a part that holds records of two years
    stands under both tokens. Two values can share a token: open what is found to be certain.
    """
    wanted = _names(columns or shown(log))
    if not years:
        return Question(select(wanted, identifier(log.name), "WHERE false"), ())
    views = [
        view_of(replace(log, parts=tuple(parts)), name=f"{log.name}/{number}")
        for number, parts in enumerate(years.values())
    ]
    found = (select(wanted, identifier(view.name), f"WHERE {identifier(column)} = ?") for view in views)
    together = f"({' UNION ALL '.join(found)})"
    return Question(select(wanted, together, "ORDER BY position"), tuple(years), tuple(views))


def positions_question(log: Readable, positions: Sequence[int]) -> Question:
    """The records at these positions, those that are there, in order; of row groups only the pages that hold them."""
    wanted = _names(shown(log))
    if not positions:
        return Question(select(wanted, identifier(log.name), "WHERE false"), ())
    marks = ", ".join("?" * len(positions))
    sql = select(wanted, identifier(log.name), f"WHERE position IN ({marks}) ORDER BY position")
    return Question(sql, tuple(positions))


def value_question(
    log: Readable,
    column: str,
    value: object,
    *,
    since: datetime,
    until: datetime,
    by: str = "received_at",
    columns: Sequence[str] | None = None,
) -> Question:
    """Every record with `value` in `column` whose moment `by` is in [since, until), as an operator's month; by position.

    Row groups outside of the span are not read: records stand in the order of their receipt.
    """
    moment = identifier(by)
    sql = select(
        _names(columns or shown(log)),
        identifier(log.name),
        f"WHERE {identifier(column)} = ? AND {moment} >= ? AND {moment} < ? ORDER BY position",
    )
    return Question(sql, (value, since, until))


def _names(columns: Sequence[str]) -> list[str]:
    return [identifier(column) for column in columns]
