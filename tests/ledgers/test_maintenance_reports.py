"""保守点検報告簿."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from sekisho.kernel.queries import standing
from sekisho.ledgers.contractors import CONTRACTORS, Contractor
from sekisho.ledgers.maintenance_reports import MAINTENANCE_REPORTS
from tests.cast import Town, at
from tests.conformance import LedgerConformance

CONTRACT = {
    "name": "紀北システム保守",
    "work": "サーバの保守",
    "contract_from": date(2026, 4, 1),
    "contract_until": date(2027, 4, 1),
}


class TestMaintenanceReports(LedgerConformance):
    ledger = MAINTENANCE_REPORTS
    keeper = "welfare"
    facts = {
        "workers": "保守 一夫",
        "kind": "regular",
        "visited_on": date(2026, 4, 9),
        "began_at": time(10, 0),
        "work": "サーバの定期点検",
        "result": "in_order",
    }
    change = {"ended_at": time(11, 30)}
    broken = {"result": "remains"}

    def facts_in(self, town: Town) -> dict[str, Any]:
        found = standing(Contractor, at("2026-04-10")).first()
        if found is None:
            town.welfare.enters(CONTRACTORS, at("2026-04-09"), **CONTRACT)
            found = standing(Contractor, at("2026-04-10")).get()
        return dict(self.facts) | {"contractor": found.line}
