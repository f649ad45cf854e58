"""The day looked at, and the day until which knowledge counts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sekisho.kernel.acts import Moment
from tests.cast import Town


@pytest.fixture
def client(db: None) -> Client:
    client = Client()
    client.force_login(Town().welfare.account)
    return client


def looked_at(client: Client, **asked: Any) -> Moment:  # Any: what a query string holds
    moment: Moment = client.get("/ledgers/", asked).context["moment"]
    return moment


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time())) - timedelta(microseconds=1)


def test_a_day_alone_is_looked_at_with_what_was_known_at_its_end(client: Client) -> None:
    assert looked_at(client, as_of="2026-04-10").known_at == end_of(date(2026, 4, 10))


def test_later_knowledge_is_let_in_and_stays_while_pages_are_turned(client: Client) -> None:
    looked_at(client, as_of="2026-04-10", known_at="2026-05-01")

    assert looked_at(client) == Moment(date(2026, 4, 10), end_of(date(2026, 5, 1)), live=False)


def test_another_day_alone_does_not_keep_the_knowledge_that_was_let_in_before(client: Client) -> None:
    looked_at(client, as_of="2026-04-10", known_at="2026-05-01")

    assert looked_at(client, as_of="2026-04-12").known_at == end_of(date(2026, 4, 12))


def test_nothing_is_known_before_the_day_itself(client: Client) -> None:
    assert looked_at(client, as_of="2026-04-10", known_at="2026-04-01").known_at == end_of(date(2026, 4, 10))


def test_today_is_live_and_knowledge_alone_is_no_way_back(client: Client) -> None:
    looked_at(client, as_of="2026-04-10")

    assert looked_at(client, as_of="").live
    assert looked_at(client, known_at="2026-04-01").live
    assert looked_at(client, as_of=timezone.localdate().isoformat()).live
