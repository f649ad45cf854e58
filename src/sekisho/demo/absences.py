"""The vice-mayor away for a week: the deputy acts, and the vice-mayor sees afterwards what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.utils import timezone

from sekisho.demo.chance import chance
from sekisho.demo.stage import ONE_DAY, Stage, moment
from sekisho.kernel.acts import Act
from sekisho.kernel.verbs import enter, review_acts
from sekisho.offices.absences import ABSENCES, Absence
from sekisho.offices.organisation import acts_in_stead, seen_through

CAUSES = ("自治体幹部研修のため県外に出張", "病気休暇", "全国大会への出席のため出張")
CHIEF = "chief"


@dataclass(frozen=True, slots=True)
class Week:
    """The working days of one week, from Monday to Friday."""

    days: tuple[date, ...]


def week_of(stage: Stage, day: date) -> Week:
    """The week in which `day` lies."""
    monday = date.fromordinal(day.toordinal() - day.weekday())
    return Week(tuple(stage.days(monday, date.fromordinal(monday.toordinal() + 5))))


def plan_absence(stage: Stage, week: Week, *, reviewed: bool) -> None:
    """The vice-mayor is away from the first to the last day of the week."""
    eve = stage.previous_open(week.days[0] - ONE_DAY)
    stage.put(moment(eve, 16, 42), partial(_register, stage, week))
    if reviewed:
        plan_review(stage, stage.open_after(week.days[-1], 1), "不在中の代行を全て確認した。")


def plan_review(stage: Stage, day: date, remark: str) -> None:
    """後閲: on `day` the holder looks through what others did in their stead."""

    def review(act: Act) -> None:
        acts = acts_in_stead(CHIEF, act.at)
        if act.capability.acts_for is None and acts and acts[0].number > seen_through(CHIEF, act.at):
            review_acts(CHIEF, through=acts[0], clause="a3.p3", act=act, remark=remark)

    stage.once_filled(CHIEF, moment(day, 9, 24), review)


def _register(stage: Stage, week: Week, at: datetime) -> None:
    first, last = week.days[0], week.days[-1]
    [vice_mayor] = stage.holders("vice_mayor", timezone.localdate(at))
    facts = {
        "person_id": int(vice_mayor),
        "condition": Absence.Kind.ABSENT,
        "since_at": moment(first, 8, 30),
        "until_at": moment(last, 17, 15),
        "cause": chance(stage.seed, "absence", first).choice(CAUSES),
    }
    enter(ABSENCES, facts, act=stage.act_in_section("general_affairs", at, "absence"))
    stage.changed()
