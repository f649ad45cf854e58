"""Starting: bring what a crash left behind to what was acknowledged and signed. Nobody has to help."""

from __future__ import annotations

import errno
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sekisho.archive import checkpoint_files, files, parts
from sekisho.archive.bulk import DIGEST_BYTES, Bytes
from sekisho.archive.checkpoints import MalformedCheckpoint, open_checkpoint
from sekisho.archive.edge import Edge
from sekisho.archive.manifest import Manifest, empty_manifest, listed, open_manifest
from sekisho.archive.notes import VerifierKey
from sekisho.archive.parts import Part, part_at
from sekisho.archive.rollup_views import FOLDER as ROLLUPS
from sekisho.archive.schema import LogSchema, at
from sekisho.archive.seals import (
    Home,
    NewPart,
    Sealed,
    files_beside,
    grown,
    listed_file,
    publish,
    put_manifest,
    put_tiles,
    read_back,
)
from sekisho.archive.store import (
    EvidenceBroken,
    Statement,
    leaves_of,
    moments_in,
    parts_in,
    schemas_of,
    statements_in,
)
from sekisho.archive.tail import Frame, frames_of, tail_files
from sekisho.archive.tiles import MAX_LEVEL, WIDTH, Tile, parse_tile_path, width_at
from sekisho.archive.vault import SECRETS, months_of

ASIDE = "aside"
AFTER_THE_MANIFEST = ("parts", "checkpoints", "tail", "secrets")


@dataclass(frozen=True, slots=True)
class Aside:
    """Bytes at the end of a tail that no whole frame explains, kept under `aside/`."""

    file: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Started:
    """A log ready to be written to."""

    sealed: Sealed
    statements: tuple[Statement, ...]
    frames: tuple[Frame, ...]
    tails: tuple[Path, ...]
    asides: tuple[Aside, ...]


def start(home: Home, keys: Sequence[VerifierKey], now: int, *, begin: bool = True) -> Started:
    """Read the log, finish what was begun, remove what was never published. `keys` are the log's own.

    Every step can be interrupted and begun again. Where there is no log one is begun, or, with `begin` False,
    FileNotFoundError is raised. Raises EvidenceBroken where the disk contradicts what was signed.
    """
    manifest = _manifest(home, keys, now, begin=begin)
    files.make_directory(home.folder / "tail", inside=home.folder)
    files.settle(home.folder)
    _finish_replacing(home, manifest)
    _cut_unfinished(home, manifest)
    schemas = schemas_of(_statements(home, manifest))
    sealed = Sealed(manifest, _edge(home, manifest, schemas))
    sealed = _rolled_forward(home, sealed, schemas, keys, now)
    _remove_strays(home, sealed.manifest)
    statements = _statements(home, sealed.manifest)
    frames, tails = _read_tail(home, sealed.manifest.size)
    sealed = _named_beside(home, sealed, schemas_of(statements), frames)
    return Started(sealed, tuple(statements), tuple(frames), tuple(tails), _asides(home))


def _finish_replacing(home: Home, manifest: Manifest) -> None:
    """Put in place what the manifest names already (`seals.replaced`); all else that is half done goes."""
    for leftover in home.folder.rglob(f"*{files.NEW}"):
        path = leftover.with_name(leftover.name.removesuffix(files.NEW))
        named = manifest.files.get(path.relative_to(home.folder).as_posix())
        if named is not None and named.size == leftover.stat().st_size and named == listed_file(leftover):
            files.rename(leftover, path)
        else:
            files.remove_quietly(leftover)


def _schema(home: Home, part: Part, schemas: Mapping[int, LogSchema]) -> LogSchema:
    """The declaration of a part, which may stand in it."""
    with parts.reading(home.folder / part.path) as opened:
        number = opened.schema_number
    known = {**schemas, **schemas_of(statements_in(home.folder / part.path))}
    if number not in known:
        raise EvidenceBroken(f"{part.path} follows declaration {number}, which is not in the log")
    return known[number]


def _statements(home: Home, manifest: Manifest) -> list[Statement]:
    return [s for part in parts_in(manifest) for s in statements_in(home.folder / part.path)]


