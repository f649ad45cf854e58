"""One day at the terminals: who signed on, what was looked up for whom, what was printed. Values in, values out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final, NamedTuple

from sekisho.demo.history_words import (
    CODE,
    DONE,
    ERRANDS,
    FAMILIES,
    GIVEN,
    NOTHING,
    PRINTED,
    RESIDENTS,
    RHYTHM,
    SCOPES,
    SIGN_ON,
    UNKNOWN_PALM,
    Errand,
    Step,
)
from sekisho.rules.fiscal import fiscal_year
from sekisho.rules.wareki import era_of

BEGINS: Final = time(8, 30)
LAST_BEGINS: Final = time(17, 0)
HALF_HOUR: Final = timedelta(minutes=30)
LEAST, MOST = 55, 188  # rows a day, but for the end of what has been begun
ORDINARY: Final = 84
APRIL, MARCH = 4, 3
MIDDLE_OF_MONTH: Final = 15
WEEK: Final = (1.2, 1.0, 0.95, 1.0, 1.1)  # Monday to Friday


class Authority(NamedTuple):
    """What one grant opens on a day: `terminals` are those at which it does."""

    person: str
    verification_id: str
    operator_id: str
    business: str
    terminals: tuple[str, ...]


class Row(NamedTuple):
    """One operation, without its running number."""

    at: datetime
    verification_id: str
    operator_id: str
    terminal: str
    business: str
    process: str
    condition: str = ""
    subject: str = ""
    scope: str = ""
    hits: str = ""
    reason: str = ""
    document: str = ""
    result: str = DONE
    printed: str = "無"


def rows_of(day: date, authorities: Sequence[Authority], dice: Random) -> list[Row]:
    """The operations of one open day in order of time; none where nobody may operate."""
    if not authorities:
        return []
    here = _present(authorities, dice)
    rows = list(_sign_ons(day, here, dice))
    errands = [one for one in ERRANDS if any(each.business == one.business for each in here)]
    weights = [one.weight for one in errands]
    wanted, number = _busy(day, dice), 0
    while len(rows) < wanted:
        number += 1
        [errand] = dice.choices(errands, weights)
        able = [each for each in here if each.business == errand.business]
        rows += _errand(day, number, errand, dice.choice(able), dice)
    return sorted(rows)


def _present(authorities: Sequence[Authority], dice: Random) -> list[Authority]:
    """One in eight is away; somebody is there."""
    people = sorted({each.person for each in authorities})
    away = {person for person in people if dice.random() < 1 / 8}
    return [each for each in authorities if each.person not in away] or list(authorities)


def _busy(day: date, dice: Random) -> int:
    """How many operations the day has: most around 1 April, when people move."""
    season = 1.0
    if day.month == APRIL:
        season = 1.9 if day.day <= MIDDLE_OF_MONTH else 1.4
    elif day.month == MARCH:
        season = 1.15 if day.day <= MIDDLE_OF_MONTH else 1.6
    wanted = ORDINARY * season * WEEK[day.weekday() % len(WEEK)] * dice.uniform(0.8, 1.2)
    return min(max(int(wanted), LEAST), MOST)


def _sign_ons(day: date, here: Sequence[Authority], dice: Random) -> Iterator[Row]:
    """Everybody in the morning, some again after lunch; now and then the palm is not known at once."""
    for person in sorted({each.person for each in here}):
        own = [each for each in here if each.person == person]
        for hour, minute in ((8, 31), (13, 0))[: 1 + (dice.random() < 1 / 2)]:
            one = dice.choice(own)
            at = datetime.combine(day, time(hour, minute)) + timedelta(seconds=dice.randrange(900))
            row = Row(
                at, one.verification_id, one.operator_id, dice.choice(one.terminals), one.business, SIGN_ON
            )
            while dice.random() < 1 / 16:
                yield row._replace(result=UNKNOWN_PALM)
                row = row._replace(at=row.at + timedelta(seconds=9 + dice.randrange(20)))
            yield row


def _errand(day: date, number: int, errand: Errand, one: Authority, dice: Random) -> Iterator[Row]:
    [slot] = dice.choices(range(len(RHYTHM)), RHYTHM)
    at = datetime.combine(day, BEGINS) + slot * HALF_HOUR + timedelta(seconds=dice.randrange(1800))
    at = min(at, datetime.combine(day, LAST_BEGINS))
    terminal = dice.choice(one.terminals)
    [scope] = dice.choices(SCOPES, errand.scopes)
    subject = f"{CODE}{dice.randrange(1, RESIDENTS + 1):05d}" if errand.letter else ""
    document = f"R{_year(day)}{errand.letter}-{day:%m%d}{number:03d}" if errand.letter else ""
    for step in errand.steps:
        found = not (step.searches and dice.random() < 1 / 20)
        yield Row(
            at,
            one.verification_id,
            one.operator_id,
            terminal,
            errand.business,
            step.process,
            _condition(dice) if step.searches else "",
            subject if found else "",
            scope,
            _hits(step, found, dice),
            errand.reason,
            document,
            DONE if found else NOTHING,
            PRINTED if found and dice.randrange(1000) < step.prints else "無",
        )
        if not found:
            return  # the visitor has to bring other papers
        at += timedelta(seconds=15 + dice.randrange(100))


def _condition(dice: Random) -> str:
    """A search as it is typed: by kana and year of birth, or by the name as it is written."""
    (family, family_kana), (given, given_kana) = dice.choice(FAMILIES), dice.choice(GIVEN)
    if dice.random() < 1 / 4:
        return f"ｼﾒｲ={family}　{given}"
    return f"ｶﾅ={family_kana} {given_kana};ｾｲﾈﾝ=S{dice.randrange(5, 64):02d}"


def _hits(step: Step, found: bool, dice: Random) -> str:
    if not step.searches:
        return "1"
    return str(min(1 + int(dice.expovariate(1.2)), 30)) if found else "0"


def _year(day: date) -> int:
    """The fiscal year in its era, by the era of its first day."""
    first = date(fiscal_year(day), APRIL, 1)
    return era_of(first).year_of(first)
