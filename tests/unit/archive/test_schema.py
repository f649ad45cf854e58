"""A log declares what its records look like, and counts days, months and fiscal years as its town does."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.archive.records import statement_bytes
from sekisho.archive.schema import (
    BadDeclaration,
    Column,
    ColumnType,
    LogSchema,
    Stored,
    at,
    declaration,
    microseconds,
    parse_declaration,
)
from tests.unit.archive.logs import NETWORK, OPERATIONS

TEXT = ColumnType.TEXT
JUST_BEFORE = microseconds(datetime(2026, 3, 31, 14, 59, 59, 999999, tzinfo=UTC))


def test_personal_columns_are_stored_as_their_token_or_not_at_all() -> None:
    assert [column.name for column in OPERATIONS.stored] == [
        "occurred_at",
        "operator_id",
        "subject_token",
        "printed",
        "hit_count",
    ]
    assert OPERATIONS.stored[2] == Stored("subject_token", ColumnType.INTEGER)
    assert OPERATIONS.seals
    assert not NETWORK.seals


def test_a_declaration_is_read_as_it_was_written() -> None:
    for schema in (OPERATIONS, NETWORK):
        assert parse_declaration(statement_bytes(declaration(schema))) == schema


def test_the_day_the_month_and_the_fiscal_year_change_at_midnight_in_japan() -> None:
    assert OPERATIONS.local_day(JUST_BEFORE) == date(2026, 3, 31)
    assert (OPERATIONS.month(JUST_BEFORE), OPERATIONS.fiscal_year(JUST_BEFORE)) == ("2026-03", "fy2025")
    assert (OPERATIONS.month(JUST_BEFORE + 1), OPERATIONS.fiscal_year(JUST_BEFORE + 1)) == (
        "2026-04",
        "fy2026",
    )


@given(
    st.integers(
        microseconds(datetime(1970, 2, 1, tzinfo=UTC)), microseconds(datetime(2200, 1, 1, tzinfo=UTC))
    )
)
def test_every_moment_lies_in_its_month(moment: int) -> None:
    month = OPERATIONS.month(moment)

    assert OPERATIONS.month_begins(month) <= moment < OPERATIONS.month_ends(month)
    assert microseconds(at(moment)) == moment


@pytest.mark.parametrize(
    ("why", "origin", "columns", "more"),
    [
        ("no base", "operations", (), {}),
        ("space", "town example/operations", (), {}),
        ("plus", "town.example/a+b/operations", (), {}),
        ("capital", "town.example/Operations", (), {}),
        ("twice", "town.example/x", (Column("a", TEXT), Column("a", TEXT)), {}),
        ("token's name", "town.example/x", (Column("a", TEXT, True, True), Column("a_token", TEXT)), {}),
        ("no such event time", "town.example/x", (Column("a", TEXT),), {"event_time": "a"}),
        ("number 0", "town.example/x", (), {"number": 0}),
        ("month 13", "town.example/x", (), {"year_begins": 13}),
        ("a day off", "town.example/x", (), {"utc_offset_minutes": 24 * 60}),
    ],
)
def test_a_declaration_that_no_log_can_have_is_refused(
    why: str, origin: str, columns: tuple[Column, ...], more: dict[str, object]
) -> None:
    with pytest.raises(BadDeclaration):
        LogSchema(origin, columns, **more)  # type: ignore[arg-type]  # a table of any arguments


@pytest.mark.parametrize(
    ("name", "kind", "personal", "token"),
    [
        ("position", TEXT, False, False),
        ("Bad", TEXT, False, False),
        ("a", ColumnType.INTEGER, True, False),
        ("a", TEXT, False, True),
    ],
)
def test_a_column_that_cannot_be_is_refused(name: str, kind: ColumnType, personal: bool, token: bool) -> None:
    with pytest.raises(BadDeclaration):
        Column(name, kind, personal, token)


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{}", b'{"statement":"schema"}', b'{"statement":"clock"}', b"\xff"]
)
def test_what_declares_nothing_is_refused(raw: bytes) -> None:
    with pytest.raises(BadDeclaration):
        parse_declaration(raw)
