"""カードの受払と照合: planted contradictions are found, and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.crosschecks.books import Books
from sekisho.crosschecks.cards import balances_on, chain_of_cards, counts_of_cards
from sekisho.kernel.acts import Moment
from sekisho.kernel.models import Entry
from sekisho.kernel.verbs import amend
from sekisho.ledgers.card_counts import CARD_COUNTS
from sekisho.ledgers.cards import CARDS, CardMovement
from tests.cast import Town, at

WEDNESDAY, THURSDAY, FRIDAY = date(2026, 4, 8), date(2026, 4, 9), date(2026, 4, 10)
NOW = Moment(on=FRIDAY, known_at=at(FRIDAY, 17), live=False)
MY_NUMBER = {"kind": "my_number_card"}


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def moved(town: Town, **facts: Any) -> Entry:
    return town.welfare.enters(CARDS, at(FRIDAY), **MY_NUMBER, checker=town.clerk.line, **facts)


def counted(town: Town, in_ledger: int, on: date = THURSDAY, kind: str = "my_number_card") -> Entry:
    facts = {"kind": kind, "counted_on": on, "counter": town.clerk.line, "outcome": "agrees"}
    return town.welfare.enters(CARD_COUNTS, at(FRIDAY), in_ledger=in_ledger, found=in_ledger, **facts)


@pytest.fixture
def first(town: Town) -> Entry:
    first = moved(town, moved_on=WEDNESDAY, carried=0, received=40, balance=40)
    moved(town, moved_on=THURSDAY, carried=40, issued=3, balance=37)
    return first


@pytest.mark.parametrize("balance", [40, 37])
def test_a_count_may_meet_the_balance_of_any_time_of_its_day(town: Town, first: Entry, balance: int) -> None:
    counted(town, balance)

    assert counts_of_cards(Books(NOW)).contradictions == ()


def test_a_count_against_another_balance_is_found(town: Town, first: Entry) -> None:
    counted(town, 40, on=FRIDAY)

    [found] = counts_of_cards(Books(NOW)).contradictions
    assert found.since == FRIDAY
    assert [side.ledger for side in found.sides] == [CARD_COUNTS, CARDS]


def test_cards_that_no_ledger_holds_are_missing_there(town: Town, first: Entry) -> None:
    counted(town, 2, kind="resident_card")
    counted(town, 0, kind="resident_card")

    [found] = counts_of_cards(Books(NOW)).contradictions
    assert found.settled_in is CARDS


def test_a_line_that_no_longer_goes_on_from_the_one_before_is_found_until_it_is_amended(
    town: Town, first: Entry
) -> None:
    assert chain_of_cards(Books(NOW)).contradictions == ()

    act = town.welfare.act(at(FRIDAY, 10))
    amend(CARDS, first, {"received": 50, "balance": 50}, reason="数え違い", act=act)
    [found] = chain_of_cards(Books(NOW)).contradictions
    assert found.since == THURSDAY

    second = CardMovement.objects.get(moved_on=THURSDAY)
    amend(CARDS, second, {"carried": 50, "balance": 47}, reason="前残の訂正", act=act)
    assert chain_of_cards(Books(NOW)).contradictions == ()


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(-3, 9)), max_size=8), st.integers(1, 5))
def test_the_balances_of_a_day_are_those_between_its_first_moment_and_its_last(
    moves: list[tuple[int, int]], day: int
) -> None:
    lines, balance, by_day = [], 100, dict.fromkeys(range(6), 100)
    for on, change in sorted(moves, key=lambda move: move[0]):
        lines.append(CardMovement(moved_on=date(2026, 4, on), carried=balance, balance=balance + change))
        balance += change
        by_day |= dict.fromkeys(range(on, 6), balance)
    upto = [line for line in lines if line.moved_on.day <= day]

    found = balances_on(date(2026, 4, day), upto)

    if upto:
        assert {by_day[day - 1], by_day[day]} <= found
    assert len(found) <= 1 + sum(line.moved_on.day == day for line in lines)
