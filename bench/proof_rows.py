"""The rows of `archive.py` that prove: bytes, verifying, scrubbing, the tree, proofs, sealing."""

from __future__ import annotations

import math
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import hash_peers
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from archive_data import Data
from archive_logs import COLUMNS, OPERATIONS
from table import Figure, Line, bounded, in_turn, once, rate, share, times

from sekisho.archive import bulk, seals
from sekisho.archive.edge import Edge
from sekisho.archive.proof_files import parse_proof_file
from sekisho.archive.proving import check_proof
from sekisho.archive.reading import reader_of
from sekisho.archive.schema import LogSchema
from sekisho.archive.vault import Vault
from sekisho.archive.verify import Options
from sekisho.archive.verify_files import check_files
from sekisho.archive.verify_folder import inventory

PYMERKLE_ENTRIES = 100_000
PROOFS = 50


def size(data: Data) -> Iterator[Line]:
    """Bytes of a record on the disk, everything that verifying needs included."""
    assert data.operations.rows
    folder = data.log(OPERATIONS)
    whole = _bytes_a_record(data, OPERATIONS)
    note = f"{_by_kind(folder, data.rows)}; by column {_by_column(folder, data.rows)}"
    yield Line("bytes of a record, sealed", whole, note=note)
    if data.has_peers:
        yield from _beside_peers(data, whole)


def _beside_peers(data: Data, whole: Figure) -> Iterator[Line]:
    assert data.columns.rows
    what, ours = "bytes of a record, columns", _bytes_a_record(data, COLUMNS)
    if data.text:
        text = once("gzip -6 of the CSV", data.text.bytes / data.rows, "B")
        yield share(what, ours, text, 0.65, note=_by_kind(data.log(COLUMNS), data.rows))
    if data.sqlite:
        lite = once("SQLite, 2 indexes", data.sqlite.bytes / data.rows, "B")
        yield Line(what, ours, lite, ours.median / lite.median)
    if server := data.postgresql:
        server.fill_whole()
        server.index()
        brin, trees, everything = (
            once(f"PostgreSQL, {name}", server.sizes[name] / data.rows, "B")
            for name in ("BRIN", "b-trees", "whole")
        )
        note = "with BRIN only it reads everything to find a subject or an operator"
        yield Line(what, ours, brin, ours.median / brin.median, note=note)
        yield share(what, ours, trees, 0.08)
        note = (
            "PostgreSQL holds the same columns, search condition and raw line, in the clear, with BRIN only"
        )
        yield share("bytes of a record, sealed", whole, everything, 0.5, note=note)


def verifying(data: Data) -> Iterator[Line]:
    """Every record to the root."""
    assert data.operations.rows
    folder = data.log(OPERATIONS)
    trusted = [data.secrets.signer(OPERATIONS.origin).verifier_key]
    size_ = reader_of(folder).manifest.size

    def ours() -> None:
        report = data.archive.verify(trusted, Options(jobs=2))
        if not report.whole or report.logs[0].looked != size_:
            raise AssertionError(f"the archive is not whole: {report.faults}")

    found = in_turn(
        {
            "Archive.verify, 2 processes": ours,
            "hashlib, 2 processes": lambda: hash_peers.hashlib_root(folder, OPERATIONS, 2),
        },
        data.runs,
    )
    mine, loop = found.values()
    speed = Figure(mine.name, tuple(size_ / run / 1e6 for run in mine.runs), "M/s")
    yield bounded(
        "verify every record", speed, 1, better="more", note="files, tiles, marks and checkpoints included"
    )
    yield times(
        "verify every record",
        mine,
        loop,
        4,
        note="the peer hashes leaves and blocks in a loop, and checks nothing else",
    )
    entries, blocks = hash_peers.entries_of(folder, OPERATIONS, PYMERKLE_ENTRIES)
    tree = in_turn({"pymerkle in memory": lambda: hash_peers.pymerkle_root(entries)}, data.runs)[
        "pymerkle in memory"
    ]
    theirs = Figure(tree.name, tuple(len(entries) / run / 1e6 for run in tree.runs), "M/s")
    yield times(
        "verify every record", speed, theirs, 25, better="more", note=f"pymerkle on {len(entries):,} entries"
    )
    most = hash_peers.openssl_bytes_a_second(2) / hash_peers.BLOCK / (blocks + hash_peers.NODE_BLOCKS) / 1e6
    limit = once("limit by openssl speed -multi 2", most, "M/s")
    note = f"{blocks:.1f} blocks of 64 bytes a leaf and {hash_peers.NODE_BLOCKS} a node; the ratio is the share reached"
    yield Line("verify every record", speed, limit, speed.median / limit.median, note=note)


