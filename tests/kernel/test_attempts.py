"""What is refused and stays on record: who gives themselves a post."""

from __future__ import annotations

from datetime import date
from unittest.mock import patch

import pytest
from django.db import DatabaseError

from sekisho.kernel.models import JournalEvent, Refused
from sekisho.kernel.own_powers import OwnPowers
from sekisho.kernel.verbs import amend
from sekisho.offices.acting_decisions import ACTING_DECISIONS
from sekisho.offices.appointments import APPOINTMENTS, Appointment
from tests.cast import Town, at

POST = {"post": "general_affairs_staff", "since": date(2026, 5, 1), "order_number": "令和8年第40号"}


@pytest.fixture
def town(db: None) -> Town:
    return Town()


def test_nobody_gives_themselves_a_post_and_that_it_was_tried_is_on_record(town: Town) -> None:
    with pytest.raises(OwnPowers) as refused:
        town.general.enters(APPOINTMENTS, at("2026-04-10"), person=town.general.line, **POST)

    assert refused.value.sentence.count("。") == 2
    assert not Appointment.objects.filter(post="general_affairs_staff").exists()
    kept = Refused.objects.select_related("event").get()
    assert (kept.kind, kept.sentence) == ("OwnPowers", refused.value.sentence)
    event = kept.event
    assert (event.person, event.verb, event.subject) == (town.general.person, "enter", "refused")
    assert event.number == JournalEvent.objects.order_by("-number")[0].number


def test_the_mayor_does_not_name_himself_to_act(town: Town) -> None:
    facts = {"acts_for": "chief", "post": "mayor", "since_at": at("2026-04-10"), "grounds": "欠員"}

    with pytest.raises(OwnPowers):
        town.mayor.enters(
            ACTING_DECISIONS, at("2026-04-10"), person=town.mayor.line, document_number="1", **facts
        )


def test_to_give_a_post_up_is_no_widening_and_to_keep_it_longer_is_one(town: Town) -> None:
    mine = Appointment.objects.get(post="general_affairs_head")
    act = town.general.act(at("2026-04-10"))

    ended = amend(APPOINTMENTS, mine, {"until": date(2026, 6, 1)}, reason="異動", act=act)
    amend(APPOINTMENTS, ended, {"until": date(2026, 5, 1)}, reason="異動の繰上げ", act=act)

    latest = Appointment.objects.filter(line=mine.line).order_by("-revision")[0]
    with pytest.raises(OwnPowers):
        amend(APPOINTMENTS, latest, {"until": date(2027, 4, 1)}, reason="延長", act=act)


def test_a_record_that_fails_does_not_keep_the_refusal_from_coming(town: Town) -> None:
    with (
        patch.object(Refused, "save", side_effect=DatabaseError("no space left")),
        pytest.raises(OwnPowers),
    ):
        town.general.enters(APPOINTMENTS, at("2026-04-10"), person=town.general.line, **POST)

    assert not Refused.objects.exists()
    assert not JournalEvent.objects.filter(subject="refused").exists()


def test_what_is_only_wrong_is_not_kept(town: Town) -> None:
    with pytest.raises(Exception, match="この規程にない職"):
        town.general.enters(
            APPOINTMENTS, at("2026-04-10"), person=town.clerk.line, **{**POST, "post": "king"}
        )

    assert not Refused.objects.exists()
