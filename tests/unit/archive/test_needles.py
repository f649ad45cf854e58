"""The two quick questions find exactly what a scan finds, and read only the row groups they must."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sekisho.archive.duckdb_engine import DuckDbEngine
from sekisho.archive.needles import Question, token_question, value_question
from sekisho.archive.views import PartFile, Readable, views_of
from tests.unit.archive.asked import BEGIN, OPERATIONS, part

MINUTE = timedelta(minutes=1)


def token(year: int, position: int) -> int:
    """Scattered, so that every row group of 25 records spans nearly all tokens and holds half of them."""
    return 1_000 * year + position * 3 % 50


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Readable:
    """Three parts of 100 records, one a fiscal year; positions p and p + 50 of a year have one token."""
    folder = tmp_path_factory.mktemp("parts")
    parts = []
    for year in range(3):
        first = year * 100
        rows = [(BEGIN + p * MINUTE, f"op{p % 7}", token(year, p)) for p in range(first, first + 100)]
        parts.append(part(folder / f"{year}.parquet", OPERATIONS, rows, first=first, row_group=25))
    return Readable("operations", OPERATIONS, tuple(parts))


@pytest.fixture(scope="module")
def engine(log: Readable) -> DuckDbEngine:
    return DuckDbEngine(views_of([log, Readable("network", ())]))


def positions(engine: DuckDbEngine, question: Question) -> list[int]:
    """The positions that the answer names."""
    found: list[int] = (
        engine.query(question.sql, question.parameters, views=question.views)
        .read_all()
        .column("position")
        .to_pylist()
    )
    return found


def test_a_needle_is_found_in_every_year_under_that_years_token(log: Readable, engine: DuckDbEngine) -> None:
    years = {token(year, 7): [log.parts[year]] for year in range(3)}

    assert positions(engine, token_question(log, "subject_token", years)) == [7, 57, 107, 157, 207, 257]


def test_a_needle_is_looked_for_only_in_the_parts_of_its_year(log: Readable, engine: DuckDbEngine) -> None:
    assert positions(engine, token_question(log, "subject_token", {token(1, 7): log.parts[:1]})) == []


def test_a_part_of_two_years_is_asked_for_both_tokens(log: Readable, engine: DuckDbEngine) -> None:
    years = {token(0, 7): log.parts[:2], token(1, 7): log.parts[1:2]}

    assert positions(engine, token_question(log, "subject_token", years)) == [7, 57, 107, 157]


@pytest.mark.parametrize("years", [{}, {7: []}])
def test_a_needle_without_a_part_to_look_in_has_an_empty_answer(
    log: Readable, engine: DuckDbEngine, years: dict[int, list[PartFile]]
) -> None:
    question = token_question(log, "subject_token", years)
    answer = engine.query(question.sql, question.parameters, views=question.views)

    assert answer.schema.names == ["position", "received_at", "kind", "source", *(c.name for c in OPERATIONS)]
    assert answer.read_all().num_rows == 0


def test_one_value_is_found_in_a_half_open_span(log: Readable, engine: DuckDbEngine) -> None:
    question = value_question(
        log, "operator_id", "op3", since=BEGIN + 3 * MINUTE, until=BEGIN + 24 * MINUTE, by="occurred_at"
    )

    assert positions(engine, question) == [3, 10, 17]


def test_the_columns_can_be_chosen(log: Readable, engine: DuckDbEngine) -> None:
    question = value_question(
        log, "operator_id", "op3", since=BEGIN, until=BEGIN + 5 * MINUTE, columns=["position", "is_sealed"]
    )

    answer = engine.query(question.sql, question.parameters).read_all()

    assert answer.to_pylist() == [{"position": 3, "is_sealed": True}]


def test_what_is_looked_for_stays_a_value(log: Readable, engine: DuckDbEngine) -> None:
    question = value_question(log, "operator_id", "' OR true --", since=BEGIN, until=BEGIN + 999 * MINUTE)

    assert positions(engine, question) == []


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 6), st.integers(-10, 310), st.integers(-10, 310))
def test_a_span_holds_what_a_scan_finds(
    log: Readable, engine: DuckDbEngine, operator: int, since: int, until: int
) -> None:
    question = value_question(
        log, "operator_id", f"op{operator}", since=BEGIN + since * MINUTE, until=BEGIN + until * MINUTE
    )

    assert positions(engine, question) == [p for p in range(300) if p % 7 == operator and since <= p < until]


def test_a_needle_reads_no_row_group_whose_filter_denies_it(log: Readable) -> None:
    # Least and greatest cannot tell: every row group spans the token, and two of the four hold it.
    assert scanned(log.parts[0].path, f"subject_token = {token(0, 7)}") == "2 / 4"


def scanned(file: Path, where: str) -> str:
    """How many row groups DuckDB says it read, of how many."""
    with duckdb.connect() as connection:
        plan = connection.execute(f"EXPLAIN ANALYZE SELECT position FROM '{file}' WHERE {where}").fetchall()
    found = re.search(r"Row Groups Scanned: (\d+ / \d+)", str(plan[0][1]))
    assert found is not None
    return found[1]
