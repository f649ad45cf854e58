"""What was written by hand is entered afterwards through the pages with its true times; both moments stay visible."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from sekisho.incidents.case import case_of
from sekisho.incidents.forms import this_minute
from tests.cast import Member, Town
from tests.incidents.test_full_drill import filled_in, sends, sheet

pytestmark = pytest.mark.django_db
CABINET = "宿直室の書棚"


@pytest.fixture
def town(db: None, settings: Settings, tmp_path: Path) -> Town:
    settings.DATA = tmp_path
    return Town()


def ago(hours: int) -> datetime:
    return this_minute() - timedelta(hours=hours)


def typed(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}"


def as_(member: Member) -> Client:
    client = Client()
    client.force_login(member.account)
    return client


def first_report(town: Town) -> None:
    told = {"known_at": typed(ago(9)), "reported_at": typed(ago(8)), "slip_place": CABINET}
    facts = {"summary": "停電の夜の照会", "family": "misuse", **told}
    assert as_(town.clerk).post("/incidents/report/", facts).status_code == 302


def page(town: Town) -> str:
    return as_(town.auditor).get("/incidents/1/").content.decode()


def test_the_first_report_has_its_own_time_and_that_of_its_entry(town: Town) -> None:
    first_report(town)

    case = case_of(1, timezone.now())
    assert case.incident.reported_at == ago(8)
    assert case.revisions[0].event.recorded_at - case.incident.reported_at > timedelta(hours=7)
    assert "後記入" in page(town)
    assert CABINET in page(town)


def test_an_instruction_given_before_has_both_moments(town: Town) -> None:
    first_report(town)

    sends(town.vice_mayor, "instruct", instruction="触るな", instructed_at=typed(ago(7)))

    case = case_of(1, timezone.now())
    assert case.incident.instructed_at == ago(7)
    assert case.instruction_written_at is not None
    assert page(town).count("後記入") == 2


def test_an_instruction_given_on_the_page_is_no_late_entry(town: Town) -> None:
    first_report(town)

    sends(town.vice_mayor, "instruct", instruction="触るな")

    assert case_of(1, timezone.now()).instruction_written_at is None


def test_a_decision_on_paper_an_execution_and_calls_are_entered_with_their_times(town: Town) -> None:
    first_report(town)
    sheet(town)
    paper = {"decided_at": typed(ago(6)), "paper_place": CABINET, "because": "保護が適切でない"}
    assert as_(town.mayor).post("/incidents/1/decide/", {"choice": "cut:cs-lan", **paper}).status_code == 302
    signed = {
        name: typed(ago(5)) if name.startswith("at_") else value
        for name, value in filled_in(town.property).items()
    }
    sends(town.property, "execute", **{**signed, "slip_place": CABINET})
    sends(town.welfare, "notices", chosen=["governor"], told_at=typed(ago(4)), statement="切り離した")

    case = case_of(1, timezone.now())

    assert case.order is not None
    assert case.order.decided_at == ago(6)
    assert case.runs[0].slip_place == CABINET
    assert case.notices[0].told_at == ago(4)
    lines = [line for fact in as_(town.auditor).get("/incidents/1/").context["facts"] for line in fact.lines]
    assert len([line for line in lines if "後記入" in line]) == 3, lines
