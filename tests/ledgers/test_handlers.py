"""取扱者指定簿."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.kernel.queries import standing
from sekisho.kernel.refusals import Invalid
from sekisho.kernel.verbs import amend
from sekisho.ledgers.handlers import HANDLERS
from tests.cast import Town, at
from tests.conformance import LedgerConformance

BUSINESS = "本人確認情報の紙の名簿"


class TestHandlers(LedgerConformance):
    ledger = HANDLERS
    keeper = "welfare"
    facts = {
        "business": BUSINESS,
        "designated_on": date(2026, 4, 1),
        "handles_from": date(2026, 4, 8),
        "grounds": "住福第12号",
    }
    change = {"released_on": date(2026, 4, 10)}
    broken = {"handles_from": date(2026, 3, 31)}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return dict(self.facts) | {"person": town.clerk.line, "designator": town.welfare.line}


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def given(town: Town, **facts: Any) -> dict[str, Any]:  # Any: facts of several types
    return {**TestHandlers.facts, "person": town.clerk.line, "designator": town.welfare.line, **facts}


def test_nobody_is_named_twice_at_once_for_one_business(town: Town) -> None:
    town.welfare.enters(HANDLERS, at("2026-04-01"), **given(town))

    with pytest.raises(Invalid, match="指定されています"):
        town.welfare.enters(HANDLERS, at("2026-04-10"), **given(town))


def test_who_was_released_can_be_named_again_and_anybody_for_another_business(town: Town) -> None:
    first = town.welfare.enters(HANDLERS, at("2026-04-01"), **given(town))
    act = town.welfare.act(at("2026-04-09"))
    amend(HANDLERS, first, {"released_on": date(2026, 4, 9)}, reason="休職", act=act)

    again = given(town, designated_on=date(2026, 4, 9), handles_from=date(2026, 4, 9))
    town.welfare.enters(HANDLERS, at("2026-04-10"), **again)
    town.welfare.enters(HANDLERS, at("2026-04-10"), **given(town, business="統合端末での本人確認"))

    assert standing(HANDLERS.model, at("2026-04-10")).count() == 3


def test_a_line_that_ended_before_is_no_second_one(town: Town) -> None:
    town.welfare.enters(HANDLERS, at("2026-04-08"), **given(town))

    town.welfare.enters(HANDLERS, at("2026-04-10"), **given(town, released_on=date(2026, 4, 5)))

    assert standing(HANDLERS.model, at("2026-04-10")).count() == 2
