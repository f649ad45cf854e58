"""離任者と認証情報: planted contradictions are found, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from sekisho.crosschecks.books import Books
from sekisho.crosschecks.leavers import leavers_with_credentials
from sekisho.kernel.acts import Moment
from sekisho.kernel.verbs import amend
from sekisho.ledgers.credentials import CREDENTIALS, Credential
from sekisho.offices.appointments import APPOINTMENTS, Appointment
from tests.cast import Member, Town, at

LEFT_ON, LOOKED_ON = date(2026, 4, 1), date(2026, 4, 6)
NOW = Moment(on=LOOKED_ON, known_at=at(LOOKED_ON, 17), live=False)


@pytest.fixture
def town(db: None) -> Town:
    town = Town()
    for place, member in enumerate((town.clerk, town.welfare)):
        palm = {"kind": "palm", "serial": f"V{place}", "holder": member.line, "issued_on": date(2025, 4, 10)}
        town.welfare.enters(CREDENTIALS, at("2025-04-10"), **palm)
    return town


def leaves(town: Town, who: Member) -> None:
    entry = Appointment.objects.get(person=who.line, revision=1)
    amend(APPOINTMENTS, entry, {"until": LEFT_ON}, reason="異動", act=town.general.act(at("2026-03-25")))


def test_a_live_credential_of_a_leaver_is_found_with_both_its_sides(town: Town) -> None:
    leaves(town, town.clerk)

    compared = leavers_with_credentials(Books(NOW))

    [found] = compared.contradictions
    assert compared.examined == 2
    assert found.since == LEFT_ON
    assert [(side.ledger, bool(side.number)) for side in found.sides] == [
        (CREDENTIALS, True),
        (APPOINTMENTS, True),
    ]


def test_it_goes_away_when_the_credential_is_returned_and_was_there_before(town: Town) -> None:
    leaves(town, town.clerk)
    credential = Credential.objects.get(holder=town.clerk.line)
    returned = {"ended_on": date(2026, 4, 3), "ended_by": "returned"}
    amend(CREDENTIALS, credential, returned, reason="回収", act=town.welfare.act(at("2026-04-03")))

    assert leavers_with_credentials(Books(NOW)).contradictions == ()
    before = Moment(on=date(2026, 4, 2), known_at=at("2026-04-02", 17), live=False)
    assert len(leavers_with_credentials(Books(before)).contradictions) == 1


def test_who_moves_to_another_post_is_no_leaver(town: Town) -> None:
    leaves(town, town.clerk)
    post = {"post": "resident_affairs_supervisor", "since": LEFT_ON, "order_number": "令和8年第1号"}
    town.general.enters(APPOINTMENTS, at("2026-03-26"), person=town.clerk.line, **post)

    assert leavers_with_credentials(Books(NOW)).contradictions == ()


def test_the_page_shows_both_sides_and_today_leads_to_it_as_a_task(town: Town, client: Client) -> None:
    leaves(town, town.clerk)
    client.force_login(town.welfare.account)

    page = client.get("/crosschecks/?as_of=2026-04-06").content.decode()
    mine = client.get("/crosschecks/mine/?as_of=2026-04-06").content.decode()
    today = client.get("/today/?as_of=2026-04-06").content.decode()

    assert "離任した者の認証情報がまだ有効です" in page
    assert "/ledgers/credentials/1/" in page
    assert "/ledgers/appointments/" in page
    assert "離任した者の認証情報がまだ有効です" in mine
    assert 'hx-get="/crosschecks/mine/"' in today


def test_other_sections_do_not_have_it_as_a_task(town: Town, client: Client) -> None:
    leaves(town, town.clerk)
    client.force_login(town.crisis.account)

    assert "離任した者" not in client.get("/crosschecks/mine/?as_of=2026-04-06").content.decode()
