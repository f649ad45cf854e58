"""施行期日: from when a text counts, as its supplementary provisions say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from sekisho.rules.text.doubts import Code
from sekisho.rules.text.folding import folded
from sekisho.rules.text.promulgation import DATE, day_of

READ = 10_000  # characters of a block in which days are looked for

_DAY = re.compile(
    rf"(?:(?P<date>{DATE})|(?:公布|発令|公表|告示|令達|公示|発布|示達)[のノ]日(?P<next>[のノ]翌日)?)[)]?"
    r"(?:から|より|ヨリ)[、,]?\s?(?:これを|之ヲ|之を)?\s?(?P<verb>施行|実施|適用)"
)
_ANY = re.compile("施行|実施|適用")


@dataclass(frozen=True, slots=True)
class Commencement:
    """From when a version is in force and from when it applies; None where no day is written."""

    enforced_from: date | None
    applies_from: date | None
    doubts: tuple[tuple[Code, str], ...]  # the second is the date that could not be read, or ""


def commencement(text: str, made_known_on: date | None) -> Commencement:
    """What the block `text` says. `made_known_on` is the day meant by 公布の日 and 発令の日.

    The sentence that names the day of commencement may also name another one from which
    the text applies (施行し、…から適用する). Days in other sentences concern single
    provisions: they give a doubt and no date.
    """
    key = folded(text[:READ])
    doubts: list[tuple[Code, str]] = []
    days = []
    for found in _DAY.finditer(key):
        on = day_of(found["date"]) if found["date"] else made_known_on
        if on is None and found["date"]:
            doubts.append((Code.UNREADABLE_DATE, found["date"]))
        if on is not None and found["next"]:
            on += timedelta(days=1)
        days.append((found["verb"] == "適用", found.start(), on))
    first = next((at for at, (applies, _start, _on) in enumerate(days) if not applies), None)
    if first is None:
        return _without_enforcement(key, days, doubts)
    enforced = applied = days[first][2]
    rest = [*days[:first], *days[first + 1 :]]
    if rest[first:] and rest[first][0] and "。" not in key[days[first][1] : rest[first][1]]:
        applied = rest.pop(first)[2]
    if any(on not in (enforced, applied) for _applies, _start, on in rest):
        doubts.append((Code.PARTIAL_COMMENCEMENT, ""))
    return Commencement(enforced, applied, tuple(doubts))


def _without_enforcement(
    key: str, days: list[tuple[bool, int, date | None]], doubts: list[tuple[Code, str]]
) -> Commencement:
    code = Code.UNCLEAR_COMMENCEMENT if _ANY.search(key) else Code.NO_COMMENCEMENT
    return Commencement(None, days[0][2] if days else None, (*doubts, (code, "")))
