"""A stranger's verifier: written from docs/spec/archive-format.md alone, without any of the project's code.

`verify` gives every fault as a sentence; none means that the archive is whole. "Section" is one of the format.
"""

import base64
import hashlib
import json
import re
import struct
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from math import inf
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import ChaCha20

Said = dict[str, Any]  # Any: a statement is JSON
Row = dict[str, Any]  # Any: a record has values of many types
UNREADABLE = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    OSError,
    struct.error,
    pa.ArrowException,
)
MOMENT = pa.timestamp("us", tz="UTC")
MILLISECONDS = pa.timestamp("ms", tz="UTC")
MOMENTS = (MOMENT, MILLISECONDS)
TYPES = {"text": pa.string(), "integer": pa.int64(), "moment": MOMENT, "flag": pa.bool_()}
ENVELOPE = {"position": pa.int64(), "received_at": MOMENT, "kind": pa.uint8(), "source": pa.string()}
RAW_TYPES = {"integer": pa.int64(), "address": pa.int64(), "clock": pa.int64(), "text": pa.string()}
EPOCH = date(1970, 1, 1)
BOXES = {"raw": pa.binary(), "sealed": pa.binary()}
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NAME = re.compile(r"(?!(?:envelope|handovers?)$)[a-z][a-z0-9_]*")
FORM = re.compile(r"(\w+)-(0|[1-9]\d*)-((?:[0-9A-TV-Z]{4}-){8})([0-9A-TV-Z]{4})", re.IGNORECASE | re.ASCII)
ALIKE = str.maketrans("OIL", "011")


def verify(
    directory: Path, public_keys: Sequence[str], checkpoint_short_forms: Sequence[str] = ()
) -> list[str]:
    """Section 13; `public_keys` are verifier key texts, the short forms come from paper."""
    faults: list[str] = []
    given = [public_key(text) for text in public_keys]
    base = given[0][0].rpartition("/")[0]
    handovers = read_handovers(directory, base, faults)
    chain = [each.old for each in handovers[:1]] + [each.new for each in handovers] or [given[0][1]]
    for name, key in given:
        if key not in chain or name.rpartition("/")[0] != base:
            faults.append(f"the given key of {name} is no key of this archive")
    logs = {}
    for path in sorted(directory.iterdir()):
        if path.is_dir() and NAME.fullmatch(path.name):
            bounds = [0, *(each.reached.get(path.name, (0, b""))[0] for each in handovers), inf]
            spans = list(zip(chain, bounds, bounds[1:], strict=False))
            logs[path.name] = Log(path, f"{base}/{path.name}", spans, faults)
        elif path.name != "handovers":
            faults.append(f"{path.name} should not be there")
    known = set[str]().union(*(each.reached for each in handovers))
    faults += [] if logs else ["there is no log"]
    faults += [f"the log {name} is missing" for name in sorted(known - logs.keys())]
    for number, handover in enumerate(handovers, 1):
        for name in handover.reached.keys() & logs.keys():
            logs[name].expect(*handover.reached[name], f"the handover {number}")
    for form in checkpoint_short_forms:
        take_short_form(form, logs, faults)
    for log in logs.values():
        log.verify()
    return faults


def take_short_form(form: str, logs: "dict[str, Log]", faults: list[str]) -> None:
    """Section 7: a form that is mistyped says nothing about the archive."""
    shape = FORM.fullmatch(form.strip())
    name, size, code, check = shape.groups() if shape else ("", "", "", "")
    name, digits, check = name.lower(), *(each.upper().translate(ALIKE) for each in (code, check))
    digits = digits.replace("-", "")
    told = sha256(f"sekisho.archive/short/v1\n{name}\n{size}\n{digits}\n".encode())
    if not shape or number_of(check) != int.from_bytes(told, "big") >> 236:
        faults.append(f"{form} is mistyped")
    elif name not in logs:
        faults.append(f"{form} is of a log that is missing")
    else:
        logs[name].expect(int(size), number_of(digits).to_bytes(20, "big"), f"the given {form}")


