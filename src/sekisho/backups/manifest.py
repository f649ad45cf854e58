"""What a backup holds, file by file, and how the records stood in it. Values in, values out.

The digest of a manifest stands for the whole backup: it is what a run keeps, and what a ledger entry names.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

FILE: Final = "backup-manifest.json"
"""Its name at the top of what is put back; no file of the data directory has it."""
VERSION: Final = 1
GENERATION: Final = re.compile(r"\d{8}-\d{6}")
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
PIECE: Final = 1 << 20


class Malformed(Exception):
    """These bytes are no manifest."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One file: its place below the data directory, with `/`, its size in bytes, its mode and its SHA-256."""

    path: str
    bytes: int
    mode: int
    sha256: str


@dataclass(frozen=True, slots=True)
class State:
    """How the records stood: rows of each table, the last number of the journal and the digest of that act.

    `checkpoints` has the newest checkpoint of each log in its short form. `database` is `sqlite` or `postgresql`.
    """

    database: str
    tables: Mapping[str, int]
    journal_number: int
    journal_digest: str
    checkpoints: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup. `made_at` in ISO 8601."""

    generation: str
    made_at: str
    state: State
    files: tuple[Kept, ...]

    @property
    def bytes(self) -> int:
        """How many bytes all files have together."""
        return sum(file.bytes for file in self.files)


def as_bytes(manifest: Manifest) -> bytes:
    """The one form of a manifest."""
    data = {"version": VERSION, **asdict(manifest)}
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def digest_of(manifest: Manifest) -> str:
    """The SHA-256 of that form, in hexadecimal."""
    return hashlib.sha256(as_bytes(manifest)).hexdigest()


def parse(data: bytes) -> Manifest:
    """The manifest in these bytes. Raises Malformed, also where a path leads out of the directory."""
    try:
        said = json.loads(data)
        state = State(**said["state"])
        files = tuple(Kept(**file) for file in said["files"])
        manifest = Manifest(str(said["generation"]), str(said["made_at"]), state, files)
    except (ValueError, KeyError, TypeError) as error:
        raise Malformed(f"no manifest of a backup: {error!r}") from error
    if not _fits(manifest) or as_bytes(manifest) != data:
        raise Malformed("a manifest of a backup in another form than it is written in")
    return manifest


def files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file below the folder with its place as a manifest has it, in order; the manifest itself left out."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name != FILE and not path.is_dir():
            yield name, path


def kept_in(folder: Path) -> tuple[Kept, ...]:
    """What a manifest says of the files below a folder; each is read once, in pieces. Raises OSError."""
    found = []
    for name, path in files_below(folder):
        with path.open("rb") as file:
            size, sha256 = measured(file)
        found.append(Kept(name, size, stat.S_IMODE(path.stat().st_mode), sha256))
    return tuple(found)


def measured(file: IO[bytes]) -> tuple[int, str]:
    """Bytes and SHA-256 of what is left in a file."""
    digest, size = hashlib.sha256(), 0
    while piece := file.read(PIECE):
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()


def _fits(manifest: Manifest) -> bool:
    """Whether every value is of its kind, and every path stays inside."""
    wanted: Any  # Any: what a field of a dataclass is declared as
    wanted = {field.name: {"int": int, "str": str}[str(field.type)] for field in fields(Kept)}
    return (
        bool(GENERATION.fullmatch(manifest.generation))
        and all(
            all(type(getattr(file, name)) is kind for name, kind in wanted.items())
            and bool(DIGEST.fullmatch(file.sha256))
            and _is_inside(file.path)
            for file in manifest.files
        )
        and len({file.path for file in manifest.files}) == len(manifest.files)
    )


def _is_inside(path: str) -> bool:
    pure = PurePosixPath(path)
    return (
        bool(path)
        and not pure.is_absolute()
        and ".." not in pure.parts
        and path == str(pure)
        and not any(sign in path for sign in ("\\", "\0", ":"))
        and path != FILE
    )
