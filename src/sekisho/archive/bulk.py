"""Hashing many records at once: from the columns of a part to leaves and nodes, without a loop over records.

With the extra `fast-verify` the hashing itself is machine code (`compiled`); without it, a loop over hashlib. Both give
the same bytes.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import import_module
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from sekisho.archive.records import HEAD, RECORD_BYTES_MAX, SALT_BYTES, SHORT, VERSION
from sekisho.archive.schema import ColumnType, LogSchema
from sekisho.archive.side_by_side import addressed, as_choice, choices, laid_out, offsets_of, rows_of

Bytes = npt.NDArray[np.uint8]
DIGEST_BYTES = 32
BLOCK_BYTES = 64  # that SHA-256 takes at a time
INNER_PAD, OUTER_PAD = 0x36, 0x5C
TEXT_BYTES_AT_ONCE = 48 * 2**20  # what one piece may hold in long columns: far below Arrow's 2 GiB
WORTH_LOADING = 32_768  # fewer values are hashed before the machine code is there: a second, in each process
ROWS_AT_ONCE = 65_536  # of fewer too much is done again for each piece; more leave the processor's caches


def leaves(batch: pa.RecordBatch, schema: LogSchema, salts: bytes) -> Bytes:
    """The leaf hashes of a batch of stored records, shape (rows, 32).

    `batch` has the columns of a part (spec 6), `salts` 16 bytes a row (spec 3.3).
    """
    compiled = _compiled(batch.num_rows)
    if compiled is not None:
        return _leaves_compiled(compiled, batch, schema, salts)
    found = [sha256_each(preimages(piece, schema, salts, begin)) for begin, piece in _pieces(batch)]
    return np.concatenate(found) if found else np.zeros((0, DIGEST_BYTES), np.uint8)


def preimages(batch: pa.RecordBatch, schema: LogSchema, salts: bytes, begin: int = 0) -> pa.Array:
    """0x00 ‖ entry of each row, as an array of binary. Row 0 takes the salt number `begin`."""
    rows = batch.num_rows
    texts = list(choices(_texts(batch, schema)))
    fixed = np.zeros(rows, _layout(schema))
    fixed["salt"] = np.frombuffer(salts, f"V{SALT_BYTES}")[begin : begin + rows]
    fixed["version"] = VERSION
    fixed["schema"] = schema.number
    for name in ("kind", "position", "received_at"):
        fixed[name] = _numbers(batch, name)
    fixed["presence"] = _presence(batch, schema)
    for column in schema.stored:
        if column.type is not ColumnType.TEXT:
            fixed[f"column {column.name}"] = _numbers(batch, column.name)
    place = 0
    for each in texts:
        width = each.lengths.shape[1]
        fixed["lengths"][:, place : place + width] = each.lengths.take(each.places, axis=0)
        place += width
    laid = laid_out(fixed.view(np.uint8).reshape(rows, fixed.itemsize), texts)
    head = 1 + SALT_BYTES
    return _shortened(laid, np.diff(offsets_of(laid)) > head + RECORD_BYTES_MAX, head)


def _leaves_compiled(compiled: ModuleType, batch: pa.RecordBatch, schema: LogSchema, salts: bytes) -> Bytes:
    others = [column for column in schema.stored if column.type is not ColumnType.TEXT]
    numbers = np.empty((compiled.ENVELOPE + len(others), batch.num_rows), np.int64)
    numbers[0] = VERSION << 24 | schema.number
    numbers[0] += _numbers(batch, "kind").astype(np.int64) << 16
    names = ("position", "received_at", *(column.name for column in others))
    for place, name in enumerate(names, 1):
        numbers[place] = _numbers(batch, name)
    is_flag = np.zeros(len(numbers), bool)
    is_flag[compiled.ENVELOPE :] = [column.type is ColumnType.FLAG for column in others]
    texts = [as_choice(text) for text in _texts(batch, schema)]
    found = np.empty((batch.num_rows, DIGEST_BYTES), np.uint8)
    compiled.leaves(
        np.frombuffer(salts, np.uint8),
        _presence(batch, schema),
        numbers,
        is_flag,
        *addressed(texts),
        RECORD_BYTES_MAX,
        found,
    )
    for place in np.flatnonzero(found.view(np.uint64)[:, 0] == 0).tolist():  # too long for an entry
        found[place] = sha256_each(preimages(batch.slice(place, 1), schema, salts, place))[0]
    return found


def nodes(hashes: Bytes) -> Bytes:
    """The parents of neighbouring pairs: shape (2n, 32) to (n, 32)."""
    if (compiled := _compiled(len(hashes) // 2)) is not None:
        found = np.empty((len(hashes) // 2, DIGEST_BYTES), np.uint8)
        compiled.sha256_pairs(np.ascontiguousarray(hashes), found)
        return found
    pairs = np.empty((len(hashes) // 2, 1 + 2 * DIGEST_BYTES), np.uint8)
    pairs[:, 0] = 1
    pairs[:, 1:] = hashes.reshape(-1, 2 * DIGEST_BYTES)
    return sha256_each(rows_of(pairs))


def roots_of_256(hashes: Bytes) -> Bytes:
    """The roots of blocks of 256 leaves: shape (256n, 32) to (n, 32)."""
    for _level in range(8):
        hashes = nodes(hashes)
    return hashes


def hmac_sha256_each(key: bytes, before: bytes, values: pa.Array) -> Bytes:
    """HMAC-SHA-256 (RFC 2104) of `before` ‖ value for every value without nulls; `key` has at most 64 bytes."""
    assert len(key) <= BLOCK_BYTES
    inner, outer = (
        bytes(byte ^ pad for byte in key.ljust(BLOCK_BYTES, b"\0")) for pad in (INNER_PAD, OUTER_PAD)
    )
    said = pc.binary_join_element_wise(
        pa.scalar(inner + before, pa.binary()), values.cast(pa.binary()), pa.scalar(b"", pa.binary())
    )
    wrapped = np.empty((len(values), BLOCK_BYTES + DIGEST_BYTES), np.uint8)
    wrapped[:, :BLOCK_BYTES] = np.frombuffer(outer, np.uint8)
    wrapped[:, BLOCK_BYTES:] = sha256_each(said)
    return sha256_each(rows_of(wrapped))


def sha256_each(values: pa.Array) -> Bytes:
    """SHA-256 of every value of a binary array without nulls, shape (n, 32)."""
    compiled = _compiled(len(values))
    if compiled is None:
        return _sha256_in_a_loop(values)
    found = np.empty((len(values), DIGEST_BYTES), np.uint8)
    compiled.sha256_each(np.frombuffer(values.buffers()[2] or b"", np.uint8), offsets_of(values), found)
    return found


def _sha256_in_a_loop(values: pa.Array) -> Bytes:
    data = memoryview(values.buffers()[2] or b"")
    ends = offsets_of(values).tolist()
    sha256 = hashlib.sha256
    digests = b"".join([sha256(data[a:b]).digest() for a, b in pairwise(ends)])
    return np.frombuffer(digests, np.uint8).reshape(-1, DIGEST_BYTES)


def _compiled(values: int) -> ModuleType | None:
    """The functions of `compiled`, where they are there and worth it for so many values; None otherwise."""
    return _loaded() if values >= WORTH_LOADING or _loaded.cache_info().currsize else None


@cache
def _loaded() -> ModuleType | None:
    try:
        return import_module("sekisho.archive.compiled")
    except ImportError:
        return None


def _pieces(batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Slices small enough for Arrow's offsets and for the processor's caches."""
    begin, rows = 0, batch.num_rows
    while begin < rows:
        take = min(ROWS_AT_ONCE, rows - begin)
        piece = batch.slice(begin, take)
        while take > 1 and piece.get_total_buffer_size() and _bytes_at_most(piece) > TEXT_BYTES_AT_ONCE:
            take = (take + 1) // 2
            piece = batch.slice(begin, take)
        yield begin, piece
        begin += take


