"""The peers of `archive.py`: the same operations in gzip text, PostgreSQL and SQLite, and the same questions."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from binascii import hexlify
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from operations_data import COLUMNS, PERSONAL, grants, lines, months, text_of

POSTGRESQL = Path("/usr/lib/postgresql/15/bin")
INTERVALS = """
SELECT operator_id, business, valid_from, valid_until, terminal_low, terminal_high,
       coalesce(
           lead(valid_from) OVER (PARTITION BY operator_id, business ORDER BY valid_from),
           TIMESTAMP WITH TIME ZONE '9999-01-01 00:00:00+00'
       ) AS next_from
FROM grants
"""
"""The end of an interval is made here, once a grant: within the condition of the join, once a pair."""
VERDICT = """
CASE WHEN g.valid_from IS NULL THEN 'NOT_GRANTED'
     WHEN o.occurred_at >= g.valid_until THEN 'EXPIRED'
     WHEN o.terminal NOT BETWEEN g.terminal_low AND g.terminal_high THEN 'WRONG_TERMINAL'
     ELSE 'OK' END
"""
AUTHORITY = f"""
SELECT {VERDICT} AS verdict, count(*) AS operations
FROM operations AS o LEFT JOIN ({INTERVALS}) AS g
  ON o.operator_id = g.operator_id AND o.business = g.business
 AND o.occurred_at >= g.valid_from AND o.occurred_at < g.next_from
