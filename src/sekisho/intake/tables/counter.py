"""受付簿: what was applied for at the counter, and who took it in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sekisho.intake.moments import SECOND
from sekisho.intake.tables.findings import Weight, Words
from sekisho.intake.tables.kinds import Doubt, Field, Kind, must
from sekisho.intake.tables.values import choice, code, codes, moment

ROUTES: Final = {
    "窓口": "counter",
    "電話": "telephone",
    "郵送": "post",
    "公用請求": "official",
    "一括": "bulk",
}

MINUTE: Final = 60 * SECOND
_RECORDED_BEFORE: Final = Words(
    "記録日時が受付日時より前です。どちらかを直してください。",
    "It was recorded before it was received. Mend one of the two.",
)


@dataclass(frozen=True, slots=True)
class CounterRow:
    """One application. Moments in microseconds since 1970; `business` (種別) is what it was for."""

    line: int
    number: str
    received_at: int
    business: str
    recorded_at: int | None = None
    subjects: tuple[str, ...] = ()
    staff_number: str | None = None
    route: str | None = None


def _among(rows: Sequence[CounterRow]) -> Iterator[tuple[int, Doubt]]:
    """Numbers may begin anew each year or at each counter, so one that comes again is told and not refused.

    Recorded before it was received can nothing be; a clock that shows minutes only may be up to one behind.
    """
    seen: dict[str, int] = {}
    for row in rows:
        if row.recorded_at is not None and row.recorded_at < row.received_at // MINUTE * MINUTE:
            yield row.line, Doubt("recorded_at", _RECORDED_BEFORE)
        first = seen.setdefault(row.number, row.line)
        if first != row.line:
            words = Words(
                f"{first}行目にも同じ受付番号があります。二度書かれていないか確かめてください。",
                f"The same number stands on line {first}. Look whether the application stands twice.",
            )
            yield row.line, Doubt("number", words, Weight.TOLD)


KIND: Final = Kind(
    "counter",
    Words("受付簿", "Counter applications"),
    (
        must("number", "受付番号", code),
        must("received_at", "受付日時", moment),
        Field("recorded_at", "記録日時", moment),
        must("business", "種別"),
        Field("subjects", "対象", codes, required=True, also=("subject",)),
        Field("staff_number", "担当", code, required=True),
        Field("route", "経路", choice(ROUTES)),
    ),
    CounterRow,
    among=_among,
)
