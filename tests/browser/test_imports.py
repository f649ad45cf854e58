"""The pages that take files in, in a real browser: the way of somebody new, wide and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from sekisho.ledgers.operation_histories import OperationHistory
from sekisho.site.commands.up import begin_archive
from tests.archiving.import_files import another_layout
from tests.browser.test_pages import DESKTOP, PHONE, overflow, signed_in
from tests.cast import Town
from tests.unit.intake.tables.samples import operations

pytestmark = pytest.mark.django_db(transaction=True)

CHOICES = {
    0: "process",
    1: "occurred_at",
    2: "terminal_id",
    3: "reason",
    4: "operator_id",
    5: "scope",
    6: "subject",
}


@pytest.fixture
def town(db: None, settings: Settings, tmp_path: Path) -> Town:
    """The cast, with an archive of their own."""
    settings.DATA = tmp_path / "data"
    settings.SEKISHO_ARCHIVE = tmp_path / "data" / "archive"
    settings.SEKISHO_KEYS = tmp_path / "keys"
    settings.SEKISHO_ARCHIVE_BASE = "town.example/sekisho"
    begin_archive()
    return Town()


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_file_of_another_system_is_taken_in(
    live_server: LiveServer,
    town: Town,
    open_window: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    screenshot: Callable[[Page, str], Path],
    tmp_path: Path,
    language: str,
    width: int,
) -> None:
    page = signed_in(open_window(width=width), live_server, town.welfare, language)
    faults: dict[str, list[str]] = {}

    def look(name: str) -> None:
        wider = overflow(page)
        screenshot(page, f"imports-{name}-{language}-{width}")
        faults[name] = axe(page) + ([f"{wider} px wider than the screen"] if wider else [])

    sample, dirty = tmp_path / "cs.csv", tmp_path / "dirty.csv"
    sample.write_bytes(another_layout())
    dirty.write_bytes(operations({"操作日時": "いつか", "件数": "多数"}, {}, {"対象範囲": "県外"}))

    page.goto(live_server.url + "/imports/")
    look("begin")
    page.locator("#id_file").set_input_files(dirty)
    page.locator("form.box button.main").press("Enter")
    look("dirty")
    page.goto(live_server.url + "/imports/profile/")
    page.locator("#id_file").set_input_files(sample)
    page.locator("form.box button.main").press("Enter")
    look("guessed")
    for place, field in CHOICES.items():
        page.locator(f'[name="column-{place}"]').select_option(field)
    page.locator("summary").filter(has_text="コード表" if language == "ja" else "Code table").first.press(
        "Enter"
    )
    page.locator('[name="codes-0"]').fill("01=検索\n02=印刷")
    page.locator("#constants").fill("業務=本人確認情報の照会")
    page.locator('button[value="preview"]').press("Enter")
    look("preview")
    page.locator("#name").fill("CS_R8")
    page.locator('button[value="save"]').press("Enter")
    look("clean")
    page.locator('button[value="take"]').press("Enter")
    look("taken")

    assert OperationHistory._default_manager.get().stored == 2
    assert {name: found for name, found in faults.items() if found} == {}
