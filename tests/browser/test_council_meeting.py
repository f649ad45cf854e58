"""A meeting of the council, from its call to an instruction that is carried out, by hands that know what stands on the screen.

Everybody has a telephone: each page on the way is read by axe and fits into its width.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from sekisho.council.models import SignOff
from sekisho.kernel.queries import standing
from sekisho.ledgers.instructions import Order
from sekisho.offices.accounts import Account
from sekisho.offices.appointments import APPOINTMENTS
from sekisho.offices.persons import PERSONS
from tests.browser.test_full_drill import PHONE, Responder
from tests.browser.test_pages import overflow, signed_in
from tests.cast import Member, Town, at

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "第1回のセキュリティ会議"
Open = Callable[..., Page]
Axe = Callable[[Page], list[str]]
SitsDown = Callable[[Member], Responder]


@pytest.fixture
def town(db: None, settings: Settings, tmp_path: Path) -> Town:
    settings.DATA = tmp_path
    return Town()


@pytest.fixture
def education(town: Town) -> Member:
    """Who answers for the board of education."""
    facts = {"staff_number": "00090", "name": "教育 十子", "reading": "きょういく とおこ"}
    person = town.general.enters(PERSONS, at("2025-04-02"), **facts)
    post = {"post": "superintendent", "since": date(2025, 4, 2), "order_number": "令和7年第90号"}
    town.general.enters(APPOINTMENTS, at("2025-04-02", 10), person=person.line, **post)
    account = Account.objects.create_account("00090", person.line, None)
    return Member("教育 十子", person.line, "superintendent", account)


@pytest.fixture
def sits_down(live_server: LiveServer, open_window: Open) -> SitsDown:
    """A function: that member with a telephone, on the page of the day's work."""

    def begin(member: Member) -> Responder:
        page = signed_in(open_window(**PHONE), live_server, member)
        page.goto(live_server.url + "/today/")
        return Responder(page)

    return begin


def to_the_council(hands: Responder) -> Responder:
    hands.unfolds("メニュー")
    hands.opens("会議")
    return hands


def to_the_meeting(hands: Responder) -> Responder:
    to_the_council(hands).opens(NAME)
    return hands


def test_a_meeting_is_convened_held_decided_written_up_confirmed_and_carried_out(  # noqa: PLR0915 -- one meeting, told in order
    town: Town,
    education: Member,
    sits_down: SitsDown,
    axe: Axe,
    screenshot: Callable[[Page, str], Path],
    print_a4: Callable[[Page, str], Path],
) -> None:
    today = timezone.localdate().isoformat()

    def looks_well(hands: Responder, name: str) -> None:
        assert overflow(hands.page) == 0, name
        screenshot(hands.page, f"council-{name}")
        assert axe(hands.page) == [], name

    office = to_the_council(sits_down(town.welfare))
    looks_well(office, "empty")
    office.opens("会議を起こす")
    office.writes("会議の名", NAME)
    office.writes("開催予定日", today)
    office.writes("開会の時刻", "10:00")
    office.writes("場所", "第1会議室")
    office.presses("記載する")

    chief = sits_down(town.vice_mayor)
    chief.opens(f"「{NAME}」は招集を待っています。")
    looks_well(chief, "proposed")
    chief.presses("招集する")
    chief.reads("会議を招集しました")
    chief.opens("議題")
    chief.reads("施行中の版がありません")
    looks_well(chief, "agenda")
    print_a4(chief.page, "council-agenda")

    office = to_the_meeting(sits_down(town.welfare))
    office.opens("開催と出欠を記載する")
    office.chooses("危機管理課長 危機 七海", "代理出席")
    office.chooses("危機管理課長: 代理で出席した者", "窓口 四郎")
    looks_well(office, "hold")
    office.presses("開催と出欠を記載する")
    office.reads("代理出席は規程に定めなし")

    office.opens("審議の結果を記載する")
    office.writes("件名", "認証情報の管理方法の見直し")
    office.writes("決定・審議の内容", "第2版を施行する。")
    office.writes("決め方(あったとおりに)", "異議なし")
    looks_well(office, "resolve")
    office.presses("審議の結果を記載する")
    office.reads("第2版を施行する。")

    office = to_the_meeting(sits_down(town.welfare))
    office.opens("議事録を作って確定する")
    office.writes("議事の要旨", "第2版を施行することに異議はなかった。")
    looks_well(office, "minutes")
    office.presses("議事録を作って確定する")
    office.reads("確認待ち")

    chief = sits_down(town.vice_mayor)
    chief.opens(f"「{NAME}」の議事録を確認してください。")
    chief.reads("第2版を施行することに異議はなかった。")
    looks_well(chief, "to-confirm")
    chief.presses("議事録を確認する")
    chief.reads("議事録を確認しました")
    assert SignOff.objects.get().person_id == town.vice_mayor.line.pk

    for to, words in (
        ("住民福祉課", "操作者全員に周知すること。"),
        ("教育委員会", "学校へのお知らせをお願いする。"),
    ):
        chief = to_the_meeting(sits_down(town.vice_mayor))
        chief.opens("指示・要請する")
        chief.chooses("宛先", to)
        chief.writes("内容", words)
        looks_well(chief, "instruct")
        chief.presses("指示・要請する")
        chief.reads(words)

    for member in (town.welfare, education):
        for step, words in (("受領", ""), ("回答", "今週の朝礼で伝える。"), ("完了", "朝礼の記録")):
            hands = sits_down(member)
            hands.page.get_by_role("link", name="の完了がまだ記載されていません。").first.click()
            hands.chooses("記録すること", step)
            hands.writes("回答の内容、または完了の証拠(簿冊の行・文書の名)", words)
            looks_well(hands, "carry")
            hands.presses("記載する")
            hands.reads("記載しました")

    orders = standing(Order, timezone.now())
    assert {one.to_section: one.kind for one in orders} == {
        "resident_affairs": "instruction",
        "board_of_education": "request",
    }
    assert all(one.done_on and one.reply and one.received_at for one in orders)
    chief = to_the_council(sits_down(town.vice_mayor))
    looks_well(chief, "after")
    chief.opens("指示・要請")
    chief.reads("朝礼の記録")
    looks_well(chief, "instructions")
    chief = to_the_meeting(sits_down(town.vice_mayor))
    print_a4(chief.page, "council-meeting")
