"""Who fills a role or a post at a moment, who acts, or why nobody does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sekisho.rules.authority import (
    Acting,
    Capacity,
    Held,
    Nobody,
    Why,
    all_holders,
    all_who_fill,
    who_fills,
    who_holds,
)
from sekisho.rules.model import Basis, Condition, Substitution
from tests.unit.rules.packs import (
    CITY,
    REGULATION,
    TOWN,
    appointed,
    away,
    decided,
    facts_of,
    moment,
    standing,
    version,
)

NOON = moment("2026-06-10T12:00")
CHIEF_IN_PERSON = Held("vice_mayor", "vice", "chief")
DEPUTY = Acting("property_head", "property", "chief", Capacity.DEPUTY, "a3.p3", Condition.ABSENT)

CITY_HELD = (
    appointed("director", "director"),
    appointed("planner", "planner"),
    appointed("keeper", "keeper"),
    appointed("branch_a", "east"),
    appointed("branch_b", "west"),
)


@pytest.mark.clause("a3.p2")
def test_the_vice_mayor_is_the_chief_by_that_post() -> None:
    """統括責任者は副町長をもって充てる。"""
    assert who_fills(TOWN, "chief", NOON, standing()) == CHIEF_IN_PERSON


@pytest.mark.clause("a3.p3")
def test_while_the_vice_mayor_is_away_the_property_head_deputises() -> None:
    """副町長不在の場合は、管財情報課長がその職務を代行する。"""
    facts = standing(away("vice", "2026-06-10T00:00", "2026-06-11T00:00"))

    assert who_fills(TOWN, "chief", NOON, facts) == DEPUTY


@pytest.mark.clause("a3.p3")
@pytest.mark.parametrize(
    ("at", "deputised"),
    [
        ("2026-06-10T13:14:59", False),
        ("2026-06-10T13:15:00", True),
        ("2026-06-10T15:29:59", True),
        ("2026-06-10T15:30:00", False),
    ],
)
def test_an_absence_of_part_of_a_day_counts_to_the_minute(at: str, *, deputised: bool) -> None:
    facts = standing(away("vice", "2026-06-10T13:15", "2026-06-10T15:30"))

    assert who_fills(TOWN, "chief", moment(at), facts) == (DEPUTY if deputised else CHIEF_IN_PERSON)


def test_an_absence_is_the_same_moment_in_every_time_zone() -> None:
    facts = standing(away("vice", "2026-06-10T13:15", "2026-06-10T15:30"))

    assert who_fills(TOWN, "chief", moment("2026-06-10T04:15+00:00"), facts) == DEPUTY
    assert who_fills(TOWN, "chief", moment("2026-06-10T13:15+00:00"), facts) == CHIEF_IN_PERSON


def test_an_absence_without_end_lasts() -> None:
    facts = standing(away("vice", "2026-06-10T13:15"))

    assert who_fills(TOWN, "chief", moment("2036-06-10T12:00"), facts) == DEPUTY


def test_overlapping_absences_end_with_the_last_of_them() -> None:
    facts = standing(
        away("vice", "2026-06-10T09:00", "2026-06-10T12:00"),
        away("vice", "2026-06-10T11:00", "2026-06-10T14:00"),
    )

    assert who_fills(TOWN, "chief", moment("2026-06-10T13:00"), facts) == DEPUTY
    assert who_fills(TOWN, "chief", moment("2026-06-10T14:00"), facts) == CHIEF_IN_PERSON


def test_an_absence_within_an_incapacity_is_covered_by_the_text() -> None:
    facts = standing(
        away("vice", "2026-06-01T00:00", condition=Condition.INCAPACITY), away("vice", "2026-06-10T09:00")
    )

    assert who_fills(TOWN, "chief", NOON, facts) == DEPUTY


def test_an_absence_marked_as_a_vacancy_does_not_bring_a_rule_for_vacancies_about() -> None:
    facts = facts_of(*CITY_HELD, away("director", "2026-06-01T00:00", condition=Condition.VACANT))

    assert who_fills(CITY, "supervisor", NOON, facts) == Held("director", "director", "supervisor")


def test_the_chiefs_deputy_does_not_act_for_another_role() -> None:
    facts = standing(appointed("auditors", "elder"), away("elder", "2026-06-10T09:00"))

    assert who_fills(TOWN, "auditor", NOON, facts) == Nobody("auditor", Why.ABSENT_NO_RULE)


def test_the_absence_of_somebody_without_a_post_changes_nothing() -> None:
    assert who_fills(TOWN, "chief", NOON, standing(away("visitor", "2026-06-10T00:00"))) == CHIEF_IN_PERSON


@pytest.mark.clause("a3.p3")
def test_a_vacant_vice_mayor_is_not_an_absent_one() -> None:
    """不在は欠員ではない。"""
    assert who_fills(TOWN, "chief", NOON, standing(without="vice_mayor")) == Nobody(
        "chief", Why.VACANT_NO_RULE
    )


def test_an_incapacity_that_the_text_does_not_cover_has_no_deputy() -> None:
    facts = standing(away("vice", "2026-06-01T00:00", condition=Condition.INCAPACITY))

    assert who_fills(TOWN, "chief", NOON, facts) == Nobody("chief", Why.ABSENT_NO_RULE)


def test_when_both_are_away_the_text_names_nobody_else() -> None:
    facts = standing(
        away("vice", "2026-06-10T09:00"), away("property", "2026-06-10T10:00", "2026-06-10T11:00")
    )

    assert who_fills(TOWN, "chief", moment("2026-06-10T10:30"), facts) == Nobody("chief", Why.ALL_AWAY)
    assert who_fills(TOWN, "chief", moment("2026-06-10T11:00"), facts) == DEPUTY


def test_when_the_deputys_post_is_vacant_nobody_deputises() -> None:
    facts = standing(away("vice", "2026-06-10T09:00"), without="property_head")

    assert who_fills(TOWN, "chief", NOON, facts) == Nobody("chief", Why.DEPUTY_VACANT)


def test_a_vice_mayor_who_also_heads_the_property_section_cannot_deputise_for_themself() -> None:
    facts = standing(
        appointed("property_head", "vice"), away("vice", "2026-06-10T09:00"), without="property_head"
    )

    assert who_fills(TOWN, "chief", NOON, facts) == Nobody("chief", Why.ALL_AWAY)


def test_offices_change_hands_at_midnight_in_japan_between_march_and_april() -> None:
    """3月31日の終わりまで前任者、4月1日0時から後任者。"""
    facts = standing(
        appointed("vice_mayor", "outgoing", "2022-04-01", "2027-04-01"),
        appointed("vice_mayor", "incoming", "2027-04-01"),
        without="vice_mayor",
    )

    assert who_fills(TOWN, "chief", moment("2027-03-31T23:59:59"), facts) == Held(
        "vice_mayor", "outgoing", "chief"
    )
    assert who_fills(TOWN, "chief", moment("2027-04-01T00:00"), facts) == Held(
        "vice_mayor", "incoming", "chief"
    )
    assert who_fills(TOWN, "chief", moment("2027-03-31T15:00+00:00"), facts) == Held(
        "vice_mayor", "incoming", "chief"
    )


def test_a_deputy_who_is_replaced_at_midnight_hands_the_deputising_over() -> None:
    facts = standing(
        away("vice", "2027-03-31T20:00"),
        appointed("property_head", "old", "2022-04-01", "2027-04-01"),
        appointed("property_head", "new", "2027-04-01"),
        without="property_head",
    )

    assert who_fills(TOWN, "chief", moment("2027-03-31T23:59"), facts) == replace(DEPUTY, person="old")
    assert who_fills(TOWN, "chief", moment("2027-04-01T00:00"), facts) == replace(DEPUTY, person="new")


def test_nobody_is_taken_for_the_chief_while_two_are_appointed_to_the_post() -> None:
    facts = standing(appointed("vice_mayor", "second", "2026-04-01"))

    assert who_fills(TOWN, "chief", NOON, facts) == Nobody("chief", Why.CONTESTED)
    assert who_holds(TOWN, "vice_mayor", NOON, facts) == Nobody("vice_mayor", Why.CONTESTED)


def test_a_contested_deputy_is_passed_over_by_nobody() -> None:
    facts = facts_of(
        *CITY_HELD, appointed("planner", "rival", "2026-04-01"), away("director", "2026-06-10T09:00")
    )

    assert who_fills(CITY, "supervisor", NOON, facts) == Nobody("supervisor", Why.CONTESTED)


def test_two_orders_for_the_same_person_in_the_same_post_leave_no_doubt_about_the_person() -> None:
    assert (
        who_fills(TOWN, "chief", NOON, standing(appointed("vice_mayor", "vice", "2026-04-01")))
        == CHIEF_IN_PERSON
    )


# --- written decisions ------------------------------------------------------------


def test_a_written_decision_fills_the_silence_on_a_vacancy_while_it_lasts() -> None:
    """規程が黙っているところは、文書による決定が補う。"""
    facts = standing(
        decided("chief", "general", "general_head", "2026-06-10T09:00", "2026-06-20T17:15"),
        without="vice_mayor",
    )
    acting = Acting("general_head", "general", "chief", Capacity.ACTING_HEAD, "決1", Condition.VACANT)

    assert who_fills(TOWN, "chief", moment("2026-06-10T08:59"), facts) == Nobody("chief", Why.VACANT_NO_RULE)
    assert who_fills(TOWN, "chief", moment("2026-06-10T09:00"), facts) == acting
    assert who_fills(TOWN, "chief", moment("2026-06-20T17:14"), facts) == acting
    assert who_fills(TOWN, "chief", moment("2026-06-20T17:15"), facts) == Nobody("chief", Why.VACANT_NO_RULE)


def test_a_decision_for_one_who_is_away_makes_a_decision_for_an_absent_chief() -> None:
    facts = standing(
        away("vice", "2026-06-10T09:00"),
        away("property", "2026-06-10T09:00"),
        decided("chief", "crisis", "crisis_head", "2026-06-10T09:00"),
    )

    assert who_fills(TOWN, "chief", NOON, facts) == Acting(
        "crisis_head", "crisis", "chief", Capacity.DECISION, "決1", Condition.ABSENT
    )


def test_a_decision_rests_while_the_chief_is_at_hand_and_while_the_text_names_a_deputy() -> None:
    decision = decided("chief", "crisis", "crisis_head", "2026-06-01T00:00")

    assert who_fills(TOWN, "chief", NOON, standing(decision)) == CHIEF_IN_PERSON
    assert who_fills(TOWN, "chief", NOON, standing(decision, away("vice", "2026-06-10T09:00"))) == DEPUTY


def test_a_decision_has_no_effect_for_one_who_has_left_the_post_it_names() -> None:
    facts = standing(
        appointed("general_head", "leaver", "2022-04-01", "2026-04-01"),
        decided("chief", "leaver", "general_head", "2026-03-01T00:00"),
        without="vice_mayor",
    )

    assert isinstance(who_fills(TOWN, "chief", moment("2026-03-31T23:59"), facts), Acting)
    assert who_fills(TOWN, "chief", moment("2026-04-01T00:00"), facts) == Nobody("chief", Why.VACANT_NO_RULE)


def test_of_two_decisions_the_later_counts_unless_its_person_is_away() -> None:
    decisions = (
        decided("chief", "general", "general_head", "2026-06-01T00:00", number="決1"),
        decided("chief", "crisis", "crisis_head", "2026-06-05T00:00", number="決2"),
    )
    later = who_fills(TOWN, "chief", NOON, standing(*decisions, without="vice_mayor"))
    earlier = who_fills(
        TOWN, "chief", NOON, standing(*decisions, away("crisis", "2026-06-10T00:00"), without="vice_mayor")
    )

    assert isinstance(later, Acting)
    assert later.basis == "決2"
    assert isinstance(earlier, Acting)
    assert earlier.basis == "決1"


def test_a_decision_on_the_post_carries_the_role_of_the_post() -> None:
    facts = standing(
        decided("vice_mayor", "general", "general_head", "2026-06-01T00:00"), without="vice_mayor"
    )
    acting = Acting("general_head", "general", "vice_mayor", Capacity.ACTING_HEAD, "決1", Condition.VACANT)

    assert who_holds(TOWN, "vice_mayor", NOON, facts) == acting
    assert who_fills(TOWN, "chief", NOON, facts) == acting


def test_who_acts_for_the_deputys_post_does_not_inherit_the_deputising() -> None:
    facts = standing(
        away("vice", "2026-06-10T09:00"),
        decided("property_head", "general", "general_head", "2026-06-01T00:00"),
        without="property_head",
    )

    assert who_fills(TOWN, "chief", NOON, facts) == Nobody("chief", Why.DEPUTY_VACANT)


def test_a_role_for_which_the_text_names_nobody_waits_for_a_decision() -> None:
    decision = decided("terminal_manager", "welfare", "welfare_head", "2026-06-01T00:00")

    assert who_fills(TOWN, "terminal_manager", NOON, standing()) == Nobody(
        "terminal_manager", Why.NOT_REGULATED
    )
    assert isinstance(who_fills(TOWN, "terminal_manager", NOON, standing(decision)), Acting)


# --- posts ------------------------------------------------------------------------


def test_who_deputises_for_the_chief_does_not_become_vice_mayor() -> None:
    facts = standing(away("vice", "2026-06-10T09:00"))

    assert who_holds(TOWN, "vice_mayor", NOON, facts) == Nobody("vice_mayor", Why.ABSENT_NO_RULE)


def test_a_vacant_post_and_a_post_the_pack_does_not_know_are_told_apart() -> None:
    facts = standing(without="crisis_head")

    assert who_holds(TOWN, "crisis_head", NOON, facts) == Nobody("crisis_head", Why.VACANT_NO_RULE)
    assert who_holds(TOWN, "dog_catcher", NOON, facts) == Nobody("dog_catcher", Why.UNKNOWN_POST)
    assert who_fills(TOWN, "dog_catcher", NOON, facts) == Nobody("dog_catcher", Why.UNKNOWN_ROLE)


def test_a_post_with_several_seats_has_all_its_holders_and_the_longest_in_it_first() -> None:
    facts = standing(
        appointed("auditors", "younger", "2026-04-01"), appointed("auditors", "elder", "2025-04-01")
    )

    assert all_holders(TOWN, "auditors", NOON, facts) == (
        Held("auditors", "elder"),
        Held("auditors", "younger"),
    )
    assert who_holds(TOWN, "auditors", NOON, facts) == Held("auditors", "elder")
    assert [held.person for held in all_who_fill(TOWN, "auditor", NOON, facts)] == ["elder", "younger"]


def test_of_several_holders_those_away_are_left_out() -> None:
    facts = standing(
        appointed("auditors", "elder", "2025-04-01"),
        appointed("auditors", "younger", "2026-04-01"),
        away("elder", "2026-06-10T09:00"),
    )

    assert who_fills(TOWN, "auditor", NOON, facts) == Held("auditors", "younger", "auditor")


def test_a_vacant_post_has_no_holders() -> None:
    assert all_holders(TOWN, "auditors", NOON, standing()) == ()
    assert all_who_fill(TOWN, "auditor", NOON, standing()) == ()


# --- the text of the day ----------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "why"),
    [
        ("2022-12-05T23:59", Why.TEXT_UNKNOWN),
        ("2010-06-15T12:00", Why.TEXT_UNKNOWN),
        ("2002-08-20T12:00", Why.NOT_REGULATED),
    ],
)
def test_todays_rule_is_not_asked_who_was_chief_under_a_text_that_is_not_held(at: str, why: Why) -> None:
    """条文を保存していない日の統括責任者は不明であり、今の規程では答えない。"""
    facts = standing(appointed("vice_mayor", "vice", "2000-04-01"), without="vice_mayor")

    assert who_fills(TOWN, "chief", moment(at), facts) == Nobody("chief", why)


def test_a_deputising_that_a_later_version_brings_is_not_used_before_it() -> None:
    document = replace(
        REGULATION, versions=(*REGULATION.versions, version("v9", "2027-03-20", 3, "2027-04-01", held=True))
    )
    clauses = tuple(replace(one, since="v9") if one.id == "a3.p3" else one for one in TOWN.clauses)
    town = replace(TOWN, documents=(document,), clauses=clauses)
    facts = standing(away("vice", "2027-03-01T00:00"))

    assert who_fills(town, "chief", moment("2027-03-31T23:59"), facts) == Nobody("chief", Why.ABSENT_NO_RULE)
    assert who_fills(town, "chief", moment("2027-04-01T00:00"), facts) == DEPUTY


def test_a_role_whose_source_is_outside_the_documents_is_not_dated_by_them() -> None:
    statute = replace(TOWN.roles[0], id="head", holders=("mayor",), clause="地方自治法")
    town = replace(TOWN, roles=(*TOWN.roles, statute))
    facts = standing(appointed("mayor", "mayor", "2000-04-01"), without="mayor")

    assert who_fills(town, "head", moment("2010-06-15T12:00"), facts) == Held("mayor", "mayor", "head")


# --- another body, by data alone --------------------------------------------------


@pytest.mark.parametrize(
    ("without", "gone", "expected"),
    [
        ("director", (), ("planner", Condition.VACANT)),
        ("director", ("planner",), ("keeper", Condition.VACANT)),
        ("", ("director",), ("planner", Condition.ABSENT)),
        ("", ("director", "planner"), ("keeper", Condition.ABSENT)),
    ],
)
def test_a_rule_that_covers_vacancy_and_names_two_deputies_is_followed_in_order(
    without: str, gone: tuple[str, ...], expected: tuple[str, Condition]
) -> None:
    held = (one for one in CITY_HELD if one.post != without)
    facts = facts_of(*held, *(away(person, "2026-06-10T09:00") for person in gone))
    post, because = expected

    assert who_fills(CITY, "supervisor", NOON, facts) == Acting(
        post, post, "supervisor", Capacity.DEPUTY, "k3", because
    )


def test_the_end_of_the_line_of_deputies_is_said() -> None:
    gone = [away(person, "2026-06-10T09:00") for person in ("director", "planner", "keeper")]

    assert who_fills(CITY, "supervisor", NOON, facts_of(*CITY_HELD, *gone)) == Nobody(
        "supervisor", Why.ALL_AWAY
    )
    assert who_fills(CITY, "supervisor", NOON, facts_of()) == Nobody("supervisor", Why.DEPUTY_VACANT)


def test_of_alternative_posts_the_first_with_somebody_at_hand_fills_the_role() -> None:
    """「又は」: 先に掲げる職から。"""
    east_away = facts_of(*CITY_HELD, away("east", "2026-06-10T09:00"))

    assert who_fills(CITY, "entry", NOON, facts_of(*CITY_HELD)) == Held("branch_a", "east", "entry")
    assert who_fills(CITY, "entry", NOON, east_away) == Held("branch_b", "west", "entry")


def test_a_substitution_by_statute_makes_an_acting_head() -> None:
    role = replace(TOWN.roles[0], id="head", holders=("mayor",), clause="地方自治法")
    rule = Substitution(
        "head", (Condition.INCAPACITY, Condition.VACANT), ("vice_mayor",), "地方自治法", Basis.STATUTE
    )
    town = replace(TOWN, roles=(*TOWN.roles, role), substitutions=(*TOWN.substitutions, rule))

    assert who_fills(town, "head", NOON, standing(without="mayor")) == Acting(
        "vice_mayor", "vice", "head", Capacity.ACTING_HEAD, "地方自治法", Condition.VACANT
    )


def test_a_delegation_alone_puts_nobody_in_the_place_of_one_who_is_away() -> None:
    rule = replace(TOWN.substitutions[0], conditions=(Condition.DELEGATED,))
    facts = standing(away("vice", "2026-06-10T09:00"))

    assert who_fills(replace(TOWN, substitutions=(rule,)), "chief", NOON, facts) == Nobody(
        "chief", Why.ABSENT_NO_RULE
    )


def test_a_moment_without_a_time_zone_is_our_mistake() -> None:
    with pytest.raises(AssertionError):
        who_fills(TOWN, "chief", NOON.replace(tzinfo=None), standing())


def test_each_capacity_and_each_reason_has_its_words_in_both_languages() -> None:
    spoken = [one.words for one in (*Capacity, *Why)]

    assert all(words.ja and words.en for words in spoken)
    assert len({words.ja for words in spoken}) == len(spoken)
    assert Capacity.DEPUTY.words.ja == "職務代行"
