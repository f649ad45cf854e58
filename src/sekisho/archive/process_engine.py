"""The engine in a process of its own, for questions of people who are not trusted with this one.

DuckDB's own limits do not hold for a single value: `repeat('x', 3000000000)` takes its gigabytes at once, neither
counted nor interrupted; nor do they hold while a question is planned. So each question gets a process whose memory
and time the system itself keeps (on Windows only the time, and by whoever asked): nothing in it has to look at a
clock, and it ends even where whoever asked is gone. It sees no more of the environment than it takes to start and
cannot make a file grow. It costs half a second more: what the program asks by itself, as a needle, needs none of
this.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa

from sekisho.archive.duckdb_engine import DuckDbEngine
from sekisho.archive.engines import (
    BadQuery,
    Forbidden,
    Limits,
    MemoryExceeded,
    NotReadOnly,
    Refused,
    TimedOut,
    Unreadable,
    View,
)

if sys.platform != "win32":
    import resource

REFUSED = 3
"""The exit code with which the process says that its refusal stands on its standard error."""

START_SECONDS = 30.0
"""For the start of the process and the opening of the files, when no word of the question has been looked at yet."""

GRACE_SECONDS = 1.0
"""Beyond the limit of the question, for it to end by itself and say so, until it is killed."""

SPARE_MIB = 192
"""Beyond the limit of the question, for what DuckDB does not count: its plan, metadata, the batches on their way."""

_OVER_TIME = () if sys.platform == "win32" else (-signal.SIGALRM,)
_INHERITED = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")
_REFUSALS = {
    kind.__name__: kind for kind in (BadQuery, Forbidden, MemoryExceeded, NotReadOnly, TimedOut, Unreadable)
}


class ProcessEngine:
    """Answers each question over `views` in a process of its own."""

    def __init__(self, views: Sequence[View]) -> None:
        self._views = tuple(views)

    def query(
        self,
        sql: str,
        parameters: Sequence[object] = (),
        *,
        limits: Limits = Limits(),  # noqa: B008 -- frozen: one value serves every call
        views: Sequence[View] = (),
    ) -> pa.RecordBatchReader:
        """As `Engine.query`."""
        try:
            values = pa.record_batch({str(n): [value] for n, value in enumerate(parameters)} or {"": [None]})
        except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
            raise BadQuery(f"A parameter cannot be given: {error}") from error
        request = {
            "views": [_described(view) for view in self._views],
            "own": [_described(view) for view in views],
            "sql": sql,
            "limits": asdict(limits),
            "parameters": len(parameters),
        }
        child = _Child(START_SECONDS + limits.seconds + GRACE_SECONDS)
        try:
            reader = child.ask(json.dumps(request).encode() + b"\n", values)
        except BaseException:
            child.end()
            raise
        batches = _batches(reader, child)
        weakref.finalize(batches, child.end).atexit = False
        return pa.RecordBatchReader.from_batches(reader.schema, batches)


class _Child:
    """The process of one question, killed when its time is up or nobody waits for it any more."""

    def __init__(self, seconds: float) -> None:
        self._killed = False
        self._process = subprocess.Popen(  # noqa: S603 -- this very module, with fixed arguments
            [sys.executable, "-P", "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={
                "PYTHONPATH": str(Path(__file__).parents[2]),
                **{name: os.environ[name] for name in _INHERITED if name in os.environ},
            },
        )
        self._timer = threading.Timer(seconds, self._kill)
        self._timer.daemon = True
        self._timer.start()

    def ask(self, request: bytes, values: pa.RecordBatch) -> pa.RecordBatchReader:
        """Hand the question over; the answer when its first bytes are there."""
        assert self._process.stdin is not None
        try:
            with self._process.stdin as pipe:
                pipe.write(request)
                with pa.ipc.new_stream(pipe, values.schema) as stream:
                    stream.write_batch(values)
            return pa.ipc.open_stream(self._process.stdout)
        except (OSError, pa.ArrowInvalid) as error:
            raise self.refusal() or Unreadable("The engine's process gave no answer.") from error

    def refusal(self) -> Refused | None:
        """Why the process ended; None: it gave the whole answer."""
        assert self._process.stderr is not None
        said = self._process.stderr.read()
        code = self._process.wait()
        if code == 0:
            return None
        if self._killed or code in _OVER_TIME:
            return TimedOut("The time was up before all rows were read.")
        if code == REFUSED:
            kind, message = json.loads(said)
            return _REFUSALS[kind](message)
        # What the system refuses memory to in the midst of a step cannot say so any more.
        return MemoryExceeded(f"The engine's process broke down ({code}), most likely for want of memory.")

    def end(self) -> None:
        """Leave nothing behind."""
        self._timer.cancel()
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def _kill(self) -> None:
        self._killed = True
        self._process.kill()


def _batches(reader: pa.RecordBatchReader, child: _Child) -> Iterator[pa.RecordBatch]:
    try:
        try:
            yield from reader
        except (OSError, pa.ArrowInvalid) as error:
            raise child.refusal() or Unreadable("The answer is cut off.") from error
        # An Arrow stream may also just stop: only the exit code tells that this was all.
        refusal = child.refusal()
        if refusal is not None:
            raise refusal
    finally:
        child.end()


def _described(view: View) -> dict[str, object]:
    return {
        "name": view.name,
        "files": [str(file) for file in view.files],
        "sql": view.sql,
        "quick": view.quick,
    }


def _view(described: dict[str, object]) -> View:
    files = described["files"]
    assert isinstance(files, list)
    return View(
        str(described["name"]),
        tuple(Path(file) for file in files),
        str(described["sql"]),
        str(described["quick"]),
    )


def main() -> int:
    """Answer the one question on standard input; the exit code."""
    request = json.loads(sys.stdin.buffer.readline())
    with pa.ipc.open_stream(sys.stdin.buffer) as stream:
        values = list(stream.read_all().to_pylist()[0].values())[: request["parameters"]]
    limits = Limits(**request["limits"])
    try:
        engine = DuckDbEngine([_view(view) for view in request["views"]])
        own = [_view(view) for view in request["own"]]
        engine.query(
            "SELECT 1", limits=limits
        ).read_all()  # opens the files, which is no part of the question
        _confine(limits.memory_mib + SPARE_MIB, limits.seconds + GRACE_SECONDS)
        reader = engine.query(request["sql"], values, limits=limits, views=own)
        with pa.ipc.new_stream(sys.stdout.buffer, reader.schema) as answer:
            for batch in reader:
                answer.write_batch(batch)
        sys.stdout.buffer.flush()
    except (Refused, MemoryError) as error:
        refused = error if isinstance(error, Refused) else MemoryExceeded("The process has no more memory.")
        sys.stderr.write(json.dumps([type(refused).__name__, str(refused)]))
        return REFUSED
    return 0


def _confine(mib: int, seconds: float) -> None:
    """Take from this process what it does not need, and the rest of its life when the seconds are up."""
    if sys.platform == "win32":  # it has no such limits
        return
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # the system ends it, whatever it is in the midst of
    signal.setitimer(signal.ITIMER_REAL, seconds)
    for what, much in (
        (resource.RLIMIT_DATA, _data_bytes() + mib * 2**20),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (much, much))


def _data_bytes() -> int:
    """What this process has taken already, in the sense of RLIMIT_DATA."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * resource.getpagesize()


if __name__ == "__main__":
    sys.exit(main())
