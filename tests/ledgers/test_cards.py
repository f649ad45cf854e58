"""カード受払簿."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.kernel.models import Entry
from sekisho.kernel.refusals import Invalid
from sekisho.kernel.town import pack
from sekisho.kernel.verbs import amend, retire
from sekisho.ledgers.cards import CARDS
from tests.cast import Town, at
from tests.conformance import LedgerConformance

WEDNESDAY, THURSDAY, FRIDAY = date(2026, 4, 8), date(2026, 4, 9), date(2026, 4, 10)
FIRST = {"moved_on": WEDNESDAY, "kind": "my_number_card", "carried": 0, "received": 40, "balance": 40}
OLD = {"kind": "resident_card", "carried": 0}
[OLD_RULE] = [transition for transition in pack().transitions if transition.card == "resident_card"]


class TestCards(LedgerConformance):
    ledger = CARDS
    keeper = "welfare"
    facts = FIRST | {"issued": 5, "returned": 1, "destroyed": 0, "spoiled": 1, "balance": 36}
    change = {"issued": 6, "balance": 35}
    broken = {"balance": 35}  # the spoiled one is still in the safe

    def facts_in(self, town: Town) -> dict[str, Any]:
        return dict(self.facts) | {"checker": town.clerk.line}


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def moved(town: Town, **facts: Any) -> Entry:
    return town.welfare.enters(
        CARDS, at(FRIDAY), **{"kind": "my_number_card", "checker": town.clerk.line, **facts}
    )


def test_a_returned_card_stays_in_the_balance_until_its_chip_is_destroyed(town: Town) -> None:
    moved(town, **FIRST)
    moved(town, moved_on=THURSDAY, carried=40, returned=1, balance=41)

    gone = {"moved_on": FRIDAY, "carried": 41, "destroyed": 1, "balance": 40}
    with pytest.raises(Invalid, match="方法"):
        moved(town, **gone)
    with pytest.raises(Invalid, match="備考"):
        moved(town, **gone, destruction="other")
    moved(town, **gone, destruction="chip")


def test_no_more_can_leave_than_there_were(town: Town) -> None:
    with pytest.raises(Invalid, match="残が合いません"):
        moved(town, **FIRST | {"issued": 41, "balance": 0})
    with pytest.raises(Invalid, match="失敗した枚数"):
        moved(town, **FIRST | {"spoiled": 41})


def test_a_line_goes_on_from_the_balance_of_the_one_before_of_its_kind(town: Town) -> None:
    moved(town, **FIRST)
    moved(town, moved_on=THURSDAY, **OLD, returned=2, balance=2)

    with pytest.raises(Invalid, match=r"2026-04-08.*40枚"):
        moved(town, moved_on=FRIDAY, carried=39, issued=1, balance=38)
    moved(town, moved_on=FRIDAY, carried=40, issued=1, balance=39)
    with pytest.raises(Invalid, match="39枚"):  # two lines of one day follow one another
        moved(town, moved_on=FRIDAY, carried=40, issued=2, balance=38)


def test_an_earlier_line_is_amended_first_and_the_later_ones_after_it(town: Town) -> None:
    act = town.welfare.act(at(FRIDAY))
    first = moved(town, **FIRST)
    second = moved(town, moved_on=THURSDAY, carried=40, issued=1, balance=39)

    amend(CARDS, first, {"received": 50, "balance": 50}, reason="数え違い", act=act)
    with pytest.raises(Invalid, match="50枚"):
        amend(CARDS, second, {"issued": 2, "balance": 38}, reason="数え違い", act=act)
    amend(CARDS, second, {"carried": 50, "balance": 49}, reason="前残の訂正", act=act)


def test_a_line_off_the_chain_can_be_struck_out(town: Town) -> None:
    act = town.welfare.act(at(FRIDAY))
    first = moved(town, **FIRST)
    second = moved(town, moved_on=THURSDAY, carried=40, issued=1, balance=39)
    amend(CARDS, first, {"received": 50, "balance": 50}, reason="数え違い", act=act)

    assert retire(CARDS, second, on=FRIDAY, reason="二重記載", act=act).retired_on == FRIDAY


@pytest.mark.parametrize("facts", [{"received": 1, "balance": 1}, {"issued": 1, "returned": 1, "balance": 0}])
def test_old_resident_cards_no_longer_come_in_or_go_out(town: Town, facts: dict[str, int]) -> None:
    """附則(平成27年)第2項: 従前の例によるのは、施行の前に交付したものだけ。"""
    before = OLD_RULE.before

    with pytest.raises(Invalid, match=f"{before.isoformat()}より前だけ"):
        moved(town, moved_on=before, **OLD, **facts)
    moved(town, moved_on=date(2015, 12, 28), **OLD, **facts)


def test_an_old_resident_card_that_turns_up_is_returned_and_destroyed(town: Town) -> None:
    """終期が到来した後は、見つかったものの返納と廃棄だけ。"""
    moved(town, moved_on=THURSDAY, **OLD, returned=2, balance=2)
    moved(town, moved_on=FRIDAY, kind="resident_card", carried=2, destroyed=2, destruction="chip", balance=0)

    with pytest.raises(Invalid, match="終期が到来"):
        moved(town, moved_on=FRIDAY, **OLD, returned=1, spoiled=1, balance=1)
    assert OLD_RULE.no_subject_after is not None
    assert moved(town, moved_on=date(2025, 12, 27), **OLD, returned=1, spoiled=1, balance=1).revision == 1
