"""Who acts for somebody, who receives a report, who sees what was done in their stead."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from sekisho.kernel.acts import Act
from sekisho.kernel.discharging import about_duty
from sekisho.kernel.models import Acknowledgement, JournalEvent, Report
from sekisho.kernel.permissions import NotPermitted, may
from sekisho.kernel.town import duty, pack
from sekisho.kernel.verbs import OwnActs, about, acknowledge, decide, review_acts, submit
from sekisho.ledgers.terminals import TERMINALS
from sekisho.offices.absences import ABSENCES
from sekisho.offices.acting_decisions import ACTING_DECISIONS
from sekisho.rules.model import Basis, Duty, Permission, Verb
from tests.cast import Member, Town, at

EVE, DAY = at("2026-04-09"), at("2026-04-10")


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def the(identifier: str) -> Duty:
    found = duty(identifier)
    assert found is not None
    return found


def away(town: Town, member: Member) -> None:
    facts = {"person": member.line, "condition": "absent", "since_at": EVE, "cause": "出張"}
    town.general.enters(ABSENCES, EVE, **facts)


def acting_head(town: Town) -> Act:
    """General affairs' head in the place of welfare's, by the mayor's written decision."""
    away(town, town.welfare)
    town.mayor.enters(
        ACTING_DECISIONS,
        EVE,
        acts_for="resident_affairs_head",
        person=town.general.line,
        post="general_affairs_head",
        since_at=EVE,
        document_number="か総第10号",
        grounds="課長の不在について規程に定めがないため",
    )
    return town.general.act(DAY, acts_for="resident_affairs_head")


@pytest.mark.parametrize("verb", [Verb.VIEW, Verb.ENTER, Verb.AMEND, Verb.RETIRE])
def test_who_acts_for_the_head_of_a_section_keeps_its_ledgers(town: Town, verb: Verb) -> None:
    capability = acting_head(town).capability

    assert may(pack(), verb, capability, about(TERMINALS))
    assert not may(pack(), verb, town.general.act(DAY).capability, about(TERMINALS))


def test_who_acts_for_the_head_of_a_section_does_what_it_owes_and_not_what_their_own_does(town: Town) -> None:
    capability = acting_head(town).capability

    assert may(pack(), Verb.DISCHARGE, capability, about_duty(the("daily-check")))
    assert not may(pack(), Verb.DISCHARGE, capability, about_duty(the("building-check")))


def test_who_acts_for_the_mayor_does_not_excuse_their_own_section(town: Town) -> None:
    away(town, town.mayor)
    town_head = {"acts_for": "mayor", "person": town.general.line, "post": "general_affairs_head"}
    written = {"since_at": EVE, "document_number": "か総第11号", "grounds": "町長の不在"}
    town.mayor.enters(ACTING_DECISIONS, EVE, **town_head, **written)
    capability = town.general.act(DAY, acts_for="mayor").capability

    assert may(pack(), Verb.EXCUSE, capability, about_duty(the("daily-check")))
    assert not may(pack(), Verb.EXCUSE, capability, about_duty(the("building-check")))


def joint_report(town: Town) -> Report:
    return submit(the("joint-report"), title="回線の断", statement="復旧した。", act=town.welfare.act(DAY))


def test_a_report_is_received_by_the_role_it_is_addressed_to(town: Town) -> None:
    acknowledge(joint_report(town), act=town.vice_mayor.act(DAY))

    assert Acknowledgement.objects.count() == 1


def test_the_mayor_does_not_receive_what_is_addressed_to_the_chief(town: Town) -> None:
    report = joint_report(town)

    with pytest.raises(NotPermitted):
        acknowledge(report, act=town.mayor.act(DAY))


def test_the_chief_does_not_receive_their_own_report_to_the_mayor(town: Town) -> None:
    chief = town.vice_mayor.act(DAY)
    report = submit(the("incident-report-to-mayor"), title="事故の報告", statement="原因と対策。", act=chief)

    with pytest.raises(NotPermitted):
        acknowledge(report, act=chief)

    acknowledge(report, act=town.mayor.act(DAY))


def test_a_deputy_does_not_see_off_what_they_did_in_the_chiefs_stead(town: Town) -> None:
    away(town, town.vice_mayor)
    deputy = town.property.act(DAY, acts_for="chief")
    report = submit(the("incident-report-to-mayor"), title="事故の報告", statement="原因と対策。", act=deputy)

    with pytest.raises(OwnActs):
        review_acts("chief", through=report.event, clause="a3.p3", act=deputy)

    assert not Acknowledgement.objects.exists()


@pytest.mark.parametrize("who", ["mayor", "welfare"])
def test_nobody_sees_off_what_was_done_for_another_role(town: Town, who: str) -> None:
    other: Member = getattr(town, who)
    decision = decide(
        clause="a4.p2",
        document_number="第1号",
        title="様子を見る",
        statement="見る。",
        act=town.mayor.act(DAY),
    )

    with pytest.raises(NotPermitted):
        review_acts("chief", through=decision.event, clause="a3.p3", act=other.act(DAY))


def test_who_may_not_read_a_ledger_does_not_read_it_in_the_journal(
    town: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    away(town, town.welfare)
    event = JournalEvent.objects.get(subject="absences")
    closed = Permission(Verb.VIEW, ("post:mayor",), Basis.DEFAULT, ledger="absences")
    narrower = replace(pack(), permissions=(closed, *pack().permissions))
    monkeypatch.setattr("sekisho.kernel.requests.pack", lambda: narrower)

    client.force_login(town.auditor.account)
    assert client.get("/journal/").status_code == 200
    assert client.get(f"/journal/{event.number}/").status_code == 403

    client.force_login(town.mayor.account)
    assert client.get(f"/journal/{event.number}/").status_code == 200
