"""Which version counts for a day, as known on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.rules.model import Document, Pack
from sekisho.rules.versions import Situation, VersionAnswer, clauses_on, version_on
from tests.unit.rules.packs import CITY, REGULATION, TOWN, clause, day, version

DAYS = st.dates(date(2002, 1, 1), date(2030, 12, 31))


def asked(on: str, known: str = "2026-11-23", document: Document = REGULATION) -> VersionAnswer:
    return version_on(document, day(on), day(known))


def version_id(answer: VersionAnswer) -> str | None:
    return answer.version.id if answer.version else None


def clause_ids(pack: Pack, on: str, known: str = "2026-11-23") -> list[str]:
    return [found.id for found in clauses_on(pack, day(on), day(known))]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2002-08-04", None),
        ("2002-08-05", "v1"),
        ("2006-02-20", "v1"),
        ("2006-02-21", "v2"),
        ("2007-03-31", "v2"),
        ("2007-04-01", "v3"),
        ("2010-06-15", "v3"),
        ("2015-12-31", "v3"),
        ("2016-01-01", "v4"),
        ("2022-12-05", "v7"),
        ("2022-12-06", "v8"),
        ("2026-11-23", "v8"),
    ],
)
def test_each_day_has_the_version_whose_rules_count_for_it(on: str, expected: str | None) -> None:
    """その日に適用される版は一つ。施行の日の0時に替わる。"""
    assert version_id(asked(on)) == expected


def test_a_version_promulgated_and_not_yet_enforced_does_not_count_but_is_known_for_tomorrow() -> None:
    assert version_id(asked("2022-12-05", known="2022-12-05")) == "v7"
    assert version_id(asked("2022-12-06", known="2022-12-05")) == "v8"
    assert version_id(asked("2022-12-06", known="2022-12-04")) == "v7"


def test_nothing_could_be_known_before_the_first_promulgation() -> None:
    """平成14年8月20日には、まだ何も公布されていなかった。"""
    answer = asked("2002-08-20", known="2002-08-20")

    assert answer.situation is Situation.NOTHING_KNOWN
    assert (answer.version, answer.in_force, answer.retroactive) == (None, False, False)


@pytest.mark.parametrize("known", ["2002-09-12", "2002-10-01", "2026-11-23"])
def test_the_first_version_reaches_back_once_it_is_promulgated(known: str) -> None:
    """平成14年9月12日に施行され、8月5日からさかのぼって適用される。"""
    answer = asked("2002-08-20", known=known)

    assert version_id(answer) == "v1"
    assert answer.retroactive
    assert not answer.in_force
    assert not answer.text_held


def test_from_its_enforcement_on_the_first_version_is_in_force_and_no_longer_retroactive() -> None:
    answer = asked("2002-09-12")

    assert answer.in_force
    assert not answer.retroactive


def test_the_text_of_2010_is_unknown_and_gives_no_clause() -> None:
    """条文を保存していない日の義務は、今の条文で埋めない。"""
    assert asked("2010-06-15").situation is Situation.TEXT_UNKNOWN
    assert clause_ids(TOWN, "2010-06-15") == []


def test_the_clauses_begin_with_the_version_whose_text_is_held() -> None:
    assert clause_ids(TOWN, "2022-12-05") == []
    assert clause_ids(TOWN, "2022-12-06") == [found.id for found in TOWN.clauses]


def test_what_was_known_before_the_current_version_has_no_clauses_even_for_today() -> None:
    assert clause_ids(TOWN, "2026-11-23", known="2022-12-04") == []


def test_a_clause_lives_from_the_version_that_brought_it_to_the_one_that_took_it_out() -> None:
    document = replace(
        REGULATION, versions=(*REGULATION.versions, version("v9", "2027-03-20", 3, "2027-04-01", held=True))
    )
    pack = replace(
        TOWN,
        documents=(document,),
        clauses=(
            clause("old", "第9条", since="v8", until="v9"),
            clause("kept", "第10条", since="v1"),
            clause("new", "第9条", since="v9"),
        ),
    )

    assert clause_ids(pack, "2027-03-31", known="2027-03-31") == ["old", "kept"]
    assert clause_ids(pack, "2027-04-01", known="2027-03-31") == ["kept", "new"]
    assert clause_ids(pack, "2027-04-01", known="2027-03-19") == ["old", "kept"]


def test_a_clause_known_from_the_first_version_is_still_not_shown_for_a_day_without_text() -> None:
    pack = replace(TOWN, clauses=(clause("kept", "第10条", since="v1"),))

    assert clause_ids(pack, "2010-06-15") == []
    assert clause_ids(pack, "2023-01-01") == ["kept"]


def test_an_amendment_promulgated_early_and_enforced_late_follows_those_enforced_between() -> None:
    document = replace(
        REGULATION,
        versions=(
            version("base", "2020-04-01", 1, "2020-04-01", held=True),
            version("late", "2020-12-01", 2, "2021-04-01", held=True),
            version("between", "2021-01-10", 3, "2021-01-10", held=True),
        ),
    )

    assert version_id(asked("2021-02-01", document=document)) == "between"
    assert version_id(asked("2021-04-01", document=document)) == "late"


def test_a_later_retroactive_amendment_replaces_what_was_in_force_but_only_for_those_who_know_it() -> None:
    document = replace(
        REGULATION,
        versions=(
            version("base", "2019-04-01", 1, "2019-04-01", held=True),
            version("middle", "2020-01-01", 1, "2020-01-01", held=True),
            version("back", "2021-03-01", 2, "2021-03-01", applies="2019-10-01", held=True),
        ),
    )

    assert version_id(asked("2020-06-01", known="2020-06-01", document=document)) == "middle"
    assert version_id(asked("2020-06-01", known="2021-03-01", document=document)) == "back"
    assert version_id(asked("2019-09-30", known="2021-03-01", document=document)) == "base"


def test_rules_that_are_enforced_before_they_apply_wait_for_the_day_from_which_they_apply() -> None:
    document = replace(
        REGULATION,
        versions=(
            version("base", "2019-04-01", 1, "2019-04-01", held=True),
            version("next", "2020-03-01", 1, "2020-03-01", applies="2020-04-01", held=True),
        ),
    )

    assert version_id(asked("2020-03-31", document=document)) == "base"
    assert version_id(asked("2020-04-01", document=document)) == "next"


def test_a_repealed_document_lays_no_duties_from_its_repeal_on() -> None:
    repealed = replace(REGULATION, repealed_from=day("2027-04-01"))
    pack = replace(TOWN, documents=(repealed,))

    assert version_id(asked("2027-03-31", document=repealed)) == "v8"
    assert asked("2027-04-01", document=repealed).situation is Situation.REPEALED
    assert clause_ids(pack, "2027-04-01") == []
    assert clause_ids(pack, "2027-03-31") != []


def test_each_document_is_read_by_its_own_versions() -> None:
    """版の番号は文書ごと: 別の文書の「a」は同じ版ではない。"""
    pack = replace(
        TOWN,
        documents=(REGULATION, CITY.document),
        clauses=(clause("ours", "第3条"), clause("theirs", "第二条", since="a", document="rule")),
    )

    assert clause_ids(pack, "2010-06-15") == ["theirs"]
    assert clause_ids(pack, "2023-01-01") == ["ours", "theirs"]
    assert clause_ids(pack, "2003-03-31") == []


@pytest.mark.parametrize(
    ("on", "known", "ja", "en"),
    [
        ("2023-01-01", "2026-11-23", "訓令甲第16号", "in force from 6 Dec 2022"),
        (
            "2010-06-15",
            "2026-11-23",
            "条文を保存していない: 当時の義務は不明",
            "the duties of that day are unknown",
        ),
        (
            "2002-08-20",
            "2002-08-20",
            "平成14年8月20日までに公布されたセキュリティ規程はない",
            "had been promulgated",
        ),
        ("2002-08-04", "2026-11-23", "平成14年8月4日に適用されるセキュリティ規程はない", "no duties yet"),
        ("2002-08-20", "2002-10-01", "平成14年8月5日にさかのぼって適用", "retroactively from 5 Aug 2002"),
        ("2026-01-01", "2010-01-01", "平成22年1月1日までに公布された版だけ", "promulgated by 1 Jan 2010"),
        ("1850-01-01", "2026-11-23", "1850-01-01に適用される", "1 Jan 1850"),
    ],
)
def test_each_situation_is_said_in_both_languages(on: str, known: str, ja: str, en: str) -> None:
    spoken = asked(on, known).words()

    assert ja in spoken.ja
    assert en in spoken.en


def test_a_retroactive_version_without_text_says_both() -> None:
    spoken = asked("2002-08-20").words()

    assert "さかのぼって適用" in spoken.ja
    assert "当時の義務は不明" in spoken.ja


def test_a_repeal_is_said_in_both_languages() -> None:
    spoken = asked("2027-04-01", document=replace(REGULATION, repealed_from=day("2027-04-01"))).words()

    assert "廃止" in spoken.ja
    assert "repealed" in spoken.en


@given(on=DAYS, known_at=DAYS)
def test_no_answer_uses_what_was_not_yet_promulgated(on: date, known_at: date) -> None:
    answer = version_on(REGULATION, on, known_at)

    if answer.version is None:
        assert not any(v.promulgated_on <= known_at and v.applies_from <= on for v in REGULATION.versions)
    else:
        assert answer.version.promulgated_on <= known_at
        assert answer.version.applies_from <= on
        assert answer.retroactive != answer.in_force


@given(on=DAYS, known_at=DAYS)
def test_clauses_are_shown_exactly_on_days_whose_text_is_held(on: date, known_at: date) -> None:
    assert bool(clauses_on(TOWN, on, known_at)) == version_on(REGULATION, on, known_at).text_held


@given(on=DAYS, later=st.integers(0, 3000))
def test_knowing_more_never_takes_a_version_away(on: date, later: int) -> None:
    first = version_on(REGULATION, on, on)
    then = version_on(REGULATION, on, on + timedelta(days=later))

    assert first.version is None or then.version is not None