def _manifest(home: Home, keys: Sequence[VerifierKey], now: int, *, begin: bool) -> Manifest:
    path = home.folder / "manifest"
    if path.exists():
        return open_manifest(path.read_bytes(), keys, home.origin)[0]
    if any(any((home.folder / name).glob("*")) for name in AFTER_THE_MANIFEST):
        raise EvidenceBroken(f"{home.origin} has records and no manifest")
    if not begin:
        raise FileNotFoundError(errno.ENOENT, "the log is not there", str(path))
    files.make_directory(home.folder)
    manifest = empty_manifest(home.origin, at(now))
    put_manifest(home, manifest)
    return manifest


def _cut_unfinished(home: Home, manifest: Manifest) -> None:
    try:
        checkpoint_files.cut_unfinished(home.folder, {p: each.size for p, each in manifest.files.items()})
    except MalformedCheckpoint as error:
        raise EvidenceBroken(f"the checkpoints of {home.origin} are damaged: {error}") from error


def _edge(home: Home, manifest: Manifest, schemas: Mapping[int, LogSchema]) -> Edge:
    """The right edge from partial tiles and the last records. Raises EvidenceBroken unless it gives the root."""
    edge = Edge(manifest.size, [_last_leaves(home, manifest, schemas)])
    for level in range(1, MAX_LEVEL + 1):
        if not manifest.size >> 8 * level:
            break
        index = manifest.size >> 8 * (level + 1)
        width = width_at(manifest.size, level, index)
        data = (home.folder / Tile(level, index, width).path).read_bytes() if width else b""
        if len(data) != width * DIGEST_BYTES:
            raise EvidenceBroken(f"the last tiles of {home.origin} have another length than their names say")
        edge.rows.append(np.frombuffer(data, np.uint8).reshape(-1, DIGEST_BYTES))
    if edge.root() != manifest.root:
        raise EvidenceBroken(f"the last records and tiles of {home.origin} do not give the signed root")
    return edge


def _last_leaves(home: Home, manifest: Manifest, schemas: Mapping[int, LogSchema]) -> Bytes:
    """The leaves after the last full block of 256."""
    first, found = manifest.size // WIDTH * WIDTH, []
    for part in parts_in(manifest):
        if part.end > first and first < manifest.size:
            schema = _schema(home, part, schemas)
            batch = parts.rows_between(home.folder / part.path, part, max(first, part.first), part.end)
            found.append(leaves_of(batch, schema, home.vault))
    return np.concatenate(found) if found else np.zeros((0, DIGEST_BYTES), np.uint8)


def _rolled_forward(
    home: Home, sealed: Sealed, schemas: Mapping[int, LogSchema], keys: Sequence[VerifierKey], now: int
) -> Sealed:
    """Finish a seal that was signed and not yet named in the manifest."""
    filed = checkpoint_files.latest(home.folder)
    signed = open_checkpoint(filed.note, keys, home.origin).checkpoint if filed else None
    manifest = sealed.manifest
    if signed is None or filed is None or signed.size == manifest.size:
        if (signed.root if signed else manifest.root) != manifest.root or (signed is None and manifest.size):
            raise EvidenceBroken(f"checkpoint and manifest of {home.origin} do not agree")
        return sealed
    if signed.size < manifest.size:
        raise EvidenceBroken(f"the last checkpoints of {home.origin} are missing")
    new = _unnamed_parts(home, manifest, schemas, signed.size)
    edge, tiles = grown(sealed.edge, new)
    if (edge.size, edge.root()) != (signed.size, signed.root):
        raise EvidenceBroken(f"the records of {home.origin} do not give the root that was signed last")
    put_tiles(home, edge, tiles)
    # Found is not synced: whoever wrote it may have been killed before. So it is written once more.
    data = (home.folder / checkpoint_files.FOLDER / filed.month).read_bytes()
    files.put(home.folder / checkpoint_files.FOLDER / filed.month, data)
    further = {f"{checkpoint_files.FOLDER}/{filed.month}": listed(data)}
    return publish(home, sealed, edge, new=new, further=further, now=now, tails=[])


def _unnamed_parts(
    home: Home, manifest: Manifest, schemas: Mapping[int, LogSchema], size: int
) -> list[NewPart]:
    """The parts that tile [manifest.size, size)."""
    there = sorted(
        part
        for path in (home.folder / "parts").glob("*.parquet")
        if (part := part_at(f"parts/{path.name}")) is not None
        if part.first >= manifest.size and part.path not in manifest.files
    )
    found, end, known = [], manifest.size, dict(schemas)
    while end < size:
        part = next((p for p in there if p.first == end and p.end <= size), None)
        if part is None:
            raise EvidenceBroken(f"record {end} of {home.origin} was signed and is missing")
        schema = _schema(home, part, known)
        known[schema.number] = schema
        found.append(read_back(home, part, schema))
        end = part.end
    return found


