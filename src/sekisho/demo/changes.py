"""Who comes and goes on 1 April, and a vice-mayor's post that stays empty for a while."""

from __future__ import annotations

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
from sekisho.demo.training import NEWCOMERS
from sekisho.demo.transfer_files import Order, carry_out_list, receive_list, title_of
from sekisho.kernel.queries import standing
from sekisho.kernel.verbs import amend, enter
from sekisho.offices.acting_decisions import ACTING_DECISIONS, ActingDecision
from sekisho.offices.appointments import APPOINTMENTS, Appointment
from sekisho.rules.wareki import wareki

STAFF_OFFICE = "general_affairs"
CLERK, HEAD = "resident_affairs_staff", "resident_affairs_head"
VICE_MAYOR, DEPUTY = "vice_mayor", "property_information_head"
MOMENTS = timedelta(minutes=5)  # between two people's papers
EMBARGO = timedelta(days=12)  # from the list to the orders


# --- 1 April ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Exchange:
    """One leaves a post, by the key of their person, and another comes to it."""

    person: str
    post: str
    comer: Member


def plan_transfers(stage: Stage, april: date, *, listed: bool) -> None:
    """The transfers of 1 April, written down on the last working day of March.

    The head of Resident Affairs changes, the two longest-serving clerks leave and two others come. With `listed`
    they came before as a list under embargo, and are carried out from it.
    """
    eve = stage.previous_open(april - ONE_DAY)
    received_on = stage.previous_open(april - EMBARGO)
    if eve <= stage.since:
        return
    if listed and received_on > stage.since:
        stage.put(moment(received_on, 13, 12), partial(_receive, stage, april, eve))
    else:
        stage.put(moment(eve, 15, 20), partial(_transfer, stage, april, eve))
    plan_follow_up(stage, april)


def _receive(stage: Stage, april: date, eve: date, at: datetime) -> None:
    """The list comes in, twelve days before anybody else may see it."""
    exchanges = _exchanges(stage, timezone.localdate(at))
    orders = []
    for one in exchanges:
        leaver, title = _member(stage, one.person, at), title_of(one.post)
        orders.append(Order(leaver, title, _elsewhere(stage, one.person, april)))
        orders.append(Order(one.comer, _elsewhere(stage, one.comer.number, april), title))
    entry = receive_list(stage, orders, april, opens_at=moment(eve, 15), at=at)
    stage.put(moment(eve, 15, 20), lambda then: carry_out_list(stage, entry, then))
    stage.put(moment(eve, 15, 21), partial(_see_through, stage, april, eve, exchanges))


def _transfer(stage: Stage, april: date, eve: date, at: datetime) -> None:
    exchanges = _exchanges(stage, eve)
    for place, one in enumerate(exchanges):
        begins_at = at + 2 * place * MOMENTS
        stage.put(begins_at + MOMENTS, partial(_leave, stage, one.person, one.post, april))
        stage.put(begins_at + 2 * MOMENTS, partial(_come, stage, one.comer, one.post, april))
    _see_through(stage, april, eve, exchanges, at)


def _exchanges(stage: Stage, day: date) -> list[Exchange]:
    """Whoever leaves joins the queue, and the first of the queue comes."""
    [head, *_heads], [prompt, forgotten, *_clerks] = stage.holders(HEAD, day), stage.holders(CLERK, day)
    found = []
    for person, post, queue in (
        (head, HEAD, stage.heads),
        *((one, CLERK, stage.clerks) for one in (prompt, forgotten)),
    ):
        found.append(Exchange(person, post, queue.popleft()))
        queue.append(_member(stage, person, moment(day, 12)))
    return found


def _member(stage: Stage, person: str, at: datetime) -> Member:
    row = stage.known(at).persons[person]
    return Member(row.staff_number, row.name, row.reading)


def _see_through(stage: Stage, april: date, eve: date, exchanges: list[Exchange], at: datetime) -> None:
    """Credentials come back and are given out. Mistake.FORGOTTEN_CREDENTIAL: nobody thought of the second leaver's."""
    _head, prompt, forgotten = exchanges
    order = f"{wareki(april)}付け人事異動のため"
    plan_return(stage, prompt.person, at + timedelta(hours=1), order)
    noticed_on = stage.open_after(eve, 5 + chance(stage.seed, "noticed", april).randrange(3))
    plan_return(
        stage,
        forgotten.person,
        moment(noticed_on, 10, 40),
        f"{order}。異動の日の回収を漏らし、この日に気付いた",
    )
    for place, one in enumerate((prompt, forgotten)):
        enrolled_on = stage.open_after(eve, NEWCOMERS + 1 + place)
        stage.put(moment(enrolled_on, 14, 30), partial(_enrol, stage, one.comer))


def _elsewhere(stage: Stage, who: str, april: date) -> str:
    return chance(stage.seed, "elsewhere", who, april).choice(ELSEWHERE)


def _leave(stage: Stage, person: str, post: str, april: date, at: datetime) -> None:
    where = _elsewhere(stage, person, april)
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
