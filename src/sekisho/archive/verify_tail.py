"""The tail of a log, which no signature protects yet, and what was set aside from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import file_digest

import pyarrow as pa

from sekisho.archive.findings import Finding, finding
from sekisho.archive.manifest import Manifest
from sekisho.archive.records import OWN_SOURCE, Kind
from sekisho.archive.recovery import ASIDE
from sekisho.archive.schema import LogSchema
from sekisho.archive.store import Statement, statement
from sekisho.archive.tail import FRAME_BYTES_MAX, MAGIC, START, Frame, Payload, batch_in, frames_in
from sekisho.archive.verify_folder import Inventory
from sekisho.archive.verify_parts import carried, schemas_in
from sekisho.archive.verify_values import step_back

TAIL_BYTES_MAX = FRAME_BYTES_MAX
ATTEMPTS = 64  # to find a frame behind damage: a tail made of nothing but beginnings must not keep us


@dataclass(slots=True)
class Tail:
    """What waits for the next seal: how many records, and what the archive states in them."""

    unsealed: int = 0
    statements: list[Statement] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def check_tail(
    there: Inventory, log: str, manifest: Manifest, schemas: Mapping[int, LogSchema], received_at: int | None
) -> Tail:
    """The frames that follow from the last sealed record on; that one was received at `received_at`."""
    tail = Tail()
    known = dict(schemas)
    end = manifest.size
    for name in there.below("tail"):
        try:
            data = there.read(name, at_most=TAIL_BYTES_MAX)
        except OSError as error:
            tail.findings.append(finding("unreadable", log, name, detail=error))
            continue
        frames, whole = frames_in(data)
        fresh = [frame for frame in frames if frame.end > manifest.size]
        if fresh and fresh[0].first != end:
            tail.findings.append(finding("tail_gap", log, name, expected=end, found=fresh[0].first))
        for frame in fresh:
            _check_frame(frame, log, name, manifest=manifest, known=known, tail=tail)
            if received_at is not None and frame.received_at < received_at:
                said = next((each for each in tail.statements if each.position == frame.first), None)
                tail.findings.append(
                    step_back(said, received_at, frame.received_at, at=frame.first, log=log, file=name)
                )
            received_at, end = frame.received_at, frame.end
        if whole < len(data):
            tail.findings.append(_damage(log, name, data, whole, end))
    tail.unsealed = max(0, end - manifest.size)
    if tail.unsealed:
        tail.findings.append(finding("unsealed", log, count=tail.unsealed))
    return tail


def check_asides(there: Inventory, log: str, statements: Iterable[Statement]) -> Iterator[Finding]:
    """Every file set aside is stated with length and digest, and everything stated is there."""
    said = {str(each.said.get("file")): each for each in carried(statements) if each.what == "aside"}
    for name in there.below(ASIDE):
        told = said.pop(name, None)
        if told is None or not _is_as_told(there, name, told):
            yield finding("aside_differs", log, name)
        else:
            yield finding("aside", log, name, count=there.files[name].size)
    for name, told in said.items():
        yield finding("aside_differs", log, name, at=told.position, until=told.position + 1)


def _check_frame(
    frame: Frame, log: str, name: str, *, manifest: Manifest, known: dict[int, LogSchema], tail: Tail
) -> None:
    """Whether a frame holds what it says; its statements are taken up, its declarations into `known`."""
    try:
        said = list(_statements(frame))
        schemas, faults = schemas_in(log, manifest.origin, said)
        known.update(schemas)
        tail.statements += said
        tail.findings += faults
        why = "" if frame.schema in known else f"there is no declaration {frame.schema}"
        if not why:
            batch_in(frame, known[frame.schema])
    except Exception as error:  # noqa: BLE001 -- whatever damaged bytes make a library raise is a finding
        why = f"{type(error).__name__}: {error}"
    if frame.first < manifest.size:
        why = f"it begins before the last sealed record, at {frame.first}"
    if why:
        tail.findings.append(
            finding(
                "tail_frame", log, name, at=frame.first, until=max(frame.end, frame.first + 1), detail=why
            )
        )


def _statements(frame: Frame) -> Iterator[Statement]:
    """Whatever the declaration: only the envelope's columns are read. Raises what reading raises."""
    if frame.source != OWN_SOURCE or frame.payload_kind is not Payload.ARROW:
        return
    with pa.ipc.open_stream(frame.payload) as reader:
        rows = pa.Table.from_batches(list(reader)).select(["kind", "raw"]).to_pylist()
    for place, row in enumerate(rows):
        if row["kind"] == Kind.STATEMENT:
            yield statement(frame.first + place, frame.received_at, row["raw"] or b"")


def _damage(log: str, name: str, data: bytes, whole: int, end: int) -> Finding:
    """Where a whole frame stands behind it, it is no interrupted write, and it is known which records are lost."""
    place = whole
    for _attempt in range(ATTEMPTS):
        place = data.find(MAGIC, place)
        if place < 0 or place + START.size > len(data):
            break
        length = START.unpack_from(data, place)[1]
        frames, _end = frames_in(data[place : place + START.size + length])
        if frames and frames[0].first > end:
            return finding("tail", log, name, at=end, until=frames[0].first, count=place - whole)
        place += 1
    return finding("tail", log, name, count=len(data) - whole)


def _is_as_told(there: Inventory, name: str, told: Statement) -> bool:
    if there.files[name].size != told.said.get("bytes"):
        return False
    try:
        with there.open(name) as file:
            return file_digest(file, "sha256").hexdigest() == told.said.get("sha256")
    except OSError:
        return False
