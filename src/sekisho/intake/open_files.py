"""Which files some process still holds open for writing, where the system tells it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

PROC: Final = Path("/proc")


def being_written(paths: Collection[Path]) -> set[Path]:
    """Those of `paths` that a process of this machine has open for writing.

    Linux only, and only of processes that we may look into: that a file is not among them proves nothing. Names are
    compared before anything is asked about a file, for a file on a server that is away answers never.
    """
    wanted = {path.name: path for path in paths}
    return {wanted[name] for name, held in _held(wanted) if _is_same(held, wanted[name]) and _writes(held)}


def _held(names: Collection[str]) -> Iterator[tuple[str, Path]]:
    """The open descriptors of files with such a name, whatever the folder."""
    if not names or not PROC.is_dir():
        return
    for process in PROC.iterdir():
        if not process.name.isdigit():
            continue
        try:
            descriptors = os.listdir(process / "fd")  # noqa: PTH208 -- thousands of them, no need for a Path each
        except OSError:  # it has ended, or is somebody else's
            continue
        for descriptor in descriptors:
            held = process / "fd" / descriptor
            try:
                name = os.path.basename(os.readlink(held))  # noqa: PTH115, PTH119 -- as above
            except OSError:
                continue
            if name in names:
                yield name, held


def _is_same(held: Path, path: Path) -> bool:
    try:
        return held.samefile(path)
    except OSError:
        return False


def _writes(held: Path) -> bool:
    try:
        said = (held.parent.parent / "fdinfo" / held.name).read_text()
    except OSError:
        return False
    flags = next((line.split()[1] for line in said.splitlines() if line.startswith("flags:")), "0")
    return int(flags, 8) & os.O_ACCMODE != os.O_RDONLY
