"""Names of persons by the ids of their lines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sekisho.kernel.queries import names_of
from sekisho.offices.persons import PERSONS


def persons_named(lines: Iterable[int | None], known_at: datetime) -> dict[int | None, str]:
    """What the persons on those lines are called; one query however many. None is nobody."""
    found = names_of(PERSONS, {line for line in lines if line is not None}, known_at)
    return {line: name for line, name in found.items()}  # noqa: C416 -- a dict of int is none of int | None
