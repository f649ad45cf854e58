"""A small archive for tests: fixed keys, a clock that goes by hand, and records that look like the real ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.archive.archive import Archive
from sekisho.archive.columns import arrow_schema
from sekisho.archive.handovers import Spans, key_chain
from sekisho.archive.month_keys import kek_id
from sekisho.archive.notes import Ed25519Signer
from sekisho.archive.records import Kept, Record
from sekisho.archive.schema import Column, ColumnType, LogSchema, microseconds
from sekisho.archive.verify import LogReport, Options, verify_log
from sekisho.archive.writer import Writer, writing

BASE = "town.example/sekisho"
SEALING_KEY = bytes(range(32))
SEALING_KEYS = {kek_id(SEALING_KEY): SEALING_KEY}
SIGNING_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
BEGIN = datetime(2026, 4, 1, 0, 0, tzinfo=UTC)  # 09:00 in Japan, the first day of the fiscal year
OPERATIONS = LogSchema(
    f"{BASE}/operations",
    (
        Column("occurred_at", ColumnType.MOMENT),
        Column("operator_id", ColumnType.TEXT),
        Column("subject", ColumnType.TEXT, personal=True, token=True),
        Column("search_condition", ColumnType.TEXT, personal=True),
        Column("printed", ColumnType.FLAG),
        Column("hit_count", ColumnType.INTEGER),
    ),
    event_time="occurred_at",
    raw_personal=True,
)
NETWORK = LogSchema(f"{BASE}/network", (Column("severity", ColumnType.INTEGER),))


@dataclass(slots=True)
class Clock:
    """Says the same until it is set on."""

    now: datetime = BEGIN

    def __call__(self) -> int:
        return microseconds(self.now)

    def on(self, **by: int) -> None:
        self.now += timedelta(**by)


@dataclass(slots=True)
class Place:
    """One log below an archive's directory."""

    archive: Path
    schema: LogSchema = OPERATIONS
    clock: Clock = field(default_factory=Clock)

    @property
    def folder(self) -> Path:
        return self.archive / self.schema.name

    @property
    def signer(self) -> Ed25519Signer:
        return Ed25519Signer(self.schema.origin, SIGNING_KEY)

    @property
    def spans(self) -> Spans:
        return key_chain([], [self.signer.verifier_key])

    @property
    def face(self) -> Archive:
        return Archive(self.archive)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        with writing(
            self.folder, self.schema, signers=[self.signer], sealing_keys=SEALING_KEYS, clock=self.clock
        ) as writer:
            yield writer

    def verified(self, options: Options = Options(jobs=1)) -> LogReport:  # noqa: B008 -- frozen
        return verify_log(self.folder, self.schema.name, self.spans, options)


def operation(number: int, *, clock: Clock | None = None) -> Record:
    """One line of an operation history."""
    at = (clock or Clock()).now
    return Record(
        "cs",
        f"{at:%H:%M},U{number % 7:03d},{number:011d}".encode("cp932"),
        {
            "occurred_at": at,
            "operator_id": f"U{number % 7:03d}",
            "subject": f"{number:011d}",
            "search_condition": None if number % 3 else "氏名=髙﨑",
            "printed": number % 2 == 0,
            "hit_count": number,
        },
    )


def operations(count: int, *, begin: int = 0, clock: Clock | None = None) -> list[Record]:
    """So many lines."""
    return [operation(number, clock=clock) for number in range(begin, begin + count)]


def faults(report: LogReport) -> list[str]:
    """The faults of a report by their names."""
    return [each.what for each in report.faults]


def batch_of(records: Sequence[Kept], schema: LogSchema) -> pa.RecordBatch:
    """Records as one batch with all columns of a part."""
    columns: list[Iterable[object]] = [
        [record.position for record in records],
        [record.received_at for record in records],
        [record.kind for record in records],
        [record.source for record in records],
        [record.raw for record in records],
        [record.sealed for record in records],
    ]
    columns += [[record.values[place] for record in records] for place in range(len(schema.stored))]
    fields = arrow_schema(schema)
    return pa.record_batch(
        [pa.array(list(values), field.type) for values, field in zip(columns, fields, strict=True)],
        schema=fields,
    )
