"""A town's archive for the campaigns against the verifier: three logs over two fiscal years, the same each time.

It has what an archive comes by in use: parts that were put together and parts that were not, days with several
checkpoints, a promise, a hold, a clock that was set back and said so, a change of keys, a cosignature, bytes set
aside after a crash, and a tail that nobody has sealed yet.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.archive import checkpoint_files, files
from sekisho.archive.checkpoints import Checkpoint, parse_checkpoint
from sekisho.archive.cosignatures import cosign
from sekisho.archive.handovers import Reached, make_handover
from sekisho.archive.keys import SigningKey
from sekisho.archive.month_keys import kek_id
from sekisho.archive.notes import (
    COSIGNATURE,
    ED25519,
    Ed25519Signer,
    Note,
    VerifierKey,
    format_note,
    parse_note,
    verifier_key,
)
from sekisho.archive.promises import Promise, promise_statement
from sekisho.archive.records import Record, Value
from sekisho.archive.schema import Column, ColumnType, LogSchema, microseconds
from sekisho.archive.sealing import box_texts, train_dictionary
from sekisho.archive.short_form import short_form_of
from sekisho.archive.writer import Writer, writing

BASE = "katsuragi.example/sekisho"
OPERATIONS = LogSchema(
    f"{BASE}/operations",
    (
        Column("occurred_at", ColumnType.MOMENT),
        Column("operator_id", ColumnType.TEXT),
        Column("terminal", ColumnType.TEXT),
        Column("subject", ColumnType.TEXT, personal=True, token=True),
        Column("search_condition", ColumnType.TEXT, personal=True),
        Column("process", ColumnType.TEXT),
        Column("printed", ColumnType.FLAG),
        Column("hit_count", ColumnType.INTEGER),
    ),
    event_time="occurred_at",
    raw_personal=True,
)
NETWORK = LogSchema(
    f"{BASE}/network",
    (
        Column("severity", ColumnType.INTEGER),
        Column("host", ColumnType.TEXT),
        Column("action", ColumnType.TEXT),
        Column("destination_port", ColumnType.INTEGER),
    ),
)
JOURNAL = LogSchema(
    f"{BASE}/journal",
    (
        Column("number", ColumnType.INTEGER),
        Column("verb", ColumnType.TEXT),
        Column("recorded_at", ColumnType.MOMENT),
        Column("actor", ColumnType.TEXT),
    ),
    event_time="recorded_at",
)
SCHEMAS = (JOURNAL, NETWORK, OPERATIONS)
SHARES = {"operations": 24, "network": 16, "journal": 10}  # of 50
SEALING_KEYS = {kek_id(bytes(range(32))): bytes(range(32))}
CLOSED = frozenset(
    date(2026, month, day) for month, day in ((2, 11), (2, 23), (3, 20), (4, 29), (5, 4), (5, 5), (5, 6))
)
SOURCES = {"operations": "cs", "network": "fw-1", "journal": "sekisho-app"}


def private_key(of: str) -> Ed25519PrivateKey:
    """A key of a name: the same each time."""
    return Ed25519PrivateKey.from_private_bytes(sha256(of.encode()).digest())


OLD_KEY, NEW_KEY, STRANGER = (private_key(name) for name in ("first key", "second key", "somebody else"))
PREFECTURE = Ed25519Signer("witness.example/prefecture", private_key("prefecture"), COSIGNATURE)


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is: records in all, the days, how often each is sealed, when keys change."""

    records: int
    since: date
    until: date
    seals: int
    handover_on: date


FULL = Size(50_000, date(2026, 2, 2), date(2026, 5, 16), 3, date(2026, 4, 10))
SMALL = Size(1_200, date(2026, 3, 27), date(2026, 4, 11), 1, date(2026, 4, 8))


@dataclass(frozen=True, slots=True)
class Town:
    """What `make` made. `printed` is the short form of each log's newest checkpoint.

    `backups` are copies of `archive` as it was after earlier days, the first two from before the keys changed. In
    `branch` the writer was started on the third of them and went on with other records.
    """

    archive: Path
    keys: tuple[VerifierKey, ...]
    printed: Mapping[str, str]
    backups: tuple[Path, ...] = ()
    branch: Path | None = None


@dataclass(slots=True)
class Clock:
    """Says the same until it is set on."""

    now: datetime

    def __call__(self) -> int:
        return microseconds(self.now)


@dataclass(slots=True)
class _Work:
    """The state of the town while days go by."""

    archive: Path
    size: Size
    chance: random.Random
    clock: Clock
    key: Ed25519PrivateKey = field(default=OLD_KEY)
    numbers: dict[str, int] = field(default_factory=dict)


