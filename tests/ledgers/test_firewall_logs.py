"""ファイアウォール通信履歴簿."""

from __future__ import annotations

from datetime import date

from sekisho.ledgers.firewall_logs import FIREWALL_LOGS
from tests.conformance import LedgerConformance


class TestFirewallLogs(LedgerConformance):
    ledger = FIREWALL_LOGS
    keeper = "welfare"
    facts = {
        "checked_on": date(2026, 4, 10),
        "source": "fw-town",
        "first_on": date(2026, 4, 9),
        "last_on": date(2026, 4, 9),
        "received": 100,
        "stored": 97,
        "unread": 2,
        "refused": 2,
        "dropped": 1,
    }
    change = {"remarks": "夜間の再起動を含む"}
    broken = {"stored": 98}
