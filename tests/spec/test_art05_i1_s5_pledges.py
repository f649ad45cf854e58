"""第5条第1号オ: operators keep to the method for credentials, and pledge it. From red to green and back."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.kernel.verbs import retire
from sekisho.ledgers.pledges import PLEDGES
from sekisho.rules.states import State
from tests.cast import Town, at
from tests.duties.test_posture import clause

CLAUSE = "a5.i1.s5"
FRIDAY, MAY = date(2026, 4, 10), date(2026, 5, 1)


@pytest.fixture
def town(db: None) -> Town:
    return Town()


@pytest.mark.clause(CLAUSE)
def test_the_operators_pledge_to_keep_to_the_method(town: Town) -> None:
    """操作者は、認証情報の管理方法を遵守すること。"""
    assert clause(MAY, CLAUSE).state is State.LATE  # nobody has pledged this fiscal year

    pledge = {"method": "認証情報の管理方法 第3版", "pledged_on": FRIDAY, "valid_until": date(2027, 5, 1)}
    who = {"person": town.clerk.line, "receiver": town.welfare.line}
    entry = town.welfare.enters(PLEDGES, at(FRIDAY), **pledge, **who)
    assert clause(MAY, CLAUSE).state is State.MET

    retire(PLEDGES, entry, on=MAY, reason="別の年度の誓約書", act=town.welfare.act(at(MAY)))
    assert clause(MAY, CLAUSE).state is State.LATE


@pytest.mark.clause(CLAUSE)
def test_the_next_fiscal_year_asks_for_new_pledges(town: Town) -> None:
    """誓約は年度ごとに新たに受け取る。"""
    who = {"person": town.clerk.line, "receiver": town.welfare.line}
    town.welfare.enters(PLEDGES, at(FRIDAY), method="第3版", pledged_on=FRIDAY, **who)

    assert clause(date(2027, 4, 30), CLAUSE).state is State.DUE
    assert clause(date(2027, 5, 6), CLAUSE).state is State.LATE
