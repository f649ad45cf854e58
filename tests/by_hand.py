"""The worked example of docs/spec/archive-format.md, section 14, by the text alone: the standard library, nothing else.

Whatever a stranger needs besides is here as its RFC has it: ChaCha20 (8439), Ed25519 (8032), AES-256-GCM-SIV (8452).
Only the zstd frame of the box is taken from the text, which says that another compressor may make another.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import struct
import zlib
from collections.abc import Sequence

ORIGIN = "katsuragi.example/sekisho/operations"
SIGNING_SEED, SALT_KEY, DATA_KEY, TOKEN_KEY = (bytes(range(at, at + 32)) for at in (0x00, 0x20, 0x40, 0x60))
RECEIVED = 1_795_651_200_000_000  # 2026-11-26T00:00:00Z in microseconds
SECOND = 1_000_000
DECLARATION = {
    "statement": "schema",
    "number": 1,
    "origin": ORIGIN,
    "utc_offset_minutes": 540,
    "year_begins": 4,
    "event_time": "occurred_at",
    "columns": [
        {"name": "occurred_at", "type": "moment"},
        {"name": "operator_id", "type": "text"},
        {"name": "subject", "type": "text", "personal": True, "token": True},
        {"name": "printed", "type": "flag"},
    ],
    "raw_personal": True,
}
SUBJECT, RAW = "00000000001", b"09:00,U001,00000000001"
STORED = (
    ("occurred_at", "moment"),
    ("operator_id", "text"),
    ("subject_token", "integer"),
    ("printed", "flag"),
)
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

Value = int | str | bool | None


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def canonical(value: object) -> bytes:
    """UTF-8, keys sorted, no spaces between."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


# Section 3: records, entries, leaves


