"""データセンター指示簿."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.data_centre_instructions import DATA_CENTRE_INSTRUCTIONS
from tests.cast import Town, at
from tests.conformance import LedgerConformance


class TestDataCentreInstructions(LedgerConformance):
    ledger = DATA_CENTRE_INSTRUCTIONS
    keeper = "property"
    facts = {
        "document_number": "管情第12号",
        "addressee": "県域データセンター 施設管理者",
        "instructed_on": date(2026, 4, 1),
        "statement": "入室者の氏名と時刻を毎月知らせること。",
        "received_on": date(2026, 4, 3),
        "answered_on": date(2026, 4, 9),
        "answer": "毎月5日までに一覧を送る。",
        "extent": "all",
    }
    change = {"entries_month": "2026-04", "sample": "5件を作業届と照らし、合っていた"}
    broken = {"answered_on": date(2026, 3, 31)}

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"extent": ""}, "三つとも"),
            ({"answered_on": None}, "三つとも"),
            ({"entries_month": "4月"}, "2026-04"),
        ],
    )
    def test_an_answer_is_whole(self, town: Town, wrong: dict[str, Any], said: str) -> None:
        with pytest.raises(Invalid, match=said):
            town.property.enters(DATA_CENTRE_INSTRUCTIONS, at("2026-04-10"), **dict(self.facts) | wrong)

    def test_a_document_number_is_one_letters(self, town: Town) -> None:
        self.entered(town)

        with pytest.raises(Invalid, match="すでに記載"):
            town.property.enters(DATA_CENTRE_INSTRUCTIONS, at("2026-04-10"), **self.facts)
