"""A council, an audit and an incident with something on every line: what the pages show when they are full."""

from __future__ import annotations

from datetime import date, time

from sekisho.council.audits import sample
from sekisho.council.instructions import issue, receive, reply
from sekisho.council.meetings import SeatTaken, confirm, convene, hold, resolve, write_minutes
from sekisho.kernel.models import Decision
from sekisho.ledgers.audit_findings import AUDIT_FINDINGS
from sekisho.ledgers.audits import AUDITS, Audit
from sekisho.ledgers.emergency_notices import EMERGENCY_NOTICES
from sekisho.ledgers.hearings import HEARINGS
from sekisho.ledgers.meeting_notices import MEETING_NOTICES
from sekisho.ledgers.meetings import MEETINGS, Meeting
from tests.cast import Town, at
from tests.ledgers.test_audits import TestAudits as AuditExample
from tests.ledgers.test_incidents import NOTICE

MATTERS = ("a3.p6.i1", "a3.p6.i2", "a3.p6.i3", "a3.p6.i4", "a3.p6.i5")
ORDERED_TO = ("resident_affairs", "general_affairs", "board_of_education")


def full_council(town: Town, on: date) -> None:
    """A meeting that was held and written up, every matter decided; instructions on their way; one to come."""
    facts = {"name": "令和8年度第1回", "planned_on": on, "starts_at": time(14), "place": "第1会議室"}
    meeting = town.welfare.enters(MEETINGS, at(on, 13), **facts)
    assert isinstance(meeting, Meeting)
    meeting = convene(meeting, act=town.vice_mayor.act(at(on, 13, 5)))
    sent = {"meeting": meeting.line, "called_on": on, "sent_on": on, "recipients": "構成員の全員"}
    town.welfare.enters(MEETING_NOTICES, at(on, 13, 10), **sent)
    seats = [SeatTaken("chair", "present", town.vice_mayor.line.pk)]
    seats += [
        SeatTaken(one.post, "present", one.line.pk) for one in (town.property, town.welfare, town.general)
    ]
    seats.append(SeatTaken(town.crisis.post, "proxy", town.crisis.line.pk, town.clerk.line.pk))
    meeting = hold(meeting, on=on, seats=seats, act=town.welfare.act(at(on, 15)))
    heard = {
        "meeting": meeting.line,
        "person": town.clerk.line,
        "about": "操作履歴",
        "asked_on": on,
        "heard_on": on,
        "statement": "全件見た。",
    }
    town.welfare.enters(HEARINGS, at(on, 15, 5), **heard)
    for matter in MATTERS:
        resolve(
            meeting,
            matter=matter,
            title="対策の見直し",
            statement="第2版とする。",
            outcome="decided",
            manner="異議なし",
            act=town.welfare.act(at(on, 15, 10)),
        )
    minutes = write_minutes(meeting, summary="決めた。", act=town.welfare.act(at(on, 15, 20)))
    confirm(minutes, act=town.property.act(at(on, 15, 30)))
    decision = Decision.objects.filter(clause=MATTERS[0]).latest("event")
    orders = [
        issue(decision, to_section=to, statement="周知すること。", act=town.vice_mayor.act(at(on, 15, 40)))
        for to in ORDERED_TO
    ]
    receive(orders[1], act=town.general.act(at(on, 15, 50)))
    reply(orders[0], statement="周知する。", act=town.clerk.act(at(on, 15, 50)))
    town.welfare.enters(MEETINGS, at(on, 16), **{**facts, "name": "令和8年度第2回"})


def full_audit(town: Town, on: date) -> None:
    """An audit with findings, answered and not, and two samples."""
    given = {**AuditExample.facts, "auditor": town.auditor.line}
    audit = town.general.enters(AUDITS, at(on, 16, 10), **given)
    assert isinstance(audit, Audit)
    for place in range(4):
        told = {"title": f"更新漏れ {place}", "statement": "前年度のまま。", "found_on": audit.conducted_on}
        answered = {"answered_on": date(2026, 3, 11), "answer": "取り直す。"} if place else {}
        town.general.enters(AUDIT_FINDINGS, at(on, 16, 15), audit=audit.line, **told, **answered)
    for source in ("daily_checks", "grants"):
        sample(audit, source=source, size=1, act=town.auditor.act(at(on, 16, 20)))


def told_outside(town: Town, incident: int, on: date) -> None:
    """Two notices of the incident on that line."""
    for recipient in ("governor", "jlis"):
        sent = {**NOTICE, "recipient": recipient, "sent_at": at(on, 16, 30)}
        town.property.enters(EMERGENCY_NOTICES, at(on, 16, 31), incident_id=incident, **sent)
