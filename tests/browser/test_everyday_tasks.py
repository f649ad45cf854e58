"""Twelve everyday tasks in a real browser, by hands that only know what stands on the screen.

Every link, button and field is found by its visible name, as somebody new would; none by its address or its id.
Each task begins on the first page and is done in at most twelve actions: a click, a field filled in, a choice made.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from sekisho.kernel.models import Acknowledgement, Document, Report
from sekisho.kernel.queries import standing
from sekisho.ledgers.cards import CardMovement
from sekisho.ledgers.contractors import CONTRACTORS
from sekisho.ledgers.credentials import Credential
from sekisho.ledgers.daily_checks import DailyCheck
from sekisho.ledgers.entry_exit import RoomEntry
from sekisho.ledgers.environment import EnvironmentCheck
from sekisho.ledgers.key_loans import KEY_LOANS, KeyLoan
from sekisho.ledgers.keys import KEYS
from sekisho.ledgers.maintenance_reports import MaintenanceReport
from sekisho.ledgers.methods import METHODS, MethodVersion
from sekisho.ledgers.pledges import Pledge
from sekisho.ledgers.sheets import Sheet
from tests.browser.test_pages import signed_in
from tests.cast import Member, Town, at

pytestmark = pytest.mark.django_db(transaction=True)

MOST_ACTIONS = 12
Open = Callable[..., Page]


@dataclass
class Hands:
    """Somebody at the screen: acts on what has a visible name, and counts."""

    page: Page
    actions: int = 0

    def opens(self, name: str) -> None:
        """Follow the link of that name."""
        self._do(self.page.get_by_role("link", name=name, exact=True)).click()

    def presses(self, name: str) -> None:
        """Press the button of that name."""
        self._do(self.page.get_by_role("button", name=name, exact=True)).click()

    def writes(self, field: str, text: str) -> None:
        """Fill the field that is labelled so."""
        self._do(self._field(field)).fill(text)

    def chooses(self, field: str, option: str) -> None:
        """Choose in the list that is labelled so the entry that begins with those words."""
        box = self._do(self._field(field))
        box.wait_for(state="visible")
        words = next(text for text in box.locator("option").all_inner_texts() if text.startswith(option))
        box.select_option(label=words)

    def marks(self, group: str, option: str) -> None:
        """Choose among the few that stand side by side."""
        self._do(self.page.get_by_role("group", name=group).get_by_label(option, exact=True)).check()

    def hands_in(self, field: str, path: Path) -> None:
        """Give a file to the field that is labelled so."""
        self._do(self._field(field)).set_input_files(path)

    def scans(self, code: str) -> None:
        """A hand scanner: it types the code into the box for labels and presses Enter."""
        box = self._do(self.page.get_by_label("ラベルのQR、または番号・名称"))
        box.fill(code)
        box.press("Enter")

    def reads(self, words: str) -> None:
        """See those words on the screen."""
        self.page.get_by_text(words).first.wait_for(state="visible")

    def _field(self, label: str) -> Locator:
        """A field by its label, marked as one that has to be filled in or not."""
        return self.page.get_by_label(re.compile(rf"^{re.escape(label)}(※必須)?$"))

    def _do(self, found: Locator) -> Locator:
        self.actions += 1
        assert self.actions <= MOST_ACTIONS, "too many actions for an everyday task"
        return found.first


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def town(db: None, settings: Settings, tmp_path: Path, today: date) -> Town:
    settings.DATA = tmp_path
    town = Town()
    key = {"number": "K-1", "area": "サーバ室", "kind": "original", "place": "鍵箱"}
    town.property.enters(
        KEYS, at("2025-04-02"), custodian=town.property.line, used_from_on=date(2025, 4, 2), **key
    )
    contract = {"contract_from": date(2025, 4, 1), "contract_until": date(today.year + 1, 4, 1)}
    town.welfare.enters(CONTRACTORS, at("2025-04-02"), name="紀北システム保守", work="CSの保守", **contract)
    return town


@pytest.fixture
def sits_down(live_server: LiveServer, open_window: Open) -> Callable[[Member], Hands]:
    """A function: that member before the first page, signed in."""

    def begin(member: Member) -> Hands:
        page = signed_in(open_window(), live_server, member)
        page.goto(live_server.url + "/today/")
        return Hands(page)

    return begin


SitsDown = Callable[[Member], Hands]


def test_1_the_morning_check_with_nothing_amiss(town: Town, sits_down: SitsDown, today: date) -> None:
    clerk = sits_down(town.clerk)

    clerk.presses("異常なし")

    clerk.reads("今日の点検を「異常なし」で記載しました")
    assert DailyCheck.objects.get().checked_on == today
    assert clerk.actions == 1


def test_2_the_morning_check_with_an_anomaly(town: Town, sits_down: SitsDown) -> None:
    clerk = sits_down(town.clerk)

    clerk.opens("異常あり")
    for item in ("起動", "前夜のバックアップ", "業務アプリ", "統合端末", "ファイアウォールのログ採取"):
        clerk.marks(item, "異常なし")
    clerk.marks("ネットワーク", "異常あり")
    clerk.marks("ウイルス定義", "異常なし")
    clerk.marks("警告ランプ", "異常なし")
    clerk.writes("異常の内容と処置", "回線の断。業者に連絡し、10分で復旧した。")
    clerk.presses("記載する")

    clerk.reads("回線の断。業者に連絡し、10分で復旧した。")
    assert DailyCheck.objects.get().network == "ng"


def test_3_a_printout_and_where_it_went(town: Town, sits_down: SitsDown, today: date) -> None:
    clerk = sits_down(town.clerk)

    clerk.opens("簿冊")
    clerk.opens("帳票管理簿")
    clerk.opens("新しく記載する")
    clerk.writes("帳票名", "転入確認通知書")
    clerk.writes("出力した枚数", "2")
    clerk.chooses("対象の区分", "一人または一世帯")
    clerk.writes("用途(氏名は書かない)", "転入の確認")
    clerk.writes("交付した枚数", "2")
    clerk.writes("交付日", today.isoformat())
    clerk.presses("記載する")

    clerk.reads("転入確認通知書")
    assert Sheet.objects.get().handed_over == 2


def test_4_the_days_cards(town: Town, sits_down: SitsDown) -> None:
    clerk = sits_down(town.clerk)

    clerk.opens("簿冊")
    clerk.opens("カード受払簿")
    clerk.opens("新しく記載する")
    clerk.chooses("カードの種別", "個人番号カード")
    clerk.writes("前残", "0")
    clerk.writes("受入", "20")
    clerk.writes("交付", "3")
    clerk.writes("残", "17")
    clerk.presses("記載する")

    clerk.reads("カード受払簿の1番に記載しました")
    assert CardMovement.objects.get().balance == 17


def test_5_a_credential_for_a_newcomer(town: Town, sits_down: SitsDown, today: date) -> None:
    head = sits_down(town.welfare)

    head.opens("簿冊")
    head.opens("認証情報管理簿")
    head.opens("新しく記載する")
    head.chooses("貸与・登録を受けた者", "窓口 四郎")
    head.chooses("種別", "照合情報")
    head.writes("識別番号・照合ID", "V001")
    head.presses("記載する")

    head.reads("V001")
    assert Credential.objects.get().issued_on == today


def test_6_a_key_is_lent(town: Town, sits_down: SitsDown) -> None:
    lender = sits_down(town.property)

    lender.opens("簿冊")
    lender.opens("鍵貸出簿")
    lender.opens("新しく記載する")
    lender.chooses("鍵", "K-1")
    lender.writes("借りた職員以外の者(会社・氏名)", "紀北システム保守 作業員")
    lender.writes("使用目的", "定期保守")
    lender.presses("記載する")

    lender.reads("紀北システム保守 作業員")
    assert KeyLoan.objects.get().returned_at is None


def test_7_a_key_comes_back_and_is_found_on_todays_page(town: Town, sits_down: SitsDown) -> None:
    lent = timezone.now() - timedelta(hours=2)
    [key] = KEYS.model._default_manager.all()
    loan = {"key": key.line, "lent_at": lent, "borrower": town.property.line, "purpose": "点検"}
    town.property.enters(KEY_LOANS, lent, lent_by=town.property.line, **loan)
    holder = sits_down(town.property)

    holder.opens("K-1 正")
    holder.opens("訂正する")
    holder.writes(
        "返却日時(失われたときは、それが分かった日時)", timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    )
    holder.writes("訂正の理由", "返却")
    holder.presses("訂正する")

    holder.reads("鍵貸出簿の1番を訂正しました")
    assert standing(KeyLoan, timezone.now()).get().returned_at is not None


def test_8_a_contractor_enters_and_leaves_the_server_room(town: Town, sits_down: SitsDown) -> None:
    keeper = sits_down(town.property)

    keeper.opens("簿冊")
    keeper.opens("入退室管理簿")
    keeper.opens("新しく記載する")
    keeper.writes("退室日時", timezone.localtime().strftime("%Y-%m-%dT%H:%M"))
    keeper.writes("入室した職員以外の者の氏名", "保守 一夫")
    keeper.writes("所属(会社)", "紀北システム保守")
    keeper.writes("目的・作業内容", "CSの定期保守")
    keeper.chooses("立会者", "管財 五月")
    keeper.presses("記載する")

    keeper.reads("入退室管理簿の1番に記載しました")
    assert RoomEntry.objects.get().organisation == "紀北システム保守"


def test_9_a_maintenance_visit_is_entered_and_reported(town: Town, sits_down: SitsDown) -> None:
    head = sits_down(town.welfare)

    head.opens("簿冊")
    head.opens("保守点検報告簿")
    head.opens("新しく記載する")
    head.chooses("業者", "紀北システム保守")
    head.writes("作業者", "保守 一夫")
    head.writes("作業の内容", "CSの定期点検。ログの確認。")
    head.presses("記載する")
    head.opens("報告する")
    head.presses("報告する")

    head.reads("受領")
    report, visit = Report.objects.get(), MaintenanceReport.objects.get()
    assert report.about == visit.line
    assert "CSの定期点検" in report.statement


def test_10_the_chief_reads_a_report(town: Town, sits_down: SitsDown) -> None:
    test_9_a_maintenance_visit_is_entered_and_reported(town, sits_down)
    chief = sits_down(town.vice_mayor)

    chief.opens("読んで受領する")
    chief.presses("受領する")

    chief.reads("受領")
    assert Acknowledgement.objects.count() == 1


def test_11_a_method_gets_its_document_and_its_decision(
    town: Town, sits_down: SitsDown, today: date, tmp_path: Path
) -> None:
    draft = {
        "method": "cards",
        "version": "第1版",
        "summary": "数え方",
        "drafted_on": today,
        "council_on": today,
    }
    town.welfare.enters(METHODS, timezone.now() - timedelta(minutes=1), **draft)
    text = tmp_path / "カードの管理方法.txt"
    text.write_text("毎月末に二人で数える。", encoding="utf-8")
    head = sits_down(town.welfare)

    head.opens("「住基カード・個人番号カードの管理方法 第1版」は、決裁を待っています。")
    head.opens("第1版")
    head.hands_in("ファイル", text)
    head.presses("添付する")
    head.opens("簿冊")
    head.opens("管理方法")
    head.opens("決裁を記載する")
    head.writes("決裁の文書番号", "か住第9号")
    head.writes("施行日", today.isoformat())
    head.writes("訂正の理由", "決裁")
    head.presses("訂正する")

    head.reads("か住第9号")
    decided = standing(MethodVersion, timezone.now()).get()
    assert decided.document_sha256 == Document.objects.get().sha256
    assert decided.decided_on == today


def test_12_the_monthly_look_at_power_and_cooling(town: Town, sits_down: SitsDown, today: date) -> None:
    keeper = sits_down(town.property)

    keeper.opens("簿冊")
    keeper.opens("稼働環境点検簿")
    keeper.opens("新しく記載する")
    keeper.writes("室温(℃)", "24.5")
    keeper.writes("電池の期限", (today + timedelta(days=400)).isoformat())
    keeper.presses("記載する")

    keeper.reads("稼働環境点検簿の1番に記載しました")
    assert EnvironmentCheck.objects.get().checked_on == today


def test_13_a_pledge_is_taken(town: Town, sits_down: SitsDown, today: date) -> None:
    head = sits_down(town.welfare)

    head.opens("簿冊")
    head.opens("誓約簿")
    head.opens("新しく記載する")
    head.chooses("誓約した者", "窓口 四郎")
    head.writes("守ると誓った管理方法(名称と版)", "認証情報の管理方法 第1版")
    head.chooses("受け取った者", "住福 三枝")
    head.presses("記載する")

    head.reads("誓約簿の1番に記載しました")
    assert Pledge.objects.get().pledged_on == today
