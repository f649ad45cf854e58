"""Seals in the browser: what the pages say, and the proof as a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from sekisho.archive.handovers import key_chain
from sekisho.archive.keys import read_public_keys
from sekisho.archive.proving import check_proof
from sekisho.archiving.drain import drain
from sekisho.site.commands.up import begin_archive
from tests.browser.test_pages import DESKTOP, PHONE, Open, overflow, signed_in
from tests.cast import Town

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = {"event": "/journal/1/", "entry": "/ledgers/persons/1/", "journal": "/journal/"}


@pytest.fixture
def town(settings: Settings, tmp_path: Path) -> Town:
    """The cast, in a town whose journal is sealed."""
    settings.DATA, settings.SEKISHO_KEYS = tmp_path / "data", tmp_path / "keys"
    settings.SEKISHO_ARCHIVE = tmp_path / "data" / "archive"
    begin_archive()
    town = Town()
    drain()
    return town


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_pages_with_seals_are_accessible_and_keep_to_the_screen(
    live_server: LiveServer,
    town: Town,
    open_window: Open,
    axe: Callable[[Page], list[str]],
    screenshot: Callable[[Page, str], Path],
    language: str,
    width: int,
) -> None:
    page = signed_in(open_window(width=width), live_server, town.auditor, language)
    for name, address in PAGES.items():
        page.goto(live_server.url + address)
        screenshot(page, f"sealed-{name}-{language}-{width}")
        assert (axe(page), overflow(page)) == ([], 0), name


def test_an_auditor_takes_the_proof_home(
    live_server: LiveServer, town: Town, page_ja: Page, settings: Settings, tmp_path: Path
) -> None:
    page = signed_in(page_ja, live_server, town.auditor)
    page.goto(f"{live_server.url}/journal/1/")

    with page.expect_download() as download:
        page.get_by_role("link", name="証明をダウンロード").click()

    assert download.value.suggested_filename == "1.tlog-proof"
    download.value.save_as(tmp_path / "1.tlog-proof")
    keys = read_public_keys(Path(settings.SEKISHO_KEYS) / "public.txt")
    assert check_proof((tmp_path / "1.tlog-proof").read_bytes(), key_chain([], keys)).index == 1


def test_an_act_in_the_history_of_an_entry_leads_to_its_proof(
    live_server: LiveServer, town: Town, page_ja: Page
) -> None:
    page = signed_in(page_ja, live_server, town.auditor)
    page.goto(f"{live_server.url}/ledgers/persons/1/")

    link = page.get_by_role("link", name="で封印済み")
    expect(link).to_be_visible()
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "1.tlog-proof"
