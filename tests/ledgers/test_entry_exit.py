"""入退室管理簿."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.entry_exit import ENTRY_EXIT
from tests.cast import Member, Town, at
from tests.conformance import LedgerConformance


class TestEntryExit(LedgerConformance):
    ledger = ENTRY_EXIT
    keeper = "property"
    facts = {
        "entered_at": at("2026-04-09", 10),
        "left_at": at("2026-04-09", 11, 30),
        "visitor": "保守 一郎",
        "organisation": "保守業者A",
        "purpose": "UPSの電池交換",
        "badge_number": "3",
        "emergency": False,
    }
    change = {"left_at": at("2026-04-09", 11, 45), "taken_out": "古い電池2個"}
    broken = {"left_at": at("2026-04-09", 9, 59)}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return dict(self.facts) | {"attended_by": town.property.line}

    def test_the_form_begins_with_this_minute_and_guesses_nobody(
        self, town: Town, who: Member, client: Client
    ) -> None:
        begun = client.get(self.page(act="enter")).context["form"].initial

        assert type(begun["entered_at"]) is datetime
        assert begun.keys().isdisjoint({"left_at", "person", "attended_by"})

    def test_who_went_in_is_staff_or_a_visitor_and_not_both(self, town: Town) -> None:
        with pytest.raises(Invalid, match="どちらか一方"):
            town.property.enters(
                ENTRY_EXIT, at("2026-04-10"), **self.facts_in(town) | {"person": town.clerk.line}
            )
        with pytest.raises(Invalid, match="どちらか一方"):
            town.property.enters(ENTRY_EXIT, at("2026-04-10"), **self.facts_in(town) | {"visitor": ""})

    def test_nobody_attends_to_himself(self, town: Town) -> None:
        facts = self.facts_in(town) | {"visitor": "", "person": town.property.line}

        with pytest.raises(Invalid, match="立会者が同じ"):
            town.property.enters(ENTRY_EXIT, at("2026-04-10"), **facts)
