"""Where a version of a method stands on a day follows from its dates."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.rules.methods import MethodDates, MethodState, method_states, review_due_on

FIRST = MethodDates(
    drafted_on=date(2025, 3, 1),
    council_on=date(2025, 3, 10),
    decided_on=date(2025, 3, 20),
    in_force_on=date(2025, 4, 1),
)
SECOND = MethodDates(
    drafted_on=date(2025, 9, 1),
    decided_on=date(2025, 9, 20),
    in_force_on=date(2025, 10, 1),
    withdrawn_on=date(2027, 1, 1),
)
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2025, 3, 1), MethodState.DRAFTED),
        (date(2025, 3, 10), MethodState.DELIBERATED),
        (date(2025, 3, 20), MethodState.DECIDED),
        (date(2025, 4, 1), MethodState.IN_FORCE),
        (date(2026, 4, 1), MethodState.IN_FORCE),
        (date(2026, 4, 2), MethodState.REVIEW_DUE),
    ],
)
def test_a_version_passes_through_its_states(on: date, state: MethodState) -> None:
    assert method_states([FIRST], on=on, every_months=12) == [state]


def test_the_next_version_supersedes_the_one_before_on_the_day_it_comes_into_force() -> None:
    before = method_states([FIRST, SECOND], on=date(2025, 9, 30), every_months=12)
    after = method_states([FIRST, SECOND], on=date(2025, 10, 1), every_months=12)

    assert before == [MethodState.IN_FORCE, MethodState.DECIDED]
    assert after == [MethodState.SUPERSEDED, MethodState.IN_FORCE]


def test_when_the_later_version_is_withdrawn_the_earlier_one_holds_again() -> None:
    found = method_states([FIRST, SECOND], on=date(2027, 1, 1), every_months=None)

    assert found == [MethodState.IN_FORCE, MethodState.WITHDRAWN]


def test_a_review_moves_the_next_one_and_a_pack_without_a_period_asks_for_none() -> None:
    reviewed = MethodDates(
        drafted_on=FIRST.drafted_on,
        decided_on=FIRST.decided_on,
        in_force_on=FIRST.in_force_on,
        reviewed_on=date(2025, 8, 31),
    )

    assert review_due_on(reviewed, 6) == date(2026, 2, 28)
    assert review_due_on(reviewed, None) is None
    assert review_due_on(MethodDates(drafted_on=date(2025, 3, 1)), 12) is None


@given(st.lists(st.tuples(DAYS, st.none() | DAYS, st.none() | DAYS, st.none() | DAYS), max_size=5), DAYS)
def test_whatever_the_dates_at_most_one_version_holds(
    versions: list[tuple[date, date | None, date | None, date | None]], on: date
) -> None:
    dates = [
        MethodDates(drafted_on=drafted, decided_on=decided, in_force_on=force, withdrawn_on=gone)
        for drafted, decided, force, gone in versions
    ]

    found = method_states(dates, on=on, every_months=12)

    assert len(found) == len(versions)
    assert sum(state in (MethodState.IN_FORCE, MethodState.REVIEW_DUE) for state in found) <= 1
