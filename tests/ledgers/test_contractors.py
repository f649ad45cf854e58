"""委託先管理簿 and 保守点検報告簿."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from sekisho.kernel.models import Line
from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.contractors import CONTRACTORS, Contractor
from sekisho.ledgers.maintenance_reports import MAINTENANCE_REPORTS
from tests.cast import Town, at
from tests.conformance import LedgerConformance


class TestContractors(LedgerConformance):
    ledger = CONTRACTORS
    keeper = "welfare"
    facts = {
        "name": "保守業者A",
        "work": "サーバと端末の保守",
        "contract_from": date(2026, 4, 1),
        "contract_until": date(2027, 4, 1),
        "surveyed_on": date(2026, 2, 10),
        "approved_on": date(2026, 3, 20),
        "subcontracting": "none",
        "certificate": "情報セキュリティの認証",
        "certificate_until": date(2027, 9, 1),
    }
    change = {"subcontracting": "allowed", "subcontractors": "保守業者B 遠隔監視"}
    broken = {"subcontracting": "allowed"}


class TestMaintenanceReports(LedgerConformance):
    ledger = MAINTENANCE_REPORTS
    keeper = "welfare"
    facts = {
        "workers": "保守員 一名",
        "kind": "regular",
        "visited_on": date(2026, 4, 9),
        "began_at": time(9, 0),
        "ended_at": time(11, 30),
        "work": "サーバの定期点検。ログ容量の確認。",
        "result": "in_order",
    }
    change = {"result": "remains", "faults": "予備のファンの交換が要る"}
    broken = {"result": "remains"}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return dict(self.facts) | {"contractor": contractor(town), "witness": town.clerk.line}


def contractor(town: Town) -> Line:
    """The line of the contractor, entered on 1 April if it is not there yet."""
    known = Contractor.objects.first()
    if known is not None:
        return known.line
    return town.welfare.enters(CONTRACTORS, at("2026-04-01"), **TestContractors.facts).line


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"contract_until": date(2026, 4, 1)}, "契約の終わり"),
        ({"certificate": ""}, "何の証明書"),
        ({"subcontractors": "保守業者B"}, "再委託の有無"),
    ],
)
def test_a_contract_holds_together(db: None, facts: dict[str, Any], sentence: str) -> None:
    town = Town()

    with pytest.raises(Invalid, match=sentence):
        town.welfare.enters(CONTRACTORS, at("2026-04-10"), **{**TestContractors.facts, **facts})
