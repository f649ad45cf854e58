"""サーバ・ネットワーク保安点検簿."""

from __future__ import annotations

from datetime import date
from typing import Any

from sekisho.kernel.checklists import Finding
from sekisho.ledgers.server_room import ITEMS, SERVER_ROOM
from tests.cast import Town
from tests.conformance import LedgerConformance


class TestServerRoom(LedgerConformance):
    ledger = SERVER_ROOM
    keeper = "property"
    facts = {"checked_on": date(2026, 4, 9), **dict.fromkeys(ITEMS, Finding.IN_ORDER)}
    change = {"diagram": Finding.ANOMALY, "action_taken": "予備スイッチの位置を構成図に書き入れた"}
    broken = {"diagram": Finding.ANOMALY}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return dict(self.facts) | {"checker": town.property.line}
