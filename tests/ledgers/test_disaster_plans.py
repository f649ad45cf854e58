"""災害対応手順簿."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.disaster_plans import DISASTER_PLANS
from tests.cast import Town, at
from tests.conformance import LedgerConformance


class TestDisasterPlans(LedgerConformance):
    ledger = DISASTER_PLANS
    keeper = "crisis"
    facts = {
        "version": "第3版",
        "title": "住基ネット災害時対応手順",
        "changes": "停電時の窓口の切替えを加えた",
        "reviewed_on": date(2026, 4, 8),
        "paper_places": "危機管理課の書庫、2階の宿直室",
        "next_review_on": date(2027, 6, 30),
    }
    change = {"approved_on": date(2026, 4, 9), "decision_number": "危第5号"}
    broken = {"next_review_on": date(2026, 4, 8)}

    def test_it_exists_on_paper_too(self, town: Town) -> None:
        with pytest.raises(Invalid, match="紙の写しの置き場所"):
            town.crisis.enters(DISASTER_PLANS, at("2026-04-10"), **dict(self.facts) | {"paper_places": ""})

    def test_a_version_stands_once(self, town: Town) -> None:
        self.entered(town)

        with pytest.raises(Invalid, match="この版はすでに"):
            self.entered(town)
