"""端末の一覧: where each terminal stands, from when and until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sekisho.intake.tables.findings import Words
from sekisho.intake.tables.kinds import Doubt, Field, Kind, ends_before, must
from sekisho.intake.tables.values import code, day


@dataclass(frozen=True, slots=True)
class TerminalRow:
    """One terminal at one place. `last_on` (使用終了) is the last day."""

    line: int
    terminal_id: str
    place: str
    used_from: date
    section: str | None = None
    last_on: date | None = None

    @property
    def until(self) -> date | None:
        """The day after the last one; None: it goes on."""
        return None if self.last_on is None else self.last_on + timedelta(days=1)


def _doubts(row: TerminalRow) -> Iterator[Doubt]:
    if row.last_on is not None and row.last_on < row.used_from:
        yield ends_before("last_on")


KIND: Final = Kind(
    "terminals",
    Words("端末", "Terminals"),
    (
        must("terminal_id", "端末", code, "端末ID"),
        must("place", "設置場所"),
        Field("section", "所属"),
        must("used_from", "使用開始", day),
        Field("last_on", "使用終了", day),
    ),
    TerminalRow,
    _doubts,
)
