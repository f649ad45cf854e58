"""開庁の一覧: openings outside the usual hours, and days on which the body is shut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sekisho.intake.moments import SECOND
from sekisho.intake.tables.findings import Words
from sekisho.intake.tables.kinds import Doubt, Field, Kind, ends_before, must
from sekisho.intake.tables.times import midnight
from sekisho.intake.tables.values import clock, day


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One opening. `opens` and `closes` are minutes after midnight of the day; 1560 (26:00) is on the next one."""

    line: int
    on: date
    opens: int
    closes: int
    kind: str | None = None

    @property
    def begins_at(self) -> int:
        """The moment it begins, microseconds since 1970."""
        return midnight(self.on) + self.opens * 60 * SECOND

    @property
    def until_at(self) -> int:
        """The moment from which it is over."""
        return midnight(self.on) + self.closes * 60 * SECOND


def _doubts(row: OpeningRow) -> Iterator[Doubt]:
    if row.closes <= row.opens:
        yield ends_before("closes")


KIND: Final = Kind(
    "openings",
    Words("臨時の開庁", "Openings"),
    (
        must("on", "日付", day),
        must("opens", "開始", clock),
        must("closes", "終了", clock),
        Field("kind", "種別"),
    ),
    OpeningRow,
    _doubts,
)
