"""管理方法台帳."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.kernel.refusals import Invalid
from sekisho.kernel.verbs import amend
from sekisho.ledgers.methods import METHODS, MethodVersion
from tests.cast import Town, at
from tests.conformance import LedgerConformance

APPROVED, ANOTHER = "a" * 64, "b" * 64


class TestMethods(LedgerConformance):
    ledger = METHODS
    keeper = "welfare"
    facts = {
        "method": "credentials",
        "version": "第1版",
        "summary": "交付から返納までの手順",
        "drafted_on": date(2026, 4, 1),
        "council_on": date(2026, 4, 3),
        "decided_on": date(2026, 4, 8),
        "decision_number": "か住第12号",
        "document_sha256": APPROVED,
        "in_force_on": date(2026, 5, 1),
    }
    change = {"reviewed_on": date(2026, 4, 9)}
    broken = {"document_sha256": None}


def test_the_document_that_was_decided_cannot_be_replaced_by_another(db: None) -> None:
    town = Town()
    entry = town.welfare.enters(METHODS, at("2026-04-10"), **TestMethods.facts)

    with pytest.raises(Invalid, match="新しい版"):
        amend(
            METHODS,
            entry,
            {"document_sha256": ANOTHER},
            reason="差し替え",
            act=town.welfare.act(at("2026-04-11")),
        )


def test_before_the_decision_the_draft_may_change_freely(db: None) -> None:
    town = Town()
    draft = TestMethods.facts | {"decided_on": None, "decision_number": "", "in_force_on": None}
    entry = town.welfare.enters(METHODS, at("2026-04-10"), **draft)

    changed = amend(
        METHODS, entry, {"document_sha256": ANOTHER}, reason="推敲", act=town.welfare.act(at("2026-04-11"))
    )

    assert isinstance(changed, MethodVersion)
    assert changed.document_sha256 == ANOTHER