def record(
    position: int,
    *,
    kind: int,
    source: str,
    raw: bytes | None = None,
    sealed: bytes | None = None,
    values: Sequence[Value] = (None,) * len(STORED),
) -> bytes:
    present = [each is not None for each in (raw, sealed, *values)]
    bits = bytearray(-(-len(present) // 8))
    for i, there in enumerate(present):
        bits[i // 8] |= there << i % 8
    fixed, texts = b"", [source.encode(), raw or b"", sealed or b""]
    for (_name, kind_of_column), value in zip(STORED, values, strict=True):
        if kind_of_column == "text":
            texts.append(str(value or "").encode())
        else:
            fixed += int(value or 0).to_bytes(1 if kind_of_column == "flag" else 8, "big", signed=True)
    head = b"\x01" + bytes([kind]) + struct.pack(">HQq", 1, position, RECEIVED + position * SECOND)
    lengths = b"".join(len(text).to_bytes(4, "big") for text in texts)
    return head + bytes(bits) + fixed + lengths + b"".join(texts)


def token() -> int:
    return int.from_bytes(hmac.digest(TOKEN_KEY, b"subject\0" + SUBJECT.encode(), "sha256")[:6], "big")


def box_plain() -> bytes:
    return canonical([SUBJECT]) + b"\0" + RAW


def box_nonce() -> bytes:
    return (1).to_bytes(8, "big") + bytes(4)


def box_associated() -> bytes:
    return b"sekisho.archive/box/v1\n" + ORIGIN.encode() + b"\n" + struct.pack(">HBQ", 1, 0, 1)


def sealed(frame: bytes) -> bytes:
    """The box of record 1 around the frame that a compressor made of `box_plain`."""
    return b"\0" + gcm_siv(DATA_KEY, box_nonce(), frame, box_associated())


def records(frame: bytes) -> list[bytes]:
    values = (RECEIVED - 2 * SECOND, "U001", token(), True)
    return [
        record(0, kind=0, source="sekisho", raw=canonical(DECLARATION)),
        record(1, kind=1, source="cs", sealed=sealed(frame), values=values),
        record(2, kind=1, source="cs", values=(None, "", None, None)),
    ]


def salts() -> list[bytes]:
    stream = chacha20(SALT_KEY, 0, bytes(4) + (0).to_bytes(8, "big"))
    return [stream[16 * position :][:16] for position in range(3)]


def entries(frame: bytes) -> list[bytes]:
    return [salt + each for salt, each in zip(salts(), records(frame), strict=True)]


def leaves(frame: bytes) -> list[bytes]:
    return [sha256(b"\0" + entry) for entry in entries(frame)]


def node_0_2(frame: bytes) -> bytes:
    return sha256(b"\1" + leaves(frame)[0] + leaves(frame)[1])


def root(frame: bytes) -> bytes:
    """Of three leaves: the largest power of two below three is two."""
    return sha256(b"\1" + node_0_2(frame) + leaves(frame)[2])


# Sections 7, 9, 10, 11: what is signed, printed, marked, framed


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def key_id() -> bytes:
    return sha256(ORIGIN.encode() + b"\n\x01" + ed25519_public(SIGNING_SEED))[:4]


def verifier_key() -> str:
    return "+".join((ORIGIN, key_id().hex(), b64(b"\x01" + ed25519_public(SIGNING_SEED))))


def checkpoint(frame: bytes) -> str:
    text = f"{ORIGIN}\n3\n{b64(root(frame))}\n"
    signature = b64(key_id() + ed25519_sign(SIGNING_SEED, text.encode()))
    return f"{text}\n— {ORIGIN} {signature}\n"


def short_form(frame: bytes) -> str:
    characters = crockford(root(frame), 160)
    check = crockford(sha256(f"sekisho.archive/short/v1\noperations\n3\n{characters}\n".encode()), 20)
    groups = [characters[at : at + 4] for at in range(0, 32, 4)]
    return "-".join(["operations", "3", *groups, check[:4]])


def crockford(data: bytes, bits: int) -> str:
    number = int.from_bytes(data, "big") >> 8 * len(data) - bits
    return "".join(CROCKFORD[number >> shift & 31] for shift in range(bits - 5, -1, -5))


def proof_file(frame: bytes) -> str:
    """Of record 1: its sibling is the leaf before it, then the leaf behind it."""
    extra = b64(canonical({"entry": b64(entries(frame)[1]), "schema": DECLARATION}))
    lines = [
        "c2sp.org/tlog-proof@v1",
        f"extra {extra}",
        "index 1",
        b64(leaves(frame)[0]),
        b64(leaves(frame)[2]),
    ]
    return "\n".join(lines) + "\n\n" + checkpoint(frame)


def marks(frame: bytes) -> bytes:
    values = [0] * 16
    for position, leaf in enumerate(leaves(frame)):
        for bit in range(8):
            values[bit * 2 + (position >> bit & 1)] ^= int.from_bytes(leaf[:4], "big")
    return b"".join(value.to_bytes(4, "big") for value in values)


def frame_of_lines() -> bytes:
    source, payload = b"fw1", b"a\nbc\n"
    rest = struct.pack(">QqIBH", 3, RECEIVED + 3 * SECOND, 2, 1, 1) + bytes(16)
    rest += struct.pack(">H", len(source)) + source + payload
    return b"SKF1" + struct.pack(">II", len(rest), zlib.crc32(rest)) + rest


# RFC 8439, section 2.4


def chacha20(key: bytes, counter: int, nonce: bytes) -> bytes:
    """One block of the stream."""
    start = [*struct.unpack("<4I", b"expand 32-byte k"), *struct.unpack("<8I", key), counter]
    start += struct.unpack("<3I", nonce)
    state = list(start)
    for _round in range(10):
        for column in range(4):
            quarter(state, *(column + 4 * row for row in range(4)))
        for column in range(4):
            quarter(state, *((column + row) % 4 + 4 * row for row in range(4)))
    return struct.pack("<16I", *((a + b) & 0xFFFFFFFF for a, b in zip(state, start, strict=True)))


def quarter(state: list[int], a: int, b: int, c: int, d: int) -> None:
    for to, by, turned, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        state[to] = (state[to] + state[by]) & 0xFFFFFFFF
        mixed = state[turned] ^ state[to]
        state[turned] = (mixed << bits | mixed >> 32 - bits) & 0xFFFFFFFF


# RFC 8452, section 4, over AES (FIPS 197)


def gcm_siv(key: bytes, nonce: bytes, plain: bytes, associated: bytes) -> bytes:
    """Ciphertext and tag."""
    derived = [aes(key, struct.pack("<I", number) + nonce)[:8] for number in range(6)]
    authentication, encryption = b"".join(derived[:2]), b"".join(derived[2:])
    lengths = struct.pack("<QQ", 8 * len(associated), 8 * len(plain))
    hashed = bytearray(polyval(authentication, padded(associated) + padded(plain) + lengths))
    for at, byte in enumerate(nonce):
        hashed[at] ^= byte
    hashed[15] &= 0x7F
    tag = aes(encryption, bytes(hashed))
    block = bytearray(tag)
    block[15] |= 0x80
    (counter,), rest = struct.unpack("<I", block[:4]), bytes(block[4:])
    stream = b"".join(
        aes(encryption, struct.pack("<I", (counter + number) & 0xFFFFFFFF) + rest)
        for number in range(-(-len(plain) // 16))
    )
    return bytes(a ^ b for a, b in zip(plain, stream, strict=False)) + tag


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 16)


def polyval(key: bytes, data: bytes) -> bytes:
    """x^128 + x^127 + x^126 + x^121 + 1; the product is divided by x^128."""
    total, by = 0, int.from_bytes(key, "little")
    for at in range(0, len(data), 16):
        total = dot(total ^ int.from_bytes(data[at : at + 16], "little"), by)
    return total.to_bytes(16, "little")


def dot(a: int, b: int) -> int:
    modulus = 1 << 128 | 1 << 127 | 1 << 126 | 1 << 121 | 1
    product = 0
    for bit in range(128):
        if b >> bit & 1:
            product ^= a << bit
    for _bit in range(128):
        product = (product ^ modulus if product & 1 else product) >> 1
    return product


def times_x(byte: int) -> int:
    return (byte << 1 ^ (0x11B if byte & 0x80 else 0)) & 0xFF


def make_s_box() -> bytes:
    box, p, q = bytearray(256), 1, 1
    while True:
        p ^= times_x(p)
        for shift in (1, 2, 4):
            q ^= q << shift & 0xFF
        q ^= 0x09 if q & 0x80 else 0
        turned = q * 0x101
        box[p] = 0x63 ^ (q ^ turned >> 7 ^ turned >> 6 ^ turned >> 5 ^ turned >> 4) & 0xFF
        if p == 1:
            break
    box[0] = 0x63
    return bytes(box)


S_BOX = make_s_box()


def round_keys(key: bytes) -> list[bytes]:
    count = len(key) // 4
    words, constant = [key[at : at + 4] for at in range(0, len(key), 4)], 1
    for number in range(count, 4 * (count + 7)):
        word = words[-1]
        if number % count == 0:
            word = bytes(S_BOX[each] for each in word[1:] + word[:1])
            word = bytes([word[0] ^ constant]) + word[1:]
            constant = times_x(constant)
        elif count > 6 and number % count == 4:
            word = bytes(S_BOX[each] for each in word)
        words.append(bytes(a ^ b for a, b in zip(words[-count], word, strict=True)))
    return [b"".join(words[at : at + 4]) for at in range(0, len(words), 4)]


def aes(key: bytes, block: bytes) -> bytes:
    keys = round_keys(key)
    state = bytes(a ^ b for a, b in zip(block, keys[0], strict=True))
    for number, round_key in enumerate(keys[1:], start=1):
        moved = [S_BOX[state[(at + 4 * (at % 4)) % 16]] for at in range(16)]
        if number < len(keys) - 1:
            moved = [mixed(moved[at // 4 * 4 :][:4], at % 4) for at in range(16)]
        state = bytes(a ^ b for a, b in zip(moved, round_key, strict=True))
    return state


def mixed(column: Sequence[int], row: int) -> int:
    a, b, c, d = (column[(row + step) % 4] for step in range(4))
    return times_x(a) ^ times_x(b) ^ b ^ c ^ d


# RFC 8032, section 5.1

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int]


def ed25519_base() -> Point:
    y = 4 * pow(5, -1, P) % P
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    return (x if x % 2 == 0 else P - x), y


def add(one: Point, other: Point) -> Point:
    (x1, y1), (x2, y2) = one, other
    both = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + both, -1, P) % P
    return x, (y1 * y2 + x1 * x2) * pow(1 - both, -1, P) % P


def multiply(number: int, point: Point) -> Point:
    result = (0, 1)
    while number:
        if number & 1:
            result = add(result, point)
        point, number = add(point, point), number >> 1
    return result


def encoded(point: Point) -> bytes:
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def secret(seed: bytes) -> tuple[int, bytes]:
    digest = hashlib.sha512(seed).digest()
    number = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    return number, digest[32:]


def ed25519_public(seed: bytes) -> bytes:
    return encoded(multiply(secret(seed)[0], ed25519_base()))


def ed25519_sign(seed: bytes, message: bytes) -> bytes:
    number, prefix = secret(seed)
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % L
    point = encoded(multiply(r, ed25519_base()))
    k = int.from_bytes(hashlib.sha512(point + ed25519_public(seed) + message).digest(), "little") % L
    return point + ((r + k * number) % L).to_bytes(32, "little")
