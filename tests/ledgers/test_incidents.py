"""事故簿, 切離し判断票, 切離し決定簿, 切離し実施簿, 通報記録簿."""

from __future__ import annotations

from typing import Any

import pytest

from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry, Line
from sekisho.kernel.permissions import NotPermitted
from sekisho.kernel.refusals import BackDated, Invalid
from sekisho.kernel.verbs import amend
from sekisho.ledgers.disconnection_orders import DISCONNECTION_ORDERS
from sekisho.ledgers.disconnection_runs import DISCONNECTION_RUNS
from sekisho.ledgers.disconnections import DISCONNECTIONS
from sekisho.ledgers.emergency_notices import EMERGENCY_NOTICES
from sekisho.ledgers.incidents import INCIDENTS
from tests.cast import Town, at
from tests.conformance import LedgerConformance

INCIDENT = {
    "family": "misuse",
    "summary": "統合端末2から、夜間に大量の照会が出ている",
    "known_at": at("2026-04-10", 8, 40),
    "reported_at": at("2026-04-10", 8, 52),
}
SHEET = {
    "known": "閉庁後の照会が312件。操作者は不明。",
    "at_risk": "本人確認情報(4情報)",
    "grounds": "操作履歴の調査による。会議は電話で開いた。",
    "counters": "転入・広域交付を止め、紙の受付票で受ける。",
    "proposed": "cs-lan",
    "conditions": "操作者が分かり、認証情報を失効させたとき",
    "laid_at": at("2026-04-10", 8, 56),
}
ORDER = {
    "kind": "cut",
    "option": "cs-lan",
    "decided_at": at("2026-04-10", 8, 58),
    "because": "保護が適切に行われていないと認める",
}
RUN = {"way": "cut", "plan": "CSのLANケーブルを抜く", "executed_at": at("2026-04-10", 8, 59)}
NOTICE = {
    "recipient": "governor",
    "statement": "住基ネットを切り離した。",
    "number": "か住第1号",
    "means": "ファクシミリ",
    "sent_at": at("2026-04-10", 8, 59),
}


def an_incident(town: Town, **more: Any) -> Entry:
    return town.welfare.enters(INCIDENTS, at("2026-04-10", 8, 53), **{**INCIDENT, **more})


def a_sheet(town: Town, **more: Any) -> Entry:
    line = an_incident(town, **more).line
    return town.welfare.enters(DISCONNECTIONS, at("2026-04-10", 8, 57), incident=line, **{**SHEET, **more})


def an_order(town: Town, **more: Any) -> Entry:
    line = a_sheet(town, **more).line
    return town.mayor.enters(DISCONNECTION_ORDERS, at("2026-04-10", 8, 58), sheet=line, **{**ORDER, **more})


def once(ledger: Ledger, make: Any, town: Town) -> Line:  # Any: one of the three above
    """The one line of that ledger, made where there is none."""
    return Line.objects.filter(ledger=ledger.slug).first() or make(town).line


class TestIncidents(LedgerConformance):
    ledger = INCIDENTS
    keeper = "welfare"
    facts = INCIDENT | {"personal_data": "yes", "improper_purpose": "unknown"}
    change = {"place": "2番窓口"}
    broken = {"reported_at": at("2026-04-10", 8, 30)}


class TestDisconnections(LedgerConformance):
    ledger = DISCONNECTIONS
    keeper = "welfare"
    facts = SHEET
    change = {"at_risk": "本人確認情報と個人番号"}
    broken = {"proposed": "no-such-option"}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return {**self.facts, "incident": once(INCIDENTS, an_incident, town)}


class TestOrders(LedgerConformance):
    ledger = DISCONNECTION_ORDERS
    keeper = "mayor"
    facts = ORDER | {"paper_place": "町長室の緊急時綴"}
    change = {"number": "か住第2号"}
    broken = {"option": None}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return {**self.facts, "sheet": once(DISCONNECTIONS, a_sheet, town)}


class TestRuns(LedgerConformance):
    ledger = DISCONNECTION_RUNS
    keeper = "property"
    facts = RUN
    change = {"facts": "端末から届かない", "seen": "cut", "verified_at": at("2026-04-10", 9)}
    broken = {"confirmed_at": at("2026-04-10", 9)}

    def facts_in(self, town: Town) -> dict[str, Any]:
        order = once(DISCONNECTION_ORDERS, an_order, town)
        return {**self.facts, "order": order, "executed_by": town.property.line}


class TestNotices(LedgerConformance):
    ledger = EMERGENCY_NOTICES
    keeper = "welfare"
    facts = NOTICE
    change = {"received_at": at("2026-04-10", 9), "received_by": "市町村課"}
    broken = {"number": None}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return {**self.facts, "incident": once(INCIDENTS, an_incident, town)}


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def test_a_drill_stays_a_drill(town: Town) -> None:
    drill = an_incident(town, is_drill=True)

    with pytest.raises(Invalid, match="変えることはできません"):
        amend(INCIDENTS, drill, {"is_drill": False}, reason="本物", act=town.welfare.act(at("2026-04-10")))


def test_a_real_sheet_does_not_belong_to_a_drill(town: Town) -> None:
    drill = an_incident(town, is_drill=True)

    with pytest.raises(Invalid, match="混ぜられません"):
        town.welfare.enters(DISCONNECTIONS, at("2026-04-10"), incident=drill.line, **SHEET)


def test_a_level_belongs_to_its_kind_of_incident(town: Town) -> None:
    with pytest.raises(Invalid, match="別の種類"):
        an_incident(town, level="failure-2")


def test_an_order_is_not_back_dated(town: Town) -> None:
    sheet = a_sheet(town)

    with pytest.raises(BackDated, match="さかのぼらせることはできません"):
        town.mayor.enters(DISCONNECTION_ORDERS, at("2026-04-10", 11), sheet=sheet.line, **ORDER)


def test_what_was_ordered_on_paper_names_the_paper_and_shows_both_times(town: Town) -> None:
    sheet = a_sheet(town)

    order = town.mayor.enters(
        DISCONNECTION_ORDERS, at("2026-04-10", 11), sheet=sheet.line, paper_place="町長室", **ORDER
    )

    assert (order.decided_at, order.event.recorded_at) == (  # type: ignore[attr-defined]  # an order has it
        at("2026-04-10", 8, 58),
        at("2026-04-10", 11),
    )


def test_the_moment_of_an_order_does_not_change_afterwards(town: Town) -> None:
    order = an_order(town)

    with pytest.raises(BackDated, match="後から変えられません"):
        amend(
            DISCONNECTION_ORDERS,
            order,
            {"decided_at": at("2026-04-10", 8, 50)},
            reason="早めた",
            act=town.mayor.act(at("2026-04-10")),
        )


def test_nobody_but_the_head_of_the_town_orders(town: Town) -> None:
    sheet = a_sheet(town)

    for member in (town.vice_mayor, town.property, town.welfare):
        with pytest.raises(NotPermitted):
            member.enters(DISCONNECTION_ORDERS, at("2026-04-10", 8, 58), sheet=sheet.line, **ORDER)


def test_who_executed_does_not_confirm(town: Town) -> None:
    run = town.property.enters(
        DISCONNECTION_RUNS,
        at("2026-04-10", 8, 59),
        order=an_order(town).line,
        executed_by=town.property.line,
        **RUN,
    )
    own = {"confirmed_by": town.property.line, "confirmed_at": at("2026-04-10", 9)}

    with pytest.raises(Invalid, match="別の者が確認"):
        amend(DISCONNECTION_RUNS, run, own, reason="確認", act=town.property.act(at("2026-04-10")))
