"""What two persons decided and stated in the log is carried out, once their word is under a checkpoint (spec 12).

Disposal:

1. A part that holds records of both sides is written anew; then the manifest names what is left.
2. Parts and marks are removed. If we crash here, the next start removes them.
3. The keys of months and fiscal years of which no record is left go from the manifest, then from the disk. If we
   crash here, the next start removes them.

Shredding: the file of the month or year is replaced by one without the key (see `seals.replaced`).

Each step can be interrupted and is done by the next call. A hold stated meanwhile comes first: what it covers
stays until it is released. A start does none of this: it has to take in records even where a part that is to be cut is
damaged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sekisho.archive import parts
from sekisho.archive.manifest import Listed, Manifest
from sekisho.archive.marks import BLOCK_BYTES
from sekisho.archive.month_keys import (
    BadSecrets,
    MonthKeys,
    YearKeys,
    format_month_keys,
    format_year_keys,
    parse_month_keys,
    parse_year_keys,
    shred,
)
from sekisho.archive.parts import Part
from sekisho.archive.recovery import keys_needed
from sekisho.archive.retention import Hold, disposed_first, holds_in
from sekisho.archive.rolls import renamed, require_as_sealed
from sekisho.archive.rollups import rollup_paths
from sekisho.archive.schema import LogSchema
from sekisho.archive.seals import Home, Sealed, read_back, replaced
from sekisho.archive.store import Statement, moments_in, parts_in
from sekisho.archive.tail import Frame, frames_of, tail_files
from sekisho.archive.vault import SECRETS, months_of

BLOCK = 256
Run = tuple[int, int]


@dataclass(slots=True)
class Due:
    """What is to be done while nothing is appended: keys to shred, and keys of which no record is left."""

    shreds: bool = False
    keys: bool = False

    def look(
        self, home: Home, sealed: Sealed, schemas: Mapping[int, LogSchema], statements: Sequence[Statement]
    ) -> None:
        """Find out."""
        self.shreds = bool(_shreds_to_do(home, statements))
        self.keys = bool(_keys_left_behind(home, sealed, schemas))


def prune(
    home: Home, sealed: Sealed, schemas: Mapping[int, LogSchema], statements: Sequence[Statement]
) -> Sealed:
    """Let go of the records whose disposal is decided. Raises EvidenceBroken where what stays is damaged."""
    end = decided_end(sealed.manifest, statements)
    if end <= sealed.manifest.first:
        return sealed
    gone: set[str] = set()
    new: dict[str, Listed] = {}
    for part in parts_in(sealed.manifest):
        if part.first >= end:
            break
        gone |= {part.path, part.marks_path, *rollup_paths(part)}
        if part.end > end:
            new |= _rest_of(home, sealed.manifest, part, end, schemas)
    return renamed(home, sealed, new, gone, first=end)


def decided_end(manifest: Manifest, statements: Sequence[Statement]) -> int:
    """Up to where records may go: decided, under a checkpoint, and not held by now."""
    decided = disposed_first(each for each in statements if each.position < manifest.size)
    end = min(decided, manifest.size) // BLOCK * BLOCK
    for hold in holds_in(statements):
        if hold.covers(manifest.first, end):
            end = max(manifest.first, hold.first // BLOCK * BLOCK)
    return end


def forget_keys(home: Home, sealed: Sealed, schemas: Mapping[int, LogSchema]) -> Sealed:
    """Let go of the keys of months and years of which no record is left. Nothing may be appended meanwhile."""
    gone = _keys_left_behind(home, sealed, schemas)
    if not gone:
        return sealed
    home.vault.forget()
    return renamed(home, sealed, {}, gone)


def shred_decided(
    home: Home, sealed: Sealed, schemas: Mapping[int, LogSchema], statements: Sequence[Statement]
) -> Sealed:
    """Destroy the keys whose shredding is decided. Nothing may be appended meanwhile.

    A word to shred is about the records before it: where a clock that was set back has put later ones into the same
    month, its key stays.
    """
    holds = holds_in(statements)
    for each in _shreds_to_do(home, statements):
        name = str(each.said["key"])
        runs = list(runs_of(home, sealed.manifest, schemas, name))
        later = any(end > each.position for _first, end in runs)
        if each.position < sealed.manifest.size and not later and not _held(holds, runs):
            data = _shredded(keys_in(home.folder / SECRETS / name), date.fromisoformat(str(each.said["on"])))
            sealed = replaced(home, sealed, f"{SECRETS}/{name}", data)
            home.vault.forget()
    return sealed


def runs_of(home: Home, manifest: Manifest, schemas: Mapping[int, LogSchema], name: str) -> Iterator[Run]:
    """The runs [first, end) of kept records, sealed or not, that came in in that month (`2026-11`) or year (`fy2026`)."""
    for part in parts_in(manifest):
        position = part.first
        with parts.reading(home.folder / part.path) as opened:
            schema = schemas[opened.schema_number]
            for batch in opened.read(columns=["received_at"]):
                moments = moments_in(batch)
                for month, begin, end in months_of(schema, moments):
                    if name in (month, schema.fiscal_year(int(moments[begin]))):
                        yield position + begin, position + end
                position += batch.num_rows
    for frame in _frames(home, manifest):
        schema = schemas[frame.schema if frame.schema in schemas else max(schemas)]
        if name in (schema.month(frame.received_at), schema.fiscal_year(frame.received_at)):
            yield frame.first, frame.end


def keys_in(path: Path) -> MonthKeys | YearKeys:
    """The keys of a month or a fiscal year. Raises BadSecrets, FileNotFoundError."""
    data = path.read_bytes()
    return parse_year_keys(data) if path.name.startswith("fy") else parse_month_keys(data)


def _shredded(keys: MonthKeys | YearKeys, on: date) -> bytes:
    """Their file without the key that opens."""
    if isinstance(keys, MonthKeys):
        return format_month_keys(shred(keys, on))
    return format_year_keys(shred(keys, on))


def _keys_left_behind(home: Home, sealed: Sealed, schemas: Mapping[int, LogSchema]) -> set[str]:
    """The key files of months and years of which no record is left."""
    if not sealed.manifest.first:
        return set()
    named = {path for path in sealed.manifest.files if path.startswith(f"{SECRETS}/")}
    return named - keys_needed(home, sealed.manifest, schemas, _frames(home, sealed.manifest))


def _shreds_to_do(home: Home, statements: Sequence[Statement]) -> list[Statement]:
    """The decided shreddings of keys that are still there."""
    decided = [each for each in statements if each.what == "shred"]
    return [each for each in decided if _is_open(home, str(each.said.get("key")))]


def _is_open(home: Home, name: str) -> bool:
    """Whether there is such a key, and it can open something."""
    if name not in {path.name for path in (home.folder / SECRETS).glob("*")}:
        return False
    try:
        return keys_in(home.folder / SECRETS / name).sealed_key is not None
    except BadSecrets:
        return False  # a verifier names it


def _held(holds: Sequence[Hold], runs: Sequence[Run]) -> bool:
    return any(hold.covers(first, end) for hold in holds for first, end in runs)


def _frames(home: Home, manifest: Manifest) -> list[Frame]:
    """What is in the tail and not sealed."""
    found = (frame for path in tail_files(home.folder) for frame in frames_of(path)[0])
    return [frame for frame in found if frame.first >= manifest.size]


def _rest_of(
    home: Home, manifest: Manifest, part: Part, end: int, schemas: Mapping[int, LogSchema]
) -> Mapping[str, Listed]:
    """Write the records of a part from `end` on, where a block begins, as a part of their own.

    It keeps the names of their appends: who was not told may still try again.
    """
    rest = Part(end, part.end)
    with parts.reading(home.folder / part.path) as opened:
        schema = schemas[opened.schema_number]
        kept = {
            name: left
            for name, ranges in opened.batches.items()
            if (left := [each for each in ranges if sum(each) > end])
        }
        with parts.writing(
            home.folder / rest.path, schema, batches=kept, milliseconds=opened.milliseconds
        ) as writer:
            position = part.first
            for batch in opened.read():
                writer.add(batch.slice(max(0, end - position)))
                position += batch.num_rows
    new = read_back(home, rest, schema)
    marks = (home.folder / part.marks_path).read_bytes()[(end // BLOCK - part.first // BLOCK) * BLOCK_BYTES :]
    require_as_sealed(home, manifest, new, marks)
    return new.listed
