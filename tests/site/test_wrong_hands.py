"""What the wrong person tries through the pages: refused in one sentence where they stand, and kept on record."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client

from sekisho.kernel.models import Entry, Refused
from sekisho.kernel.queries import standing
from sekisho.ledgers.audits import AUDITS, Audit
from sekisho.offices.appointments import APPOINTMENTS, Appointment
from tests.cast import Member, Town, at

PLANNED = date(2026, 6, 1)
PLAN = {
    "section": "resident_affairs",
    "kind": "internal",
    "scope": "認証情報と操作履歴の全部",
    "planned_on": "2026-06-01",
}


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def tries(member: Member, page: str, facts: dict[str, object]) -> HttpResponse:
    client = Client()
    client.force_login(member.account)
    response = client.post(page, facts)
    assert isinstance(response, HttpResponse)
    return response


def assert_refused_on_the_page(response: HttpResponse, kind: str) -> None:
    """The sentence stands on the page on which it was tried, and in the journal."""
    form = response.context["form"]  # type: ignore[attr-defined]  # the test client adds it
    attempt = Refused.objects.first()
    assert attempt is not None, form.errors
    assert response.status_code == 422
    assert attempt.kind == kind
    assert attempt.sentence in response.content.decode()


def test_nobody_appoints_themselves(town: Town) -> None:
    before = standing(Appointment, at("2026-12-01")).count()
    order = {
        "person": town.general.line.pk,
        "post": "resident_affairs_staff",
        "since": "2026-06-01",
        "order_number": "1",
    }

    response = tries(town.general, f"/ledgers/{APPOINTMENTS.slug}/enter/", order)

    assert_refused_on_the_page(response, "OwnPowers")
    assert standing(Appointment, at("2026-12-01")).count() == before


def test_nobody_of_the_audited_section_is_entered_as_its_auditor(town: Town) -> None:
    plan = {**PLAN, "auditor": town.clerk.line.pk}

    assert_refused_on_the_page(tries(town.general, f"/ledgers/{AUDITS.slug}/enter/", plan), "OwnAudit")
    assert not Audit.objects.exists()


def test_nobody_shortens_an_approved_audit_alone(town: Town) -> None:
    facts = {
        **PLAN,
        "planned_on": PLANNED,
        "approved_on": PLANNED,
        "approval_number": "令和8年度会議決定第1号",
    }
    entry: Entry = town.general.enters(AUDITS, at(PLANNED), auditor=town.auditor.line, **facts)
    shorter = {
        **PLAN,
        "auditor": town.auditor.line.pk,
        "approved_on": "2026-06-01",
        "approval_number": facts["approval_number"],
        "scope": "認証情報だけ",
        "reason": "時間がない",
        "revision": entry.revision,
    }

    page = f"/ledgers/{AUDITS.slug}/{entry.line.number}/amend/"

    assert_refused_on_the_page(tries(town.general, page, shorter), "ScopeAlone")
    assert Audit.objects.get().scope == PLAN["scope"]
