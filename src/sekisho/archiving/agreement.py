"""Whether the journal in the database is the one that was sealed, event by event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS
from django.utils.translation import gettext as _

from sekisho.archive import parts
from sekisho.archive.reading import LogReader, read
from sekisho.archiving.journal_log import form_of
from sekisho.archiving.refusals import JournalDisagrees
from sekisho.archiving.sealed import log_folder, window_of
from sekisho.kernel.models import JournalEvent

ROWS = 2_000


class What(StrEnum):
    """How an event and its record differ."""

    CHANGED = "changed"
    """The database says something else than was sealed."""
    GONE = "gone"
    """It was sealed, and the database does not have it."""
    SLIPPED_IN = "slipped_in"
    """The database has it, with a number that was passed over when it was sealed."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One event, by its number."""

    number: int
    what: What

    def __str__(self) -> str:
        sentence = {
            What.CHANGED: _("記録%(number)dが封印と違う"),
            What.GONE: _("封印された記録%(number)dがない"),
            What.SLIPPED_IN: _("記録%(number)dは封印になかった"),
        }[self.what]
        return sentence % {"number": self.number}


def disagreements(folder: Path | None = None, *, using: str = DEFAULT_DB_ALIAS) -> list[Disagreement]:
    """Every sealed event held against the database. Events that wait for their seal are passed over.

    Both are streamed: the running ones, or a log and a database that were put back from a backup. Raises NoSuchLog,
    and what reading raises.
    """
    return read(folder or log_folder(), lambda log: list(_compared(log, using)))


def require_agreement(log: LogReader) -> int:
    """The number of the newest sealed event, 0 for none. Raises JournalDisagrees unless the database has it so.

    A database that was put back to an earlier day would otherwise go on with numbers that are taken.
    """
    window = window_of(log)
    if not window.last:
        return 0
    seal = window.seal_of(window.last)
    assert seal is not None, "the last number has a position"
    event = JournalEvent.objects.filter(number=window.last).first()
    if event is None or form_of(event) != log.record(seal.position).raw:
        raise JournalDisagrees(
            _(
                "データベースの記録%(number)dが、封印された記録と違います。封印を止めました。古い控えから戻したのなら、"
                "新しい控えを使ってください。"
            )
            % {"number": window.last}
        )
    return window.last


def _compared(log: LogReader, using: str) -> Iterator[Disagreement]:
    events = JournalEvent.objects.using(using).order_by("number").iterator(chunk_size=ROWS)
    event = next(events, None)
    for number, raw in _sealed(log):
        while event is not None and event.number < number:
            yield Disagreement(event.number, What.SLIPPED_IN)
            event = next(events, None)
        if event is None or event.number > number:
            yield Disagreement(number, What.GONE)
            continue
        if form_of(event) != raw:
            yield Disagreement(number, What.CHANGED)
        event = next(events, None)


def _sealed(log: LogReader) -> Iterator[tuple[int, bytes]]:
    """Number and raw bytes of every record, in order."""
    for part in log.parts:
        with parts.reading(log.folder / part.path) as opened:
            for batch in opened.read(columns=["number", "raw"]):
                for begin in range(0, batch.num_rows, ROWS):
                    piece = batch.slice(begin, ROWS).to_pydict()
                    for number, raw in zip(piece["number"], piece["raw"], strict=True):
                        if number is not None:
                            yield number, raw
