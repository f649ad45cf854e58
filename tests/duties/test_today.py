"""今日の仕事: what waits for somebody is shown to them, and to nobody else."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from sekisho.duties.today import reports_to_read
from sekisho.kernel.acts import Moment
from sekisho.kernel.models import Report
from sekisho.kernel.verbs import acknowledge, submit
from sekisho.ledgers.daily_checks import DAILY_CHECKS
from tests.cast import Member, Town, at
from tests.duties.test_posture import clause, the

FRIDAY = date(2026, 4, 10)


@pytest.fixture
def town(db: None) -> Town:
    return Town()


@pytest.fixture
def report(town: Town) -> Report:
    """The welfare section reported an anomaly to the chief on Friday at 9:30."""
    town.clerk.enters(
        DAILY_CHECKS,
        at(FRIDAY, 8, 40),
        checked_on=FRIDAY,
        checked_at=at(FRIDAY, 8, 35).time(),
        checker=town.clerk.line,
        terminals="ng",
        action_taken="2番端末が起動しない。",
    )
    [waiting] = clause(FRIDAY, "a5.i1.s1").waiting
    act = town.welfare.act(at(FRIDAY, 9, 30))
    return submit(
        the("joint-report"),
        title="統合端末の起動不良",
        statement="2番端末が起動しない。",
        occurrence=waiting.occurrence,
        act=act,
    )


def to_read(who: Member, hour: int) -> list[Report]:
    """The reports that waited for `who` on Friday at that hour."""
    moment = Moment(on=FRIDAY, known_at=at(FRIDAY, hour, 0), live=False)
    return reports_to_read(who.act(at(FRIDAY, hour)).capability, moment)


def test_a_report_waits_for_the_chief_until_it_is_acknowledged(town: Town, report: Report) -> None:
    acknowledge(report, act=town.vice_mayor.act(at(FRIDAY, 11)))

    assert to_read(town.vice_mayor, 9) == []
    assert to_read(town.vice_mayor, 10) == [report]
    assert to_read(town.vice_mayor, 12) == []


def test_a_report_waits_for_nobody_to_whom_it_is_not_addressed(town: Town, report: Report) -> None:
    assert to_read(town.welfare, 10) == []
    assert to_read(town.mayor, 10) == []


def test_the_page_of_the_chief_leads_to_the_report_and_does_not_say_that_all_is_done(
    client: Client, town: Town, report: Report
) -> None:
    client.force_login(town.vice_mayor.account)

    page = client.get("/today/").content.decode()

    assert f'href="/reports/#r{report.event_id}"' in page
    assert "すべて済んでいます" not in page
