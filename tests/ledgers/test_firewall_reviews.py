"""通信ログ点検簿."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.firewall_reviews import FIREWALL_REVIEWS
from tests.cast import Town, at
from tests.conformance import LedgerConformance


class TestFirewallReviews(LedgerConformance):
    ledger = FIREWALL_REVIEWS
    keeper = "welfare"
    facts = {
        "first_on": date(2026, 4, 4),
        "last_on": date(2026, 4, 9),
        "reviewed_on": date(2026, 4, 10),
        "refused": 1204,
        "warned": 3,
    }
    change = {
        "noticed": "同じ外部アドレスから拒否が続く",
        "action_taken": "管財情報課に確認を依頼",
        "escalated": True,
    }
    broken = {"escalated": True}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return dict(self.facts) | {"reviewer": town.property.line}  # the device is another section's


def test_what_has_not_come_yet_cannot_have_been_looked_at(db: None) -> None:
    town = Town()
    given = {**TestFirewallReviews.facts, "reviewer": town.clerk.line, "reviewed_on": date(2026, 4, 8)}

    with pytest.raises(Invalid, match="期間が終わる前"):
        town.welfare.enters(FIREWALL_REVIEWS, at("2026-04-10"), **given)
