"""Processes that are killed in the middle of their work, and what they had acknowledged by then.

`killed` forks: the child is a real process, gone at once as with `kill -9`. `stopped` is the same for one
particular call without a process, so that a test can go through every call: it costs next to nothing, and a
recording goes on afterwards, as when the power goes out after the archive was killed and started again.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NoReturn

from tests.disks.calls import below, is_change, seen_by

ATOMIC_BYTES = select.PIPE_BUF  # a write to a pipe of at most so many bytes is whole or not there
LENGTH_BYTES = 2
STARTED, ACKNOWLEDGED, RAISED = b"s", b"a", b"r"
AT_MOST_SECONDS = 60
Report = Callable[[bytes], None]


class ChildRaised(AssertionError):
    """The child raised; the text is its traceback."""


class Stopped(BaseException):
    """The process is as good as dead: no more of its calls reaches the disk."""


def killed(
    child: Callable[[Report], object],
    *,
    after_seconds: float | None = None,
    at_call: int | None = None,
    folder: Path | None = None,
    torn: bool = False,
    uncounted: str = "",
) -> list[bytes]:
    """Run `child` in a process of its own and kill it. Returns what it reported by then, in order.

    The kill comes `after_seconds` from when the child runs, or in place of its change number `at_call` (from 0) that
    goes through `files` below `folder` (anywhere if None; syncs count); `torn`: if that is a write, half of its bytes
    are written first. Writes to paths below `folder` that match the pattern `uncounted` do not count: a file that is
    written in many small pieces would hide the few calls in between. A child that is done before ends by itself; let it
    report so if that matters.
    `child(report)` works, and calls `report(message)` when something is acknowledged.

    What a child must not do: start threads that were running before the fork and expect them there (the fork copies
    only the thread that called it; a lock that another one held stays locked for ever), use a DuckDB connection or a
    database of the parent, use pyarrow's threads (they are limited to one, pass `use_threads=False` as well), write to
    standard output, or start processes, which would outlive it. Import all it needs before, else each child does.
    """
    assert (after_seconds is None) != (at_call is None), "killed after some time or at a call"
    reading, writing = os.pipe()
    process = _fork()
    if process == 0:
        os.close(reading)
        ending = None if at_call is None else _ending(at_call, folder, torn, uncounted, _kill_myself)
        _be_the_child(child, writing, ending)
    os.close(writing)
    try:
        messages = _read_to_the_end(reading, process, after_seconds)
    finally:
        os.close(reading)
        os.kill(process, signal.SIGKILL)  # not waited for yet, so the number is still its own
        os.waitpid(process, 0)
    for kind, content in messages:
        if kind == RAISED:
            raise ChildRaised(content.decode())
    return [content for kind, content in messages if kind == ACKNOWLEDGED]


def changes_made(work: Callable[[], object], folder: Path) -> int:
    """How many changes `work` makes through `files` below `folder`: the calls at which it can be killed."""
    count = 0

    def counting(
        name: str, inner: Callable[..., Any], *arguments: Any, **options: Any
    ) -> Any:  # Any: of `os`
        nonlocal count
        count += _counts(name, arguments, folder, "")
        return inner(*arguments, **options)

    with seen_by(counting):
        work()
    return count


@contextmanager
def stopped(folder: Path, *, at_call: int, torn: bool = False, uncounted: str = "") -> Iterator[None]:
    """In this process, raise Stopped in place of change number `at_call` below `folder`, and of all later ones.

    The block ends there; what the archive still tries on the way out does not reach the disk. Only closing does,
    which lets go of the lock as the end of a process would. `torn` and `uncounted` as of `killed`.
    """
    try:
        with seen_by(_ending(at_call, folder, torn, uncounted, _raise_stopped)):
            yield
    except Stopped:
        return


@contextmanager
def stopped_at(folder: Path, *, call: str, name: str, torn: bool = False) -> Iterator[None]:
    """As `stopped`, in place of the first `call` on a path below `folder` that matches the pattern `name`."""
    dead = False

    def around(
        called: str, inner: Callable[..., Any], *arguments: Any, **options: Any
    ) -> Any:  # Any: of `os`
        nonlocal dead
        if not _counts(called, arguments, folder, ""):
            return inner(*arguments, **options)
        if not dead and called == call and _is_below(folder, called, arguments, name):
            dead = True
            _tear(torn, called, inner, arguments)
        return _raise_stopped() if dead else inner(*arguments, **options)

    try:
        with seen_by(around):
            yield
    except Stopped:
        return


def _raise_stopped() -> NoReturn:
    raise Stopped


def _ending(
    at_call: int, folder: Path | None, torn: bool, uncounted: str, end: Callable[[], NoReturn]
) -> Callable[..., Any]:
    """An `around` whose change number `at_call`, and any later one, is `end()`."""
    counted, order = 0, threading.Lock()

    def around(name: str, inner: Callable[..., Any], *arguments: Any, **options: Any) -> Any:  # Any: of `os`
        nonlocal counted
        if not _counts(name, arguments, folder, uncounted if counted <= at_call else ""):
            return inner(*arguments, **options)
        with order:
            number, counted = counted, counted + 1
        if number < at_call:
            return inner(*arguments, **options)
        _tear(torn and number == at_call, name, inner, arguments)
        return end()

    return around


def _tear(torn: bool, name: str, inner: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """Make half of a write."""
    if torn and name == "write":
        descriptor, data = arguments
        inner(descriptor, memoryview(data)[: len(data) // 2])


def _counts(
    name: str, arguments: tuple[Any, ...], folder: Path | None, uncounted: str
) -> bool:  # Any: of `os`
    if not is_change(name, arguments) or (name == "write" and _is_below(folder, name, arguments, uncounted)):
        return False
    return _is_below(folder, name, arguments, "*")


def _is_below(
    folder: Path | None, name: str, arguments: tuple[Any, ...], pattern: str
) -> bool:  # Any: of `os`
    if folder is None or not pattern:
        return bool(pattern)
    return any(fnmatchcase(path, pattern) for path in below(folder.resolve(), name, arguments))


def _kill_myself() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nobody survives that")


def _fork() -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings():
        # From Python 3.12 on: a warning that threads run, which the docstring of `killed` answers.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _be_the_child(
    child: Callable[[Report], object], writing: int, around: Callable[..., Any] | None
) -> NoReturn:
    """Never returns into the code of the parent."""

    def send(kind: bytes, content: bytes) -> None:
        message = kind + len(content).to_bytes(LENGTH_BYTES, "big") + content
        assert len(message) <= ATOMIC_BYTES, f"a report of {len(content)} bytes would not be atomic"
        os.write(writing, message)

    code = 1
    try:
        gc.freeze()  # what the parent has made is not gone through again, page by copied page
        _one_thread_for_pyarrow()
        send(STARTED, b"")
        if around is None:
            child(lambda message: send(ACKNOWLEDGED, message))
        else:
            with seen_by(around):
                child(lambda message: send(ACKNOWLEDGED, message))
        code = 0
    except BaseException:  # noqa: BLE001 -- whatever it was, the parent raises it
        send(RAISED, traceback.format_exc().encode()[-ATOMIC_BYTES // 2 :])
    finally:
        os._exit(code)


def _one_thread_for_pyarrow() -> None:
    pyarrow = sys.modules.get("pyarrow")
    if pyarrow is not None:
        pyarrow.set_cpu_count(1)
        pyarrow.set_io_thread_count(1)


def _read_to_the_end(reading: int, process: int, after_seconds: float | None) -> list[tuple[bytes, bytes]]:
    """All messages until the child is gone; kills it when its time has come."""
    received = bytearray()
    deadline = time.monotonic() + AT_MOST_SECONDS
    timed, hung = after_seconds is not None, False
    started = False
    while True:
        if received and not started:
            started = True
            if after_seconds is not None:
                deadline = time.monotonic() + after_seconds
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            os.kill(process, signal.SIGKILL)
            hung = not (timed and started)
            deadline = time.monotonic() + AT_MOST_SECONDS
            continue
        if select.select([reading], [], [], remaining)[0]:
            chunk = os.read(reading, 1 << 16)
            if not chunk:
                break
            received += chunk
    assert not hung, f"the child was not done within {AT_MOST_SECONDS} s: a lock held at the fork?"
    return _messages(bytes(received))


def _messages(received: bytes) -> list[tuple[bytes, bytes]]:
    found = []
    place = 0
    while place < len(received):
        kind = received[place : place + 1]
        begin = place + 1 + LENGTH_BYTES
        length = int.from_bytes(received[place + 1 : begin], "big")
        place = begin + length
        found.append((kind, received[begin:place]))
    return found
