"""休暇・出張など: when somebody was not at the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sekisho.intake.tables.findings import Words
from sekisho.intake.tables.kinds import Doubt, Kind, ends_before, must
from sekisho.intake.tables.times import DAY, midnight
from sekisho.intake.tables.values import choice, code, day_or_moment

KINDS_OF_LEAVE: Final = {
    "休暇": "leave", "病休": "sick", "育休": "childcare", "出張": "trip", "研修": "training", "会議": "meeting",
    "其他": "other",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """One absence. `begins` and `ends` are days, `ends` the last of them, or moments in microseconds since 1970."""

    line: int
    staff_number: str
    begins: date | int
    ends: date | int
    kind: str

    @property
    def begins_at(self) -> int:
        """The moment it begins."""
        return begin_of(self.begins)

    @property
    def until_at(self) -> int:
        """The moment from which it is over."""
        return end_of(self.ends)


def begin_of(said: date | int) -> int:
    """A day as the moment it begins; a moment as it is."""
    return midnight(said) if isinstance(said, date) else said


def end_of(said: date | int) -> int:
    """A last day as the moment it is over; a moment as it is."""
    return midnight(said) + DAY if isinstance(said, date) else said


def _doubts(row: LeaveRow) -> Iterator[Doubt]:
    if row.until_at <= row.begins_at:
        yield ends_before("ends")


KIND: Final = Kind(
    "leave",
    Words("休暇・出張など", "Leave"),
    (
        must("staff_number", "職員番号", code),
        must("begins", "開始", day_or_moment),
        must("ends", "終了", day_or_moment),
        must("kind", "種別", choice(KINDS_OF_LEAVE, also={"その他": "other"})),
    ),
    LeaveRow,
    _doubts,
)
