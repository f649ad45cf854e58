"""A directory as a verifier takes it: listed once, and nothing followed, opened or waited for that is no file.

A pipe under the name of a part would keep a reader waiting for ever, and a link would let files of another
place pass for the archive's own. Whoever can exchange files while a verifier runs is not held off by this.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path, PurePosixPath

from sekisho.archive.findings import Finding, finding


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells that a file is still the same: its length in bytes, when it was changed, which it is."""

    size: int
    changed: int
    number: int


@dataclass(frozen=True, slots=True)
class Inventory:
    """What lies below `folder`, by paths relative to it.

    `files` are regular files; `odd` what is neither that nor a directory; `closed` directories that cannot be
    listed, with the reason.
    """

    folder: Path
    files: Mapping[str, Stamp]
    odd: tuple[str, ...]
    closed: Mapping[str, str]

    def below(self, folder: str) -> list[str]:
        """The files below a folder, in order."""
        return sorted(name for name in self.files if name.startswith(f"{folder}/"))

    @contextmanager
    def open(self, name: str) -> Iterator[BufferedReader]:
        """A regular file, open for reading. Raises OSError."""
        descriptor = os.open(self.folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise OSError(errno.EINVAL, "no regular file", name)
            yield file

    def read(self, name: str, *, at_most: int) -> bytes:
        """All of a file. Raises FileNotFoundError for what is not there, OSError for more than `at_most` bytes.

        What stands in a directory that cannot be listed may be there: OSError too.
        """
        if name not in self.files:
            for folder in ("", *(above.as_posix() for above in PurePosixPath(name).parents)):
                if folder in self.closed:
                    raise OSError(errno.EACCES, self.closed[folder], name)
            raise FileNotFoundError(errno.ENOENT, "no such file", name)
        with self.open(name) as file:
            data = file.read(at_most + 1)
        if len(data) > at_most:
            raise OSError(errno.EFBIG, f"more than {at_most} bytes", name)
        return data

    def findings(self, log: str = "") -> Iterator[Finding]:
        """What can be neither read nor listed."""
        for name in sorted(self.odd):
            yield finding("irregular", log, name)
        for name, reason in sorted(self.closed.items()):
            yield finding("unreadable", log, name, detail=reason)


def inventory(folder: Path) -> Inventory:
    """List everything below `folder`; `folder` itself may be a link."""
    files: dict[str, Stamp] = {}
    odd: list[str] = []
    closed: dict[str, str] = {}
    waiting = [""]
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(folder / place) as entries:
                for entry in entries:
                    name = place + entry.name
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(f"{name}/")
                    elif entry.is_file(follow_symlinks=False):
                        files[name] = _stamp(entry.stat(follow_symlinks=False))
                    else:
                        odd.append(name)
        except OSError as error:
            closed[place.rstrip("/")] = error.strerror or str(error)
    return Inventory(folder, files, tuple(odd), closed)


def _stamp(found: os.stat_result) -> Stamp:
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ino)
