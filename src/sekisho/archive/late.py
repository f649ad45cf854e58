"""What the face of the archive needs for one of its verbs and not for a question.

Each name is imported when it is first asked for: a first answer is half as long without the writer, the verifier
and all that they import.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sekisho.archive.opening import open_fields, token_column, years_of_token
    from sekisho.archive.process_engine import ProcessEngine
    from sekisho.archive.proving import prove
    from sekisho.archive.token_positions import few_positions
    from sekisho.archive.verify_archive import verify_archive
    from sekisho.archive.writing import writing_with_keys

__all__ = [
    "ProcessEngine",
    "few_positions",
    "open_fields",
    "prove",
    "token_column",
    "verify_archive",
    "writing_with_keys",
    "years_of_token",
]

_HOME = {
    "ProcessEngine": "process_engine",
    "few_positions": "token_positions",
    "open_fields": "opening",
    "prove": "proving",
    "token_column": "opening",
    "verify_archive": "verify_archive",
    "writing_with_keys": "writing",
    "years_of_token": "opening",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    found: object = getattr(import_module(f"sekisho.archive.{_HOME[name]}"), name)
    globals()[name] = found
    return found
