"""漏えい等の報告の時計: by when the Personal Information Protection Commission is to be told. Pure.

The numbers are not the regulation's. They are 個人情報の保護に関する法律 第68条 with its rules, 番号法 第29条の4, and the
guidelines of the commission: a preliminary report promptly, which the guidelines put at about three to five days, and
a final report within thirty days, or sixty where an improper purpose is feared.

Days are counted as the guidelines count them and not as 民法 第140条 would: the day of knowing is the first, every day of
the week counts, and a final report whose last day is a day off of the administration (土曜日・日曜日・祝日・12月29日から
1月3日まで) is due on the next day that is none. Which days those are is a matter of law: that a town shuts its offices for
a storm puts nothing off. None of this was checked against the text of the rules; every page that shows a clock says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sekisho.rules.calendar import holiday
from sekisho.rules.incidents import Breach, Possible
from sekisho.rules.model import Basis, Words

PRELIMINARY_FROM, PRELIMINARY_UNTIL = 3, 5
FINAL, FINAL_IMPROPER = 30, 60
MANY = 100  # more persons than that
SATURDAY = 5
TURN_OF_THE_YEAR = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})


class Ground(StrEnum):
    """Why the guess is what it is."""

    DECIDED = "decided"
    NO_DATA = "no_data"
    IMPROPER = "improper"
    MANY_PERSONS = "many_persons"
    MY_NUMBER = "my_number"  # from systems that handle personal numbers one person is enough
    UNKNOWN = "unknown"

    @property
    def words(self) -> Words:
        """The ground in a sentence."""
        return _GROUNDS[self]


_GROUNDS = {
    Ground.DECIDED: Words("職員が理由を書いて判断した。", "People decided it and gave their reason."),
    Ground.NO_DATA: Words(
        "本人確認情報・個人番号の漏えい等のおそれはないとされている。",
        "No leak of identification data or personal numbers is feared.",
    ),
    Ground.IMPROPER: Words(
        "不正の目的のおそれがあるときは、本人が1人でも報告を要する。確報は60日まで。",
        "Where an improper purpose is feared one person is enough; the final report has 60 days.",
    ),
    Ground.MANY_PERSONS: Words(
        "本人が100人を超えると報告を要する(地方公共団体の機関)。",
        "More than 100 persons have to be reported (local authorities).",
    ),
    Ground.MY_NUMBER: Words(
        "個人番号を扱う事務のシステムからの漏えい等は、1人でも報告を要する。",
        "A leak from a system that handles personal numbers has to be reported from one person on.",
    ),
    Ground.UNKNOWN: Words(
        "漏えい等のおそれがまだ分からない。分かるまでは報告を要するものとして数える。",
        "Whether anything leaked is not known yet. Until it is, the clocks run.",
    ),
}


@dataclass(frozen=True, slots=True)
class Guess:
    """Whether the commission has to be told, with the ground; `sixty` says that the final report has 60 days."""

    applies: bool
    sixty: bool
    ground: Ground


@dataclass(frozen=True, slots=True)
class Clock:
    """One time limit: the days between which it lies, and whence it comes. `until` is the last day.

    `basis` is that of the number of days, `counted_by` that of how they are counted.
    """

    id: str
    since: date
    until: date
    basis: Basis
    counted_by: Basis = Basis.GUIDELINE
    reported_on: date | None = None

    def is_over(self, on: date) -> bool:
        """Whether the last day has passed without a report."""
        return self.reported_on is None and self.until < on


def guess(
    *, personal_data: Possible, improper: Possible, persons: int | None, decided: Breach | None
) -> Guess:
    """Whether the commission has to be told. What people decided outweighs everything else.

    While it is not known whether data is concerned the clocks run: they start at knowing, not at being sure.
    """
    sixty = improper is Possible.YES
    if decided is not None:
        return Guess(decided is Breach.APPLIES, sixty, Ground.DECIDED)
    if personal_data is Possible.NO:
        return Guess(applies=False, sixty=sixty, ground=Ground.NO_DATA)
    if improper is Possible.YES:
        return Guess(applies=True, sixty=True, ground=Ground.IMPROPER)
    if persons is not None and persons > MANY:
        return Guess(applies=True, sixty=False, ground=Ground.MANY_PERSONS)
    if personal_data is Possible.YES:
        return Guess(applies=True, sixty=False, ground=Ground.MY_NUMBER)
    return Guess(applies=True, sixty=False, ground=Ground.UNKNOWN)


def nth_day(known_on: date, number: int) -> date:
    """The `number`th day, the day of knowing being the first; every day of the week counts."""
    return known_on + timedelta(days=number - 1)


def is_day_off(day: date) -> bool:
    """Whether a last day on `day` moves on. Raises BeyondCalendar where the holidays are not known."""
    return day.weekday() >= SATURDAY or (day.month, day.day) in TURN_OF_THE_YEAR or holiday(day) is not None


def clocks(
    known_on: date, found: Guess, *, preliminary_on: date | None = None, final_on: date | None = None
) -> tuple[Clock, ...]:
    """The clocks that run since `known_on`; none where nothing has to be reported. Raises BeyondCalendar.

    The last day of the final report moves on from a day off; that of the preliminary report does not, for it is only
    what the guidelines mean by promptly.
    """
    if not found.applies:
        return ()
    last = nth_day(known_on, FINAL_IMPROPER if found.sixty else FINAL)
    while is_day_off(last):
        last += timedelta(days=1)
    first, until = nth_day(known_on, PRELIMINARY_FROM), nth_day(known_on, PRELIMINARY_UNTIL)
    return (
        Clock("preliminary", first, until, Basis.GUIDELINE, reported_on=preliminary_on),
        Clock("final", known_on, last, Basis.STATUTE, reported_on=final_on),
    )
