"""Files that nobody waits for: for tests of what is written, not of when it is durable (tests/disks)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from sekisho.archive import files


@contextmanager
def unsynced() -> Iterator[None]:
    """Nothing is synced as long as the block lasts."""
    with patch.object(files.os, "fsync", _at_once), patch.object(files.os, "fdatasync", _at_once):
        yield


def _at_once(_descriptor: int) -> None:
    """Say that it is done."""
