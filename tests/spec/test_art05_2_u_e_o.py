"""第5条第2号 ウ・エ・オ: surroundings, money for repairs, special matters. From red to green and back."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.kernel.refusals import Invalid
from sekisho.kernel.verbs import amend, retire
from sekisho.ledgers.environment import ENVIRONMENT
from sekisho.ledgers.recovery_funds import RECOVERY_FUNDS
from sekisho.ledgers.special_matters import SPECIAL_MATTERS
from sekisho.rules.states import State
from tests.cast import Town, at
from tests.duties.test_posture import clause
from tests.ledgers.test_recovery_funds import TestRecoveryFunds as AFund
from tests.ledgers.test_special_matters import TestSpecialMatters as AMatter

FRIDAY, MONDAY = date(2026, 4, 10), date(2026, 4, 13)


@pytest.fixture
def town(db: None) -> Town:
    return Town()


@pytest.mark.clause("a5.i2.s3")
def test_the_surroundings_are_looked_at_each_month(town: Town) -> None:
    """システムの正常な稼働環境を整えること。"""
    assert clause(FRIDAY, "a5.i2.s3").state is State.MISSED

    facts = {"checked_on": FRIDAY, "checker": town.property.line}
    entry = town.property.enters(ENVIRONMENT, at(FRIDAY), **facts)
    assert clause(FRIDAY, "a5.i2.s3").state is State.MET

    retire(ENVIRONMENT, entry, on=FRIDAY, reason="別の室の記載", act=town.property.act(at(FRIDAY, 10)))
    assert clause(FRIDAY, "a5.i2.s3").state is State.MISSED


@pytest.mark.clause("a5.i2.s4")
def test_a_repair_that_costs_money_waits_until_the_money_is_decided_on(town: Town) -> None:
    """障害の復旧に財政支出を伴う場合の対応。決裁の番号が障害につながるまで終わらない。"""
    assert clause(FRIDAY, "a5.i2.s4").state is State.NOT_APPLICABLE

    open_yet = {"decision_number": "", "decided_on": None, "estimate_yen": None}
    entry = town.property.enters(
        RECOVERY_FUNDS, at(FRIDAY), **dict(AFund.facts) | open_yet | {"failed_on": FRIDAY}
    )
    assert clause(FRIDAY, "a5.i2.s4").state is State.DUE
    assert clause(MONDAY, "a5.i2.s4").state is State.LATE

    decided = {"decision_number": "管情第20号", "decided_on": FRIDAY, "estimate_yen": 900_000}
    act = town.property.act(at(FRIDAY, 16))
    entry = amend(RECOVERY_FUNDS, entry, decided, reason="決裁", act=act)
    assert clause(MONDAY, "a5.i2.s4").state is State.MET

    withdrawn = {"decision_number": "", "decided_on": None}
    amend(RECOVERY_FUNDS, entry, withdrawn, reason="決裁が取り消された", act=act)
    assert clause(MONDAY, "a5.i2.s4").state is State.LATE


@pytest.mark.clause("a5.i2.s4")
def test_a_decision_on_a_later_day_answers_the_failure_and_not_its_own_day(town: Town) -> None:
    """決裁は、その日の障害ではなく、その障害の日のものとして数える。"""
    facts = dict(AFund.facts) | {"failed_on": FRIDAY, "decided_on": MONDAY}

    town.property.enters(RECOVERY_FUNDS, at(MONDAY), **facts)

    [item] = clause(MONDAY, "a5.i2.s4").items
    assert (item.occurrence.opens_on, item.to_do) == (FRIDAY, False)
    assert item.done is not None
    assert item.done.done_on == MONDAY


@pytest.mark.clause("a5.i2.s4")
def test_of_two_failures_of_one_day_each_needs_its_own_money(town: Town) -> None:
    """同じ日に二つ壊れたら、二つとも手当てがつくまで終わらない。"""
    facts = dict(AFund.facts) | {"failed_on": FRIDAY, "decided_on": FRIDAY}
    town.property.enters(RECOVERY_FUNDS, at(FRIDAY), **facts)
    second = town.property.enters(
        RECOVERY_FUNDS, at(FRIDAY), **facts | {"decided_on": None, "decision_number": "", "work": "UPSの交換"}
    )
    assert clause(FRIDAY, "a5.i2.s4").state is State.DUE

    decided = {"decided_on": FRIDAY, "decision_number": "管情第21号"}
    amend(RECOVERY_FUNDS, second, decided, reason="決裁", act=town.property.act(at(FRIDAY, 16)))
    assert clause(FRIDAY, "a5.i2.s4").state is State.MET


@pytest.mark.clause("a5.i2.s5")
def test_a_special_matter_is_dealt_with_and_says_why_no_other_clause_fits(town: Town) -> None:
    """その他特別な事項。なぜ他の条項に入らないかを言えないものは受け付けない。"""
    facts = dict(AMatter.facts) | {"arose_on": FRIDAY, "done_on": None}
    with pytest.raises(Invalid, match="他の条項に入らない理由"):
        town.property.enters(SPECIAL_MATTERS, at(FRIDAY), **facts | {"no_other_clause_because": "その他"})

    entry = town.property.enters(SPECIAL_MATTERS, at(FRIDAY), **facts)
    assert clause(FRIDAY, "a5.i2.s5").state is State.DUE
    assert clause(MONDAY, "a5.i2.s5").state is State.LATE

    act = town.property.act(at(FRIDAY, 16))
    entry = amend(SPECIAL_MATTERS, entry, {"done_on": FRIDAY}, reason="処置", act=act)
    assert clause(MONDAY, "a5.i2.s5").state is State.MET

    amend(SPECIAL_MATTERS, entry, {"done_on": None}, reason="まだ終わっていない", act=act)
    assert clause(MONDAY, "a5.i2.s5").state is State.LATE
