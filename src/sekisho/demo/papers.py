"""Duties that fall due by date and that the town still keeps on paper: done by habit, now and then late."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from random import Random

from sekisho.demo.chance import chance
from sekisho.demo.stage import ONE_DAY, Stage
from sekisho.kernel.acts import Act
from sekisho.kernel.town import open_days, pack
from sekisho.kernel.verbs import discharge
from sekisho.rules.cadences import Monthly, Yearly
from sekisho.rules.due import Occurrence, occurrences
from sekisho.rules.fiscal import FIRST_MONTH, day_of_month, fiscal_year, fiscal_year_label, fiscal_year_span
from sekisho.rules.model import Duty


@dataclass(frozen=True, slots=True)
class Habit:
    """How the town keeps one duty: on which document, where that lies, and when it is done.

    `month` and `day` are for what is done once a year; `nth` counts open days, from the
    first of the period (0, 1, ...) or back from its due day (-1 is the due day itself).
    """

    document: str
    place: str
    month: int = 0
    day: int = 0
    nth: int = -1


_COUNCIL = "住民福祉課 セキュリティ会議綴"

HABITS = {
    "operation-history": Habit("操作履歴の受領控え", "住民福祉課 耐火金庫", nth=3),
}


# Of a hundred occurrences: how many are done or recorded late.
LATE = {Monthly: 4, Yearly: 6}
FIRST_ON_PAPER = "operation-history"  # a month's histories are the work of the next month


def plan_papers(stage: Stage) -> None:
    """Plan every occurrence of each of them."""
    modes = {hosting.mode for hosting in pack().hostings if hosting.until is None}
    horizon, _end = fiscal_year_span(fiscal_year(stage.until) + 2)
    for duty in pack().duties:
        here = duty.variant is None or duty.variant in modes
        if here and type(duty.cadence) in LATE:
            found = occurrences(duty, since=stage.since, until=horizon, calendar=open_days())
            for one in found:
                if one.opens_on < stage.until and _is_on_paper(stage, duty, one):
                    _plan(stage, duty, one)


def _is_on_paper(stage: Stage, duty: Duty, occurrence: Occurrence) -> bool:
    if duty.id == FIRST_ON_PAPER:
        return occurrence.opens_on <= stage.since
    return duty.id in HABITS


def _plan(stage: Stage, duty: Duty, occurrence: Occurrence) -> None:
    """Let one occurrence be done, and recorded the same day unless it is one of the unlucky ones."""
    dice = chance(stage.seed, "paper", duty.id, occurrence.opens_on)
    done_on = _habitual(stage, duty, occurrence, dice)
    if done_on is None:
        return
    recorded_on = done_on
    if dice.randrange(100) < LATE[type(duty.cadence)]:
        recorded_on = stage.open_after(occurrence.due_on, 1 + dice.randrange(4))
        lapses_on = occurrence.lapses_on
        done_on = recorded_on if lapses_on is None or recorded_on < lapses_on else done_on
    if recorded_on < stage.since:  # done before the records began: what is on paper is taken over
        recorded_on = stage.open_after(stage.since, 1 + dice.randrange(8))
    at = stage.in_hours(recorded_on, duty.id)
    section = next((actor for actor in duty.actors if actor in _sections()), None)

    def record(act: Act) -> None:
        day = act.on if done_on == recorded_on else done_on  # what had to wait for its doer is done later
        discharge(duty, occurrence, done_on=day, paper=_paper(duty, day), act=act)

    if section is not None:
        stage.put(at, lambda then: record(stage.act_in_section(section, then, duty.id)))
    else:
        stage.once_filled(duty.actors[0], at, record)


def _habitual(stage: Stage, duty: Duty, occurrence: Occurrence, dice: Random) -> date | None:
    """The day on which it is done by habit; None where on no day the offices were open and the text known."""
    habit = HABITS[duty.id]
    until = occurrence.due_on + ONE_DAY
    days = [
        day
        for day in open_days().open_days(occurrence.opens_on, until)
        if stage.is_open(day) and stage.text_held(day)
    ]
    if not days:
        return None
    if isinstance(duty.cadence, Yearly) and habit.month:
        year = fiscal_year(occurrence.opens_on) + (habit.month < FIRST_MONTH)
        wanted = day_of_month(year, habit.month, habit.day)
        nth = bisect_left(days, wanted) + dice.randrange(-3, 4)
        return days[max(0, min(nth, len(days) - 1))]
    nth = habit.nth + dice.randrange(2) if habit.nth >= 0 else habit.nth
    return days[max(-len(days), min(nth, len(days) - 1))]


def _paper(duty: Duty, day: date) -> str:
    habit = HABITS[duty.id]
    return f"{habit.document} {fiscal_year_label(fiscal_year(day))}({habit.place})"


def _sections() -> set[str]:
    return {section.id for section in pack().sections}
