"""定期監査簿."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.audits import AUDITS, OwnAudit
from tests.cast import Town, at
from tests.conformance import LedgerConformance


class TestAudits(LedgerConformance):
    ledger = AUDITS
    keeper = "general"
    facts = {
        "section": "resident_affairs",
        "kind": "internal",
        "scope": "認証情報、操作履歴、帳票とカードの管理",
        "planned_on": date(2026, 1, 15),
        "notified_on": date(2026, 2, 2),
        "conducted_on": date(2026, 2, 18),
        "findings": 3,
        "answered_on": date(2026, 3, 11),
    }
    change = {"closed_on": date(2026, 4, 9), "improvements": "誓約書の更新漏れを改めた"}
    broken = {"conducted_on": date(2026, 1, 14)}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return dict(self.facts) | {"auditor": town.auditor.line}


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def test_nobody_audits_their_own_section(town: Town) -> None:
    given = {**TestAudits.facts, "auditor": town.clerk.line}

    with pytest.raises(OwnAudit, match="その監査をできません"):
        town.general.enters(AUDITS, at("2026-04-10"), **given)

    town.general.enters(AUDITS, at("2026-04-10"), **{**given, "section": "property_information"})


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"findings": None}, "指摘の件数"),
        ({"conducted_on": None}, "監査の実施日"),
        ({"answered_on": None, "closed_on": date(2026, 4, 9)}, "改善を確かめた日"),
        ({"section": "nowhere"}, "この規程にない"),
    ],
)
def test_an_audit_goes_one_step_after_the_other(town: Town, facts: dict[str, Any], sentence: str) -> None:
    given = {**TestAudits.facts, "auditor": town.auditor.line, **facts}

    with pytest.raises(Invalid, match=sentence):
        town.general.enters(AUDITS, at("2026-04-10"), **given)
