"""復元試験簿."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.kernel.models import Entry
from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.backups import BACKUPS
from sekisho.ledgers.restore_tests import RESTORE_TESTS
from tests.cast import Town, at
from tests.conformance import LedgerConformance
from tests.ledgers.test_backups import FACTS as BACKUP
from tests.ledgers.test_backups import SUCCESS

THURSDAY, FRIDAY = date(2026, 4, 9), date(2026, 4, 10)
FACTS = {
    "tested_on": FRIDAY,
    "restored_to": "予備のサーバ",
    "verification": "件数と3件の内容を見比べた",
    "expected": 1200,
    "found": 1200,
    "result": "restored",
    "restored_on": FRIDAY,
}


class TestRestoreTests(LedgerConformance):
    ledger = RESTORE_TESTS
    keeper = "welfare"
    facts = FACTS
    change = {"opinion": "戻すのに40分かかった"}
    broken = {"found": 1199}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return dict(self.facts) | {"backup": a_backup(town, **SUCCESS).line, "tester": town.clerk.line}


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def a_backup(town: Town, **facts: object) -> Entry:
    found = BACKUPS.model._default_manager.first()
    return found or town.welfare.enters(BACKUPS, at(THURSDAY), **{**BACKUP, **facts})


def tries(town: Town, backup: Entry, **facts: object) -> Entry:
    who = {"backup": backup.line, "tester": town.clerk.line}
    return town.welfare.enters(RESTORE_TESTS, at(FRIDAY), **{**FACTS, **who, **facts})


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"result": "failed"}, "空けておいて"),
        ({"restored_on": None}, "確かめた日"),
        ({"restored_on": THURSDAY}, "始まりの日より前"),
    ],
)
def test_what_does_not_hold_together_is_refused(town: Town, facts: dict[str, object], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        tries(town, a_backup(town, **SUCCESS), **facts)
