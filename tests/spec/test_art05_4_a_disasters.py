"""第5条第4号 ア: the procedure, the contact net, the drill and the response. From red to green and back."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from sekisho.incidents.case import case_of
from sekisho.incidents.drilling import AlreadyKept, NotOver, keep_drill, kept_as
from sekisho.kernel.models import Line
from sekisho.kernel.queries import standing
from sekisho.kernel.refusals import Invalid
from sekisho.kernel.verbs import amend, retire
from sekisho.ledgers.contacts import CONTACTS, Contact, not_reached
from sekisho.ledgers.disaster import DISASTER
from sekisho.ledgers.disaster_drills import DISASTER_DRILLS, DisasterDrill
from sekisho.ledgers.disaster_plans import DISASTER_PLANS
from sekisho.ledgers.emergency_binders import EMERGENCY_BINDERS
from sekisho.ledgers.incidents import INCIDENTS
from sekisho.rules.states import State
from tests.cast import Town, at
from tests.duties.test_posture import clause
from tests.ledgers.test_contacts import TestContacts as AContact
from tests.ledgers.test_disaster import TestDisaster as AResponse
from tests.ledgers.test_disaster_drills import TestDisasterDrills as ADrill
from tests.ledgers.test_disaster_plans import TestDisasterPlans as APlan
from tests.spec.test_art05_3_a_i_building_and_training import state_of

FRIDAY, MONDAY, JULY = date(2026, 4, 10), date(2026, 4, 13), date(2026, 7, 1)
NEXT_APRIL = date(2027, 4, 1)
DISASTERS = "a5.i4.s1"


@pytest.fixture
def town(db: None) -> Town:
    return Town()


@pytest.mark.clause("a5.i4.s1")
def test_the_procedure_is_reviewed_each_year(town: Town) -> None:
    """災害時の対応に関すること。手順の見直し。"""
    assert state_of(DISASTERS, "disaster-plan", JULY) is State.LATE

    draft = town.crisis.enters(DISASTER_PLANS, at(FRIDAY), **dict(APlan.facts) | {"reviewed_on": FRIDAY})
    assert state_of(DISASTERS, "disaster-plan", JULY) is State.LATE  # nobody has approved it

    approved = {"approved_on": FRIDAY, "decision_number": "危第5号"}
    plan = amend(DISASTER_PLANS, draft, approved, reason="決裁", act=town.crisis.act(at(FRIDAY, 9, 30)))
    assert state_of(DISASTERS, "disaster-plan", JULY) is State.MET

    retire(DISASTER_PLANS, plan, on=FRIDAY, reason="別の手順", act=town.crisis.act(at(FRIDAY, 10)))
    assert state_of(DISASTERS, "disaster-plan", JULY) is State.LATE


@pytest.mark.clause("a5.i4.s1")
def test_everybody_in_the_net_is_reached_each_year(town: Town) -> None:
    """災害時の対応に関すること。連絡網。"""
    untried = dict(AContact.facts) | {"person": town.clerk.line}
    contact = town.crisis.enters(CONTACTS, at(FRIDAY), **untried)
    assert not_reached(standing(Contact, at(FRIDAY)), FRIDAY) == [contact]

    reached = {"tried_on": FRIDAY, "result": "reached", "reached_on": FRIDAY}
    amend(CONTACTS, contact, reached, reason="年度初めの確認", act=town.crisis.act(at(FRIDAY, 10)))
    net = standing(Contact, at(FRIDAY, 10))
    assert not_reached(net, FRIDAY) == []
    assert len(not_reached(net, NEXT_APRIL)) == 1


@pytest.mark.clause("a5.i4.s1")
def test_the_procedure_is_tried_each_year(town: Town) -> None:
    """災害時の対応に関すること。訓練。"""
    assert state_of(DISASTERS, "disaster-drill", FRIDAY) is State.DUE

    plan = town.crisis.enters(DISASTER_PLANS, at(FRIDAY), **APlan.facts)
    facts = dict(ADrill.facts) | {"plan": plan.line, "responsible": town.crisis.line, "drilled_on": FRIDAY}
    drill = town.crisis.enters(DISASTER_DRILLS, at(FRIDAY), **facts)
    assert state_of(DISASTERS, "disaster-drill", FRIDAY) is State.MET
    assert state_of(DISASTERS, "disaster-drill", NEXT_APRIL) is State.DUE  # the next one is owed

    retire(DISASTER_DRILLS, drill, on=FRIDAY, reason="図上だけだった", act=town.crisis.act(at(FRIDAY, 10)))
    assert state_of(DISASTERS, "disaster-drill", FRIDAY) is State.DUE


@pytest.mark.clause("a5.i4.s1")
def test_a_response_waits_until_it_has_ended(town: Town) -> None:
    """災害時の対応に関すること。始まりから終わりまでの記録。"""
    assert state_of(DISASTERS, "disaster-response", FRIDAY) is None

    began = dict(AResponse.facts) | {"began_at": at(FRIDAY, 14, 20)}
    response = town.crisis.enters(DISASTER, at(FRIDAY, 15), **began)
    assert state_of(DISASTERS, "disaster-response", FRIDAY) is State.DUE
    assert state_of(DISASTERS, "disaster-response", MONDAY) is State.LATE

    ended = {"ended_on": FRIDAY, "lessons": "発電機の燃料を増やす"}
    response = amend(DISASTER, response, ended, reason="復旧", act=town.crisis.act(at(FRIDAY, 20)))
    assert state_of(DISASTERS, "disaster-response", FRIDAY) is State.MET

    again = {"ended_on": None}
    amend(DISASTER, response, again, reason="再び停電", act=town.crisis.act(at(FRIDAY, 22)))
    assert state_of(DISASTERS, "disaster-response", MONDAY) is State.LATE


@pytest.mark.clause("a5.i4.s1")
def test_the_end_on_a_later_day_answers_the_day_on_which_it_began(town: Town) -> None:
    """終わりの日ではなく、始まった日のものとして数える。"""
    facts = dict(AResponse.facts) | {"began_at": at(FRIDAY, 14, 20), "ended_on": MONDAY}

    town.crisis.enters(DISASTER, at(MONDAY, 16), **facts)

    [item] = [one for one in clause(MONDAY, DISASTERS).items if one.duty.id == "disaster-response"]
    assert (item.occurrence.opens_on, item.to_do) == (FRIDAY, False)
    assert item.done is not None
    assert item.done.done_on == MONDAY


@pytest.mark.clause("a5.i4.s1")
def test_the_emergency_binder_is_printed_each_month(town: Town) -> None:
    """機械が動かないときの備え。規程は定めていないので、周期は初期値。"""
    may = date(2026, 5, 1)
    assert state_of(DISASTERS, "emergency-binder", FRIDAY) is State.DUE

    facts = {"printed_on": FRIDAY, "places": "書棚1"}
    printed = town.crisis.enters(EMERGENCY_BINDERS, at(FRIDAY), **facts)
    assert state_of(DISASTERS, "emergency-binder", FRIDAY) is State.MET
    assert state_of(DISASTERS, "emergency-binder", may) is State.DUE  # the next one is owed

    retire(EMERGENCY_BINDERS, printed, on=FRIDAY, reason="刷れていない", act=town.crisis.act(at(FRIDAY, 10)))
    assert state_of(DISASTERS, "emergency-binder", FRIDAY) is State.DUE


@pytest.mark.clause("a5.i4.s1")
def test_a_drill_that_is_over_is_evidence_in_one_press(town: Town) -> None:
    """事故の訓練も、災害時の対応の訓練である。"""
    approved = {"reviewed_on": FRIDAY, "approved_on": FRIDAY, "decision_number": "危第5号"}
    town.crisis.enters(DISASTER_PLANS, at(FRIDAY), **dict(APlan.facts) | approved)
    known = {"summary": "夜間の照会", "known_at": at(FRIDAY, 9), "reported_at": at(FRIDAY, 9, 5)}
    drill = town.clerk.enters(INCIDENTS, at(FRIDAY, 9, 5), is_drill=True, **known)
    with pytest.raises(NotOver):
        keep_drill(case_of(1, at(FRIDAY, 9, 30)), act=town.crisis.act(at(FRIDAY, 9, 30)))

    learnt = {"contained_at": at(FRIDAY, 9, 40), "cause": "連絡に40分", "prevention": "順番を改める"}
    over = {**learnt, "prevented_on": FRIDAY, "closed_on": FRIDAY}
    amend(INCIDENTS, drill, over, reason="完結", act=town.welfare.act(at(FRIDAY, 10)))
    assert state_of(DISASTERS, "disaster-drill", FRIDAY) is State.DUE

    case = case_of(1, at(FRIDAY, 11))
    kept = keep_drill(case, act=town.crisis.act(at(FRIDAY, 11)))

    assert state_of(DISASTERS, "disaster-drill", FRIDAY) is State.MET
    assert kept_as(drill.line, at(FRIDAY, 11)) == kept
    assert (kept.minutes, kept.not_done, kept.to_mend) == (40, "連絡に40分", "順番を改める")
    assert kept.participants == f"{town.clerk.name}、{town.welfare.name}"
    with pytest.raises(AlreadyKept):
        keep_drill(case, act=town.crisis.act(at(FRIDAY, 11, 5)))

    retire(DISASTER_DRILLS, kept, on=FRIDAY, reason="図上だけ", act=town.crisis.act(at(FRIDAY, 12)))
    assert state_of(DISASTERS, "disaster-drill", FRIDAY) is State.DUE


@pytest.mark.clause("a5.i4.s1")
def test_what_really_happened_is_no_drill(town: Town) -> None:
    """本物の事故を訓練の証拠にはしない。"""
    plan = town.crisis.enters(DISASTER_PLANS, at(FRIDAY), **APlan.facts)
    known = {"summary": "停電", "known_at": at(FRIDAY, 9), "reported_at": at(FRIDAY, 9, 5)}
    real = town.clerk.enters(INCIDENTS, at(FRIDAY, 9, 5), **known)
    facts = {**ADrill.facts, "plan": plan.line, "responsible": town.crisis.line, "incident": real.line}

    with pytest.raises(Invalid, match="訓練ではありません"):
        town.crisis.enters(DISASTER_DRILLS, at(FRIDAY, 10), **facts)


@pytest.mark.clause("a5.i4.s1")
def test_the_press_is_on_the_page_of_the_drill(town: Town) -> None:
    """完結した訓練の頁の一押し。"""
    today = timezone.localdate()
    approved = {"reviewed_on": FRIDAY, "approved_on": FRIDAY, "decision_number": "危第5号"}
    town.crisis.enters(DISASTER_PLANS, at(FRIDAY), **dict(APlan.facts) | approved)
    now = timezone.now()
    over = {"cause": "なし", "prevention": "なし", "prevented_on": today, "closed_on": today}
    facts = {"summary": "訓練", "known_at": now, "reported_at": now, "is_drill": True}
    town.clerk.enters(INCIDENTS, now, **facts, **over)
    client = Client()
    client.force_login(town.crisis.account)
    assert "/incidents/1/keep-drill/" in client.get("/incidents/1/").content.decode()

    assert client.post("/incidents/1/keep-drill/").status_code == 302

    assert DisasterDrill.objects.get().incident == Line.objects.get(ledger="incidents")
