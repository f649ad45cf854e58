"""研修受講簿."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.training import TRAINING
from sekisho.ledgers.training_attendance import TRAINING_ATTENDANCE, trained
from tests.cast import Town, at
from tests.conformance import LedgerConformance
from tests.ledgers.test_training import TestTraining as ASession


class TestTrainingAttendance(LedgerConformance):
    ledger = TRAINING_ATTENDANCE
    keeper = "general"
    facts = {"attended_on": date(2026, 4, 8), "manner": "together"}
    change = {"understanding": 85, "result": "passed"}
    broken = {"result": "passed"}

    def facts_in(self, town: Town) -> dict[str, Any]:
        session = TRAINING.model._default_manager.first() or town.general.enters(
            TRAINING, at("2026-04-09"), **ASession.facts
        )
        return dict(self.facts) | {"training": session.line, "person": town.clerk.line}

    def test_a_person_is_listed_once_a_session(self, town: Town) -> None:
        self.entered(town)

        with pytest.raises(Invalid, match="すでに記載"):
            self.entered(town)

    def test_there_are_no_more_than_full_marks(self, town: Town) -> None:
        with pytest.raises(Invalid, match="100点"):
            town.general.enters(
                TRAINING_ATTENDANCE, at("2026-04-10"), **self.facts_in(town) | {"understanding": 101}
            )

    def test_who_failed_is_not_trained_and_who_was_not_tested_is(self, town: Town) -> None:
        self.entered(town)
        failed = {"person": town.welfare.line, "understanding": 20, "result": "failed"}
        town.general.enters(TRAINING_ATTENDANCE, at("2026-04-10"), **self.facts_in(town) | failed)

        friday = date(2026, 4, 10)
        assert trained(friday, at(friday)) == {town.clerk.line.pk}
        assert trained(friday, at("2026-04-09")) == trained(date(2026, 3, 31), at(friday)) == set()
