"""データセンター確認簿."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.data_centre_checks import DATA_CENTRE_CHECKS
from tests.cast import Town, at
from tests.conformance import LedgerConformance


class TestDataCentreChecks(LedgerConformance):
    ledger = DATA_CENTRE_CHECKS
    keeper = "property"
    facts = {
        "contractor": "県域データセンター",
        "rules_title": "情報セキュリティ管理規程",
        "rules_version": "第7版",
        "rules_on": date(2025, 10, 1),
        "certificate": "ISO/IEC 27001",
        "certificate_expires_on": date(2028, 9, 30),
        "monitoring_seen": True,
        "backups_seen": True,
        "subcontracting_seen": False,
        "means": "papers",
        "confirmed_on": date(2026, 4, 9),
        "result": "proper",
        "proper_on": date(2026, 4, 9),
    }
    change = {"means": "visit", "subcontracting_seen": True}
    broken = {"rules_on": date(2026, 4, 10)}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return dict(self.facts) | {"checker": town.property.line}

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"certificate": ""}, "認証の名称"),
            ({"result": "improper", "proper_on": None}, "何が足りないか"),
            ({"result": "to_mend", "proper_on": None, "remarks": "再委託先の一覧がない"}, "改善の期限"),
            ({"result": "improper", "remarks": "規程が古い"}, "適と認めた日"),
            ({"proper_on": None}, "適と認めた日"),
        ],
    )
    def test_a_result_says_what_belongs_to_it(self, town: Town, wrong: dict[str, Any], said: str) -> None:
        with pytest.raises(Invalid, match=said):
            town.property.enters(DATA_CENTRE_CHECKS, at("2026-04-10"), **self.facts_in(town) | wrong)
