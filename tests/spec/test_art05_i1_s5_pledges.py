"""第5条第1号オ: operators keep to the method for credentials, and pledge it. From red to green and back."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.duties.everybody import Share, share_of
from sekisho.kernel.models import Entry
from sekisho.kernel.verbs import amend, retire
from sekisho.ledgers.credentials import CREDENTIALS
from sekisho.ledgers.pledges import PLEDGES
from sekisho.rules.states import State
from tests.cast import Member, Town, at
from tests.duties.test_posture import clause

CLAUSE = "a5.i1.s5"
FRIDAY, MONDAY, MAY = date(2026, 4, 10), date(2026, 4, 13), date(2026, 5, 1)


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


def operates(town: Town, who: Member, serial: str, since: date = date(2025, 6, 2)) -> Entry:
    palm = {"kind": "palm", "serial": serial, "holder": who.line, "issued_on": since}
    return town.welfare.enters(CREDENTIALS, at(FRIDAY, 8), **palm)


def pledges(town: Town, who: Member, on: date, receiver: Member | None = None) -> Entry:
    given = {"person": who.line, "receiver": (receiver or town.welfare).line, "pledged_on": on}
    return town.welfare.enters(PLEDGES, at(on), method="第3版", **given)


@pytest.mark.clause(CLAUSE)
def test_the_first_pledge_is_not_everybodys(town: Town) -> None:
    """今の操作者の全員から受け取って、はじめて済む。"""
    operates(town, town.clerk, "V1")
    operates(town, town.welfare, "V2")

    pledges(town, town.clerk, FRIDAY)
    assert clause(FRIDAY, CLAUSE).state is State.DUE
    assert clause(MAY, CLAUSE).state is State.LATE
    [item] = [one for one in clause(MAY, CLAUSE).items if one.occurrence.opens_on == date(2026, 4, 1)]
    assert share_of(item.duty, item.occurrence, at(MAY)) == Share(1, 2)

    last = pledges(town, town.welfare, MONDAY, town.clerk)
    assert clause(MAY, CLAUSE).state is State.MET

    retire(PLEDGES, last, on=MAY, reason="別人の誓約書", act=town.welfare.act(at(MAY)))
    assert clause(MAY, CLAUSE).state is State.LATE


@pytest.mark.clause(CLAUSE)
def test_it_is_done_on_the_day_of_the_last_pledge(town: Town) -> None:
    """最後の一人が期日を過ぎていれば、遅れて履行したことになる。"""
    operates(town, town.clerk, "V1")
    operates(town, town.welfare, "V2")
    pledges(town, town.clerk, FRIDAY)
    pledges(town, town.welfare, MAY, town.clerk)

    found = clause(MAY, CLAUSE)

    assert (found.state, found.done_late, found.needs_attention) == (State.LATE, True, False)


@pytest.mark.clause(CLAUSE)
def test_who_stops_operating_before_the_due_day_or_begins_after_it_is_not_waited_for(town: Town) -> None:
    """期日に操作者である者の全員。"""
    operates(town, town.clerk, "V1")
    left = operates(town, town.welfare, "V2")
    pledges(town, town.clerk, FRIDAY)
    ended = {"ended_on": MONDAY, "ended_by": "returned"}
    amend(CREDENTIALS, left, ended, reason="異動", act=town.welfare.act(at(MONDAY)))
    assert clause(MAY, CLAUSE).state is State.MET

    palm = {"kind": "palm", "serial": "V3", "holder": town.crisis.line, "issued_on": MAY}
    town.welfare.enters(CREDENTIALS, at(MAY), **palm)
    assert clause(MAY, CLAUSE).state is State.MET
