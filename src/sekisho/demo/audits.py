"""定期監査: planned in autumn, carried out in February, answered in March (第3条第6項第3号, 第5条第1号キ)."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from django.utils import timezone

from sekisho.demo.reports import CHIEF, duty_of
from sekisho.demo.rhythm import SETTLING, each_year
from sekisho.demo.stage import Stage, moment
from sekisho.kernel.acts import Act
from sekisho.kernel.models import Entry
from sekisho.kernel.town import open_days
from sekisho.kernel.verbs import amend, discharge, enter
from sekisho.ledgers.audits import AUDITS, Audit
from sekisho.rules.due import occurrence_of

OFFICE, AUDITED, AUDITED_HEAD, AUDITOR = (
    "general_affairs",
    "resident_affairs",
    "resident_affairs_head",
    "auditor",
)
PLANNED, CONDUCTED = (10, 15), (2, 18)
FINDINGS = 2
NOTIFIED_BEFORE, ANSWERED_AFTER, CLOSED_AFTER = 15, 14, 45  # open days from the audit


def plan_audits(stage: Stage) -> None:
    """One audit each fiscal year."""
    for day in each_year(stage, *PLANNED):
        if day > stage.since + SETTLING:
            stage.put(moment(stage.next_open(day), 14, 25), partial(_plan, stage))


def _plan(stage: Stage, at: datetime) -> None:
    act = stage.act_in_section(OFFICE, at, "audit")
    facts = {
        "section": AUDITED,
        "scope": "認証情報、帳票とカード、委託先、媒体の管理。管理簿と現物の照合を含む。",
        "auditor_id": int(stage.holders(AUDITOR, act.on)[0]),
        "planned_on": act.on,
    }
    row = enter(AUDITS, facts, act=act)
    conducted_on = stage.next_open(date(act.on.year + 1, *CONDUCTED))
    notified_on = conducted_on
    for _day in range(NOTIFIED_BEFORE):
        notified_on = stage.previous_open(date.fromordinal(notified_on.toordinal() - 1))
    stage.put(moment(notified_on, 11, 5), partial(_notify, stage, row, conducted_on))


def _notify(stage: Stage, row: Entry, conducted_on: date, at: datetime) -> None:
    notified = _amend(stage, row, {"notified_on": _today(at)}, "監査を通知した", at)
    stage.put(moment(conducted_on, 16, 50), partial(_conduct, stage, notified))


def _conduct(stage: Stage, row: Entry, at: datetime) -> None:
    facts = {"conducted_on": _today(at), "findings": FINDINGS}
    conducted = _amend(stage, row, facts, "監査を行い、講評を受けた", at)
    answered_on = stage.open_after(_today(at), ANSWERED_AFTER)
    stage.put(moment(answered_on, 10, 10), partial(_answer, stage, conducted, _today(at)))


def _answer(stage: Stage, row: Entry, conducted_on: date, at: datetime) -> None:
    answered = _amend(stage, row, {"answered_on": _today(at)}, "指摘への回答を受け取った", at)
    stage.put(moment(_today(at), 15, 15), lambda then: _undergone(stage, answered, conducted_on, then))
    stage.once_filled(
        CHIEF, moment(_today(at), 16, 5), lambda act: _done("audit", answered, conducted_on, act)
    )
    stage.put(moment(stage.open_after(conducted_on, CLOSED_AFTER), 13, 45), partial(_close, stage, answered))


def _close(stage: Stage, row: Entry, at: datetime) -> None:
    facts = {
        "closed_on": _today(at),
        "improvements": "離任者の認証情報を異動の前日までに失効させる手順と、帳票の廃棄予定日の点検を加えた。",
    }
    _amend(stage, row, facts, "改善を確かめた", at)


def _undergone(stage: Stage, row: Entry, conducted_on: date, at: datetime) -> None:
    _done("undergo-audit", row, conducted_on, stage.act_in_post(AUDITED_HEAD, at))


def _done(identifier: str, row: Entry, conducted_on: date, act: Act) -> None:
    """Another office keeps the ledger, so whoever owes the duty points at the line."""
    rule = duty_of(identifier)
    occurrence = occurrence_of(rule, conducted_on, open_days())
    assert occurrence is not None, "a yearly duty has an occurrence on each day"
    discharge(rule, occurrence, done_on=conducted_on, evidence=row.line, act=act)


def _amend(stage: Stage, row: Entry, facts: dict[str, object], reason: str, at: datetime) -> Audit:
    assert isinstance(row, Audit)
    return amend(AUDITS, row, facts, reason=reason, act=stage.act_in_section(OFFICE, at, "audit"))


def _today(at: datetime) -> date:
    return timezone.localdate(at)
