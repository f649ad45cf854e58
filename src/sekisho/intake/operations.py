"""操作履歴 as records of the log `operations`: how the log is declared, and a file judged whole, ready to be appended."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa

from sekisho.archive.incoming import incoming_schema
from sekisho.archive.schema import Column, ColumnType, LogSchema
from sekisho.intake.tables.columnar import read_columns
from sekisho.intake.tables.findings import Finding, Weight, Words, in_order, refuses_file
from sekisho.intake.tables.profiles import Profile
from sekisho.intake.tables.splitting import Places
from sekisho.intake.tables.times import midnight

NAME: Final = "operations"
SOURCE: Final = "file/"
_TEXT, _INTEGER = ColumnType.TEXT, ColumnType.INTEGER
COLUMNS: Final = (
    Column("occurred_at", ColumnType.MOMENT),
    Column("verification_id", _TEXT),
    Column("operator_id", _TEXT),
    Column("terminal_id", _TEXT),
    Column("business", _TEXT),
    Column("process", _TEXT),
    Column("search_condition", _TEXT, personal=True),
    Column("subject", _TEXT, personal=True, token=True),
    Column("scope", _TEXT),
    Column("hit_count", _INTEGER),
    Column("reason", _TEXT),
    Column("document_ref", _TEXT),
    Column("result", _TEXT),
    Column("printed", ColumnType.FLAG),
    Column("sequence", _INTEGER),
    Column("row", _INTEGER),
)


class Judged(NamedTuple):
    """A file of operations, read and judged whole.

    `batch` are the rows that nothing refuses, as the log takes them in, in the order of the file; none where
    something refuses the file. `lines` are those of all rows of the file, of which `faulty` are refused for themselves.
    """

    source: str
    batch: pa.RecordBatch
    findings: tuple[Finding, ...]
    lines: Places
    faulty: int
    encoding: str

    @property
    def row_count(self) -> int:
        """How many rows stand in the file."""
        return len(self.lines)

    @property
    def refused_whole(self) -> bool:
        """Whether something refuses the file and not only rows of it."""
        return refuses_file(list(self.findings))


def operations_schema(base: str) -> LogSchema:
    """The declaration of the log in the archive of that base. Raises BadDeclaration."""
    return LogSchema(
        f"{base}/{NAME}", COLUMNS, event_time="occurred_at", raw_personal=True, rolled_up_by="operator_id"
    )


def source_of(data: bytes) -> str:
    """The source of a file's records: its SHA-256, so that the file is known again for ever."""
    return SOURCE + hashlib.sha256(data).hexdigest()


def judged(data: bytes, profile: Profile) -> Judged:
    """Read a file whole. Whatever the bytes, nothing is raised. Raises OtherKind for the profile."""
    read = read_columns(data, profile)
    findings = [*read.findings, *_outside(read.table, profile)]
    source = source_of(data)
    table = read.table if not refuses_file(findings) else read.table.slice(0, 0)
    return Judged(
        source,
        _batch(table, source),
        in_order(findings),
        read.lines,
        len(read.lines) - read.table.num_rows,
        read.encoding,
    )


def _batch(table: pa.Table, source: str) -> pa.RecordBatch:
    """The rows with the columns that the log takes in."""
    schema = incoming_schema(operations_schema("any.example/archive"))
    rows = table.num_rows
    columns = {"source": pa.repeat(pa.scalar(source), rows)}
    columns |= {
        name: pa.concat_arrays(column.chunks) if column.num_chunks else pa.nulls(0, column.type)
        for name, column in zip(table.column_names, table.columns, strict=True)
    }
    return pa.record_batch([columns[field.name].cast(field.type) for field in schema], schema=schema)


def _outside(table: pa.Table, profile: Profile) -> Iterable[Finding]:
    """Rows of days for which the profile is not valid: the codes of another year may mean something else."""
    if not table.num_rows or profile.valid_from is profile.valid_until is None:
        return
    moments = table.column("occurred_at").cast(pa.int64()).to_numpy()
    outside = np.zeros(len(moments), np.bool_)
    if profile.valid_from is not None:
        outside |= moments < midnight(profile.valid_from)
    if profile.valid_until is not None:
        outside |= moments >= midnight(profile.valid_until)
    places = np.flatnonzero(outside)
    if len(places):
        line = table.column("row")[int(places[0])].as_py()
        words = Words(
            f"プロファイルの有効期間の外の行が{len(places)}あります。その時期のプロファイルを使ってください。",
            f"{len(places)} rows lie outside the period of the profile. Use the one for that time.",
        )
        yield Finding(line, None, words, Weight.FILE)
