"""Loops over many records as machine code: records laid out and hashed, nodes over their hashes.

numba compiles them, and they call OpenSSL's SHA-256 itself, without a step through Python for each record. Importing
this takes numba, which is the extra `fast-verify`, and OpenSSL's library; `bulk` has another way that gives the same
bytes. None of these functions looks whether what it writes to is large enough.
"""

from __future__ import annotations

from collections.abc import Callable
from ctypes import CDLL
from ctypes.util import find_library
from typing import Any, TypeVar

import numpy as np
from llvmlite import ir
from llvmlite.binding import load_library_permanently
from numba import njit, types
from numba.extending import intrinsic

from sekisho.archive.records import HEAD, SALT_BYTES

CONTEXT_BYTES = 256  # room for OpenSSL's SHA256_CTX, which takes 112
DIGEST_BYTES = 32
LEAF, NODE = 0, 1  # what stands before an entry and before the two hashes of a node (RFC 6962 section 2.1)
SALTED = 1 + SALT_BYTES  # what stands before the record itself
HEAD_BYTES = HEAD.size
ENVELOPE = 3  # numbers before the presence of the others

LIBRARY = find_library("crypto")
if LIBRARY is None or not hasattr(CDLL(LIBRARY), "SHA256_Init"):
    raise ImportError("OpenSSL's library is not there, or has no SHA256_Init")
load_library_permanently(LIBRARY)

BEGIN: Any = types.ExternalFunction("SHA256_Init", types.intc(types.uintp))
UPDATE: Any = types.ExternalFunction("SHA256_Update", types.intc(types.uintp, types.uintp, types.uintp))
FINISH: Any = types.ExternalFunction("SHA256_Final", types.intc(types.uintp, types.uintp))
COPY: Any = types.ExternalFunction("memcpy", types.uintp(types.uintp, types.uintp, types.uintp))

DATA = types.Array(types.uint8, 1, "C", readonly=True)
OFFSETS = types.Array(types.int32, 1, "C", readonly=True)
MATRIX = types.Array(types.uint8, 2, "C", readonly=True)
ADDRESSES = types.Array(types.uint64, 1, "C", readonly=True)
PLACES = types.Array(types.int32, 2, "C", readonly=True)
NUMBERS = types.Array(types.int64, 2, "C", readonly=True)
FLAGS = types.Array(types.boolean, 1, "C", readonly=True)
DIGESTS = types.uint8[:, ::1]

Loop = TypeVar("Loop", bound=Callable[..., None])


def _compiled(*arguments: Any) -> Callable[[Loop], Loop]:  # Any: numba carries no types
    def compile_it(loop: Loop) -> Loop:
        signature = types.void(*arguments)
        try:
            kept: Loop = njit(signature, nogil=True, cache=True)(loop)
        except RuntimeError:  # there is no folder in which the next process would find it
            kept = njit(signature, nogil=True)(loop)
        return kept

    return compile_it


@_compiled(DATA, OFFSETS, DIGESTS)
def sha256_each(data: Any, offsets: Any, out: Any) -> None:
    """Of value i, `data[offsets[i]:offsets[i + 1]]`, to `out[i]`."""
    context = np.empty(CONTEXT_BYTES, np.uint8)
    at, source, target = context.ctypes.data, data.ctypes.data, out.ctypes.data
    for place in range(len(offsets) - 1):
        BEGIN(at)
        UPDATE(at, source + offsets[place], offsets[place + 1] - offsets[place])
        FINISH(target + place * DIGEST_BYTES, at)


@_compiled(MATRIX, DIGESTS)
def sha256_pairs(hashes: Any, out: Any) -> None:
    """The node over the hashes 2i and 2i + 1, to `out[i]`."""
    context, room = np.empty(CONTEXT_BYTES, np.uint8), np.full(1 + 2 * DIGEST_BYTES, NODE, np.uint8)
    at, start, source, target = context.ctypes.data, room.ctypes.data, hashes.ctypes.data, out.ctypes.data
    for place in range(len(out)):
        COPY(start + 1, source + place * 2 * DIGEST_BYTES, 2 * DIGEST_BYTES)
        BEGIN(at)
        UPDATE(at, start, len(room))
        FINISH(target + place * DIGEST_BYTES, at)


def _storing(width: int) -> Any:
    """A function of an address and a number: puts its lowest `width` bits there, most significant byte first."""

    @intrinsic
    def put(_context: Any, _address: Any, _number: Any) -> Any:
        def generated(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            kind = ir.IntType(width)
            place = builder.inttoptr(arguments[0], kind.as_pointer())
            builder.store(builder.bswap(builder.trunc(arguments[1], kind)), place, align=1)
            return context.get_dummy_value()

        return types.void(types.uintp, types.int64), generated

    return put


_put_eight, _put_four = _storing(64), _storing(32)


@_compiled(DATA, MATRIX, NUMBERS, FLAGS, ADDRESSES, PLACES, types.int64, DIGESTS)
def leaves(  # noqa: PLR0917 -- arrays, one by one: that is what numba compiles for
    salts: Any,
    presence: Any,
    numbers: Any,
    is_flag: Any,
    addresses: Any,
    places: Any,
    longest: Any,
    out: Any,
) -> None:
    """The leaf of each record in canonical form (spec 3.2, 3.3), to `out`; zeros for one of more than `longest` bytes.

    Record i has the salt `salts[16 * i:]`; the numbers `numbers[:, i]`, which are version, kind and declaration as one
    number of four bytes, the position, the time of receipt and the columns that are no text, of eight bytes each, or of
    one where `is_flag`; and in text k what is at `addresses[places[k, i]]` up to the next address.
    """
    room, context = np.empty(SALTED + longest, np.uint8), np.empty(CONTEXT_BYTES, np.uint8)
    start, at, salt, target = room.ctypes.data, context.ctypes.data, salts.ctypes.data, out.ctypes.data
    texts = len(places)
    fixed = HEAD_BYTES + presence.shape[1] + 4 * texts
    for column in range(ENVELOPE, len(numbers)):
        fixed += 1 if is_flag[column] else 8
    room[0] = LEAF
    for row in range(len(out)):
        size = fixed
        for text in range(texts):
            place = places[text, row]
            size += addresses[place + 1] - addresses[place]
        if size > longest:
            out[row] = 0
            continue
        COPY(start + 1, salt + row * SALT_BYTES, SALT_BYTES)
        _put_four(start + SALTED, numbers[0, row])
        _put_eight(start + SALTED + 4, numbers[1, row])
        _put_eight(start + SALTED + 12, numbers[2, row])
        end = SALTED + HEAD_BYTES
        for byte in range(presence.shape[1]):
            room[end + byte] = presence[row, byte]
        end += presence.shape[1]
        for column in range(ENVELOPE, len(numbers)):
            if is_flag[column]:
                room[end] = numbers[column, row]
                end += 1
            else:
                _put_eight(start + end, numbers[column, row])
                end += 8
        body = end + 4 * texts
        for text in range(texts):
            place = places[text, row]
            length = addresses[place + 1] - addresses[place]
            _put_four(start + end + 4 * text, length)
            COPY(start + body, addresses[place], length)
            body += length
        BEGIN(at)
        UPDATE(at, start, body)
        FINISH(target + row * DIGEST_BYTES, at)
