"""照合資料簿."""

from __future__ import annotations

from datetime import date

from sekisho.ledgers.papers import PAPERS
from tests.conformance import LedgerConformance


class TestPapers(LedgerConformance):
    ledger = PAPERS
    keeper = "welfare"
    facts = {
        "kind": "staff",
        "taken_on": date(2026, 4, 10),
        "file_name": "職員.csv",
        "digest": "a" * 64,
        "profile": "staff",
        "rows": 10,
        "stored": 9,
        "refused": 1,
    }
    change = {"remarks": "年度初め"}
    broken = {"stored": 8}
