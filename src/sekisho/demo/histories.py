"""The operation histories of the demo town, taken in month by month by the keeper of their ledger.

The database is one transaction, the archive is not. So log and files grow in a folder of their own and take their
places when the transaction has been committed; `settle_histories` says what holds if we crash between.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

import pyarrow.compute as pc
from django.conf import settings
from django.utils import timezone

from sekisho.archive import files
from sekisho.archive.archive import Archive
from sekisho.archive.key_rotation import key_in_force
from sekisho.archive.schema import microseconds
from sekisho.archiving.refusals import refusing
from sekisho.demo.chance import chance
from sekisho.demo.credentials import SUPERVISOR
from sekisho.demo.history_files import Exports, Month, whole_months
from sekisho.demo.stage import ONE_DAY, Stage
from sekisho.intake.importing import Taken, take_in
from sekisho.intake.operations import NAME, SOURCE, Judged, judged, operations_schema
from sekisho.intake.tables.findings import Finding
from sekisho.intake.tables.profiles import profile_at
from sekisho.kernel.models import JournalEvent
from sekisho.kernel.town import open_days
from sekisho.kernel.verbs import enter
from sekisho.ledgers.operation_histories import OPERATION_HISTORIES

MAKING: Final = "making"  # in the archive's folder; no log, for it has no manifest
IMPORTED: Final = "imported"  # in the data directory, and in `making`
WAITING: Final = "まだ取り込んでいない"  # in `imported`
EARLY: Final = 3  # of the first open days of a month one is when the last month's file is taken in
MISSING_MAX: Final = 400  # characters of the ledger's field
Last = Callable[[datetime], None]


def settle_histories() -> None:
    """Bring to its end what making the town has left.

    If we crash before the commit, the journal is empty: what was made then goes. If we crash after it, everything
    is whole and only has to take its place, the log last; until then its entries stand and its rows are not found.
    """
    made: Path = settings.SEKISHO_ARCHIVE / MAKING
    if not made.exists():
        return
    if JournalEvent.objects.exists():
        for path in sorted((made / IMPORTED).rglob("*.csv")):
            place = settings.DATA / path.relative_to(made)
            files.make_directory(place.parent)
            shutil.move(path, place)
        if (made / NAME).exists():
            files.rename(made / NAME, settings.SEKISHO_ARCHIVE / NAME)
    shutil.rmtree(made)


@dataclass(slots=True)
class Histories:
    """Takes the files in while the town's history is played. Raises one of `archiving.refusals`."""

    folder: Path = field(default_factory=lambda: settings.SEKISHO_ARCHIVE / MAKING)
    told: set[str] = field(default_factory=set)
    base: str = field(init=False)

    def __post_init__(self) -> None:
        """Begin in an empty folder."""
        with refusing():
            town = Archive(settings.SEKISHO_ARCHIVE)
            self.base = key_in_force(settings.SEKISHO_KEYS, town.handovers(), archive=town.folder).base
            shutil.rmtree(self.folder, ignore_errors=True)
            files.make_directory(self.folder / IMPORTED / WAITING)

    def plan(self, stage: Stage) -> Last:
        """Each month is taken in early in the next one, but for the newest.

        What is returned puts down the file of that one, at the end: a visitor can take it in.
        """
        exports, months = Exports(stage), whole_months(stage)
        for month in months[:-1]:
            nth = 1 + chance(stage.seed, "early", month.until).randrange(EARLY)
            taken_on = stage.open_after(month.until - ONE_DAY, nth)
            stage.put(stage.in_hours(taken_on, "histories"), partial(self._take, stage, exports, month))

        def leave(at: datetime) -> None:
            for month in months[-1:]:
                files.put(self.folder / IMPORTED / WAITING / month.file_name, exports.file(month, at))

        return leave

    def _take(self, stage: Stage, exports: Exports, month: Month, at: datetime) -> None:
        """One file: into the archive as of that moment, then into the ledger."""
        data = exports.file(month, at)
        files.put(self.folder / IMPORTED / month.file_name, data)
        found = judged(data, profile_at(NAME))
        archive, schema, now = Archive(self.folder), operations_schema(self.base), microseconds(at)
        with (
            refusing(),
            archive.writing(schema, keys=settings.SEKISHO_KEYS, clock=lambda: now) as log,
        ):
            taken = take_in(archive, log, found, is_open=open_days().is_open)
        missing = self._news([each for each in taken.findings if each not in found.findings])
        facts = {
            "taken_on": timezone.localdate(at),
            "file_name": month.file_name,
            "profile": NAME,
            "missing": missing,
            "remarks": _remarks(stage, month, missing),
            **_figures(found, taken),
        }
        enter(OPERATION_HISTORIES, facts, act=stage.act_in_post(SUPERVISOR, at, "histories"))

    def _news(self, findings: Sequence[Finding]) -> str:
        """What was not told before, for each import tells of every day that the log lacks."""
        new = [finding.words.ja for finding in findings if finding.words.ja not in self.told]
        self.told.update(new)
        return "".join(new)[:MISSING_MAX]


def _figures(found: Judged, taken: Taken) -> dict[str, object]:
    """Figures and days of the file, for the ledger."""
    ends = pc.min_max(found.batch.column("occurred_at")).as_py()
    return {
        "first_on": timezone.localdate(ends["min"]),
        "last_on": timezone.localdate(ends["max"]),
        "digest": found.source.removeprefix(SOURCE),
        "rows": taken.row_count,
        "stored": taken.stored,
        "repeated": taken.already,
        "refused": taken.refused,
    }


def _remarks(stage: Stage, month: Month, missing: str) -> str:
    shut = [day for day in sorted(stage.closures) if month.first <= day < month.until]
    if shut:
        return "、".join(f"{day}は台風による臨時閉庁" for day in shut)
    return "出力元に確かめ、再出力を依頼した" if missing else ""
