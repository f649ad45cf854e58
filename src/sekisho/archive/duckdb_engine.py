"""DuckDB in this process as the engine: views over exactly the given files, and nothing else within reach.

Three things keep a question from doing more than reading: its parse tree is checked before it runs
(`duckdb_guard`), the database can open no file but those of the views, load nothing and be set no other way
(`allowed_paths`, `enable_external_access`, `lock_configuration`), and it runs in a read-only transaction.

What tables, sorts and groups take is bounded. A single value made huge, as by `repeat('x', 3000000000)`, and the
planning of a question are neither counted nor interrupted by DuckDB: what people type goes through
`process_engine`.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from sekisho.archive.duckdb_guard import check
from sekisho.archive.engines import (
    COSTLY,
    BadQuery,
    Forbidden,
    Limits,
    MemoryExceeded,
    NotReadOnly,
    Refused,
    TimedOut,
    Unreadable,
    View,
)
from sekisho.archive.sql_texts import identifier, literal

ROWS = 16_384
"""Rows of a batch of the answer."""

_AGAIN_SECONDS = 0.05
_REFUSALS: dict[str, type[Refused]] = {
    "Permission Error": Forbidden,
    "Out of Memory Error": MemoryExceeded,
    "INTERRUPT Error": TimedOut,
    "TransactionContext Error": NotReadOnly,
    **dict.fromkeys(
        (
            *("Parser Error", "Syntax Error", "Binder Error", "Catalog Error", "Not implemented Error"),
            *("Conversion Error", "Out of Range Error", "Divide by Zero Error", "Decimal Error"),
            *("Invalid Input Error", "Invalid Type Error", "Mismatch Type Error", "Expression Error"),
            *("Parameter Not Resolved Error", "Parameter Not Allowed Error", "Constraint Error"),
        ),
        BadQuery,
    ),
}
"""By how DuckDB's message begins, for Arrow passes on nothing else. All others are Unreadable."""


class DuckDbEngine:
    """Answers questions over `views`. Threads may share it; every question has a connection of its own."""

    def __init__(self, views: Sequence[View]) -> None:
        self._views = tuple(views)
        self._files = frozenset(file for view in views for file in view.files)
        self._databases: dict[tuple[int, int], duckdb.DuckDBPyConnection] = {}
        self._lock = threading.Lock()

    def query(
        self,
        sql: str,
        parameters: Sequence[object] = (),
        *,
        limits: Limits = Limits(),  # noqa: B008 -- frozen: one value serves every call
        views: Sequence[View] = (),
    ) -> pa.RecordBatchReader:
        """As `Engine.query`. Time runs on while the caller does something else between two batches."""
        if not self._files.issuperset(file for view in views for file in view.files):
            raise Forbidden("A view of the question reads a file that no view of the engine reads.")
        with _refusing(self._files):
            connection = self._connect(limits)
        watch = _Watch(connection, limits.seconds)
        try:
            with _refusing(self._files, watch):
                check(connection, sql, [view.name for view in (*self._views, *views)])
                for view in views:
                    connection.execute(f"CREATE TEMP VIEW {identifier(view.name)} AS {view.sql}")
                if _costly(connection, self._views, sql, parameters):
                    for view in self._views:
                        if view.quick and view.name not in {own.name for own in views}:
                            connection.execute(f"CREATE TEMP VIEW {identifier(view.name)} AS {view.sql}")
                reader = _start(connection, sql, parameters)
        except BaseException:
            watch.end()
            raise
        batches = _batches(reader, watch, self._files)
        # An answer that nobody begins to read has no `finally` to come to.
        weakref.finalize(batches, watch.end).atexit = False
        return pa.RecordBatchReader.from_batches(reader.schema, batches)

    def close(self) -> None:
        """Let go of the databases; answers that are being read go on."""
        with self._lock:
            while self._databases:
                self._databases.popitem()[1].close()

    def _connect(self, limits: Limits) -> duckdb.DuckDBPyConnection:
        """A connection to the database of these limits: a locked one takes no others, and counts memory as a whole."""
        key = (limits.memory_mib, limits.threads)
        with self._lock:
            try:
                connection = self._databases[key].cursor()
                connection.execute("SELECT 1")
            except (KeyError, duckdb.Error):  # none yet, or one that an error of its own has put out of use
                self._databases[key] = _locked(self._views, self._files, limits)
                connection = self._databases[key].cursor()
            return connection


