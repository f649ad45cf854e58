"""The rows of `archive.py` that ask: a subject, an operator's month, authority, a heat map, the first answer."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from archive_data import ASKING, Data
from archive_logs import OPERATIONS
from operations_data import MONTH_ASKED, OPERATOR_ASKED
from peers import Postgresql, Text
from table import Figure, Line, bounded, in_turn, times

BY_SUBJECT = "SELECT occurred_at, operator_id, terminal, business FROM operations WHERE subject = %s"
BY_OPERATOR = "SELECT * FROM operations WHERE operator_id = %s AND occurred_at >= %s AND occurred_at < %s ORDER BY occurred_at"


def subject(data: Data) -> Iterator[Line]:
    """Who looked at one resident in seven years."""
    assert data.operations.rows
    asked = data.ask("subject")
    ours = asked.figure("by token")
    yield bounded("subject in 7 years", ours, 0.1, note=f"{asked.answer} records; {asked.peak_mib:.0f} MiB")
    ways = _needle_in_text(data.text, data.subject, data.has_ripgrep)
    for name, figure in in_turn(ways, data.runs).items():
        yield times("subject in 7 years", ours, figure, 300 if name == "zgrep" else 100)
    if data.postgresql:
        sql, number = BY_SUBJECT, [data.subject]
        if not data.postgresql.is_indexed:
            yield times("subject in 7 years", ours, _timed(data, "PostgreSQL, BRIN", sql, number))
        data.postgresql.index()
        yield times("subject in 7 years", ours, _timed(data, "PostgreSQL, b-tree", sql, number))
    if sqlite := data.sqlite:
        asking = {"SQLite": lambda: sqlite.ask(BY_SUBJECT.replace("%s", "?"), [data.subject])}
        yield times("subject in 7 years", ours, in_turn(asking, data.runs)["SQLite"])
    opened = data.ask("subject_opened")
    yield Line(
        "subject, boxes opened", opened.figure("opened"), note=f"{opened.answer} of the records are certain"
    )


def number(data: Data) -> Iterator[Line]:
    """The same resident as a number in the clear, in the log of columns: what token and box cost the question."""
    assert data.columns.rows
    asked = data.ask("number")
    yield bounded("subject as a number in the clear", asked.figure("integer with Bloom"), 0.1)


def operator_month(data: Data) -> Iterator[Line]:
    """Everything that one operator did in one month."""
    assert data.operations.rows
    asked = data.ask("operator_month")
    ours = asked.figure("columns")
    yield bounded("one operator's month", ours, 0.1, note=f"{asked.answer} records; {asked.peak_mib:.0f} MiB")
    if data.text:
        files, text = [data.text.folder / f"{MONTH_ASKED}.csv.gz"], data.text
        ways = {"zgrep, the month's file": lambda: text.zgrep(f",{OPERATOR_ASKED},", files)}
        if data.has_ripgrep:
            ways["rg -z, the month's file"] = lambda: text.rg(f",{OPERATOR_ASKED},", files)
        for figure in in_turn(ways, data.runs).values():
            yield times("one operator's month", ours, figure)
    if data.postgresql:
        data.postgresql.index()
        year, month = (int(part) for part in MONTH_ASKED.split("-"))
        span = [f"{MONTH_ASKED}-01", f"{year + month // 12}-{month % 12 + 1:02d}-01"]
        yield times(
            "one operator's month",
            ours,
            _timed(data, "PostgreSQL, b-tree", BY_OPERATOR, [OPERATOR_ASKED, *span]),
        )


def authority(data: Data) -> Iterator[Line]:
    """Every operation against the grant in force at its moment."""
    asked = data.ask("authority") if data.operations.rows else None
    assert asked is not None
    ours = asked.figure("equality and interval")
    speed = Figure("equality and interval", tuple(data.rows / run / 1e6 for run in ours.runs), "M/s")
    yield bounded("authority of all", speed, 10, better="more", note=str(asked.answer))
    yield bounded("authority of all, memory", asked.memory("equality and interval"), 300)
    asof = data.ask("authority_asof", runs=min(3, data.runs))
    if asof.answer != asked.answer:
        raise AssertionError(f"ASOF says otherwise: {asof.answer}")
    yield times(
        "authority of all", ours, asof.figure("DuckDB ASOF"), 8, note=f"ASOF took {asof.peak_mib:,.0f} MiB"
    )
    if data.postgresql:
        verdicts = dict(data.postgresql.authority())
        if verdicts != asked.answer:
            raise AssertionError(f"PostgreSQL says otherwise: {verdicts}")
        server = data.postgresql
        found = in_turn({"PostgreSQL": server.authority}, data.runs)
        yield times("authority of all", ours, found["PostgreSQL"], 10)


def heat_map(data: Data) -> Iterator[Line]:
    """Operations by operator and hour of the day."""
    assert data.operations.rows
    asked, scanned = data.ask("heat_map"), data.ask("heat_map_scan")
    if asked.answer != scanned.answer:
        raise AssertionError(f"the roll-ups say {asked.answer}, the records {scanned.answer}")
    ours = asked.figure("from roll-ups")
    yield bounded("heat map", ours, 0.05)
    yield times("heat map", ours, scanned.figure("own scan"), 25)
    ways: dict[str, Callable[[], object]] = {}
    if data.text:
        ways["zcat | awk"] = data.text.heat_map
    if data.postgresql:
        ways["PostgreSQL"] = data.postgresql.heat_map
    for figure in in_turn(ways, data.runs).values():
        yield times("heat map", ours, figure)


def anomalies(data: Data) -> Iterator[Line]:
    """In which hours who looked up the most residents."""
    assert data.operations.rows
    asked, scanned = data.ask("anomalies"), data.ask("anomalies_scan", runs=min(3, data.runs))
    ours, note = (
        asked.figure("from roll-ups"),
        f"{asked.answer} by the roll-ups, {scanned.answer} by the records",
    )
    yield bounded("anomalies", ours, 0.2, note=note)
    yield times("anomalies", ours, scanned.figure("own scan"))


def cold(data: Data) -> Iterator[Line]:
    """The first answer of a fresh process, with the log's pages out of the cache."""
    assert data.operations.rows
    installed = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for question in ("operator_month", "subject"):
        runs = []
        for _run in range(data.runs):
            _forget(data.log(OPERATIONS))
            started = time.perf_counter()
            command = [sys.executable, str(ASKING), str(data.folder), question]
            subprocess.run(command, check=True, capture_output=True, env=installed)
            runs.append(time.perf_counter() - started)
        figure = Figure("fresh process", tuple(runs), "s")
        yield bounded(
            f"cold first answer, {question}", figure, 1.0, note="from the start of the interpreter to its end"
        )


def _needle_in_text(text: Text | None, number: int, has_ripgrep: bool) -> dict[str, Callable[[], object]]:
    if text is None:
        return {}
    ways: dict[str, Callable[[], object]] = {"zgrep": lambda: text.zgrep(f",{number},", text.files)}
    if has_ripgrep:
        ways["rg -z"] = lambda: text.rg(f",{number},", text.files)
    return ways


def _timed(data: Data, name: str, sql: str, parameters: Sequence[object]) -> Figure:
    server: Postgresql | None = data.postgresql
    assert server is not None
    return in_turn({name: lambda: server.ask(sql, parameters)}, data.runs)[name]


def _forget(folder: Path) -> None:
    """Let the system drop the pages of these files, and no others."""
    for path in folder.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(descriptor)
