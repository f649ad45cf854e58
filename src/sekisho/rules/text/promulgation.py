"""Dates and numbers under which a text was made known: 平成14年9月12日規程第7号, and what looks like it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sekisho.rules.text.folding import folded, stripped
from sekisho.rules.text.numerals import KANJI, number_of
from sekisho.rules.wareki import ERAS, parse_wareki

_ERA = f"(?:{'|'.join(era.name for era in ERAS)})"
_INITIAL = f"[{''.join(era.name[0] for era in ERAS)}]"  # 平18規程5
_FIGURES = rf"(?:元|[0-9]{{1,2}}|[{KANJI}]{{1,4}})"
DATE = rf"{_ERA}\s?{_FIGURES}\s?年\s?{_FIGURES}\s?月\s?{_FIGURES}\s?日"
_YEAR = rf"{_ERA}\s?{_FIGURES}\s?年"
_INSTRUMENT = r"[^\s0-9()〔〕\[\]、。,・/第日]{1,24}?"
_ANY_YEAR = re.compile(rf"(?P<era>{_ERA})\s?(?P<year>{_FIGURES})\s?年")
_PARTS = re.compile(rf"(?P<era>{_ERA})[^年]*年\s?(?P<month>{_FIGURES})\s?月\s?(?P<day>{_FIGURES})\s?日")
_NUMBERED = rf"第\s?(?:[0-9]{{1,5}}|[{KANJI}]{{1,8}})\s?号"
_ACT = re.compile(
    rf"(?P<before>全部改正|一部改正|廃止|制定)?[\s:]{{0,4}}(?P<date>{DATE})\s{{0,4}}(?P<instrument>{_INSTRUMENT})\s{{0,2}}第\s?(?P<number>[0-9]{{1,5}}|[{KANJI}]{{1,8}})\s?号"
    r"(?P<remark>\s?[(〔\[]?(?:全部改正|一部改正|全改|制定|廃止|改正|題名改称|改称)[)〕\]]?)?"
)
_PROMULGATION = re.compile(
    rf"[(〔\[]?\s?(?:(?:公布日?|制定日?|決裁日?)[\s:]?)?(?:(?P<date>{DATE})\s{{0,4}}|(?P<year>{_YEAR})\s?)?"
    rf"(?:公布|制定|決裁|公表|発令|告示(?!第))?(?P<act>{_INSTRUMENT}\s{{0,2}}{_NUMBERED})?\s?[)〕\]]?"
)
_AMENDMENT = re.compile(rf"[(〔\[]?\s?(?:最終|一部|全部)?改正\s*[:：]?\s*(?:経過)?\s*(?={DATE})")
_STATUS = re.compile(
    rf"[(〔\[]?\s?(?:施行日?[\s:])?\s?{DATE}\s?(?:から)?\s?(?:施行|現在|適用)\s?[)〕\]]?|[(〔\[]?施行日?[\s:]{DATE}[)〕\]]?"
)
_CHANGES = "改正|追加|全改|改称|削除|繰上|繰下|旧|廃止|加"
_NOTE = re.compile(
    rf"[(〔\[](?:(?:{_ERA}|{_INITIAL})\s?{_FIGURES}{_INSTRUMENT}{_FIGURES}(?:[・、][^。]{{0,250}})?"  # 令2訓令甲8・追加
    rf"|(?:{DATE}|{_YEAR}){_INSTRUMENT}{_NUMBERED}[・、][^。]{{0,250}}?(?:{_CHANGES})[^。]{{0,60}})[)〕\]]"
)
_BEHIND_TITLE = re.compile(r"(?<=\S)\s+(?=\S)|(?<=\S)(?=[(〔])")
_TITLE_LENGTH = 300
_NOTE_LENGTH = 200
_COMMENCES = re.compile(
    r"(?:この|本)(?:規程|規則|条例|訓令[甲乙]?|告示|要綱|要領|規定|基準|内規|規約|細則|指針|方針|計画|手順書?|通達|達)"
    r"(?:は|ハ)[^。]{0,160}?日(?:の翌日)?(?:から|より|ヨリ)[^。]{0,20}?(?:施行|実施|適用)"
)


@dataclass(frozen=True, slots=True)
class Act:
    """One promulgation as written. `on` is None where the date exists in no calendar."""

    on: date | None
    written: str
    instrument: str
    number: int
    remark: str


def acts(text: str) -> Iterator[Act]:
    """Every promulgation with a full date, an instrument and a number that `text` names."""
    for found in _ACT.finditer(folded(text)):
        number = number_of(found["number"])
        if number is None:
            continue
        printed = {name: stripped(text[slice(*found.span(name))]) for name in ("date", "instrument")}
        remark = stripped(found["remark"] or found["before"] or "").strip("()〔〕[]")
        yield Act(day_of(printed["date"]), printed["date"], printed["instrument"], number, remark)


def day_of(written: str) -> date | None:
    """The day that `written` names; None where there is no such day (平成14年13月40日).

    Rules go on in the era in which they were written: 平成32年4月1日 is 2020-04-01.
    """
    try:
        return parse_wareki(written)
    except ValueError:
        return _beyond_era(written)


def _beyond_era(written: str) -> date | None:
    found = _PARTS.fullmatch(folded(written))
    if found is None:
        return None
    year, month, day = year_of(written), number_of(found["month"]), number_of(found["day"])
    era = next(era for era in ERAS if era.name == found["era"])
    try:
        counted = date(year or 0, month or 0, day or 0)
    except ValueError:
        return None
    return counted if counted >= era.began_on else None


def is_promulgation(key: str) -> bool:
    """Whether the line is nothing but a date, a number or both."""
    found = _PROMULGATION.fullmatch(key)
    return found is not None and bool(found["date"] or found["act"])


def names_act(key: str) -> bool:
    """Whether the line is nothing but a date (or a year) with an instrument and a number."""
    found = _PROMULGATION.fullmatch(key)
    return found is not None and bool(found["act"] and (found["date"] or found["year"]))


def is_amendment(key: str) -> bool:
    """改正 平成18年2月21日規程第5号, as printed below a title."""
    return _AMENDMENT.match(key) is not None


def is_status(key: str) -> bool:
    """(令和4年12月6日施行): which state of the text this is."""
    return _STATUS.fullmatch(key) is not None


def is_note(key: str) -> bool:
    """(令2訓令甲8・一部改正): what happened to the clause above it."""
    return _NOTE.fullmatch(key) is not None


def without_act(title: str) -> tuple[str, str]:
    """A title and the date and number that stand behind it on the same line, "" if none do."""
    key = folded(title[:_TITLE_LENGTH])
    for found in _BEHIND_TITLE.finditer(key):
        if names_act(key[found.end() :]):
            return title[: found.start()], title[found.end() :]
    return title, ""


def without_note(text: str) -> tuple[str, str]:
    """A text and the history note that ends it, "" if none does: …を置く。(令2訓令甲8・追加)."""
    tail = folded(text[-_NOTE_LENGTH:])
    start = max(tail.rfind(opening) for opening in "(〔[")
    if start < 0 or tail[-1] not in ")〕]" or not is_note(tail[start:]):
        return text, ""
    at = len(text) - len(tail) + start
    return (stripped(text[:at]), text[at:]) if at else (text, "")


def commences(key: str) -> bool:
    """この規程は、…の日から施行する: the sentence with which supplementary provisions begin."""
    return _COMMENCES.match(key) is not None


def year_of(written: str) -> int | None:
    """The first year that `written` names (平成14年…), as a calendar year."""
    found = _ANY_YEAR.search(folded(written))
    if found is None:
        return None
    first = next((era.began_on.year for era in ERAS if era.name == found["era"]), None)
    count = 1 if found["year"] == "元" else number_of(found["year"])
    return None if first is None or not count else first + count - 1
