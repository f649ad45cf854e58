"""Where records differ from what was signed: by the marks to the record, by the tiles to 256, by checkpoints beyond.

A root that fits proves every record below its size. So what disagrees with records below that is a fault of the
mark or the tile; what disagrees with records above is most likely theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sekisho.archive.bulk import DIGEST_BYTES, Bytes, roots_of_256
from sekisho.archive.findings import Finding, finding
from sekisho.archive.manifest import Manifest
from sekisho.archive.marks import BLOCK_BYTES, differing, merged
from sekisho.archive.parts import Part
from sekisho.archive.tiles import MAX_LEVEL, Tile, tiles_for_size
from sekisho.archive.verify_files import Claim
from sekisho.archive.verify_folder import Inventory
from sekisho.archive.verify_tree import BLOCK, Flags, Tree
from sekisho.archive.verify_units import Looked

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stored:
    """The hashes of one level as its tiles have them; `there` says which could be read."""

    hashes: Bytes
    there: Flags


def stored_level(there: Inventory, size: int, level: int) -> Stored:
    """The level of a tree of `size` leaves, from its tiles."""
    count = size >> 8 * level
    stored = Stored(np.zeros((count, DIGEST_BYTES), np.uint8), np.zeros(count, bool))
    for tile in tiles_for_size(size, level):
        row = _tile(there, tile)
        if row is not None:
            begin = tile.index * BLOCK
            stored.hashes[begin : begin + tile.width] = row
            stored.there[begin : begin + tile.width] = True
    return stored


def plausible_size(there: Inventory, manifest: Manifest, end: int) -> int:
    """The size of the tree that can be there: a manifest that nobody signed may name any."""
    tiles = sum(name.startswith("tile/1/") for name in there.files)
    return min(manifest.size, max(end, (tiles + 1) * BLOCK * BLOCK))


def sound_until(tree: Tree, claims: Iterable[Claim]) -> int:
    """The largest signed size whose root is that of the tree."""
    fitting = (each.size for each in claims if each.signed and each.fits(tree.root_at(each.size)))
    return max(fitting, default=0)


def check_marks(
    there: Inventory,
    log: str,
    looked_at: Mapping[Part, Sequence[Looked]],
    *,
    signed: bool,
    listed: set[str],
    named: Collection[str],
    sound: int,
) -> tuple[list[Range], list[Finding]]:
    """Which records differ from their marks.

    Marks are believed that are as the manifest lists them (`listed`), and all where the manifest itself is not
    (`signed` False): better a hint than none. `named` is all that it lists. Gives the ranges that differ, and the
    findings.
    """
    changed: list[Range] = []
    found: list[Finding] = []
    for part, looked in looked_at.items():
        name = part.marks_path
        believed = name in listed or not signed
        try:
            kept = there.read(name, at_most=(part.end // BLOCK - part.first // BLOCK + 1) * BLOCK_BYTES)
        except OSError:
            if name not in there.files and name not in named:
                found.append(finding("missing_file", log, name))
            continue  # named already, as missing or as different
        for first, end, given in _runs(part, looked):
            begin = (first // BLOCK - part.first // BLOCK) * BLOCK_BYTES
            try:
                ranges = list(differing(first, kept[begin : begin + len(given)], given))
            except ValueError:
                found.append(finding("marks", log, name, at=first, until=end))
                continue
            inside = [(max(a, first), min(b, end)) for a, b in ranges]
            for range_ in _joined((a, b) if a < b else (first, end) for a, b in inside):
                place = {"at": range_[0], "until": range_[1]}
                if range_[1] <= sound or not believed:
                    found.append(finding("marks", log, name, **place))
                else:
                    changed.append(range_)
                    found.append(finding("records_differ", log, part.path, **place))
    return changed, found


def check_tiles(
    there: Inventory,
    log: str,
    tree: Tree,
    *,
    claims: Sequence[Claim],
    parts: Sequence[Part],
    changed: Sequence[Range],
    first: int,
    sound: int,
) -> Iterator[Finding]:
    """Tiles that are missing or do not fit, and records that only a tile tells to have changed.

    `changed` is what the marks told; below `first` there are only tiles to go by.
    """
    yield from _misshapen(there, log, tree.size)
    row, known, lower = tree.blocks, tree.known, None
    vouched = np.zeros(0, bool)
    for level in range(1, MAX_LEVEL + 1):
        if not len(row):
            break
        stored = stored_level(there, tree.size, level)
        odd = known & stored.there & (row != stored.hashes).any(axis=1)
        below = (np.arange(len(row), dtype=np.int64) + 1) * BLOCK**level <= sound
        if lower is None:
            odd &= below | ~_blocks_of(changed, len(row))
            by_tile = odd & ~below & _confirmed(tree, stored, claims, odd & ~below)
            yield from _changed_records(log, parts, _ranges_of(by_tile))
            faulty = odd & ~by_tile
        else:
            follows = _follows(lower, stored)
            faulty = odd & (below | ~follows)
            if not len(vouched):
                vouched = follows
        yield from _faulty_tiles(log, tree.size, level, faulty)
        lower = stored
        full = len(row) // BLOCK
        row = roots_of_256(row[: full * BLOCK])
        known = np.asarray(known[: full * BLOCK].reshape(-1, BLOCK).all(axis=1))
    if first and not sound:
        yield from _unconfirmed(log, tree.size, first, vouched)


def _misshapen(there: Inventory, log: str, size: int) -> Iterator[Finding]:
    """Tiles that are missing, cannot be read, or are too long or too short."""
    for level in range(1, MAX_LEVEL + 1):
        for tile in tiles_for_size(size, level):
            if tile.path not in there.files:
                yield finding("missing_file", log, tile.path)
            elif _tile(there, tile) is None:
                yield finding("tile", log, tile.path)


def _tile(there: Inventory, tile: Tile) -> Bytes | None:
    """The hashes of a tile; None where they cannot be read, or are too many or too few."""
    try:
        data = there.read(tile.path, at_most=tile.width * DIGEST_BYTES)
    except OSError:
        return None
    if len(data) != tile.width * DIGEST_BYTES:
        return None
    return np.frombuffer(data, np.uint8).reshape(-1, DIGEST_BYTES)


def _confirmed(tree: Tree, stored: Stored, claims: Sequence[Claim], asked: Flags) -> Flags:
    """Which blocks the tiles have as they were signed: the tree with the tiles' blocks gives a signed root."""
    if not asked.any():
        return asked
    sound = sound_until(tree.with_blocks(stored.hashes, stored.there), claims)
    return (np.arange(len(asked)) + 1) * BLOCK <= sound


