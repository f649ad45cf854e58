"""One bit of one byte of an archive is flipped: the verifier finds it and says where. Untouched, it finds nothing.

The byte is drawn from all bytes of all files, so that most fall on records; how many fell on each kind of file, and how
closely each was located, is counted. The lock is empty and has no bit.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from multiprocessing import parent_process
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sekisho.archive import parts
from sekisho.archive.archive import Archive
from sekisho.archive.checkpoints import open_checkpoint
from sekisho.archive.findings import Finding
from sekisho.archive.line_shapes import Misshapen
from sekisho.archive.parts import part_at
from sekisho.archive.reading import HANDOVERS
from sekisho.archive.verify import Options
from sekisho.archive.verify_archive import Report
from tests.campaigns.archives import FULL, SMALL, Town, make
from tests.campaigns.frame import Campaign, CampaignFailure, Counts

CLEAN_EVERY = 101  # 10,100 cases are 10,000 flips and 100 runs over what nobody touched


@dataclass(frozen=True, slots=True)
class Files:
    """The archive of a worker, and where each of its files ends if they stand one after another."""

    town: Town
    untouched: Path
    names: tuple[str, ...]
    ends: tuple[int, ...]


def prepare(folder: Path) -> Files:
    """Make the archive."""
    return _files(make(folder, FULL))


def prepare_small(folder: Path) -> Files:
    """A smaller one, for the test suite."""
    return _files(make(folder, SMALL))


def at_worker(prepared: Files) -> Files:
    """A copy of its own, for what one worker flips the others must not see.

    In a process of its own, a note that was verified is not verified once more: all but one are the same each time,
    and that is a quarter of the time.
    """
    if parent_process() is not None:
        patch("sekisho.archive.verify_files.open_checkpoint", lru_cache(65_536)(open_checkpoint)).start()
    own = Path(tempfile.mkdtemp(prefix="bit-flips-", dir=prepared.town.archive.parent)) / "archive"
    shutil.copytree(prepared.town.archive, own)
    return replace(prepared, town=replace(prepared.town, archive=own))


def run(case: int, rng: random.Random, context: Files) -> Counts:
    """Flip one bit, verify, and turn it back; or verify without a flip."""
    if case % CLEAN_EVERY == CLEAN_EVERY - 1:
        report = verified(context.town)
        if not report.whole or report.faults:
            raise CampaignFailure(f"A false alarm: {said(report)}", {"clean runs": 1, "false alarms": 1})
        return {"clean runs": 1}
    name, offset, bit = drawn(rng, context)
    with flipped(context.town.archive / name, offset, bit):
        report = verified(context.town)
        accused = [each for each in report.faults if each.what == "records_differ"]
        changed = changed_records(context, name) if accused else None
    counts = Counter({"flips": 1, f"in {kind_of(name)}": 1})
    place = f"bit {bit} of byte {offset} of {name}"
    if report.whole or not report.faults:
        raise CampaignFailure(f"Not found: {place}", counts)
    closest = located(name, report)
    if closest is None:
        raise CampaignFailure(f"Found and not located: {place}. {said(report)}", counts)
    if wrongly := [each for each in accused if accuses(each, name, changed)]:
        named = ", ".join(each.where for each in wrongly)
        raise CampaignFailure(f"Records are said to differ that do not: {place}. {named}", counts)
    return counts + Counter({"found": 1, f"located to {closest}": 1})


def drawn(rng: random.Random, context: Files) -> tuple[str, int, int]:
    """A file, a byte of it and a bit; each bit of the archive has the same chance."""
    number, bit = divmod(rng.randrange(context.ends[-1] * 8), 8)
    place = bisect_right(context.ends, number)
    return context.names[place], number - (context.ends[place - 1] if place else 0), bit


@contextmanager
def flipped(path: Path, offset: int, bit: int) -> Iterator[None]:
    """The file with one bit changed, as long as the block lasts."""
    path.chmod(0o600)
    data = path.read_bytes()
    changed = bytearray(data)
    changed[offset] ^= 1 << bit
    path.write_bytes(changed)
    try:
        yield
    finally:
        path.write_bytes(data)


def verified(town: Town) -> Report:
    """What the verifier says, in this process."""
    return Archive(town.archive).verify(town.keys, Options(jobs=1))


def located(name: str, report: Report) -> str | None:
    """How closely a fault names what is in that file: a record, records, a file; None where none does."""
    own = [each for each in report.faults if _is_in(each, name)]
    if not own:
        return None
    widths = [each.end - each.first for each in own if each.first is not None and each.end is not None]
    if kind_of(name) != "parts" or not widths:
        return "the file"
    return "the record" if min(widths) == 1 else "records"


def changed_records(context: Files, name: str) -> set[int] | None:
    """Which records of a part differ from what they were; none of another file. None where it cannot be read."""
    if kind_of(name) != "parts":
        return set()
    try:
        before, after = untouched(context.untouched / name), records_in(context.town.archive / name)
        after = after.cast(before.schema)
    except (pa.ArrowException, parts.UnreadablePart, Misshapen, OSError, ValueError):
        return None
    if before.num_rows != after.num_rows:
        return None
    same = np.ones(before.num_rows, bool)
    for old, new in zip(before.columns, after.columns, strict=True):
        absent = pc.and_(old.is_null(), new.is_null())
        same &= np.asarray(pc.or_(absent, pc.fill_null(pc.equal(old, new), pa.scalar(False))))
    return set((np.flatnonzero(~same) + before.column("position")[0].as_py()).tolist())


@lru_cache(64)
def untouched(path: Path) -> pa.Table:
    """The records of a part that nobody touches, read once."""
    return records_in(path)


def records_in(path: Path) -> pa.Table:
    """The records of a part, whatever its checksums say. Raises what reading raises."""
    with pq.ParquetFile(path) as file:
        return pa.Table.from_batches(parts.OpenPart(file, 0, {}, parts.shapes_of(file)).read())


def accuses(fault: Finding, name: str, changed: set[int] | None) -> bool:
    """Whether it says of records that they differ, and none of them does."""
    if changed is None or fault.first is None or fault.end is None:
        return False
    return not _is_in(fault, name) or changed.isdisjoint(range(fault.first, fault.end))


def kind_of(name: str) -> str:
    """What sort of file it is: the folder in which it stands, or its own name."""
    first, *rest = name.split("/")
    return first if first == HANDOVERS else rest[0]


def said(report: Report) -> str:
    """The faults in short."""
    return "; ".join(f"{each.what} {each.where}" for each in report.faults[:8]) or "no fault"


def _is_in(fault: Finding, name: str) -> bool:
    """Whether a fault names the file, or records that are in it."""
    file = f"{fault.log}/{fault.file}" if fault.log else fault.file
    if fault.file:
        return file == name
    part = part_at(name.removeprefix(f"{fault.log}/"))
    if part is None or fault.first is None or fault.end is None:
        return False
    return part.first <= fault.first and fault.end <= part.end


def _files(town: Town) -> Files:
    paths = sorted(path for path in town.archive.rglob("*") if path.is_file() and path.stat().st_size)
    names = tuple(path.relative_to(town.archive).as_posix() for path in paths)
    return Files(town, town.archive, names, tuple(accumulate(path.stat().st_size for path in paths)))


BIT_FLIPS: Campaign[Files] = Campaign(
    name="bit-flips",
    sentence="Each flipped bit of an archive of 50,000 records is found and located; without one there is no alarm.",
    cases=10_100,
    sample=6,
    prepare=prepare,
    prepare_small=prepare_small,
    run=run,
    at_worker=at_worker,
)
