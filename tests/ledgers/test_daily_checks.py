"""日次点検簿."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from sekisho.kernel.refusals import Invalid
from sekisho.ledgers.daily_checks import DAILY_CHECKS, ITEMS
from tests.cast import Town, at
from tests.conformance import LedgerConformance


class TestDailyChecks(LedgerConformance):
    ledger = DAILY_CHECKS
    keeper = "welfare"
    facts = {"checked_on": date(2026, 4, 10), "checked_at": time(8, 40), **dict.fromkeys(ITEMS, "ok")}
    change = {"room_celsius": Decimal("24.5")}
    broken = {"network": "ng"}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return {**self.facts, "checker": town.clerk.line}


@pytest.mark.parametrize(("celsius", "fits"), [("-20", True), ("60", True), ("60.1", False), ("-21", False)])
def test_a_room_temperature_out_of_all_reason_is_refused(db: None, celsius: str, fits: bool) -> None:
    town = Town()
    facts = {"checked_on": date(2026, 4, 10), "checked_at": time(8, 40), "checker": town.clerk.line}

    if fits:
        town.clerk.enters(DAILY_CHECKS, at("2026-04-10"), room_celsius=Decimal(celsius), **facts)
    else:
        with pytest.raises(Invalid, match="室温"):
            town.clerk.enters(DAILY_CHECKS, at("2026-04-10"), room_celsius=Decimal(celsius), **facts)


def test_an_action_without_an_anomaly_is_asked_which_item_it_is_about(db: None) -> None:
    town = Town()
    facts = {"checked_on": date(2026, 4, 10), "checked_at": time(8, 40), "checker": town.clerk.line}

    with pytest.raises(Invalid, match="異常ありの項目がありません"):
        town.clerk.enters(DAILY_CHECKS, at("2026-04-10"), action_taken="業者へ連絡", **facts)


def test_who_found_an_anomaly_ticks_every_item_themselves(db: None, client: Client) -> None:
    """異常あり opens the form with nothing ticked, so that haste does not record a clean check."""
    town = Town()
    client.force_login(town.clerk.account)

    form = client.get("/ledgers/daily_checks/enter/?" + urlencode(dict.fromkeys(ITEMS, ""))).content.decode()

    assert form.count('value="ok"') == len(ITEMS)
    assert "checked>" not in form
    assert "checked" not in form.replace("checked_", "").replace("unchecked", "")


@pytest.mark.parametrize("item", ITEMS)
def test_each_item_that_is_not_in_order_must_say_what_was_done(db: None, item: str) -> None:
    town = Town()
    facts = {
        "checked_on": date(2026, 4, 10),
        "checked_at": time(8, 40),
        "checker": town.clerk.line,
        item: "ng",
    }

    with pytest.raises(Invalid, match="異常の内容と処置"):
        town.clerk.enters(DAILY_CHECKS, at("2026-04-10"), **facts)
    assert town.clerk.enters(DAILY_CHECKS, at("2026-04-10"), action_taken="業者へ連絡", **facts).has_anomaly  # type: ignore[attr-defined]  # the ledger says which model it is
