"""What was taken in as entries of the ledgers: 操作履歴取込簿 for files of operations, 照合資料簿 for the town's own papers.

The figures come from the archive and from the index of the papers, so that what came in by the command line or a watched
folder is entered the same way as what came in by the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sekisho.archive.archive import Archive
from sekisho.archive.files import lock
from sekisho.archive.reading import logs_in
from sekisho.archive.rollup_views import FOLDER as ROLLUPS
from sekisho.archive.schema import at
from sekisho.archiving.refusals import ArchiveBroken, asking, refusing
from sekisho.intake import papers
from sekisho.intake.importing import FIRST_DAY, LIMITS, weekdays
from sekisho.intake.operations import NAME, SOURCE
from sekisho.intake.papers import DamagedPaper
from sekisho.intake.tables.times import local_day, midnight
from sekisho.intake.tables.values import YEARS
from sekisho.kernel import cells
from sekisho.kernel.acts import Act
from sekisho.kernel.models import Entry
from sekisho.kernel.queries import standing
from sekisho.kernel.records import writing
from sekisho.kernel.town import open_days
from sekisho.kernel.verbs import enter
from sekisho.ledgers.operation_histories import OPERATION_HISTORIES, OperationHistory
from sekisho.ledgers.papers import PAPERS, Paper
from sekisho.rules.calendar import BeyondCalendar

ONE_DAY = timedelta(days=1)
HOLES_NAMED = 50
MISSING_MAX = 400  # characters, as the ledger keeps it
PROFILE_MAX = 60
REMARKS_MAX = 200
UNKNOWN = "—"
ARCHIVES_KNOWN = 2
LAST_DAY = date(YEARS.stop - 1, 12, 31)


class Held(NamedTuple):
    """What the archive holds of one file: how many rows, and the days of the first and the last."""

    digest: str
    rows: int
    first_on: date
    last_on: date


class Counts(NamedTuple):
    """What became of the rows of a file: `rows` = `stored` + `repeated` + `refused`."""

    rows: int
    stored: int
    repeated: int
    refused: int


def held() -> dict[str, Held]:
    """Every file of operations that the archive holds, by its digest. Raises what `asking` makes of it."""
    archive = Path(settings.SEKISHO_ARCHIVE)
    if NAME not in logs_in(archive):
        return {}
    with asking():
        return _held(archive, Archive(archive).log(NAME).manifest.size)


def waiting_operations() -> list[Held]:
    """Files of operations that the archive holds and the ledger does not."""
    found = held()
    known = entered(OperationHistory) if found else set()
    return [file for digest, file in found.items() if digest not in known]


def waiting_papers() -> list[papers.Paper]:
    """Papers that are kept and not in the ledger. Raises ArchiveBroken."""
    found = kept_papers()
    known = entered(Paper) if found else set()
    return [paper for paper in found if paper.digest not in known]


def kept_papers() -> list[papers.Paper]:
    """The papers that are kept. Raises ArchiveBroken."""
    try:
        return papers.papers(papers_folder())
    except DamagedPaper as error:
        raise broken_paper(error) from error


def broken_paper(error: DamagedPaper) -> ArchiveBroken:
    """What to tell of a paper that is not as it was kept."""
    return ArchiveBroken(
        _("保管した照合資料が壊れているか、書き換えられています。控えから戻してください。(%(why)s)")
        % {"why": error}
    )


def papers_folder() -> Path:
    """Where the papers stand."""
    return Path(settings.DATA) / papers.FOLDER


def entered(model: type[OperationHistory] | type[Paper]) -> set[str]:
    """The digests that stand in the ledger."""
    return set(standing(model, timezone.now()).values_list("digest", flat=True))


def enter_operations(
    file: Held, counts: Counts, *, file_name: str, profile: str, act: Act, remarks: Sequence[str] = ()
) -> Entry:
    """記載 of a file of operations. Days after the act are told in the remarks, for the ledger takes none.

    Of the `remarks`, each a sentence, as many as fit.
    """
    last = min(file.last_on, act.on)
    facts: dict[str, Any] = {  # Any: as the model's fields
        "taken_on": act.on,
        "first_on": min(file.first_on, last),
        "last_on": last,
        "file_name": file_name or UNKNOWN,
        "digest": file.digest,
        "profile": profile[:PROFILE_MAX] or UNKNOWN,
        "missing": missing(file),
        "remarks": _fitting(
            [*([_("今日より後の日時の行があります。")] if file.last_on > act.on else []), *remarks]
        ),
        **counts._asdict(),
    }
    return enter(OPERATION_HISTORIES, facts, act=act)


def enter_paper(paper: papers.Paper, *, act: Act) -> Entry:
    """記載 of a paper."""
    facts = {
        "kind": paper.kind,
        "taken_on": min(timezone.localdate(at(paper.taken_at)), act.on),
        "file_name": paper.file_name or UNKNOWN,
        "digest": paper.digest,
        "profile": paper.profile_name[:PROFILE_MAX] or UNKNOWN,
        "rows": paper.rows,
        "stored": paper.stored,
        "refused": paper.refused,
    }
    return enter(PAPERS, facts, act=act)


def enter_waiting(act: Act, *, operations: bool, town_papers: bool) -> int:
    """Enter what the archive and the papers hold and the ledgers do not, all or none; returns how many.

    Nobody appends to the log meanwhile, so no file is entered half. Raises ArchiveBusy.
    """
    with ExitStack() as stack:
        if operations and NAME in logs_in(settings.SEKISHO_ARCHIVE):
            stack.enter_context(refusing())
            stack.enter_context(lock(Path(settings.SEKISHO_ARCHIVE) / NAME / "lock"))
        stack.enter_context(writing())
        files = waiting_operations() if operations else []
        kept = waiting_papers() if town_papers else []
        for file in files:
            counts = Counts(file.rows, file.rows, 0, 0)
            enter_operations(file, counts, file_name="", profile="", act=act)
        for paper in kept:
            enter_paper(paper, act=act)
    return len(files) + len(kept)


def missing(file: Held) -> str:
    """What the file and the days since the one before it lack: business days, and running numbers. Shortened to fit."""
    with asking():
        found = [*_missing_days(file), *_missing_numbers(file.digest)]
    return shortened(found)


def shortened(found: Sequence[str]) -> str:
    """As many as fit, and how many more there are."""
    for count in range(len(found), 0, -1):
        rest = len(found) - count
        more = ngettext("ほか%(n)d件", "ほか%(n)d件", rest) % {"n": rest}
        text = _("、").join([*found[:count], *([more] if rest else [])])
        if len(text) <= MISSING_MAX:
            return text
    return ""


def _fitting(sentences: Sequence[str]) -> str:
    """The first sentences, as many as the ledger keeps of remarks."""
    lengths = accumulate(len(each) for each in sentences)
    return "".join(each for each, so_far in zip(sentences, lengths, strict=True) if so_far <= REMARKS_MAX)


def runs(
    days: Iterable[date], there: set[date], is_open: Callable[[date], bool]
) -> Iterator[tuple[date, date]]:
    """First and last of business days in a row that are not there, closed days between them or not."""
    run: list[date] = []
    for day in days:
        if day in there:
            if run:
                yield run[0], run[-1]
            run = []
        elif is_open(day):
            run.append(day)
    if run:
        yield run[0], run[-1]


def is_open(day: date) -> bool:
    """Whether the town is open; where its calendar has ended, Monday to Friday."""
    try:
        return open_days().is_open(day)
    except BeyondCalendar:
        return weekdays(day)


def _missing_days(file: Held) -> Iterator[str]:
    archive = Archive(settings.SEKISHO_ARCHIVE)
    if not any(path.startswith(f"{ROLLUPS}/") for path in archive.log(NAME).manifest.files):
        return
    sql = "SELECT DISTINCT day FROM operations_by_hour WHERE day BETWEEN ? AND ?"
    rows = archive.ask(sql, [FIRST_DAY, LAST_DAY], limits=LIMITS)
    there = set(rows.read_all().column(0).to_pylist())
    before = max((day for day in there if day < file.first_on), default=None)
    begin = file.first_on if before is None else before + ONE_DAY
    last_on = min(file.last_on, timezone.localdate())  # of days that have not come yet nothing can be missing
    span = (begin + ONE_DAY * n for n in range((last_on - begin).days + 1))
    for first, last in runs(span, there, is_open):
        yield cells.day(first) if first == last else f"{cells.day(first)}–{cells.day(last)}"


def _missing_numbers(digest: str) -> Iterator[str]:
    """Between the least and the greatest of the file, what it does not hold and no other file either."""
    rows = Archive(settings.SEKISHO_ARCHIVE).ask(
        "SELECT number, following FROM"
        " (SELECT sequence AS number, lead(sequence) OVER (ORDER BY sequence) AS following FROM operations,"
        " (SELECT min(sequence) AS low, max(sequence) AS high FROM operations WHERE source = ?)"
        " WHERE sequence BETWEEN low AND high) WHERE following > number + 1 ORDER BY number LIMIT ?",
        [SOURCE + digest, HOLES_NAMED],
        limits=LIMITS,
    )
    for row in rows.read_all().to_pylist():
        first, last = row["number"] + 1, row["following"] - 1
        span = f"{first}" if first == last else f"{first}–{last}"
        yield _("連番%(span)s") % {"span": span}


def _day_within(moment: int | None) -> date:
    """The day of an operation; the first or the last that can be, for a moment outside, which no calendar may have."""
    begin, end = midnight(FIRST_DAY), midnight(LAST_DAY)
    return local_day(min(max(begin if moment is None else moment, begin), end))


@lru_cache(maxsize=ARCHIVES_KNOWN)
def _held(archive: Path, _size: int) -> dict[str, Held]:
    rows = Archive(archive).ask(
        "SELECT source, count(*) AS n, epoch_us(min(occurred_at)) AS first, epoch_us(max(occurred_at)) AS last"
        " FROM operations WHERE kind = 'record' AND starts_with(source, ?)"
        " GROUP BY source ORDER BY min(position)",
        [SOURCE],
        limits=LIMITS,
    )
    found = {}
    for row in rows.read_all().to_pylist():
        digest = row["source"].removeprefix(SOURCE)
        first, last = (_day_within(row[name]) for name in ("first", "last"))
        found[digest] = Held(digest, row["n"], first, last)
    return found
