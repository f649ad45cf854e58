"""第5条第3号 ア・イ and 第3条第6項第4号: the building, the training and its plan. From red to green and back."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.duties.events import event_days
from sekisho.duties.untrained import untrained_operators
from sekisho.kernel.verbs import amend, retire
from sekisho.ledgers.building import BUILDING
from sekisho.ledgers.credentials import CREDENTIALS
from sekisho.ledgers.training import TRAINING
from sekisho.ledgers.training_attendance import TRAINING_ATTENDANCE
from sekisho.ledgers.training_plans import TRAINING_PLANS
from sekisho.rules.states import State
from tests.cast import Town, at
from tests.duties.test_posture import clause
from tests.ledgers.test_building import TestBuilding as ARound
from tests.ledgers.test_training import TestTraining as ASession
from tests.ledgers.test_training_plans import TestTrainingPlans as APlan

MARCH, FRIDAY, MONDAY, JUNE = date(2026, 3, 25), date(2026, 4, 10), date(2026, 4, 13), date(2026, 6, 1)


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def state_of(identifier: str, duty: str, on: date) -> State | None:
    return next((item.state for item in clause(on, identifier).items if item.duty.id == duty), None)


@pytest.mark.clause("a5.i3.s1")
def test_the_building_is_walked_through_each_month(town: Town) -> None:
    """庁舎全般のセキュリティに関すること。"""
    assert clause(FRIDAY, "a5.i3.s1").state is State.MISSED

    facts = dict(ARound.facts) | {"checked_on": FRIDAY, "checker": town.general.line}
    entry = town.general.enters(BUILDING, at(FRIDAY), **facts)
    assert clause(FRIDAY, "a5.i3.s1").state is State.MET

    retire(BUILDING, entry, on=FRIDAY, reason="別の建物の記載", act=town.general.act(at(FRIDAY, 10)))
    assert clause(FRIDAY, "a5.i3.s1").state is State.MISSED


@pytest.mark.clause("a5.i3.s1", "a5.i1.s1")
def test_what_touches_the_server_room_is_an_anomaly_to_report(town: Town) -> None:
    """サーバ室に関わる異常は、庁舎点検簿の中だけで終わらない。"""
    round_ = dict(ARound.facts) | {"checked_on": FRIDAY, "checker": town.general.line}
    window = {"windows": "ng", "action_taken": "閉めた", "touches_server_room": "no"}
    entry = town.general.enters(BUILDING, at(FRIDAY), **round_ | window)
    assert event_days(FRIDAY, at(FRIDAY, 23))["anomaly"] == ()

    touches = {"touches_server_room": "yes", "passed_to": "管財情報課長"}
    amend(BUILDING, entry, touches, reason="サーバ室の窓", act=town.general.act(at(FRIDAY, 10)))
    assert event_days(FRIDAY, at(FRIDAY, 23))["anomaly"] == (FRIDAY,)
    assert state_of("a5.i1.s1", "joint-report", MONDAY) is State.LATE


@pytest.mark.clause("a5.i3.s2")
def test_the_training_of_the_year_is_planned_and_the_plan_approved(town: Town) -> None:
    """研修の計画に関すること。"""
    early = {"drafted_on": MARCH, "approved_on": MARCH, "decision_number": "総第12号"}
    plan = town.general.enters(TRAINING_PLANS, at(MARCH), **dict(APlan.facts) | early)
    assert state_of("a5.i3.s2", "training-plan", MARCH) is State.LATE  # it is no plan of this year
    assert state_of("a5.i3.s2", "training-plan", JUNE) is State.LATE

    used = {"in_force_on": MONDAY}
    plan = amend(TRAINING_PLANS, plan, used, reason="年度の初め", act=town.general.act(at(MONDAY)))
    assert state_of("a5.i3.s2", "training-plan", JUNE) is State.MET

    retire(TRAINING_PLANS, plan, on=MONDAY, reason="別の計画", act=town.general.act(at(MONDAY, 10)))
    assert state_of("a5.i3.s2", "training-plan", JUNE) is State.LATE


@pytest.mark.clause("a3.p6.i4", "a5.i3.s2")
def test_training_is_done_when_everybody_has_attended(town: Town) -> None:
    """教育及び研修の実施に関すること。"""
    session = town.general.enters(TRAINING, at(FRIDAY), **dict(ASession.facts) | {"held_on": FRIDAY})
    assert state_of("a3.p6.i4", "training", FRIDAY) is not State.MET  # somebody missed it

    complete = {"completed_on": MONDAY}
    session = amend(TRAINING, session, complete, reason="補講を終えた", act=town.general.act(at(MONDAY)))
    assert state_of("a3.p6.i4", "training", MONDAY) is State.MET

    amend(
        TRAINING, session, {"completed_on": None}, reason="1名が未受講", act=town.general.act(at(MONDAY, 10))
    )
    assert state_of("a3.p6.i4", "training", MONDAY) is not State.MET


@pytest.mark.clause("a3.p6.i4")
def test_whoever_operates_untrained_is_named(town: Town) -> None:
    """今の操作者の全員が、今年度の研修を受けた。"""
    palm = {"kind": "palm", "serial": "V01", "holder": town.clerk.line, "issued_on": date(2026, 4, 1)}
    credential = town.welfare.enters(CREDENTIALS, at(FRIDAY), **palm)
    session = town.general.enters(TRAINING, at(FRIDAY), **dict(ASession.facts) | {"held_on": FRIDAY})
    assert untrained_operators(FRIDAY, at(FRIDAY, 23)) == {town.clerk.line.pk}

    listed = {"training": session.line, "person": town.clerk.line, "attended_on": FRIDAY}
    town.general.enters(TRAINING_ATTENDANCE, at(FRIDAY, 12), **listed)
    assert untrained_operators(FRIDAY, at(FRIDAY, 23)) == set()
    assert untrained_operators(FRIDAY, at(FRIDAY, 11)) == {town.clerk.line.pk}
    assert untrained_operators(date(2027, 4, 1), at(MONDAY)) == {town.clerk.line.pk}

    gone = {"ended_on": MONDAY, "ended_by": "deleted"}
    amend(CREDENTIALS, credential, gone, reason="異動", act=town.welfare.act(at(MONDAY)))
    assert untrained_operators(date(2027, 4, 1), at(MONDAY)) == set()
