"""庁舎点検簿."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.building import BUILDING, ITEMS
from tests.cast import Town, at
from tests.conformance import LedgerConformance


class TestBuilding(LedgerConformance):
    ledger = BUILDING
    keeper = "general"
    facts = {"checked_on": date(2026, 4, 9), "period": "after", **dict.fromkeys(ITEMS, "ok")}
    change = {"windows": "ng", "action_taken": "1階の窓を閉めた", "touches_server_room": "no"}
    broken = {"windows": "ng", "action_taken": "1階の窓を閉めた"}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return dict(self.facts) | {"checker": town.general.line}

    def test_what_touches_the_server_room_names_to_whom_it_was_passed(self, town: Town) -> None:
        open_door = {"server_room_door": "ng", "action_taken": "施錠した"}

        for more, why in (
            ({"touches_server_room": "no"}, "サーバ室の扉の異常"),
            ({"touches_server_room": "yes"}, "伝えた相手"),
        ):
            with pytest.raises(Invalid, match=why):
                town.general.enters(BUILDING, at("2026-04-10"), **self.facts_in(town) | open_door | more)

        passed = {"touches_server_room": "yes", "passed_to": "管財情報課長"}
        entry = town.general.enters(BUILDING, at("2026-04-10"), **self.facts_in(town) | open_door | passed)
        assert entry.line.number == 1