class _Watch:
    """Interrupts a connection when its time is up, again and again until it has ended.

    Once would not do: an interrupt between two steps of a question is forgotten when the next step begins.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, seconds: float) -> None:
        self.late = False
        self._connection = connection
        self._ended = threading.Event()
        self._lock = threading.Lock()
        threading.Thread(target=self._run, args=(seconds,), daemon=True).start()

    def end(self) -> None:
        """Give the connection up."""
        with self._lock:
            if not self._ended.is_set():
                self._ended.set()
                self._connection.close()

    def _run(self, seconds: float) -> None:
        while not self._ended.wait(seconds):
            with self._lock:
                if not self._ended.is_set():
                    self.late = True
                    self._connection.interrupt()
            seconds = _AGAIN_SECONDS


def _locked(views: Sequence[View], files: Collection[Path], limits: Limits) -> duckdb.DuckDBPyConnection:
    """A database in memory with the views, locked."""
    connection = duckdb.connect(
        ":memory:",
        config={
            "threads": limits.threads,
            "memory_limit": f"{limits.memory_mib}MiB",
            "temp_directory": "",  # spilt rows would stay on the disk in the clear
            "python_enable_replacements": False,
            "autoload_known_extensions": False,
            "autoinstall_known_extensions": False,
            "allow_community_extensions": False,
            "allow_persistent_secrets": False,
        },
    )
    try:
        connection.execute("SET GLOBAL TimeZone = 'UTC'")
        connection.execute("SET GLOBAL parquet_metadata_cache = true")
        connection.execute(f"SET allowed_paths = [{', '.join(literal(file.as_posix()) for file in files)}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        for view in views:
            connection.execute(f"CREATE VIEW {identifier(view.name)} AS {view.quick or view.sql}")
    except BaseException:
        connection.close()
        raise
    return connection


def _costly(
    connection: duckdb.DuckDBPyConnection, views: Sequence[View], sql: str, parameters: Sequence[object]
) -> bool:
    """Whether the question needs columns that the quick views leave out; also where its plan cannot be told."""
    if not any(view.quick for view in views):
        return False
    try:
        rows = connection.execute(f"EXPLAIN (FORMAT json) {sql}", list(parameters)).fetchall()
    except duckdb.Error:
        return True
    return COSTLY in str(rows)


def _start(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: Sequence[object]
) -> pa.RecordBatchReader:
    """Run the question; its rows wait to be read, at most some MiB of them at a time."""
    connection.execute("BEGIN TRANSACTION READ ONLY")
    answer = connection.sql(sql, params=list(parameters))
    if answer is None:
        raise NotReadOnly("The statement has no rows to give.")
    reader: pa.RecordBatchReader = answer.to_arrow_reader(ROWS)
    return reader


def _batches(
    reader: pa.RecordBatchReader, watch: _Watch, files: Collection[Path]
) -> Iterator[pa.RecordBatch]:
    try:
        with _refusing(files, watch):
            for batch in reader:
                if watch.late:
                    raise TimedOut("The time was up before all rows were read.")
                yield batch
    finally:
        watch.end()


@contextmanager
def _refusing(files: Collection[Path], watch: _Watch | None = None) -> Iterator[None]:
    """Turn what DuckDB raises, and what Arrow makes of it while rows are read, into a refusal.

    Without a `watch` nothing of the question was looked at yet.
    """
    try:
        yield
    except (duckdb.Error, pa.ArrowException, OSError, MemoryError) as error:
        if watch is not None and watch.late:
            raise TimedOut("The time was up before all rows were read.") from error
        raise _refusal(error, files, asked=watch is not None) from error


def _refusal(error: Exception, files: Collection[Path], *, asked: bool) -> Refused:
    if isinstance(error, MemoryError):
        return MemoryExceeded("The process has no more memory.")
    message = str(error).partition("\n")[0]
    kind = _REFUSALS.get(message.partition(":")[0], Unreadable)
    # A part that is missing looks like a pattern outside of what is allowed.
    ours = not asked or any(file.as_posix() in message for file in files)
    return Unreadable(message) if ours and kind in (BadQuery, Forbidden) else kind(message)
