"""札: a scanner that types finds the entry of a key, a medium or an asset."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from sekisho.kernel.screens.labels import code_of, line_of
from sekisho.ledgers.keys import KEYS
from tests.cast import Town, at


@pytest.fixture
def town(db: None) -> Town:
    town = Town()
    key = {
        "number": "K-1",
        "area": "サーバ室",
        "kind": "original",
        "place": "鍵箱",
        "used_from_on": date(2025, 4, 1),
    }
    town.property.enters(KEYS, at("2025-04-02"), custodian=town.property.line, **key)
    return town


def test_every_thing_of_the_ledger_has_a_label_with_its_code(town: Town, client: Client) -> None:
    client.force_login(town.property.account)

    page = client.get("/ledgers/keys/labels/")

    html = page.content.decode()
    assert [label.code for label in page.context["labels"]] == ["SEKISHO:KEYS:1"]
    assert html.count("segno") >= 1
    assert "style=" not in html


@pytest.mark.parametrize("typed", ["SEKISHO:KEYS:1", " sekisho:keys:1 ", "ＳＥＫＩＳＨＯ：ＫＥＹＳ：１"])
def test_what_a_scanner_types_leads_to_the_entry(town: Town, client: Client, typed: str) -> None:
    client.force_login(town.property.account)

    answer = client.get("/find/", {"q": typed})

    assert answer.headers["Location"] == "/ledgers/keys/1/"


@pytest.mark.parametrize(
    "typed",
    ["SEKISHO:KEYS:2", "SEKISHO:SECRETS:1", "SEKISHO:KEYS:1x", "SEKISHO:KEYS:９９９９９９９９９９", ""],
)
def test_what_leads_nowhere_is_said_and_not_an_error(town: Town, client: Client, typed: str) -> None:
    client.force_login(town.property.account)

    assert client.get("/find/", {"q": typed}).status_code == 200


def test_a_number_that_somebody_types_by_hand_is_found_too(town: Town, client: Client) -> None:
    client.force_login(town.property.account)

    page = client.get("/find/", {"q": "k-1"})

    assert [entry.number for one in page.context["results"] for entry in one.entries] == ["K-1"]


def test_who_may_not_see_the_ledger_is_not_told_what_is_in_it(town: Town, client: Client) -> None:
    client.force_login(town.crisis.account)

    assert "サーバ室" not in client.get("/find/", {"q": "K-1"}).content.decode()
    assert client.get("/ledgers/keys/labels/").status_code == 403


def test_the_code_of_a_line_leads_back_to_it(town: Town) -> None:
    line = KEYS.model._default_manager.get().line

    assert line_of(code_of(line)) == line
