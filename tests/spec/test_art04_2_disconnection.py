"""第4条第2項, 第5条第1号ア, 第3条第6項第5号: the order, the report to the governor, the joint report, the mayor. Red to green and back."""

from __future__ import annotations

from datetime import date, time

import pytest

from sekisho.incidents.case import case_of
from sekisho.incidents.deciding import who_decides
from sekisho.incidents.reporting import instruct_on, prevent, report_to_head
from sekisho.kernel.permissions import NotPermitted
from sekisho.kernel.verbs import amend, retire
from sekisho.ledgers.daily_checks import DAILY_CHECKS, ITEMS
from sekisho.ledgers.disconnection_orders import DISCONNECTION_ORDERS
from sekisho.ledgers.disconnections import DISCONNECTIONS
from sekisho.ledgers.emergency_notices import EMERGENCY_NOTICES
from sekisho.ledgers.incidents import INCIDENTS
from sekisho.offices.absences import ABSENCES
from sekisho.offices.acting_decisions import ACTING_DECISIONS
from sekisho.offices.standing import people
from sekisho.rules.states import State
from tests.cast import Town, at
from tests.ledgers.test_incidents import NOTICE, ORDER, a_sheet, an_incident, an_order
from tests.spec.test_art05_3_a_i_building_and_training import state_of

FRIDAY, MONDAY = date(2026, 4, 10), date(2026, 4, 13)


@pytest.fixture
def town(db: None) -> Town:
    return Town()


@pytest.mark.clause("a4.p2")
def test_the_mayor_decides_at_once_what_was_laid_before_him(town: Town) -> None:
    """町長は、保護が適切に行われていないと認めたとき、直ちに切離し等必要な措置を講ずる。"""
    assert state_of("a4.p2", "disconnection", FRIDAY) is None

    sheet = a_sheet(town)
    assert state_of("a4.p2", "disconnection", FRIDAY) is State.DUE
    assert state_of("a4.p2", "disconnection", MONDAY) is State.LATE

    order = town.mayor.enters(DISCONNECTION_ORDERS, at(FRIDAY, 8, 58), sheet=sheet.line, **ORDER)
    assert state_of("a4.p2", "disconnection", FRIDAY) is State.MET

    retire(DISCONNECTION_ORDERS, order, on=FRIDAY, reason="誤り", act=town.mayor.act(at(FRIDAY, 9)))
    assert state_of("a4.p2", "disconnection", MONDAY) is State.LATE


@pytest.mark.clause("a4.p2")
def test_the_governor_is_told_and_it_counts_when_it_arrived(town: Town) -> None:
    """この場合において、町長は知事に報告する。"""
    order = an_order(town)
    incident = case_of(1, at(FRIDAY, 8, 59)).incident
    assert order.line.number == 1
    assert state_of("a4.p2", "report-to-governor", FRIDAY) is State.DUE

    sent = {**NOTICE, "incident": incident.line}
    notice = town.mayor.enters(EMERGENCY_NOTICES, at(FRIDAY, 9), **sent)
    assert state_of("a4.p2", "report-to-governor", MONDAY) is State.LATE

    arrived = {"received_at": at(FRIDAY, 9, 10), "received_by": "市町村課"}
    notice = amend(
        EMERGENCY_NOTICES, notice, arrived, reason="受信の確認", act=town.mayor.act(at(FRIDAY, 10))
    )
    assert state_of("a4.p2", "report-to-governor", FRIDAY) is State.MET

    retire(EMERGENCY_NOTICES, notice, on=FRIDAY, reason="別件", act=town.welfare.act(at(FRIDAY, 11)))
    assert state_of("a4.p2", "report-to-governor", MONDAY) is State.LATE


@pytest.mark.clause("a4.p2")
def test_a_drill_sets_nothing_off_and_discharges_nothing(town: Town) -> None:
    """訓練は数えない。"""
    an_order(town, is_drill=True)

    for clause, duty in (
        ("a4.p2", "disconnection"),
        ("a4.p2", "report-to-governor"),
        ("a5.i1.s1", "joint-report"),
    ):
        assert state_of(clause, duty, FRIDAY) is None


