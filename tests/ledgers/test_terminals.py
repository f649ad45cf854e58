"""統合端末台帳."""

from __future__ import annotations

from datetime import date

from sekisho.ledgers.terminals import TERMINALS
from tests.conformance import LedgerConformance


class TestTerminals(LedgerConformance):
    ledger = TERMINALS
    keeper = "welfare"
    facts = {
        "number": "統合端末1",
        "place": "1番窓口",
        "owner": "town",
        "installed_on": date(2026, 4, 1),
        "locked": True,
        "screen_hidden": True,
    }
    change = {"place": "2番窓口"}
    broken = {"removed_on": date(2026, 3, 31)}