def _follows(lower: Stored, stored: Stored) -> Flags:
    """Which hashes of a level are those of the tiles below them."""
    full = len(stored.hashes) * BLOCK
    derived = roots_of_256(lower.hashes[:full])
    whole = lower.there[:full].reshape(-1, BLOCK).all(axis=1)
    return np.asarray(whole & stored.there & (derived == stored.hashes).all(axis=1))


def _unconfirmed(log: str, size: int, first: int, vouched: Flags) -> Iterator[Finding]:
    """Where no root fits: the tiles over records that were disposed of and that no tile above vouches for."""
    for tile in tiles_for_size(size, 1):
        if tile.index * BLOCK * BLOCK < first and not (tile.index < len(vouched) and vouched[tile.index]):
            yield finding("tile", log, tile.path, at=tile.index * BLOCK * BLOCK, until=first)


def _faulty_tiles(log: str, size: int, level: int, faulty: Flags) -> Iterator[Finding]:
    span = BLOCK**level
    for begin, end in _ranges_of(faulty):
        for index in range(begin // BLOCK, -(-end // BLOCK)):
            a, b = max(begin, index * BLOCK), min(end, (index + 1) * BLOCK)
            tile = Tile(level, index, min(BLOCK, (size >> 8 * level) - index * BLOCK))
            yield finding("tile", log, tile.path, at=a * span, until=b * span)


def _changed_records(log: str, parts: Sequence[Part], blocks: Iterable[Range]) -> Iterator[Finding]:
    for begin, end in blocks:
        for part in parts:
            a, b = max(begin * BLOCK, part.first), min(end * BLOCK, part.end)
            if a < b:
                yield finding("records_differ", log, part.path, at=a, until=b)


def _blocks_of(ranges: Iterable[Range], count: int) -> Flags:
    """Which of `count` blocks these ranges of positions touch."""
    found = np.zeros(count, bool)
    for begin, end in ranges:
        found[begin // BLOCK : -(-end // BLOCK)] = True
    return found


def _ranges_of(flags: Flags) -> list[Range]:
    """Runs of what is set."""
    steps = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in steps.reshape(-1, 2)]


def _runs(part: Part, looked: Sequence[Looked]) -> Iterator[tuple[int, int, bytes]]:
    """Ranges of whole blocks of a part that were recomputed, with their marks."""
    run: list[Looked] = []
    for each in [*sorted(looked, key=lambda one: one.unit.first), None]:
        follows = each is not None and each.is_hashed and (not run or run[-1].unit.end == each.unit.first)
        if run and not follows:
            yield from _whole_blocks(part, run)
            run = []
        if each is not None and each.is_hashed:
            run.append(each)


def _whole_blocks(part: Part, run: Sequence[Looked]) -> Iterator[tuple[int, int, bytes]]:
    """Without the blocks of which another run has a share; the ends of the part are ends of its marks."""
    first, end = run[0].unit.first, run[-1].unit.end
    begin = first // BLOCK if first == part.first else -(-first // BLOCK)
    stop = -(-end // BLOCK) if end == part.end else end // BLOCK
    if begin < stop:
        marks = merged([(one.unit.first, one.marks) for one in run])
        skipped = (begin - first // BLOCK) * BLOCK_BYTES
        kept = marks[skipped : skipped + (stop - begin) * BLOCK_BYTES]
        yield max(begin * BLOCK, part.first), min(stop * BLOCK, part.end), kept


def _joined(ranges: Iterable[Range]) -> list[Range]:
    """Neighbouring blocks as one range; a single record stays by itself."""
    found: list[Range] = []
    for begin, end in ranges:
        if found and found[-1][1] == begin and end - begin > 1 and found[-1][1] - found[-1][0] > 1:
            found[-1] = (found[-1][0], end)
        else:
            found.append((begin, end))
    return found