@pytest.mark.clause("a4.p2")
def test_while_the_mayor_is_away_nobody_decides_without_his_writing(town: Town) -> None:
    """職務代理は法律による。第3条第3項の職務代行ではない。"""
    away = {"person": town.mayor.line, "condition": "absent", "cause": "出張"}
    town.general.enters(ABSENCES, at(FRIDAY, 8), since_at=at(FRIDAY, 8), until_at=at(MONDAY, 17), **away)
    sheet = a_sheet(town)

    found = who_decides(at(FRIDAY, 8, 58), people(at(FRIDAY, 8, 58)))
    assert (found.person, bool(found.trouble)) == ("", True)
    with pytest.raises(NotPermitted):
        town.vice_mayor.enters(DISCONNECTION_ORDERS, at(FRIDAY, 8, 58), sheet=sheet.line, **ORDER)

    written = {
        "acts_for": "principal",
        "post": "vice_mayor",
        "document_number": "か総第10号",
        "grounds": "不在",
    }
    town.mayor.enters(
        ACTING_DECISIONS,
        at(FRIDAY, 8, 58),
        person=town.vice_mayor.line,
        since_at=at(FRIDAY, 8, 58),
        **written,
    )
    assert who_decides(at(FRIDAY, 8, 59), people(at(FRIDAY, 8, 59))).person == town.vice_mayor.name


@pytest.mark.clause("a5.i1.s1")
def test_an_incident_is_reported_to_the_chief(town: Town) -> None:
    """事故又は異常を発見したときは、速やかに統括責任者に報告する。"""
    checked = {"checked_on": FRIDAY, "checked_at": time(8, 40), "checker": town.clerk.line}
    found = dict.fromkeys(ITEMS, "ok") | {"network": "ng", "action_taken": "調べている。"}
    town.clerk.enters(DAILY_CHECKS, at(FRIDAY, 8, 45), **checked, **found)
    assert state_of("a5.i1.s1", "joint-report", FRIDAY) is State.DUE

    incident = an_incident(town)
    assert state_of("a5.i1.s1", "joint-report", FRIDAY) is State.MET

    retire(INCIDENTS, incident, on=FRIDAY, reason="別の日の記載", act=town.welfare.act(at(FRIDAY, 10)))
    assert state_of("a5.i1.s1", "joint-report", FRIDAY) is State.DUE


@pytest.mark.clause("a3.p6.i5")
def test_the_mayor_is_told_of_an_incident(town: Town) -> None:
    """事故が発生したときは、速やかに町長に報告する。"""
    incident = an_incident(town)
    assert state_of("a3.p6.i5", "incident-report-to-mayor", FRIDAY) is State.DUE
    assert state_of("a3.p6.i5", "incident-report-to-mayor", MONDAY) is State.LATE

    case = case_of(incident.line.number, at(FRIDAY, 9))
    report_to_head(case, "報告する。", act=town.vice_mayor.act(at(FRIDAY, 9)))
    assert state_of("a3.p6.i5", "incident-report-to-mayor", FRIDAY) is State.MET
    assert DISCONNECTIONS.model._default_manager.count() == 0


@pytest.mark.clause("a3.p6.i5")
def test_the_chief_finds_the_cause_and_orders_prevention_for_each_incident(town: Town) -> None:
    """事故の原因の究明及び再発防止の指示。一日に二つの事故があれば、二つとも待つ。"""
    first, second = an_incident(town), an_incident(town)
    assert state_of("a3.p6.i5", "incident-prevention", FRIDAY) is State.DUE

    decided = {
        "cause": "更新が途中で止まった。",
        "prevention": "翌朝に起動を確かめる。住民福祉課、4月20日まで。",
    }
    for incident in (first, second):
        number = incident.line.number
        instruct_on(case_of(number, at(FRIDAY, 9)), "触らないこと。", act=town.vice_mayor.act(at(FRIDAY, 9)))
    prevented = prevent(case_of(1, at(FRIDAY, 10)), act=town.vice_mayor.act(at(FRIDAY, 10)), **decided)
    assert state_of("a3.p6.i5", "incident-prevention", FRIDAY) is State.DUE  # of the other nothing is known

    prevent(case_of(2, at(FRIDAY, 11)), act=town.vice_mayor.act(at(FRIDAY, 11)), **decided)
    assert state_of("a3.p6.i5", "incident-prevention", FRIDAY) is State.MET
    assert state_of("a3.p6.i5", "incident-report-to-mayor", FRIDAY) is State.DUE  # untold

    amend(INCIDENTS, prevented, {"prevented_on": None}, reason="誤り", act=town.welfare.act(at(FRIDAY, 12)))
    assert state_of("a3.p6.i5", "incident-prevention", FRIDAY) is State.DUE


@pytest.mark.clause("a3.p6.i5")
@pytest.mark.parametrize("who", ["welfare", "property", "mayor"])
def test_nobody_else_orders_prevention(town: Town, who: str) -> None:
    """再発防止の指示は統括責任者がする。"""
    incident = an_incident(town)
    act = getattr(town, who).act(at(FRIDAY, 10))

    with pytest.raises(NotPermitted):
        prevent(case_of(incident.line.number, at(FRIDAY, 10)), cause="不明", prevention="なし", act=act)
