"""災害対応記録簿."""

from __future__ import annotations

from datetime import date

from sekisho.ledgers.disaster import DISASTER
from tests.cast import at
from tests.conformance import LedgerConformance


class TestDisaster(LedgerConformance):
    ledger = DISASTER
    keeper = "crisis"
    facts = {
        "began_at": at("2026-04-08", 14, 20),
        "kind": "power",
        "course": "14:20 停電。14:25 発電機に切替え。16:00 復電",
        "effect": "統合端末2台が停止、サーバは無停電電源で継続",
        "juki_net": "running",
    }
    change = {"ended_on": date(2026, 4, 9), "lessons": "発電機の燃料を増やす"}
    broken = {"ended_on": date(2026, 4, 7)}
