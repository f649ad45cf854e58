"""稼働環境点検簿."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.kernel.checklists import Finding
from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.environment import ENVIRONMENT, ITEMS
from tests.cast import Town, at
from tests.conformance import LedgerConformance


class TestEnvironment(LedgerConformance):
    ledger = ENVIRONMENT
    keeper = "property"
    facts = {
        "checked_on": date(2026, 4, 9),
        "room_celsius": "23.5",
        "humidity_percent": 48,
        "battery_replaced_on": date(2024, 10, 1),
        "battery_expires_on": date(2027, 9, 30),
        **dict.fromkeys(ITEMS, Finding.IN_ORDER),
    }
    change = {"water": Finding.ANOMALY, "action_taken": "空調の排水管を清掃した"}
    broken = {"water": Finding.ANOMALY}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return dict(self.facts) | {"checker": town.property.line}

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"room_celsius": "235"}, "室温"),
            ({"humidity_percent": 101}, "湿度"),
            ({"battery_expires_on": date(2024, 9, 30)}, "電池の期限"),
            ({"action_taken": "清掃した"}, "異常ありの項目がありません"),
        ],
    )
    def test_a_slip_of_the_pen_is_refused(self, town: Town, wrong: dict[str, Any], said: str) -> None:
        with pytest.raises(Invalid, match=said):
            town.property.enters(ENVIRONMENT, at("2026-04-10"), **self.facts_in(town) | wrong)
