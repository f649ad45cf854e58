"""In a process of its own a question cannot take more memory or time than it may, whatever it tries."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sekisho.archive import process_engine
from sekisho.archive.engines import (
    BadQuery,
    Forbidden,
    Limits,
    MemoryExceeded,
    Refused,
    TimedOut,
    Unreadable,
)
from sekisho.archive.needles import token_question
from sekisho.archive.process_engine import ProcessEngine
from sekisho.archive.views import PartFile, Readable, views_of
from tests.patience import PATIENCE_SECONDS
from tests.unit.archive.asked import BEGIN, OPERATIONS, part

ROWS = [(None, None, None), (BEGIN, "op1", 5), (BEGIN, "op2", 6)]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Readable:
    file = part(tmp_path_factory.mktemp("parts") / "a.parquet", OPERATIONS, ROWS)
    return Readable("operations", OPERATIONS, (file,))


@pytest.fixture
def engine(log: Readable) -> ProcessEngine:
    return ProcessEngine(views_of([log]))


def test_an_answer_comes_back_with_its_types_and_parameters(engine: ProcessEngine) -> None:
    sql = "SELECT position, occurred_at FROM operations WHERE occurred_at = ? AND operator_id = ?"

    answer = engine.query(sql, [BEGIN, "op2"]).read_all()

    assert answer.column("position").to_pylist() == [2]
    assert answer.column("occurred_at")[0].as_py() == BEGIN


def test_a_needle_is_found(engine: ProcessEngine, log: Readable) -> None:
    question = token_question(log, "subject_token", {6: log.parts})

    answer = engine.query(question.sql, question.parameters, views=question.views).read_all()

    assert answer.column("position").to_pylist() == [2]


@pytest.mark.parametrize(
    ("sql", "refusal"),
    [
        ("SELECT nope", BadQuery),
        ("SELECT * FROM read_text('/etc/passwd')", Forbidden),
        ("SELECT CAST(if(i < 400000, '1', 'x') AS INTEGER) FROM range(500000) t(i)", BadQuery),
    ],
)
def test_a_refusal_is_the_same_as_in_this_process(
    engine: ProcessEngine, sql: str, refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        engine.query(sql).read_all()


def test_a_parameter_of_no_type_of_sql_is_refused(engine: ProcessEngine) -> None:
    with pytest.raises(BadQuery):
        engine.query("SELECT ?", [object()])


def test_a_missing_part_is_unreadable(tmp_path: Path) -> None:
    log = Readable("operations", OPERATIONS, (PartFile(tmp_path / "a.parquet", OPERATIONS),))

    with pytest.raises(Unreadable):
        ProcessEngine(views_of([log])).query("SELECT * FROM operations")


@pytest.mark.skipif(sys.platform != "linux", reason="the system has no limit for the memory of a process")
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT length(repeat('x', 3000000000))",
        "SELECT length(repeat('x', 400000000))",
        "SELECT list_sum(list_transform(range(100000000), lambda x: x * x))",
    ],
)
def test_a_single_huge_value_is_refused(engine: ProcessEngine, sql: str) -> None:
    with pytest.raises(MemoryExceeded):
        engine.query(sql, limits=Limits(seconds=20, memory_mib=64)).read_all()


def test_a_question_that_takes_too_long_to_plan_is_ended(
    engine: ProcessEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each clause names the one before twice: a million scans before the first step that could be interrupted.
    monkeypatch.setattr(process_engine, "START_SECONDS", 1.5)
    monkeypatch.setattr(process_engine, "GRACE_SECONDS", 0.5)
    clauses = ["a0 AS (FROM operations)", *(f"a{n + 1} AS (FROM a{n} x, a{n} y)" for n in range(20))]
    begin = time.monotonic()

    with pytest.raises(TimedOut):
        engine.query(f"WITH {', '.join(clauses)} SELECT count(*) FROM a20", limits=Limits(seconds=0.5))

    assert time.monotonic() - begin < PATIENCE_SECONDS


@pytest.mark.skipif(sys.platform != "linux", reason="the system has no such clock for a process")
def test_the_system_ends_what_does_not_end_by_itself(engine: ProcessEngine) -> None:
    """まだ覚めない一歩の途中でも、時間になれば終わる。"""
    begin = time.monotonic()

    with pytest.raises(TimedOut):  # one value, and DuckDB looks at no interrupt before it is whole
        engine.query(
            "SELECT length(regexp_replace(repeat('ab', 40000000), '(a|b)', '\\1\\1', 'g'))",
            limits=Limits(seconds=0.5, memory_mib=1024),
        ).read_all()

    assert time.monotonic() - begin < PATIENCE_SECONDS


def test_time_is_limited_while_rows_are_read(engine: ProcessEngine) -> None:
    reader = engine.query("SELECT i, 'row ' || i FROM range(2000000000) t(i)", limits=Limits(seconds=0.5))

    with pytest.raises(TimedOut):
        sum(batch.num_rows for batch in reader)


def test_an_answer_that_nobody_reads_leaves_no_process_behind(
    engine: ProcessEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen):  # type: ignore[type-arg]  # only its starts are counted
        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)  # type: ignore[call-overload]  # handed on as they came
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    reader = engine.query("SELECT i FROM range(2000000000) t(i)")
    reader.read_next_batch()
    del reader

    assert [process.returncode is not None for process in started] == [True]


def test_moments_stay_moments_of_utc(engine: ProcessEngine) -> None:
    moment = datetime(2026, 4, 1, 9, tzinfo=UTC)

    answer = engine.query("SELECT ? - INTERVAL 9 HOUR AS at", [moment]).read_all()

    assert answer.column("at")[0].as_py() == moment - timedelta(hours=9)
