"""Attaching a document to an entry and saving it again, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from sekisho.kernel.models import Document
from sekisho.ledgers.terminals import TERMINALS
from tests.browser.test_pages import DESKTOP, PHONE, signed_in
from tests.cast import Town
from tests.kernel.test_documents import NAME, PDF
from tests.kernel.test_records import FACTS, MORNING

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("width", "language"), [(DESKTOP, "ja"), (PHONE, "en")])
def test_a_document_is_attached_and_saved_again_under_its_own_name(
    live_server: LiveServer,
    db: None,
    settings: Settings,
    open_window: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    screenshot: Callable[[Page, str], Path],
    tmp_path: Path,
    width: int,
    language: str,
) -> None:
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    town = Town()
    town.welfare.enters(TERMINALS, MORNING, **FACTS)
    sent = tmp_path / NAME
    sent.write_bytes(PDF)
    page = signed_in(open_window(width=width), live_server, town.welfare, language)
    page.goto(f"{live_server.url}/ledgers/terminals/1/")

    page.locator("input[type=file]").set_input_files(sent)
    page.locator("form[enctype] button").click()
    page.get_by_role("link", name=NAME).wait_for()

    screenshot(page, f"document-{language}-{width}")
    assert axe(page) == []
    with page.expect_download() as saving:
        page.get_by_role("link", name=NAME).click()
    assert saving.value.suggested_filename == NAME
    assert Path(saving.value.path()).read_bytes() == PDF
    assert Document.objects.count() == 1
