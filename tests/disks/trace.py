"""What was done to a disk, operation by operation. Files and directories are numbered: names move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = 0


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes written into file `node`."""

    node: int
    offset: int
    data: bytes
    path: str

    def __str__(self) -> str:
        return f"write {self.path} {self.offset}+{len(self.data)}"


@dataclass(frozen=True, slots=True)
class Truncate:
    """File `node` cut, or lengthened by zeros."""

    node: int
    length: int
    path: str

    def __str__(self) -> str:
        return f"truncate {self.path} {self.length}"


@dataclass(frozen=True, slots=True)
class Sync:
    """`node` made durable as it was when `began` operations had been made.

    Not `held`: the disk failed. The system then takes the pages for clean, so that no later sync brings
    them to the disk (the "fsyncgate" of 2018).
    """

    node: int
    began: int
    held: bool
    path: str

    def __str__(self) -> str:
        return f"sync {self.path}" + ("" if self.held else " failed")


@dataclass(frozen=True, slots=True)
class NameChange:
    """In `directory`, `name` from now on stands for `node`; for nothing where that is None."""

    directory: int
    name: str
    node: int | None


@dataclass(frozen=True, slots=True)
class Names:
    """One call that changes names: create, mkdir, rename, unlink, rmdir."""

    call: str
    changes: tuple[NameChange, ...]
    path: str

    def __str__(self) -> str:
        return f"{self.call} {self.path}"


@dataclass(frozen=True, slots=True)
class Close:
    """Says nothing about what is durable."""

    node: int
    path: str

    def __str__(self) -> str:
        return f"close {self.path}"


Operation = Write | Truncate | Sync | Names | Close


@dataclass(frozen=True, slots=True)
class Mark:
    """A note of the test's, made when `after` operations had been made."""

    after: int
    text: str


@dataclass(slots=True)
class Trace:
    """A folder as it was at the start (all durable), and what was then done to it.

    `files` holds the bytes, `directories` the names of each node there was; `made` says of each node made
    later whether it is a directory.
    """

    files: dict[int, bytes] = field(default_factory=dict)
    directories: dict[int, dict[str, int]] = field(default_factory=dict)
    made: dict[int, bool] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    def mark(self, text: str) -> None:
        """Note what the archive has promised by now, as `acknowledged 17`."""
        self.marks.append(Mark(len(self.operations), text))

    def acknowledged(self, after: int) -> tuple[str, ...]:
        """The marks made before the power went out after the first `after` operations."""
        return tuple(mark.text for mark in self.marks if mark.after <= after)

    def lines(self) -> list[str]:
        """One line an operation, for people."""
        return [str(operation) for operation in self.operations]


def contents(folder: Path) -> Mapping[str, bytes | None]:
    """The files below `folder` with their bytes; directories with None."""
    return {
        path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
    }
