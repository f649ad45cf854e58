"""突合の頁: what it costs, what it counts, and the part of it that today's work loads."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sekisho.crosschecks.views import HANDFUL
from tests.cast import Town, at
from tests.crosschecks.faults import FAULTS
from tests.crosschecks.town_in_order import TUESDAY, town_in_order

AS_OF = "?as_of=2026-04-08"
MOST_STATEMENTS = 20  # as tests/site/test_every_page.py allows


@pytest.fixture
def town(db: None) -> Town:
    """A town with one fault of every kind that its own books show."""
    books = town_in_order()
    books.now = at(TUESDAY, 9)
    for fault in FAULTS.values():
        fault.plant(books)
    return books.town


def test_the_page_counts_what_agrees_and_what_does_not_and_asks_the_database_no_more_for_it(
    town: Town, client: Client
) -> None:
    client.force_login(town.vice_mayor.account)

    with CaptureQueriesContext(connection) as statements:
        page = client.get(f"/crosschecks/{AS_OF}").content.decode()

    assert len(statements) <= MOST_STATEMENTS
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', page, re.DOTALL)
    counts = [[int(n) for n in re.findall(r'<td class="number">(\d+)</td>', row)] for row in rows]
    assert len(counts) == len(FAULTS)
    assert all(examined == sum(rest) for examined, *rest in counts)
    assert "突き合わせられないものの合計" in page


def test_todays_work_loads_a_handful_of_what_the_post_can_settle(town: Town, client: Client) -> None:
    client.force_login(town.welfare.account)

    today = client.get(f"/today/{AS_OF}").content.decode()
    part = client.get("/crosschecks/mine/", headers={"HX-Request": "true"}).content.decode()
    page = client.get("/crosschecks/mine/").content.decode()

    assert 'hx-get="/crosschecks/mine/" hx-trigger="load"' in today
    assert '<a class="link" href="/crosschecks/mine/">' in today
    assert (part.count("<li class"), "<html" in part) == (HANDFUL, False)
    assert 'href="/crosschecks/mine/"' in part
    assert page.count('<li class="box waiting late">') > HANDFUL


def test_who_settles_the_other_side_is_led_to_no_line_that_they_may_not_see(
    town: Town, client: Client
) -> None:
    client.force_login(town.property.account)

    page = client.get(f"/crosschecks/mine/{AS_OF}").content.decode()

    assert "この業者の入室の記載がありません" in page
    for address in re.findall(r'href="(/ledgers/\w+/\d+/)"', page):
        assert client.get(address).status_code == 200, address


def test_who_settles_nothing_has_no_task(town: Town, client: Client) -> None:
    client.force_login(town.vice_mayor.account)

    assert "この職で直す食い違いはありません。" in client.get(f"/crosschecks/mine/{AS_OF}").content.decode()
