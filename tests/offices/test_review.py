"""後閲: the returning chief sees what was done in their stead, as far as they have read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sekisho.kernel.models import Acknowledgement, JournalEvent
from sekisho.kernel.verbs import submit
from sekisho.offices.absences import ABSENCES
from tests.cast import Member, Town, at
from tests.duties.test_posture import the


@pytest.fixture
def town(db: None) -> Town:
    """The vice-mayor was away two days in April; their deputy reported once to the mayor."""
    town = Town()
    facts = {"person": town.vice_mayor.line, "condition": "absent", "cause": "出張"}
    away = {"since_at": at("2026-04-09"), "until_at": at("2026-04-11")}
    town.general.enters(ABSENCES, at("2026-04-08"), **facts, **away)
    reports_in_stead(town, "2026-04-09")
    return town


def reports_in_stead(town: Town, day: str) -> JournalEvent:
    act = town.property.act(at(day), acts_for="chief")
    return submit(the("incident-report-to-mayor"), title="事故", statement="原因。", act=act).event


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member.account)
    return client


def test_the_chief_acknowledges_what_the_page_showed_and_no_more(town: Town) -> None:
    chief = signed_in(town.vice_mayor)
    shown = chief.get("/review/chief/").context["waiting"]
    later = reports_in_stead(town, "2026-04-10")

    chief.post("/review/chief/", {"through": str(shown[0].event.number)})

    assert [one.event for one in chief.get("/review/chief/").context["waiting"]] == [later]


@pytest.mark.parametrize("through", ["", "0", "x", "999999", "9" * 30])
def test_what_was_not_shown_is_not_acknowledged(town: Town, through: str) -> None:
    response = signed_in(town.vice_mayor).post("/review/chief/", {"through": through})

    assert response.status_code == 302
    assert not Acknowledgement.objects.exists()


def test_the_deputy_does_not_review_through_the_page(town: Town) -> None:
    now = timezone.now()
    facts = {"person": town.vice_mayor.line, "condition": "absent", "cause": "休暇"}
    town.general.enters(ABSENCES, now - timedelta(hours=1), since_at=now - timedelta(hours=1), **facts)
    deputy = signed_in(town.property)
    deputy.post("/post/", {"capability": "property_information_head|chief"})
    waiting = deputy.get("/review/chief/").context["waiting"]

    refused = deputy.post("/review/chief/", {"through": str(waiting[0].event.number)})

    assert refused.status_code == 409
    assert not Acknowledgement.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("stranger", 403), ("clerk", 403), ("welfare", 200), ("crisis", 403), ("auditor", 200)],
)
def test_who_may_not_read_the_journal_does_not_read_it_here(town: Town, who: str, status: int) -> None:
    assert signed_in(getattr(town, who)).get("/review/chief/").status_code == status


def test_the_frame_counts_what_waits_without_reading_it(town: Town) -> None:
    chief = signed_in(town.vice_mayor)

    assert chief.get("/ledgers/").context["to_review"] == {"role": "chief", "count": 1}
    [waiting] = chief.get("/review/chief/").context["waiting"]
    chief.post("/review/chief/", {"through": str(waiting.event.number)})
    assert chief.get("/ledgers/").context["to_review"] is None
