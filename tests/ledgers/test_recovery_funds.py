"""障害復旧財政措置簿."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.recovery_funds import RECOVERY_FUNDS
from tests.cast import Town, at
from tests.conformance import LedgerConformance


class TestRecoveryFunds(LedgerConformance):
    ledger = RECOVERY_FUNDS
    keeper = "property"
    facts = {
        "failed_on": date(2026, 4, 7),
        "incident_reference": "事故報告書 令和8年度第1号",
        "work": "コアスイッチの交換",
        "estimate_yen": 1_280_000,
        "source": "reserve",
        "contract": "direct",
        "direct_because": "窓口が止まっており、入札に付す時間がない。",
        "decision_number": "管情第20号",
        "decided_on": date(2026, 4, 9),
    }
    change = {"estimate_yen": 1_320_000}
    broken = {"decided_on": date(2026, 4, 6)}

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"incident_reference": ""}, "どの障害の復旧か"),
            ({"decision_number": ""}, "決裁番号"),
            ({"decided_on": None}, "決裁番号"),
            ({"estimate_yen": None}, "見積額"),
            ({"source": ""}, "財源"),
            ({"direct_because": ""}, "随意契約の理由"),
            ({"contract": "open_bid"}, "随意契約の理由"),
        ],
    )
    def test_a_decision_says_what_it_decides(self, town: Town, wrong: dict[str, Any], said: str) -> None:
        with pytest.raises(Invalid, match=said):
            town.property.enters(RECOVERY_FUNDS, at("2026-04-10"), **dict(self.facts) | wrong)
