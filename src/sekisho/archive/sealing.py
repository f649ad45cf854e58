"""Boxes for what a record says of persons, and tokens to search for it (archive format, section 4).

A box is bound to its log, its declaration and its position by associated data, and to its month by the key.
The bulk forms are made for a batch on its way into the log: from columns to columns, without an object for each
record but what the cipher takes and gives.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from struct import Struct
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from zstandard import ZstdCompressionDict, ZstdCompressor, ZstdDecompressor, ZstdError

from sekisho.archive.bulk import hmac_sha256_each
from sekisho.archive.side_by_side import offsets_of

LEVEL: Final = 3
OPENED_BYTES_MAX: Final = 64 * 1024 * 1024
DICTIONARY_BYTES: Final = 16 * 1024
"""Of a trained dictionary: larger ones made boxes 0.5 % smaller and sealing less than half as fast."""
TOKEN_BYTES: Final = 6
MANY: Final = 1024  # fewer texts are compressed sooner than threads are begun

_USUAL_BYTES: Final = 64 * 1024  # the decompressor sets aside what it may need at most, for each box anew
_FRAME: Final = b"\x28\xb5\x2f\xfd\0"
"""How a frame begins (RFC 8878 section 3.1.1) that gives no size, checksum or dictionary id. A frame that does
give a size would be believed by the decompressor, whatever its bound."""
_QUOTED = json.JSONEncoder(ensure_ascii=False).encode
_ESCAPED: Final = r'["\\\x00-\x1f]'  # what JSON does not leave as it is
_POSITION = Struct(">Q")
_SCHEMA = Struct(">H")
_NONCE = Struct(">Q4x")  # the position and four zero bytes


class DamagedBox(Exception):
    """The box does not open here.

    Which of these is true cannot be told apart, for the cipher only says that it does not fit: the box is
    damaged, it stands in another place than it was sealed for (log, declaration, position), or the key is
    another month's.
    """

    def __init__(self, origin: str, position: int, why: str) -> None:
        super().__init__(f"The box of record {position} of {origin} does not open: {why}.")


class TooFewSamples(Exception):
    """No dictionary can be made from so little."""


class TooMuchToSeal(Exception):
    """What should go into one box is more than a reader would take out of it."""


@dataclass(frozen=True)
class Dictionary:
    """What zstd shares between all boxes of a log, as it stands under `dictionaries/<number>`."""

    number: int
    data: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 255:  # noqa: PLR2004 -- one byte of the box, 0 is taken for none
            raise ValueError(f"{self.number} is no number of a dictionary: 1 to 255")

    @cached_property
    def compressor(self) -> ZstdCompressor:
        """For boxes; not to be used by two threads at once."""
        prepared = ZstdCompressionDict(self.data)
        prepared.precompute_compress(level=LEVEL)
        return _compressor(prepared)

    @cached_property
    def decompressor(self) -> ZstdDecompressor:
        """For boxes; not to be used by two threads at once."""
        return ZstdDecompressor(dict_data=ZstdCompressionDict(self.data))


@dataclass(frozen=True, slots=True)
class Opened:
    """What was in a box: the personal values in declared order, and the raw bytes where they were in it."""

    values: tuple[str | None, ...]
    raw: bytes | None


def seal(
    values: Sequence[str | None],
    raw: bytes | None,
    *,
    data_key: bytes,
    origin: str,
    schema: int,
    position: int,
    dictionary: Dictionary | None = None,
) -> bytes:
    """The box of one record; see `seal_many`."""
    (box,) = seal_many(
        [[value] for value in values],
        [raw],
        data_key=data_key,
        origin=origin,
        schema=schema,
        positions=[position],
        dictionary=dictionary,
    )
    return box


def seal_many(
    columns: Sequence[Sequence[str | None]],
    raws: Sequence[bytes | None],
    *,
    data_key: bytes,
    origin: str,
    schema: int,
    positions: Sequence[int],
    dictionary: Dictionary | None = None,
) -> list[bytes]:
    """As `seal_column`, of lists."""
    boxes = seal_column(
        [pa.array(column, pa.string()) for column in columns],
        pa.array(raws, pa.binary()),
        data_key=data_key,
        origin=origin,
        schema=schema,
        positions=positions,
        dictionary=dictionary,
    )
    return list(boxes.to_pylist())


def seal_column(
    columns: Sequence[pa.Array],
    raws: pa.Array,
    *,
    data_key: bytes,
    origin: str,
    schema: int,
    positions: Sequence[int],
    dictionary: Dictionary | None = None,
) -> pa.Array:
    """The boxes of records of one local month, as they stand in `sealed`.

    `columns` are the personal columns in declared order, each with a value or null a record; `raws` the raw
    bytes, null where they stay outside; `data_key` has 32 bytes. Absent, empty and "null" stay apart. Raises
    TooMuchToSeal.

    A position may be sealed again after a crash, with the same key: AES-GCM-SIV (RFC 8452) then gives away
    whether both boxes are equal, and nothing else.
    """
    number = bytes([dictionary.number if dictionary else 0])
    before = _associated(origin, schema) + number
    compressor = dictionary.compressor if dictionary else _compressor(None)
    texts = _box_texts(columns, raws, positions)
    if len(texts) != len(positions):
        raise ValueError(f"{len(positions)} positions for {len(texts)} records")
    boxes = list(
        map(
            AESGCMSIV(data_key).encrypt,
            map(_NONCE.pack, positions),
            _compressed(texts, compressor),
            map(Struct(f">{len(before)}sQ").pack, repeat(before), positions),
        )
    )
    ends = np.cumsum([0, *map(len, boxes)], dtype=np.int32) + np.arange(len(boxes) + 1, dtype=np.int32)
    data = number.join([b"", *boxes])
    return pa.Array.from_buffers(pa.binary(), len(boxes), [None, pa.py_buffer(ends), pa.py_buffer(data)])


def open_box(
    sealed: bytes,
    *,
    data_key: bytes,
    origin: str,
    schema: int,
    position: int,
    dictionaries: Mapping[int, Dictionary] | None = None,
) -> Opened:
    """What is in one box; see `open_many`."""
    (opened,) = open_many(
        [(position, sealed)], data_key=data_key, origin=origin, schema=schema, dictionaries=dictionaries
    )
    return opened


def open_many(
    boxes: Iterable[tuple[int, bytes]],
    *,
    data_key: bytes,
    origin: str,
    schema: int,
    dictionaries: Mapping[int, Dictionary] | None = None,
) -> list[Opened]:
    """What is in the boxes of one local month, given as pairs of position and box.

    Raises DamagedBox at the first that stays shut. At most OPENED_BYTES_MAX come out of a box, whatever it
    says of itself.
    """
    cipher = AESGCMSIV(data_key)
    before = _associated(origin, schema)
    decompressors = {number: known.decompressor for number, known in (dictionaries or {}).items()}
    decompressors[0] = ZstdDecompressor()
    opened = []
    for position, sealed in boxes:
        place = _POSITION.pack(position)
        try:
            frame = cipher.decrypt(_NONCE.pack(position), sealed[1:], before + sealed[:1] + place)
            opened.append(_content(_decompress(decompressors, sealed[0], frame)))
        except (InvalidTag, ValueError):  # ValueError: too short for what the cipher adds
            raise DamagedBox(origin, position, "it does not fit key and place") from None
        except _NoContent as reason:
            raise DamagedBox(origin, position, str(reason)) from reason
    return opened


def box_texts(columns: Sequence[Sequence[str | None]], raws: Sequence[bytes | None]) -> list[bytes]:
    """What goes into the boxes of records before compression; arguments as for `seal_many`."""
    arrays = [pa.array(column, pa.string()) for column in columns]
    return list(_box_texts(arrays, pa.array(raws, pa.binary()), range(len(raws))).to_pylist())


def tokens(token_key: bytes, column: str, values: Sequence[str | None]) -> list[int | None]:
    """A number in [0, 2**48) for each value of a personal column, the same for the same value; None stays None.

    `token_key` is that of the local fiscal year of these records (HMAC-SHA-256, RFC 2104). Raises
    UnicodeEncodeError as `seal_many`.
    """
    before = column.encode() + b"\0"
    return [
        None
        if value is None
        else int.from_bytes(hmac.digest(token_key, before + value.encode(), "sha256")[:TOKEN_BYTES], "big")
        for value in values
    ]


def token_column(token_key: bytes, column: str, values: pa.Array) -> pa.Array:
    """As `tokens`, of a column of text, as 64-bit integers."""
    there = pc.fill_null(values, "")
    digests = hmac_sha256_each(token_key, column.encode() + b"\0", there)
    padded = np.zeros((len(values), 8), np.uint8)
    padded[:, -TOKEN_BYTES:] = digests[:, :TOKEN_BYTES]
    numbers = pa.array(padded.view(">i8").reshape(-1).astype(np.int64))
    return pc.if_else(values.is_valid(), numbers, pa.scalar(None, pa.int64()))


def train_dictionary(samples: Sequence[bytes]) -> bytes:
    """The data of a Dictionary for boxes that hold texts like `samples`. Raises TooFewSamples.

    A dictionary repeats pieces of its samples, stands in the clear and is never shredded: give it invented
    records in the form of the real ones (`box_texts`), a thousand or more, never records of persons.
    """
    try:
        return zstandard.train_dictionary(DICTIONARY_BYTES, list(samples)).as_bytes()
    except ZstdError as error:
        raise TooFewSamples(f"{len(samples)} samples are too few or too short: {error}") from error


class _NoContent(Exception):
    """What came out of the cipher is not what a box holds."""


def _associated(origin: str, schema: int) -> bytes:
    """The associated data without the number of the dictionary and the position."""
    return b"sekisho.archive/box/v1\n" + origin.encode() + b"\n" + _SCHEMA.pack(schema)


def _compressor(prepared: ZstdCompressionDict | None) -> ZstdCompressor:
    return ZstdCompressor(
        level=LEVEL, dict_data=prepared, write_content_size=False, write_checksum=False, write_dict_id=False
    )


def _box_texts(columns: Sequence[pa.Array], raws: pa.Array, positions: Sequence[int]) -> pa.Array:
    """What goes into the boxes before compression; ValueError where the columns have not one length.

    A JSON array escapes every control character, so the first zero byte is the one before the raw bytes.
    """
    for part in (*columns, raws):  # before anything is put together that Arrow cannot hold
        _require_room(part, positions)
    quoted = [part for column in columns for part in (b",", _quoted(column))][1:]
    texts = _joined(b"[", *quoted, pc.fill_null(_joined(b"]\0", raws), b"]"))
    _require_room(texts, positions)
    return texts


def _quoted(column: pa.Array) -> pa.Array:
    """Each value as JSON."""
    escaped = pc.fill_null(pc.match_substring_regex(column, _ESCAPED), False)
    quoted = _joined(b'"', column.cast(pa.binary()), b'"')
    if pc.any(escaped).as_py():
        said = [_QUOTED(value).encode() for value in column.filter(escaped).to_pylist()]
        quoted = pc.replace_with_mask(quoted, escaped, pa.array(said, pa.binary()))
    return pc.fill_null(quoted, b"null")


def _require_room(texts: pa.Array, positions: Sequence[int]) -> None:
    lengths = pc.binary_length(texts)
    longest = pc.max(lengths).as_py() or 0
    if longest > OPENED_BYTES_MAX:
        position = positions[pc.index(lengths, longest).as_py()]
        raise TooMuchToSeal(f"record {position}: {longest} bytes; a box holds {OPENED_BYTES_MAX}")


def _joined(*parts: pa.Array | bytes) -> pa.Array:
    """The parts of each row one behind the other; null where one is."""
    each = [pa.scalar(part, pa.binary()) if isinstance(part, bytes) else part for part in parts]
    return pc.binary_join_element_wise(*each, pa.scalar(b"", pa.binary()))


def _compressed(
    texts: pa.Array, compressor: ZstdCompressor
) -> Iterator[Any]:  # Any: a buffer, which zstandard does not say
    """A frame of each text, of many on all processors at once: the bytes are the same."""
    ends = offsets_of(texts).astype(np.uint64)
    spans = np.stack([ends[:-1], np.diff(ends)], axis=1).tobytes()
    whole = zstandard.BufferWithSegments(texts.buffers()[2], spans)
    frames = compressor.multi_compress_to_buffer(whole, threads=-1 if len(texts) >= MANY else 1)
    return map(frames.__getitem__, range(len(frames)))


def _decompress(decompressors: Mapping[int, ZstdDecompressor], number: int, frame: bytes) -> bytes:
    if number not in decompressors:
        raise _NoContent(f"dictionary {number} is not there")
    if not frame.startswith(_FRAME):
        raise _NoContent("it holds no frame as boxes have them")
    decompress = decompressors[number].decompress
    try:
        return decompress(frame, max_output_size=_USUAL_BYTES)
    except ZstdError:  # perhaps only because it is larger
        pass
    try:
        return decompress(frame, max_output_size=OPENED_BYTES_MAX)
    except ZstdError as error:
        raise _NoContent(f"it holds more than {OPENED_BYTES_MAX} bytes, or no frame ({error})") from error


def _content(plain: bytes) -> Opened:
    text, there, raw = plain.partition(b"\0")
    try:
        values = json.loads(text.decode())
    except (ValueError, RecursionError):
        raise _NoContent("it holds no JSON") from None
    if not isinstance(values, list) or not all(value is None or isinstance(value, str) for value in values):
        raise _NoContent("it holds no list of values")
    return Opened(tuple(values), raw if there else None)
