"""The council's seats at a moment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sekisho.rules.authority import Acting, Nobody, Why
from sekisho.rules.seats import Seat, SeatState, council_seats
from sekisho.rules.standing import Standing
from tests.unit.rules.packs import CITY, TOWN, appointed, away, decided, moment, standing

NOON = moment("2026-06-10T12:00")


def seat(post: str, facts: Standing) -> Seat:
    return next(one for one in council_seats(TOWN, NOON, facts) if one.post == post)


@pytest.mark.clause("a3.p5")
def test_the_chair_comes_first_and_the_members_follow_in_the_order_of_the_text() -> None:
    """会議は、統括責任者の他、4人の課長をもって組織する。"""
    seats = council_seats(TOWN, NOON, standing())

    assert [one.post for one in seats] == [
        "vice_mayor",
        "property_head",
        "welfare_head",
        "general_head",
        "crisis_head",
    ]
    assert [one.role for one in seats] == ["chief", None, None, None, None]
    assert {one.state for one in seats} == {SeatState.HELD}


def test_the_deputy_sits_on_the_chairs_seat_and_on_their_own() -> None:
    facts = standing(away("vice", "2026-06-10T09:00"))
    chair = seat("vice_mayor", facts)

    assert chair.state is SeatState.ACTING
    assert chair.appointed == ("vice",)
    assert isinstance(chair.answer, Acting)
    assert chair.answer.person == "property"
    assert seat("property_head", facts).state is SeatState.HELD


def test_a_vacant_chair_shows_as_vacant() -> None:
    """職をもって充てる会議では、欠員は空席として見える。"""
    chair = seat("vice_mayor", standing(without="vice_mayor"))

    assert chair.state is SeatState.VACANT
    assert chair.answer == Nobody("chief", Why.VACANT_NO_RULE)


def test_a_chair_whose_deputy_is_away_too_shows_as_away() -> None:
    facts = standing(away("vice", "2026-06-10T09:00"), away("property", "2026-06-10T09:00"))

    assert seat("vice_mayor", facts).state is SeatState.AWAY


def test_a_member_who_is_away_is_not_replaced() -> None:
    member = seat("crisis_head", standing(away("crisis", "2026-06-10T09:00")))

    assert member.state is SeatState.AWAY
    assert member.appointed == ("crisis",)


def test_a_vacant_member_and_one_whose_post_somebody_acts_in_are_told_apart() -> None:
    decision = decided("crisis_head", "general", "general_head", "2026-06-10T09:00")

    assert seat("crisis_head", standing(without="crisis_head")).state is SeatState.VACANT
    assert seat("crisis_head", standing(decision, without="crisis_head")).state is SeatState.ACTING


def test_two_seats_can_be_held_by_one_person() -> None:
    facts = standing(appointed("welfare_head", "general"), without="welfare_head")

    assert seat("welfare_head", facts).appointed == seat("general_head", facts).appointed == ("general",)
    assert seat("welfare_head", facts).state is SeatState.HELD


def test_a_seat_with_two_appointed_is_unsettled() -> None:
    contested = seat("crisis_head", standing(appointed("crisis_head", "second", "2026-04-01")))

    assert contested.state is SeatState.UNSETTLED
    assert contested.appointed == ("crisis", "second")


def test_a_post_with_several_seats_shows_each_holder_and_each_vacancy() -> None:
    assert TOWN.council is not None
    town = replace(TOWN, council=replace(TOWN.council, members=("auditors",)))
    facts = standing(appointed("auditors", "elder"))
    both = standing(
        appointed("auditors", "elder"), appointed("auditors", "younger"), away("younger", "2026-06-10T09:00")
    )

    assert [(one.appointed, one.state) for one in council_seats(town, NOON, facts)[1:]] == [
        (("elder",), SeatState.HELD),
        ((), SeatState.VACANT),
    ]
    assert [(one.appointed, one.state) for one in council_seats(town, NOON, both)[1:]] == [
        (("elder",), SeatState.HELD),
        (("younger",), SeatState.AWAY),
    ]


def test_a_post_without_a_fixed_number_of_seats_shows_as_many_as_are_appointed() -> None:
    assert TOWN.council is not None
    town = replace(TOWN, council=replace(TOWN.council, members=("clerk",)))
    three = standing(*(appointed("clerk", person) for person in ("a", "b", "c")))

    assert [one.state for one in council_seats(town, NOON, three)[1:]] == [SeatState.HELD] * 3
    assert [one.state for one in council_seats(town, NOON, standing())[1:]] == [SeatState.VACANT]


def test_somebody_who_acts_in_a_post_with_several_seats_does_not_hide_who_is_away() -> None:
    assert TOWN.council is not None
    town = replace(TOWN, council=replace(TOWN.council, members=("auditors",)))
    facts = standing(
        appointed("auditors", "elder"),
        away("elder", "2026-06-10T09:00"),
        decided("auditors", "crisis", "crisis_head", "2026-06-10T09:00"),
    )

    assert [(one.appointed, one.state) for one in council_seats(town, NOON, facts)[1:]] == [
        ((), SeatState.ACTING),
        (("elder",), SeatState.AWAY),
    ]


def test_the_seats_of_a_day_without_text_are_not_made_up() -> None:
    assert council_seats(TOWN, moment("2022-12-05T12:00"), standing()) == ()
    assert council_seats(TOWN, moment("2022-12-06T12:00"), standing()) != ()


def test_a_body_without_a_council_has_no_seats() -> None:
    assert council_seats(CITY, NOON, standing()) == ()


def test_a_council_set_up_outside_the_documents_is_not_dated_by_them() -> None:
    assert TOWN.council is not None
    town = replace(TOWN, council=replace(TOWN.council, clause="別の要綱"))

    assert council_seats(town, moment("2010-06-15T12:00"), standing())[1].state is SeatState.VACANT
