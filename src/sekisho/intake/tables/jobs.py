"""承認された一括処理: mass work that somebody approved beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sekisho.intake.tables.findings import Words
from sekisho.intake.tables.kinds import Doubt, Field, Kind, ends_before, must
from sekisho.intake.tables.times import DAY, midnight
from sekisho.intake.tables.values import day, day_or_moment


@dataclass(frozen=True, slots=True)
class JobRow:
    """One approved job. `begins` and `ends` are days, `ends` the last of them, or moments in microseconds since 1970."""

    line: int
    business: str
    begins: date | int
    ends: date | int
    approved_on: date
    approved_by: str
    description: str | None = None

    @property
    def begins_at(self) -> int:
        """The moment it begins."""
        return midnight(self.begins) if isinstance(self.begins, date) else self.begins

    @property
    def until_at(self) -> int:
        """The moment from which it is over."""
        return midnight(self.ends) + DAY if isinstance(self.ends, date) else self.ends


def _doubts(row: JobRow) -> Iterator[Doubt]:
    if row.until_at <= row.begins_at:
        yield ends_before("ends")


KIND: Final = Kind(
    "jobs",
    Words("承認された一括処理", "Approved jobs"),
    (
        must("business", "業務"),
        must("begins", "開始", day_or_moment),
        must("ends", "終了", day_or_moment),
        must("approved_on", "承認日", day),
        must("approved_by", "承認者"),
        Field("description", "説明", required=True),
    ),
    JobRow,
    _doubts,
)
