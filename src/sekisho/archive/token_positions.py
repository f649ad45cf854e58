"""Where a token stands in the parts of a log: which row groups may hold it, by their Bloom filters, and at which positions.

An engine reads every filter whole for every question, 128 KiB a row group, and all other columns of each row group that
is left. Here one block of 32 bytes is read of a filter, and the column of the token alone; then the engine is asked for
positions, for which it reads single pages. Filters are those of Parquet: split blocks, asked by XXH64.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from io import FileIO
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sekisho.archive.footers import FOOTERS_KEPT, footer_of
from sekisho.archive.parts import Part, UnreadablePart, identity

FEW: Final = 256
"""More positions than these are no needle: so many are found sooner where whole row groups are read."""

THREADS: Final = 2

BLOCK_BYTES: Final = 32
_HEADER_BYTES: Final = 32  # and more than a header takes
_BEGINS: Final = 0x15  # in Thrift's compact form: the number of bytes, an i32 that follows as a varint
_ENDS: Final = b"\x1c\x1c\0\0\x1c\x1c\0\0\x1c\x1c\0\0\0"  # then split blocks, XXH64, uncompressed
_SALTS: Final = (
    *(0x47B6137B, 0x44974D91, 0x8824AD5B, 0xA2B7289D),
    *(0x705495C7, 0x2DF1424B, 0x9EFC4947, 0x5C6BFB31),
)
_PRIMES: Final = (
    *(0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9),
    *(0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5),
)
_MASK_32: Final = (1 << 32) - 1
_MASK_64: Final = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class _Group:
    """A row group: its first row, and its filter's first block and how many there are. 0 blocks: no filter to be asked."""

    first: int
    begin: int
    blocks: int


def few_positions(folder: Path, years: Mapping[int, Iterable[Part]], column: str) -> list[int] | None:
    """The positions of the records with one of these tokens in the column, each looked for in its parts; sorted.

    None where they are more than FEW, or a part cannot be read: an engine answers then, or says why not.
    """

    def looked_for(token: int, part: Part) -> list[int]:
        return list(islice(positions_of(folder / part.path, part, column, token), FEW + 1))

    pairs = [(token, part) for token, held in years.items() for part in held]
    with ThreadPoolExecutor(THREADS) as pool:
        try:
            found = {
                position for some in pool.map(looked_for, *zip(*pairs, strict=True)) for position in some
            }
        except UnreadablePart:
            return None
    return sorted(found) if len(found) <= FEW else None


def positions_of(path: Path, part: Part, column: str, token: int) -> Iterator[int]:
    """The positions of the records of a part with that token, in order. Raises UnreadablePart."""
    footer = footer_of(path)
    if column not in footer.names:
        return
    try:
        groups = _groups(path, identity(path), column)
        left = _that_may_hold(path, groups, token)
        if not left:
            return
        with pq.ParquetFile(path, metadata=footer.metadata) as opened:
            for number in left:
                values = opened.read_row_group(number, columns=[column], use_threads=False).column(0)
                yield from (part.first + groups[number].first + row for row in _rows(values, token))
    except (pa.ArrowException, OSError) as error:
        raise UnreadablePart(str(error)) from error


def _rows(values: pa.ChunkedArray, token: int) -> Iterator[int]:
    """At which places the token stands. Arrow's own comparison, which minds what is absent, takes four times as long."""
    begin = 0
    for chunk in values.cast(pa.int64()).chunks:
        stored = np.frombuffer(chunk.buffers()[1], np.int64)[chunk.offset : chunk.offset + len(chunk)]
        yield from (begin + row for row in np.flatnonzero(stored == token).tolist() if chunk[row].is_valid)
        begin += len(chunk)


@lru_cache(FOOTERS_KEPT)
def _groups(path: Path, _file: tuple[int, ...], column: str) -> Sequence[_Group]:
    """The row groups of a part, known for as long as the file is the same one."""
    metadata = footer_of(path).metadata
    place, first, found = metadata.schema.names.index(column), 0, []
    with FileIO(path) as file:
        for number in range(metadata.num_row_groups):
            group = metadata.row_group(number)
            chunk = group.column(place)
            begin, blocks = first, 0
            if chunk.physical_type == "INT64" and chunk.bloom_filter_offset is not None:
                begin, blocks = _filter_at(file, chunk.bloom_filter_offset)
            found.append(_Group(first, begin, blocks))
            first += group.num_rows
    return found


def _filter_at(file: FileIO, offset: int) -> tuple[int, int]:
    """Where the first block of a filter is and how many there are; 0: its header says something that is not known here."""
    file.seek(offset)
    header = file.read(_HEADER_BYTES)
    size = shift = 0
    for place, byte in enumerate(header[1:], 2):
        size |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:  # noqa: PLR2004 -- the last byte of a varint
            size >>= 1  # zigzag, of a number that is not negative
            is_known = header[0] == _BEGINS and header.startswith(_ENDS, place) and size % BLOCK_BYTES == 0
            return offset + place + len(_ENDS), size // BLOCK_BYTES if is_known else 0
    return offset, 0


def _that_may_hold(path: Path, groups: Sequence[_Group], token: int) -> list[int]:
    """All but the row groups of which the filter lacks one of the token's eight bits: no row of those has it."""
    hashed, found = _xxh64(token), []
    bits = sum(
        1 << (32 * word + (((hashed & _MASK_32) * salt & _MASK_32) >> 27)) for word, salt in enumerate(_SALTS)
    )
    with FileIO(path) as file:
        for number, group in enumerate(groups):
            file.seek(group.begin + BLOCK_BYTES * ((hashed >> 32) * group.blocks >> 32))
            block = file.read(BLOCK_BYTES) if group.blocks else b""
            if len(block) < BLOCK_BYTES or int.from_bytes(block, "little") & bits == bits:
                found.append(number)
    return found


def _xxh64(value: int) -> int:
    """XXH64 with seed 0 of the eight bytes of an integer, least significant first."""
    one, two, three, four, five = _PRIMES
    found = (five + 8) ^ (_rotated((value & _MASK_64) * two & _MASK_64, 31) * one & _MASK_64)
    found = (_rotated(found, 27) * one + four) & _MASK_64
    found = (found ^ (found >> 33)) * two & _MASK_64
    found = (found ^ (found >> 29)) * three & _MASK_64
    return found ^ (found >> 32)


def _rotated(value: int, bits: int) -> int:
    return (value << bits | value >> (64 - bits)) & _MASK_64
