"""What is wrong with the facts about people is listed in full."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.rules.faults import Fault, FaultKind, faults
from sekisho.rules.model import Condition
from sekisho.rules.standing import Absence, ActingDecision, Appointment, Standing
from tests.unit.rules.packs import TOWN, appointed, away, decided, facts_of, moment, standing


def found(facts: Standing) -> list[FaultKind]:
    return [fault.kind for fault in faults(TOWN, facts)]


def only(facts: Standing) -> Fault:
    listed = faults(TOWN, facts)
    assert len(listed) == 1
    return listed[0]


def test_a_town_in_order_has_no_faults() -> None:
    assert (
        found(
            standing(
                away("vice", "2026-06-10T09:00"),
                decided("chief", "general", "general_head", "2026-06-10T09:00"),
            )
        )
        == []
    )


def test_a_successor_from_the_day_on_which_the_predecessor_leaves_does_not_overlap() -> None:
    facts = facts_of(
        appointed("vice_mayor", "old", "2022-04-01", "2026-04-01"),
        appointed("vice_mayor", "new", "2026-04-01"),
    )

    assert found(facts) == []


def test_one_day_too_many_in_a_post_is_an_overlap_and_names_both_orders() -> None:
    fault = only(
        facts_of(
            appointed("vice_mayor", "old", "2022-04-01", "2026-04-02"),
            appointed("vice_mayor", "new", "2026-04-01"),
        )
    )

    assert fault.kind is FaultKind.TOO_MANY_IN_POST
    assert fault.numbers == ("vice_mayor-old-2022", "vice_mayor-new-2026")
    assert fault.persons == ("old", "new")
    assert "2026-04-01" in fault.words.ja


@pytest.mark.parametrize(("people", "expected"), [(2, []), (3, [FaultKind.TOO_MANY_IN_POST])])
def test_a_post_holds_as_many_as_it_has_seats(people: int, expected: list[FaultKind]) -> None:
    assert found(facts_of(*(appointed("auditors", f"監査{n}") for n in range(people)))) == expected


def test_a_post_without_a_fixed_number_of_seats_is_never_full() -> None:
    assert found(facts_of(*(appointed("clerk", f"職員{n}") for n in range(40)))) == []


def test_two_posts_without_a_mark_of_concurrency_are_named() -> None:
    first = appointed("general_head", "general")
    unmarked = appointed("welfare_head", "general", "2026-04-01")
    marked = Appointment("general", "welfare_head", date(2026, 4, 1), None, "兼1", concurrent=True)

    assert found(facts_of(first, unmarked)) == [FaultKind.UNMARKED_CONCURRENCY]
    assert found(facts_of(first, marked)) == []


@pytest.mark.parametrize("until", ["2026-04-01", "2026-03-31"])
def test_an_appointment_that_does_not_end_after_it_begins_is_named(until: str) -> None:
    fault = only(facts_of(appointed("clerk", "a", "2026-04-01", until)))

    assert fault.kind is FaultKind.NO_PERIOD
    assert "clerk-a-2026" in fault.words.ja


def test_a_post_that_the_pack_does_not_know_is_named() -> None:
    fault = only(facts_of(appointed("dog_catcher", "a")))

    assert fault.kind is FaultKind.UNKNOWN_POST
    assert "dog_catcher" in fault.words.ja


@pytest.mark.parametrize("condition", [Condition.VACANT, Condition.DELEGATED])
def test_a_person_cannot_be_away_by_vacancy_or_delegation(condition: Condition) -> None:
    assert found(standing(away("vice", "2026-06-10T09:00", condition=condition))) == [
        FaultKind.NOT_A_WAY_TO_BE_AWAY
    ]


def test_an_absence_that_ends_before_it_begins_is_named_with_its_beginning() -> None:
    fault = only(standing(away("vice", "2026-06-10T09:00", "2026-06-10T08:59")))

    assert fault.kind is FaultKind.NO_PERIOD
    assert "2026-06-10 09:00" in fault.words.ja


def test_overlapping_absences_are_no_fault() -> None:
    assert found(standing(away("vice", "2026-06-10T09:00"), away("vice", "2026-06-10T10:00"))) == []


def test_a_decision_on_or_in_something_the_pack_does_not_know_is_named() -> None:
    assert found(standing(decided("dog_catcher", "general", "general_head", "2026-06-10T09:00"))) == [
        FaultKind.UNKNOWN_ROLE_OR_POST
    ]
    assert found(standing(decided("chief", "general", "dog_catcher", "2026-06-10T09:00"))) == [
        FaultKind.UNKNOWN_POST
    ]


def test_a_decision_that_ends_before_it_begins_is_named() -> None:
    facts = standing(decided("chief", "general", "general_head", "2026-06-10T09:00", "2026-06-10T09:00"))

    assert found(facts) == [FaultKind.NO_PERIOD]


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("2026-04-01T00:00", []),
        ("2026-04-01T00:01", [FaultKind.DECISION_WITHOUT_POST]),
        (None, [FaultKind.DECISION_WITHOUT_POST]),
    ],
)
def test_a_decision_may_not_outlive_the_post_it_names(until: str | None, expected: list[FaultKind]) -> None:
    facts = facts_of(
        appointed("general_head", "general", "2024-04-01", "2026-04-01"),
        decided("chief", "general", "general_head", "2026-03-01T00:00", until),
    )

    assert found(facts) == expected


def test_a_decision_across_a_renewal_of_the_post_is_in_order() -> None:
    facts = facts_of(
        appointed("general_head", "general", "2024-04-01", "2026-04-01"),
        appointed("general_head", "general", "2026-04-01", "2027-04-01"),
        decided("chief", "general", "general_head", "2026-03-01T00:00", "2026-06-01T00:00"),
    )

    assert found(facts) == []


@pytest.mark.parametrize("second", ["2026-06-05T00:00", "2026-06-01T00:00"])
def test_two_decisions_at_once_are_named_once(second: str) -> None:
    fault = only(
        standing(
            decided("chief", "general", "general_head", "2026-06-01T00:00", number="決1"),
            decided("chief", "crisis", "crisis_head", second, number="決2"),
        )
    )

    assert fault.kind is FaultKind.TWO_DECISIONS
    assert fault.numbers == ("決1", "決2")


def test_a_decision_from_the_moment_at_which_the_one_before_ends_is_in_order() -> None:
    facts = standing(
        decided("chief", "general", "general_head", "2026-06-01T00:00", "2026-06-05T00:00", number="決1"),
        decided("chief", "crisis", "crisis_head", "2026-06-05T00:00", number="決2"),
    )

    assert found(facts) == []


def test_all_faults_are_listed_and_each_speaks_both_languages() -> None:
    listed = faults(
        TOWN,
        standing(
            appointed("vice_mayor", "second", "2026-04-01"),
            appointed("dog_catcher", "vice", "2026-04-01", "2026-03-01"),
            away("vice", "2026-06-10T09:00", "2026-06-10T08:00", Condition.VACANT),
            decided("nowhere", "general", "general_head", "2026-06-10T09:00"),
            decided("nowhere", "general", "crisis_head", "2026-06-10T09:00"),
        ),
    )

    assert {fault.kind for fault in listed} == {
        FaultKind.TOO_MANY_IN_POST,
        FaultKind.UNKNOWN_POST,
        FaultKind.NO_PERIOD,
        FaultKind.NOT_A_WAY_TO_BE_AWAY,
        FaultKind.UNKNOWN_ROLE_OR_POST,
        FaultKind.DECISION_WITHOUT_POST,
        FaultKind.TWO_DECISIONS,
    }
    assert all(fault.words.ja and fault.words.en for fault in listed)


def test_a_moment_without_a_time_zone_is_our_mistake() -> None:
    naive = moment("2026-06-10T09:00").replace(tzinfo=None)

    with pytest.raises(AssertionError):
        Absence("vice", naive, None, Condition.ABSENT)
    with pytest.raises(AssertionError):
        ActingDecision("chief", "general", "general_head", moment("2026-06-10T09:00"), naive, "決1")
