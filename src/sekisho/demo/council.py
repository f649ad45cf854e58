"""Decisions of the mayor, and the instructions and requests that the chief gives on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.utils import timezone

from sekisho.council.instructions import complete, issue
from sekisho.demo.stage import Stage, moment
from sekisho.kernel.acts import Act
from sekisho.kernel.models import Decision
from sekisho.kernel.verbs import decide
from sekisho.ledgers.instructions import Order as InstructionEntry
from sekisho.rules.fiscal import fiscal_year, fiscal_year_label

CLAUSE = "a3.p6.i1"  # 対策の決定及び見直し
DONE_BEFORE = 5  # days before it is due


@dataclass(frozen=True, slots=True)
class Order:
    """To which section and what; `days` to do it in, None for a request, which has no deadline."""

    section: str
    statement: str
    days: int | None


@dataclass(frozen=True, slots=True)
class Measure:
    """One decision and the orders that follow from it."""

    title: str
    statement: str
    orders: tuple[Order, ...]


YEARLY = Measure(
    "住基ネットのセキュリティ対策({year})",
    "セキュリティ会議の結果に基づき、{year}の対策を定める。管理方法は全て見直し済みとする。",
    (
        Order("resident_affairs", "認証情報と業務端末の管理方法を操作者全員に周知すること。", 45),
        Order("property_information", "無停電電源装置の電池の交換時期を調べ、予算要求に含めること。", 90),
        Order("board_of_education", "学校から住民票の写しを公用請求する際の手順の周知をお願いする。", None),
    ),
)
WHILE_VACANT = Measure(
    "停電時の統合端末の取扱い",
    "停電の予告があるときは、前日の業務終了後に全ての統合端末の電源を切る。",
    (Order("resident_affairs", "手順を窓口に備え、操作者全員に知らせること。", 14),),
)
WHILE_AWAY = (
    Measure(
        "バックアップ媒体の保管場所の変更",
        "バックアップ媒体の一組を、本庁の金庫から支所の耐火金庫に移す。",
        (Order("resident_affairs", "媒体を移し、保管場所の記録を改めること。", 21),),
    ),
    Measure(
        "年度末の認証情報の一斉点検",
        "離任した者の認証情報が残っていないかを、全件について確かめる。",
        (Order("resident_affairs", "全ての認証情報を管理簿と照らし、結果を報告すること。", 21),),
    ),
    Measure(
        "統合端末の覗き見防止フィルタの取替え",
        "傷みの目立つ覗き見防止フィルタを、全ての統合端末で取り替える。",
        (Order("resident_affairs", "取替え後に画面が来庁者から見えないことを確かめること。", 30),),
    ),
)


def plan_measure(stage: Stage, measure: Measure, day: date) -> None:
    """On `day` the mayor decides; in the afternoon the chief, or whoever acts, passes it on."""

    def resolve(at: datetime) -> None:
        on = timezone.localdate(at)
        year = fiscal_year_label(fiscal_year(on))
        decision = decide(
            clause=CLAUSE,
            document_number=stage.document_number(on),
            title=measure.title.format(year=year),
            statement=measure.statement.format(year=year),
            act=stage.act_in_post("mayor", at),
        )
        for place, order in enumerate(measure.orders):
            stage.once_filled(
                "chief",
                moment(on, 14, 5 + 4 * place),
                partial(_pass_on, stage, decision, order),
            )

    if stage.text_held(day):
        stage.put(moment(day, 10, 45), resolve)


def _pass_on(stage: Stage, decision: Decision, order: Order, act: Act) -> None:
    """A section carries it out some days before it is due; a request is answered by whoever is not in this town hall."""
    due_on = act.on + timedelta(days=order.days) if order.days is not None else None
    given = issue(decision, to_section=order.section, statement=order.statement, due_on=due_on, act=act)
    if due_on is not None:
        done_on = stage.next_open(due_on - timedelta(days=DONE_BEFORE))
        stage.put(moment(done_on, 15, 20), partial(_done, stage, given))


def _done(stage: Stage, given: InstructionEntry, at: datetime) -> None:
    complete(given, evidence="実施の記録(綴)", act=stage.act_in_section(given.to_section, at, "order"))