def _remove_strays(home: Home, manifest: Manifest) -> None:
    """Parts, marks and tiles that were never published, or are replaced."""
    for folder in ("parts", "marks", ROLLUPS):
        for path in (home.folder / folder).glob("*"):
            if f"{folder}/{path.name}" not in manifest.files:
                files.remove(path)
    for path in (home.folder / "tile").rglob("*"):
        if path.is_file() and not _is_tile_of(path.relative_to(home.folder).as_posix(), manifest.size):
            files.remove(path)


def _is_tile_of(name: str, size: int) -> bool:
    tile = parse_tile_path(name)
    return width_at(size, tile.level, tile.index) == tile.width


def _read_tail(home: Home, size: int) -> tuple[list[Frame], list[Path]]:
    """The frames that are not sealed, made durable once more. What no frame explains is set aside.

    A frame that is found may never have been synced: its writer was killed, or told that the sync failed.
    So every tail is written anew before anything in it counts. If we crash in here, it is done again.
    """
    frames: list[Frame] = []
    tails: list[Path] = []
    end = size
    for path in tail_files(home.folder):
        found, whole, length = frames_of(path)
        fitting = [frame for frame in found if frame.first >= size]
        if fitting and fitting[0].first != end:
            raise EvidenceBroken(f"record {end} of {home.origin} is missing before the tail {path.name}")
        if whole < length:
            _set_aside(home, path, whole)
        if not fitting:
            files.remove(path)
            continue
        files.put(path, path.read_bytes())
        end = fitting[-1].end
        frames += fitting
        tails.append(path)
    return frames, tails


def _set_aside(home: Home, path: Path, whole: int) -> None:
    """If we crash in here, the bytes are in the tail, or in both places: the next start does it again."""
    data = path.read_bytes()[whole:]
    name = f"{path.name}.{whole}.{listed(data).digest.hex()[:8]}"  # two crashes can come to the same place
    files.make_directory(home.folder / ASIDE, inside=home.folder)
    files.put(home.folder / ASIDE / name, data)
    files.cut(path, whole)


def _asides(home: Home) -> tuple[Aside, ...]:
    """Everything set aside, now or at an earlier start that may have crashed before it was said."""
    found = {f"{ASIDE}/{path.name}": listed_file(path) for path in sorted((home.folder / ASIDE).glob("*"))}
    return tuple(Aside(name, each.size, each.digest.hex()) for name, each in found.items())


def _named_beside(
    home: Home, sealed: Sealed, schemas: Mapping[int, LogSchema], frames: Sequence[Frame]
) -> Sealed:
    """Name what was put beside the records just before a crash; keys that a disposal left behind go."""
    beside = files_beside(home)
    unnamed = beside.keys() - sealed.manifest.files.keys()
    keys = {path for path in unnamed if path.startswith(f"{SECRETS}/")}
    if keys and sealed.manifest.first:
        gone = keys - keys_needed(home, sealed.manifest, schemas, frames)
        for path in gone:
            files.remove(home.folder / path)
        unnamed -= gone
    if not unnamed:
        return sealed
    named = {**sealed.manifest.files, **{path: beside[path] for path in unnamed}}
    manifest = replace(sealed.manifest, files=dict(sorted(named.items())))
    put_manifest(home, manifest)
    return Sealed(manifest, sealed.edge)


def keys_needed(
    home: Home, manifest: Manifest, schemas: Mapping[int, LogSchema], frames: Sequence[Frame]
) -> set[str]:
    """The key files of the months and fiscal years of all records that are kept; `frames` are not sealed yet."""
    latest = schemas[max(schemas)]
    moments = [(schemas.get(frame.schema, latest), frame.received_at) for frame in frames]
    for part in parts_in(manifest):
        with parts.reading(home.folder / part.path) as opened:
            schema = schemas[opened.schema_number]
            for batch in opened.read(columns=["received_at"]):
                received_at = moments_in(batch)
                begins = [begin for _month, begin, _end in months_of(schema, received_at)]
                moments += [(schema, int(received_at[begin])) for begin in begins]
    names = {
        name for schema, moment in moments for name in (schema.month(moment), schema.fiscal_year(moment))
    }
    return {f"{SECRETS}/{name}" for name in names}
