"""The course of an incident: its moments in order, the minutes between them, and its chart."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sekisho.incidents.case import case_of
from sekisho.incidents.course import course_of
from sekisho.ledgers.disconnection_runs import DISCONNECTION_RUNS
from sekisho.site.charts import GUTTER, SPAN, Step, waterfall
from sekisho.site.templatetags.incidents import elapsed
from tests.cast import Town, at
from tests.ledgers.test_incidents import an_order

SVG = "{http://www.w3.org/2000/svg}"
LATER = at("2026-04-10", 12)


@pytest.fixture
def town(db: None) -> Town:
    town = Town()
    order = an_order(town)
    run = {"way": "cut", "plan": "抜く", "executed_at": at("2026-04-10", 8, 59), "order": order.line}
    town.property.enters(DISCONNECTION_RUNS, at("2026-04-10", 9), executed_by=town.property.line, **run)
    return town


def test_the_minutes_run_from_the_moment_at_which_it_was_known(town: Town) -> None:
    course = course_of(case_of(1, LATER), LATER)

    assert [(one.since_known, one.since_last) for one in course] == [(0, 0), (12, 12), (18, 6), (19, 1)]


def test_what_came_later_than_the_day_looked_at_is_not_there(town: Town) -> None:
    earlier = at("2026-04-10", 8, 54)

    assert [one.since_known for one in course_of(case_of(1, earlier), earlier)] == [0, 12]


def test_the_page_draws_the_course_and_has_its_figures_as_a_table(town: Town) -> None:
    client = Client()
    client.force_login(town.vice_mayor.account)

    html = client.get("/incidents/1/").content.decode()

    assert '<svg class="waterfall"' in html
    assert "知ってから(分)" in html
    assert re.search(r'<td class="number">6</td><td class="number">18</td>', html)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0分経過"), (179, "179分経過"), (180, "3時間経過"), (2879, "47時間経過"), (2880, "2日経過")],
)
def test_minutes_are_said_as_long_as_somebody_counts_them(minutes: int, words: str) -> None:
    assert elapsed(minutes) == words


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=9))
def test_every_bar_lies_in_the_chart_and_begins_where_the_last_ended(minutes: list[int]) -> None:
    ends = sorted(minutes)
    steps = [Step("段", since, until, "") for since, until in zip([0, *ends], ends, strict=False)]
    drawn = waterfall(steps, described="経過").replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)

    for bar in ET.fromstring(drawn).iter(f"{SVG}rect"):
        assert float(bar.attrib["x"]) >= GUTTER
        assert float(bar.attrib["x"]) + float(bar.attrib["width"]) <= GUTTER + SPAN + 2.1


def test_words_in_the_chart_stay_words() -> None:
    drawn = waterfall([Step("<script>", 0, 1, '"&')], described='"><script>')

    assert "<script>" not in drawn
