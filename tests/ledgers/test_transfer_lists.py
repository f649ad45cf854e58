"""異動予定簿."""

from __future__ import annotations

from datetime import date

from sekisho.ledgers.transfer_lists import TRANSFER_LISTS
from tests.cast import at
from tests.conformance import LedgerConformance


class TestTransferLists(LedgerConformance):
    ledger = TRANSFER_LISTS
    keeper = "general"
    facts = {
        "effective_on": date(2026, 5, 1),
        "received_on": date(2026, 4, 9),
        "embargo_until_at": at("2026-05-01", 0),
        "rows": 3,
        "file_sha256": "a" * 64,
        "moved": 0,
        "outside": 0,
        "dropped": 0,
    }
    change = {"carried_out_on": date(2026, 4, 10), "moved": 2, "outside": 1}
    broken = {"carried_out_on": date(2026, 4, 10), "moved": 1}
