"""The canonical form of one record, and of the entry that the tree commits to (spec 3.2, 3.3)."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from sekisho.archive.schema import ColumnType, LogSchema

VERSION = 1
SHORT = 2
SALT_BYTES = 16
ENTRY_BYTES_MAX = 65_535
RECORD_BYTES_MAX = ENTRY_BYTES_MAX - SALT_BYTES
HEAD = struct.Struct(">BBHQq")
INTEGERS = (ColumnType.INTEGER, ColumnType.MOMENT)
OWN_SOURCE = "sekisho"

Value = str | int | bool | None


class BadRecord(Exception):
    """Bytes that are no record in canonical form, or a record that has none; the text says why."""


class Kind(IntEnum):
    """What a record is: a statement of the archive about the log, or something that came in."""

    STATEMENT = 0
    RECORD = 1


@dataclass(frozen=True, slots=True)
class Record:
    """What a caller hands in: the bytes as they came, from where, and the declared columns read from them.

    A moment is an aware datetime, or microseconds since 1970.
    """

    source: str
    raw: bytes | None = None
    values: Mapping[str, Value | datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """A record as it stands in the log. `values` are the stored columns in order; moments in microseconds."""

    kind: Kind
    schema: int
    position: int
    received_at: int
    source: str
    raw: bytes | None
    sealed: bytes | None
    values: tuple[Value, ...]


def statement_bytes(said: Mapping[str, object]) -> bytes:
    """A statement as its raw bytes (spec 3.4)."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def encode(record: Kept, schema: LogSchema) -> bytes:
    """The canonical form. Raises BadRecord where a value does not fit its column."""
    if len(record.values) != len(schema.stored):
        raise BadRecord(f"{len(record.values)} values for {len(schema.stored)} columns")
    fixed, texts = bytearray(), [record.source.encode(), record.raw or b"", record.sealed or b""]
    present = [record.raw is not None, record.sealed is not None]
    for column, value in zip(schema.stored, record.values, strict=True):
        present.append(value is not None)
        try:
            if column.type is ColumnType.TEXT:
                texts.append(b"" if value is None else str(value).encode())
            elif column.type is ColumnType.FLAG:
                fixed.append(bool(value))
            else:
                fixed += struct.pack(">q", value or 0)
        except (struct.error, UnicodeEncodeError) as error:
            raise BadRecord(f"column {column.name}: {error}") from error
    head = HEAD.pack(VERSION, record.kind, record.schema, record.position, record.received_at)
    lengths = struct.pack(f">{len(texts)}I", *map(len, texts))
    return b"".join((head, _bitmap(present), fixed, lengths, *texts))


def decode(data: bytes, schema: LogSchema) -> Kept:
    """The record whose canonical form `data` is. Raises BadRecord; nothing is repaired."""
    try:
        version, kind, number, position, received_at = HEAD.unpack_from(data)
        if version != VERSION:
            raise BadRecord(f"version {version} is unknown")
        if number != schema.number:
            raise BadRecord(f"the record is of declaration {number}, not {schema.number}")
        present, offset = _presence(data, HEAD.size, 2 + len(schema.stored))
        fixed: dict[str, int | bool] = {}
        for column in schema.stored:
            if column.type in INTEGERS:
                (fixed[column.name],) = struct.unpack_from(">q", data, offset)
                offset += 8
            elif column.type is ColumnType.FLAG:
                fixed[column.name] = _flag(data[offset])
                offset += 1
        texts = _texts(data, offset, 3 + sum(c.type is ColumnType.TEXT for c in schema.stored))
    except (struct.error, IndexError) as error:
        raise BadRecord("the record is cut short") from error
    source, raw, sealed = texts[:3]
    words = iter(texts[3:])
    values = [
        next(words) if column.type is ColumnType.TEXT else fixed[column.name] for column in schema.stored
    ]
    for there, value in zip(present, (raw, sealed, *values), strict=True):
        if not there and value:
            raise BadRecord("an absent value is not empty")
    try:
        return Kept(
            kind=Kind(kind),
            schema=number,
            position=position,
            received_at=received_at,
            source=source.decode(),
            raw=raw if present[0] else None,
            sealed=sealed if present[1] else None,
            values=tuple(
                _as_value(value) if there else None for there, value in zip(present[2:], values, strict=True)
            ),
        )
    except ValueError as error:  # an unknown kind, text that is not UTF-8
        raise BadRecord(str(error)) from error


def entry(salt: bytes, record: bytes) -> bytes:
    """What the leaf is the hash of: the salt and the record, or its digest where it is too long."""
    if len(record) > RECORD_BYTES_MAX:
        record = bytes([SHORT]) + struct.pack(">Q", len(record)) + hashlib.sha256(record).digest()
    return salt + record


def _bitmap(present: list[bool]) -> bytes:
    number = sum(there << place for place, there in enumerate(present))
    return number.to_bytes((len(present) + 7) // 8, "little")


def _presence(data: bytes, offset: int, count: int) -> tuple[list[bool], int]:
    end = offset + (count + 7) // 8
    if end > len(data):
        raise BadRecord("the record is cut short")
    number = int.from_bytes(data[offset:end], "little")
    if number >> count:
        raise BadRecord("an unused presence bit is set")
    return [bool(number >> place & 1) for place in range(count)], end


def _flag(byte: int) -> bool:
    if byte > 1:
        raise BadRecord(f"{byte} is no flag")
    return bool(byte)


def _texts(data: bytes, offset: int, count: int) -> list[bytes]:
    lengths = struct.unpack_from(f">{count}I", data, offset)
    offset += 4 * count
    if offset + sum(lengths) != len(data):
        raise BadRecord("the lengths do not add up to the record's")
    texts = []
    for length in lengths:
        texts.append(data[offset : offset + length])
        offset += length
    return texts


def _as_value(value: bytes | int | bool) -> Value:
    return value.decode() if isinstance(value, bytes) else value
