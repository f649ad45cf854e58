"""第5条第1号ク: what a contractor did is reported to the chief. From red to green and back."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.test import Client
from django.utils import timezone

from sekisho.kernel.models import Report
from sekisho.kernel.verbs import retire, submit
from sekisho.ledgers.maintenance_reports import MAINTENANCE_REPORTS, MaintenanceReport
from sekisho.rules.states import State
from tests.cast import Town, at
from tests.duties.test_posture import clause, the
from tests.ledgers.test_contractors import contractor

CLAUSE = "a5.i1.s8"
VISITED, REPORTED = date(2026, 4, 10), date(2026, 4, 20)
DONE = {"began_at": time(9, 0), "ended_at": time(11, 0), "work": "ファンの清掃", "workers": "保守員 一名"}


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def visit(town: Town, day: date = VISITED) -> MaintenanceReport:
    """A contractor came in the morning, and it was entered at noon."""
    who = {"contractor": contractor(town), "witness": town.clerk.line}
    entry = town.welfare.enters(MAINTENANCE_REPORTS, at(day, 12), visited_on=day, **who, **DONE)
    assert isinstance(entry, MaintenanceReport)
    return entry


@pytest.mark.clause(CLAUSE)
def test_a_maintenance_visit_is_reported_to_the_chief_security_officer(town: Town) -> None:
    """業者の保守点検は、内容が統括責任者に届くまで終わっていない。"""
    entry = visit(town)
    assert clause(VISITED, CLAUSE).state is State.DUE  # the entry alone is no report
    assert clause(REPORTED, CLAUSE).state is State.LATE

    [waiting] = clause(date(2026, 4, 17), CLAUSE).waiting
    told = {"title": "保守点検の報告", "statement": "ファンの清掃。異常なし。"}
    act = town.welfare.act(at("2026-04-17"))
    submit(the("maintenance-report"), **told, about_line=entry.line, occurrence=waiting.occurrence, act=act)
    assert clause(REPORTED, CLAUSE).state is State.MET

    visit(town, REPORTED)
    assert clause(date(2026, 4, 28), CLAUSE).state is State.LATE  # the next visit has not been reported


@pytest.mark.clause(CLAUSE)
def test_a_visit_that_never_was_is_not_owed_a_report(town: Town) -> None:
    """抹消された保守点検は、報告しなくてよい。"""
    entry = visit(town)

    retire(
        MAINTENANCE_REPORTS, entry, on=VISITED, reason="中止になった", act=town.welfare.act(at(VISITED, 13))
    )

    assert clause(REPORTED, CLAUSE).waiting == ()


@pytest.mark.clause(CLAUSE)
def test_a_report_that_is_begun_from_the_entry_says_what_the_entry_says(town: Town, client: Client) -> None:
    """記載から書き始めた報告は、記載の内容を運ぶ。"""
    entry = visit(town)
    client.force_login(town.welfare.account)
    page = f"/duties/maintenance-report/{VISITED.isoformat()}/report/?about=1:{VISITED.isoformat()}"
    offered = f'href="{page.replace(":", "%3A")}"'
    assert offered in client.get("/ledgers/maintenance_reports/1/").content.decode()

    form = client.get(page).context["form"]
    sent = {name: form.initial[name] for name in ("title", "statement", "about")}
    answer = client.post(page, sent)

    assert answer.status_code == 302
    report = Report.objects.get()
    assert report.about == entry.line
    assert "ファンの清掃" in report.statement
    assert "窓口 四郎" in report.statement  # who was there
    assert clause(timezone.localdate(), CLAUSE).waiting == ()
    assert offered not in client.get("/ledgers/maintenance_reports/1/").content.decode()
