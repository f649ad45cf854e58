"""Rolling: small parts become one a month, then one a fiscal year. The tree, and every proof, stays as it is.

If we crash while a larger part is written, no manifest names it and the next start removes it. The new
manifest replaces the small parts by the large one in one step; after it, the small ones are strays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

import numpy as np
import numpy.typing as npt

from sekisho.archive import checkpoint_files, files, parts
from sekisho.archive.bulk import roots_of_256
from sekisho.archive.checkpoints import parse_checkpoint
from sekisho.archive.columns import has_finer
from sekisho.archive.manifest import Listed, Manifest, listed
from sekisho.archive.marks import merged
from sekisho.archive.notes import parse_note
from sekisho.archive.parts import Batches, Part
from sekisho.archive.rollups import grains_of, rollup_path, rollup_paths
from sekisho.archive.schema import ColumnType, LogSchema
from sekisho.archive.seals import (
    Home,
    NewPart,
    Sealed,
    listed_file,
    put_manifest,
    put_rollups,
    read_back,
    replaced,
)
from sekisho.archive.store import EvidenceBroken, moments_in, parts_in
from sekisho.archive.verify_tree import blocks_in_tiles

FAN_IN = 16  # small parts of the running month are put together by so many, so that each record moves seldom
BLOCK = 256


@dataclass(frozen=True, slots=True)
class Piece:
    """A part, its declaration, and the local month and fiscal year in which it begins."""

    part: Part
    schema: int
    month: str
    year: str

    @property
    def tier(self) -> int:
        """Parts of one tier are of about one size."""
        return max(0, (self.part.end - self.part.first).bit_length() - 10) // 4


def plan(pieces: Sequence[Piece], *, month: str, year: str) -> list[list[Part]]:
    """Which neighbouring parts to put together, in the running `month` and fiscal `year`."""

    def kind(piece: Piece) -> tuple[int, str, int]:
        if piece.year < year:
            return piece.schema, piece.year, -1
        if piece.month < month:
            return piece.schema, piece.month, -1
        return piece.schema, piece.month, piece.tier

    found = []
    for (_schema, _period, tier), run in groupby(pieces, key=kind):
        together = [piece.part for piece in run]
        if len(together) >= (2 if tier < 0 else FAN_IN):
            found.append(together)
    return found


def roll(home: Home, sealed: Sealed, schemas: Mapping[int, LogSchema], now: int) -> Sealed:
    """Put together what `plan` says, one after another; each is complete in itself.

    Raises EvidenceBroken where a part does not give back what the tree says: then it stays as it is.
    """
    if not schemas:
        return sealed
    current = schemas[max(schemas)]
    pieces = [_piece(home, part, schemas) for part in parts_in(sealed.manifest)]
    for together in plan(pieces, month=current.month(now), year=current.fiscal_year(now)):
        sealed = _put_together(home, sealed, together, schemas)
    sealed = _with_rollups(home, sealed, schemas)
    return _thin_checkpoints(home, sealed, current, now)


def require_as_sealed(home: Home, manifest: Manifest, new: NewPart, marks: bytes) -> None:
    """Whether a part written anew holds what the tree and the marks say. Raises EvidenceBroken."""
    if (home.folder / new.part.marks_path).read_bytes() != marks:
        raise EvidenceBroken(f"{new.part.path} does not give the leaves that were sealed")
    begin, end = -(-new.part.first // BLOCK), new.part.end // BLOCK
    offset = begin * BLOCK - new.part.first
    blocks = roots_of_256(new.leaves[offset : offset + max(0, end - begin) * BLOCK])
    kept = blocks_in_tiles(home.folder, manifest.size, begin, end)
    if not np.array_equal(blocks, kept):
        raise EvidenceBroken(f"{new.part.path} does not give the tiles that were sealed")


def _piece(home: Home, part: Part, schemas: Mapping[int, LogSchema]) -> Piece:
    with parts.reading(home.folder / part.path) as opened:
        number = opened.schema_number
        moments = next(iter(opened.read(columns=["received_at"], row_groups=[0])))
    moment = int(moments_in(moments)[0])
    return Piece(part, number, schemas[number].month(moment), schemas[number].fiscal_year(moment))


def _put_together(
    home: Home, sealed: Sealed, together: Sequence[Part], schemas: Mapping[int, LogSchema]
) -> Sealed:
    part = Part(together[0].first, together[-1].end)
    number, batches = _batches(home, together)
    coarse = _in_milliseconds(home, together, schemas[number])
    with parts.writing(
        home.folder / part.path, schemas[number], batches=batches, milliseconds=coarse
    ) as writer:
        for small in together:
            with parts.reading(home.folder / small.path) as opened:
                for batch in opened.read():
                    writer.add(batch)
    new = read_back(home, part, schemas[number])
    marks = merged([(p.first, (home.folder / p.marks_path).read_bytes()) for p in together])
    require_as_sealed(home, sealed.manifest, new, marks)
    gone = {path for small in together for path in (small.path, small.marks_path, *rollup_paths(small))}
    return renamed(home, sealed, new.listed, gone)


def _with_rollups(home: Home, sealed: Sealed, schemas: Mapping[int, LogSchema]) -> Sealed:
    """Make the roll-ups that a part should have and that are not there, as in an archive from before there were any."""
    new: dict[str, Listed] = {}
    for part in parts_in(sealed.manifest):
        with parts.reading(home.folder / part.path) as opened:
            schema = schemas[opened.schema_number]
        wanted = {rollup_path(part, grain) for grain in grains_of(part, schema)}
        if any(path not in sealed.manifest.files or not (home.folder / path).is_file() for path in wanted):
            new |= put_rollups(home, part, schema)
    return renamed(home, sealed, new, set()) if new else sealed


def renamed(
    home: Home, sealed: Sealed, new: Mapping[str, Listed], gone: set[str], *, first: int | None = None
) -> Sealed:
    """Let the manifest name `new` and no longer `gone`, then remove those."""
    kept = {path: each for path, each in sealed.manifest.files.items() if path not in gone}
    manifest = replace(
        sealed.manifest,
        files=dict(sorted({**kept, **new}.items())),
        first=sealed.manifest.first if first is None else first,
    )
    put_manifest(home, manifest)
    for path in gone - set(new):
        files.remove(home.folder / path)
    return Sealed(manifest, sealed.edge)


def _batches(home: Home, together: Sequence[Part]) -> tuple[int, Batches]:
    """Number of the declaration, and the names of appends; those of months ago are forgotten by the reader."""
    found: dict[str, list[Sequence[int]]] = {}
    number = 0
    for part in together:
        with parts.reading(home.folder / part.path) as opened:
            number = opened.schema_number
            for name, ranges in opened.batches.items():
                found.setdefault(name, []).extend(ranges)
    return number, found


def _in_milliseconds(home: Home, together: Sequence[Part], schema: LogSchema) -> set[str]:
    """The moment columns of these parts in which every moment is a whole millisecond."""
    left = {column.name for column in schema.stored if column.type is ColumnType.MOMENT}
    for part in together:
        with parts.reading(home.folder / part.path) as opened:
            unsure = sorted(left - opened.milliseconds)
            for batch in opened.read(columns=unsure) if unsure else ():
                left -= {name for name in unsure if has_finer(batch.column(name))}
    return left


def _thin_checkpoints(home: Home, sealed: Sealed, schema: LogSchema, now: int) -> Sealed:
    """Of the checkpoints of days in months that are over, the last of each local day stays (spec 7).

    Those under which nothing is left but what was disposed of stay as they are: their day is no longer known. So
    does a file that is not as it was signed for: to write it anew would cover that up.
    """
    running = schema.month(now)
    there = {}
    for month in checkpoint_files.months_in(home.folder):
        path = f"{checkpoint_files.FOLDER}/{month}"
        notes, rest = checkpoint_files.notes_of(home.folder, month)
        if not rest and listed_file(home.folder / path) == sealed.manifest.files.get(path):
            sizes = [parse_checkpoint(parse_note(filed.note).text).size for filed in notes]
            there[path] = notes, sizes
    wanted = np.unique(np.array([size for _notes, sizes in there.values() for size in sizes], np.int64))
    moments = _moments_before(home, sealed.manifest, wanted)
    for path, (notes, sizes) in there.items():
        days = [_day_over(schema, running, size, moments.get(size)) for size in sizes]
        data = checkpoint_files.thinned(notes, days)
        if listed(data) != sealed.manifest.files[path]:
            sealed = replaced(home, sealed, path, data)
    return sealed


def _day_over(schema: LogSchema, running: str, size: int, moment: int | None) -> date | int:
    """The local day of a checkpoint if its month is over, else what no other checkpoint has."""
    return size if moment is None or schema.month(moment) >= running else schema.local_day(moment)


def _moments_before(home: Home, manifest: Manifest, sizes: npt.NDArray[np.int64]) -> dict[int, int]:
    """When the last record under each of these sizes came in, as far as it is kept; sizes ascend."""
    found: dict[int, int] = {}
    for part in parts_in(manifest):
        inside = sizes[(part.first < sizes) & (sizes <= part.end)]
        if len(inside):
            with parts.reading(home.folder / part.path) as opened:
                moments = np.concatenate([moments_in(b) for b in opened.read(columns=["received_at"])])
            found |= dict(zip(inside.tolist(), moments[inside - part.first - 1].tolist(), strict=True))
    return found