def make(folder: Path, size: Size, *, seed: str = "town", backups: bool = False) -> Town:
    """Make the archive in `folder`, once with earlier copies and a branch of it where these are asked for."""
    chance = random.Random(f"archive/{seed}")
    work = _Work(folder / "archive", size, chance, Clock(_at(size.since, 8)))
    copies: list[Path] = []
    days = list(open_days(size))
    kept = {*(days[len(days) * share // 10] for share in (3, 6, 8, 9)), days[-1]} if backups else set()
    # The keys of a month come from the system's randomness; here they have to be the same each time.
    with patch("sekisho.archive.month_keys.secrets.token_bytes", chance.randbytes):
        for day, after in zip(days, [*days[1:], None], strict=True):
            if day >= size.handover_on and work.key is OLD_KEY:
                hand_over(work)
            spend(work, day, rolling=after is not None and (after.month != day.month or day.day in (12, 13)))
            if day in kept:
                copies.append(folder / f"backup-{day}")
                shutil.copytree(work.archive, copies[-1])
        branch = _branched(folder, work, copies[2], days) if copies else None
        finish(work)
    printed = {schema.name: str(short_form_of(newest(work.archive, schema.name)[0])) for schema in SCHEMAS}
    return Town(work.archive, keys_of(NEW_KEY), printed, tuple(copies), branch)


def keys_of(key: Ed25519PrivateKey) -> tuple[VerifierKey, ...]:
    """What the town hands out for a private key: one public key a log; and that of the witness."""
    public = key.public_key().public_bytes_raw()
    own = [verifier_key(schema.origin, ED25519, public) for schema in SCHEMAS]
    return (*own, PREFECTURE.verifier_key)


def newest(archive: Path, log: str) -> tuple[Checkpoint, Note]:
    """The newest checkpoint of a log."""
    filed = checkpoint_files.latest(archive / log)
    assert filed is not None
    note = parse_note(filed.note)
    return parse_checkpoint(note.text), note


def open_days(size: Size) -> Iterator[date]:
    """The days on which the town hall is open."""
    for past in range((size.until - size.since).days):
        day = size.since + timedelta(days=past)
        if day.weekday() < 5 and day not in CLOSED:
            yield day


def spend(work: _Work, day: date, *, rolling: bool) -> None:
    """One day: what comes in, several seals, and now and then small parts are put together."""
    with ExitStack() as stack:
        writers = {schema.name: stack.enter_context(_writer(work, schema)) for schema in SCHEMAS}
        if day == work.size.since:
            _begin(work, writers)
        for part in range(work.size.seals):
            work.clock.now = _at(day, 9 + 8 * part // work.size.seals)
            for name, writer in writers.items():
                for records in _batches(work, name):
                    writer.append(records)
                    work.clock.now += timedelta(seconds=work.chance.randint(20, 400))
                writer.seal()
        if day.day in (8, 9) and day.weekday() == 3:
            work.clock.now -= timedelta(minutes=17)  # somebody corrected it
            writers["network"].append(list(_records(work, "network", 3)))
            writers["network"].seal()
        if rolling:
            for writer in writers.values():
                writer.roll()


def hand_over(work: _Work) -> None:
    """From the first key to the second."""
    reached = [newest(work.archive, schema.name)[0] for schema in SCHEMAS]
    data = make_handover(
        SigningKey(BASE, OLD_KEY),
        SigningKey(BASE, NEW_KEY),
        number=1,
        at=work.clock.now.astimezone(UTC).replace(microsecond=0),
        reached=[Reached(each.origin.rpartition("/")[2], each.size, each.root) for each in reached],
    )
    (work.archive / "handovers").mkdir()
    (work.archive / "handovers/0001").write_bytes(data)
    work.key = NEW_KEY


def finish(work: _Work) -> None:
    """A witness cosigns, a crash leaves half a frame behind, and the last records are not sealed any more."""
    checkpoint, note = newest(work.archive, "operations")
    cosigned = Note(
        note.text, (*note.signatures, cosign(note.text, timestamp=1_780_000_000, signer=PREFECTURE))
    )
    folder = work.archive / "operations/cosignatures"
    folder.mkdir()
    (folder / str(checkpoint.size)).write_bytes(format_note(cosigned))
    torn = work.archive / f"network/tail/{newest(work.archive, 'network')[0].size:020d}"
    torn.write_bytes(b"SKF1" + work.chance.randbytes(700))
    work.clock.now += timedelta(minutes=5)
    for schema in SCHEMAS:
        with _writer(work, schema) as writer:
            writer.name_files_beside()
            writer.append(list(_records(work, schema.name, 5)))
            writer.seal()
            writer.append(list(_records(work, schema.name, 12)))


def _branched(folder: Path, work: _Work, backup: Path, days: Sequence[date]) -> Path:
    """The writer is started on a copy that is some days old, and other records come in: a fork."""
    branch = folder / "branch"
    shutil.copytree(backup, branch)
    begun = date.fromisoformat(backup.name.removeprefix("backup-"))
    other = _Work(branch, work.size, random.Random("branch"), Clock(work.clock.now), work.key)
    other.numbers = dict.fromkeys(work.numbers, 10_000_000)
    for day in days:
        if day > begun:
            other.clock.now = _at(day, 8)
            spend(other, day, rolling=False)
    return branch


def _writer(work: _Work, schema: LogSchema) -> AbstractContextManager[Writer]:
    """A writer of one log, as a context manager."""
    earlier = [OLD_KEY] if work.key is NEW_KEY else []
    return writing(
        work.archive / schema.name,
        schema,
        signers=[Ed25519Signer(schema.origin, work.key)],
        keys=[Ed25519Signer(schema.origin, key).verifier_key for key in earlier],
        sealing_keys=SEALING_KEYS,
        clock=work.clock,
    )


def _begin(work: _Work, writers: Mapping[str, Writer]) -> None:
    samples = [_operation(work, number) for number in range(1500)]
    texts = box_texts(
        [[str(each.values[name] or "") for each in samples] for name in ("subject", "search_condition")],
        [each.raw for each in samples],
    )
    files.make_directory(work.archive / "operations/dictionaries")
    files.put(work.archive / "operations/dictionaries/1", train_dictionary(texts))
    promise = Promise("cs", work.size.since, frozenset(range(5)), CLOSED)
    writers["operations"].state(promise_statement(promise))
    hold = {"id": "2026-1", "reason": "監査", "first": 0, "end": 300, "decided": work.size.since.isoformat()}
    writers["operations"].state({"statement": "hold", **hold})
    writers["operations"].name_files_beside()


def _batches(work: _Work, log: str) -> Iterator[list[Record]]:
    """What comes in before one seal: so much that all days together have their share."""
    days = len(list(open_days(work.size)))
    count = -(-work.size.records * SHARES[log] // (50 * days * work.size.seals))
    while count > 0:
        take = min(count, work.chance.randint(1 + count // 4, 1 + count))
        yield list(_records(work, log, take))
        count -= take


def _records(work: _Work, log: str, count: int) -> Iterator[Record]:
    make_one = {"operations": _operation, "network": _line, "journal": _event}[log]
    for _place in range(count):
        number = work.numbers[log] = work.numbers.get(log, 0) + 1
        yield make_one(work, number)


def _operation(work: _Work, number: int) -> Record:
    chance = work.chance
    at = work.clock.now - timedelta(seconds=chance.randint(1, 3000), microseconds=chance.randint(0, 999_999))
    at = max(at, work.clock.now.replace(hour=0, minute=0))  # 09:00 in Japan
    operator, terminal = f"U{chance.randint(1, 40):03d}", f"T{chance.randint(1, 25):02d}"
    subject = f"{chance.randint(0, 30_000):011d}"
    condition = chance.choice(
        (None, f"氏名={chance.choice('髙﨑佐藤鈴木')}*", f"生年月日={chance.randint(1930, 2020)}")
    )
    process, hits = chance.choice(("検索", "照会", "証明書交付", "異動")), chance.randint(0, 40)
    line = f"{at:%Y/%m/%d %H:%M:%S},{operator},{terminal},{subject},{condition or ''},{process},{hits}"
    return Record(
        SOURCES["operations"],
        line.encode("cp932", "replace"),
        {
            "occurred_at": at,
            "operator_id": operator,
            "terminal": terminal,
            "subject": subject,
            "search_condition": condition,
            "process": process,
            "printed": process == "証明書交付",
            "hit_count": hits,
        },
    )


def _line(work: _Work, number: int) -> Record:
    chance = work.chance
    severity, port = chance.randint(3, 6), chance.choice((22, 53, 80, 443, 3389))
    action, host = chance.choice(("allow", "deny")), f"fw-{chance.randint(1, 2)}"
    address = f"10.{chance.randint(0, 9)}.{chance.randint(0, 255)}.{chance.randint(1, 254)}"
    line = (
        f"<{16 * 8 + severity}>{work.clock.now:%b %d %H:%M:%S} {host} session {number}: "
        f"{action} src={address} dport={port} bytes={chance.randint(60, 90_000)}"
    )
    columns: dict[str, Value] = {
        "severity": severity,
        "host": host,
        "action": action,
        "destination_port": port,
    }
    return Record(SOURCES["network"], line.encode(), columns)


def _event(work: _Work, number: int) -> Record:
    chance = work.chance
    at = work.clock.now - timedelta(microseconds=chance.randint(1, 900_000))
    event = {
        "number": number,
        "verb": chance.choice(("enter", "amend", "retire", "discharge", "submit", "decide")),
        "recorded_at": at.isoformat(),
        "actor": f"welfare-{chance.randint(1, 12)}",
        "entry": f"{chance.choice(('credentials', 'terminals', 'visits'))}/{chance.randint(1, 4000)}",
        "reason": chance.choice(("定期の点検", "人事異動のため", "届出による訂正")),
    }
    raw = json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    columns = {"number": number, "verb": event["verb"], "recorded_at": at, "actor": event["actor"]}
    return Record(SOURCES["journal"], raw, columns)


def _at(day: date, hour: int) -> datetime:
    """That hour in Japan."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC) - timedelta(hours=9)
