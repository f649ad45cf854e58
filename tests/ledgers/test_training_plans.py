"""研修計画簿."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.kernel.refusals import Invalid
from sekisho.kernel.verbs import retire
from sekisho.ledgers.training_plans import TRAINING_PLANS
from tests.cast import Town, at
from tests.conformance import LedgerConformance


class TestTrainingPlans(LedgerConformance):
    ledger = TRAINING_PLANS
    keeper = "general"
    facts = {
        "fiscal_year": 2026,
        "purpose": "住基ネットの安全な操作",
        "audience": "操作者と取扱者の全員",
        "schedule": "年1回、10月",
        "content": "認証情報の扱い、過去の事故",
        "drafted_on": date(2026, 4, 6),
    }
    change = {"approved_on": date(2026, 4, 9), "decision_number": "総第12号"}
    broken = {"approved_on": date(2026, 4, 9)}

    def test_a_fiscal_year_has_one_living_plan(self, town: Town) -> None:
        plan = self.entered(town)

        with pytest.raises(Invalid, match="訂正"):
            self.entered(town)

        retire(
            TRAINING_PLANS,
            plan,
            on=date(2026, 4, 10),
            reason="作り直し",
            act=town.general.act(at("2026-04-10")),
        )
        assert str(self.entered(town)) == "令和8年度"

    def test_a_plan_is_put_to_use_once_approved_and_in_its_year(self, town: Town) -> None:
        approved = {
            "approved_on": date(2026, 3, 25),
            "drafted_on": date(2026, 3, 2),
            "decision_number": "総第1号",
        }
        for wrong, why in (
            ({"in_force_on": date(2026, 4, 9)}, "決裁日を書いて"),
            (approved | {"in_force_on": date(2026, 3, 31)}, "年度の中に"),
        ):
            with pytest.raises(Invalid, match=why):
                town.general.enters(TRAINING_PLANS, at("2026-04-10"), **self.facts_in(town) | wrong)

    def test_a_plan_is_not_approved_before_it_is_drafted(self, town: Town) -> None:
        early = {"approved_on": date(2026, 4, 5), "decision_number": "総第12号"}

        with pytest.raises(Invalid, match="始まりの日より前"):
            town.general.enters(TRAINING_PLANS, at("2026-04-10"), **self.facts_in(town) | early)
