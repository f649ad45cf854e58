"""第5条第1号カ: the firewall's logs are collected, and looked through. From red to green and back."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.kernel.verbs import retire
from sekisho.ledgers.firewall_logs import FIREWALL_LOGS
from sekisho.ledgers.firewall_reviews import FIREWALL_REVIEWS
from sekisho.rules.states import State
from tests.cast import Town, at
from tests.duties.test_posture import clause
from tests.spec.test_art05_first_ledgers import latest

CLAUSE = "a5.i1.s6"
THURSDAY, FRIDAY, MONDAY = date(2026, 4, 9), date(2026, 4, 10), date(2026, 4, 13)
COUNTS = {"received": 90, "stored": 90, "unread": 0, "refused": 0, "dropped": 0}


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def collect(town: Town, day: date) -> None:
    """The logs since the day before, found to be whole."""
    span = {"first_on": day, "last_on": day, "checked_on": day, "source": "庁内FW"}
    town.welfare.enters(FIREWALL_LOGS, at(day, 8, 50), **span, **COUNTS)


def review(town: Town, **facts: object) -> object:
    """The week's refusals and warnings, looked through on Friday by the section that has the device."""
    week = {
        "first_on": date(2026, 4, 4),
        "last_on": THURSDAY,
        "reviewed_on": FRIDAY,
        "refused": 9,
        "warned": 1,
    }
    return town.welfare.enters(FIREWALL_REVIEWS, at(FRIDAY), **week, reviewer=town.property.line, **facts)


@pytest.mark.clause(CLAUSE)
def test_the_logs_are_collected_each_open_day_and_looked_through_each_week(town: Town) -> None:
    """ファイアーウォールの通信ログを採取し、適切に管理すること。"""
    assert clause(FRIDAY, CLAUSE).state is State.MISSED

    collect(town, FRIDAY)
    assert clause(FRIDAY, CLAUSE).state is State.MISSED  # nobody looked last week

    entry = review(town)
    assert clause(FRIDAY, CLAUSE).state is State.MET

    retire(FIREWALL_REVIEWS, entry, on=FRIDAY, reason="先週の分", act=town.welfare.act(at(FRIDAY, 17)))  # type: ignore[type-var]  # the ledger says which model it is
    assert latest(clause(MONDAY, CLAUSE), "firewall-review") is State.DUE  # this week's
    assert clause(MONDAY, CLAUSE).state is State.MISSED


@pytest.mark.clause(CLAUSE)
def test_what_the_review_finds_amiss_is_an_anomaly_to_be_reported(town: Town) -> None:
    """点検で見つけた異常は、統括責任者に報告する異常である (第5条第1号ア)。"""
    review(town)
    assert clause(FRIDAY, "a5.i1.s1").waiting == ()

    review(town, noticed="外部への不審な通信", escalated=True)
    assert [item.duty.id for item in clause(FRIDAY, "a5.i1.s1").waiting] == ["joint-report"]
