"""The log `journal`: what an event looks like as a record. Values in, values out."""

from __future__ import annotations

from typing import Final

from sekisho.archive.records import Record
from sekisho.archive.schema import Column, ColumnType, LogSchema, microseconds
from sekisho.kernel.models import JournalEvent
from sekisho.kernel.records import canonical

NAME: Final = "journal"
SOURCE: Final = "journal"
TEXTS: Final = ("verb", "subject", "clause", "person", "post", "capacity", "acts_for", "basis")
COLUMNS: Final = (
    Column("number", ColumnType.INTEGER),
    Column("recorded_at", ColumnType.MOMENT),
    Column("verb", ColumnType.TEXT),
    Column("subject", ColumnType.TEXT),
    Column("line_number", ColumnType.INTEGER),
    *(Column(name, ColumnType.TEXT) for name in TEXTS[2:]),
)


def journal_schema(base: str) -> LogSchema:
    """The declaration of the log in the archive of that base. Raises BadDeclaration."""
    return LogSchema(f"{base}/{NAME}", COLUMNS, event_time="recorded_at")


def record_of(event: JournalEvent) -> Record:
    """The event as a record: its canonical form as the raw bytes, and the columns to ask by."""
    texts = {name: getattr(event, name) for name in TEXTS}
    numbers = {
        "number": event.number,
        "recorded_at": microseconds(event.recorded_at),
        "line_number": event.line_number,
    }
    return Record(SOURCE, form_of(event), {**numbers, **texts})


def form_of(event: JournalEvent) -> bytes:
    """The whole event, `body` and names included, in the one form that the kernel gives to what it keeps."""
    fields = {field.attname: getattr(event, field.attname) for field in event._meta.concrete_fields}
    return canonical(fields).encode()


def batch_name(first: int) -> bytes:
    """The name of the append that begins with that event: 16 bytes.

    Made of the number, so that the archive knows what it has where an append is tried once more.
    """
    return b"journal\0" + first.to_bytes(8, "big")
