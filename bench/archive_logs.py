"""The two logs that `archive.py` measures, built through the archive's own writer on the clock of the data.

`columns` holds what an operation is in plain columns, the subject as a number: the bytes of columns alone.
`operations` is what a town keeps: subject and search condition in a box with the raw line, the subject's token
beside it to be searched for.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from operations_data import PERSONAL, lines, months

from sekisho.archive.handovers import Spans, key_chain
from sekisho.archive.month_keys import kek_id
from sekisho.archive.notes import Ed25519Signer
from sekisho.archive.schema import Column, ColumnType, LogSchema
from sekisho.archive.sealing import box_texts, train_dictionary
from sekisho.archive.vault import DICTIONARIES, Vault
from sekisho.archive.writer import Writer, writing

BASE = "bench.example/archive"
SOURCE = "bench"
NEXT_YEAR = 1_776_000_000_000_000  # in fiscal year 2026: every year of the data is over
SAMPLES = 20_000

_TEXT, _INTEGER = ColumnType.TEXT, ColumnType.INTEGER
_COMMON = (
    Column("occurred_at", ColumnType.MOMENT),
    *(Column(name, _TEXT) for name in ("operator_id", "terminal", "business", "process")),
)
COLUMNS = LogSchema(
    f"{BASE}/columns",
    # Named as a token and so stored as one: a number that is searched for.
    (*_COMMON, Column("subject_token", _INTEGER), Column("reason", _TEXT), Column("result", _TEXT), Column("hit_count", _INTEGER)),
    event_time="occurred_at",
)  # fmt: skip
OPERATIONS = LogSchema(
    f"{BASE}/operations",
    (
        *_COMMON,
        Column("subject", _TEXT, personal=True, token=True),
        Column("reason", _TEXT),
        Column("result", _TEXT),
        Column("hit_count", _INTEGER),
        Column(PERSONAL, _TEXT, personal=True),
    ),
    event_time="occurred_at",
    raw_personal=True,
    rolled_up_by="operator_id",
)


@dataclass(frozen=True, slots=True)
class Secrets:
    """The keys of the logs of one folder."""

    signing: Ed25519PrivateKey
    sealing: bytes

    def signer(self, origin: str) -> Ed25519Signer:
        """Signs under the name of a log."""
        return Ed25519Signer(origin, self.signing)

    def sealing_keys(self) -> dict[str, bytes]:
        """As `writing` takes them."""
        return {kek_id(self.sealing): self.sealing}

    def spans(self, origin: str) -> Spans:
        """As `verify_log` takes them."""
        return key_chain([], [self.signer(origin).verifier_key])


@dataclass(frozen=True, slots=True)
class Built:
    """How long a log took, seconds of processor and wall clock without making the data."""

    rows: int
    append_seconds: float
    seal_seconds: float
    roll_seconds: float
    longest_seal_seconds: float


def secrets_in(folder: Path) -> Secrets:
    """The keys kept beside the logs, made the first time. They protect nothing but made-up data."""
    path = folder / "secrets.json"
    if not path.exists():
        key = Ed25519PrivateKey.generate().private_bytes_raw().hex()
        path.write_text(json.dumps({"signing": key, "sealing": key[::-1]}))
    said = json.loads(path.read_text())
    return Secrets(
        Ed25519PrivateKey.from_private_bytes(bytes.fromhex(said["signing"])), bytes.fromhex(said["sealing"])
    )


def incoming(rows: pa.RecordBatch, schema: LogSchema) -> pa.RecordBatch:
    """Rows of the data as the writer takes them."""
    columns = {name: rows.column(place) for place, name in enumerate(rows.schema.names)}
    columns["source"] = pa.array([SOURCE]).take(pa.array([0] * rows.num_rows))
    if schema.seals:
        columns["subject"] = columns["subject"].cast(pa.string())
        columns["raw"] = lines(rows, "cp932", personal=True)
    else:
        columns["subject_token"] = columns.pop("subject")
        del columns[PERSONAL]
    return pa.record_batch(list(columns.values()), names=list(columns))


@contextmanager
def writer_at(
    folder: Path, schema: LogSchema, secrets: Secrets, clock: Callable[[], int]
) -> Iterator[Writer]:
    """The writer of a log in `folder`, with a dictionary for its boxes."""
    folder.mkdir(parents=True, exist_ok=True)
    vault = Vault(folder, schema.origin)
    if schema.seals and not vault.dictionaries():
        vault.put(f"{DICTIONARIES}/1", _dictionary(schema))
    keys = secrets.sealing_keys() if schema.seals else None
    with writing(
        folder, schema, signers=[secrets.signer(schema.origin)], sealing_keys=keys, clock=clock
    ) as writer:
        yield writer


def build(folder: Path, rows: int, schema: LogSchema, secrets: Secrets) -> Built:
    """A log of so many operations in `folder`, appended day by day, sealed month by month, rolled into years."""
    moment = 0
    append, seals = 0.0, []
    with writer_at(folder, schema, secrets, lambda: moment) as writer:
        for month in months(rows):
            for day in month.days():
                batch = incoming(day, schema)
                moment = day.column(0)[-1].value + 1
                started = time.perf_counter()
                writer.append(batch)
                append += time.perf_counter() - started
            started = time.perf_counter()
            writer.seal()
            seals.append(time.perf_counter() - started)
        moment = NEXT_YEAR
        started = time.perf_counter()
        writer.roll()
        rolled = time.perf_counter() - started
    return Built(rows, append, sum(seals), rolled, max(seals))


def kept_or_built(folder: Path, rows: int, schema: LogSchema, secrets: Secrets) -> Built:
    """As `build`, once for a folder that is kept; one that was not finished is begun anew."""
    log, done = folder / schema.name, folder.with_suffix(".json")
    if not done.exists():
        shutil.rmtree(log, ignore_errors=True)
        log.parent.mkdir(parents=True, exist_ok=True)
        built = build(log, rows, schema, secrets)
        done.write_text(json.dumps(asdict(built)))
    return Built(**json.loads(done.read_text()))


def _dictionary(schema: LogSchema) -> bytes:
    """From operations of another number, so of nobody who is in the log."""
    month = next(iter(months(SAMPLES * 84)))
    batch = incoming(month.rows.slice(0, SAMPLES), schema)
    personal = [batch.column(batch.schema.get_field_index(c.name)).to_pylist() for c in schema.personal]
    raws = batch.column(batch.schema.get_field_index("raw")).to_pylist()
    return train_dictionary(box_texts(personal, raws))
