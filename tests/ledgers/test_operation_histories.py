"""操作履歴取込簿, 照合資料簿 and ファイアウォール通信履歴簿: what came in is accounted for."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.firewall_logs import FIREWALL_LOGS
from sekisho.ledgers.operation_histories import OPERATION_HISTORIES
from sekisho.ledgers.papers import PAPERS
from tests.cast import Town, at
from tests.conformance import LedgerConformance


class TestOperationHistories(LedgerConformance):
    ledger = OPERATION_HISTORIES
    keeper = "welfare"
    facts = {
        "taken_on": date(2026, 4, 10),
        "first_on": date(2026, 4, 1),
        "last_on": date(2026, 4, 9),
        "file_name": "操作履歴_202604.csv",
        "digest": "ab" * 32,
        "profile": "標準",
        "rows": 120,
        "stored": 118,
        "repeated": 0,
        "refused": 2,
    }
    change = {"remarks": "2行は桁ずれ"}
    broken = {"stored": 120}


class TestPapers(LedgerConformance):
    ledger = PAPERS
    keeper = "welfare"
    facts = {
        "kind": "staff",
        "taken_on": date(2026, 4, 10),
        "file_name": "職員_202604.csv",
        "digest": "cd" * 32,
        "profile": "標準",
        "rows": 30,
        "stored": 30,
        "refused": 0,
    }
    change = {"remarks": "異動後"}
    broken = {"refused": 1}


class TestFirewallLogs(LedgerConformance):
    ledger = FIREWALL_LOGS
    keeper = "welfare"
    facts = {
        "checked_on": date(2026, 4, 10),
        "source": "庁内FW",
        "first_on": date(2026, 4, 9),
        "last_on": date(2026, 4, 9),
        "received": 1000,
        "stored": 990,
        "unread": 0,
        "refused": 4,
        "dropped": 6,
    }
    change = {"remarks": "6件は受信前に失われた"}
    broken = {"dropped": 0}


def test_more_messages_cannot_be_unread_than_were_stored(db: None) -> None:
    town = Town()

    with pytest.raises(Invalid, match="読み取れなかったものは"):
        town.welfare.enters(FIREWALL_LOGS, at("2026-04-10"), **{**TestFirewallLogs.facts, "unread": 991})


def test_a_digest_is_one(db: None) -> None:
    town = Town()
    facts = {**TestOperationHistories.facts, "digest": "no digest"}

    with pytest.raises(Invalid, match="SHA-256"):
        town.welfare.enters(OPERATION_HISTORIES, at("2026-04-10"), **facts)
