"""The `os` that `sekisho.archive.files` sees, replaced by one that lets a test look at each call first.

Instruments stack: the one entered last sees a call first and decides whether the ones below see it too.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sekisho.archive import files

Around = Callable[..., Any]  # Any: what the call of `os` returns; called with (name, call, *arguments)

CHANGING = frozenset(
    {"open", "write", "ftruncate", "fdatasync", "fsync", "rename", "replace", "unlink", "mkdir", "rmdir"}
)
ON_DESCRIPTORS = frozenset({"write", "ftruncate", "fdatasync", "fsync", "close", "read", "pread"})
ON_TWO_PATHS = frozenset({"rename", "replace"})
ON_PATHS = (
    frozenset({"open", "unlink", "mkdir", "rmdir", "listdir", "scandir", "stat", "lstat"}) | ON_TWO_PATHS
)
SEEN = ON_DESCRIPTORS | ON_PATHS
HARMLESS = frozenset(
    {"fspath", "fsencode", "fsdecode", "fstat", "lseek", "getpid", "statvfs", "fstatvfs", "walk", "fchmod"}
)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class Calls:
    """Stands for `os`. A call that the instruments do not know is our mistake: it would pass them unseen."""

    def __init__(self, inner: Any, around: Around) -> None:  # Any: `os` or another of these
        self._inner = inner
        self._around = around

    def __getattr__(self, name: str) -> Any:  # Any: as of `os`
        found = getattr(self._inner, name)
        if name in SEEN:
            return functools.partial(self._around, name, found)
        if callable(found) and not isinstance(found, type) and name not in HARMLESS:
            raise AssertionError(f"tests/disks does not know os.{name}; teach it before the archive uses it")
        return found


@contextmanager
def seen_by(around: Around) -> Iterator[None]:
    """For the block, each call of `files.os` is made by `around(name, call, *arguments)`, in any thread."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "os", Calls(system(), around))
        yield


def system() -> Any:  # Any: `os`, or one of the above
    """What `files` takes for `os` now."""
    return vars(files)["os"]


def paths_of(name: str, arguments: tuple[Any, ...]) -> list[Path]:  # Any: as of `os`
    """The real paths that a call works on: of its descriptor as the system knows it, or those it names."""
    if name in ON_DESCRIPTORS:
        return [path_of(arguments[0])]
    named = arguments[: 2 if name in ON_TWO_PATHS else 1]
    return [real(path) for path in named]


def path_of(descriptor: int) -> Path:
    """Where the file behind a descriptor stands; a removed one stands under a name that does not exist."""
    return Path(f"/proc/self/fd/{descriptor}").readlink()


def real(path: Any) -> Path:  # Any: str or path-like
    """The path without links in its directories; its last name may be missing or a link."""
    given = Path(path)
    return given.parent.resolve() / given.name if given.name not in {"", ".."} else given.resolve()


def below(folder: Path, name: str, arguments: tuple[Any, ...]) -> list[str]:  # Any: as of `os`
    """The paths of a call, relative to `folder`, that stand in it; `.` is the folder itself."""
    return [
        path.relative_to(folder).as_posix()
        for path in paths_of(name, arguments)
        if path.is_relative_to(folder)
    ]


def is_change(name: str, arguments: tuple[Any, ...]) -> bool:  # Any: as of `os`
    """Whether the call changes the disk or makes a change durable; opening for reading does neither."""
    return name in CHANGING and (name != "open" or bool(arguments[1] & WRITING))
