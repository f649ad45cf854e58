"""Where an installation keeps its archive and its keys, unless the environment says otherwise.

SEKISHO_DATA      the data directory (default: ./data)
SEKISHO_ARCHIVE   the archive (default: `archive` in the data directory)
SEKISHO_KEYS      the keys, never inside the data directory (default: beside it, its name and `-keys`)
"""

from __future__ import annotations

import os
from pathlib import Path


def data_folder() -> Path:
    """The data directory."""
    return Path(os.environ.get("SEKISHO_DATA", "data")).resolve()


def archive_folder() -> Path:
    """The directory of the archive."""
    return Path(os.environ.get("SEKISHO_ARCHIVE") or data_folder() / "archive").resolve()


def keys_folder() -> Path:
    """The directory of the keys."""
    data = data_folder()
    return Path(os.environ.get("SEKISHO_KEYS") or data.with_name(f"{data.name}-keys")).resolve()
