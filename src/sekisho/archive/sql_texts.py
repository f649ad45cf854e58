"""Pieces of SQL, put together so that a name or a path stays one whatever it contains."""

from __future__ import annotations

from collections.abc import Iterable


def identifier(name: str) -> str:
    """A name as SQL takes it, whatever it contains."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL takes it, whatever it contains."""
    return "'" + text.replace("'", "''") + "'"


def select(values: Iterable[str], source: str, *rest: str) -> str:
    """A SELECT of these expressions from a source; `rest` is WHERE and what follows."""
    return " ".join(("SELECT", ", ".join(values), "FROM", source, *rest))
