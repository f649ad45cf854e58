"""第5条第1号 イ・エ・ケ: the daily check, the ledger of credentials, the terminals. From red to green and back."""

from __future__ import annotations

from datetime import date, time

import pytest

from sekisho.duties.posture import ClausePosture
from sekisho.kernel.verbs import amend, retire
from sekisho.ledgers.credentials import CREDENTIALS
from sekisho.ledgers.daily_checks import DAILY_CHECKS
from sekisho.ledgers.grants import GRANTS, Grant
from sekisho.ledgers.terminals import TERMINALS
from sekisho.rules.states import State
from tests.cast import Town, at
from tests.duties.test_posture import clause

THURSDAY, FRIDAY = date(2026, 4, 9), date(2026, 4, 10)


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def latest(found: ClausePosture, duty: str) -> State | None:
    return next((item.state for item in found.items if item.duty.id == duty), None)


@pytest.mark.clause("a5.i1.s2")
def test_the_system_is_checked_each_open_day(town: Town) -> None:
    """日次的にシステムの正常稼働を確認すること。"""
    assert clause(THURSDAY, "a5.i1.s2").state is State.MISSED  # yesterday's was never done

    facts = {"checked_at": time(8, 40), "checker": town.clerk.line}
    town.clerk.enters(DAILY_CHECKS, at(THURSDAY, 8, 45), checked_on=THURSDAY, **facts)
    assert clause(THURSDAY, "a5.i1.s2").state is State.MET

    entry = town.clerk.enters(DAILY_CHECKS, at(FRIDAY, 8, 45), checked_on=FRIDAY, **facts)
    retire(DAILY_CHECKS, entry, on=FRIDAY, reason="別の日の記載", act=town.welfare.act(at(FRIDAY, 9)))
    assert clause(FRIDAY, "a5.i1.s2").next_due is not None  # it is owed again


@pytest.mark.clause("a5.i1.s4")
def test_every_change_of_a_credential_stands_in_the_ledger_by_the_next_open_day(town: Town) -> None:
    """認証情報の管理簿を作成すること。"""
    palm = {"kind": "palm", "serial": "V01", "holder": town.clerk.line}
    credential = town.welfare.enters(CREDENTIALS, at(THURSDAY), issued_on=THURSDAY, **palm)
    assert latest(clause(THURSDAY, "a5.i1.s4"), "credential-ledger") is State.MET

    gone = {"ended_on": date(2026, 4, 24), "ended_by": "deleted"}
    amend(CREDENTIALS, credential, gone, reason="異動", act=town.welfare.act(at("2026-05-11")))
    assert latest(clause(date(2026, 5, 11), "a5.i1.s4"), "credential-ledger") is State.LATE


@pytest.mark.clause("a5.i1.s4")
def test_an_authority_is_given_to_a_credential_for_a_business_on_a_terminal(town: Town) -> None:
    """一人に照合IDは一つ、操作者IDは業務ごとにある。"""
    place = {"place": "1番窓口", "owner": "prefecture", "installed_on": THURSDAY}
    terminal = town.welfare.enters(TERMINALS, at(THURSDAY), number="統合端末1", **place)
    palm = {"kind": "palm", "serial": "V01", "holder": town.clerk.line, "issued_on": THURSDAY}
    credential = town.welfare.enters(CREDENTIALS, at(THURSDAY), **palm)

    for operator, business in (("OP1", "転入・転出の特例"), ("OP2", "広域交付")):
        facts = {"operator_id": operator, "business": business, "valid_from": THURSDAY}
        town.welfare.enters(GRANTS, at(THURSDAY), credential=credential.line, terminal=terminal.line, **facts)

    assert list(Grant.objects.values_list("operator_id", flat=True)) == ["OP1", "OP2"]


@pytest.mark.clause("a5.i1.s9")
def test_a_terminal_that_comes_or_goes_stands_in_the_ledger(town: Town) -> None:
    """ネットワークシステム業務端末の保安管理方法を定めること。その台帳。"""
    facts = {"number": "統合端末1", "place": "1番窓口", "owner": "town", "installed_on": THURSDAY}
    terminal = town.welfare.enters(TERMINALS, at(THURSDAY), **facts)
    assert latest(clause(THURSDAY, "a5.i1.s9"), "terminal-ledger") is State.MET

    amend(TERMINALS, terminal, {"removed_on": FRIDAY}, reason="更新", act=town.welfare.act(at(FRIDAY)))
    assert latest(clause(FRIDAY, "a5.i1.s9"), "terminal-ledger") is State.MET
