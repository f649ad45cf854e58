"""An order is not back-dated, on whichever page it is tried: one sentence, nothing written, and the attempt on record."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from sekisho.council.instructions import concerning_order
from sekisho.kernel.models import Entry, JournalEvent, Refused
from sekisho.kernel.refusals import BackDated
from sekisho.kernel.verbs import amend
from sekisho.ledgers.audits import Audit
from sekisho.ledgers.disconnection_orders import DISCONNECTION_ORDERS, DisconnectionOrder
from sekisho.ledgers.instructions import INSTRUCTIONS, Order
from sekisho.offices.appointments import APPOINTMENTS, Appointment
from tests.cast import Member, Town
from tests.ledgers.test_incidents import a_sheet
from tests.spec.test_art03_council import ordered

pytestmark = [pytest.mark.django_db, pytest.mark.clause("a4.p2")]

NOW = timezone.now().replace(second=0, microsecond=0)
EARLIER, LATER = NOW - timedelta(hours=2), NOW - timedelta(minutes=1)
ORDER = {"kind": "cut", "option": "cs-lan", "because": "認める"}


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def an_order(town: Town, **more: object) -> Entry:
    facts = {**ORDER, "sheet": a_sheet(town).line, "decided_at": LATER, **more}
    return town.mayor.enters(DISCONNECTION_ORDERS, NOW, **facts)


def typed(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"


def is_refused_and_on_record(member: Member, path: str, refused: str = "BackDated", **facts: object) -> None:
    """The page comes back with the sentence; the journal has one event more, and it says what was tried."""
    client, before = Client(), JournalEvent.objects.count()
    client.force_login(member.account)
    response = client.post(path, facts)
    assert response.status_code == 422
    kept = Refused.objects.select_related("event").get()
    assert (kept.kind, str(kept.event.person)) == (refused, str(member.line.pk))
    assert JournalEvent.objects.count() == before + 1
    assert escape(kept.sentence) in response.content.decode()


def test_an_order_is_not_entered_with_an_earlier_moment(town: Town) -> None:
    sheet = a_sheet(town).line.pk

    is_refused_and_on_record(
        town.mayor, "/ledgers/disconnection_orders/enter/", **ORDER, sheet=sheet, decided_at=typed(EARLIER)
    )

    assert not DisconnectionOrder.objects.exists()


@pytest.mark.parametrize(
    ("given", "change"),
    [
        ({}, {"decided_at": typed(LATER - timedelta(minutes=1))}),
        ({"decided_at": EARLIER, "paper_place": "町長室"}, {"paper_place": ""}),
        ({}, {"decided_at": typed(EARLIER), "paper_place": "町長室"}),
    ],
    ids=["moved", "the paper taken away", "a paper that comes later"],
)
def test_an_order_is_not_back_dated_afterwards(
    town: Town, given: dict[str, Any], change: dict[str, str]
) -> None:
    order = an_order(town, **given)
    assert isinstance(order, DisconnectionOrder)
    read: dict[str, Any] = {  # Any: what a form sends
        **ORDER,
        "sheet": order.sheet_id,
        "decided_at": typed(order.decided_at),
        "paper_place": order.paper_place,
        "revision": 1,
        "reason": "早めた",
    }

    is_refused_and_on_record(
        town.mayor, f"/ledgers/disconnection_orders/{order.line.number}/amend/", **read | change
    )

    assert DisconnectionOrder.objects.count() == 1


def test_an_order_that_was_given_can_be_amended_in_other_things(town: Town) -> None:
    order = an_order(town, decided_at=EARLIER, paper_place="町長室")

    again = amend(
        DISCONNECTION_ORDERS,
        order,
        {"number": "か住第9号"},
        reason="番号",
        act=town.mayor.act(timezone.now()),
    )

    assert isinstance(again, DisconnectionOrder)
    assert again.decided_at == EARLIER
    assert not Refused.objects.exists()


@pytest.mark.clause("a4.p1")
def test_an_instruction_is_not_back_dated_afterwards(town: Town) -> None:
    order, before = ordered(town), JournalEvent.objects.count()

    with pytest.raises(BackDated):
        amend(
            INSTRUCTIONS,
            order,
            {"issued_on": order.issued_on - timedelta(days=1)},
            reason="早めた",
            act=town.welfare.act(timezone.now()),
            concerning=concerning_order(order.to_section),
        )

    assert JournalEvent.objects.count() == before + 1
    assert (Order.objects.count(), Refused.objects.get().kind) == (1, "BackDated")


def test_other_attempts_through_the_forms_of_the_ledgers_are_on_record_too(town: Town) -> None:
    person = {"person": town.general.line.pk, "post": "general_affairs_staff", "since": "2026-05-01"}
    facts = {**person, "order_number": "令和8年第40号"}

    is_refused_and_on_record(town.general, f"/ledgers/{APPOINTMENTS.slug}/enter/", "OwnPowers", **facts)

    assert not Appointment.objects.filter(post="general_affairs_staff").exists()


@pytest.mark.clause("a3.p6.i3")
def test_an_audit_of_ones_own_section_through_the_form_is_on_record(town: Town) -> None:
    facts = {
        "section": "resident_affairs",
        "kind": "internal",
        "scope": "認証情報",
        "auditor": town.welfare.line.pk,
        "planned_on": "2026-05-10",
        "conducted_on": "2026-06-01",
    }

    is_refused_and_on_record(town.general, "/ledgers/audits/enter/", "OwnAudit", **facts)

    assert not Audit.objects.exists()
