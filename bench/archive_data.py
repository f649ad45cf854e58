"""What `archive.py` measures on, each made when a row first asks for it and kept for the others."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from shutil import which
from typing import TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from archive_logs import COLUMNS, OPERATIONS, Built, Secrets, kept_or_built, secrets_in
from operations_data import MONTH_ASKED, OPERATOR_ASKED, grants, town
from peers import AUTHORITY, VERDICT, Postgresql, Sqlite, Text, postgresql
from table import Figure, once

from sekisho.archive.archive import Archive
from sekisho.archive.schema import LogSchema

P = TypeVar("P")
ASKING = Path(__file__).with_name("asking.py")
ASOF = f"""
SELECT {VERDICT} AS verdict, count(*) AS operations
FROM operations AS o ASOF LEFT JOIN grants AS g
  ON o.operator_id = g.operator_id AND o.business = g.business AND o.occurred_at >= g.valid_from
WHERE o.operator_id IS NOT NULL
GROUP BY 1 ORDER BY 1
"""  # noqa: S608 -- put together from constants


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question in a process of its own gave: seconds of each run, MiB at most, the answer."""

    runs: tuple[float, ...]
    peak_mib: float
    answer: object

    def figure(self, name: str) -> Figure:
        """The seconds, in a table."""
        return Figure(name, self.runs, "s")

    def memory(self, name: str) -> Figure:
        """The memory, in a table."""
        return once(name, self.peak_mib, "MiB")


@dataclass
class Data:
    """The logs and the peers over `rows` operations in `folder`. Used as a context, it stops what it started."""

    folder: Path
    rows: int
    runs: int
    has_peers: bool = True
    _stack: ExitStack = field(default_factory=ExitStack, init=False)

    def __enter__(self) -> Data:
        self.folder.mkdir(parents=True, exist_ok=True)
        asked = {
            "subject": str(self.subject),
            "month": MONTH_ASKED,
            "operator": OPERATOR_ASKED,
            "authority": AUTHORITY,
            "authority_asof": ASOF,
        }
        (self.folder / "asked.json").write_text(json.dumps(asked))
        pq.write_table(pa.Table.from_batches([grants()]), self.folder / "grants.parquet")
        return self

    def __exit__(self, *_raised: object) -> None:
        self._stack.close()

    @property
    def archive(self) -> Archive:
        """The log as a town keeps it; that of plain columns stands apart, so that no question opens it."""
        return Archive(self.folder / "archive")

    @cached_property
    def secrets(self) -> Secrets:
        """The logs' keys."""
        return secrets_in(self.folder)

    @cached_property
    def columns(self) -> Built:
        """The log of plain columns."""
        return self._built(COLUMNS)

    @cached_property
    def operations(self) -> Built:
        """The log as a town keeps it."""
        return self._built(OPERATIONS)

    @cached_property
    def text(self) -> Text | None:
        """The peer in gzip text."""
        return self._peer("gzip text", lambda: Text(self.folder / "text", self.rows))

    @cached_property
    def sqlite(self) -> Sqlite | None:
        """The peer in SQLite."""
        return self._peer("SQLite", lambda: Sqlite(self.folder / "sqlite", self.rows))

    @cached_property
    def postgresql(self) -> Postgresql | None:
        """The peer in PostgreSQL, filled, with BRIN and b-trees."""
        if not self.has_peers:
            return None
        server = self._stack.enter_context(postgresql(self.folder, self.rows))
        if server is None:
            say("no PostgreSQL 15 here, or not root: its side is left out")
            return None
        say("filling PostgreSQL")
        server.fill()
        return server

    @property
    def has_ripgrep(self) -> bool:
        """Whether `rg` is installed."""
        return which("rg") is not None

    @property
    def subject(self) -> int:
        """The resident who is looked for."""
        return town().subject_asked

    def log(self, schema: LogSchema) -> Path:
        """The directory of a log."""
        return self._archive_of(schema) / schema.name

    def ask(self, question: str, runs: int | None = None) -> Asked:
        """A question to the archive in a process of its own (`asking.py`)."""
        command = [sys.executable, str(ASKING), str(self.folder), question, "--runs", str(runs or self.runs)]
        done = subprocess.run(command, capture_output=True, check=False, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        said = json.loads(done.stdout)
        return Asked(tuple(said["runs"]), said["peak_mib"], said["answer"])

    def _built(self, schema: LogSchema) -> Built:
        say(f"building the log {schema.name}")
        return kept_or_built(self._archive_of(schema), self.rows, schema, self.secrets)

    def _archive_of(self, schema: LogSchema) -> Path:
        return self.folder / ("archive" if schema is OPERATIONS else "plain")

    def _peer(self, name: str, make: Callable[[], P]) -> P | None:
        if not self.has_peers:
            return None
        say(f"filling {name}")
        return make()


def say(what: str) -> None:
    """A word on what is going on, beside the table."""
    print(what, file=sys.stderr, flush=True)
