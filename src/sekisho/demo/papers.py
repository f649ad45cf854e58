"""Duties whose evidence is still on paper: done by habit, now and then late, now and then not at all."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sekisho.demo.chance import chance
from sekisho.demo.stage import ONE_DAY, Stage, moment
from sekisho.kernel.acts import Act
from sekisho.kernel.town import open_days, pack
from sekisho.kernel.verbs import discharge
from sekisho.rules.cadences import EachOpenDay, Monthly, Weekly, Yearly
from sekisho.rules.due import Occurrence, occurrences
from sekisho.rules.fiscal import FIRST_MONTH, day_of_month, fiscal_year, fiscal_year_label, fiscal_year_span
from sekisho.rules.model import Duty


@dataclass(frozen=True, slots=True)
class Habit:
    """How the town keeps one duty: on which document, where that lies, and when it is done.

    `month` and `day` are for what is done once a year; `nth` counts open days, from the
    first of the period (0, 1, ...) or back from its due day (-1 is the due day itself).
    """

    document: str
    place: str
    month: int = 0
    day: int = 0
    nth: int = -1


_WELFARE, _PROPERTY = "住民福祉課 書棚2", "管財情報課 書棚1"
_GENERAL, _CRISIS = "総務課 書庫3", "危機管理課 書棚1"
_COUNCIL = "住民福祉課 セキュリティ会議綴"

HABITS = {
    "council-meeting": Habit("セキュリティ会議 議事録", _COUNCIL, 5, 22),
    "measures-review": Habit("セキュリティ対策 見直し決裁", _COUNCIL, 5, 22),
    "compliance-check": Habit("遵守状況の確認書", _COUNCIL, nth=-8),
    "audit": Habit("監査報告書", _COUNCIL, 2, 18),
    "training": Habit("研修受講記録", _GENERAL, 7, 10),
    "authority-check": Habit("操作者の権限照合表", _WELFARE, nth=7),
    "operation-history": Habit("操作履歴の受領控え", "住民福祉課 耐火金庫", nth=3),
    "credential-method": Habit("認証情報の管理方法 見直し伺い", _WELFARE, 6, 9),
    "credential-stock-take": Habit("認証情報の棚卸表", _WELFARE, 4, 23),
    "pledge": Habit("操作者の誓約書", "住民福祉課 鍵付き書庫", 4, 20),
    "firewall-log": Habit("通信ログ採取簿", _WELFARE),
    "firewall-review": Habit("通信ログ確認表", _WELFARE, nth=-2),
    "undergo-audit": Habit("監査の指摘と回答", _WELFARE, 3, 11),
    "terminal-method": Habit("業務端末の保安管理方法 見直し伺い", _WELFARE, 6, 9),
    "terminal-stock-take": Habit("業務端末の棚卸表", _WELFARE, 9, 14),
    "backup-method": Habit("バックアップ保管方法 見直し伺い", _WELFARE, 6, 16),
    "backup": Habit("バックアップ記録簿", _WELFARE, nth=-1),
    "restore-test": Habit("復元試験の記録", _WELFARE, 10, 8),
    "asset-stock-take": Habit("情報資産の棚卸表", _WELFARE, 2, 25),
    "data-protection": Habit("本人確認情報の保護措置 見直し伺い", _WELFARE, 6, 16),
    "sheet-method": Habit("帳票の管理方法 見直し伺い", _WELFARE, 6, 23),
    "card-method": Habit("カードの管理方法 見直し伺い", _WELFARE, 6, 23),
    "card-count": Habit("カード数量確認表", "住民福祉課 耐火金庫", nth=-1),
    "server-care": Habit("サーバ室 保安点検表", _PROPERTY, nth=9),
    "environment-check": Habit("稼働環境点検表", _PROPERTY, nth=9),
    "building-check": Habit("庁舎巡視点検表", _GENERAL, nth=5),
    "training-plan": Habit("年間研修計画 決裁", _GENERAL, 5, 14),
    "disaster-plan": Habit("災害時対応手順と連絡網", _CRISIS, 6, 11),
    "disaster-drill": Habit("訓練実施報告", _CRISIS, 11, 5),
}


# Of a hundred occurrences: how many are never done, and how many are done or recorded late.
ODDS: dict[type, tuple[int, int]] = {EachOpenDay: (1, 1), Weekly: (3, 3), Monthly: (4, 4), Yearly: (3, 6)}
# What the visitor is to find: the last of these that fell due was left undone, or recorded late.
NEGLECTED, DELAYED = "firewall-review", "card-count"
# The firewalls are pointed here on the last morning only, and a month's histories are the work of the next month.
STILL_ON_PAPER, FIRST_ON_PAPER = "firewall-log", "operation-history"
# Ledgers of duties that fall due by date, which the demo fills itself. The others it keeps on paper.
FILLED = frozenset({"daily_checks", "operation_histories"})


def plan_papers(stage: Stage) -> None:
    """Plan every occurrence of every duty that falls due by date and for which the demo fills no ledger."""
    modes = {hosting.mode for hosting in pack().hostings if hosting.until is None}
    horizon, _end = fiscal_year_span(fiscal_year(stage.until) + 2)
    for duty in pack().duties:
        here = duty.variant is None or duty.variant in modes
        if here and type(duty.cadence) in ODDS:
            found = occurrences(duty, since=stage.since, until=horizon, calendar=open_days())
            last = max((one.due_on for one in found if one.due_on < stage.until), default=None)
            for one in found:
                if one.opens_on < stage.until and _is_on_paper(stage, duty, one):
                    _plan(stage, duty, one, is_last=one.due_on == last)


def _is_on_paper(stage: Stage, duty: Duty, occurrence: Occurrence) -> bool:
    if duty.id == FIRST_ON_PAPER:
        return occurrence.opens_on <= stage.since
    return duty.id == STILL_ON_PAPER or duty.evidence not in FILLED


def _plan(stage: Stage, duty: Duty, occurrence: Occurrence, *, is_last: bool) -> None:
    """Let one occurrence be done, and recorded the same day unless it is one of the unlucky ones."""
    dice = chance(stage.seed, "paper", duty.id, occurrence.opens_on)
    done_on = _habitual(stage, duty, occurrence, dice)
    if done_on is None:
        return
    missed, late = ODDS[type(duty.cadence)]
    throw = dice.randrange(100)
    if throw < missed or (is_last and duty.id == NEGLECTED):
        return
    recorded_on = done_on
    if throw < missed + late or (is_last and duty.id == DELAYED):
        recorded_on = stage.open_after(occurrence.due_on, 1 + dice.randrange(4))
        lapses_on = occurrence.lapses_on
        done_on = recorded_on if lapses_on is None or recorded_on < lapses_on else done_on
    if recorded_on < stage.since:  # done before the records began: what is on paper is taken over
        recorded_on = stage.open_after(stage.since, 1 + dice.randrange(8))
    at = _moment(stage, duty, recorded_on)
    section = next((actor for actor in duty.actors if actor in _sections()), None)

    def record(act: Act) -> None:
        day = act.on if done_on == recorded_on else done_on  # what had to wait for its doer is done later
        discharge(duty, occurrence, done_on=day, paper=_paper(duty, day), act=act)

    if section is not None:
        stage.put(at, lambda then: record(stage.act_in_section(section, then, duty.id)))
    else:
        stage.once_filled(duty.actors[0], at, record)


def _habitual(stage: Stage, duty: Duty, occurrence: Occurrence, dice: Random) -> date | None:
    """The day on which it is done by habit; None where on no day the offices were open and the text known."""
    habit = _habit(duty)
    until = occurrence.due_on + ONE_DAY
    days = [
        day
        for day in open_days().open_days(occurrence.opens_on, until)
        if stage.is_open(day) and stage.text_held(day)
    ]
    if not days:
        return None
    if isinstance(duty.cadence, Yearly) and habit.month:
        year = fiscal_year(occurrence.opens_on) + (habit.month < FIRST_MONTH)
        wanted = day_of_month(year, habit.month, habit.day)
        nth = bisect_left(days, wanted) + dice.randrange(-3, 4)
        return days[max(0, min(nth, len(days) - 1))]
    nth = habit.nth + dice.randrange(2) if habit.nth >= 0 else habit.nth
    return days[max(-len(days), min(nth, len(days) - 1))]


def _moment(stage: Stage, duty: Duty, day: date) -> datetime:
    if isinstance(duty.cadence, EachOpenDay):
        return moment(day, 9, 20) + timedelta(seconds=chance(stage.seed, duty.id, day).randrange(20 * 60))
    return stage.in_hours(day, duty.id)


def _paper(duty: Duty, day: date) -> str:
    habit = _habit(duty)
    return f"{habit.document} {fiscal_year_label(fiscal_year(day))}({habit.place})"


def _habit(duty: Duty) -> Habit:
    """A duty that the town has no habit for yet is put down in a common file."""
    return HABITS.get(duty.id) or Habit(f"{duty.title.ja}の記録", "セキュリティ対策綴")


def _sections() -> set[str]:
    return {section.id for section in pack().sections}
