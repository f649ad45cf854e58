"""What follows when somebody comes or goes: it is seen through to authority, and those who handle the data are named."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Q
from django.utils import timezone

from sekisho.demo.chance import chance
from sekisho.demo.stage import Stage, moment
from sekisho.kernel.acts import Act
from sekisho.kernel.models import Line
from sekisho.kernel.queries import standing
from sekisho.kernel.town import duty, open_days
from sekisho.kernel.verbs import amend, discharge, enter
from sekisho.ledgers.handlers import HANDLERS, Handler
from sekisho.offices.appointments import Appointment
from sekisho.rules.due import doable_on
from sekisho.rules.wareki import wareki

STAFF_OFFICE, SECTION, HEAD = "general_affairs", "resident_affairs", "resident_affairs_head"
HANDLING_POSTS = ("resident_affairs_staff", "resident_affairs_supervisor")
BUSINESSES = ("統合端末での本人確認", "本人確認情報の紙の名簿")
A_MOMENT = timedelta(minutes=3)
TRAINING = timedelta(days=9)  # a newcomer handles nothing before it


def plan_first_handlers(stage: Stage) -> None:
    """On the first afternoon the head names those who handle the data already."""
    at = moment(stage.since, 15, 45)
    for place, post in enumerate(HANDLING_POSTS):
        stage.put(at + place * 10 * A_MOMENT, partial(_name_holders, stage, post))


def plan_follow_up(stage: Stage, changed_on: date) -> None:
    """On the day of a change, or the next open one, both sections do what it asks of them."""
    on = stage.next_open(changed_on)
    if on > stage.since and stage.text_held(changed_on):
        stage.put(moment(on, 16, 5), partial(_see_through, stage, changed_on))
        stage.put(moment(on, 16, 20), partial(_name_anew, stage, changed_on))


def _see_through(stage: Stage, changed_on: date, at: datetime) -> None:
    """General Affairs points at the order; that a credential is still out nobody looks up."""
    row = standing(Appointment, at).filter(Q(since=changed_on) | Q(until=changed_on)).first()
    if row is not None:
        _done("personnel-changes", changed_on, stage.act_in_section(STAFF_OFFICE, at, "seen"), row.line)


def _name_anew(stage: Stage, changed_on: date, at: datetime) -> None:
    """Who has left is released, and who has come is named; where nobody did, that is put down."""
    on = timezone.localdate(at)
    orders = standing(Appointment, at).filter(post__in=HANDLING_POSTS)
    left = orders.filter(until=changed_on).values("person")
    come = list(orders.filter(since=changed_on).order_by("line").values_list("person", flat=True))
    gone = list(standing(Handler, at).filter(person__in=left, released_on__isnull=True).order_by("line"))
    if not come and not gone:
        act = stage.act_in_post(HEAD, at)
        _done("handler-designation", changed_on, act, None)
        return
    for place, row in enumerate(gone):
        stage.put(at + (place + 1) * A_MOMENT, partial(_release, stage, row, f"{wareki(on)}付け人事異動"))
    for place, person in enumerate(come):
        stage.put(at + (len(gone) + place + 1) * A_MOMENT, partial(_name, stage, person, on + TRAINING))


def _done(identifier: str, changed_on: date, act: Act, line: Line | None) -> None:
    rule = duty(identifier)
    assert rule is not None, f"the rule pack has no duty {identifier}"
    [occurrence, *_rest] = doable_on(rule, act.on, open_days(), occurred_on=[changed_on])
    paper = (
        "" if line else f"取扱者指定の見直し伺い({wareki(changed_on)}の異動による変更なし) 住民福祉課 書棚2"
    )
    discharge(rule, occurrence, done_on=act.on, evidence=line, paper=paper, act=act)


def _name_holders(stage: Stage, post: str, at: datetime) -> None:
    for place, person in enumerate(stage.holders(post, timezone.localdate(at))):
        stage.put(at + place * A_MOMENT, partial(_name, stage, int(person), timezone.localdate(at)))


def _name(stage: Stage, person: int, handles_from: date, at: datetime) -> None:
    on = timezone.localdate(at)
    act = stage.act_in_post(HEAD, at)
    facts = {
        "person_id": person,
        "business": chance(stage.seed, "business", person).choice(BUSINESSES),
        "designated_on": on,
        "handles_from": handles_from,
        "grounds": stage.document_number(on),
        "designator_id": int(act.person),
    }
    enter(HANDLERS, facts, act=act)


def _release(stage: Stage, row: Handler, reason: str, at: datetime) -> None:
    act = stage.act_in_post(HEAD, at)
    amend(HANDLERS, row, {"released_on": act.on}, reason=reason, act=act)
