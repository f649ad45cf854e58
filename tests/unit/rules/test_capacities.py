"""In which rights a person may act at a moment, and that it agrees with who fills what."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.rules.authority import (
    Acting,
    Capability,
    Capacity,
    Held,
    Nobody,
    all_holders,
    all_who_fill,
    capacities_of,
    who_fills,
)
from sekisho.rules.model import Condition, Pack
from sekisho.rules.standing import TOKYO, Absence, ActingDecision, Appointment, Standing
from tests.unit.rules.packs import CITY, TOWN, appointed, away, decided, moment, standing

NOON = moment("2026-06-10T12:00")
OWN_VICE_MAYOR = Capability("vice_mayor", Capacity.OWN, None, "vice_mayor-vice-2024", ("chief",))
OWN_PROPERTY = Capability("property_head", Capacity.OWN, None, "property_head-property-2024")


def test_the_holder_acts_in_their_post_and_fills_its_roles() -> None:
    assert capacities_of(TOWN, "vice", NOON, standing()) == (OWN_VICE_MAYOR,)


def test_a_person_with_two_posts_acts_in_either() -> None:
    facts = standing(appointed("welfare_head", "general"), without="welfare_head")

    assert [one.post for one in capacities_of(TOWN, "general", NOON, facts)] == [
        "general_head",
        "welfare_head",
    ]


def test_a_post_renewed_by_a_second_order_is_one_post_on_the_newer_basis() -> None:
    facts = standing(appointed("crisis_head", "crisis", "2026-04-01"))

    assert [one.basis for one in capacities_of(TOWN, "crisis", NOON, facts)] == ["crisis_head-crisis-2026"]


@pytest.mark.clause("a3.p3")
@pytest.mark.parametrize(
    ("at", "deputises"),
    [
        ("2026-06-10T13:14", False),
        ("2026-06-10T13:15", True),
        ("2026-06-10T15:29", True),
        ("2026-06-10T15:30", False),
    ],
)
def test_the_deputy_has_the_second_right_only_while_the_chief_is_away(at: str, *, deputises: bool) -> None:
    """代行の資格は、不在である間だけある。"""
    facts = standing(away("vice", "2026-06-10T13:15", "2026-06-10T15:30"))
    deputy = Capability("property_head", Capacity.DEPUTY, "chief", "a3.p3", ("chief",))

    assert capacities_of(TOWN, "property", moment(at), facts) == (
        (OWN_PROPERTY, deputy) if deputises else (OWN_PROPERTY,)
    )


def test_who_is_registered_away_keeps_the_post_and_loses_the_role() -> None:
    """不在の登録中も職は失わない。ただし統括責任者としては、不在を終えるまで行えない。"""
    facts = standing(away("vice", "2026-06-10T09:00"))

    assert capacities_of(TOWN, "vice", NOON, facts) == (
        Capability("vice_mayor", Capacity.OWN, None, "vice_mayor-vice-2024", ()),
    )


def test_who_is_registered_away_loses_the_post_to_the_one_whom_a_decision_puts_in_it() -> None:
    facts = standing(
        away("mayor", "2026-06-10T09:00"), decided("mayor", "vice", "vice_mayor", "2026-06-10T09:00")
    )

    assert capacities_of(TOWN, "mayor", NOON, facts) == ()
    assert capacities_of(TOWN, "vice", NOON, facts) == (
        OWN_VICE_MAYOR,
        Capability("vice_mayor", Capacity.DECISION, "mayor", "決1"),
    )


def test_a_decision_on_the_post_does_not_take_the_role_from_the_deputy_of_the_text() -> None:
    facts = standing(
        away("vice", "2026-06-10T09:00"), decided("vice_mayor", "general", "general_head", "2026-06-10T09:00")
    )
    general = capacities_of(TOWN, "general", NOON, facts)

    assert [(one.acts_for, one.roles) for one in general] == [(None, ()), ("vice_mayor", ())]
    assert [one.roles for one in capacities_of(TOWN, "property", NOON, facts)] == [(), ("chief",)]


def test_a_decision_on_a_vacant_post_gives_its_roles_with_it() -> None:
    facts = standing(
        decided("vice_mayor", "general", "general_head", "2026-06-10T09:00"), without="vice_mayor"
    )

    assert capacities_of(TOWN, "general", NOON, facts)[1] == Capability(
        "general_head", Capacity.ACTING_HEAD, "vice_mayor", "決1", ("chief",)
    )


def test_the_second_of_alternative_posts_keeps_the_post_without_the_role() -> None:
    facts = Standing(appointments=(appointed("branch_a", "east"), appointed("branch_b", "west")))

    assert [one.roles for one in capacities_of(CITY, "west", NOON, facts)] == [()]


def test_two_appointed_to_one_post_keep_the_post_and_neither_has_the_role() -> None:
    facts = standing(appointed("vice_mayor", "second", "2026-04-01"))

    for person in ("vice", "second"):
        assert [(one.post, one.roles) for one in capacities_of(TOWN, person, NOON, facts)] == [
            ("vice_mayor", ())
        ]


@pytest.mark.parametrize("person", ["visitor", "leaver", "stray"])
def test_who_holds_no_post_of_the_pack_today_has_no_right(person: str) -> None:
    facts = standing(
        appointed("clerk", "leaver", "2024-04-01", "2026-04-01"),
        appointed("dog_catcher", "stray"),
        away("visitor", "2026-06-01T00:00"),
    )

    assert capacities_of(TOWN, person, NOON, facts) == ()


# --- properties -------------------------------------------------------------------

PEOPLE = ("ai", "bun", "chiyo", "dai")
MINUTES = st.integers(-3 * 24 * 60, 3 * 24 * 60).map(
    lambda minutes: datetime(2026, 4, 1, tzinfo=TOKYO) + timedelta(minutes=minutes)
)
DAYS = st.integers(-4, 4).map(lambda days: date(2026, 4, 1) + timedelta(days=days))
CONDITIONS = st.sampled_from((Condition.ABSENT, Condition.INCAPACITY, Condition.VACANT))


def standings(pack: Pack) -> st.SearchStrategy[Standing]:
    """Facts of every kind, overlapping and contradicting one another as they like."""
    people, posts = st.sampled_from(PEOPLE), st.sampled_from([post.id for post in pack.posts])
    targets = st.sampled_from([*(role.id for role in pack.roles), *(post.id for post in pack.posts)])
    return st.builds(
        Standing,
        st.lists(
            st.builds(Appointment, people, posts, DAYS, st.none() | DAYS, st.just("辞1"), st.booleans()),
            max_size=10,
        ).map(tuple),
        st.lists(st.builds(Absence, people, MINUTES, st.none() | MINUTES, CONDITIONS), max_size=5).map(tuple),
        st.lists(
            st.builds(
                ActingDecision,
                targets,
                people,
                posts,
                MINUTES,
                st.none() | MINUTES,
                st.sampled_from("決定書"),
            ),
            max_size=4,
        ).map(tuple),
    )


SITUATIONS = st.sampled_from((TOWN, CITY)).flatmap(
    lambda pack: st.tuples(st.just(pack), standings(pack), MINUTES)
)


@given(SITUATIONS)
def test_at_any_instant_at_most_one_person_can_act_as_chief(
    situation: tuple[Pack, Standing, datetime],
) -> None:
    pack, facts, at = situation
    chief = pack.roles[0].id
    able = [one for person in PEOPLE for one in capacities_of(pack, person, at, facts) if chief in one.roles]

    assert len(able) <= 1


@given(SITUATIONS)
def test_who_fills_a_role_agrees_with_what_everybody_may_do(
    situation: tuple[Pack, Standing, datetime],
) -> None:
    pack, facts, at = situation
    for role in pack.roles:
        answers = {
            (one.person, one.post, one.acts_for if isinstance(one, Acting) else None)
            for one in all_who_fill(pack, role.id, at, facts)
        }
        able = {
            (person, one.post, one.acts_for)
            for person in PEOPLE
            for one in capacities_of(pack, person, at, facts)
            if role.id in one.roles
        }
        first = who_fills(pack, role.id, at, facts)

        assert able == answers
        assert isinstance(first, Nobody) == (not able)


@given(SITUATIONS)
def test_who_acts_for_somebody_is_at_hand_in_a_post_of_their_own(
    situation: tuple[Pack, Standing, datetime],
) -> None:
    pack, facts, at = situation
    for person in PEOPLE:
        rights = capacities_of(pack, person, at, facts)
        held = {one.post for one in facts.appointments_on(at.date()) if one.person == person}

        assert {one.post for one in rights} <= held
        assert len({(one.post, one.acts_for) for one in rights}) == len(rights)
        if facts.conditions_of(person, at):
            assert all(one.capacity is Capacity.OWN and not one.roles for one in rights)


@given(SITUATIONS)
def test_whoever_can_act_in_a_post_has_that_right(situation: tuple[Pack, Standing, datetime]) -> None:
    pack, facts, at = situation
    for post in pack.posts:
        for one in all_holders(pack, post.id, at, facts):
            rights = {(right.post, right.acts_for) for right in capacities_of(pack, one.person, at, facts)}

            assert ((one.post, None) if isinstance(one, Held) else (one.post, one.acts_for)) in rights
