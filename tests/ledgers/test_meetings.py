"""会議録、会議通知簿、出席簿、意見聴取簿、会議決定簿、議事録簿: the ledgers of the council."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from sekisho.kernel.models import Line
from sekisho.ledgers.attendance import ATTENDANCE
from sekisho.ledgers.hearings import HEARINGS
from sekisho.ledgers.meeting_notices import MEETING_NOTICES
from sekisho.ledgers.meetings import MEETINGS
from sekisho.ledgers.minutes import MINUTES
from sekisho.ledgers.resolutions import RESOLUTIONS
from tests.cast import Town, at
from tests.conformance import LedgerConformance

PROPOSAL = {
    "name": "令和8年度第1回",
    "planned_on": date(2026, 5, 20),
    "starts_at": time(10, 0),
    "place": "第1会議室",
}


def a_meeting(town: Town) -> Line:
    """The same one each time it is asked for."""
    found = Line.objects.filter(ledger=MEETINGS.slug).first()
    return found or town.welfare.enters(MEETINGS, at("2026-04-09"), **PROPOSAL).line


class OfMeetings(LedgerConformance):
    keeper = "welfare"

    def facts_in(self, town: Town) -> dict[str, Any]:
        return dict(self.facts) | {"meeting": a_meeting(town)}


class TestMeetings(LedgerConformance):
    ledger = MEETINGS
    keeper = "welfare"
    facts = PROPOSAL
    change = {"place": "第2会議室"}
    broken = {"held_on": date(2026, 4, 8), "called_off_on": date(2026, 4, 8)}


class TestMeetingNotices(OfMeetings):
    ledger = MEETING_NOTICES
    facts = {
        "called_on": date(2026, 4, 7),
        "sent_on": date(2026, 4, 8),
        "recipients": "副町長、課長4名",
        "papers": "遵守状況",
    }
    change = {"papers": "遵守状況、監査結果"}
    broken = {"sent_on": date(2026, 4, 6)}


class TestAttendance(OfMeetings):
    ledger = ATTENDANCE
    facts = {"seat": "crisis_management_head", "presence": "proxy"}
    change = {"remarks": "通院のため"}
    broken = {"presence": "present"}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return super().facts_in(town) | {"person": town.crisis.line, "proxy": town.clerk.line}


class TestHearings(OfMeetings):
    ledger = HEARINGS
    facts = {
        "about": "4月6日の回線の断",
        "asked_on": date(2026, 4, 7),
        "heard_on": date(2026, 4, 9),
        "statement": "業者の工事が原因だった。",
    }
    change = {"statement": "業者の工事が原因だった。届は出ていなかった。"}
    broken = {"heard_on": date(2026, 4, 6)}

    def facts_in(self, town: Town) -> dict[str, Any]:
        return super().facts_in(town) | {"person": town.clerk.line}


class TestResolutions(OfMeetings):
    ledger = RESOLUTIONS
    facts = {
        "matter": "a3.p6.i2",
        "deliberated_on": date(2026, 4, 9),
        "title": "対策の遵守状況",
        "statement": "遅れている2件を次回までに済ませる。",
        "outcome": "confirmed",
        "present": 4,
        "manner": "異議なし",
    }
    change = {"manner": "全員が異議なしと答えた"}
    broken = {"decision_number": "令和8年度会議決定第1号"}


class TestMinutes(OfMeetings):
    ledger = MINUTES
    facts = {"held_on": date(2026, 4, 8), "minuted_on": date(2026, 4, 9), "summary": "遵守状況を確認した。"}
    change = {"summary": "遵守状況を確認し、監査計画を決めた。"}
    broken = {"minuted_on": date(2026, 4, 7)}
