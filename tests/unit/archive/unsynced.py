"""Files that nobody waits for: for tests of what is written, not of when it is durable (tests/disks)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

SYSTEM = "sekisho.archive.files.os"


@contextmanager
def unsynced() -> Iterator[None]:
    """Nothing is synced as long as the block lasts."""
    with patch(f"{SYSTEM}.fsync", _at_once), patch(f"{SYSTEM}.fdatasync", _at_once):
        yield


def _at_once(_descriptor: int) -> None:
    """Say that it is done."""
