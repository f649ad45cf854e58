"""An engine over the logs as they are now, kept until a manifest changes: making one takes longer than a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sekisho.archive.duckdb_engine import DuckDbEngine
from sekisho.archive.engines import View
from sekisho.archive.parts import UnreadablePart
from sekisho.archive.reading import TRIES, LogReader, NoSuchLog, folder_of, manifest_of
from sekisho.archive.rollup_views import views_of_rollups
from sekisho.archive.views import views_of

ENGINES_KEPT = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """Logs at one moment, their views, and an engine with these."""

    logs: tuple[LogReader, ...]
    views: tuple[View, ...]
    engine: DuckDbEngine


def asked(archive: Path, logs: Sequence[str]) -> Asked:
    """The engine over these logs of an archive, by their short names. Raises NoSuchLog, MalformedManifest, UnreadablePart."""
    for _try in range(TRIES - 1):
        try:
            return _asked(archive, _manifests(archive, logs))
        except (FileNotFoundError, UnreadablePart):  # a roll took a part away meanwhile
            continue
    return _asked(archive, _manifests(archive, logs))


def _manifests(archive: Path, logs: Sequence[str]) -> tuple[tuple[str, bytes], ...]:
    try:
        return tuple((name, (folder_of(archive, name) / "manifest").read_bytes()) for name in logs)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoSuchLog(f"there is no such log: {error.filename}") from error


@lru_cache(ENGINES_KEPT)
def _asked(archive: Path, manifests: tuple[tuple[str, bytes], ...]) -> Asked:
    readers = tuple(LogReader(archive / name, manifest_of(archive / name, data)) for name, data in manifests)
    views = [*views_of([log.readable() for log in readers])]
    for log in readers:
        views += views_of_rollups(log.name, log.folder, log.manifest.files)
    return Asked(readers, tuple(views), DuckDbEngine(views))
