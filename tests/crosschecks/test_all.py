"""簿冊の突合: every planted contradiction is found between its two sides, and nothing else is.

Serves 第5条第1号ウ・エ・ク・コ・サ・シ・ス and 第5条第2号イ: no ledger alone can show these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from sekisho.archiving.worked import Worked
from sekisho.crosschecks import books as books_module
from sekisho.crosschecks.books import Books
from sekisho.crosschecks.findings import Compared, Contradiction
from sekisho.crosschecks.registry import CROSS_CHECKS
from sekisho.kernel.acts import Moment
from tests.cast import at
from tests.crosschecks import town_in_order
from tests.crosschecks.faults import FAULTS
from tests.crosschecks.town_in_order import FRIDAY, THURSDAY, TUESDAY, WEDNESDAY

SLUGS = [check.slug for check in CROSS_CHECKS]


@pytest.fixture(scope="module")
def in_order(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[town_in_order.BookedTown]:
    """Made once, for it takes seconds; every test puts back what it does."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield town_in_order.town_in_order()
        transaction.set_rollback(True)


@pytest.fixture
def books(
    in_order: town_in_order.BookedTown, db: None, monkeypatch: pytest.MonkeyPatch
) -> town_in_order.BookedTown:
    town = replace(in_order, lines=dict(in_order.lines), worked=list(in_order.worked), now=at(TUESDAY, 9))

    def worked(since: date, until: date, *, received_by: datetime | None) -> Sequence[Worked]:
        return tuple(one for one in town.worked if since <= one.day <= until)

    monkeypatch.setattr(books_module, "worked", worked)
    return town


def looked_at(on: date) -> dict[str, Compared]:
    """What every check finds at the end of that day."""
    read = Books(Moment(on=on, known_at=at(on, 17), live=False))
    return {check.slug: check.compare(read) for check in CROSS_CHECKS}


def found(on: date) -> dict[str, list[Contradiction]]:
    return {slug: list(one.contradictions) for slug, one in looked_at(on).items() if one.contradictions}


def sides(one: Contradiction) -> tuple[str, ...]:
    return tuple(
        f"{'no ' if side.missing else ''}{side.ledger.slug if side.ledger else ''}" for side in one.sides
    )


def test_every_check_has_a_fault_of_its_own() -> None:
    assert sorted(FAULTS) == sorted(SLUGS)


def test_a_town_in_order_is_looked_at_by_every_check_and_nothing_is_found(
    books: town_in_order.BookedTown,
) -> None:
    results = looked_at(WEDNESDAY)

    assert {slug: one.contradictions for slug, one in results.items() if one.contradictions} == {}
    assert [slug for slug, one in results.items() if not one.agreed] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_a_planted_contradiction_is_found_until_it_is_settled(
    books: town_in_order.BookedTown, slug: str
) -> None:
    """食い違いは、両方の簿冊を示して一度だけ現れ、直せば消え、直す前の日を見ればまたある。"""
    fault = FAULTS[slug]
    planted = fault.plant(books)

    before = found(WEDNESDAY)
    [one] = before.get(slug, [])
    assert list(before) == [slug]
    assert (sides(one), one.settled_in.slug) == (fault.sides, fault.settled_in)
    assert one.sentence.endswith("。")
    assert one.since <= WEDNESDAY

    books.now = at(THURSDAY, 9)
    fault.settle(books, planted)  # type: ignore[arg-type]  # None where the archive says it, and then not taken

    assert found(FRIDAY) == {}
    assert found(WEDNESDAY) == before


def test_one_of_each_kind_at_once_is_found_and_nothing_extra(books: town_in_order.BookedTown) -> None:
    for fault in FAULTS.values():
        fault.plant(books)

    results = looked_at(WEDNESDAY)

    assert {slug: len(one.contradictions) for slug, one in results.items()} == dict.fromkeys(SLUGS, 1)
    assert {slug: sides(one.contradictions[0]) for slug, one in results.items()} == {
        slug: fault.sides for slug, fault in FAULTS.items()
    }


def test_what_is_examined_agrees_contradicts_or_is_not_compared(books: town_in_order.BookedTown) -> None:
    for fault in FAULTS.values():
        fault.plant(books)

    for slug, one in looked_at(WEDNESDAY).items():
        assert one.agreed >= 0, slug
        assert one.examined == one.agreed + len(one.contradictions) + one.not_compared


def test_before_there_were_records_nothing_is_missing(books: town_in_order.BookedTown) -> None:
    assert found(date(2025, 4, 1) + timedelta(days=1)) == {}
