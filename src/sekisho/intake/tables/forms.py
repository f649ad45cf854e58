"""How the cells of each column are written, in words for whoever makes the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sekisho.intake.tables import values
from sekisho.intake.tables.findings import Words
from sekisho.intake.tables.kinds import Field
from sekisho.intake.tables.values import Choice, Read

_MOMENT: Final = Words(
    "日時(2026-09-30 14:05:33、令和8年9月30日 14時05分)",
    "a time: 2026-09-30 14:05:33, 令和8年9月30日 14時05分",
)
FORMS: Final[Mapping[Read, Words]] = {
    values.text: Words("文字", "text"),
    values.code: Words("番号・コード", "a number or code"),
    values.moment: _MOMENT,
    values.event: _MOMENT,
    values.day: Words("日付(2026-09-30、令和8年9月30日)", "a day: 2026-09-30, 令和8年9月30日"),
    values.day_or_moment: Words("日付か日時(2026-09-30 14:05)", "a day or a time: 2026-09-30 14:05"),
    values.clock: Words("時刻(8:30、翌日は26:00)", "a time of day: 8:30; 26:00 is on the next day"),
    values.number: Words("整数(1,234)", "a whole number: 1,234"),
    values.flag: Words("有・無(または枚数)", "有 or 無, or a number of sheets"),
    values.several: Words("文字(;で区切って複数、*はすべて)", "texts between ;, or * for all"),
    values.several_codes: Words("番号・コード(;で区切って複数、*はすべて)", "codes between ;, or * for all"),
    values.codes: Words("番号・コード(;で区切って複数)", "codes between ;"),
}


def form_of(field: Field) -> Words:
    """How a filled cell of that field is written. A reader that is not known here is our mistake."""
    read = field.read
    if isinstance(read, Choice):
        listed = "・".join(read.words)
        if read.others:
            return Words(f"{listed}など", f"{listed} and the like")
        return Words(listed, f"one of {listed}")
    return FORMS[read]
