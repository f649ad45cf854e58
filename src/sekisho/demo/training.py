"""研修: a plan each May, newcomers in April, everybody in June and whoever missed it a week later (第5条第3号イ, 第3条第6項第4号)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from django.utils import timezone

from sekisho.demo.chance import chance
from sekisho.demo.rhythm import A_MOMENT, Turns, each_year, in_turn, last_before
from sekisho.demo.stage import ONE_DAY, Stage, moment
from sekisho.kernel.models import Entry
from sekisho.kernel.queries import standing
from sekisho.kernel.verbs import amend, enter
from sekisho.ledgers.training import TRAINING, TrainingSession
from sekisho.ledgers.training_attendance import TRAINING_ATTENDANCE, TrainingAttendance
from sekisho.ledgers.training_plans import TRAINING_PLANS, TrainingPlan
from sekisho.rules.fiscal import fiscal_year

OFFICE, SUPERVISOR, STAFF = "general_affairs", "resident_affairs_supervisor", "resident_affairs_staff"
PLANNED, HELD = (5, 14), (6, 12)
NEWCOMERS = 8  # open days after the eve of 1 April; they are enrolled on the next ones
MAKE_UP = 5  # open days until the session for those who missed the first
LATER = 12  # open days until a newcomer who missed the first session gets one
TITLE, FOR_NEWCOMERS = "住基ネットのセキュリティ 操作者研修", "住基ネット 新任操作者研修"
BEST, WORST = 100, 75
Manner = TrainingAttendance.Manner


def plan_training(stage: Stage) -> None:
    """What this fiscal year has had so far is taken over from paper; then plan and sessions of each year."""
    in_turn(stage, moment(stage.open_after(stage.since, 3), 13, 50), _taken_over(stage))
    for day in each_year(stage, *PLANNED):
        stage.put(moment(stage.next_open(day), 15, 35), partial(_plan, stage))
    for april in each_year(stage, 4, 1):
        eve = stage.previous_open(april - ONE_DAY)
        if eve > stage.since:
            day = stage.open_after(eve, NEWCOMERS)
            stage.put(moment(day, 16, 15), partial(_teach_newcomers, stage, april))
    for day in each_year(stage, *HELD):
        stage.put(moment(stage.next_open(day), 16, 20), partial(_hold, stage))


def operators(stage: Stage, day: date) -> list[str]:
    """Everybody who operates on that day."""
    return [person for post in (SUPERVISOR, STAFF) for person in stage.holders(post, day)]


def _taken_over(stage: Stage) -> Turns:
    """The last plan and session before the records began."""
    planned_on, held_on = last_before(stage, *PLANNED), last_before(stage, *HELD)
    at = yield
    plan = enter(TRAINING_PLANS, _plan_of(stage, planned_on), act=stage.act_in_section(OFFICE, at, "plan"))
    at = yield
    facts = _session(TITLE, held_on) | {"completed_on": stage.open_after(held_on, MAKE_UP)}
    facts |= {"plan": plan.line} if fiscal_year(held_on) == fiscal_year(planned_on) else {}
    held = enter(TRAINING, facts, act=stage.act_in_section(OFFICE, at, "training"))
    for person in operators(stage, stage.since):
        at = yield
        _attend(stage, held, person, on=held_on, at=at)


def _plan(stage: Stage, at: datetime) -> None:
    act = stage.act_in_section(OFFICE, at, "plan")
    enter(TRAINING_PLANS, _plan_of(stage, act.on), act=act)


def _plan_of(stage: Stage, day: date) -> dict[str, object]:
    return {
        "fiscal_year": fiscal_year(day),
        "purpose": "操作者の全員が、管理方法と事故のときの連絡を説明できる。",
        "audience": "住民福祉課の操作者の全員、新任の操作者",
        "schedule": "新任は4月、全員は6月。欠席者には1週間以内に補講。",
        "content": "管理方法、認証情報の扱い、標的型メール、事故の連絡訓練",
        "drafted_on": stage.previous_open(day.replace(day=1)),
        "approved_on": day,
        "decision_number": stage.document_number(day),
        "in_force_on": day,
    }


def _session(title: str, held_on: date) -> dict[str, object]:
    return {
        "held_on": held_on,
        "title": title,
        "lecturer": "管財情報課 係長",
        "audience": "操作者の全員" if title == TITLE else "4月に着任した操作者",
        "minutes": 60 if title == TITLE else 90,
        "materials": f"{title} 資料 総務課 書庫3",
    }


def _attend(
    stage: Stage, held: Entry, person: str, *, on: date, at: datetime, manner: Manner = Manner.TOGETHER
) -> None:
    facts = {
        "training": held.line,
        "person_id": int(person),
        "attended_on": on,
        "manner": manner,
        "understanding": chance(stage.seed, "understood", person, on).randrange(WORST, BEST, 5),
        "result": TrainingAttendance.Result.PASSED,
    }
    enter(TRAINING_ATTENDANCE, facts, act=stage.act_in_section(OFFICE, at, "training"))


def _hold(stage: Stage, at: datetime) -> None:
    """Everybody but one; with the make-up session the training is complete."""
    on = timezone.localdate(at)
    people = operators(stage, on)
    absent = chance(stage.seed, "absent", on).choice(people)
    _open(stage, TITLE, [one for one in people if one != absent], absent=absent, days_later=MAKE_UP, at=at)


def _teach_newcomers(stage: Stage, april: date, at: datetime) -> None:
    """Mistake.EARLY_ENROLMENT: the second is ill that day, and is enrolled without having been taught."""
    day = timezone.localdate(at)
    standing_before = set(stage.holders(STAFF, april - ONE_DAY))
    come = [one for one in stage.holders(STAFF, day) if one not in standing_before]
    if come:
        _open(stage, FOR_NEWCOMERS, come[:-1], absent=come[-1], days_later=LATER, at=at)


def _open(
    stage: Stage, title: str, there: Sequence[str], *, absent: str, days_later: int, at: datetime
) -> None:
    on = timezone.localdate(at)
    plan = standing(TrainingPlan, at).filter(fiscal_year=fiscal_year(on)).select_related("line").first()
    again_on = stage.open_after(on, days_later)
    facts = _session(title, on) | {"plan": plan.line if plan else None, "make_up": f"{again_on}に1名"}
    held = enter(TRAINING, facts, act=stage.act_in_section(OFFICE, at, "training"))
    in_turn(stage, at + A_MOMENT, _attendances(stage, held, there))
    stage.put(moment(again_on, 16, 25), partial(_complete, stage, held, absent))


def _attendances(stage: Stage, held: Entry, people: Sequence[str]) -> Turns:
    for person in people:
        at = yield
        _attend(stage, held, person, on=timezone.localdate(at), at=at)
    yield


def _complete(stage: Stage, held: Entry, absent: str, at: datetime) -> None:
    on = timezone.localdate(at)
    _attend(stage, held, absent, on=on, at=at, manner=Manner.MAKE_UP)
    assert isinstance(held, TrainingSession)
    act = stage.act_in_section(OFFICE, at, "training")
    amend(TRAINING, held, {"completed_on": on}, reason="補講により全員が受講した", act=act)
