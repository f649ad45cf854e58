"""The reason that an amendment needs: asked for as required, missed beside its own field, and no other fault there."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from sekisho.kernel.verbs import amend
from sekisho.ledgers.daily_checks import DAILY_CHECKS, DailyCheck
from tests.cast import Town, at

DAY = date(2026, 4, 10)
AMEND = "/ledgers/daily_checks/1/amend/"


@pytest.fixture
def town(db: None) -> Town:
    town = Town()
    when = at(DAY, 8, 40)
    town.clerk.enters(DAILY_CHECKS, when, checked_on=DAY, checked_at=when.time(), checker=town.clerk.line)
    return town


@pytest.fixture
def clerk(town: Town, client: Client) -> Client:
    client.force_login(town.clerk.account)
    return client


def facts(town: Town, **changed: str) -> dict[str, str]:
    """What the form of the first check sends."""
    items = ("startup", "backup_last_night", "business_software", "terminals", "network")
    more = ("firewall_log", "virus_definitions", "warning_lamps")
    kept = {"checked_on": "2026-04-10", "checked_at": "08:40", "checker": town.clerk.person, "revision": "1"}
    return {**kept, **dict.fromkeys((*items, *more), "ok"), **changed}


def test_a_missing_reason_is_said_at_once_with_the_other_faults(town: Town, clerk: Client) -> None:
    answer = clerk.post(AMEND, facts(town, room_celsius="900", reason=" "))

    assert answer.status_code == 422
    assert answer.context["reason"].errors == {"reason": ["理由を書いてください。"]}
    assert "room_celsius" in answer.context["form"].errors


def test_an_amendment_by_another_meanwhile_is_no_fault_of_the_reason(town: Town, clerk: Client) -> None:
    entry = DailyCheck.objects.get()
    amend(DAILY_CHECKS, entry, {"room_celsius": 22}, reason="書き漏れ", act=town.welfare.act(at(DAY, 10)))

    answer = clerk.post(AMEND, facts(town, room_celsius="23", reason="書き漏れ"))

    assert answer.status_code == 422
    assert list(answer.context["reason"].errors) == ["__all__"]
    assert "住福 三枝" in answer.content.decode()