WHERE o.operator_id IS NOT NULL
GROUP BY 1 ORDER BY 1
"""  # noqa: S608 -- put together from constants
"""Every operation against the grant in force at its moment: equality first, then the interval."""

_TABLE = """
occurred_at timestamptz NOT NULL, operator_id text NOT NULL, terminal text NOT NULL, business text NOT NULL,
process text NOT NULL, subject bigint NOT NULL, reason text NOT NULL, result text NOT NULL, hit_count integer NOT NULL
"""
_HEAT = """
SELECT operator_id, extract(hour FROM occurred_at) AS hour, count(*) FROM operations GROUP BY 1, 2
"""


class Text:
    """Monthly CSV files in CP932, each gzip -6, as an administrator keeps them."""

    def __init__(self, folder: Path, rows: int) -> None:
        self.folder = folder
        if not (folder / "done").exists():
            folder.mkdir(parents=True, exist_ok=True)
            for month in months(rows):
                text = text_of(lines(month.rows, "cp932", personal=False))
                with (folder / f"{month.name}.csv.gz").open("wb") as file:
                    subprocess.run(["gzip", "-6", "-n"], input=text, stdout=file, check=True)  # noqa: S607 -- the system's own
            (folder / "done").touch()

    @property
    def files(self) -> list[Path]:
        """In order of the months."""
        return sorted(self.folder.glob("*.csv.gz"))

    @property
    def bytes(self) -> int:
        """Of all files."""
        return sum(file.stat().st_size for file in self.files)

    def zgrep(self, text: str, files: Sequence[Path]) -> int:
        """How many lines contain the text."""
        return self._count(["zgrep", "-h", "-F", "-a", text, *map(str, files)])

    def rg(self, text: str, files: Sequence[Path]) -> int:
        """As `zgrep`, with ripgrep in two threads."""
        options = ["-z", "-j2", "-I", "-N", "-a", "--no-unicode", "--no-encoding", "-F"]
        return self._count(["rg", *options, text, *map(str, files)])

    def heat_map(self) -> int:
        """Operations by operator and hour: how many pairs there are."""
        program = '{n[$2 "," substr($1, 12, 2)]++} END {for (k in n) c++; print c}'
        unpacked = subprocess.Popen(["zcat", *map(str, self.files)], stdout=subprocess.PIPE)  # noqa: S607 -- as above
        command = ["awk", "-F", ",", program]
        counted = subprocess.run(command, stdin=unpacked.stdout, capture_output=True, check=True, env=_PLAIN)
        unpacked.wait()
        return int(counted.stdout)

    @staticmethod
    def _count(command: Sequence[str]) -> int:
        found = subprocess.run(command, capture_output=True, check=False, env=_PLAIN)
        if found.returncode > 1:
            raise RuntimeError(found.stderr.decode(errors="replace"))
        return found.stdout.count(b"\n")


class Sqlite:
    """One table with an index on operator and moment and one on the subject."""

    def __init__(self, folder: Path, rows: int) -> None:
        self.file = folder / "operations.sqlite"
        if not (folder / "done").exists():
            folder.mkdir(parents=True, exist_ok=True)
            self.file.unlink(missing_ok=True)
            self._fill(rows)
            (folder / "done").touch()
        self.connection = sqlite3.connect(self.file)

    def ask(
        self, sql: str, parameters: Sequence[object] = ()
    ) -> list[tuple[Any, ...]]:  # Any: SQLite's values
        """The rows of an answer."""
        return self.connection.execute(sql, parameters).fetchall()

    @property
    def bytes(self) -> int:
        """Of the file."""
        return self.file.stat().st_size

    def _fill(self, rows: int) -> None:
        with sqlite3.connect(self.file) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(f"CREATE TABLE operations ({', '.join(COLUMNS)})")
            insert = f"INSERT INTO operations VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 -- marks only
            for month in months(rows):
                columns = [month.rows.column(0).cast(pa.int64()), *month.rows.columns[1 : len(COLUMNS)]]
                values = zip(*(column.to_pylist() for column in columns), strict=True)
                connection.executemany(insert, values)
            connection.execute("CREATE INDEX by_operator ON operations (operator_id, occurred_at)")
            connection.execute("CREATE INDEX by_subject ON operations (subject)")


class Postgresql:
    """PostgreSQL with the operations as plain columns, and once more with everything that the archive keeps."""

    def __init__(self, socket: Path, sizes: Path, rows: int) -> None:
        import psycopg  # noqa: PLC0415 -- an optional dependency

        self.connection = psycopg.connect(host=str(socket), user="bench", dbname="postgres", autocommit=True)
        self.ask("SET timezone = 'Asia/Tokyo'")
        self._sizes, self._rows = sizes, rows
        self.sizes: dict[str, int] = json.loads(sizes.read_text()) if sizes.exists() else {}

    def ask(
        self, sql: str, parameters: Sequence[object] = ()
    ) -> list[tuple[Any, ...]]:  # Any: PostgreSQL's values
        """The rows of an answer, if it has rows."""
        cursor = self.connection.execute(sql, parameters or None)
        return cursor.fetchall() if cursor.description else []

    @property
    def is_indexed(self) -> bool:
        """Whether the b-trees are there."""
        return "b-trees" in self.sizes

    def fill(self) -> None:
        """The plain columns, first with BRIN only, then with two b-trees."""
        if "BRIN" in self.sizes:
            return
        self.ask("DROP TABLE IF EXISTS operations, grants")
        self.ask(f"CREATE TABLE operations ({_TABLE})")
        self._copy("operations", (lines(month.rows, "utf-8", personal=False) for month in months(self._rows)))
        self.ask("CREATE INDEX by_moment ON operations USING brin (occurred_at)")
        self._fill_grants()
        self.ask("VACUUM (FREEZE, ANALYZE) operations")
        self._note("BRIN", "operations")

    def index(self) -> None:
        """Add the two b-trees."""
        if self.is_indexed:
            return
        self.ask("CREATE INDEX by_operator ON operations (operator_id, occurred_at)")
        self.ask("CREATE INDEX by_subject ON operations (subject)")
        self._note("b-trees", "operations")

    def fill_whole(self) -> None:
        """The columns, the search condition and the raw line, with BRIN only."""
        if "whole" in self.sizes:
            return
        self.ask("DROP TABLE IF EXISTS whole")
        self.ask(f"CREATE TABLE whole ({_TABLE}, {PERSONAL} text, raw bytea)")
        self._copy("whole", (_with_raw(month.rows) for month in months(self._rows)))
        self.ask("CREATE INDEX whole_by_moment ON whole USING brin (occurred_at)")
        self.ask("VACUUM (FREEZE, ANALYZE) whole")
        self._note("whole", "whole")

    def heat_map(self) -> int:
        """Operations by operator and hour: how many pairs there are."""
        return len(self.ask(_HEAT))

    def authority(self) -> list[tuple[Any, ...]]:  # Any: as `ask`
        """The verdicts on all operations, counted."""
        return self.ask(AUTHORITY)

    def _copy(self, table: str, batches: Iterator[pa.Array]) -> None:
        with self.connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:
            for batch in batches:
                copy.write(text_of(batch))

    def _fill_grants(self) -> None:
        kinds = "operator_id text, business text, valid_from timestamptz, valid_until timestamptz, terminal_low text, terminal_high text"
        self.ask(f"CREATE TABLE grants ({kinds})")
        with self.connection.cursor().copy("COPY grants FROM STDIN") as copy:
            for row in grants().to_pylist():
                copy.write_row(list(row.values()))
        self.ask("ANALYZE grants")

    def _note(self, what: str, table: str) -> None:
        self.sizes[what] = self.ask("SELECT pg_total_relation_size(%s)", [table])[0][0]
        self._sizes.write_text(json.dumps(self.sizes))


@contextmanager
def postgresql(folder: Path, rows: int) -> Iterator[Postgresql | None]:
    """A server of its own with its data in `folder`, stopped at the end; None where there is none to start."""
    if not (POSTGRESQL / "initdb").exists() or os.geteuid() != 0:
        yield None
        return
    as_whom: dict[str, Any] = {
        "user": "postgres",
        "group": "postgres",
        "extra_groups": [],
    }  # Any: keywords of run
    socket = Path(tempfile.mkdtemp(prefix="bench-pg-"))  # a socket's path must be short
    shutil.chown(socket, "postgres", "postgres")
    data, own = folder / "postgresql", {**as_whom, "capture_output": True, "cwd": socket}
    if not data.exists():
        data.mkdir(parents=True)
        shutil.chown(data, "postgres", "postgres")
        made = [
            str(POSTGRESQL / "initdb"),
            "-D",
            str(data),
            "-U",
            "bench",
            "--auth=trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
        subprocess.run([*made, "--no-sync"], check=True, **own)
    options = {
        "shared_buffers": "1GB", "work_mem": "256MB", "maintenance_work_mem": "1GB", "max_wal_size": "8GB",
        "effective_cache_size": "8GB", "fsync": "off", "synchronous_commit": "off", "listen_addresses": "",
    }  # fmt: skip
    said = " ".join(f"-c {name}={value}" for name, value in options.items())
    control = [str(POSTGRESQL / "pg_ctl"), "-D", str(data)]
    subprocess.run(
        [*control, "-l", str(socket / "log"), "-o", f"-k {socket} {said}", "-w", "start"], check=True, **own
    )
    try:
        yield Postgresql(socket, folder / "postgresql.json", rows)
    finally:
        subprocess.run([*control, "-m", "fast", "-w", "stop"], check=True, **own)
        shutil.rmtree(socket)


def _with_raw(rows: pa.RecordBatch) -> pa.Array:
    raw = lines(rows, "cp932", personal=True)
    offsets = np.frombuffer(raw.buffers()[1], np.int32)[: len(raw) + 1]
    data = hexlify(memoryview(raw.buffers()[2])[: offsets[-1]])
    hexed = pa.Array.from_buffers(
        pa.binary(), len(raw), [None, pa.py_buffer((offsets * 2).astype(np.int32)), pa.py_buffer(data)]
    )
    separator = pa.scalar(b",\\x", pa.binary())
    return pc.binary_join_element_wise(lines(rows, "utf-8", personal=True), hexed, separator)


_PLAIN = {**os.environ, "LC_ALL": "C"}
