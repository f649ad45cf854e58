"""What can stand on a disk after the power went out in the middle of a recorded run.

The disk has no journal. Of a file, what was written before the last sync is certain; of a directory, the names
as of its own last sync. Of the rest anything may be there: writes whole, torn at any byte or by sectors of 512
bytes, a file lengthened without its data (zeros), names old or new in any order. A rename within a directory is
atomic. One across directories is too while neither is synced; after a sync of the old directory alone the file
may have no name at all, after one of the new directory alone it may have both.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from tests.disks.disk import Disk, File, Pending, change_content, high, low, names_of
from tests.disks.trace import NameChange, Names, Sync, Trace, Truncate, Write

SECTOR = 512
MEMORY = Path("/dev/shm")


class Fate(Enum):
    """What becomes of that which is not certain."""

    LOST = "lost"
    KEPT = "kept"
    MIXED = "mixed"


FATES = (
    (Fate.LOST, Fate.LOST),
    (Fate.MIXED, Fate.MIXED),
    (Fate.KEPT, Fate.KEPT),
    (Fate.MIXED, Fate.MIXED),
    (Fate.LOST, Fate.KEPT),
    (Fate.MIXED, Fate.KEPT),
    (Fate.KEPT, Fate.LOST),
    (Fate.MIXED, Fate.MIXED),
)  # of data, of names; the first two that come to mind are those that a real disk shows most often


class State(NamedTuple):
    """The disk after the first `after` operations. The folder's name tells how; it goes with the next state."""

    after: int
    acknowledged: tuple[str, ...]
    folder: Path


def states(trace: Trace, rng: random.Random, count: int) -> Iterator[State]:
    """`count` possible states, by the moment of the cut.

    Cuts fall just before and after every sync and change of names (a choice of them if these are more than
    `count`), the others anywhere. Fates come in turn, so that the extremes are among them from `count` 8 on.
    """
    disk, done = Disk.before(trace), 0
    with tempfile.TemporaryDirectory(prefix="power-cut-", dir=_memory()) as base:
        for number, (after, data, names) in enumerate(_cuts(trace, rng, count)):
            while done < after:
                disk.apply(done, trace.operations[done])
                done += 1
            folder = Path(base) / f"{number}-after-{after}-data-{data.value}-names-{names.value}"
            write_out(survivors(disk, rng, data=data, names=names), folder)
            yield State(after, trace.acknowledged(after), folder)
            shutil.rmtree(folder, ignore_errors=True)  # the test may have moved it away


def survivors(disk: Disk, rng: random.Random, *, data: Fate, names: Fate) -> Mapping[str, bytes | None]:
    """One state of the disk after the power went out now: the paths, a directory before what is in it."""
    contents: dict[int, bytes] = {}

    def content(file: File) -> bytes:
        if id(file) not in contents:  # a file with two names has the same bytes under both
            contents[id(file)] = _content(file, rng, data)
        return contents[id(file)]

    kept = _kept_names(disk, rng, names)
    return disk.tree(lambda directory: names_of(directory, kept), content)


def write_out(tree: Mapping[str, bytes | None], folder: Path) -> None:
    """Make the folder with these files in it."""
    top = os.fspath(folder)
    os.mkdir(top)  # noqa: PTH102 -- a campaign writes tens of thousands of these; Path costs half as much again
    for path, data in tree.items():
        if data is None:
            os.mkdir(f"{top}/{path}")  # noqa: PTH102 -- as above
            continue
        descriptor = os.open(f"{top}/{path}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, data)
        finally:
            os.close(descriptor)


def _cuts(trace: Trace, rng: random.Random, count: int) -> list[tuple[int, Fate, Fate]]:
    telling = [i for i, operation in enumerate(trace.operations) if isinstance(operation, Sync | Names)]
    near = sorted({after for i in telling for after in (i, i + 1)})
    rng.shuffle(near)
    anywhere = [rng.randint(0, len(trace.operations)) for _ in range(count - len(near))]
    points = zip(near[:count] + anywhere, itertools.cycle(FATES), strict=False)
    return sorted(((after, *fates) for after, fates in points), key=lambda cut: cut[0])


def _kept_names(disk: Disk, rng: random.Random, fate: Fate) -> Callable[[Pending[NameChange]], bool]:
    """Which changes of names reached the disk: all halves of one operation, or none."""
    if fate is not Fate.MIXED:
        return lambda _: fate is Fate.KEPT
    if rng.random() < 0.5:
        indices = sorted({p.index for node in disk.nodes.values() for p in node.pending})
        end = rng.choice([*indices, 1 + max(indices, default=0)])
        return lambda pending: pending.index < end
    share, chosen = rng.random(), dict[int, bool]()
    return lambda pending: chosen.setdefault(pending.index, rng.random() < share)


def _content(file: File, rng: random.Random, fate: Fate) -> bytes:
    if all(pending.certain for pending in file.pending) or fate is Fate.LOST:
        return low(file)
    if fate is Fate.KEPT:
        return high(file)
    return rng.choice((_in_order, _each, _by_sectors, _only_longer))(file, rng)


def _in_order(file: File, rng: random.Random) -> bytes:
    """What came before some moment, the last write torn."""
    uncertain = [i for i, pending in enumerate(file.pending) if not pending.certain]
    last = rng.choice(uncertain)
    content = bytearray(file.certain)
    for i, pending in enumerate(file.pending):
        if pending.certain or i < last:
            change_content(content, pending.change)
        elif i == last:
            _tear(content, pending, rng)
    return bytes(content)


def _each(file: File, rng: random.Random) -> bytes:
    """Each change there, torn or missing, on its own."""
    content = bytearray(file.certain)
    longest = 0
    for pending in file.pending:
        choice = rng.random()
        if pending.certain or choice < 0.4:
            change_content(content, pending.change)
        elif choice < 0.6:
            _tear(content, pending, rng)
        longest = max(longest, len(content))
    if rng.random() < 0.3:
        content.extend(bytes(max(longest, len(high(file))) - len(content)))
    return bytes(content)


def _by_sectors(file: File, rng: random.Random) -> bytes:
    """Each sector as it was (zeros where there was none) or as it should be, the length anything between."""
    old, new = low(file), high(file)
    length = _length(len(old), len(new), rng)
    content = bytearray(old[:length].ljust(length, b"\0"))
    share = rng.random()
    for begin in range(0, min(length, len(new)), SECTOR):
        end = min(begin + SECTOR, length, len(new))
        if rng.random() < share:
            content[begin:end] = new[begin:end]
    return bytes(content)


def _only_longer(file: File, rng: random.Random) -> bytes:
    """The new length without the new data."""
    old, new = low(file), high(file)
    return old.ljust(_length(len(old), max(len(old), len(new)), rng), b"\0")


def _tear(content: bytearray, pending: Pending[Write | Truncate], rng: random.Random) -> None:
    change = pending.change
    torn = rng.randint(0, len(change.data)) if isinstance(change, Write) else None
    change_content(content, change, torn=torn)


def _length(old: int, new: int, rng: random.Random) -> int:
    between = rng.randint(min(old, new), max(old, new))
    return rng.choice((old, new, between))


def _memory() -> Path | None:
    return MEMORY if os.access(MEMORY, os.W_OK) else None
