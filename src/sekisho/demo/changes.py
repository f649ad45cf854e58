"""Who comes and goes on 1 April, and a vice-mayor's post that stays empty for a while."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.utils import timezone

from sekisho.demo.absences import plan_review
from sekisho.demo.chance import chance
from sekisho.demo.credentials import plan_enrolment, plan_return
from sekisho.demo.founding import appoint, enter_person
from sekisho.demo.people import ELSEWHERE, Member
from sekisho.demo.staff_changes import plan_follow_up
from sekisho.demo.stage import ONE_DAY, Stage, moment
from sekisho.kernel.queries import standing
from sekisho.kernel.verbs import amend, enter
from sekisho.offices.acting_decisions import ACTING_DECISIONS, ActingDecision
from sekisho.offices.appointments import APPOINTMENTS, Appointment
from sekisho.rules.wareki import wareki

STAFF_OFFICE = "general_affairs"
CLERK, HEAD = "resident_affairs_staff", "resident_affairs_head"
VICE_MAYOR, DEPUTY = "vice_mayor", "property_information_head"
MOMENTS = timedelta(minutes=5)  # between two people's papers


# --- 1 April ------------------------------------------------------------------------


def plan_transfers(stage: Stage, april: date) -> None:
    """The transfers of 1 April, written down on the last working day of March.

    The head of Resident Affairs changes, the two longest-serving clerks leave and two others
    come. One of those who leave keeps their credential for a week: nobody thought of it.
    """
    eve = stage.previous_open(april - ONE_DAY)
    if eve > stage.since:
        stage.put(moment(eve, 15, 20), partial(_transfer, stage, april))
        plan_follow_up(stage, april)


def _transfer(stage: Stage, april: date, at: datetime) -> None:
    eve = timezone.localdate(at)
    head = stage.holders(HEAD, eve)[0]
    prompt, forgotten = stage.holders(CLERK, eve)[:2]
    comers = [
        _exchange(stage, head, HEAD, stage.heads, april=april, at=at),
        _exchange(stage, prompt, CLERK, stage.clerks, april=april, at=at + 2 * MOMENTS),
        _exchange(stage, forgotten, CLERK, stage.clerks, april=april, at=at + 4 * MOMENTS),
    ]
    order = f"{wareki(april)}付け人事異動のため"
    plan_return(stage, prompt, moment(eve, 16, 20), order)
    noticed_on = stage.open_after(eve, 5 + chance(stage.seed, "noticed", april).randrange(3))
    plan_return(
        stage, forgotten, moment(noticed_on, 10, 40), f"{order}。異動の日の回収を漏らし、この日に気付いた"
    )
    for place, comer in enumerate(comers[1:]):
        trained_on = stage.open_after(eve, 9 + place)
        stage.put(moment(trained_on, 14, 30), partial(_enrol, stage, comer))


def _exchange(
    stage: Stage, person: str, post: str, queue: deque[Member], *, april: date, at: datetime
) -> Member:
    """One leaves and joins the queue, the first of the queue comes. Returns who comes."""
    leaver = stage.known(at).persons[person]
    comer = queue.popleft()
    queue.append(Member(leaver.staff_number, leaver.name, leaver.reading))
    stage.put(at + MOMENTS, partial(_leave, stage, person, post, april))
    stage.put(at + 2 * MOMENTS, partial(_come, stage, comer, post, april))
    return comer


def _leave(stage: Stage, person: str, post: str, april: date, at: datetime) -> None:
    where = chance(stage.seed, "elsewhere", person, april).choice(ELSEWHERE)
    _end_appointment(stage, person, post, at, until=april, reason=f"{wareki(april)}付け人事異動。{where}へ")


def _come(stage: Stage, member: Member, post: str, since: date, at: datetime) -> None:
    act = stage.act_in_section(STAFF_OFFICE, at, "orders")
    if member.number not in stage.lines:
        enter_person(stage, member, act)
    appoint(stage, member, post, act, since=since)


def _enrol(stage: Stage, member: Member, at: datetime) -> None:
    plan_enrolment(stage, str(stage.lines[member.number].pk), at)


def _end_appointment(stage: Stage, person: str, post: str, at: datetime, *, until: date, reason: str) -> None:
    row = standing(Appointment, at).get(person=int(person), post=post, until__isnull=True)
    act = stage.act_in_section(STAFF_OFFICE, at, "orders")
    amend(APPOINTMENTS, row, {"until": until}, reason=reason, act=act)
    stage.changed()


# --- a vacancy ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A time in which the town has no vice-mayor: [since, until)."""

    since: date
    until: date


def plan_vacancy(stage: Stage, vacancy: Vacancy) -> None:
    """The term ends and nobody follows at once.

    The regulation speaks of absence only, so for some days nobody is chief; then the
    mayor decides in writing who acts until the new vice-mayor comes.
    """
    told_on = stage.previous_open(vacancy.since - timedelta(days=7))
    decided_on = stage.open_after(vacancy.since - ONE_DAY, 5)
    stage.put(moment(told_on, 15, 5), partial(_end_of_term, stage, vacancy))
    stage.put(moment(decided_on, 9, 50), partial(_name_deputy, stage))
    stage.put(moment(vacancy.until, 8, 34), partial(_take_office, stage, vacancy))
    plan_review(stage, stage.open_after(vacancy.until, 2), "就任前の代理の決定を全て確認した。")
    plan_follow_up(stage, vacancy.since)
    plan_follow_up(stage, vacancy.until)


def _end_of_term(stage: Stage, vacancy: Vacancy, at: datetime) -> None:
    [vice_mayor] = stage.holders(VICE_MAYOR, timezone.localdate(at))
    _end_appointment(stage, vice_mayor, VICE_MAYOR, at, until=vacancy.since, reason="任期満了による退職")


def _name_deputy(stage: Stage, at: datetime) -> None:
    on = timezone.localdate(at)
    [deputy] = stage.holders(DEPUTY, on)
    number = stage.order_number("町長決定", on)
    for role in ("chief", "chair"):
        facts = {
            "acts_for": role,
            "person_id": int(deputy),
            "post": DEPUTY,
            "since_at": at,
            "document_number": number,
            "grounds": "規程は副町長の不在だけを定め、欠けた場合の定めがないため",
        }
        enter(ACTING_DECISIONS, facts, act=stage.act_in_post("mayor", at))
    stage.changed()


def _take_office(stage: Stage, vacancy: Vacancy, at: datetime) -> None:
    _come(stage, stage.vice_mayors.popleft(), VICE_MAYOR, vacancy.until, at)
    stage.put(at + MOMENTS, partial(_end_decisions, stage))


def _end_decisions(stage: Stage, at: datetime) -> None:
    for row in standing(ActingDecision, at).filter(until_at__isnull=True).order_by("line"):
        act = stage.act_in_post("mayor", at)
        amend(ACTING_DECISIONS, row, {"until_at": at}, reason="後任の副町長が就任したため", act=act)
    stage.changed()
