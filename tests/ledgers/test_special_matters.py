"""特別事項簿."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.special_matters import SPECIAL_MATTERS
from tests.cast import Town, at
from tests.conformance import LedgerConformance


class TestSpecialMatters(LedgerConformance):
    ledger = SPECIAL_MATTERS
    keeper = "property"
    facts = {
        "arose_on": date(2026, 4, 8),
        "statement": "隣町からサーバ室の一時利用を頼まれた。",
        "no_other_clause_because": "他の団体の機器を置くことは、どの条項にも書かれていない。",
        "action_taken": "会議に諮り、断った。",
        "done_on": date(2026, 4, 9),
    }
    change = {"action_taken": "会議に諮り、理由を添えて断った。"}
    broken = {"no_other_clause_because": "その他"}

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"no_other_clause_because": "特になし" + " " * 20}, "短すぎます"),
            ({"action_taken": ""}, "何をしたか"),
            ({"done_on": date(2026, 4, 7)}, "前です"),
        ],
    )
    def test_it_says_why_and_what_was_done(self, town: Town, wrong: dict[str, Any], said: str) -> None:
        with pytest.raises(Invalid, match=said):
            town.property.enters(SPECIAL_MATTERS, at("2026-04-10"), **dict(self.facts) | wrong)
