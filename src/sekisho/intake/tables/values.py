"""What a cell can hold, and how it is read. A reader gets the trimmed text of a filled cell, or raises Unfit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from sekisho.intake.tables import times
from sekisho.intake.tables.findings import Words
from sekisho.intake.tables.shown import LOOKED_AT, shown
from sekisho.intake.tables.twelve_digits import masked

Value = str | int | bool | date | tuple[str, ...] | None
Read = Callable[[str], Value]
BLANKS: Final = " \t\u3000"
YEARS: Final = range(
    1970, 2100
)  # of what a machine recorded; 0001 and 9999 are what programs write for "never"
EVERYTHING: Final = "*"
_NUMBER: Final = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,18}", re.ASCII)
_LONG: Final = re.compile(r"(\d{4})\d{6,}")
_UNITS: Final = re.compile(r"[件人名回枚]\Z")
_YES: Final = frozenset(
    ["有", "あり", "有り", "○", "〇", "◯", "済", "印刷", "出力", "はい", "y", "yes", "t", "true"]
)
_NO: Final = frozenset(
    ["無", "なし", "無し", "無い", "×", "✕", "未", "-", "―", "－", "ー", "いいえ", "n", "no", "f", "false"]
)


class Unfit(Exception):
    """The cell cannot be read as what its column holds."""

    def __init__(self, ja: str, en: str) -> None:
        self.words = Words(ja, en)
        super().__init__(en)


def folded(text: str) -> str:
    """What two labels are compared by: width, case and blanks do not matter."""
    return re.sub(r"[\s_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def text(said: str) -> str:
    """Anything."""
    return said


def code(said: str) -> str:
    """A code or a number of somebody or something: the same in full-width and half-width figures, so that it is found."""
    return said if said.isascii() else unicodedata.normalize("NFKC", said).strip() or said


def moment(said: str) -> int:
    """A moment, microseconds since 1970."""
    found = times.moment(said)
    if found is None:
        raise Unfit(
            f"日時として読めません({_shown(said)})。2026-09-30 14:05:33のように書いてください。",
            f"{_shown(said)} is no time; write it as 2026-09-30 14:05:33.",
        )
    return found


def event(said: str) -> int:
    """The moment at which a machine recorded something: no clock that works says a year outside of YEARS."""
    found = moment(said)
    if times.local_day(found).year not in YEARS:
        raise Unfit(
            f"ありえない日時です({_shown(said)})。{YEARS.start}年から{YEARS.stop - 1}年までの操作だけを取り込みます。出力元を確かめてください。",
            f"{_shown(said)} cannot be: only operations of {YEARS.start} to {YEARS.stop - 1} are taken in. Look at what wrote it.",
        )
    return found


def day(said: str) -> date:
    """A day."""
    found = times.day(said)
    if found is None:
        raise Unfit(
            f"日付として読めません({_shown(said)})。2026-09-30か令和8年9月30日のように書いてください。",
            f"{_shown(said)} is no day; write it as 2026-09-30.",
        )
    return found


def day_or_moment(said: str) -> date | int:
    """A day, or a moment in microseconds since 1970."""
    found = times.day(said)
    return moment(said) if found is None else found


def clock(said: str) -> int:
    """Minutes after midnight, past 24:00 on the next day."""
    found = times.clock(said)
    if found is None:
        raise Unfit(
            f"時刻として読めません({_shown(said)})。8:30や26:00のように書いてください。",
            f"{_shown(said)} is no time of day; write it as 8:30 or 26:00.",
        )
    return found


def number(said: str) -> int:
    """A whole number of up to 18 digits, not negative; `1,234`, `３件`."""
    plain = _UNITS.sub("", unicodedata.normalize("NFKC", said)).strip()
    if not _NUMBER.fullmatch(plain):
        raise Unfit(f"数として読めません({_shown(said)})。", f"{_shown(said)} is no whole number.")
    return int(plain.replace(",", ""))


def flag(said: str) -> bool:
    """Yes or no: 有・無, あり・なし, ○・×, or a number of sheets."""
    plain = unicodedata.normalize("NFKC", said).casefold()
    if plain in _YES or said in _YES:
        return True
    if plain in _NO or said in _NO:
        return False
    try:
        return number(said) > 0
    except Unfit:
        raise Unfit(
            f"有無として読めません({_shown(said)})。有か無と書いてください。",
            f"{_shown(said)} is neither yes nor no; write 有 or 無.",
        ) from None


def several(said: str) -> tuple[str, ...]:
    """What stands between `;`, each once, in order; `*` alone is everything."""
    parts = (part.strip(BLANKS) for part in re.split("[;；]", said))
    found = tuple(dict.fromkeys(part for part in parts if part))
    if EVERYTHING in found or "＊" in found:
        if len(found) > 1:
            raise Unfit("*と他の値が並んでいます。", "* stands beside other values.")
        return (EVERYTHING,)
    return found


def several_codes(said: str) -> tuple[str, ...]:
    """As `several`, each of them a code."""
    return several(code(said))


def codes(said: str) -> tuple[str, ...]:
    """Codes between `;`, each once, in order."""
    parts = (part.strip(BLANKS) for part in code(said).split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One of these words, as its canonical value; also the canonical value itself, and `also` what others write.

    `others`: any other word as it stands.
    """

    words: tuple[str, ...]
    known: Mapping[str, str]
    others: bool

    def __call__(self, said: str) -> str:
        """The canonical value. Raises Unfit."""
        found = self.known.get(folded(said))
        if found is None and not self.others:
            listed = "・".join(self.words)
            raise Unfit(
                f"{_shown(said)}は使えません。{listed}のどれかを書いてください。",
                f"{_shown(said)} is none of {listed}.",
            )
        return said if found is None else found


def choice(
    words: Mapping[str, str], *, also: Mapping[str, str] = MappingProxyType({}), others: bool = False
) -> Choice:
    """A reader of these words."""
    known = {folded(word): value for word, value in {**words, **also}.items()}
    known |= {folded(value): value for value in words.values()}
    return Choice(tuple(words), known, others)


def _shown(said: str) -> str:
    """A value in a message: short, and without what may be somebody's number."""
    short = shown(_LONG.sub(r"\1…", masked(said[:LOOKED_AT])))
    return f"「{short}」"
