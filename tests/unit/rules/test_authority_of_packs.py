"""The two built-in packs answer who may act by their data alone."""

from __future__ import annotations

import pytest

from sekisho.rules.authority import Acting, Answer, Capacity, Nobody, Why, who_fills
from sekisho.rules.disclosure import conflicts, explain
from sekisho.rules.faults import faults
from sekisho.rules.model import Condition, Pack
from sekisho.rules.pack import load, pack_directory, pack_names
from sekisho.rules.seats import SeatState, council_seats
from sekisho.rules.standing import Standing
from sekisho.rules.versions import Situation, clauses_on, version_on
from tests.unit.rules.packs import appointed, away, day, facts_of, moment

NOON = moment("2026-06-10T12:00")
KATSURAGI = load(pack_directory("katsuragi"))
HOKUSHIN = load(pack_directory("hokushin"))


def everybody(pack: Pack, without: str = "", gone: tuple[str, ...] = ()) -> Standing:
    """Each post with one seat held by a person named for it; those `gone` are away."""
    held = (appointed(post.id, post.id) for post in pack.posts if post.seats == 1 and post.id != without)
    return facts_of(*held, *(away(person, "2026-06-10T00:00") for person in gone))


def chief(pack: Pack, without: str = "", gone: tuple[str, ...] = ()) -> Answer:
    role = next(role for role in pack.roles if role.kind == "chief")
    return who_fills(pack, role.id, NOON, everybody(pack, without, gone))


@pytest.mark.clause("a3.p3")
def test_katsuragi_deputises_for_an_absent_vice_mayor_and_not_for_a_vacant_one() -> None:
    """不在は代行がいる。欠員と、二人とも不在の場合は、規程に定めがない。"""
    away_only = chief(KATSURAGI, gone=("vice_mayor",))
    both_away = chief(KATSURAGI, gone=("vice_mayor", "property_information_head"))

    assert away_only == Acting(
        "property_information_head",
        "property_information_head",
        "chief",
        Capacity.DEPUTY,
        "a3.p3",
        Condition.ABSENT,
    )
    assert chief(KATSURAGI, without="vice_mayor") == Nobody("chief", Why.VACANT_NO_RULE)
    assert both_away == Nobody("chief", Why.ALL_AWAY)


def test_hokushin_covers_a_vacancy_by_two_deputies_in_order() -> None:
    first = chief(HOKUSHIN, without="administration_chief")
    second = chief(HOKUSHIN, without="administration_chief", gone=("townspeople_chief",))

    assert isinstance(first, Acting)
    assert (first.post, first.because) == ("townspeople_chief", Condition.VACANT)
    assert isinstance(second, Acting)
    assert second.post == "planning_chief"


def test_katsuragi_shows_that_the_deputy_owes_duties_reports_to_themself_and_is_a_member() -> None:
    facts = everybody(KATSURAGI, gone=("vice_mayor",))
    shown = conflicts(KATSURAGI, who_fills(KATSURAGI, "chief", NOON, facts), NOON, facts)
    spoken = "".join(words.ja for words in shown)

    assert "第5条第2号ア" in spoken
    assert "第5条第1号アの報告" in spoken
    assert "構成員" in spoken
    assert "庶務を行う住民福祉課" in spoken


@pytest.mark.parametrize("role", ["chief", "chair"])
def test_the_vice_mayor_of_katsuragi_has_no_conflict_but_the_councils_own(role: str) -> None:
    facts = everybody(KATSURAGI)
    shown = conflicts(KATSURAGI, who_fills(KATSURAGI, role, NOON, facts), NOON, facts)

    assert [words.ja.startswith("セキュリティ会議の庶務") for words in shown] == [True]


def test_katsuragis_text_is_unknown_before_its_current_version() -> None:
    """平成22年の版は知られていても、条文は不明。"""
    answer = version_on(KATSURAGI.document, day("2010-06-15"), day("2026-11-23"))

    assert answer.version is not None
    assert (answer.version.id, answer.situation) == ("v3", Situation.TEXT_UNKNOWN)
    assert clauses_on(KATSURAGI, day("2022-12-05"), day("2026-11-23")) == ()
    assert set(clauses_on(KATSURAGI, day("2022-12-06"), day("2022-12-05"))) == set(KATSURAGI.clauses)


@pytest.mark.parametrize("name", pack_names())
def test_every_built_in_pack_seats_its_council_and_explains_every_role(name: str) -> None:
    pack = load(pack_directory(name))
    facts = everybody(pack)
    spoken = [explain(pack, who_fills(pack, role.id, NOON, facts)) for role in pack.roles]

    assert faults(pack, facts) == []
    assert {seat.state for seat in council_seats(pack, NOON, facts)} == {SeatState.HELD}
    assert all(words.ja.endswith("。") and words.en.endswith(".") for words in spoken)
