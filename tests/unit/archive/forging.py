"""Archives that a stranger forges by the text of the format; whoever does so may hold the keys."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sekisho.archive.marks import marks_of
from sekisho.archive.records import statement_bytes
from tests import stranger
from tests.unit.archive.logs import BASE, SIGNING_KEY

ORIGIN = f"{BASE}/operations"
NEXT_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(64, 96)))
RECEIVED = 1_775_001_600_000_000  # 2026-04-01T00:00:00Z
DAY = 86_400_000_000

Said = dict[str, Any]  # Any: a statement is JSON
Row = dict[str, Any]  # Any: a record has values of many types


def declared(number: int = 1, **more: object) -> Said:
    columns = [
        {"name": "at", "type": "moment"},
        {"name": "who", "type": "text"},
        {"name": "count", "type": "integer"},
        {"name": "whom", "type": "text", "personal": True, "token": True},
        {"name": "printed", "type": "flag"},
        *({"name": f"more_{place}", "type": "flag"} for place in range(6)),
    ]
    said: Said = {"statement": "schema", "number": number, "origin": ORIGIN, "columns": columns}
    said |= {"event_time": "at", "raw_personal": False, "utc_offset_minutes": 540, "year_begins": 4}
    return said | more


def stated(said: Said, at: int = RECEIVED, **more: object) -> Row:
    return {"kind": 0, "source": "sekisho", "raw": statement_bytes(said), "received_at": at} | more


def line(number: int = 0, at: int = RECEIVED, **more: object) -> Row:
    row = {"kind": 1, "source": "cs", "raw": b"%d" % number, "received_at": at, "at": at, "who": f"U{number}"}
    return row | {"count": -number, "printed": True, "more_5": False} | more


BEGIN = [stated(declared()), line(1), line(2)]


@dataclass
class Forgery:
    """A log written by the text of the format; whoever forges it may hold the keys."""

    folder: Path
    key: Ed25519PrivateKey = SIGNING_KEY
    declaration: Said = field(default_factory=declared)
    tree: stranger.Tree = field(default_factory=stranger.Tree)
    roots: list[bytes] = field(default_factory=lambda: [stranger.Tree().root()])
    checkpoints: list[str] = field(default_factory=list)
    salt_key: bytes = bytes(32)
    first: int = 0

    @property
    def log(self) -> Path:
        return self.folder / "operations"

    def put(self, path: str, data: bytes | str) -> Forgery:
        (self.log / path).parent.mkdir(parents=True, exist_ok=True)
        (self.log / path).write_bytes(data.encode() if isinstance(data, str) else data)
        return self

    def part(
        self, rows: Sequence[Row], change: Callable[[pa.Table], pa.Table] = lambda table: table
    ) -> Forgery:
        """Rows, their marks, and a checkpoint; `change` changes the part behind the back of the hashes."""
        first, number = self.tree.size, int(self.declaration["number"])
        stored = stranger.stored_columns(self.declaration)
        types = stranger.ENVELOPE | stranger.BOXES | {name: stranger.TYPES[kind] for name, kind in stored}
        empty: Row = dict.fromkeys(types)
        full = [empty | {"position": place} | row for place, row in enumerate(rows, first)]
        leaves = []
        for position, row in enumerate(full, first):
            salt = stranger.keystream(self.salt_key, position // 256)[position % 256 * 16 :][:16]
            leaves.append(stranger.leaf_of(salt, stranger.record_bytes(row, number, stored)))
            self.tree.add(leaves[-1])
            self.roots.append(self.tree.root())
        arrays = {name: pa.array([row[name] for row in full], kind) for name, kind in types.items()}
        table = change(pa.table(arrays))
        metadata = {"sekisho.schema": str(number), "sekisho.batches": "{}"}
        stem = f"{first:020}-{self.tree.size:020}"
        self.put(f"parts/{stem}.parquet", b"")
        pq.write_table(table.replace_schema_metadata(metadata), self.log / f"parts/{stem}.parquet")
        values = np.frombuffer(b"".join(leaves), np.uint8).reshape(-1, 32)
        self.put(f"marks/{stem}.marks", marks_of(first, values))
        return self.checkpoint()

    def checkpoint(self, size: int | None = None) -> Forgery:
        self.checkpoints.append(self.note(self.text(self.tree.size if size is None else size)))
        return self

    def checkpoint_before(self, size: int, root: bytes | None = None, *keys: Ed25519PrivateKey) -> Forgery:
        self.checkpoints.insert(0, self.note(self.text(size, root), *keys))
        return self

    def cosigned(self, size: int, text: str) -> Forgery:
        return self.put(f"cosignatures/{size}", self.note(text))

    def text(self, size: int, root: bytes | None = None) -> str:
        return f"{ORIGIN}\n{size}\n{base64.b64encode(root or self.roots[size]).decode()}\n"

    def note(self, text: str, *keys: Ed25519PrivateKey, name: str = ORIGIN) -> str:
        lines = []
        for key in keys or [self.key]:
            known = stranger.key_id(name, key.public_key().public_bytes_raw())
            lines.append(f"— {name} {base64.b64encode(known + key.sign(text.encode())).decode()}\n")
        return f"{text}\n{''.join(lines)}"

    def hand_over(self, size: int, root: bytes | None = None, *signing: Ed25519PrivateKey) -> Forgery:
        """To the next key, which then signs."""
        keys = [
            base64.b64encode(key.public_key().public_bytes_raw()).decode() for key in (self.key, NEXT_KEY)
        ]
        reached = self.text(size, root).split("\n")[2]
        lines = ["sekisho.archive/handover/v1", BASE, "1", *keys, "2026-05-01T00:00:00Z"]
        text = "".join(f"{each}\n" for each in [*lines, f"operations {size} {reached}"])
        signing = signing or (self.key, NEXT_KEY)
        self.key = NEXT_KEY
        return self.put("../handovers/0001", self.note(text, *signing, name=f"{BASE}/handover"))

    def dispose(self, first: int = 256) -> Forgery:
        """Take away what the first part has, and say nothing of it."""
        self.first = first
        for path in self.log.glob(f"*/{0:020}-{first:020}.*"):
            path.unlink()
        return self

    def sign(self, *, root: bytes | None = None) -> None:
        """What the manifest names and the manifest; the tiles of a tree below 65,536."""
        secrets = {"data_key": None, "month": "2026-04", "origin": ORIGIN, "version": 1}
        coded = base64.b64encode(self.salt_key).decode()
        self.put("secrets/2026-04", statement_bytes(secrets | {"salt_key": coded}) + b"\n")
        self.put("checkpoints/2026-04", "\n".join(self.checkpoints))
        if nodes := self.tree.levels[1]:
            self.put(stranger.tile_path(1, 0, len(nodes)), b"".join(nodes))
        signed = [
            path for folder in ("parts", "marks", "rollups", "[cs]*") for path in self.log.glob(f"{folder}/*")
        ]
        named = sorted((path.relative_to(self.log).as_posix(), path.read_bytes()) for path in signed)
        files = "".join(f"file {len(data)} {stranger.sha256(data).hex()} {path}\n" for path, data in named)
        head = f"sekisho.archive/manifest/v1\n{self.text(self.tree.size, root)}2026-05-01T00:00:00.000000Z\n"
        self.put("manifest", self.note(f"{head}first {self.first}\n{files}"))
