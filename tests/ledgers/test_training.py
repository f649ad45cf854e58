"""研修実施簿."""

from __future__ import annotations

from datetime import date
from typing import Any

from sekisho.ledgers.training import TRAINING
from sekisho.ledgers.training_plans import TRAINING_PLANS
from tests.cast import Town, at
from tests.conformance import LedgerConformance
from tests.ledgers.test_training_plans import TestTrainingPlans as APlan


class TestTraining(LedgerConformance):
    ledger = TRAINING
    keeper = "general"
    facts = {
        "held_on": date(2026, 4, 8),
        "title": "住基ネット操作者研修",
        "lecturer": "総務課 研修係",
        "audience": "操作者の全員",
        "minutes": 90,
        "make_up": "欠席1名は4月20日に補講",
    }
    change = {"completed_on": date(2026, 4, 9)}
    broken = {"completed_on": date(2026, 4, 7)}

    def facts_in(self, town: Town) -> dict[str, Any]:
        plan = TRAINING_PLANS.model._default_manager.first() or town.general.enters(
            TRAINING_PLANS, at("2026-04-08"), **APlan.facts
        )
        return dict(self.facts) | {"plan": plan.line}
