"""カード残数照合簿."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.card_counts import CARD_COUNTS, CardCount
from sekisho.ledgers.cards import CardMovement
from tests.cast import Town, at
from tests.conformance import LedgerConformance


class TestCardCounts(LedgerConformance):
    ledger = CARD_COUNTS
    keeper = "welfare"
    facts = {
        "counted_on": date(2026, 4, 9),
        "kind": "my_number_card",
        "in_ledger": 40,
        "found": 40,
        "outcome": "agrees",
    }
    change = {"found": 39, "outcome": "differs", "explanation": "1枚が見当たらない。金庫を調べている"}
    broken = {"found": 39}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return dict(self.facts) | {"counter": town.clerk.line, "witness": town.welfare.line}


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"outcome": "differs", "explanation": "勘違い"}, "照合の結果"),
        ({"found": 39, "outcome": "differs"}, "差の説明"),
    ],
)
def test_the_outcome_is_that_of_the_numbers(db: None, facts: dict[str, object], sentence: str) -> None:
    town = Town()
    with pytest.raises(Invalid, match=sentence):
        town.welfare.enters(
            CARD_COUNTS, at("2026-04-10"), **{**TestCardCounts.facts, "counter": town.clerk.line, **facts}
        )


def test_who_counts_is_not_the_witness(db: None) -> None:
    town = Town()
    both = {"counter": town.clerk.line, "witness": town.clerk.line}
    with pytest.raises(Invalid, match="立会者が同じ"):
        town.welfare.enters(CARD_COUNTS, at("2026-04-10"), **TestCardCounts.facts, **both)


def test_the_kinds_counted_are_those_that_are_kept() -> None:
    assert CardCount.Kind.choices == CardMovement.Kind.choices
