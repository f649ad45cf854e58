"""第5条第1号サ: the ledger of information assets, and its stock-take. From red to green and back."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.kernel.verbs import amend, retire
from sekisho.ledgers.assets import ASSETS
from sekisho.ledgers.stock_takes import STOCK_TAKES
from sekisho.rules.states import State
from tests.cast import Town, at
from tests.duties.test_posture import clause
from tests.ledgers.test_assets import FACTS
from tests.spec.test_art05_first_ledgers import latest

CLAUSE = "a5.i1.s11"
WEDNESDAY, FRIDAY, NEXT_WEEK = date(2026, 4, 1), date(2026, 4, 10), date(2026, 4, 17)


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def state(on: date, duty: str) -> State | None:
    return latest(clause(on, CLAUSE), duty)


@pytest.mark.clause(CLAUSE)
def test_what_comes_moves_or_goes_stands_in_the_ledger_within_five_open_days(town: Town) -> None:
    """情報資産(全ての情報、ソフトウェア、ハードウェア、ネットワーク及び磁気ディスク)を管理すること。"""
    asset = town.welfare.enters(ASSETS, at(WEDNESDAY), **FACTS)
    assert state(WEDNESDAY, "asset-ledger") is State.MET

    gone = {
        "disposed_on": date(2026, 4, 3),
        "disposal": "destroyed",
        "disposed_by": "業者A",
        "certificate": "1号",
    }
    amend(ASSETS, asset, gone, reason="廃棄", act=town.welfare.act(at(NEXT_WEEK)))
    assert state(NEXT_WEEK, "asset-ledger") is State.LATE  # nine days later


@pytest.mark.clause(CLAUSE)
def test_once_a_year_the_ledger_is_held_against_what_is_there(town: Town) -> None:
    """年度に一度、管理簿と現物を合わせる。"""
    assert state(FRIDAY, "asset-stock-take") is State.DUE

    facts = {"taken_on": FRIDAY, "taker": town.clerk.line, "in_ledger": 1, "found": 1, "not_found": 0}
    town.welfare.enters(STOCK_TAKES, at(FRIDAY), matter="terminals", **facts)
    assert state(FRIDAY, "asset-stock-take") is State.DUE  # terminals are counted for another clause

    taken = town.welfare.enters(STOCK_TAKES, at(FRIDAY), matter="assets", **facts)
    assert state(FRIDAY, "asset-stock-take") is State.MET

    retire(STOCK_TAKES, taken, on=FRIDAY, reason="別の課の分", act=town.welfare.act(at(FRIDAY, 10)))
    assert state(FRIDAY, "asset-stock-take") is State.DUE
