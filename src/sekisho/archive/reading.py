"""Reading a log as it is now: records, statements, and what an engine is given to ask. Changes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

from sekisho.archive import checkpoint_files, parts
from sekisho.archive.checkpoints import MalformedCheckpoint, parse_checkpoint
from sekisho.archive.columns import records_of
from sekisho.archive.footers import Footer, footer_of
from sekisho.archive.manifest import MalformedManifest, Manifest, parse_manifest
from sekisho.archive.notes import NoteRefused, parse_note
from sekisho.archive.parts import Part
from sekisho.archive.records import Kept
from sekisho.archive.rows import block_of
from sekisho.archive.schema import SHORT_NAME, LogSchema, Stored
from sekisho.archive.store import Statement, parts_in, statements_in
from sekisho.archive.tail import batch_in, frames_of, tail_files
from sekisho.archive.vault import Vault
from sekisho.archive.views import PartFile, Readable

TRIES = 5  # a roll removes parts that a reader has just been told of; then it reads the new manifest
T = TypeVar("T")
HANDOVERS = "handovers"
HANDOVER_NAME = re.compile(r"[0-9]{4}")
MANIFESTS_KEPT = 8


class NoSuchLog(Exception):
    """There is no log of that name here."""


class NoSuchRecord(Exception):
    """The log has no record at that position, or it was disposed of; the text says which."""


@dataclass(frozen=True)
class LogReader:
    """One log as its manifest named it when this was made.

    Nothing is verified: that is `verify_log`'s part.
    """

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """The short name."""
        return self.manifest.origin.rpartition("/")[2]

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts in order."""
        return tuple(parts_in(self.manifest))

    @cached_property
    def vault(self) -> Vault:
        """The salts."""
        return Vault(self.folder, self.manifest.origin)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """What the archive said in the sealed part of the log."""
        return tuple(s for part in self.parts for s in statements_in(self.folder / part.path))

    @cached_property
    def schemas(self) -> Mapping[int, LogSchema]:
        """The declarations by number."""
        return {n: schema for footer in self.footers.values() for n, schema in footer.schemas.items()}

    @property
    def schema(self) -> LogSchema:
        """The latest declaration. Raises NoSuchRecord where nothing is sealed yet."""
        if not self.schemas:
            raise NoSuchRecord(f"nothing is sealed in {self.name} yet")
        return self.schemas[max(self.schemas)]

    @cached_property
    def footers(self) -> Mapping[Part, Footer]:
        """What the footer of each part says."""
        return {part: footer_of(self.folder / part.path) for part in self.parts}

    def schema_of(self, part: Part) -> LogSchema:
        """The declaration of a part."""
        return self.schemas[self.footers[part].schema_number]

    def part_at(self, position: int) -> Part:
        """The part that holds the record. Raises NoSuchRecord."""
        found = next((part for part in self.parts if part.first <= position < part.end), None)
        if found is None:
            why = "disposed of" if position < self.manifest.first else "not sealed"
            raise NoSuchRecord(f"record {position} of {self.name} is {why}")
        return found

    def record(self, position: int) -> Kept:
        """One sealed record. Raises NoSuchRecord."""
        part = self.part_at(position)
        first, rows = block_of(self.folder / part.path, part, position)
        return next(records_of(rows.slice(position - first, 1), self.schema_of(part)))

    def records(self, first: int, end: int) -> Iterator[Kept]:
        """Sealed records in order, those of [first, end) that are there."""
        for part in self.parts:
            if part.first < end and first < part.end:
                schema, position = self.schema_of(part), part.first
                with parts.reading(self.folder / part.path) as opened:
                    for batch in opened.read():
                        wanted = batch.slice(max(0, first - position), max(0, end - max(first, position)))
                        yield from records_of(wanted, schema)
                        position += batch.num_rows

    def unsealed(self) -> Iterator[Kept]:
        """Records that wait in the tail for the next seal. Frames that are being written are passed over."""
        for path in tail_files(self.folder):
            frames, _end, _length = frames_of(path)
            for frame in frames:
                schema = self.schemas.get(frame.schema)
                if frame.first >= self.manifest.size and schema is not None:
                    yield from records_of(batch_in(frame, schema), schema)

    def readable(self) -> Readable:
        """What an engine is given (`views.views_of`)."""
        files = [
            PartFile(
                self.folder / part.path,
                self.schema_of(part).stored,
                "raw" in footer.names,
                "sealed" in footer.names,
                footer.shapes,
            )
            for part, footer in self.footers.items()
        ]
        columns: dict[str, Stored] = {c.name: c for schema in self.schemas.values() for c in schema.stored}
        return Readable(self.name, tuple(columns.values()), tuple(files))

    def checkpoint_note(self) -> bytes:
        """The signed checkpoint of just these records.

        Raises NoSuchRecord where nothing is sealed yet, MalformedCheckpoint where it is not there or not to be read.
        """
        for month in reversed(checkpoint_files.months_in(self.folder)):
            notes, _rest = checkpoint_files.notes_of(self.folder, month)
            for filed in reversed(notes):  # a newer one may have come since the manifest was read
                if parse_checkpoint(parse_note(filed.note).text).size == self.manifest.size:
                    return filed.note
        if self.manifest.size:
            raise MalformedCheckpoint(
                f"the checkpoint of size {self.manifest.size} of {self.name} is missing"
            )
        raise NoSuchRecord(f"nothing is sealed in {self.name} yet")


def reader_of(folder: Path) -> LogReader:
    """The log in `folder` as it is now. Raises NoSuchLog, MalformedManifest."""
    try:
        data = (folder / "manifest").read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NoSuchLog(f"there is no log in {folder}") from error
    return LogReader(folder, manifest_of(folder, data))


def folder_of(archive: Path, name: str) -> Path:
    """The folder of a log by its short name. Raises NoSuchLog for a name that would lead elsewhere."""
    if not SHORT_NAME.match(name):
        raise NoSuchLog(f"{name!r} is no short name of a log")
    return archive / name


def manifest_of(folder: Path, data: bytes) -> Manifest:
    """The manifest of a log from what its file holds. Raises MalformedManifest, which says of which log."""
    try:
        return _manifest(data)
    except (NoteRefused, MalformedManifest) as error:
        raise MalformedManifest(f"{folder / 'manifest'} is no manifest: {error}") from error


@lru_cache(MANIFESTS_KEPT)
def _manifest(data: bytes) -> Manifest:
    """The manifest in its file; the last ones asked for are known, for each names hundreds of files."""
    return parse_manifest(parse_note(data).text)


def read(folder: Path, what: Callable[[LogReader], T]) -> T:
    """Read something of a log while its writer goes on: again where a roll took a part away meanwhile."""
    for _try in range(TRIES - 1):
        try:
            return what(reader_of(folder))
        except (FileNotFoundError, parts.UnreadablePart):
            continue
    return what(reader_of(folder))


def logs_in(archive: Path) -> Sequence[str]:
    """The short names of the logs of an archive."""
    if not archive.is_dir():
        return []
    return sorted(
        path.name
        for path in archive.iterdir()
        if path.name != HANDOVERS
        and (path / "manifest").is_file()  # raises where that may not be told: none is left out
    )


def handovers_in(archive: Path) -> list[bytes]:
    """The handovers of an archive's keys, in order. Raises OSError where they are there and cannot be read."""
    try:
        paths = sorted((archive / HANDOVERS).iterdir())  # a glob would take what it may not list for empty
    except FileNotFoundError:
        return []
    return [path.read_bytes() for path in paths if HANDOVER_NAME.fullmatch(path.name)]