def _bytes_at_most(piece: pa.RecordBatch) -> int:
    """How much its rows take at most: a value of a dictionary is there once, and may be laid out in every row."""
    words = [column.dictionary for column in piece.columns if pa.types.is_dictionary(column.type)]
    longest = sum(int(np.diff(offsets_of(each)).max()) for each in words if len(each))
    return int(piece.nbytes + longest * piece.num_rows)


@lru_cache(64)
def _layout(schema: LogSchema) -> np.dtype[np.void]:
    """What has one width in every record: 0x00, the salt, and the record up to its texts."""
    fields: list[tuple[str, str] | tuple[str, str, tuple[int]]] = [
        ("leaf", "u1"),
        ("salt", f"V{SALT_BYTES}"),
        ("version", "u1"),
        ("kind", "u1"),
        ("schema", ">u2"),
        ("position", ">i8"),
        ("received_at", ">i8"),
        ("presence", "u1", ((2 + len(schema.stored) + 7) // 8,)),
    ]
    texts = 3
    for column in schema.stored:
        if column.type is ColumnType.TEXT:
            texts += 1
        else:
            fields.append((f"column {column.name}", "u1" if column.type is ColumnType.FLAG else ">i8"))
    return np.dtype([*fields, ("lengths", ">u4", (texts,))])


def _column(batch: pa.RecordBatch, name: str) -> pa.Array | None:
    place = batch.schema.get_field_index(name)
    return batch.column(place) if place >= 0 else None


def _texts(batch: pa.RecordBatch, schema: LogSchema) -> list[pa.Array]:
    names = ["source", "raw", "sealed", *(c.name for c in schema.stored if c.type is ColumnType.TEXT)]
    return [_text(batch, name) for name in names]


def _text(batch: pa.RecordBatch, name: str) -> pa.Array:
    array = _column(batch, name)
    return pa.nulls(batch.num_rows, pa.binary()) if array is None else array


def _numbers(batch: pa.RecordBatch, name: str) -> npt.NDArray[Any]:  # Any: by the column's type
    """Integers, moments or flags; 0 where they are absent."""
    array = _column(batch, name)
    assert array is not None
    if pa.types.is_timestamp(array.type):
        array = array.cast(pa.int64())
    if array.null_count:
        array = array.fill_null(pa.scalar(0).cast(array.type))
    return np.asarray(array.to_numpy(zero_copy_only=False))


def _presence(batch: pa.RecordBatch, schema: LogSchema) -> Bytes:
    names = ("raw", "sealed", *(column.name for column in schema.stored))
    found = np.zeros((batch.num_rows, (len(names) + 7) // 8), np.uint8)
    for bit, name in enumerate(names):
        array = _column(batch, name)
        if array is None or array.null_count == len(array):
            continue
        there = (
            array.is_valid().to_numpy(zero_copy_only=False).view(np.uint8)
            if array.null_count
            else np.uint8(1)
        )
        found[:, bit // 8] |= there << np.uint8(bit % 8)
    return found


def _shortened(joined: pa.Array, too_long: npt.NDArray[np.bool_], head: int) -> pa.Array:
    """Put the short record (spec 3.2) in the place of each that is too long. Rare, so in Python."""
    if not too_long.any():
        return joined
    values: list[bytes] = joined.to_pylist()
    for place in np.flatnonzero(too_long):
        salted, record = values[place][:head], values[place][head:]
        digest = hashlib.sha256(record).digest()
        values[place] = salted + bytes([SHORT]) + struct.pack(">Q", len(record)) + digest
    return pa.array(values, pa.binary())


assert HEAD.size == 1 + 1 + 2 + 8 + 8  # `_layout` lays these out by hand
