"""What the one module that touches the disk makes sure of."""

from __future__ import annotations

import errno
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sekisho.archive import files
from tests.disks.failing import failing

TABLE = pa.table({"a": list(range(300_000))})


def test_a_writer_given_up_writes_into_no_file_that_took_its_number(tmp_path: Path) -> None:
    """pyarrow closes a writer when it collects it, and then writes the end of a file that is long closed."""
    writers: list[pq.ParquetWriter] = []

    def write_a_part() -> None:
        with files.putting(tmp_path / "part") as output:
            writers.append(pq.ParquetWriter(output, TABLE.schema))
            writers[0].write_table(TABLE)

    with (
        failing(tmp_path, call="write", error=errno.ENOSPC, after=2, how="until_healed"),
        pytest.raises(OSError, match="space"),
    ):
        write_a_part()
    tail = files.create(tmp_path / "tail")
    files.write(tail, b"frame")

    writers[0].close()

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
