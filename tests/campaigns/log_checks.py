"""What must hold of a log after it was killed, lost its power or stood on a sick disk, and was started again."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from sekisho.archive import checkpoint_files, parts
from sekisho.archive.checkpoints import Checkpoint, MalformedCheckpoint, parse_checkpoint, split_notes
from sekisho.archive.manifest import Manifest, parse_manifest
from sekisho.archive.notes import parse_note
from sekisho.archive.records import Kind, statement_bytes
from sekisho.archive.store import moments_in, parts_in
from sekisho.archive.vault import Vault, months_of
from sekisho.archive.verify import Options, verify_log
from sekisho.archive.writer import Writer
from tests.campaigns.log_work import (
    DOING,
    LOG,
    ORIGIN,
    SCHEMA,
    SEALING_KEYS,
    SPANS,
    Clock,
    append,
    name_of,
    opened,
    raws_of,
    records_of,
    said_of,
)

SECONDS_AT_MOST = 5.0
BOXES_OPENED = 6  # of each month in each part
REPEATED = 5  # appends that were acknowledged are tried again nevertheless
COLUMNS = ["position", "received_at", "kind", "raw", "sealed", "client_batch", "client_row"]
AFTERWARDS = 1_000_000  # from here on are the numbers of appends that a check makes

Row = tuple[int, int]


class Broken(AssertionError):
    """A promise was not kept; the text says which."""


@dataclass(slots=True)
class Promises:
    """What the archive had acknowledged, from what was told."""

    appended: dict[int, tuple[range, ...]] = field(default_factory=dict)
    stated: dict[int, int] = field(default_factory=dict)
    sealed: int = 0
    deciding: int = 0
    disposed: int = 0

    @classmethod
    def of(cls, told: Iterable[str]) -> Promises:
        """Those in the lines that `log_work.do` tells."""
        promises = cls()
        for line in told:
            what, *rest = line.split()
            match what:
                case "append":
                    ranges = (tuple(map(int, each.split("-"))) for each in rest[1:])
                    promises.appended[int(rest[0])] = tuple(range(first, end) for first, end in ranges)
                case "state":
                    promises.stated[int(rest[0])] = int(rest[1])
                case "seal":
                    promises.sealed = max(promises.sealed, int(rest[0]))
                case "deciding":
                    promises.deciding = max(promises.deciding, int(rest[0]))
                case "disposed":
                    promises.disposed = max(promises.disposed, int(rest[0]))
        return promises


@dataclass(slots=True)
class Found:
    """What stands in the parts: which row of which append at each position, and what statements say."""

    rows: dict[int, Row] = field(default_factory=dict)
    statements: dict[int, bytes] = field(default_factory=dict)


def check(
    log: Path, told: Sequence[str], tried: Collection[int], notes: Iterable[Checkpoint], clock: Clock
) -> list[str]:
    """Start the log, hold it against its promises, let the client try again, and go on.

    `tried` are the numbers of all appends that were begun, `notes` the checkpoints that anybody can have read.
    Returns what is told now. Raises Broken, and whatever the archive raises.
    """
    promises, heard = Promises.of(told), list[str]()
    began = time.monotonic()
    with opened(log, clock) as writer:
        require(time.monotonic() - began < SECONDS_AT_MOST, "the start took too long")
        require(
            writer.sealed_size >= promises.sealed, f"{writer.sealed_size} are sealed, not {promises.sealed}"
        )
        if looked_at(log, tried):
            faultless(log, (), "after the start")
        if promises.deciding:
            writer.carry_out()
        try_again(writer, log, promises, tried, heard)
        append(writer, AFTERWARDS + writer.size, heard.append)
        heard.append(f"seal {writer.seal()}")
    manifest = manifest_of(log)
    found = read(log, manifest)
    keeps(found, manifest, Promises.of([*told, *heard]), tried)
    faultless(log, [note for note in notes if note.size >= manifest.first], "at the end")
    return heard


def looked_at(log: Path, tried: Collection[int]) -> bool:
    """Whether the verifier looks before anything is appended, too: at every other log, to save time."""
    return (len(tried) + len(log.parent.name)) % 2 == 0


def try_again(writer: Writer, log: Path, promises: Promises, tried: Iterable[int], heard: list[str]) -> None:
    """What a client does for whom something was not acknowledged; what was, it may repeat without harm."""
    first = manifest_of(log).first
    named = [number for number in tried if any(name_of(number))]
    repeated = [number for number in named if number in promises.appended][-REPEATED:]
    for number in named:
        known = promises.appended.get(number)
        if known is None:
            append(writer, number, heard.append)
        elif number in repeated and all(each.start >= first for each in known):
            receipt = writer.append(records_of(number), batch=name_of(number))
            ranges = tuple(range(first, end) for first, end in receipt.ranges)
            require(
                receipt.repeated == len(raws_of(number)) and ranges == known,
                f"append {number} stood at {known} and is now {receipt}",
            )


def keeps(found: Found, manifest: Manifest, promises: Promises, tried: Collection[int]) -> None:
    """Everything acknowledged is there, at its position and in order; nothing is there twice."""
    first = manifest.first
    require(promises.disposed <= first <= promises.deciding, f"the log begins at {first}")
    there = found.rows.keys() | found.statements.keys()
    require(there == set(range(first, manifest.size)), "positions are missing")
    for number, ranges in promises.appended.items():
        positions = [position for each in ranges for position in each]
        require(len(positions) == len(raws_of(number)), f"append {number} was acknowledged in part")
        for row, position in enumerate(positions):
            if position >= first:
                require(
                    found.rows.get(position) == (number, row), f"record {position} is not {(number, row)}"
                )
    for number, position in promises.stated.items():
        if position >= first:
            require(found.statements.get(position) == statement_bytes(said_of(number)), f"statement {number}")
    twice = [row for row, count in Counter(found.rows.values()).items() if count > 1]
    require(not twice, f"there twice: {twice[:3]}")
    strange = {number for number, _row in found.rows.values()} - set(tried)
    require(all(number >= AFTERWARDS for number in strange), f"nobody appended {strange}")


def faultless(log: Path, notes: Iterable[Checkpoint], when: str) -> None:
    """The verifier finds nothing, and every checkpoint agrees."""
    report = verify_log(log, LOG, SPANS, Options(given=tuple(notes), jobs=1))
    faults = [
        f"{each.what} {each.file} {each.first}-{each.end} {dict(each.detail)}" for each in report.faults
    ]
    require(not faults, f"{when}: {'; '.join(faults[:4])}")


def fault_kinds(log: Path) -> set[str]:
    """Which kinds of fault the verifier finds."""
    return {each.what for each in verify_log(log, LOG, SPANS, Options(jobs=1)).faults}


def manifest_of(log: Path) -> Manifest:
    """The manifest as it stands there."""
    return parse_manifest(parse_note((log / "manifest").read_bytes()).text)


def read(log: Path, manifest: Manifest) -> Found:
    """What is sealed, read back; of the boxes some are opened. Raises Broken for one with another content."""
    found, vault = Found(), Vault(log, ORIGIN, SEALING_KEYS)
    for part in parts_in(manifest):
        with parts.reading(log / part.path) as opened_part:
            for batch in opened_part.read(columns=COLUMNS):
                _take(batch, found)
                _open_some(batch, vault)
    return found


def count(told: Iterable[str], tally: Counter[str]) -> None:
    """Add what was acknowledged to the tally."""
    whats = (line.split()[0] for line in told)
    tally.update(f"{what}: acknowledged" for what in whats if what not in {DOING, "deciding"})


def doing(told: Sequence[str]) -> str:
    """What was begun last."""
    last = next((line for line in reversed(told) if line.startswith(DOING)), f"{DOING} start")
    return last.removeprefix(f"{DOING} ")


def notes_in(log: Path) -> Iterator[Checkpoint]:
    """The checkpoints that anybody can read there now, in whole."""
    for month in checkpoint_files.months_in(log):
        yield from checkpoints_in((log / checkpoint_files.FOLDER / month).read_bytes())


def checkpoints_in(data: bytes) -> Iterator[Checkpoint]:
    """Those in the bytes of a file, or of a write to one."""
    try:
        notes, _rest = split_notes(data.removeprefix(b"\n"))
    except MalformedCheckpoint:
        return
    for note in notes:
        yield parse_checkpoint(parse_note(note).text)


def require(holds: bool, sentence: str) -> None:
    """Raise Broken unless it holds."""
    if not holds:
        raise Broken(sentence)


def _take(batch: pa.RecordBatch, found: Found) -> None:
    columns = (batch.column(batch.schema.get_field_index(name)).to_pylist() for name in _TAKEN)
    for position, kind, raw, number, row in zip(*columns, strict=True):
        if kind == Kind.RECORD:
            found.rows[position] = (number, row)
        else:
            found.statements[position] = raw


_TAKEN = ("position", "kind", "raw", "client_batch", "client_row")


def _open_some(batch: pa.RecordBatch, vault: Vault) -> None:
    for month, begin, end in months_of(SCHEMA, moments_in(batch)):
        step = max(1, (end - begin) // BOXES_OPENED)
        some = [
            row for row in batch.slice(begin, end - begin).to_pylist()[::step] if row["kind"] == Kind.RECORD
        ]
        boxes = [(row["position"], row["sealed"]) for row in some]
        for row, content in zip(some, vault.open(SCHEMA, month, boxes), strict=True):
            wanted = raws_of(row["client_batch"])[row["client_row"]]
            require(content.raw == wanted, f"record {row['position']} has another content")
