"""緊急時綴簿."""

from __future__ import annotations

from datetime import date

from sekisho.ledgers.emergency_binders import EMERGENCY_BINDERS
from tests.conformance import LedgerConformance


class TestEmergencyBinders(LedgerConformance):
    ledger = EMERGENCY_BINDERS
    keeper = "crisis"
    facts = {
        "printed_on": date(2026, 4, 9),
        "places": "危機管理課 書棚1、宿直室",
        "contents_sha256": "0" * 64,
    }
    change = {"places": "危機管理課 書棚1、宿直室、副町長室"}
    broken = {"contents_sha256": "0" * 63}
