"""The window the browser tests look through shows what they must not overlook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import window

HEAD = "<!doctype html><html lang='ja'><title>関所</title><main><h1>関所</h1>"


def test_japanese_is_drawn_in_a_japanese_font(page_ja: Page) -> None:
    page_ja.set_content(f"{HEAD}<p>統括責任者の髙橋</p></main>")
    session = page_ja.context.new_cdp_session(page_ja)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    paragraph = session.send("DOM.querySelector", {"nodeId": root, "selector": "p"})["nodeId"]

    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": paragraph})["fonts"]

    assert {font["familyName"] for font in fonts} <= {"Noto Sans JP", "Noto Serif JP"}


def test_the_visitor_is_japanese_and_in_tokyo(page_ja: Page) -> None:
    told = page_ja.evaluate("[navigator.language, Intl.DateTimeFormat().resolvedOptions().timeZone]")

    assert told == ["ja-JP", "Asia/Tokyo"]


def test_a_page_that_asks_the_outside_fails(browser: Browser) -> None:
    with (
        pytest.raises(AssertionError, match="the page is not quiet"),
        window(browser, "ja-JP", 800, 600) as page,
    ):
        page.set_content(f"{HEAD}<img alt='' src='https://outside.example/a.png'></main>")


def test_a_page_whose_script_breaks_fails(browser: Browser) -> None:
    with (
        pytest.raises(AssertionError, match="the page is not quiet"),
        window(browser, "ja-JP", 800, 600) as page,
    ):
        page.set_content(f"{HEAD}<script>nothing.there()</script></main>")


def test_axe_names_the_breach_and_the_place(page_ja: Page, axe: Callable[[Page], list[str]]) -> None:
    page_ja.set_content(f"{HEAD}<input id='nameless'></main>")

    (breach,) = axe(page_ja)

    assert breach.startswith("label (critical)")
    assert "#nameless" in breach


def test_axe_is_content_with_a_sound_page(page_ja: Page, axe: Callable[[Page], list[str]]) -> None:
    page_ja.set_content(f"{HEAD}<label>氏名 <input></label></main>")

    assert axe(page_ja) == []


def test_pictures_and_prints_land_in_the_results(
    page_ja: Page, screenshot: Callable[[Page, str], Path], print_a4: Callable[[Page, str], Path]
) -> None:
    page_ja.set_content(f"{HEAD}</main>")

    assert screenshot(page_ja, "window").read_bytes().startswith(b"\x89PNG")
    assert print_a4(page_ja, "window").read_bytes().startswith(b"%PDF")
