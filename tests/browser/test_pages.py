"""The pages as people meet them: with a keyboard, on a phone, without JavaScript, in English, on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from sekisho.kernel.models import Discharge
from sekisho.kernel.town import open_days
from sekisho.ledgers.daily_checks import DAILY_CHECKS, ITEMS, DailyCheck
from tests.cast import Member, Town, at

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = {
    "board": "/",
    "clause": "/clauses/a5.i1.s2/",
    "today": "/today/",
    "organisation": "/organisation/",
    "ledgers": "/ledgers/",
    "list": "/ledgers/daily_checks/",
    "entry": "/ledgers/daily_checks/1/",
    "enter": "/ledgers/daily_checks/enter/",
    "amend": "/ledgers/daily_checks/1/amend/",
    "retire": "/ledgers/daily_checks/1/retire/",
    "reports": "/reports/",
    "decisions": "/decisions/",
    "review": "/review/chief/",
    "journal": "/journal/",
    "event": "/journal/1/",
    "refusal": "/ledgers/persons/enter/",
}
DESKTOP, PHONE = 1280, 390
Open = Callable[..., Page]


@pytest.fixture
def town() -> Town:
    """The cast, with the daily checks of the last two weeks; today's is not done."""
    town = Town()
    today = timezone.localdate()
    for place, day in enumerate(open_days().open_days(today - timedelta(days=14), today)):
        facts = {
            "checked_on": day,
            "checked_at": time(8, 40),
            "checker": town.clerk.line,
            **dict.fromkeys(ITEMS, "ok"),
        }
        if place == 3:
            facts |= {"network": "ng", "action_taken": "回線の断。業者へ連絡した。"}
        if place != 5:
            town.clerk.enters(DAILY_CHECKS, at(day, 8, 45), **facts)
    return town


