"""災害訓練簿."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.disaster_drills import DISASTER_DRILLS
from sekisho.ledgers.disaster_plans import DISASTER_PLANS
from tests.cast import Town, at
from tests.conformance import LedgerConformance
from tests.ledgers.test_disaster_plans import TestDisasterPlans as APlan


class TestDisasterDrills(LedgerConformance):
    ledger = DISASTER_DRILLS
    keeper = "crisis"
    facts = {
        "drilled_on": date(2026, 4, 9),
        "scenario": "平日10時、震度6弱、停電",
        "participants": "危機管理課4名、住民福祉課3名",
        "minutes": 70,
        "not_done": "なし",
        "to_mend": "発電機の燃料の場所を手順に書く",
    }
    change = {"minutes": 75}
    broken = {"minutes": 0}

    def facts_in(self, town: Town) -> dict[str, Any]:
        plan = DISASTER_PLANS.model._default_manager.first() or town.crisis.enters(
            DISASTER_PLANS, at("2026-04-09"), **APlan.facts
        )
        return dict(self.facts) | {"plan": plan.line, "responsible": town.crisis.line}

    @pytest.mark.parametrize("left_out", ["not_done", "to_mend"])
    def test_what_was_learnt_is_always_said(self, town: Town, left_out: str) -> None:
        with pytest.raises(Invalid):
            town.crisis.enters(DISASTER_DRILLS, at("2026-04-10"), **self.facts_in(town) | {left_out: ""})
