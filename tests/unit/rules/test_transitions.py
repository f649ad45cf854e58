"""経過措置: the supplementary provision of 2015, asked about single cards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.rules.model import Basis, Transition, Words
from sekisho.rules.transitions import Standing, transition_of
from tests.unit.rules.bodies import day

CARDS = Transition(
    clause="sup2015.p2",
    subject=Words("住民基本台帳カード", "Basic Resident Register card"),
    started="issued_on",
    before=date(2016, 1, 1),
    ends_at=("expired_on", "my_number_card_received_on"),
    no_subject_after=None,
    no_subject_basis=None,
    statement=Words("従前の例による。", "Stays under the old rule."),
)
NO_CARD_LEFT = replace(CARDS, no_subject_after=date(2025, 12, 29), no_subject_basis=Basis.STATUTE)


def standing(on: str, facts: dict[str, str | None], transition: Transition = CARDS) -> Standing:
    dated = {name: day(text) if text else None for name, text in facts.items()}
    return transition_of(transition, dated, day(on))


@pytest.mark.parametrize(
    ("issued_on", "found"),
    [
        ("2015-12-28", Standing.APPLIES),
        ("2015-12-31", Standing.APPLIES),
        ("2016-01-01", Standing.NEVER_APPLIED),
        (None, Standing.NEVER_APPLIED),
    ],
)
def test_only_a_card_issued_before_the_change_stays_under_the_old_rule(
    issued_on: str | None, found: Standing
) -> None:
    """施行日前に交付されたカードだけが、従前の例による。"""
    facts = {"issued_on": issued_on, "expired_on": None, "my_number_card_received_on": None}

    assert standing("2018-04-01", facts) is found


@pytest.mark.parametrize(
    ("expired_on", "received_on", "on", "found"),
    [
        ("2025-03-31", None, "2025-03-30", Standing.APPLIES),
        ("2025-03-31", None, "2025-03-31", Standing.ENDED),
        ("2025-03-31", "2018-06-01", "2018-05-31", Standing.APPLIES),
        ("2025-03-31", "2018-06-01", "2018-06-01", Standing.ENDED),
        ("2017-03-31", "2018-06-01", "2017-04-01", Standing.ENDED),
        (None, None, "2040-01-01", Standing.APPLIES),
    ],
)
def test_the_old_rule_ends_with_the_earlier_of_expiry_and_receipt_of_the_new_card(
    expired_on: str | None, received_on: str | None, on: str, found: Standing
) -> None:
    """効力を失う時か個人番号カードの交付を受ける時の、いずれか早い時に終わる。"""
    facts = {"issued_on": "2015-03-31", "expired_on": expired_on, "my_number_card_received_on": received_on}

    assert standing(on, facts) is found


def test_a_card_not_yet_issued_on_that_day_is_under_no_rule() -> None:
    facts = {"issued_on": "2015-03-31", "expired_on": None, "my_number_card_received_on": None}

    assert standing("2015-01-01", facts) is Standing.NEVER_APPLIED


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"expired_on": None, "my_number_card_received_on": None},
        {"issued_on": "2015-03-31"},
        {"issued_on": "2015-03-31", "expired_on": "2025-03-31"},
    ],
)
def test_a_fact_that_nobody_knows_makes_the_answer_unknown(facts: dict[str, str | None]) -> None:
    """事実が分からないときは、分からないと答える。"""
    assert standing("2018-04-01", facts) is Standing.UNKNOWN


def test_one_known_end_decides_even_if_the_other_is_not_known() -> None:
    assert standing("2018-04-01", {"issued_on": "2015-03-31", "expired_on": "2018-03-31"}) is Standing.ENDED


def test_a_card_issued_after_the_change_needs_no_other_fact() -> None:
    assert standing("2018-04-01", {"issued_on": "2016-02-01"}) is Standing.NEVER_APPLIED


@pytest.mark.parametrize(
    ("on", "facts", "found"),
    [
        ("2025-12-28", {}, Standing.UNKNOWN),
        ("2025-12-29", {}, Standing.ENDED),
        ("2025-12-29", {"issued_on": "2015-12-28"}, Standing.ENDED),
        ("2025-12-29", {"issued_on": "2016-02-01"}, Standing.NEVER_APPLIED),
    ],
)
def test_once_no_card_can_be_left_a_found_one_is_ended_whatever_is_known_of_it(
    on: str, facts: dict[str, str | None], found: Standing
) -> None:
    """全国の有効期限が過ぎた後に見つかったカードは、終期到来とする。"""
    assert standing(on, facts, NO_CARD_LEFT) is found


FACT = st.none() | st.dates(date(2010, 1, 1), date(2030, 1, 1))
facts_known = st.fixed_dictionaries(
    {}, optional={"issued_on": FACT, "expired_on": FACT, "my_number_card_received_on": FACT}
)


@given(facts_known, st.sampled_from([CARDS, NO_CARD_LEFT]))
def test_what_has_ended_never_begins_again(facts: dict[str, date | None], transition: Transition) -> None:
    """いったん終わった経過措置が、後の日に復活することはない。"""
    found = [transition_of(transition, facts, date(year, 6, 1)) for year in range(2009, 2032)]

    assert all(later is Standing.ENDED for earlier, later in pairwise(found) if earlier is Standing.ENDED)