def scrub(data: Data) -> Iterator[Line]:
    """The files against the digests of the manifest."""
    assert data.operations.rows
    folder = data.log(OPERATIONS)
    manifest = reader_of(folder).manifest
    total = sum(listed.size for listed in manifest.files.values())

    def ours() -> None:
        sound, found = check_files(inventory(folder), OPERATIONS.name, manifest)
        if found or len(sound) != len(manifest.files):
            raise AssertionError(f"files differ: {found}")

    found = in_turn({"check_files": ours}, data.runs)["check_files"]
    speed = Figure(found.name, tuple(total / run / 1e9 for run in found.runs), "GB/s")
    limits = tuple(hash_peers.openssl_bytes_a_second(2) / 1e9 for _run in range(data.runs))
    limit = Figure("openssl speed -multi 2", limits, "GB/s")
    held = speed.median >= 0.7 * limit.median
    note = f"{data.rows / found.median / 1e6:.0f} M records/s; hashlib in 2 threads {hash_peers.hashlib_big_blocks(2) / 1e9:.2f} GB/s"
    yield Line("scrub of the files", speed, limit, speed.median / limit.median, "≥ 0.7 ×", held, note)
    disk = _disk_bytes_a_second(folder)
    yield Line(
        "scrub of the files",
        speed,
        once("sequential read of the disk", disk / 1e9, "GB/s"),
        speed.median / disk * 1e9,
    )


def tree(data: Data) -> Iterator[Line]:
    """From entries to a larger tree with its tiles durable."""
    assert data.operations.rows
    entries, _blocks = hash_peers.entries_of(data.log(OPERATIONS), OPERATIONS, PYMERKLE_ENTRIES)
    values = pa.array([b"\0" + entry for entry in entries], pa.binary())

    def ours() -> None:
        with tempfile.TemporaryDirectory(dir=data.folder) as folder:
            home = seals.Home(Path(folder), OPERATIONS.origin, (), Vault(Path(folder), OPERATIONS.origin))
            edge = Edge()
            tiles = edge.extend(bulk.sha256_each(values))
            seals.put_tiles(home, edge, tiles)
            assert edge.root()

    found = in_turn(
        {"tiles, durable": ours, "pymerkle in memory": lambda: hash_peers.pymerkle_root(entries)}, data.runs
    )
    mine, theirs = (rate(len(entries), figure, "records/s") for figure in found.values())
    yield times("append to the tree", mine, theirs, 10, better="more", note=f"{len(entries):,} entries")


def proofs(data: Data) -> Iterator[Line]:
    """Proof files of records anywhere in the log."""
    assert data.operations.rows
    spans, total = data.secrets.spans(OPERATIONS.origin), data.archive.log(OPERATIONS.name).manifest.size
    places = np.random.default_rng(1).integers(0, total, PROOFS).tolist()
    making, checking, hashes = [], [], 0
    for place in places:
        started = time.perf_counter()
        file = data.archive.prove(OPERATIONS.name, place)
        making.append((time.perf_counter() - started) * 1e3)
        started = time.perf_counter()
        check_proof(file, spans)
        checking.append((time.perf_counter() - started) * 1e6)
        hashes = max(hashes, len(parse_proof_file(file).proof))
    yield bounded(
        "inclusion proof",
        Figure("proof file", tuple(making), "ms"),
        50,
        note=f"{PROOFS} records of {total:,}",
    )
    most = 32 * math.ceil(math.log2(total))
    size_ = once("hashes", 32 * hashes, "B")
    yield Line(
        "inclusion proof, bytes",
        size_,
        target=f"≤ {most} B",
        held=32 * hashes <= most,
        note=f"{hashes} hashes",
    )
    yield Line(
        "inclusion proof, verifying",
        Figure("check_proof", tuple(checking), "µs"),
        note="signature, record and path",
    )


def _bytes_a_record(data: Data, schema: LogSchema) -> Figure:
    total = sum(path.stat().st_size for path in data.log(schema).rglob("*") if path.is_file())
    return once("everything in the log", total / data.rows, "B")


def _by_kind(folder: Path, rows: int) -> str:
    found: dict[str, int] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            kind = path.relative_to(folder).parts[0]
            found[kind] = found.get(kind, 0) + path.stat().st_size
    return ", ".join(
        f"{kind} {total / rows:.2f}" for kind, total in sorted(found.items(), key=lambda each: -each[1])
    )


def _by_column(folder: Path, rows: int) -> str:
    found: dict[str, int] = {}
    for path in (folder / "parts").iterdir():
        metadata = pq.read_metadata(path)
        for group in range(metadata.num_row_groups):
            for place in range(metadata.num_columns):
                column = metadata.row_group(group).column(place)
                found[column.path_in_schema] = (
                    found.get(column.path_in_schema, 0) + column.total_compressed_size
                )
    return ", ".join(f"{name} {total / rows:.2f}" for name, total in found.items())


def _disk_bytes_a_second(folder: Path) -> float:
    """Reading the largest file past the cache of the system, piece by piece."""
    path = max(folder.rglob("*"), key=lambda each: each.stat().st_size if each.is_file() else 0)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        started, read = time.perf_counter(), 0
        while piece := os.read(descriptor, 2**20):
            read += len(piece)
        return read / (time.perf_counter() - started)
    finally:
        os.close(descriptor)
