"""The rows of `archive.py` under load: taking in, sealing, and searching meanwhile."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pyarrow as pa
from archive_data import Data
from archive_logs import OPERATIONS, Secrets, incoming, secrets_in, writer_at
from operations_data import Month, months
from table import Figure, Line, bounded, once, percentile

A_SECOND = 5_000
STEPS = 10  # appends a second
SEAL_EVERY_SECONDS = 10.0
LOADED_SECONDS = 60.0
IMPORTED = 300_000
NOW = 1_775_000_000_000_000


def importing(data: Data) -> Iterator[Line]:
    """Rows of operations with their raw lines, in one process, to a sealed archive."""
    rows = min(IMPORTED, data.rows)
    batch = incoming(_some(rows), OPERATIONS)
    appends, sealings, wholes = [], [], []
    for _run in range(data.runs):
        with (
            tempfile.TemporaryDirectory(dir=data.folder) as folder,
            writer_at(Path(folder) / OPERATIONS.name, OPERATIONS, data.secrets, lambda: NOW) as writer,
        ):
            writer.append(batch.slice(0, 1))
            writer.seal()
            begun = time.perf_counter()
            writer.append(batch)
            appended = time.perf_counter()
            writer.seal()
            sealed = time.perf_counter()
        appends.append(rows / (appended - begun))
        sealings.append(rows / (sealed - appended))
        wholes.append(rows / (sealed - begun))
    whole = Figure("append and seal", tuple(wholes), "rows/s")
    parts = f"append {_middle(appends):,.0f}/s, seal {_middle(sealings):,.0f}/s; lines are read already"
    yield bounded("columns and raw lines to a sealed log", whole, 100_000, better="more", note=parts)


def under_load(data: Data) -> Iterator[Line]:
    """Records come in at 5,000 a second and are sealed; somebody searches in another process."""
    assert data.operations.rows
    with tempfile.TemporaryDirectory(dir=data.folder) as name:
        folder = Path(name)
        _copy(data.log(OPERATIONS), folder / "archive" / OPERATIONS.name)
        for beside in ("secrets.json", "asked.json", "grants.parquet"):
            shutil.copy(data.folder / beside, folder / beside)
        context = get_context("spawn")
        stop, ready, told = context.Event(), context.Event(), context.Queue()
        idle = _searched(folder, LOADED_SECONDS / 2)
        process = context.Process(target=_take_in, args=(folder, stop, ready, told))
        process.start()
        ready.wait()
        loaded = _searched(folder, LOADED_SECONDS)
        stop.set()
        said = told.get()
        process.join()
    calm, busy = (
        once(which, percentile(runs, 0.95), "s") for which, runs in (("idle", idle), ("under load", loaded))
    )
    held = busy.median <= 1.5 * calm.median
    note = f"{len(loaded)} searches; {said['rate']:,.0f} records/s taken in"
    yield Line("search while taking in, p95", busy, calm, busy.median / calm.median, "≤ 1.5 ×", held, note)
    ages = once("arrival to checkpoint, p99", said["age"], "s")
    note = f"sealed every {SEAL_EVERY_SECONDS:.0f} s; a seal took {said['seal']:.2f} s at p99"
    yield bounded("seal", ages, 60, note=note)


def signing(data: Data) -> Iterator[Line]:
    """One signature of a checkpoint, as it is made at each seal."""
    signer = data.secrets.signer(OPERATIONS.origin)
    runs = []
    for _run in range(max(100, data.runs)):
        started = time.perf_counter()
        signer.sign(b"checkpoint")
        runs.append((time.perf_counter() - started) * 1e6)
    yield Line("sign a checkpoint", Figure("Ed25519", tuple(runs), "µs"))


def _searched(folder: Path, seconds: float) -> list[float]:
    """How long each search took, one after another with a pause, in this process."""
    from asking import Asker  # noqa: PLC0415 -- a script of its own, which sets its own path

    asker, runs = Asker(folder), []
    asker.subject()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        started = time.perf_counter()
        asker.subject()
        runs.append(time.perf_counter() - started)
        time.sleep(0.25)
    return runs


def _take_in(
    folder: Path, stop: Any, ready: Any, told: Any
) -> None:  # Any: what a process of its own is given
    """Append so many a second and seal every few seconds, on the clock of the wall."""
    secrets: Secrets = secrets_in(folder)
    step = A_SECOND // STEPS
    batch = incoming(_some(step * 20), OPERATIONS)
    waiting: list[float] = []
    ages: list[float] = []
    sealings: list[float] = []
    lock = threading.Lock()
    log = folder / "archive" / OPERATIONS.name
    with writer_at(log, OPERATIONS, secrets, lambda: time.time_ns() // 1000) as writer:

        def seal_on() -> None:
            while not stop.wait(SEAL_EVERY_SECONDS):
                with lock:
                    arrived, waiting[:] = list(waiting), []
                started = time.perf_counter()
                writer.seal()
                now = time.perf_counter()
                sealings.append(now - started)
                ages.extend(now - each for each in arrived)

        sealer = threading.Thread(target=seal_on)
        sealer.start()
        ready.set()
        begun, count = time.perf_counter(), 0
        while not stop.is_set():
            due = begun + count / STEPS
            time.sleep(max(0.0, due - time.perf_counter()))
            arrived = time.perf_counter()
            writer.append(batch.slice(count % 20 * step, step))
            with lock:
                waiting.append(arrived)
            count += 1
        lasted = time.perf_counter() - begun
        sealer.join()
    told.put(
        {"rate": count * step / lasted, "age": percentile(ages, 0.99), "seal": percentile(sealings, 0.99)}
    )


def _some(rows: int) -> pa.RecordBatch:
    """So many operations of the first months, of a number that has that many in them."""
    found: list[Month] = []
    for month in months(rows * 20):
        found.append(month)
        if sum(each.rows.num_rows for each in found) >= rows:
            break
    return (
        pa.Table.from_batches([each.rows for each in found]).combine_chunks().to_batches()[0].slice(0, rows)
    )


def _copy(log: Path, to: Path) -> None:
    """A log that can grow without the first one: its parts, which never change, by another name."""

    def link(source: str, target: str) -> object:
        if source.endswith((".parquet", ".marks")):
            Path(target).hardlink_to(source)
            return target
        return shutil.copy2(source, target)

    shutil.copytree(log, to, copy_function=link)


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]
