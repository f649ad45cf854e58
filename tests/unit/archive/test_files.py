"""What the one module that touches the disk makes sure of."""

from __future__ import annotations

import errno
import gc
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sekisho.archive import files
from tests.disks.failing import failing
from tests.disks.killing import stopped

TABLE = pa.table({name: list(range(3_000)) for name in ("position", "received_at")})


def test_a_writer_given_up_writes_into_no_file_that_took_its_number(tmp_path: Path) -> None:
    """pyarrow closes a writer when it collects it, and then writes the end of a file that is long closed."""
    with (
        stopped(tmp_path, at_call=3),
        files.putting(tmp_path / "part") as output,
        pq.ParquetWriter(output, TABLE.schema) as writer,
    ):
        writer.write_table(TABLE)
    tail = files.create(tmp_path / "tail")
    files.write(tail, b"frame")

    del writer
    gc.collect()

    files.close(tail)
    assert (tmp_path / "tail").read_bytes() == b"frame"


def test_a_file_whose_name_is_not_durable_is_not_left_open(tmp_path: Path) -> None:
    with failing(tmp_path, call="fsync", error=errno.EIO), pytest.raises(OSError, match="error"):
        files.create(tmp_path / "tail")
    one, other = files.create(tmp_path / "one"), files.create(tmp_path / "other")

    assert other == one + 1
    for descriptor in (one, other):
        files.close(descriptor)


def test_nothing_is_made_where_the_disk_is_not_mounted(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        files.make_directory(tmp_path / "log" / "tile" / "1", inside=tmp_path / "log")

    assert list(tmp_path.iterdir()) == []


def test_directories_are_made_below_a_folder_that_is_there(tmp_path: Path) -> None:
    files.make_directory(tmp_path / "tile" / "1" / "x001", inside=tmp_path)

    assert (tmp_path / "tile" / "1" / "x001").is_dir()
