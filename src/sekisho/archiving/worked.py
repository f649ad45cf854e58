"""Who operated on which day, counted by the archive: the bridge over which cross-checks hold ledgers against it.

Nothing personal comes over it: days, terminals, operator IDs and counts (第5条第1号ウ, ス).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from sekisho.archive.archive import Archive
from sekisho.archive.reading import logs_in
from sekisho.archive.schema import microseconds
from sekisho.archiving.refusals import asking
from sekisho.intake.operations import NAME

ANSWERS_KEPT = 8
MICROSECONDS_A_DAY = 24 * 3600 * 1_000_000
THE_FIRST = date(1970, 1, 1)
SQL = """
SELECT (epoch_us(occurred_at) + ?) // ? AS day,
    coalesce(trim(terminal_id), '') AS terminal, coalesce(trim(operator_id), '') AS operator,
    count(printed) AS told, count(*) FILTER (WHERE printed) AS prints
FROM operations
WHERE kind = 'record' AND epoch_us(occurred_at) >= ? AND epoch_us(occurred_at) < ? AND epoch_us(received_at) <= ?
GROUP BY ALL ORDER BY ALL
"""
FOR_EVER = 2**62  # microseconds


@dataclass(frozen=True, slots=True)
class Worked:
    """What one operator did at one terminal on one day; `prints` is None where the history does not tell prints."""

    day: date
    terminal: str
    operator: str
    prints: int | None


def worked(since: date, until: date, *, received_by: datetime | None = None) -> tuple[Worked, ...] | None:
    """The work of the days from `since` to `until`, both included, by rows received by then (None: by now).

    None: there is no history here, so that nothing is known. Raises what `asking` makes of a refusal.
    """
    archive = Path(settings.SEKISHO_ARCHIVE)
    if NAME not in logs_in(archive):
        return None
    with asking():
        size = Archive(archive).log(NAME).manifest.size
        return _worked(archive, size, since, until, received_by)


@lru_cache(maxsize=ANSWERS_KEPT)
def _worked(
    archive: Path, _size: int, since: date, until: date, received_by: datetime | None
) -> tuple[Worked, ...]:
    """Kept while the log has that size: whoever opens the day's work asks the same."""
    offset = timezone.make_aware(datetime.combine(since, time.min)).utcoffset() or timedelta()
    end = _midnight(until + timedelta(days=1))
    received = FOR_EVER if received_by is None else microseconds(received_by)
    shift = offset // timedelta(microseconds=1)
    rows = Archive(archive).ask(SQL, [shift, MICROSECONDS_A_DAY, _midnight(since), end, received])
    return tuple(
        Worked(
            THE_FIRST + timedelta(days=row["day"]),
            row["terminal"],
            row["operator"],
            row["prints"] if row["told"] else None,
        )
        for row in rows.read_all().to_pylist()
    )


def _midnight(day: date) -> int:
    return microseconds(timezone.make_aware(datetime.combine(day, time.min)))
