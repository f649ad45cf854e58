"""管理方法: six documents, one of them revised from draft to enforcement, each looked at once a year (第3条第6項第1号)."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from functools import partial

from sekisho.demo.reports import CHIEF, duty_of
from sekisho.demo.rhythm import SETTLING, Turns, each_year, in_turn, last_before
from sekisho.demo.stage import Stage, moment
from sekisho.kernel.acts import Act
from sekisho.kernel.documents import attach
from sekisho.kernel.models import Entry
from sekisho.kernel.queries import standing
from sekisho.kernel.town import open_days, pack
from sekisho.kernel.verbs import amend, discharge, enter
from sekisho.ledgers.methods import METHODS, MethodVersion
from sekisho.rules.due import occurrence_of
from sekisho.rules.wareki import wareki

SECTION, SUPERVISOR = "resident_affairs", "resident_affairs_supervisor"
FIRST, SECOND = "第1版", "第2版"
REVIEWS = {  # month and day on which each is looked at
    "credentials": (6, 9),
    "terminals": (6, 9),
    "backups": (6, 16),
    "identification-data": (6, 16),
    "sheets": (6, 23),
    "cards": (6, 23),
}
REVISED, OVERDUE = "credentials", "cards"
REVISED_BACK = 330  # days before the last one on which the revision is drafted
TO_COUNCIL, TO_DECISION, TO_FORCE = 10, 13, 20  # open days after the draft
DECIDED_YEARS = 2  # before the last review
ARTICLES = {
    "credentials": (
        "静脈の登録と照合番号の交付は、研修を受けた者だけに行う。",
        "離任の日までに失効させ、管理簿に記載する。",
    ),
    "terminals": (
        "統合端末は鍵で固定し、画面を来庁者から見えない向きに置く。",
        "席を離れるときは照合を解く。",
    ),
    "backups": ("毎週金曜日に取り、その日のうちに結果を確かめる。", "最新の媒体は支所の耐火金庫に置く。"),
    "identification-data": ("名簿は鍵付き書庫に保管し、指定した者だけが扱う。", "持ち出さない。"),
    "sheets": ("出力した帳票は、その日のうちに行き先を帳票管理簿に書く。", "一覧は60日で裁断する。"),
    "cards": ("カードは金庫に保管し、月末に二人で数える。", "返納されたカードは月末にICチップを壊す。"),
}


def plan_methods(stage: Stage) -> None:
    """The versions in force on the second day; their reviews in June; one revision from its draft on."""
    in_turn(stage, moment(stage.open_after(stage.since, 1), 10, 25), _first_versions(stage))
    _plan_pointing(stage, stage.open_after(stage.since, 2))
    for method, (month, day) in REVIEWS.items():
        reviews = [stage.next_open(found) for found in each_year(stage, month, day)]
        if method == OVERDUE:
            reviews = reviews[:-1]  # Mistake.OVERDUE_METHOD
        for reviewed_on in reviews:
            stage.put(stage.in_hours(reviewed_on, "review", method), partial(_review, stage, method))
    for found in each_year(stage, 6, 24):
        _plan_pointing(stage, stage.open_after(found, 1))
    drafted_on = stage.next_open(stage.until - timedelta(days=REVISED_BACK))
    if drafted_on > stage.since + SETTLING:
        _plan_revision(stage, drafted_on)


def title_of(method: str) -> str:
    """What the method is called, in the language of the record."""
    return next(found.title.ja for found in pack().methods if found.id == method)


def document(method: str, version: str, on: date) -> bytes:
    """The text of a version, as it is attached."""
    articles = (
        ARTICLES[method] if version == FIRST else (*ARTICLES[method], "代理で届け出る者の確認を2名で行う。")
    )
    lines = [f"{title_of(method)}({version})", wareki(on), ""]
    lines += [f"{place} {article}" for place, article in enumerate(articles, 1)]
    return "\r\n".join([*lines, ""]).encode()


def current(method: str, at: datetime) -> MethodVersion:
    """The version in force at that moment."""
    decided = standing(MethodVersion, at).filter(method=method, decided_on__isnull=False)
    found = decided.select_related("line").order_by("line").last()
    assert found is not None, f"{method} was never decided"
    return found


def _first_versions(stage: Stage) -> Turns:
    for method, (month, day) in REVIEWS.items():
        reviewed_on = last_before(stage, month, day)
        decided_on = stage.previous_open(reviewed_on.replace(year=reviewed_on.year - DECIDED_YEARS))
        data = document(method, FIRST, decided_on)
        at = yield
        facts = {
            "method": method,
            "version": FIRST,
            "summary": "紙の綴から転記した。",
            "drafted_on": decided_on - timedelta(days=30),
            "council_on": decided_on - timedelta(days=7),
            "decided_on": decided_on,
            "decision_number": stage.document_number(decided_on),
            "document_sha256": hashlib.sha256(data).hexdigest(),
            "in_force_on": decided_on,
            "reviewed_on": reviewed_on,
        }
        row = enter(METHODS, facts, act=stage.act_in_post(SUPERVISOR, at))
        at = yield
        _attach(row, FIRST, data, stage.act_in_post(SUPERVISOR, at))


def _attach(row: Entry, version: str, data: bytes, act: Act) -> None:
    assert isinstance(row, MethodVersion)
    attach(METHODS, row, name=f"{title_of(row.method)}_{version}.txt", data=data, act=act)


def _review(stage: Stage, method: str, at: datetime) -> None:
    act = stage.act_in_post(SUPERVISOR, at)
    amend(METHODS, current(method, at), {"reviewed_on": act.on}, reason="年次の見直し。改める点なし", act=act)


# --- the revision -------------------------------------------------------------------


def _plan_revision(stage: Stage, drafted_on: date) -> None:
    council_on, decided_on, in_force_on = (
        stage.open_after(drafted_on, count) for count in (TO_COUNCIL, TO_DECISION, TO_FORCE)
    )
    data = document(REVISED, SECOND, drafted_on)
    decided = {
        "decided_on": decided_on,
        "document_sha256": hashlib.sha256(data).hexdigest(),
        "in_force_on": in_force_on,
    }
    stage.put(moment(drafted_on, 15, 20), partial(_draft, stage, data))
    stage.put(
        moment(council_on, 16, 30),
        partial(_step, stage, {"council_on": council_on}, "会議に諮り、原案のとおりとされた"),
    )
    stage.put(moment(decided_on, 11, 45), partial(_step, stage, decided, "決裁を受けた"))


def _draft(stage: Stage, data: bytes, at: datetime) -> None:
    act = stage.act_in_post(SUPERVISOR, at)
    facts = {
        "method": REVISED,
        "version": SECOND,
        "summary": "離任者の認証情報の失効を、離任の日の前の開庁日までに行うことを明記した。代理人の確認を加えた。",
        "drafted_on": act.on,
    }
    row = enter(METHODS, facts, act=act)
    stage.put(
        at + timedelta(minutes=4),
        lambda then: _attach(row, SECOND, data, stage.act_in_post(SUPERVISOR, then)),
    )


def _step(stage: Stage, facts: dict[str, object], reason: str, at: datetime) -> None:
    act = stage.act_in_post(SUPERVISOR, at)
    row = standing(MethodVersion, at).get(method=REVISED, version=SECOND)
    number = {"decision_number": stage.document_number(act.on)} if "decided_on" in facts else {}
    amend(METHODS, row, facts | number, reason=reason, act=act)


# --- the chief ----------------------------------------------------------------------


def _plan_pointing(stage: Stage, day: date) -> None:
    """What the section wrote shows that the measures were reviewed; the chief, who owes that, points at it."""

    def point(act: Act) -> None:
        rule = duty_of("measures-review")
        reviewed = standing(MethodVersion, act.at).filter(reviewed_on__isnull=False).select_related("line")
        row = reviewed.order_by("reviewed_on", "line").last()
        assert row is not None
        assert row.reviewed_on is not None
        occurrence = occurrence_of(rule, row.reviewed_on, open_days())
        assert occurrence is not None, "a yearly duty has an occurrence on each day"
        discharge(rule, occurrence, done_on=row.reviewed_on, evidence=row.line, act=act)

    if stage.text_held(day):
        stage.once_filled(CHIEF, moment(day, 9, 48), point)
