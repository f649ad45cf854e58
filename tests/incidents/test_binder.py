"""緊急時綴: one press says that it was printed, and the page says when the paper in the cabinet is stale."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from sekisho.ledgers.contacts import CONTACTS
from sekisho.ledgers.emergency_binders import EmergencyBinder
from tests.cast import Town
from tests.ledgers.test_contacts import TestContacts as AContact

pytestmark = [pytest.mark.django_db, pytest.mark.clause("a5.i4.s1")]
BINDER = "/incidents/binder/"


@pytest.fixture
def town(db: None, client: Client) -> Town:
    town = Town()
    client.force_login(town.crisis.account)
    return town


def test_what_was_printed_is_on_record_with_the_mark_that_stands_on_the_paper(
    town: Town, client: Client
) -> None:
    shown = client.get(BINDER).context["digest"]

    client.post(BINDER, {"places": "書棚1、宿直室"})

    kept = EmergencyBinder.objects.get()
    assert (kept.printed_on, kept.places) == (timezone.localdate(), "書棚1、宿直室")
    assert kept.contents_sha256 == shown
    assert shown[:8] in client.get(BINDER).content.decode()


def test_a_binder_is_stale_when_somebody_else_is_called(town: Town, client: Client) -> None:
    client.post(BINDER, {"places": "書棚1"})
    assert not client.get(BINDER).context["is_stale"]

    facts = dict(AContact.facts) | {"person": town.clerk.line}
    town.crisis.enters(CONTACTS, timezone.now(), **facts)

    page = client.get(BINDER)
    assert page.context["is_stale"]
    assert "刷り直してください" in page.content.decode()


def test_the_mark_is_the_same_in_both_languages(town: Town, client: Client) -> None:
    japanese = client.get(BINDER).context["digest"]

    client.cookies["django_language"] = "en"

    assert client.get(BINDER).context["digest"] == japanese


def test_nobody_else_keeps_it(town: Town, client: Client) -> None:
    client.force_login(town.clerk.account)

    assert client.get(BINDER).context["form"] is None
    assert client.post(BINDER, {"places": "書棚1"}).status_code == 403
    assert not EmergencyBinder.objects.exists()
