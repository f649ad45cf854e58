"""端末の一覧: where each terminal stands, from when and until when."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sekisho.intake.tables.findings import Weight, Words
from sekisho.intake.tables.kinds import Doubt, Field, Kind, ends_before, must
from sekisho.intake.tables.overlaps import FOR_EVER, Period, overlaps
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


def _among(rows: Sequence[TerminalRow]) -> Iterator[tuple[int, Doubt]]:
    """A terminal stands at one place at a time; the day on which it is moved may be the last of one and the first of the other."""
    of_one: dict[Hashable, list[Period]] = {}
    for row in rows:
        until = FOR_EVER if row.last_on is None else row.last_on.toordinal()
        of_one.setdefault(row.terminal_id, []).append(
            Period(row.line, row.used_from.toordinal(), until, row.place)
        )
    for line, other, agree in overlaps(of_one):
        yield line, _same_place(other) if agree else _two_places(other)


def _two_places(other: int) -> Doubt:
    return Doubt(
        "place",
        Words(
            f"{other}行目と同じ端末で、使用の期間が重なり、設置場所が違います。どちらかの使用開始か使用終了を直してください。",
            f"The same terminal stands elsewhere on line {other} at the same time. Mend the days of one of them.",
        ),
    )


def _same_place(other: int) -> Doubt:
    return Doubt(
        "used_from",
        Words(
            f"{other}行目と同じ端末で、使用の期間が重なっています。二度書かれていないか確かめてください。",
            f"The time of use overlaps with that of the same terminal on line {other}. Look whether it stands twice.",
        ),
        Weight.TOLD,
    )


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
    _among,
)
