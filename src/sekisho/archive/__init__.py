"""The archive: logs of records that nobody can alter unseen. Knows nothing of the rest of Sekisho.

    from sekisho.archive import Archive

The names below are imported when they are first asked for, so that a single rule in here, such as
verifying a signed note, needs neither Arrow nor a query engine.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sekisho.archive.archive import Archive
    from sekisho.archive.records import Record
    from sekisho.archive.schema import Column, ColumnType, LogSchema

__all__ = ["Archive", "Column", "ColumnType", "LogSchema", "Record"]

_HOME = {
    "Archive": "archive",
    "Record": "records",
    "Column": "schema",
    "ColumnType": "schema",
    "LogSchema": "schema",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
