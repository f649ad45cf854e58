"""和暦: Japanese eras, written and read.

Dates are stored and compared as ISO dates; 和暦 is how people write them. The eras are
rows of `eras.csv`: a new era is a new row, and nothing here changes. Days before
1873-01-01 are refused, because until then Japan counted by a lunisolar calendar.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files

from sekisho.rules.model import Words

REFORM_ON = date(1873, 1, 1)  # 明治6年1月1日, the first day counted by the present calendar


class NotADay(ValueError):
    """A text that names no day, or a day that has no 和暦. `words` says why and what to write."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.ja)
        self.words = words


@dataclass(frozen=True, slots=True)
class Era:
    """元号: it runs from `began_on` until the next one begins."""

    name: str
    initial: str
    began_on: date

    def year_of(self, day: date) -> int:
        """The year of the era in which `day` lies; the calendar year of the beginning is 1."""
        return day.year - self.began_on.year + 1


def read_eras(text: str) -> tuple[Era, ...]:
    """Eras from CSV text with the columns name, initial and began_on, oldest first."""
    rows = csv.DictReader(text.splitlines())
    eras = [Era(row["name"], row["initial"], date.fromisoformat(row["began_on"])) for row in rows]
    return tuple(sorted(eras, key=lambda era: era.began_on))


ERAS = read_eras(files("sekisho.rules").joinpath("eras.csv").read_text(encoding="utf-8"))


def era_of(day: date, eras: Sequence[Era] = ERAS) -> Era:
    """The era in which `day` lies. Raises NotADay before the calendar reform of 1873."""
    if day < REFORM_ON:
        raise _before_reform(day.isoformat())
    return next(era for era in reversed(eras) if era.began_on <= day)


def wareki(day: date, eras: Sequence[Era] = ERAS) -> str:
    """令和8年11月23日; the first year of an era is 元年."""
    era = era_of(day, eras)
    return _long(era, era.year_of(day), day.month, day.day)


def wareki_short(day: date, eras: Sequence[Era] = ERAS) -> str:
    """R8.11.23, as printed registers write it; the first year is 1."""
    era = era_of(day, eras)
    return f"{era.initial}{era.year_of(day)}.{day.month}.{day.day}"


def parse_wareki(text: str, eras: Sequence[Era] = ERAS) -> date:
    """The day that `text` names: 令和8年11月22日, 令和元年10月15日, 平成十四年九月十二日, R8.11.22.

    Full-width figures, ligatures (㋿) and spaces are taken as they come. Raises NotADay
    for a text that is no such date, a day that does not exist, and a day outside its era.
    """
    folded = _folded(text)
    found = _LONG.fullmatch(folded) or _SHORT.fullmatch(folded)
    era = next((era for era in eras if found and found["era"].upper() in (era.name, era.initial)), None)
    if found is None or era is None:
        raise _unreadable(text)
    year, month, day_of_month = (_number(found[part]) for part in ("year", "month", "day"))
    if year == 0:
        raise _unreadable(text)
    day = _day(text, era.began_on.year + year - 1, month, day_of_month)
    if day < REFORM_ON:
        raise _before_reform(text.strip())
    if era_of(day, eras) is not era:
        raise _outside(_long(era, year, month, day_of_month), era, day, eras)
    return day


def parse_day(text: str, eras: Sequence[Era] = ERAS) -> date:
    """The day that `text` names, in 和暦 or as 2026-11-22 (2026/11/22 is taken too).

    Raises NotADay, a ValueError, in the cases of `parse_wareki`.
    """
    found = _WESTERN.fullmatch(_folded(text))
    if found is None:
        return parse_wareki(text, eras)
    day = _day(text, int(found["year"]), int(found["month"]), int(found["day"]))
    if day < REFORM_ON:
        raise _before_reform(text.strip())
    return day


# --- reading ----------------------------------------------------------------------

_FIGURES = "〇一二三四五六七八九"
_NUMBER = rf"(?:[0-9]{{1,3}}|[{_FIGURES}十]{{1,3}})"
_LONG = re.compile(
    rf"(?P<era>[^\W\d_]{{2}})(?P<year>元|{_NUMBER})年(?P<month>{_NUMBER})月(?P<day>{_NUMBER})日"
)
_SHORT = re.compile(
    r"(?P<era>[A-Za-z])(?P<year>元|[0-9]{1,3})(?P<mark>[./-])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"
)
_WESTERN = re.compile(r"(?P<year>[0-9]{4})(?P<mark>[/-])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})")


def _folded(text: str) -> str:
    """Half-width figures and letters, no spaces; U+25CB and U+3007 are both zero in print."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("○", "〇")


def _number(text: str) -> int:
    """元, 14, 十四 and 一四 as numbers; 0 for a row of figures that no one would write."""
    if text == "元":
        return 1
    if text.isascii():
        return int(text)
    if "十" not in text:
        return int("".join(str(_FIGURES.index(figure)) for figure in text))
    tens, _ten, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "〇" in text or ones == "十":
        return 0
    return 10 * (_FIGURES.index(tens) if tens else 1) + (_FIGURES.index(ones) if ones else 0)


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as cause:
        raise NotADay(
            Words(
                f"「{text.strip()}」という日はありません。月と日を確かめてください。",
                f"There is no such day as “{text.strip()}”. Check the month and the day.",
            )
        ) from cause


def _unreadable(text: str) -> NotADay:
    return NotADay(
        Words(
            f"「{text.strip()}」は日付として読めません。令和8年11月22日、R8.11.22のように書いてください。",
            f"“{text.strip()}” cannot be read as a date. Write it as 令和8年11月22日 or R8.11.22.",
        )
    )


def _before_reform(written: str) -> NotADay:
    return NotADay(
        Words(
            f"{written}は改暦(明治6年1月1日)より前のため、和暦の日付として扱えません。"
            "1873年1月1日以後の日付にしてください。",
            f"{written} lies before the calendar reform of 1873-01-01 and is not taken as an era date. "
            "Use a day from then on.",
        )
    )


def _outside(written: str, era: Era, day: date, eras: Sequence[Era]) -> NotADay:
    """平成31年5月1日, 令和元年4月30日: the year is right and the era is not."""
    if day < era.began_on:
        return NotADay(
            Words(
                f"{written}は、{era.name}が始まった{era.began_on.isoformat()}より前です。"
                f"{wareki(day, eras)}と書いてください。",
                f"{written} lies before {era.name} began on {era.began_on.isoformat()}. "
                f"Write {wareki(day, eras)}.",
            )
        )
    following = next(later for later in eras if later.began_on > era.began_on)
    last_on = following.began_on - timedelta(days=1)
    return NotADay(
        Words(
            f"{written}は{era.name}ではありません。{era.name}は{wareki(last_on, eras)}までです。"
            f"{wareki(day, eras)}と書いてください。",
            f"{written} is not in {era.name}, which ended on {last_on.isoformat()}. "
            f"Write {wareki(day, eras)}.",
        )
    )


def _long(era: Era, year: int, month: int, day: int) -> str:
    return f"{era.name}{'元' if year == 1 else year}年{month}月{day}日"
