"""異動の一覧: who moves from which post to which on the day of the orders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sekisho.intake.tables.findings import Words
from sekisho.intake.tables.kinds import Doubt, Field, Kind, must
from sekisho.intake.tables.values import code, day, flag, text


@dataclass(frozen=True, slots=True)
class TransferRow:
    """One order. No `from_post`: all that the person held ends; no `to_post`: the person leaves the town's service.

    With `concurrent` (兼務) nothing ends, and the new post comes on top.
    """

    line: int
    staff_number: str
    name: str
    reading: str
    effective_on: date
    from_post: str | None = None
    to_post: str | None = None
    order_number: str | None = None
    concurrent: bool = False


def _doubts(row: TransferRow) -> Iterator[Doubt]:
    if row.from_post is None and row.to_post is None:
        yield Doubt(
            "to_post",
            Words(
                "異動前の職も異動後の職も書かれていません。どちらかを書いてください。",
                "Neither the old nor the new post is given; give one of them.",
            ),
        )


KIND: Final = Kind(
    "transfers",
    Words("異動の一覧", "Transfers"),
    (
        must("staff_number", "職員番号", code),
        must("name", "氏名"),
        must("reading", "ふりがな", text, "フリガナ", "カナ氏名"),
        must("effective_on", "発令日", day, "異動日"),
        Field("from_post", "異動前の職", also=("旧所属", "異動前")),
        Field("to_post", "異動後の職", also=("新所属", "異動後")),
        Field("order_number", "辞令番号"),
        Field("concurrent", "兼務", flag),
    ),
    TransferRow,
    _doubts,
)
