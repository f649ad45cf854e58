"""誓約簿."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.pledges import PLEDGES
from tests.cast import Town, at
from tests.conformance import LedgerConformance


class TestPledges(LedgerConformance):
    ledger = PLEDGES
    keeper = "welfare"
    facts = {
        "method": "認証情報の管理方法 第3版",
        "pledged_on": date(2026, 4, 6),
        "valid_until": date(2027, 4, 30),
        "place": "住民福祉課 鍵付き書庫",
    }
    change = {"ended_on": date(2026, 4, 10), "ended_because": "異動"}
    broken = {"valid_until": date(2026, 4, 6)}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return dict(self.facts) | {"person": town.clerk.line, "receiver": town.welfare.line}


def test_nobody_receives_their_own_pledge(db: None) -> None:
    town = Town()
    given = {**TestPledges.facts, "person": town.clerk.line, "receiver": town.clerk.line}

    with pytest.raises(Invalid, match="別の者が受け取って"):
        town.welfare.enters(PLEDGES, at("2026-04-10"), **given)


def test_a_pledge_does_not_end_for_a_reason_without_a_day(db: None) -> None:
    town = Town()
    given = {**TestPledges.facts, "person": town.clerk.line, "receiver": town.welfare.line}

    with pytest.raises(Invalid, match="効力を失った日"):
        town.welfare.enters(PLEDGES, at("2026-04-10"), **given, ended_because="異動")
