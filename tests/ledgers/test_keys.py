"""鍵管理簿."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.kernel.refusals import Invalid
from sekisho.kernel.verbs import amend
from sekisho.ledgers.keys import KEYS
from tests.cast import Town, at
from tests.conformance import LedgerConformance


class TestKeys(LedgerConformance):
    ledger = KEYS
    keeper = "property"
    facts = {
        "number": "S-1",
        "area": "サーバ室",
        "kind": "original",
        "place": "管財情報課 鍵箱",
        "used_from_on": date(2026, 4, 1),
    }
    change = {"ended_on": date(2026, 4, 9), "ended_by": "replaced"}
    broken = {"ended_on": date(2026, 3, 31), "ended_by": "lost"}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return dict(self.facts) | {"custodian": town.property.line}

    def test_one_number_is_one_original_and_one_spare(self, town: Town) -> None:
        original = self.entered(town)
        town.property.enters(KEYS, at("2026-04-10"), **self.facts_in(town) | {"kind": "spare"})

        with pytest.raises(Invalid, match="番号"):
            self.entered(town)

        lost = {"ended_on": date(2026, 4, 10), "ended_by": "lost"}
        amend(KEYS, original, lost, reason="紛失", act=town.property.act(at("2026-04-10")))
        anew = self.facts_in(town) | {"used_from_on": date(2026, 4, 13)}
        assert town.property.enters(KEYS, at("2026-04-13"), **anew).line.number != original.line.number

    def test_an_end_has_its_reason(self, town: Town) -> None:
        with pytest.raises(Invalid, match="両方"):
            town.property.enters(
                KEYS, at("2026-04-10"), **self.facts_in(town) | {"ended_on": date(2026, 4, 9)}
            )
