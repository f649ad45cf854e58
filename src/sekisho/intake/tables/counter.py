"""受付簿: what was applied for at the counter, and who took it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sekisho.intake.tables.findings import Words
from sekisho.intake.tables.kinds import Field, Kind, must
from sekisho.intake.tables.values import choice, code, codes, moment

ROUTES: Final = {
    "窓口": "counter",
    "電話": "telephone",
    "郵送": "post",
    "公用請求": "official",
    "一括": "bulk",
}


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
)
