"""棚卸簿."""

from __future__ import annotations

from datetime import date
from typing import Any

from sekisho.ledgers.stock_takes import STOCK_TAKES
from tests.cast import Town
from tests.conformance import LedgerConformance


class TestStockTakes(LedgerConformance):
    ledger = STOCK_TAKES
    keeper = "welfare"
    facts = {"matter": "assets", "taken_on": date(2026, 4, 9), "in_ledger": 12, "found": 12, "not_found": 0}
    change = {"found": 11, "not_found": 1, "explanation": "廃棄済みのハブ1台を抹消した"}
    broken = {"found": 11}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return dict(self.facts) | {"taker": town.clerk.line, "witness": town.welfare.line}
