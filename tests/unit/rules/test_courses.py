"""Meetings, instructions and audits: where each stands on a day follows from its dates. And samples."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sekisho.rules.audits import AuditDates, AuditState, audit_state
from sekisho.rules.meetings import MeetingDates, MeetingState, meeting_state
from sekisho.rules.orders import OrderDates, OrderState, is_overdue, order_state
from sekisho.rules.sampling import digest_of, draw

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
MAYBE = st.none() | DAYS
MEETING = MeetingDates(
    planned_on=date(2026, 5, 20),
    convened_on=date(2026, 5, 8),
    notified_on=date(2026, 5, 11),
    held_on=date(2026, 5, 20),
    minuted_on=date(2026, 5, 25),
    confirmed_on=date(2026, 5, 29),
)
orders = st.builds(
    OrderDates, issued_on=DAYS, due_on=MAYBE, received_on=MAYBE, replied_on=MAYBE, done_on=MAYBE
)
audits = st.builds(
    AuditDates,
    planned_on=DAYS,
    approved_on=MAYBE,
    notified_on=MAYBE,
    conducted_on=MAYBE,
    answered_on=MAYBE,
    closed_on=MAYBE,
)
meetings = st.builds(
    MeetingDates,
    planned_on=DAYS,
    convened_on=MAYBE,
    notified_on=MAYBE,
    held_on=MAYBE,
    minuted_on=MAYBE,
    confirmed_on=MAYBE,
    called_off_on=MAYBE,
)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2026, 5, 7), MeetingState.PROPOSED),
        (date(2026, 5, 8), MeetingState.CONVENED),
        (date(2026, 5, 11), MeetingState.NOTIFIED),
        (date(2026, 5, 20), MeetingState.HELD),
        (date(2026, 5, 25), MeetingState.MINUTED),
        (date(2026, 5, 29), MeetingState.CONFIRMED),
    ],
)
def test_a_meeting_passes_through_its_states(on: date, state: MeetingState) -> None:
    assert meeting_state(MEETING, on) is state


@given(meetings, DAYS)
def test_a_meeting_is_confirmed_only_when_it_was_held_and_written_up(dates: MeetingDates, on: date) -> None:
    if meeting_state(dates, on) is MeetingState.CONFIRMED:
        assert None not in (dates.held_on, dates.minuted_on, dates.confirmed_on)
    if meeting_state(dates, on) is MeetingState.NOT_HELD:
        assert dates.planned_on < on


@given(orders, DAYS)
def test_a_request_is_never_overdue(dates: OrderDates, on: date) -> None:
    assume(dates.due_on is None)

    assert not is_overdue(dates, on)


@given(orders, DAYS)
def test_what_is_done_is_not_overdue_and_what_is_overdue_was_due_before(dates: OrderDates, on: date) -> None:
    if is_overdue(dates, on):
        assert dates.due_on is not None
        assert dates.due_on < on
        assert order_state(dates, on) is not OrderState.DONE


@given(orders, DAYS)
def test_an_order_never_goes_back(dates: OrderDates, on: date) -> None:
    stages = list(OrderState)

    later = order_state(dates, on + timedelta(days=1))

    assert stages.index(order_state(dates, on)) <= stages.index(later)


@given(audits, DAYS)
def test_an_audit_never_goes_back(dates: AuditDates, on: date) -> None:
    stages = list(AuditState)

    later = audit_state(dates, on + timedelta(days=1))

    assert stages.index(audit_state(dates, on)) <= stages.index(later)


@given(st.text(max_size=20), st.integers(0, 2000), st.integers(0, 60))
def test_a_sample_has_its_size_lies_in_the_population_and_can_be_drawn_again(
    seed: str, population: int, size: int
) -> None:
    drawn = draw(seed, population, size)

    assert len(drawn) == len(set(drawn)) == min(size, population)
    assert all(0 <= place < population for place in drawn)
    assert drawn == draw(seed, population, size)
    assert list(drawn) == sorted(drawn)


def test_a_sample_is_the_same_on_every_machine() -> None:
    assert draw("seed", 1000, 3) == draw("seed", 1000, 3)
    assert digest_of(draw("seed", 10, 10)) == digest_of(range(10))
    assert draw("seed", 1000, 3) != draw("other", 1000, 3)