def signed_in(page: Page, server: LiveServer, member: Member, language: str = "ja") -> Page:
    """The page with the session of that member."""
    member.account.language = language
    member.account.save()
    client = Client()
    client.force_login(member.account)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server.url}])
    return page


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the screen, once its styles are all there."""
    page.wait_for_load_state()
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return max(wider, 0)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_no_page_breaks_accessibility_or_its_frame(
    live_server: LiveServer,
    town: Town,
    open_window: Open,
    axe: Callable[[Page], list[str]],
    screenshot: Callable[[Page, str], Path],
    language: str,
    width: int,
) -> None:
    """axe-core finds nothing serious, nothing is wider than the screen, and the page says its language."""
    page = signed_in(open_window(width=width), live_server, town.welfare, language)
    found: dict[str, list[str]] = {}
    for name, address in PAGES.items():
        page.goto(live_server.url + address)
        screenshot(page, f"{name}-{language}-{width}")
        assert page.locator("html").get_attribute("lang") == language
        wider = overflow(page)
        found[name] = axe(page) + ([f"{wider} px wider than the screen"] if wider else [])

    assert {name: faults for name, faults in found.items() if faults} == {}


def test_the_sign_in_page_is_accessible(
    live_server: LiveServer, page_ja: Page, axe: Callable[[Page], list[str]]
) -> None:
    page_ja.goto(live_server.url)

    assert page_ja.url.startswith(live_server.url + "/sign-in/")
    assert axe(page_ja) == []


def test_a_browser_that_asks_for_english_still_gets_japanese_until_the_person_chooses(
    live_server: LiveServer, page_en: Page
) -> None:
    page_en.goto(live_server.url)
    expect(page_en.get_by_role("button", name="サインイン")).to_be_visible()

    page_en.get_by_role("button", name="English").click()

    expect(page_en.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_clerk_signs_in_with_a_password(live_server: LiveServer, town: Town, page_ja: Page) -> None:
    town.clerk.account.set_password("朝の点検は三分で終わります")
    town.clerk.account.save()
    page_ja.goto(live_server.url)

    page_ja.get_by_role("textbox", name="職員番号").fill(town.clerk.account.staff_number)
    page_ja.get_by_label("パスワード").fill("まちがい")
    page_ja.get_by_role("button", name="サインイン").click()
    expect(page_ja.get_by_text("職員番号かパスワードが違います")).to_be_visible()
    page_ja.get_by_role("textbox", name="職員番号").fill(town.clerk.account.staff_number)
    page_ja.get_by_label("パスワード").fill("朝の点検は三分で終わります")
    page_ja.get_by_role("button", name="サインイン").click()

    expect(page_ja.get_by_text(town.clerk.name).first).to_be_visible()


def test_the_mornings_check_is_one_click(live_server: LiveServer, town: Town, page_ja: Page) -> None:
    today = timezone.localdate()
    page = signed_in(page_ja, live_server, town.clerk)
    page.goto(live_server.url + "/today/")

    page.get_by_role("button", name="異常なし").click()

    expect(page.get_by_text("今日の点検を「異常なし」で記載しました")).to_be_visible()
    assert DailyCheck.objects.filter(checked_on=today, checker=town.clerk.line).count() == 1
    assert Discharge.objects.filter(duty="daily-check", due_on=today).count() == 1


def test_an_entry_is_made_with_the_keyboard_alone(live_server: LiveServer, town: Town, page_ja: Page) -> None:
    page = signed_in(page_ja, live_server, town.welfare)
    page.goto(live_server.url + "/ledgers/terminals/enter/")

    page.get_by_label("端末番号").focus()
    page.keyboard.type("T-01")
    page.keyboard.press("Tab")
    page.keyboard.type("1番窓口")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.get_by_label("設置日").fill("2026-04-01")
    page.keyboard.press("Enter")

    expect(page.get_by_text("統合端末台帳の1番に記載しました")).to_be_visible()


def test_tab_reaches_the_skip_link_first_and_it_leads_to_the_content(
    live_server: LiveServer, town: Town, page_ja: Page
) -> None:
    page = signed_in(page_ja, live_server, town.welfare)
    page.goto(live_server.url)

    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.getAttribute('href')")

    assert first.startswith("#")
    assert page.locator(first).count() == 1
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


def test_every_page_works_without_javascript(live_server: LiveServer, town: Town, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="ja-JP")
    page = signed_in(context.new_page(), live_server, town.welfare)
    page.goto(live_server.url + "/ledgers/daily_checks/")

    page.get_by_role("searchbox").fill("回線")
    page.keyboard.press("Enter")

    expect(page.get_by_text("回線の断。業者へ連絡した。")).to_be_visible()
    rows = page.locator("tbody tr").count()
    context.close()
    assert rows == 1


def test_a_search_narrows_the_list_as_one_types(live_server: LiveServer, town: Town, page_ja: Page) -> None:
    page = signed_in(page_ja, live_server, town.welfare)
    page.goto(live_server.url + "/ledgers/daily_checks/")

    page.get_by_role("searchbox").press_sequentially("ｶｲｾﾝ", delay=20)
    page.get_by_role("searchbox").fill("回線")

    expect(page.locator("tbody tr")).to_have_count(1)
    assert "q=" in page.url


def test_the_board_shows_only_what_needs_attention_when_asked(
    live_server: LiveServer, town: Town, page_ja: Page
) -> None:
    page = signed_in(page_ja, live_server, town.welfare)
    page.goto(live_server.url)
    everything = page.locator("article, .tile").count()

    page.goto(live_server.url + "/?show=attention")

    assert 0 < page.locator("article, .tile").count() < everything


def test_an_earlier_day_is_chosen_in_the_header_and_left_again(
    live_server: LiveServer, town: Town, page_ja: Page
) -> None:
    page = signed_in(page_ja, live_server, town.welfare)
    page.goto(live_server.url + "/?as_of=2026-04-10")

    expect(page.get_by_role("note").get_by_text("令和8年4月10日(金)の状態を見ています")).to_be_visible()
    page.goto(live_server.url + "/ledgers/daily_checks/")
    page.get_by_role("link", name="今日に戻る").click()

    expect(page.get_by_role("link", name="今日に戻る")).to_have_count(0)


@pytest.mark.parametrize("name", ["board", "clause", "today"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_pages_print_on_a4(
    live_server: LiveServer,
    town: Town,
    page_ja: Page,
    print_a4: Callable[[Page, str], Path],
    name: str,
    language: str,
) -> None:
    page = signed_in(page_ja, live_server, town.welfare, language)
    page.goto(live_server.url + PAGES[name])

    pdf = print_a4(page, f"{name}-{language}").read_bytes()

    assert pdf.startswith(b"%PDF")
    assert b"/MediaBox [0 0 594.95996 841.91998]" in pdf or b"/MediaBox [0 0 595" in pdf
    assert 1 <= pdf.count(b"/Type /Page\n") <= 6
