"""The pages of the council and of audits, walked by those who use them."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sekisho.council.instructions import issue
from sekisho.kernel.models import Decision, Refused
from sekisho.kernel.queries import standing
from sekisho.ledgers.audits import AUDITS
from sekisho.ledgers.instructions import Order
from sekisho.ledgers.meetings import MEETINGS, Meeting
from sekisho.ledgers.terminals import TERMINALS
from tests.cast import Town, at
from tests.ledgers.test_audits import TestAudits as Example
from tests.site.test_every_page import MOST_STATEMENTS

PAGE = "/council/meetings/1/"


@pytest.fixture
def town(db: None) -> Town:
    town = Town()
    facts = {
        "name": "令和8年度第1回",
        "planned_on": timezone.localdate(),
        "starts_at": time(10),
        "place": "会議室",
    }
    town.welfare.enters(MEETINGS, at("2026-05-07"), **facts)
    return town


def signed_in(town: Town, key: str) -> Client:
    client = Client()
    client.force_login(getattr(town, key).account)
    return client


def test_a_meeting_goes_from_its_call_to_confirmed_minutes_on_its_pages(town: Town) -> None:
    chief, office, head = (signed_in(town, key) for key in ("vice_mayor", "welfare", "crisis"))

    assert "招集する" in chief.get("/council/").content.decode()
    assert "招集を待っています" in chief.get("/council/mine/").content.decode()
    assert chief.post(f"{PAGE}convene/").status_code == 302
    seats = {f"presence_{place}": "present" for place in range(5)} | {
        f"proxy_{place}": "" for place in range(5)
    }
    seats["presence_4"] = "absent"
    held = office.post(f"{PAGE}hold/", {"held_on": timezone.localdate().isoformat(), **seats})
    assert held.status_code == 302, held.context["form"].errors
    result = {"title": "対策", "statement": "第2版を施行する。", "manner": "異議なし"}
    resolved = office.post(f"{PAGE}resolve/", {"matter": "a3.p6.i1", "outcome": "decided", **result})
    assert resolved.status_code == 302, resolved.context["form"].errors
    assert office.post(f"{PAGE}minutes/", {"summary": "決めた。"}).status_code == 302

    assert "議事録を確認してください" in chief.get("/council/mine/").content.decode()
    refused = head.post(f"{PAGE}confirm/")
    assert refused.status_code == 409
    assert "出席していない" in refused.content.decode()
    assert Refused.objects.get().kind == "NotPresent"

    for key in ("vice_mayor", "property", "welfare", "general"):
        assert signed_in(town, key).post(f"{PAGE}confirm/").status_code == 302
    shown = chief.get(PAGE)
    assert shown.context["course"].state == "confirmed"
    assert Decision.objects.get().title in chief.get("/council/").content.decode()


def test_nobody_but_the_convener_is_offered_the_call(town: Town) -> None:
    assert not signed_in(town, "welfare").get("/council/").context["can_convene"]
    assert signed_in(town, "welfare").post(f"{PAGE}convene/").status_code == 403


def test_the_agenda_has_every_matter_with_its_facts(town: Town) -> None:
    response = signed_in(town, "vice_mayor").get(f"{PAGE}agenda/")

    items = response.context["items"]
    assert [item.matter.clause for item in items] == [f"a3.p6.i{n}" for n in range(1, 6)]
    assert any("施行中の版がありません" in fact.sentence for fact in items[0].facts)
    assert any(fact.url.startswith("/clauses/") for fact in items[1].facts)


def test_an_instruction_is_carried_on_by_the_office_to_which_it_goes(town: Town) -> None:
    decision = {"clause": "a4.p1", "title": "周知", "statement": "周知する。", "document_number": "か総第1号"}
    signed_in(town, "mayor").post("/decisions/new/", decision)
    found = Decision.objects.get()
    chief = signed_in(town, "vice_mayor")
    page = f"/decisions/{found.event_id}/instruct/"
    given = chief.post(page, {"to_section": "resident_affairs", "statement": "周知すること。", "due_on": ""})
    assert given.status_code == 302, given.context["form"].errors

    office = signed_in(town, "clerk")
    assert office.post("/council/instructions/1/", {"step": "complete", "words": ""}).status_code == 422
    assert (
        office.post("/council/instructions/1/", {"step": "complete", "words": "朝礼の記録"}).status_code
        == 302
    )
    assert signed_in(town, "general").get("/council/instructions/1/").status_code == 403
    assert "朝礼の記録" in chief.get("/council/instructions/").content.decode()


def test_an_auditor_draws_a_sample_and_the_audited_section_does_not(town: Town) -> None:
    facts = {**Example.facts, "auditor": town.auditor.line}
    town.general.enters(AUDITS, at("2026-05-08"), **facts)
    for place in range(9):
        given = {"number": f"端末{place}", "place": "窓口", "owner": "town", "installed_on": date(2026, 4, 1)}
        town.welfare.enters(TERMINALS, at("2026-05-08", 10), **given)
    drawing = {"source": "terminals", "size": 3}

    auditor = signed_in(town, "auditor")
    assert auditor.post("/audits/1/", drawing).status_code == 302
    [shown] = auditor.get("/audits/1/").context["samples"]

    assert (len(shown.things), shown.same) == (3, True)
    assert auditor.post("/ledgers/terminals/enter/", {}).status_code == 403
    assert signed_in(town, "welfare").post("/audits/1/", drawing).status_code == 422
    assert Refused.objects.get().kind == "OwnAudit"


def test_the_register_of_instructions_has_one_line_each(town: Town) -> None:
    decision = {"clause": "a4.p1", "title": "周知", "statement": "周知する。", "document_number": "か総第1号"}
    signed_in(town, "mayor").post("/decisions/new/", decision)
    act = town.vice_mayor.act(Decision.objects.get().event.recorded_at)
    issue(Decision.objects.get(), to_section="general_affairs", statement="周知。", act=act)

    assert standing(Order, act.at).count() == 1
    assert standing(Meeting, act.at).count() == 1


@pytest.mark.parametrize("key", ["vice_mayor", "welfare", "auditor", "mayor"])
def test_its_pages_take_no_more_statements_than_any_other(town: Town, key: str) -> None:
    client = signed_in(town, key)

    for page in ("/council/", PAGE, f"{PAGE}agenda/", "/council/instructions/", "/council/mine/", "/audits/"):
        with CaptureQueriesContext(connection) as statements:
            response = client.get(page)
        assert response.status_code == 200, page
        assert len(statements) <= MOST_STATEMENTS, (page, len(statements))