def number_of(digits: str) -> int:
    return sum(CROCKFORD.index(digit) << 5 * place for place, digit in enumerate(reversed(digits)))


# Hashes, notes, keys


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def unbase64(text: str) -> bytes:
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError(f"{text!r} is no base64")
    return data


def root_of(text: str) -> bytes:
    root = unbase64(text)
    if len(root) != 32:
        raise ValueError(f"{text!r} is no root")
    return root


def decimal(text: str) -> int:
    if not re.fullmatch(r"0|[1-9][0-9]*", text):
        raise ValueError(f"{text!r} is no number")
    return int(text)


def sorted_json(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def key_id(name: str, key: bytes) -> bytes:
    return sha256(name.encode() + b"\n\x01" + key)[:4]


def public_key(text: str) -> tuple[str, bytes]:
    name, hint, coded = text.strip().split("+", 2)
    typed = unbase64(coded)
    if typed[:1] != b"\x01" or len(typed) != 33 or hint != key_id(name, typed[1:]).hex():
        raise ValueError(f"{text} is no Ed25519 verifier key")
    return name, typed[1:]


def text_of(note: str) -> str:
    return note[: note.rindex("\n\n") + 1]


def signers(note: str, name: str, keys: Sequence[bytes]) -> set[bytes]:
    """Those of the keys that signed; a wrong signature under a known key is refused."""
    text, found = text_of(note), set()
    if not note.endswith("\n") or re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", note):
        raise ValueError("it is no signed note")
    for line in note[len(text) + 1 : -1].split("\n"):
        dash, signer, coded = line.split(" ")
        signature = unbase64(coded)
        for key in keys:
            if (dash, signer, signature[:4]) == ("—", name, key_id(name, key)):
                try:
                    Ed25519PublicKey.from_public_bytes(key).verify(signature[4:], text.encode())
                except InvalidSignature:
                    raise ValueError("its signature is wrong") from None
                found.add(key)
    return found


@dataclass(frozen=True)
class Handover:
    """Section 10; `reached` has size and root of each log's newest checkpoint."""

    old: bytes
    new: bytes
    reached: dict[str, tuple[int, bytes]]


def read_handovers(directory: Path, base: str, faults: list[str]) -> list[Handover]:
    chain: list[Handover] = []
    for path in sorted((directory / "handovers").glob("*")):
        try:
            note = path.read_bytes().decode()
            title, origin, number, old, new, moment, *lines = text_of(note)[:-1].split("\n")
            logs = {name: (decimal(size), root_of(root)) for name, size, root in map(str.split, lines)}
            handover = Handover(unbase64(old), unbase64(new), logs)
            both = {handover.old, handover.new}
            datetime.strptime(moment, "%Y-%m-%dT%H:%M:%SZ").astimezone(UTC)
            if (title, origin, len(both)) != ("sekisho.archive/handover/v1", base, 2):
                raise ValueError("it is no handover of this archive")
            if [line.split(" ")[0] for line in lines] != sorted(logs):
                raise ValueError("its logs are not there once each, by name")
            if signers(note, f"{base}/handover", [*both]) != both:
                raise ValueError("it is not signed by both keys")
            if number != str(len(chain) + 1) or path.name != number.zfill(4):
                raise ValueError("its number does not follow")
            if chain and chain[-1].new != handover.old:
                raise ValueError("its old key is not the new key of the one before")
            if chain and any(
                logs.get(name, (-1,))[0] < size for name, (size, _) in chain[-1].reached.items()
            ):
                raise ValueError("a log is shorter than in the one before")
            chain.append(handover)
        except UNREADABLE as problem:
            faults.append(f"handovers/{path.name} cannot be followed: {problem}")
    return chain


@dataclass
class Tree:
    """Section 5: the roots of the full subtrees from the left, and every node that stands in a stored tile."""

    size: int = 0
    stack: list[bytes] = field(default_factory=list)
    levels: dict[int, list[bytes]] = field(default_factory=lambda: defaultdict(list))

    def add(self, digest: bytes, height: int = 0) -> None:
        index = self.size >> height
        self.size += 1 << height
        while True:
            if height and height % 8 == 0:
                self.levels[height // 8].append(digest)
            if not index & 1:
                break
            digest, height, index = sha256(b"\x01" + self.stack.pop() + digest), height + 1, index >> 1
        self.stack.append(digest)

    def root(self) -> bytes:
        root = self.stack[-1] if self.stack else sha256(b"")
        for left in self.stack[-2::-1]:
            root = sha256(b"\x01" + left + root)
        return root


@dataclass
class Log:
    """One log; `spans` says which key was good from which size up to which."""

    folder: Path
    origin: str
    spans: list[tuple[bytes, float, float]]
    faults: list[str]
    size: int = 0
    first: int = 0
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    expected: dict[int, list[tuple[str, Callable[[bytes], bool]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    newest: int = 0
    tree: Tree = field(default_factory=Tree)
    unread: bool = False
    number: int = 0
    stored: list[tuple[str, str]] = field(default_factory=list)
    declarations: dict[int, Said] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    salt_keys: dict[str, bytes] = field(default_factory=dict)
    previous: int | None = None
    first_day: int = -(2**63)
    last_day: int = -(2**63)
    days: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def fault(self, sentence: str) -> None:
        self.faults.append(f"{self.folder.name}: {sentence}")

    def expect(self, size: int, root: bytes, what: str) -> None:
        """At this size the tree must have this root, or one that begins so."""
        self.expected[size].append((what, lambda computed: computed[: len(root)] == root))

    def attempt(self, what: str, step: Callable[..., None], *arguments: object) -> bool:
        try:
            step(*arguments)
        except UNREADABLE as problem:
            self.fault(f"{what} cannot be read: {problem}")
            return False
        return True

    def read(self, path: str) -> bytes:
        if (self.folder / path).is_symlink():
            raise ValueError(f"{path} is no file")
        return (self.folder / path).read_bytes()

    def below(self, folder: str) -> list[str]:
        """The files below a folder, sorted by path."""
        paths = [path for path in (self.folder / folder).rglob("*") if not path.is_dir() or path.is_symlink()]
        return sorted(path.relative_to(self.folder).as_posix() for path in paths)

    def verify(self) -> None:
        if not self.attempt("the manifest", self.open_manifest):
            return
        self.check_files()
        for path in self.below("checkpoints"):
            self.attempt(path, self.open_checkpoints, path)
        if self.newest != self.size:
            self.fault(f"the newest checkpoint has size {self.newest}, the manifest {self.size}")
        for path in self.below("cosignatures"):
            self.attempt(path, self.open_cosigned, path)
        for path in self.below("timestamps"):
            self.attempt(path, self.open_stamp, path)
        self.attempt("a part", self.read_records)
        self.check_expected()
        self.attempt("a tile", self.check_tiles)
        self.attempt("a promise", self.check_promises)
        self.attempt("the tail", self.check_tail)

    # Signed notes and files (sections 2, 7, 8)

    def check_signed(self, note: str, size: int, what: str) -> None:
        keys = signers(note, self.origin, [key for key, _, _ in self.spans])
        if not keys:
            self.fault(f"{what} is not signed by a key of this log")
        elif not any(key in keys and low <= size <= high for key, low, high in self.spans):
            self.fault(f"{what} is signed by a key outside its span")

    def open_manifest(self) -> None:
        note = self.read("manifest").decode()
        title, origin, size, root, sealed_at, first, *lines = text_of(note)[:-1].split("\n")
        self.size, self.first = decimal(size), decimal(first.removeprefix("first "))
        self.check_signed(note, self.size, "the manifest")
        self.expect(self.size, root_of(root), "the manifest")
        if (title, origin) != ("sekisho.archive/manifest/v1", self.origin) or self.first % 256:
            self.fault("the manifest is not one of this log")
        datetime.strptime(sealed_at, "%Y-%m-%dT%H:%M:%S.%fZ").astimezone(UTC)
        for line in lines:
            _, length, digest, path = line.split(" ", 3)
            self.files[path] = (decimal(length), digest)
        if lines != [f"file {each[0]} {each[1]} {path}" for path, each in sorted(self.files.items())]:
            self.fault("the files of the manifest are not sorted")

    def check_files(self) -> None:
        apart = re.compile("(tail|aside|tile)/|(lock|manifest)$")
        there = {path for path in self.below(".") if not apart.match(path)}
        self.compare_names(there, self.files.keys())
        if (self.folder / "lock").exists() and self.read("lock"):
            self.fault("lock is not empty")
        for path in sorted(self.files.keys() & there):
            self.attempt(path, self.check_file, path, *self.files[path])

    def check_file(self, path: str, length: int, digest: str) -> None:
        data = self.read(path)
        if (len(data), sha256(data).hex()) != (length, digest):
            self.fault(f"{path} is not what was said of it")

    def compare_names(self, there: Set[str], wanted: Set[str]) -> None:
        for path in sorted(wanted - there):
            self.fault(f"{path} is missing")
        for path in sorted(there - wanted):
            self.fault(f"{path} should not be there")

    def open_checkpoints(self, path: str) -> None:
        """A file of them: text, empty line, signatures, empty line, text …"""
        pieces = self.read(path).decode()[:-1].split("\n\n")
        for text, signatures in zip(pieces[::2], pieces[1::2], strict=True):
            self.attempt(f"a checkpoint in {path}", self.open_checkpoint, f"{text}\n\n{signatures}\n", path)

    def open_checkpoint(self, note: str, path: str) -> None:
        origin, size, root, *_ = text_of(note)[:-1].split("\n")
        if not re.fullmatch(rf"checkpoints/\d{{4}}-\d{{2}}|cosignatures/{size}", path):
            raise ValueError("it should not be there")
        what = f"the checkpoint {decimal(size)} in {path}"
        self.check_signed(note, int(size), what)
        self.expect(int(size), root_of(root), what)
        if origin != self.origin:
            self.fault(f"{what} is of another log")
        if path.startswith("checkpoints/"):
            if int(size) <= self.newest:
                self.fault(f"{what} comes after {self.newest}")
            self.newest = int(size)

    def open_cosigned(self, path: str) -> None:
        self.open_checkpoint(self.read(path).decode(), path)

    def open_stamp(self, path: str) -> None:
        """Over the text of the checkpoint of its size; whether the authority is to be trusted is not judged here."""
        data, size = self.read(path), decimal(Path(path).stem)

        def stamps(root: bytes) -> bool:
            text = f"{self.origin}\n{size}\n{base64.b64encode(root).decode()}\n"
            return sha256(text.encode()) in data

        self.expected[size].append((path, stamps))

    # Records (sections 3, 4, 6, 9)

    def read_records(self) -> None:
        parts = [path for path in sorted(self.files) if path.startswith("parts/")]
        marks = [path for path in sorted(self.files) if path.startswith("marks/")]
        if [Path(path).stem for path in parts] != [Path(path).stem for path in marks]:
            self.fault("marks and parts do not stand for the same records")
        if self.first:
            self.take_over(parts)
        self.compare_roots()
        for block in range(self.first // 256):
            self.tree.add(self.stored_node(block), 8)
            self.compare_roots()
        end = self.first
        for path in parts:
            first, last = map(int, Path(path).stem.split("-"))
            if first != end or last < first or path != f"parts/{first:020}-{last:020}.parquet":
                self.fault(f"{path} does not follow the position {end}")
            end = last
            self.unread |= not self.attempt(path, self.read_part, path, first, end)
        if end != self.size:
            self.fault(f"the parts end at {end}, the manifest at {self.size}")

    def take_over(self, parts: list[str]) -> None:
        """What the newest disposal carried over from statements that are gone."""
        end = 0
        for path in parts:
            for row in rows_of(pq.ParquetFile(pa.BufferReader(self.read(path)))):
                said = json.loads(row["raw"]) if row["kind"] == 0 else {}
                if said.get("statement") == "disposal":
                    self.said, end = said["carried"], max(end, said["end"])
        if end < self.first:
            self.fault(f"the records before {self.first} are gone and no statement says so")
        self.declarations = {said["number"]: said for said in self.said if said["statement"] == "schema"}

    def stored_node(self, block: int) -> bytes:
        """The node over 256 records that are gone."""
        path = tile_path(1, block // 256, min(256, (self.size >> 8) - block // 256 * 256))
        node = self.read(path)[32 * (block % 256) :][:32]
        return node if len(node) == 32 else sha256(b"")

    def read_part(self, path: str, first: int, end: int) -> None:
        leaves: list[bytes] = []
        file = pq.ParquetFile(pa.BufferReader(self.read(path)))
        for row in rows_of(file):
            if not leaves:
                self.begin_part(json.loads(row["raw"]) if row["kind"] == 0 else {}, file)
            if row["position"] != first + len(leaves):
                raise ValueError(f"{row['position']} stands at {first + len(leaves)}")
            self.check_record(row, begins=not leaves)
            leaves.append(self.leaf(row))
        if first + len(leaves) != end:
            raise ValueError(f"it ends at {first + len(leaves)}")
        for leaf in leaves:
            self.tree.add(leaf)
            self.compare_roots()
        marks = path.replace("parts/", "marks/").replace(".parquet", ".marks")
        self.attempt(marks, self.check_marks, marks, first, leaves)

    def begin_part(self, said: Said, file: Any) -> None:  # Any: pyarrow carries no types
        """A declaration begins a part, and all records of a part belong to one."""
        number = int(file.metadata.metadata[b"sekisho.schema"])
        if said.get("statement") == "schema":
            if said["origin"] != self.origin or self.declarations.get(number, said) != said:
                self.fault(f"the declaration {number} is not one of this log")
            check_declaration(said)
            if not said["number"] == number == self.number + 1 and (self.number or not self.first):
                self.fault(f"the declaration {said['number']} follows {self.number}")
            self.declarations[number] = said
        elif number != self.number and (self.number or not self.first):
            self.fault(f"records of the declaration {number} follow {self.number}")
        self.number, self.stored = number, stored_columns(self.declarations[number])
        types = ENVELOPE | {name: TYPES[kind] for name, kind in self.stored}
        if shapes := shapes_of(file):
            names = {name for shape in shapes for name in shape[1::2]}
            types |= {"raw:shape": pa.int32()} | {name: RAW_TYPES[name.split(":")[1]] for name in names}
        moments = {name for name, kind in self.stored if kind == "moment"}
        there = [
            (each.name, MOMENT if each.name in moments and each.type == MILLISECONDS else each.type)
            for each in file.schema_arrow
        ]
        if {*there} - {*BOXES.items()} != {*types.items()} or len({*there}) != len(there):
            raise ValueError("its columns are not those declared")

    def check_record(self, row: Row, *, begins: bool) -> None:
        position, received_at = row["position"], row["received_at"]
        said = json.loads(row["raw"]) if row["kind"] == 0 else {}
        if said:
            values = [row["sealed"], *(row[name] for name, _ in self.stored)]
            if row["source"] != "sekisho" or any(value is not None for value in values):
                self.fault(f"the statement {position} has values")
            if said["statement"] == "schema" and not begins:
                self.fault(f"the declaration {position} does not begin a part")
            self.said.append(said)
        elif row["kind"] != 1 or row["source"] == "sekisho":
            self.fault(f"the record {position} cannot be of kind {row['kind']}")
        day = self.local_day(received_at)
        if self.first and self.previous is None:
            self.first_day = day
        self.check_clock(received_at, said, f"the record {position}")
        self.last_day = max(day, self.last_day)
        event = row.get(self.declarations[self.number]["event_time"])
        self.days[row["source"]].add(day if event is None else self.local_day(event))

    def check_clock(self, received_at: int, said: Said, what: str) -> None:
        before = received_at if self.previous is None else self.previous
        if received_at < before and said != {"statement": "clock", "before": before, "after": received_at}:
            self.fault(f"{what} was received before its predecessor")
        self.previous = received_at

    def local_day(self, moment: int) -> int:
        """In days since 1970-01-01."""
        return (
            int(moment + 60_000_000 * self.declarations[self.number]["utc_offset_minutes"]) // 86_400_000_000
        )

    def leaf(self, row: Row) -> bytes:
        record = record_bytes(row, self.number, self.stored)
        salts = keystream(
            self.salt_key(f"{EPOCH + timedelta(self.local_day(row['received_at'])):%Y-%m}"),
            row["position"] // 256,
        )
        return leaf_of(salts[row["position"] % 256 * 16 :][:16], record)

    def salt_key(self, month: str) -> bytes:
        if month not in self.salt_keys:
            text = self.read(f"secrets/{month}").decode()
            secret = json.loads(text)
            members = {"data_key", "month", "origin", "salt_key", "version"}
            if text != sorted_json(secret) + "\n" or secret.keys() - {"shredded_on"} != members:
                self.fault(f"secrets/{month} is not in the form of a month's file")
            if (secret["origin"], secret["month"]) != (self.origin, month):
                self.fault(f"secrets/{month} is of another log or month")
            self.salt_keys[month] = unbase64(secret["salt_key"])
        return self.salt_keys[month]

    def check_marks(self, path: str, first: int, leaves: list[bytes]) -> None:
        stood = self.read(path)
        blocks: dict[int, list[int]] = defaultdict(lambda: [0] * 16)
        for position, leaf in enumerate(leaves, first):
            for bit in range(8):
                blocks[position // 256][2 * bit + (position >> bit & 1)] ^= int.from_bytes(leaf[:4], "big")
        if len(stood) != 64 * len(blocks):
            self.fault(f"{path} has the wrong length")
        for at, (block, values) in enumerate(blocks.items()):
            there = struct.unpack_from(">16I", stood[64 * at :] + bytes(64))
            differ = [value != other for value, other in zip(values, there, strict=True)]
            place = sum(differ[2 * bit + 1] << bit for bit in range(8))
            if all(differ[2 * bit] != differ[2 * bit + 1] for bit in range(8)):
                self.fault(f"record {256 * block + place} is not that of {path}")
            elif any(differ):
                self.fault(f"records from {256 * block} on are not those of {path}")

    # What follows from the records (sections 3.4, 5, 11)

    def compare_roots(self) -> None:
        for what, fits in [] if self.unread else self.expected.pop(self.tree.size, []):
            if not fits(self.tree.root()):
                self.fault(f"the records do not give the root of {what}")

    def check_expected(self) -> None:
        """What no root was compared with; sizes below the first kept record cannot be compared any more."""
        for size, each in sorted(self.expected.items()):
            for what, _ in each:
                if size > self.size:
                    self.fault(f"the log is shorter than {what}")
                elif size >= self.first or what.startswith("the given"):
                    self.fault(f"{what} cannot be compared")

    def check_tiles(self) -> None:
        wanted: dict[str, bytes] = {}
        for level in range(1, 8):
            count = self.size >> 8 * level
            for begin in range(0, count, 256):
                path = tile_path(level, begin // 256, min(256, count - begin))
                wanted[path] = b"".join(self.tree.levels[level][begin : begin + 256])
        there = set(self.below("tile"))
        self.compare_names(there, wanted.keys())
        for path in sorted(there & wanted.keys()):
            if not self.unread and self.read(path) != wanted[path]:
                self.fault(f"{path} is not what the records give")

    def check_promises(self) -> None:
        """A later promise of a source takes the place of an earlier one from its `since` on."""
        promises = [said for said in self.said if said["statement"] == "promise"]
        days = set[int]().union(*(self.days[said["source"]] for said in promises))
        judged = max((day for day in days if day <= self.last_day), default=self.last_day)
        for index, said in enumerate(promises):
            later = [each["since"] for each in promises[index + 1 :] if each["source"] == said["source"]]
            since, *ends = (days_to(day) for day in [said["since"], said["until"], *later] if day)
            for number in range(max(since, self.first_day + 1), min([judged, *ends])):
                day = EPOCH + timedelta(number)
                due = day.weekday() in said["weekdays"] and day.isoformat() not in said["except"]
                if due and number not in self.days[said["source"]]:
                    self.fault(f"{said['source']} promised a record for {day}, and there is none")

    def check_tail(self) -> None:
        """Whole frames, one after another; those of sealed records are passed over."""
        end = self.size
        for path in self.below("tail"):
            data, begin = self.read(path), int(Path(path).name)
            while data:
                length, checksum = struct.unpack_from(">4x2I", data + bytes(12))
                frame = data[12 : 12 + length]
                if data[:4] != b"SKF1" or not 41 <= len(frame) == length or zlib.crc32(frame) != checksum:
                    self.fault(f"{path} ends with {len(data)} bytes that are no frame")
                    break
                first, count = struct.unpack_from(">Q8xI", frame)
                if first != begin or (first != end and first + count > self.size):
                    self.fault(f"{path} has [{first}, {first + count}) where {begin} or {end} should begin")
                self.attempt(path, self.open_frame, frame, count, first + count > self.size)
                data, begin, end = data[12 + length :], first + count, max(end, first + count)
        asides = {said["file"]: said for said in self.said if said["statement"] == "aside"}
        self.compare_names(set(self.below("aside")), asides.keys())
        for path in sorted(asides.keys() & set(self.below("aside"))):
            self.check_file(path, asides[path]["bytes"], asides[path]["sha256"])

    def open_frame(self, frame: bytes, count: int, new: bool) -> None:
        received_at, kind, number, length = struct.unpack_from(">q4xBH16xH", frame, 8)
        payload = frame[41 + length :]
        rows: list[Said] = [{"kind": 1}] * payload.count(b"\n")
        if kind == 2:
            rows = pa.ipc.open_stream(payload).read_all().to_pylist()
        if kind not in {1, 2} or len(rows) != count:
            raise ValueError(f"a frame does not hold the {count} records it says")
        said = [json.loads(row["raw"]) for row in rows if row["kind"] == 0]
        self.declarations |= {each["number"]: each for each in said if each["statement"] == "schema"}
        self.said += said
        if new:
            self.check_clock(received_at, said[0] if said else {}, "a frame of the tail")
        if number not in self.declarations:
            raise ValueError(f"there is no declaration {number}")


def stored_columns(said: Said) -> list[tuple[str, str]]:
    """Section 3.1: name and type, in declared order."""
    columns = []
    for each in said["columns"]:
        if not each.get("personal"):
            columns.append((each["name"], each["type"]))
        elif each.get("token"):
            columns.append((each["name"] + "_token", "integer"))
    return columns


def check_declaration(said: Said) -> None:
    stored, personal = stored_columns(said), [each for each in said["columns"] if each.get("personal")]
    names = [name for name, _ in stored] + [each["name"] for each in personal]
    strange = [
        name
        for name in names
        if not re.fullmatch("[a-z][a-z0-9_]*", name) or name in [*ENVELOPE, *BOXES, "is_sealed"]
    ]
    sound = all(each.get("personal") or not each.get("token") for each in said["columns"])
    sound &= (
        all(each["type"] == "text" for each in personal) and len(names) == len(set(names)) and not strange
    )
    sound &= said["event_time"] is None or (said["event_time"], "moment") in stored
    if not sound or not {"utc_offset_minutes", "year_begins", "raw_personal"} <= said.keys():
        raise ValueError(f"declaration {said['number']} declares what cannot be")


def shapes_of(file: Any) -> list[list[str]]:  # Any: pyarrow carries no types
    coded = file.metadata.metadata.get(b"sekisho.shapes")
    shapes: list[list[str]] = [] if coded is None else json.loads(coded)
    if coded is not None and not 1 <= len(shapes) <= 96:
        raise ValueError("there are too many shapes, or none")
    for shape in shapes:
        pieces = "".join(shape[::2])
        if len(shape) % 2 == 0 or len(shape) > 193 or len(pieces) > 4096 or "\0" in pieces:
            raise ValueError("a shape is none")
    return shapes


def rows_of(file: Any) -> Iterator[Row]:  # Any: pyarrow carries no types
    """Section 6: moments as numbers, raw bytes rebuilt from their shape."""
    shapes = shapes_of(file)
    for batch in file.iter_batches():
        columns = {name: batch[name] for name in batch.schema.names}
        for row in pa.table(
            {n: c.cast(MOMENT).cast(pa.int64()) if c.type in MOMENTS else c for n, c in columns.items()}
        ).to_pylist():
            number = row.get("raw:shape")
            if number is not None:
                shape = shapes[number if number >= 0 else len(shapes)]
                texts = [text_in(row, each) if place % 2 else each for place, each in enumerate(shape)]
                row["raw"] = "".join(texts).encode()
            yield dict.fromkeys(BOXES) | row


def text_in(row: Row, name: str) -> str:
    kind, value = name.split(":")[1], row[name]
    if value is None or (kind == "clock" and not 0 <= value < 86_400):
        raise ValueError(f"{name} of record {row['position']} is {value}")
    if kind == "address":
        return ".".join(str(byte) for byte in value.to_bytes(4, "big"))
    return f"{value // 3600:02}:{value // 60 % 60:02}:{value % 60:02}" if kind == "clock" else str(value)


def days_to(text: str) -> int:
    return (date.fromisoformat(text) - EPOCH).days


def tile_path(level: int, index: int, width: int) -> str:
    groups = re.findall("...", str(index).zfill(-(-len(str(index)) // 3) * 3))
    name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return f"tile/{level}/{name}" + (f".p/{width}" if width < 256 else "")


@lru_cache(maxsize=8)
def keystream(key: bytes, block: int) -> bytes:
    """The salts of 256 positions: 64 blocks of ChaCha20, each of which holds four."""
    counter = (block % 4096 * 64).to_bytes(4, "little")
    nonce = bytes(4) + (block // 4096).to_bytes(8, "big")
    return Cipher(ChaCha20(key, counter + nonce), mode=None).encryptor().update(bytes(4096))


def leaf_of(salt: bytes, record: bytes) -> bytes:
    if len(record) > 65_519:
        record = b"\x02" + len(record).to_bytes(8, "big") + sha256(record)
    return sha256(b"\x00" + salt + record)


def record_bytes(row: Row, number: int, stored: list[tuple[str, str]]) -> bytes:
    """Section 3.2."""
    present = [row[name] is not None for name in ("raw", "sealed", *(name for name, _ in stored))]
    bits = sum(bit << place for place, bit in enumerate(present))
    widths = {"integer": 8, "moment": 8, "flag": 1}
    numbers = [(int(row[name] or 0), widths[kind]) for name, kind in stored if kind != "text"]
    texts = [row["source"].encode(), row["raw"] or b"", row["sealed"] or b""]
    texts += [(row[name] or "").encode() for name, kind in stored if kind == "text"]
    head = struct.pack(">BBHQq", 1, row["kind"], number, row["position"], row["received_at"])
    fixed = [value.to_bytes(width, "big", signed=width == 8) for value, width in numbers]
    presence = bits.to_bytes((len(present) + 7) // 8, "little")
    return b"".join([head, presence, *fixed, *(len(text).to_bytes(4, "big") for text in texts), *texts])
