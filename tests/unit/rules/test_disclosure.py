"""What is said beside an answer: the reason, what to do, and the conflicts of interest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sekisho.rules.authority import Held, Nobody, Why, who_fills, who_holds
from sekisho.rules.disclosure import conflicts, explain
from sekisho.rules.model import Condition, Pack
from sekisho.rules.standing import Standing
from tests.unit.rules.packs import TOWN, appointed, away, day, decided, duty, moment, standing

NOON = moment("2026-06-10T12:00")
VICE_AWAY = away("vice", "2026-06-10T09:00")


def said_about_chief(facts: Standing, pack: Pack = TOWN) -> str:
    return explain(pack, who_fills(pack, "chief", NOON, facts)).ja


def conflicts_of_chief(facts: Standing, pack: Pack = TOWN) -> list[str]:
    return [words.ja for words in conflicts(pack, who_fills(pack, "chief", NOON, facts), NOON, facts)]


SECRETARIAT = (
    "セキュリティ会議の庶務を行う住民福祉課(第3条第8項)は、監査を受ける側でもあります(第5条第1号キ)。"
)


def test_the_chief_in_person_is_said_plainly() -> None:
    assert said_about_chief(standing()) == "セキュリティ統括責任者の職務は副町長本人が行っています。"


@pytest.mark.clause("a3.p3")
def test_a_deputy_is_said_with_the_reason_the_capacity_and_the_clause() -> None:
    assert said_about_chief(standing(VICE_AWAY)) == (
        "セキュリティ統括責任者が不在のため、管財情報課長が代わって行っています(職務代行、根拠: 第3条第3項)。"
    )


def test_a_vacancy_is_said_with_the_reach_of_the_text_and_what_to_do() -> None:
    """欠員のときは、規程の及ぶ範囲と、文書による決定の求めを示す。"""
    spoken = said_about_chief(standing(without="vice_mayor"))

    assert "欠員です" in spoken
    assert "規程(第3条第3項)が定めるのは不在の場合だけです" in spoken
    assert "文書による決定を受け、その番号を登録してください" in spoken


def test_a_post_without_any_rule_is_said_so() -> None:
    spoken = explain(TOWN, who_holds(TOWN, "crisis_head", NOON, standing(without="crisis_head"))).ja

    assert spoken.startswith("危機管理課長は欠員です。代わる者の定めは規程にありません。")


def test_the_end_of_the_line_names_those_whom_the_text_names() -> None:
    both_away = said_about_chief(standing(VICE_AWAY, away("property", "2026-06-10T09:00")))
    deputy_vacant = said_about_chief(standing(VICE_AWAY, without="property_head"))

    assert "管財情報課長もいま職務に就ける者がいません" in both_away
    assert "管財情報課長も欠員です" in deputy_vacant


@pytest.mark.parametrize(
    ("why", "ja", "en"),
    [
        (Why.CONTESTED, "辞令の期間を訂正", "Amend the periods"),
        (Why.TEXT_UNKNOWN, "条文を保存していない", "text of that day is not held"),
        (Why.NOT_REGULATED, "定めがありません", "does not say who"),
        (Why.UNKNOWN_POST, "規程にありません", "knows no post"),
        (Why.UNKNOWN_ROLE, "規程にありません", "knows no post"),
        (Why.ABSENT_NO_RULE, "不在等です", ": away."),
    ],
)
def test_each_reason_is_said_in_both_languages(why: Why, ja: str, en: str) -> None:
    spoken = explain(TOWN, Nobody("chief", why))

    assert ja in spoken.ja
    assert en in spoken.en


def test_something_unknown_is_called_by_what_was_asked() -> None:
    assert "「dog_catcher」" in explain(TOWN, Nobody("dog_catcher", Why.UNKNOWN_POST)).ja


# --- conflicts of interest --------------------------------------------------------


def test_the_vice_mayor_as_chief_has_no_conflict_and_the_secretariats_is_shown_all_the_same() -> None:
    """庶務を行う課は、最も多く監査を受ける課でもある。"""
    assert conflicts_of_chief(standing()) == [SECRETARIAT]


@pytest.mark.clause("a3.p3")
def test_the_deputy_judges_their_own_section_reports_to_themself_and_is_a_member() -> None:
    """職務代行者は、業務の責任者・報告者・構成員を兼ねる。"""
    assert conflicts_of_chief(standing(VICE_AWAY)) == [
        "自らの課や職が責任を負う業務(第5条第2号ア)を、セキュリティ統括責任者として判断する立場にあります。",
        "第5条第1号アの報告を、する側とセキュリティ統括責任者として受ける側の両方になります。",
        "セキュリティ会議の構成員であり、同時にセキュリティ統括責任者として会議を主宰します。",
        SECRETARIAT,
    ]


def test_one_who_acts_by_decision_is_looked_at_in_the_same_way() -> None:
    facts = standing(decided("chief", "crisis", "crisis_head", "2026-06-01T00:00"), without="vice_mayor")

    assert conflicts_of_chief(facts) == [
        "セキュリティ会議の構成員であり、同時にセキュリティ統括責任者として会議を主宰します。",
        SECRETARIAT,
    ]


def test_a_decision_on_the_post_brings_the_conflicts_of_the_roles_of_that_post() -> None:
    facts = standing(
        decided("vice_mayor", "property", "property_head", "2026-06-01T00:00"), without="vice_mayor"
    )

    assert len(conflicts_of_chief(facts)) == 4


def test_a_second_post_of_the_chief_counts_too() -> None:
    facts = standing(appointed("property_head", "vice"), without="property_head")

    assert "自らの課や職が責任を負う業務(第5条第2号ア)" in conflicts_of_chief(facts)[0]


def test_a_post_that_ended_yesterday_brings_no_conflict_any_more() -> None:
    facts = standing(appointed("property_head", "vice", "2024-04-01", "2026-06-10"), without="property_head")

    assert conflicts_of_chief(facts) == [SECRETARIAT]


def test_the_conflicts_of_the_council_are_shown_while_nobody_chairs_it() -> None:
    assert conflicts_of_chief(standing(without="vice_mayor")) == [SECRETARIAT]


def test_a_head_in_their_own_post_has_no_conflict() -> None:
    facts = standing()

    assert conflicts(TOWN, who_holds(TOWN, "property_head", NOON, facts), NOON, facts) == ()


def test_a_vacant_post_is_not_taken_for_the_role_that_it_would_fill() -> None:
    facts = standing(without="vice_mayor")

    assert conflicts(TOWN, who_holds(TOWN, "vice_mayor", NOON, facts), NOON, facts) == ()


def test_an_auditor_from_an_audited_section_is_shown() -> None:
    facts = standing(appointed("auditors", "welfare"))
    found = conflicts(TOWN, who_fills(TOWN, "auditor", NOON, facts), NOON, facts)

    assert [words.ja for words in found] == [
        "自らの課や職が責任を負う業務(第5条第1号ア、第5条第1号キ)を、監査人として判断する立場にあります。"
    ]


def test_who_manages_terminals_by_that_role_does_not_judge_anybody() -> None:
    facts = standing(decided("terminal_manager", "welfare", "welfare_head", "2026-06-01T00:00"))

    assert conflicts(TOWN, who_fills(TOWN, "terminal_manager", NOON, facts), NOON, facts) == ()


def test_a_duty_owed_by_another_role_of_the_same_post_counts() -> None:
    role = replace(TOWN.roles[2], holders=("property_head",))
    town = replace(
        TOWN, roles=(*TOWN.roles[:2], role), duties=(duty("terminals", "a5.i1.s9", ("terminal_manager",)),)
    )

    assert "(第5条第1号ケ)" in conflicts_of_chief(standing(VICE_AWAY), town)[0]


def test_a_duty_of_the_role_itself_is_no_conflict() -> None:
    town = replace(TOWN, duties=(duty("convene", "a3.p1", ("chief",)),))

    assert conflicts_of_chief(standing(), town) == []


def test_two_names_for_one_office_do_not_conflict_with_each_other() -> None:
    """統括責任者と議長は、同じ職が務める同じ者。"""
    chair = replace(TOWN.roles[0], id="chair", kind="chair")
    town = replace(TOWN, roles=(*TOWN.roles, chair), duties=(duty("convene", "a3.p1", ("chair",)),))

    assert conflicts_of_chief(standing(), town) == []


def test_a_duty_that_has_ended_brings_no_conflict() -> None:
    ended = tuple(replace(one, until=day("2026-06-10")) for one in TOWN.duties)
    coming = tuple(replace(one, since=day("2026-06-11")) for one in TOWN.duties)

    for duties in (ended, coming):
        assert conflicts_of_chief(standing(), replace(TOWN, duties=duties)) == []


def test_a_secretariat_that_owes_duties_without_being_audited_is_shown_too() -> None:
    town = replace(TOWN, duties=(TOWN.duties[0],))

    assert conflicts_of_chief(standing(), town) == [
        "セキュリティ会議の庶務を行う住民福祉課(第3条第8項)は、会議が確かめる業務の責任課でもあります(第5条第1号ア)。"
    ]


def test_a_long_list_of_clauses_is_counted() -> None:
    labels = ("a3.p1", "a3.p2", "a3.p3", "a3.p8", "a5.i1.s9")
    town = replace(TOWN, duties=tuple(duty(label, label, ("property",)) for label in labels))

    assert "(第3条第1項、第3条第2項、第3条第3項ほか2件)" in conflicts_of_chief(standing(VICE_AWAY), town)[0]


def test_a_body_without_a_council_shows_the_conflicts_of_who_receives_reports() -> None:
    town = replace(TOWN, council=None)

    assert conflicts_of_chief(standing(VICE_AWAY), town) == [
        "第5条第1号アの報告を、する側とセキュリティ統括責任者として受ける側の両方になります。"
    ]


def test_an_incapacity_that_the_text_covers_is_called_so() -> None:
    rule = replace(TOWN.substitutions[0], conditions=(Condition.ABSENT, Condition.INCAPACITY))
    facts = standing(away("vice", "2026-06-10T09:00", condition=Condition.INCAPACITY))
    spoken = said_about_chief(facts, replace(TOWN, substitutions=(rule,)))

    assert spoken.startswith("セキュリティ統括責任者が事故のため")


def test_a_post_held_in_person_is_said_by_its_own_name() -> None:
    assert explain(TOWN, Held("mayor", "mayor")).ja == "町長の職務は町長本人が行っています。"
