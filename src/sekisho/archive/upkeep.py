"""What concerns all logs of an archive at once: while it lasts, nobody else writes to any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyarrow as pa

from sekisho.archive.archive import Archive
from sekisho.archive.clock import now_by_system
from sekisho.archive.reading import reader_of
from sekisho.archive.records import OWN_SOURCE
from sekisho.archive.schema import LogSchema
from sekisho.archive.store import Statement, schemas_of, statement
from sekisho.archive.tail import Payload, frames_of, tail_files
from sekisho.archive.writer import Writer


@contextmanager
def writing_all(
    archive: Archive, *, keys: Path, clock: Callable[[], int] = now_by_system
) -> Iterator[Mapping[str, Writer]]:
    """The writers of all logs, by their short names, each under the declaration it has.

    Raises as `Archive.writing`; Locked where another process writes to one of them.
    """
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(
                archive.writing(declared(archive.folder / name), keys=keys, clock=clock)
            )
            for name in archive.logs
        }


def declared(folder: Path) -> LogSchema:
    """The latest declaration of the log in `folder`, sealed or not; for a log without any, one without columns."""
    log = reader_of(folder)
    schemas = schemas_of([*log.statements, *_unsealed_statements(folder, log.manifest.size)])
    return schemas[max(schemas)] if schemas else LogSchema(log.manifest.origin)


def _unsealed_statements(folder: Path, size: int) -> Iterator[Statement]:
    """Of the tail. To read the columns of the archive's own words no declaration is needed."""
    for path in tail_files(folder):
        for frame in frames_of(path)[0]:
            if frame.first >= size and frame.source == OWN_SOURCE and frame.payload_kind is Payload.ARROW:
                with pa.ipc.open_stream(frame.payload) as reader:
                    raws = pa.Table.from_batches(list(reader)).column("raw").to_pylist()
                for place, raw in enumerate(raws):
                    yield statement(frame.first + place, frame.received_at, raw or b"")
