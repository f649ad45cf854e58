"""誓約: what each operator promises, each April and when they come (第5条第1号オ)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial

from django.utils import timezone

from sekisho.demo.methods import FIRST, REVISED, current, title_of
from sekisho.demo.rhythm import A_MOMENT, Turns, each_year, in_turn, last_before
from sekisho.demo.stage import Stage, moment
from sekisho.kernel.queries import standing
from sekisho.kernel.verbs import amend, enter
from sekisho.ledgers.pledges import PLEDGES, Pledge

HEAD, SUPERVISOR, STAFF = "resident_affairs_head", "resident_affairs_supervisor", "resident_affairs_staff"
PLACE = "住民福祉課 鍵付き書庫"
APRIL_20, MAY_1 = (4, 20), (5, 1)


def plan_pledges(stage: Stage) -> None:
    """On the third day those that hold; each April everybody's; who leaves is no longer bound by theirs."""
    in_turn(stage, moment(stage.open_after(stage.since, 2), 10, 50), _first_pledges(stage))
    for april in each_year(stage, 4, 1):
        day = stage.next_open(april)
        if day > stage.since:
            stage.put(moment(day, 16, 40), partial(_change, stage))
    for day in each_year(stage, *APRIL_20):
        stage.put(moment(stage.next_open(day), 10, 30), partial(_renew, stage))


def _first_pledges(stage: Stage) -> Turns:
    last = last_before(stage, *APRIL_20)
    appointed = {
        one.person: one.since
        for one in stage.known(moment(stage.since, 12)).standing.appointments
        if one.post in (STAFF, SUPERVISOR)
    }
    for person in _operators(stage, stage.since):
        at = yield
        pledged_on = max(last, appointed[person])
        _pledge(stage, person, f"{title_of(REVISED)} {FIRST}", pledged_on, at)


def _operators(stage: Stage, day: date) -> list[str]:
    return [person for post in (SUPERVISOR, STAFF) for person in stage.holders(post, day)]


def _change(stage: Stage, at: datetime) -> None:
    """The first of April: leavers are released, and newcomers sign before anything else."""
    on = timezone.localdate(at)
    here = [int(person) for person in _operators(stage, on)]
    valid = standing(Pledge, at).filter(ended_on__isnull=True)
    left = list(valid.exclude(person__in=here).order_by("line"))
    signed = set(valid.values_list("person", flat=True))
    in_turn(stage, at + A_MOMENT, _release(stage, left))
    in_turn(stage, at + 2 * A_MOMENT, _sign(stage, [one for one in here if one not in signed]))


def _release(stage: Stage, left: Iterable[Pledge]) -> Turns:
    for row in left:
        at = yield
        act = stage.act_in_post(SUPERVISOR, at)
        ended = {"ended_on": act.on, "ended_because": "人事異動により操作者でなくなった"}
        amend(PLEDGES, row, ended, reason="人事異動", act=act)
    yield


def _renew(stage: Stage, at: datetime) -> None:
    """Later in April everybody else, for the next fiscal year."""
    on = timezone.localdate(at)
    fresh = set(
        standing(Pledge, at).filter(pledged_on__gte=on.replace(day=1)).values_list("person", flat=True)
    )
    people = [int(one) for one in _operators(stage, on) if int(one) not in fresh]
    in_turn(stage, at + A_MOMENT, _sign(stage, people))


def _sign(stage: Stage, people: Iterable[int]) -> Turns:
    for person in people:
        at = yield
        method = f"{title_of(REVISED)} {current(REVISED, at).version}"
        _pledge(stage, str(person), method, timezone.localdate(at), at)
    yield


def _pledge(stage: Stage, person: str, method: str, pledged_on: date, at: datetime) -> None:
    act = stage.act_in_post(SUPERVISOR, at)
    receiver = stage.holders(HEAD, act.on)[0] if person == act.person else act.person
    facts = {
        "person_id": int(person),
        "method": method,
        "pledged_on": pledged_on,
        "valid_until": date(pledged_on.year + 1, *MAY_1),
        "receiver_id": int(receiver),
        "place": PLACE,
    }
    enter(PLEDGES, facts, act=act)
