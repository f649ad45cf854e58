"""The town's own papers (staff, credentials, terminals, leave, the counter's book, …), kept exactly as they came.

`<digest>.sealed` holds a file, encrypted: the id of the town's sealing key (8 characters), a nonce of 12 bytes, then
AES-256-GCM under a key that HKDF-SHA256 makes of that sealing key. `000001.json`, `000002.json`, … say what was kept, in order. Each file is sealed together with
its number and the exact bytes of its index, so neither can be exchanged or altered unseen.

What holds if we crash: a file counts once its index stands, and that is written last. A `.sealed` without an index was
not kept; it is written anew when the file comes again. What has an index is never written again.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sekisho.archive import files
from sekisho.archive.month_keys import KEY_BYTES, KeyLost
from sekisho.intake.plain import one_line
from sekisho.intake.tables.findings import Words
from sekisho.intake.tables.profiles import parse_profile
from sekisho.intake.tables.reading import Read, read_table
from sekisho.intake.tables.registry import KINDS as ALL_KINDS

KINDS: Final = tuple(
    name for name in ALL_KINDS if name not in ("operations", "transfers")
)  # what is held against operations
FOLDER: Final = "papers"
USE: Final = b"sekisho.intake/papers/v1"
ID_BYTES: Final = 8
NONCE_BYTES: Final = 12
_HEAD_BYTES: Final = ID_BYTES + NONCE_BYTES
_ID: Final = re.compile(rb"[0-9a-f]{8}")
NAME_MAX: Final = 200
_INDEX: Final = re.compile(r"(\d{6})\.json")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class DamagedPaper(Exception):
    """What is on the disk is not what was kept; `words` says what is wrong."""

    def __init__(self, ja: str, en: str) -> None:
        self.words = Words(ja, en)
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Paper:
    """One file that was kept. `taken_at` in microseconds since 1970; `key` is the id of the sealing key of that time.

    Of its `rows` rows `refused` cannot be read by the profile; `profile_text` is the profile as it was then.
    """

    number: int
    kind: str
    digest: str
    file_name: str
    profile_name: str
    profile_text: str
    taken_at: int
    rows: int
    refused: int
    key: str

    @property
    def stored(self) -> int:
        """How many rows can be read."""
        return self.rows - self.refused


class AlreadyKept(NamedTuple):
    """The same bytes were kept before, be it as another kind."""

    paper: Paper


class KnownRow(NamedTuple):
    """A typed row of a paper. `known_at` is when it became known, microseconds since 1970."""

    value: Any  # Any: each kind has its own dataclass
    known_at: int
    paper: Paper


def keep(
    folder: Path,
    keys: Mapping[str, bytes],
    kind: str,
    data: bytes,
    *,
    file_name: str,
    profile_text: str,
    profile_name: str,
    now: int,
    read: Read | None = None,
) -> Paper | AlreadyKept:
    """Keep a file; durable when this returns. `keys` are the sealing keys, the present one last.

    `read` is what the file holds by the profile, where that is known already. Raises Locked, OSError, OtherKind,
    BadProfile; DamagedPaper where the index cannot be read.
    """
    read = read or read_table(kind, data, parse_profile(profile_text.encode(), name=profile_name))
    digest = hashlib.sha256(data).hexdigest()
    files.make_directory(folder)
    with files.lock(folder / "lock"):
        there = papers(folder)
        known = next((paper for paper in there if paper.digest == digest), None)
        if known is not None:
            return AlreadyKept(known)
        key = list(keys)[-1]
        paper = Paper(
            number=len(there) + 1,
            kind=kind,
            digest=digest,
            file_name=one_line(file_name)[-NAME_MAX:],
            profile_name=profile_name,
            profile_text=profile_text,
            taken_at=now,
            rows=read.row_count,
            refused=read.refused,
            key=key,
        )
        files.put(_sealed(folder, digest), _box(paper, data, key, keys[key]))
        # Here the file is durable and does not count yet.
        files.put(folder / f"{paper.number:06d}.json", _index(paper))
    return paper


def papers(folder: Path, kind: str | None = None) -> list[Paper]:
    """What was kept, in order; of one kind or of all. Raises DamagedPaper, OSError."""
    if not folder.is_dir():
        return []
    paths = sorted(path for path in folder.iterdir() if _INDEX.fullmatch(path.name))
    found = [_read_index(path, number) for number, path in enumerate(paths, start=1)]
    return [paper for paper in found if kind in (None, paper.kind)]


def open_paper(folder: Path, keys: Mapping[str, bytes], paper: Paper) -> bytes:
    """The file as it came. Raises DamagedPaper; KeyLost where its sealing key is not among those given."""
    path = _sealed(folder, paper.digest)
    try:
        box = path.read_bytes()
    except FileNotFoundError:
        raise DamagedPaper(
            f"保管した資料のファイルがありません({path.name})。控えから戻してください。",
            f"The file of a paper is missing: {path.name}. Put it back from a backup.",
        ) from None
    damaged = DamagedPaper(
        f"保管した資料が壊れているか、書き換えられています({path.name}、{paper.number:06d}.json)。控えから戻してください。",
        f"A paper is damaged or was altered: {path.name}, {paper.number:06d}.json. Put it back from a backup.",
    )
    key, nonce, sealed = box[:ID_BYTES], box[ID_BYTES:_HEAD_BYTES], box[_HEAD_BYTES:]
    if not _ID.fullmatch(key):
        raise damaged
    if key.decode() not in keys:
        raise KeyLost(key.decode(), keys)
    try:
        return AESGCM(_key_of(keys[key.decode()])).decrypt(nonce, sealed, _associated(paper))
    except (InvalidTag, ValueError):
        raise damaged from None


def reseal(folder: Path, keys: Mapping[str, bytes]) -> int:
    """Seal every paper under the present sealing key, the last of `keys`; returns how many were under another.

    If we crash between, some are; calling it again does the rest. Raises as `open_paper`, and Locked.
    """
    if not folder.is_dir():
        return 0
    key, count = list(keys)[-1], 0
    with files.lock(folder / "lock"):
        for paper in papers(folder):
            data = open_paper(folder, keys, paper)
            with _sealed(folder, paper.digest).open("rb") as file:
                is_present = file.read(ID_BYTES) == key.encode()
            if not is_present:
                files.put(_sealed(folder, paper.digest), _box(paper, data, key, keys[key]))
                count += 1
    return count


def rows_of(folder: Path, keys: Mapping[str, bytes], kind: str) -> Iterator[KnownRow]:
    """The typed rows of all papers of a kind, in the order in which they were taken. Raises as `open_paper`."""
    for paper in papers(folder, kind):
        profile = parse_profile(paper.profile_text.encode(), name=paper.profile_name)
        data = open_paper(folder, keys, paper)
        read = read_table(kind, data, profile)
        if (
            read.refused > paper.refused
        ):  # kept before its rows were held against each other: it stays what it was
            read = read_table(kind, data, profile, among=False)
        for value in read.values:
            yield KnownRow(value, paper.taken_at, paper)


def _sealed(folder: Path, digest: str) -> Path:
    return folder / f"{digest}.sealed"


def _box(paper: Paper, data: bytes, key: str, sealing_key: bytes) -> bytes:
    """The bytes of the `.sealed`."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return key.encode() + nonce + AESGCM(_key_of(sealing_key)).encrypt(nonce, data, _associated(paper))


def _key_of(sealing_key: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=USE).derive(sealing_key)


def _associated(paper: Paper) -> bytes:
    return USE + b"\n" + _index(paper)


def _index(paper: Paper) -> bytes:
    """The bytes of the index file: one form for one paper."""
    return json.dumps(asdict(paper), ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def _read_index(path: Path, number: int) -> Paper:
    damaged = DamagedPaper(
        f"保管した資料の目録が壊れているか、欠けています({path.name})。控えから戻してください。",
        f"The index of the papers is damaged or lacks a file: {path.name}. Put it back from a backup.",
    )
    try:
        said = json.loads(path.read_bytes())
    except ValueError:
        raise damaged from None
    if not isinstance(said, dict) or set(said) != {field.name for field in fields(Paper)}:
        raise damaged
    paper = Paper(**said)
    wanted = {field.name: int if field.type == "int" else str for field in fields(Paper)}
    fits = all(type(getattr(paper, name)) is type_ for name, type_ in wanted.items())
    if (
        not fits
        or paper.number != number
        or path.name != f"{number:06d}.json"
        or not _DIGEST.fullmatch(paper.digest)
        or paper.kind not in ALL_KINDS
    ):
        raise damaged
    return paper
