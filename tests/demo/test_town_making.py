"""Making the demo town: the same town each time, any length, any last day; refusals with a way out."""

from __future__ import annotations

import hashlib
import io
import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from sekisho.demo.chance import chance
from sekisho.demo.people import CLERKS_TO_COME, FOUNDERS, HEADS_TO_COME, VICE_MAYORS
from sekisho.demo.stage import moment
from sekisho.demo.town import BeforeRegulation, NotYet, OtherRegulation, make_town, months_before
from sekisho.demo.year import TERM_YEARS, vacancies_in, vice_mayor_since
from sekisho.duties.board import board
from sekisho.kernel.acts import Moment
from sekisho.kernel.models import Discharge, JournalEvent, Report
from sekisho.kernel.town import pack
from sekisho.offices.persons import READING
from sekisho.offices.standing import people
from sekisho.rules.faults import faults

SPRING = date(2026, 4, 20)  # two months before it hold 1 April


def make(months: int, until: date, seed: int = 1) -> str:
    """Make the town; returns what was said."""
    said = io.StringIO()
    make_town(months=months, seed=seed, until=until, console=Console(file=said, width=200))
    return said.getvalue()


def journal_of(months: int, until: date, seed: int = 1) -> str:
    """The digest of the whole journal of one run, which is then taken back."""
    with transaction.atomic():
        make(months, until, seed)
        rows = JournalEvent.objects.order_by("number").values_list()
        digest = hashlib.sha256("\n".join(map(repr, rows)).encode()).hexdigest()
        transaction.set_rollback(True)
    return digest


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_journal_byte_for_byte_in_whatever_language() -> None:
    first = journal_of(2, SPRING)
    with translation.override("en"):
        again = journal_of(2, SPRING)

    assert again == first


@pytest.mark.django_db
def test_another_seed_gives_another_town() -> None:
    assert journal_of(1, SPRING, seed=2) != journal_of(1, SPRING, seed=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("months", "until"),
    [
        (1, "2026-10-25"),  # a Sunday
        (1, "2026-04-01"),  # the transfers are made, the new ones not yet there
        (2, "2026-04-02"),
        (1, "2024-02-29"),
        (1, "2026-01-05"),  # the first open day after the turn of the year
        (2, "2026-05-06"),  # the end of a row of holidays
        (2, "2023-01-10"),  # begins under a version whose text is not held
    ],
)
def test_any_last_day_leaves_a_town_in_which_somebody_is_needed(months: int, until: str) -> None:
    day = date.fromisoformat(until)
    make(months, day)
    now = Moment(on=day, known_at=moment(day, 7), live=True)
    known = people(now.known_at)
    last = JournalEvent.objects.order_by("number").last()

    assert last is not None
    assert timezone.localdate(last.recorded_at) < day
    assert board(now, known).attention >= 1
    assert faults(pack(), known.standing) == []


@pytest.mark.django_db
def test_under_a_text_that_is_not_held_nobody_reports_to_roles_that_nobody_fills() -> None:
    make(5, date(2022, 12, 1))

    assert JournalEvent.objects.filter(subject="daily_checks").count() > 60
    assert not Report.objects.exists()
    assert not Discharge.objects.exclude(paper="").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ja", r"デモの町: 2026-03-20から1か月、\d+件の行為"),
        ("en", r"Demo town from 2026-03-20 on \(months: 1\), \d+ acts"),
    ],
)
def test_what_was_made_is_said_in_the_language_that_is_asked_for(language: str, told: str) -> None:
    with translation.override(language):
        assert re.search(told, make(1, SPRING))


@pytest.mark.django_db
def test_a_history_cannot_end_in_the_future() -> None:
    with pytest.raises(NotYet, match="--until"):
        make(1, timezone.localdate() + timedelta(days=1))

    assert not JournalEvent.objects.exists()


@pytest.mark.django_db
def test_a_history_cannot_begin_before_the_regulation() -> None:
    with pytest.raises(BeforeRegulation, match="2002-08-05"):
        make(12, date(2003, 6, 1))


@pytest.mark.django_db
@override_settings(SEKISHO_PACK="hokushin")
def test_another_regulation_is_refused_with_what_to_set() -> None:
    with pytest.raises(OtherRegulation, match="SEKISHO_PACK=katsuragi"):
        make(1, SPRING)


# --- the plan -------------------------------------------------------------------------


@given(until=st.dates(date(2010, 1, 1), date(2030, 12, 31)), months=st.integers(1, 84))
def test_vacancies_lie_in_the_history_one_term_apart(until: date, months: int) -> None:
    since = months_before(until, months)
    found = vacancies_in(since, until)

    assert all(since < one.since < one.until < until for one in found)
    assert all(later.since.year - earlier.since.year == TERM_YEARS for earlier, later in pairwise(found))
    assert vice_mayor_since(since, found) <= since


@given(until=st.dates(date(2005, 1, 1), date(2030, 12, 31)), months=st.integers(1, 84))
def test_so_many_months_earlier_is_the_same_day_or_the_last_of_a_shorter_month(
    until: date, months: int
) -> None:
    since = months_before(until, months)

    assert (until.year - since.year) * 12 + until.month - since.month == months
    assert since.day == until.day or (since + timedelta(days=1)).day == 1


def test_chance_repeats_itself_and_differs_by_question() -> None:
    throws = [chance(1, "daily", SPRING).random() for _time in range(2)]

    assert throws[0] == throws[1]
    assert chance(1, "daily", SPRING).random() != chance(1, "paper", SPRING).random()
    assert chance(1, "daily", SPRING).random() != chance(2, "daily", SPRING).random()


def test_no_two_of_the_cast_share_a_number_and_every_reading_is_hiragana() -> None:
    cast = [*(founder.member for founder in FOUNDERS), *CLERKS_TO_COME, *HEADS_TO_COME, *VICE_MAYORS]

    assert len({member.number for member in cast}) == len(cast)
    for member in cast:
        READING(member.reading)
