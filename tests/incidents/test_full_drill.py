"""From the first alarm to the report to the governor through the pages, as a drill and in earnest."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from sekisho.incidents.case import Case, case_of
from sekisho.incidents.forms import this_minute
from sekisho.kernel.models import Refused
from tests.cast import Member, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db: None, settings: Settings, tmp_path: Path) -> Town:
    settings.DATA = tmp_path
    return Town()


def as_(member: Member) -> Client:
    client = Client()
    client.force_login(member.account)
    return client


def now() -> str:
    return f"{this_minute():%Y-%m-%dT%H:%M}"


def sends(member: Member, step: str, **facts: object) -> None:
    response = as_(member).post(
        f"/incidents/1/{step}/", {f"{step}-{name}": value for name, value in facts.items()}
    )
    assert response.status_code == 302, [str(m) for m in response.context["messages"]]


def filled_in(member: Member) -> dict[str, object]:
    """The form of the execution as the page fills it in: the plan, and this minute for each step."""
    page = as_(member).get("/incidents/1/")
    [step] = [one for one in page.context["steps"] if one.step.id == "execute"]
    return {name: step.form[name].value() or "" for name in step.form.fields if "could_not" not in name}


def alarm(town: Town, *, drill: bool) -> None:
    facts = {"summary": "夜間に大量の照会", "family": "misuse", "known_at": now(), "reported_at": now()}
    response = as_(town.clerk).post(f"/incidents/report/?drill={int(drill)}", facts)
    assert response.status_code == 302, response.context["form"].errors


def sheet(town: Town) -> None:
    facts = dict.fromkeys(("known", "at_risk", "grounds", "counters", "conditions"), "書いたこと")
    sends(town.welfare, "sheet", proposed="cs-lan", **facts)


def decides(town: Town, choice: str, **more: object) -> int:
    facts = {"choice": choice, "because": "保護が適切でない", **more}
    return as_(town.mayor).post("/incidents/1/decide/", facts).status_code


def the_case() -> Case:
    return case_of(1, timezone.now())


@pytest.mark.parametrize("drill", [True, False])
def test_from_the_first_alarm_to_the_governors_report(town: Town, drill: bool) -> None:
    alarm(town, drill=drill)
    sends(town.vice_mayor, "instruct", instruction="通信を止める用意をせよ")
    sheet(town)
    assert decides(town, "cut:cs-lan", number="か住第1号") == 302
    sends(town.property, "execute", **filled_in(town.property))
    sends(town.crisis, "confirm", seen="cut", facts="端末1から届かない")
    sends(town.welfare, "notices", chosen=["governor", "jlis"], told_at=now(), statement="切り離した")
    assert decides(town, "reconnect") == 302
    sends(
        town.mayor,
        "governor",
        statement="報告",
        number="か住第2号",
        means="ファクシミリ",
        sent_at=now(),
        received_at=now(),
        received_by="市町村課",
    )

    page = as_(town.mayor).get("/incidents/1/")
    facts = page.context["facts"]
    assert [fact.number for fact in facts if not fact.lines] == []
    assert len(facts) == 12
    assert as_(town.auditor).get("/incidents/1/print/").status_code == 200
    assert ("訓練です" in page.content.decode()) is drill


def test_a_back_dated_order_is_refused_in_one_sentence_and_stays_on_record(town: Town) -> None:
    alarm(town, drill=False)
    sheet(town)

    assert decides(town, "cut:cs-lan", decided_at="2026-04-01T09:00") == 409

    assert the_case().order is None
    assert "さかのぼらせることはできません" in Refused.objects.get().sentence


def test_nothing_is_carried_out_before_the_order(town: Town) -> None:
    alarm(town, drill=False)
    sheet(town)

    response = as_(town.property).post("/incidents/1/execute/", {"execute-digest": "x"})

    assert response.status_code == 409
    assert "町長の決定がない" in response.content.decode()


def test_who_executed_does_not_confirm(town: Town) -> None:
    alarm(town, drill=False)
    sheet(town)
    decides(town, "cut:cs-lan")
    sends(town.property, "execute", **filled_in(town.property))

    response = as_(town.property).post(
        "/incidents/1/confirm/", {"confirm-seen": "cut", "confirm-facts": "届かない"}
    )

    assert response.status_code == 409
    assert the_case().runs[0].confirmed_at is None


def test_the_deputy_of_the_chief_does_not_decide(town: Town) -> None:
    alarm(town, drill=False)
    sheet(town)

    for member in (town.vice_mayor, town.property):
        response = as_(member).post("/incidents/1/decide/", {"choice": "keep", "because": "様子を見る"})
        assert response.status_code == 403


def test_nobody_but_the_chief_instructs(town: Town) -> None:
    alarm(town, drill=False)

    response = as_(town.welfare).post("/incidents/1/instruct/", {"instruct-instruction": "様子を見よ"})

    assert response.status_code == 403
    assert the_case().incident.instruction == ""


def test_a_head_of_another_section_enters_what_they_found_and_the_section_still_owes_its_report(
    town: Town,
) -> None:
    facts = {"summary": "庁舎の停電", "family": "failure", "known_at": now(), "reported_at": now()}

    response = as_(town.general).post("/incidents/report/", facts)

    assert response.status_code == 302
    assert the_case().reports == ()
