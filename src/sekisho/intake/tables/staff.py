"""職員の一覧: who is appointed to which post, from when and until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sekisho.intake.tables.findings import Words
from sekisho.intake.tables.kinds import Doubt, Field, Kind, ends_before, must
from sekisho.intake.tables.values import code, day, text


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One appointment. `last_on` (解除日) is the last day of it; `subject` the person's own code as a resident."""

    line: int
    staff_number: str
    name: str
    section: str
    post: str
    appointed_on: date
    reading: str | None = None
    last_on: date | None = None
    order_number: str | None = None
    subject: str | None = None

    @property
    def until(self) -> date | None:
        """The day after the last one; None: it goes on."""
        return None if self.last_on is None else self.last_on + timedelta(days=1)


def _doubts(row: StaffRow) -> Iterator[Doubt]:
    if row.last_on is not None and row.last_on < row.appointed_on:
        yield ends_before("last_on")


KIND: Final = Kind(
    "staff",
    Words("職員", "Staff"),
    (
        must("staff_number", "職員番号", code),
        must("name", "氏名"),
        Field("reading", "ふりがな", also=("フリガナ", "カナ氏名")),
        must("section", "所属"),
        must("post", "職", text, "職名"),
        must("appointed_on", "発令日", day),
        Field("last_on", "解除日", day),
        Field("order_number", "辞令番号"),
        Field("subject", "対象", code),
    ),
    StaffRow,
    _doubts,
)
