"""第5条第1号ス: printouts and cards. From red to green and back."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.kernel.models import Entry
from sekisho.kernel.refusals import Invalid
from sekisho.kernel.verbs import amend, retire
from sekisho.ledgers.card_counts import CARD_COUNTS
from sekisho.ledgers.cards import CARDS
from sekisho.ledgers.sheets import SHEETS
from sekisho.rules.states import State
from tests.cast import Town, at
from tests.duties.test_posture import clause
from tests.ledgers.test_sheets import FACTS as SHEET
from tests.spec.test_art05_first_ledgers import latest

CLAUSE = "a5.i1.s13"
THURSDAY, FRIDAY = date(2026, 4, 9), date(2026, 4, 10)


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def state(on: date, duty: str) -> State | None:
    return latest(clause(on, CLAUSE), duty)


def prints(town: Town, recorded: date) -> Entry:
    return town.welfare.enters(SHEETS, at(recorded, 16), **SHEET, printer=town.clerk.line)


def moves(town: Town, recorded: date, **facts: object) -> Entry:
    kind = {"kind": "my_number_card", "checker": town.clerk.line}
    return town.welfare.enters(CARDS, at(recorded, 17), moved_on=THURSDAY, **kind, **facts)


def counts(town: Town, **facts: object) -> Entry:
    kind = {"kind": "my_number_card", "counter": town.clerk.line}
    return town.welfare.enters(CARD_COUNTS, at(FRIDAY, 17), counted_on=FRIDAY, **kind, **facts)


@pytest.mark.clause(CLAUSE)
def test_every_printed_sheet_is_on_record_the_same_day_with_its_end(town: Town) -> None:
    """サーバにかかる帳票の管理方法を定め、実施すること。その管理簿。"""
    with pytest.raises(Invalid, match="行き先のない"):
        town.welfare.enters(SHEETS, at(THURSDAY, 16), **{**SHEET, "kept": 2}, printer=town.clerk.line)

    prints(town, THURSDAY)
    assert state(THURSDAY, "sheet-ledger") is State.MET

    late = prints(town, FRIDAY)  # of the same day, and written down on the next
    assert state(FRIDAY, "sheet-ledger") is State.LATE

    retire(SHEETS, late, on=FRIDAY, reason="二重記載", act=town.welfare.act(at(FRIDAY, 17)))
    assert state(FRIDAY, "sheet-ledger") is State.MET


@pytest.mark.clause(CLAUSE)
def test_cards_that_come_and_go_are_on_record_the_same_day(town: Town) -> None:
    """住民基本台帳カード及び個人番号カードの管理方法を定め、実施すること。その受払簿。"""
    moves(town, THURSDAY, carried=0, received=40, balance=40)
    assert state(THURSDAY, "card-ledger") is State.MET

    moves(town, FRIDAY, carried=40, issued=3, balance=37)
    assert state(FRIDAY, "card-ledger") is State.LATE


@pytest.mark.clause(CLAUSE)
def test_the_cards_are_counted_each_month_and_the_count_agrees(town: Town) -> None:
    """数えた枚数が受払簿の残と合う。"""
    assert state(FRIDAY, "card-count") is State.DUE

    one_short = {"in_ledger": 40, "found": 39, "outcome": "differs", "explanation": "1枚が見当たらない"}
    counted = counts(town, **one_short)
    assert state(FRIDAY, "card-count") is State.DUE  # a count that differs is not the end of it

    found = {"found": 40, "outcome": "agrees"}
    amend(CARD_COUNTS, counted, found, reason="数え直した", act=town.welfare.act(at(FRIDAY, 18)))
    assert state(FRIDAY, "card-count") is State.MET
    assert state(date(2026, 6, 1), "card-count") is State.DUE
    assert clause(date(2026, 6, 1), CLAUSE).state is State.MISSED  # nobody counted in May
