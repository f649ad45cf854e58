"""What else hashes: hashlib in a loop, pymerkle, and what the processor gives at most."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa

from sekisho.archive import bulk, parts
from sekisho.archive.hashing import pair_hashes
from sekisho.archive.schema import LogSchema
from sekisho.archive.store import moments_in
from sekisho.archive.vault import Vault

BLOCK = 64  # bytes that SHA-256 takes at a time
PADDING = 9
NODE_BLOCKS = 2  # 65 bytes
BLOCKS_IN_WORDS = re.compile(r"sha256\s+([\d.]+)k")


def entries_of(folder: Path, schema: LogSchema, most: int) -> tuple[list[bytes], float]:
    """The first entries of a log, and how many blocks of SHA-256 the leaf of one takes on average."""
    found: list[bytes] = []
    for path in sorted((folder / "parts").iterdir()):
        for group in range(_groups(path)):
            found += (each[1:] for each in _preimages(folder, path, group, schema).to_pylist())
            if len(found) >= most:
                return found[:most], _blocks(found[:most])
    return found, _blocks(found)


def hashlib_root(folder: Path, schema: LogSchema, processes: int) -> bytes:
    """Every record of a log to leaves and 256 leaves to a node in a loop over hashlib. Returns a digest of the nodes.

    The canonical bytes come from the columns as fast as the archive's own: what is compared is the hashing.
    """
    work = [
        (folder, path, group, schema)
        for path in sorted((folder / "parts").iterdir())
        for group in range(_groups(path))
    ]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        blocks = pool.map(_nodes_of_group, work)
        return hashlib.sha256(b"".join(blocks)).digest()


def pymerkle_root(entries: Sequence[bytes]) -> bytes:
    """The root by pymerkle's tree in memory, entry by entry."""
    from pymerkle import InmemoryTree  # noqa: PLC0415 -- a development dependency

    tree = InmemoryTree(algorithm="sha256")
    for entry in entries:
        tree.append_entry(entry)
    return bytes(tree.get_state())


def openssl_bytes_a_second(processes: int, seconds: int = 2) -> float:
    """What `openssl speed` says of SHA-256 over 16 KiB."""
    multi = ["-multi", str(processes)] if processes > 1 else []
    command = ["openssl", "speed", "-seconds", str(seconds), "-bytes", "16384", *multi, "-evp", "sha256"]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    figure = BLOCKS_IN_WORDS.search(said)
    assert figure is not None, said
    return float(figure[1]) * 1000


def hashlib_big_blocks(processes: int, mib: int = 256) -> float:
    """Bytes a second of hashlib over pieces of 1 MiB, in so many threads: it lets go of the interpreter meanwhile."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 -- used here only
    from time import perf_counter  # noqa: PLC0415 -- as above

    piece = bytes(2**20)

    def work(_number: int) -> None:
        digest = hashlib.sha256()
        for _each in range(mib):
            digest.update(piece)

    started = perf_counter()
    with ThreadPoolExecutor(processes) as pool:
        list(pool.map(work, range(processes)))
    return processes * mib * 2**20 / (perf_counter() - started)


def _nodes_of_group(work: tuple[Path, Path, int, LogSchema]) -> bytes:
    folder, path, group, schema = work
    values = _preimages(folder, path, group, schema)
    data = memoryview(values.buffers()[2])
    ends = memoryview(values.buffers()[1]).cast("i")
    sha256 = hashlib.sha256
    hashes = [sha256(data[ends[place] : ends[place + 1]]).digest() for place in range(len(values))]
    hashes = hashes[: len(hashes) // 256 * 256]
    for _level in range(8):
        hashes = pair_hashes(hashes)
    return b"".join(hashes)


def _preimages(folder: Path, path: Path, group: int, schema: LogSchema) -> pa.Array:
    with parts.reading(path) as opened:
        (batch,) = opened.read(row_groups=[group])
    moments = moments_in(batch)
    first = batch.column(batch.schema.get_field_index("position"))[0].as_py()
    return bulk.preimages(batch, schema, Vault(folder, schema.origin).salts(schema, first, moments))


def _groups(path: Path) -> int:
    with parts.reading(path) as opened:
        return int(opened.file.num_row_groups)


def _blocks(entries: Sequence[bytes]) -> float:
    return sum(-(-(1 + len(entry) + PADDING) // BLOCK) for entry in entries) / max(1, len(entries))
