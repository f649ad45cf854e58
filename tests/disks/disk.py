"""A disk without a journal: what on it is certain, and what the system may or may not have brought there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from tests.disks.trace import ROOT, NameChange, Names, Operation, Sync, Trace, Truncate, Write

Change = TypeVar("Change", Write | Truncate, NameChange)


@dataclass(slots=True)
class Pending(Generic[Change]):
    """A change made by operation `index`. `doubtful`: a sync of it failed, and no later one will reach it."""

    index: int
    change: Change
    certain: bool = False
    doubtful: bool = False


@dataclass(slots=True)
class File:
    """Bytes that a power cut leaves, and changes since."""

    certain: bytearray = field(default_factory=bytearray)
    pending: list[Pending[Write | Truncate]] = field(default_factory=list)

    def settle(self) -> None:
        """Merge what became certain, as far as nothing uncertain comes before it."""
        for change in _leading(self.pending):
            change_content(self.certain, change)


@dataclass(slots=True)
class Directory:
    """Names that a power cut leaves, and changes since."""

    certain: dict[str, int] = field(default_factory=dict)
    pending: list[Pending[NameChange]] = field(default_factory=list)

    def settle(self) -> None:
        """As of a file."""
        for change in _leading(self.pending):
            change_names(self.certain, change)


@dataclass(slots=True)
class Disk:
    """The nodes of a trace after some of its operations."""

    nodes: dict[int, File | Directory]

    @classmethod
    def before(cls, trace: Trace) -> Disk:
        """The disk as the recording found it."""
        nodes: dict[int, File | Directory] = {}
        nodes |= {node: File(bytearray(data)) for node, data in trace.files.items()}
        nodes |= {node: Directory(dict(names)) for node, names in trace.directories.items()}
        nodes |= {node: Directory() if directory else File() for node, directory in trace.made.items()}
        return cls(nodes)

    @classmethod
    def after(cls, trace: Trace) -> Disk:
        """The disk as the recording left it."""
        disk = cls.before(trace)
        for index, operation in enumerate(trace.operations):
            disk.apply(index, operation)
        return disk

    def apply(self, index: int, operation: Operation) -> None:
        """Make operation number `index` of the trace."""
        match operation:
            case Write() | Truncate():
                self.file(operation.node).pending.append(Pending(index, operation))
            case Names(changes=changes):
                for change in changes:
                    self.directory(change.directory).pending.append(Pending(index, change))
            case Sync(node=number, began=began, held=held):
                node = self.nodes[number]
                for pending in node.pending:
                    if pending.index < began:
                        pending.certain = pending.certain or (held and not pending.doubtful)
                        pending.doubtful = not pending.certain
                node.settle()

    def file(self, node: int) -> File:
        """The file with that number."""
        found = self.nodes[node]
        assert isinstance(found, File)
        return found

    def directory(self, node: int) -> Directory:
        """The directory with that number."""
        found = self.nodes[node]
        assert isinstance(found, Directory)
        return found

    def everything(self) -> Mapping[str, bytes | None]:
        """What stands there while the power is on, as `trace.contents` gives it."""
        return self.tree(lambda directory: names_of(directory, lambda _: True), high)

    def tree(
        self, names: Callable[[Directory], Mapping[str, int]], content: Callable[[File], bytes]
    ) -> Mapping[str, bytes | None]:
        """The paths from the root down (a directory before what is in it) with the bytes of the files."""
        found: dict[str, bytes | None] = {}
        todo = [("", ROOT)]
        while todo:
            path, number = todo.pop()
            node = self.nodes[number]
            if isinstance(node, File):
                found[path] = content(node)
                continue
            if path:
                found[path] = None
            todo += [(f"{path}/{name}" if path else name, child) for name, child in names(node).items()]
        return found


def names_of(directory: Directory, kept: Callable[[Pending[NameChange]], bool]) -> dict[str, int]:
    """The names when of what is uncertain only `kept` reached the disk, in whatever order."""
    names = dict(directory.certain)
    for pending in directory.pending:
        if pending.certain or kept(pending):
            change_names(names, pending.change)
    return names


def low(file: File) -> bytes:
    """The bytes when nothing uncertain reached the disk."""
    content = bytearray(file.certain)
    for pending in file.pending:
        if pending.certain:
            change_content(content, pending.change)
    return bytes(content)


def high(file: File) -> bytes:
    """The bytes when everything reached the disk."""
    content = bytearray(file.certain)
    for pending in file.pending:
        change_content(content, pending.change)
    return bytes(content)


def change_content(content: bytearray, change: Write | Truncate, *, torn: int | None = None) -> None:
    """Make the change, or only the first `torn` bytes of a write. A gap is zeros."""
    match change:
        case Write(offset=offset, data=data):
            data = data[:torn]
            content.extend(bytes(max(0, offset - len(content))))
            content[offset : offset + len(data)] = data
        case Truncate(length=length):
            del content[length:]
            content.extend(bytes(length - len(content)))


def change_names(names: dict[str, int], change: NameChange) -> None:
    """Make the change; a name that is not there is no hindrance."""
    if change.node is None:
        names.pop(change.name, None)
    else:
        names[change.name] = change.node


def _leading(pending: list[Pending[Change]]) -> list[Change]:
    """Take the certain ones from the front."""
    count = next((i for i, p in enumerate(pending) if not p.certain), len(pending))
    leading = [p.change for p in pending[:count]]
    del pending[:count]
    return leading
