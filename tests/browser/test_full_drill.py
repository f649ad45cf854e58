"""A full drill by hands that only know what stands on the screen: from the first alarm to the report to the governor.

An action is a button that is pressed and writes something; fields and links are not counted. Six people take part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from sekisho.duties.events import days_of
from sekisho.ledgers.incidents import Incident
from tests.browser.test_everyday_tasks import Hands
from tests.browser.test_pages import overflow, signed_in
from tests.cast import Member, Town

pytestmark = pytest.mark.django_db(transaction=True)

MOST_ACTIONS = 10
PHONE = {"width": 390, "height": 844}
TARGET = 44  # CSS pixels a thumb needs
Open = Callable[..., Page]


@dataclass
class Responder(Hands):
    """Hands that unfold what is folded, and count what they press."""

    pressed: int = 0

    def presses(self, name: str) -> None:
        """Press the button of that name: an action."""
        super().presses(name)
        self.pressed += 1

    def unfolds(self, name: str) -> None:
        """Open what is folded under that name."""
        self.page.locator("summary", has_text=name).first.click()

    def goes_to_the_drill(self) -> None:
        """From the page of today's work to the drill."""
        self.opens("事故")
        self.opens("【訓練】統合端末2から夜間に大量の照会")


@pytest.fixture
def town(db: None, settings: Settings, tmp_path: Path) -> Town:
    settings.DATA = tmp_path
    return Town()


@pytest.fixture
def sits_down(live_server: LiveServer, open_window: Open) -> Callable[..., Responder]:
    def begin(member: Member, **size: int) -> Responder:
        page = signed_in(open_window(**size), live_server, member)
        page.goto(live_server.url + "/today/")
        return Responder(page)

    return begin


def test_a_full_drill_takes_at_most_ten_actions_and_leaves_all_twelve_facts(  # noqa: PLR0915 -- one drill, told in order
    town: Town,
    sits_down: Callable[..., Responder],
    axe: Callable[[Page], list[str]],
    print_a4: Callable[[Page, str], Path],
    screenshot: Callable[[Page, str], Path],
) -> None:
    clerk = sits_down(town.clerk, **PHONE)
    clerk.unfolds("メニュー")
    clerk.opens("事故")
    clerk.opens("訓練を始める")
    assert overflow(clerk.page) == 0
    button = clerk.page.get_by_role("button", name="統括責任者に報告する").bounding_box()
    assert button is not None
    assert button["height"] >= TARGET
    assert axe(clerk.page) == []
    clerk.writes("何が起きているか", "統合端末2から夜間に大量の照会")
    clerk.marks("種類", "不正行為")
    screenshot(clerk.page, "first-report-phone")
    clerk.presses("統括責任者に報告する")
    clerk.reads("第一報を統括責任者に報告しました")

    chief = sits_down(town.vice_mayor)
    chief.opens("「【訓練】統合端末2から夜間に大量の照会」は、統括責任者の指示を待っています。")
    chief.writes("統括責任者の指示", "操作履歴を調べ、切離しの判断票を町長に示せ")
    chief.presses("受領して指示する")
    chief.reads("報告を受領し、指示を記載しました")

    head = sits_down(town.welfare)
    head.goes_to_the_drill()
    head.unfolds("切離しの判断票")
    head.writes("危険にさらされているデータ", "本人確認情報(4情報)")
    head.writes("会議の報告・調査の結果", "操作履歴で312件。電話で会議。")
    head.writes("窓口への影響と、その間の手立て", "広域交付を止め、紙の受付票で受ける")
    head.chooses("起案した者の案", "CSのLAN側を遮断する")
    head.writes("つなぎ直す条件", "操作者が分かり、認証情報を失効させたとき")
    head.presses("町長に示す")

    mayor = sits_down(town.mayor)
    mayor.opens("「【訓練】統合端末2から夜間に大量の照会」は、町長の決定を待っています。")
    mayor.reads("窓口への影響")
    assert axe(mayor.page) == []
    screenshot(mayor.page, "mayors-page")
    mayor.presses("この決定をする")
    mayor.reads("決定を記載しました")

    executor = sits_down(town.property)
    executor.opens("「【訓練】統合端末2から夜間に大量の照会」は、実施を待っています。")
    executor.reads("まだ何もしていません")
    assert axe(executor.page) == []
    screenshot(executor.page, "execution-by-hand")
    executor.presses("手順のとおり実施した")

    second = sits_down(town.crisis)
    second.opens("「【訓練】統合端末2から夜間に大量の照会」は、立会いの確認を待っています。")
    second.chooses("確かめた結果", "切れている")
    second.writes("確かめて見えたこと", "統合端末1から届かない")
    second.presses("立ち会って確認した")

    head.goes_to_the_drill()
    head.presses("知らせたと記載する")

    mayor.opens("決定する")
    mayor.writes("理由・付ける条件", "条件が満たされた")
    mayor.presses("この決定をする")
    mayor.writes("文書番号", "か住第45号")
    mayor.writes("送り方", "ファクシミリ")
    mayor.writes("相手が受け取った日時", f"{timezone.localtime():%Y-%m-%dT%H:%M}")
    mayor.writes("受け取った者・受信の確認", "市町村課に電話で確認")
    mayor.presses("知事への報告を記載する")
    mayor.reads("知事への報告を記載しました")

    assert sum(one.pressed for one in (clerk, chief, head, mayor, executor, second)) <= MOST_ACTIONS
    facts = mayor.page.locator(".twelve > li")
    assert facts.count() == 12
    assert [text for text in facts.all_inner_texts() if text.rstrip().endswith("まだ")] == []
    mayor.reads("これは訓練です")
    assert axe(mayor.page) == []
    screenshot(mayor.page, "incident-page")
    mayor.opens("判断票を印刷")
    mayor.reads("これは訓練です")
    print_a4(mayor.page, "decision-sheet")
    assert Incident.objects.filter(is_drill=False).count() == 0
    for word in ("anomaly", "incident", "unsafe_finding", "disconnection"):
        assert days_of(word, timezone.localdate(), timezone.now()) == set()


def test_the_binder_prints(
    town: Town,
    sits_down: Callable[..., Responder],
    axe: Callable[[Page], list[str]],
    print_a4: Callable[[Page, str], Path],
) -> None:
    keeper = sits_down(town.crisis)
    keeper.opens("事故")
    keeper.opens("緊急時綴")

    keeper.reads("切離しを決められるのは")
    assert axe(keeper.page) == []
    assert print_a4(keeper.page, "emergency-binder").stat().st_size > 0
