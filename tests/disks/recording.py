"""Writes down every change that `sekisho.archive.files` makes below a folder, in order."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.disks.calls import path_of, real, seen_by
from tests.disks.disk import Disk
from tests.disks.trace import (
    ROOT,
    Close,
    NameChange,
    Names,
    Operation,
    Sync,
    Trace,
    Truncate,
    Write,
    contents,
)

Call = Callable[..., Any]  # Any: of `os`


class ChangedUnseen(AssertionError):
    """The folder is not what the recorded operations make of it: something went past `files.os`."""


@contextmanager
def recorded(folder: Path, *, sync_seconds: float = 0) -> Iterator[Trace]:
    """Record what the block does through `files` below `folder`, which exists; what stands there is durable.

    Enter it after `failing`, so that it sees the failures, and before `lying`, so that it does not see what
    was swallowed. A sync takes at least `sync_seconds`: writes of other threads then fall into it.
    Raises ChangedUnseen at the end.
    """
    trace = Trace()
    recorder = _Recorder(folder.resolve(), trace, sync_seconds)
    with seen_by(recorder.around):
        yield trace
    expected, found = Disk.after(trace).everything(), contents(folder)
    if expected != found:
        names = sorted(
            name for name in expected.keys() | found.keys() if expected.get(name, 0) != found.get(name, 0)
        )
        raise ChangedUnseen(f"changed past sekisho.archive.files: {', '.join(names)}")


class _Recorder:
    """Knows which node each path and each descriptor stands for."""

    def __init__(self, folder: Path, trace: Trace, sync_seconds: float) -> None:
        self._folder = folder
        self._trace = trace
        self._sync_seconds = sync_seconds
        self._nodes = {".": ROOT}
        self._descriptors: dict[int, int] = {}
        self._order = threading.RLock()  # what a call did and its line in the trace are one
        trace.directories[ROOT] = {}
        for path in sorted(folder.rglob("*")):
            self._found(path)

    def around(self, name: str, call: Call, *arguments: Any, **options: Any) -> Any:  # Any: of `os`
        """Make the call and write down what it did."""
        assert not options.keys() - {"mode"}, f"os.{name} with {options}: not known here"
        record = getattr(self, f"_{name}", None)
        if record is None:
            return call(*arguments, **options)
        if name in {"fsync", "fdatasync"}:
            return self._sync(call, *arguments)
        with self._order:
            return record(call, *arguments, **options)

    def _found(self, path: Path) -> None:
        node = len(self._nodes)
        directory, name = self._place(path)
        self._nodes[path.relative_to(self._folder).as_posix()] = node
        self._trace.directories[directory][name] = node
        if path.is_dir():
            self._trace.directories[node] = {}
        else:
            self._trace.files[node] = path.read_bytes()

    def _open(self, call: Call, path: Path, flags: int, mode: int = 0o777) -> int:
        descriptor: int = call(path, flags, mode)
        name = self._name(real(path))
        if name is None:
            return descriptor
        node = self._nodes.get(name)
        if node is None:
            if not flags & os.O_CREAT:
                raise ChangedUnseen(f"made past sekisho.archive.files: {name}")
            node = self._make("create", real(path), directory=False)
        elif flags & os.O_TRUNC:
            self._note(Truncate(node, 0, name))
        self._descriptors[descriptor] = node
        return descriptor

    def _write(self, call: Call, descriptor: int, data: Any) -> int:  # Any: a buffer
        written: int = call(descriptor, data)
        node = self._node(descriptor)
        if node is not None and written:
            offset = os.lseek(descriptor, 0, os.SEEK_CUR) - written
            content = bytes(memoryview(data).cast("B")[:written])
            self._note(Write(node, offset, content, self._known_as(node)))
        return written

    def _ftruncate(self, call: Call, descriptor: int, length: int) -> None:
        call(descriptor, length)
        node = self._node(descriptor)
        if node is not None:
            self._note(Truncate(node, length, self._known_as(node)))

    def _sync(self, call: Call, descriptor: int) -> None:
        with self._order:
            node, began = self._node(descriptor), len(self._trace.operations)
        held = False
        try:
            call(descriptor)
            held = True
        finally:
            time.sleep(self._sync_seconds)
            with self._order:
                if node is not None:
                    self._note(Sync(node, began, held, self._known_as(node)))

    _fsync = _fdatasync = _sync

    def _rename(self, call: Call, old: Path, new: Path) -> None:
        old, new = real(old), real(new)
        call(old, new)
        old_name, new_name = self._name(old), self._name(new)
        if old_name is None and new_name is None:
            return
        assert old_name is not None, f"moved into the folder: {old}"
        assert new_name is not None, f"moved out of the folder: {new}"
        node = self._nodes[old_name]
        for name in [n for n in self._nodes if n == old_name or n.startswith(f"{old_name}/")]:
            self._nodes[new_name + name.removeprefix(old_name)] = self._nodes.pop(name)
        changes = NameChange(*self._place(new), node), NameChange(*self._place(old), None)
        self._note(Names("rename", changes, f"{old_name} {new_name}"))

    _replace = _rename

    def _unlink(self, call: Call, path: Path) -> None:
        call(path)
        self._take_away("unlink", real(path))

    def _rmdir(self, call: Call, path: Path) -> None:
        call(path)
        self._take_away("rmdir", real(path))

    def _mkdir(self, call: Call, path: Path, mode: int = 0o777) -> None:
        call(path, mode)
        if self._name(real(path)) is not None:
            self._make("mkdir", real(path), directory=True)

    def _close(self, call: Call, descriptor: int) -> None:
        node = self._node(descriptor)
        self._descriptors.pop(descriptor, None)
        call(descriptor)
        if node is not None:
            self._note(Close(node, self._known_as(node)))

    def _make(self, call: str, path: Path, *, directory: bool) -> int:
        node = len(self._trace.files) + len(self._trace.directories) + len(self._trace.made)
        name = path.relative_to(self._folder).as_posix()
        self._nodes[name] = node
        self._trace.made[node] = directory
        self._note(Names(call, (NameChange(*self._place(path), node),), name))
        return node

    def _take_away(self, call: str, path: Path) -> None:
        name = self._name(path)
        if name is not None:
            del self._nodes[name]
            self._note(Names(call, (NameChange(*self._place(path), None),), name))

    def _note(self, operation: Operation) -> None:
        self._trace.operations.append(operation)

    def _place(self, path: Path) -> tuple[int, str]:
        """The node of the directory, and the name in it."""
        return self._nodes[path.parent.relative_to(self._folder).as_posix()], path.name

    def _name(self, path: Path) -> str | None:
        return path.relative_to(self._folder).as_posix() if path.is_relative_to(self._folder) else None

    def _node(self, descriptor: int) -> int | None:
        """The node behind a descriptor, also one opened before the recording began."""
        if descriptor not in self._descriptors:
            name = self._name(path_of(descriptor))
            return None if name is None else self._nodes[name]
        return self._descriptors[descriptor]

    def _known_as(self, node: int) -> str:
        return next((name for name, n in self._nodes.items() if n == node), "(removed)")
