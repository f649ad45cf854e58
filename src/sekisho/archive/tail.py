"""The tail of a log: records that are durable and not yet sealed, in frames (spec 11)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import pyarrow as pa

from sekisho.archive.columns import arrow_schema, with_envelope
from sekisho.archive.records import Kind
from sekisho.archive.schema import LogSchema

MAGIC = b"SKF1"
START = struct.Struct(">4sII")  # magic, length, checksum
HEAD = struct.Struct(">QqIBH16sH")  # first, received_at, count, payload kind, schema, batch, length of source
FRAME_BYTES_MAX = 2**31 - 1
NO_BATCH = bytes(16)
DIGITS = 20


class DamagedFrame(Exception):
    """A frame whose checksum holds and whose content makes no sense; the text says what."""


class Payload(IntEnum):
    """How a frame carries its records."""

    LINES = 1
    ARROW = 2


@dataclass(frozen=True, slots=True)
class Frame:
    """What was appended in one go, from one source, received at one moment (microseconds)."""

    first: int
    received_at: int
    count: int
    payload_kind: Payload
    schema: int
    source: str
    payload: bytes
    batch: bytes = NO_BATCH

    @property
    def end(self) -> int:
        """The position after its last record."""
        return self.first + self.count


def tail_name(first: int) -> str:
    """The name of the tail file whose first frame begins at position `first`."""
    return f"{first:0{DIGITS}d}"


def tail_files(log: Path) -> list[Path]:
    """The tail files of a log in order."""
    folder = log / "tail"
    return sorted(p for p in folder.iterdir() if p.name.isdigit()) if folder.is_dir() else []


def frame_bytes(frame: Frame) -> bytes:
    """The frame as it stands in the file."""
    source = frame.source.encode()
    head = HEAD.pack(
        frame.first,
        frame.received_at,
        frame.count,
        frame.payload_kind,
        frame.schema,
        frame.batch,
        len(source),
    )
    length = len(head) + len(source) + len(frame.payload)
    if length > FRAME_BYTES_MAX:
        raise DamagedFrame(f"{length} bytes are too many for one frame")
    checksum = zlib.crc32(frame.payload, zlib.crc32(source, zlib.crc32(head)))
    return b"".join((START.pack(MAGIC, length, checksum), head, source, frame.payload))


def frames_in(data: bytes) -> tuple[list[Frame], int]:
    """The whole frames from the beginning of a tail file, and where the last of them ends.

    What follows is no frame: an interrupted write, or damage. The caller decides.
    """
    found: list[Frame] = []
    offset = 0
    while (read := _frame_at(data, offset)) is not None:
        frame, end = read
        if found and frame.first != found[-1].end:
            break
        found.append(frame)
        offset = end
    return found, offset


def frames_of(path: Path) -> tuple[list[Frame], int, int]:
    """The frames of a tail file, the offset after the last whole one, and the length of the file."""
    data = path.read_bytes()
    frames, end = frames_in(data)
    return frames, end, len(data)


def ipc_payload(batch: pa.RecordBatch) -> bytes:
    """A frame's columns (spec 11) as an Arrow IPC stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def batch_in(frame: Frame, schema: LogSchema) -> pa.RecordBatch:
    """The records of a frame as a batch with all columns of a part. Raises DamagedFrame."""
    wanted = arrow_schema(schema, envelope=False)
    if frame.payload_kind is Payload.LINES:
        batch = _lines(frame, wanted)
    else:
        try:
            with pa.ipc.open_stream(frame.payload) as reader:
                batch = pa.Table.from_batches(list(reader), wanted).combine_chunks().to_batches()[0]
        except (pa.ArrowInvalid, IndexError) as error:
            raise DamagedFrame(f"the frame at {frame.first} holds no such columns: {error}") from error
    if batch.num_rows != frame.count:
        raise DamagedFrame(
            f"the frame at {frame.first} holds {batch.num_rows} records and says {frame.count}"
        )
    return with_envelope(batch, first=frame.first, received_at=frame.received_at)


def raws_in(frame: Frame) -> list[bytes]:
    """The raw bytes of the records of a frame, whatever columns they have beside. Raises DamagedFrame."""
    if frame.payload_kind is Payload.LINES:
        return frame.payload.split(b"\n")[:-1]
    try:
        with pa.ipc.open_stream(frame.payload) as reader:
            return [raw or b"" for raw in reader.read_all().column("raw").to_pylist()]
    except (pa.ArrowInvalid, KeyError) as error:
        raise DamagedFrame(f"the frame at {frame.first} holds no raw bytes: {error}") from error


def _lines(frame: Frame, wanted: pa.Schema) -> pa.RecordBatch:
    lines = frame.payload.split(b"\n")
    if lines.pop():
        raise DamagedFrame(f"the last line of the frame at {frame.first} has no end")
    rows = len(lines)
    columns = {
        "kind": pa.array([Kind.RECORD] * rows, pa.uint8()),
        "source": pa.array([frame.source] * rows, pa.string()),
        "raw": pa.array(lines, pa.binary()),
    }
    return pa.record_batch(
        [columns.get(field.name, pa.nulls(rows, field.type)) for field in wanted], schema=wanted
    )


def _frame_at(data: bytes, offset: int) -> tuple[Frame, int] | None:
    if offset + START.size > len(data):
        return None
    magic, length, checksum = START.unpack_from(data, offset)
    begin, end = offset + START.size, offset + START.size + length
    if magic != MAGIC or end > len(data) or length < HEAD.size:
        return None
    content = memoryview(data)[begin:end]
    if zlib.crc32(content) != checksum:
        return None
    first, received_at, count, kind, schema, batch, source_length = HEAD.unpack_from(content)
    source = bytes(content[HEAD.size : HEAD.size + source_length])
    payload = bytes(content[HEAD.size + source_length :])
    try:
        frame = Frame(
            first, received_at, count, Payload(kind), schema, source.decode(), payload, bytes(batch)
        )
    except ValueError:
        return None
    return frame, end


def frames_after_damage(data: bytes, offset: int) -> Iterator[tuple[int, Frame]]:
    """Whole frames that stand after `offset`, where no frame begins: then damage, no interrupted write."""
    place = data.find(MAGIC, offset)
    while place >= 0:
        read = _frame_at(data, place)
        if read is not None:
            yield place, read[0]
        place = data.find(MAGIC, place + 1)
