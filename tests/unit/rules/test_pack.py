"""The packs that come with Sekisho, as values: what they say and where they are silent."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.rules.cadences import EachOpenDay, Monthly, Promptly, Standing, Weekly, Within, Yearly
from sekisho.rules.model import (
    Basis,
    Card,
    Condition,
    Duty,
    LedgerBinding,
    Nature,
    Pack,
    Retention,
    Unit,
    Verb,
)
from sekisho.rules.pack import BrokenPack, check, load, pack_directory, pack_names

SLUGS_IN_USE = (
    "daily_checks",
    "credentials",
    "grants",
    "terminals",
    "persons",
    "appointments",
    "absences",
    "acting_decisions",
    "official_texts",
)
PRINTED_IN_KATSURAGI = """
a1 a2
a3 a3.p1 a3.p2 a3.p3 a3.p4 a3.p5 a3.p5.i1 a3.p5.i2 a3.p5.i3 a3.p5.i4
a3.p6 a3.p6.i1 a3.p6.i2 a3.p6.i3 a3.p6.i4 a3.p6.i5 a3.p7 a3.p8
a4 a4.p1 a4.p2
a5 a5.i1 a5.i1.s1 a5.i1.s2 a5.i1.s3 a5.i1.s4 a5.i1.s5 a5.i1.s6 a5.i1.s7 a5.i1.s8 a5.i1.s9
a5.i1.s10 a5.i1.s11 a5.i1.s12 a5.i1.s13
a5.i2 a5.i2.s1 a5.i2.s2 a5.i2.s3 a5.i2.s4 a5.i2.s5 a5.i3 a5.i3.s1 a5.i3.s2 a5.i4 a5.i4.s1
sup2002 sup2006 sup2007 sup2015 sup2015.p1 sup2015.p2 sup2019 sup2020 sup2022 sup2022_2
"""


@pytest.fixture(scope="module")
def katsuragi() -> Pack:
    return load(pack_directory("katsuragi"))


@pytest.fixture(scope="module")
def hokushin() -> Pack:
    return load(pack_directory("hokushin"))


def duty_of(pack: Pack, identifier: str) -> Duty:
    return next(duty for duty in pack.duties if duty.id == identifier)


def ledger_of(pack: Pack, slug: str) -> LedgerBinding:
    return next(ledger for ledger in pack.ledgers if ledger.slug == slug)


# --- both packs ---------------------------------------------------------------------


def test_two_packs_come_with_sekisho() -> None:
    assert pack_names() == ("hokushin", "katsuragi")


@pytest.mark.parametrize("name", pack_names())
def test_a_built_in_pack_has_no_findings(name: str) -> None:
    """付属の規則パックには、直すところが一つもない。"""
    pack, findings = check(pack_directory(name))

    assert findings == []
    assert pack is not None
    assert pack.id == name


@pytest.mark.parametrize("name", pack_names())
def test_every_ledger_in_use_is_bound_to_a_clause_of_the_pack(name: str) -> None:
    """どの管理簿も、その町のどれかの条項のために付けられる。"""
    pack = load(pack_directory(name))
    clauses = {clause.id for clause in pack.clauses}

    assert {ledger.clause for ledger in pack.ledgers} <= clauses
    assert set(SLUGS_IN_USE) <= {ledger.slug for ledger in pack.ledgers}


def test_the_two_towns_share_no_clause_post_or_section() -> None:
    """町が変われば、条項も課も職も変わる。"""
    one, other = (load(pack_directory(name)) for name in pack_names())

    assert not {c.id for c in one.clauses} & {c.id for c in other.clauses}
    assert not {p.id for p in one.posts} & {p.id for p in other.posts}
    assert not {s.id for s in one.sections} & {s.id for s in other.sections}


def test_a_pack_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(BrokenPack) as refused:
        load(pack_directory("atlantis"))

    assert len(refused.value.findings) == 1
    assert "atlantis" in str(refused.value)


# --- かつらぎ町 ----------------------------------------------------------------------


def test_katsuragi_has_every_clause_of_its_regulation_in_printed_order(katsuragi: Pack) -> None:
    """規程の全ての条項が、印刷の順にある。"""
    assert [clause.id for clause in katsuragi.clauses] == PRINTED_IN_KATSURAGI.split()


def test_each_sub_item_of_article_5_is_owed_by_the_section_that_heads_it(katsuragi: Pack) -> None:
    """第5条の21の細目は、それぞれの課が担う。"""
    heads = {
        "a5.i1": "resident_affairs",
        "a5.i2": "property_information",
        "a5.i3": "general_affairs",
        "a5.i4": "crisis_management",
    }
    sub_items = [clause for clause in katsuragi.clauses if clause.parent in heads]

    assert len(sub_items) == 21
    for clause in sub_items:
        owed = [duty for duty in katsuragi.duties if duty.clause == clause.id]
        assert owed, clause.id
        assert {duty.actors[0] for duty in owed} == {heads[clause.parent or ""]}


def test_the_markers_of_article_5_are_said_to_be_reconstructed(katsuragi: Pack) -> None:
    """第5条の細目の記号は、付け直したものだと分かる。"""
    printed = [clause for clause in katsuragi.clauses if not clause.id.startswith("sup")]

    assert [clause.id for clause in printed if clause.marker_reconstructed] == [
        clause.id for clause in printed if ".s" in clause.id
    ]


@pytest.mark.parametrize(
    ("identifier", "label", "alias"),
    [
        ("a5.i1.s3", "第5条第1号ウ", "5-1-ウ"),
        ("a3.p6.i5", "第3条第6項第5号", "3-6(5)"),
        ("a4.p2", "第4条第2項", "4-2"),
        ("a5.i1.s13", "第5条第1号ス", "5-1-ス"),
    ],
)
def test_a_clause_is_called_as_the_town_calls_it(
    katsuragi: Pack, identifier: str, label: str, alias: str
) -> None:
    clause = next(clause for clause in katsuragi.clauses if clause.id == identifier)

    assert (clause.label, clause.alias) == (label, alias)


def test_of_the_eight_versions_only_the_last_is_held(katsuragi: Pack) -> None:
    """本文を持っているのは第8版だけ。"""
    versions = katsuragi.document.versions

    assert [version.id for version in versions if version.text_held] == ["v8"]
    assert [version.enforced_from.isoformat() for version in versions] == [
        "2002-09-12",
        "2006-02-21",
        "2007-04-01",
        "2016-01-01",
        "2019-10-15",
        "2020-04-01",
        "2022-04-01",
        "2022-12-06",
    ]


def test_the_first_version_applies_from_before_it_was_enforced(katsuragi: Pack) -> None:
    """平成14年9月12日に施行し、8月5日から適用する。"""
    first, second, *_later = katsuragi.document.versions

    assert first.applies_from == date(2002, 8, 5) < first.enforced_from
    assert second.applies_from == second.enforced_from


def test_a_vacant_vice_mayor_has_no_rule_in_katsuragi(katsuragi: Pack) -> None:
    """第3条第3項は不在を定めるだけで、欠員を定めない。"""
    assert {rule.conditions for rule in katsuragi.substitutions} == {(Condition.ABSENT,)}
    assert {rule.by for rule in katsuragi.substitutions} == {("property_information_head",)}


def test_what_katsuragi_does_not_regulate_is_none(katsuragi: Pack) -> None:
    """規程にないことは「定めなし」であり、勝手に決めない。"""
    assert katsuragi.council is not None
    assert katsuragi.disconnection is not None
    assert katsuragi.council.quorum is None
    assert katsuragi.council.decision_rule is None
    assert katsuragi.council.outside_opinion is None
    assert katsuragi.disconnection.provisional is None
    assert katsuragi.code is None


def test_only_seven_years_of_operation_histories_are_law(katsuragi: Pack) -> None:
    """年数を規程が言うのは、操作履歴の7年だけ。"""
    seven_years = Retention(
        7, Unit.YEARS, "operation", to_fiscal_year_end=True, basis=Basis.REGULATION, clause="a5.i1.s3"
    )
    periods = [duty.retention for duty in katsuragi.duties] + [
        ledger.retention for ledger in katsuragi.ledgers
    ]
    lawful = [period for period in periods if period and period.basis is Basis.REGULATION]

    assert lawful == [seven_years, seven_years]


def test_no_cadence_with_a_number_is_called_law_in_katsuragi(katsuragi: Pack) -> None:
    """規程は周期を数字で言わない。数字のあるものは町の運用か初期値である。"""
    lawful = [duty for duty in katsuragi.duties if duty.cadence_basis is Basis.REGULATION]

    assert lawful
    for duty in lawful:
        assert duty.cadence == Standing() or duty.cadence == Promptly(
            duty.cadence.event if isinstance(duty.cadence, Promptly) else ""
        )


def test_a_daily_check_not_made_is_missed_for_ever(katsuragi: Pack) -> None:
    """日次点検は、その日を過ぎたらもうできない。"""
    check_up = duty_of(katsuragi, "daily-check")

    assert check_up.cadence == EachOpenDay()
    assert check_up.lapses_after_days == 0


def test_an_anomaly_is_reported_jointly_to_the_chief(katsuragi: Pack) -> None:
    """異常は、住民福祉課が管財情報課長とともに統括責任者へ報告する。"""
    report = duty_of(katsuragi, "joint-report")

    assert report.actors == ("resident_affairs", "property_information_head")
    assert report.report_to == "chief"
    assert report.cadence == Promptly("anomaly", target_minutes=60)
    assert report.cadence_basis is Basis.DEFAULT


def test_server_duties_change_with_where_the_server_stands(katsuragi: Pack) -> None:
    """サーバの置き場所で、行う・確かめる・指示するが切り替わる。"""
    variants = {
        (duty.clause, duty.variant, duty.verb) for duty in katsuragi.duties if duty.variant is not None
    }

    assert variants == {
        ("a5.i2.s1", "own_room", "do"),
        ("a5.i2.s1", "data_centre", "verify"),
        ("a5.i2.s2", "own_room", "keep"),
        ("a5.i2.s2", "data_centre", "instruct"),
    }


@pytest.mark.parametrize(
    ("slug", "clause", "keeper"),
    [
        ("daily_checks", "a5.i1.s2", "resident_affairs"),
        ("credentials", "a5.i1.s4", "resident_affairs"),
        ("grants", "a5.i1.s4", "resident_affairs"),
        ("terminals", "a5.i1.s9", "resident_affairs"),
        ("persons", "a5.i3.s2", "general_affairs"),
        ("appointments", "a5.i3.s2", "general_affairs"),
        ("absences", "a5.i3.s2", "general_affairs"),
        ("acting_decisions", "a3.p3", "general_affairs"),
    ],
)
def test_a_ledger_is_kept_by_the_section_whose_clause_it_serves(
    katsuragi: Pack, slug: str, clause: str, keeper: str
) -> None:
    bound = ledger_of(katsuragi, slug)

    assert (bound.clause, bound.keeper) == (clause, keeper)


def test_only_the_mayor_writes_who_acts_where_the_text_is_silent(katsuragi: Pack) -> None:
    """定めのないとき誰が代わるかは、町長だけが決める。"""
    lines = {line.verb: line.by for line in katsuragi.permissions if line.ledger == "acting_decisions"}

    assert lines == {
        Verb.ENTER: ("post:mayor",),
        Verb.AMEND: ("post:mayor",),
        Verb.RETIRE: ("post:mayor",),
    }


def test_the_powers_to_instruct_and_to_cut_off_are_the_only_permissions_by_law(katsuragi: Pack) -> None:
    """権限のうち規程が言うのは、統括責任者の指示・要請と、町長の切離しの決定だけ。"""
    lawful = [line for line in katsuragi.permissions if line.basis is Basis.REGULATION]

    assert [(line.verb, line.by, line.clause) for line in lawful] == [
        (Verb.INSTRUCT, ("role:chief",), "a4.p1"),
        (Verb.ENTER, ("role:principal",), "a4.p2"),
    ]


def test_the_governor_alone_is_told_by_force_of_the_regulation(katsuragi: Pack) -> None:
    """規程が報告先に挙げるのは知事だけ。"""
    assert katsuragi.disconnection is not None
    assert katsuragi.disconnection.decider == "mayor"
    assert katsuragi.disconnection.recipients[0] == "governor"
    assert [each.id for each in katsuragi.recipients if each.basis is Basis.REGULATION] == ["governor"]


def test_the_education_board_is_independent_and_can_only_be_asked(katsuragi: Pack) -> None:
    """教育委員会へは要請であり、指示ではない。"""
    assert [section.id for section in katsuragi.sections if section.independent] == ["board_of_education"]


def test_old_resident_cards_fall_under_the_old_rule_until_the_earlier_of_two_days(katsuragi: Pack) -> None:
    """平成27年附則第2項: 失効か個人番号カードの受取りの早い方まで。"""
    (cards,) = katsuragi.transitions

    assert cards.clause == "sup2015.p2"
    assert cards.card is Card.RESIDENT
    assert cards.before == date(2016, 1, 1)
    assert cards.ends_at == ("expired_on", "my_number_card_received_on")
    assert cards.no_subject_after == date(2025, 12, 28)


def test_the_offices_are_closed_at_weekends_and_over_the_turn_of_the_year(katsuragi: Pack) -> None:
    hours = katsuragi.hours

    assert hours.closed_weekdays == (5, 6)
    assert hours.national_holidays
    assert hours.closed_month_days == ((12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3))
    assert (hours.opens_at, hours.closes_at) == ("08:30", "17:15")


def test_statements_are_our_own_short_words(katsuragi: Pack) -> None:
    """条項の説明は、短く平易な自分たちの言葉で書く。"""
    for clause in katsuragi.clauses:
        assert len(clause.statement.ja) <= 80, clause.id
        assert len(clause.statement.en) <= 130, clause.id


# --- 北辰町 (架空) --------------------------------------------------------------------


def test_hokushin_is_said_to_be_fictitious(hokushin: Pack, katsuragi: Pack) -> None:
    assert hokushin.fictitious
    assert not katsuragi.fictitious


def test_a_text_without_articles_numbered_in_kanji_loads_as_data(hokushin: Pack) -> None:
    """条のない、漢数字の決まりも、そのまま読める。"""
    clause = next(clause for clause in hokushin.clauses if clause.id == "p3.i2.s1")

    assert hokushin.numerals == "kanji"
    assert (clause.label, clause.alias, clause.parent) == ("三(二)イ", "三-二-イ", "p3.i2")
    assert not any(clause.id.startswith("a") for clause in hokushin.clauses)


def test_dates_may_be_written_in_wareki(hokushin: Pack) -> None:
    """日付は和暦で書いてもよい。"""
    first, second = hokushin.document.versions

    assert first.enforced_from == date(2018, 4, 1)
    assert second.promulgated_on == date(2023, 9, 15)


def test_hokushin_covers_a_vacancy_with_two_deputies_in_order(hokushin: Pack) -> None:
    """欠員も定めがあり、二人が順に代わる。"""
    (rule,) = hokushin.substitutions

    assert Condition.VACANT in rule.conditions
    assert rule.by == ("townspeople_chief", "planning_chief")
    assert rule.review_basis is Basis.REGULATION


def test_hokushin_regulates_what_katsuragi_leaves_open(hokushin: Pack) -> None:
    """定足数、決め方、回数、外部の意見、仮の切離しを定める町もある。"""
    assert hokushin.council is not None
    assert hokushin.disconnection is not None
    assert hokushin.council.quorum == 3
    assert hokushin.council.decision_rule is not None
    assert hokushin.council.cadence == Monthly(day=31, every=6)
    assert hokushin.council.outside_opinion == "review_board"
    assert hokushin.disconnection.provisional == "superintendent"


def test_hokushin_keeps_operation_histories_for_five_years(hokushin: Pack) -> None:
    assert ledger_of(hokushin, "operation_histories").retention == Retention(
        5, Unit.YEARS, "operation", to_fiscal_year_end=False, basis=Basis.REGULATION, clause="p6.i2"
    )


def test_hokushin_moved_its_server_without_a_gap_or_an_overlap(hokushin: Pack) -> None:
    """期間は終わりの日を含まないので、移った日に重なりも空きもない。"""
    room, centre = hokushin.hostings

    assert (room.mode, centre.mode) == ("own_room", "data_centre")
    assert room.until == centre.since == date(2023, 10, 1)


def test_a_clause_that_was_taken_out_names_the_version_that_did_so(hokushin: Pack) -> None:
    assert [(clause.id, clause.until) for clause in hokushin.clauses if clause.until] == [("p6.i5", "v2")]


def test_a_document_is_made_under_its_parent(hokushin: Pack) -> None:
    """要綱は規則に基づく。版の名は文書ごとでよい。"""
    outline, rule = hokushin.documents

    assert outline.parent == rule.id
    assert outline.versions[0].id == rule.versions[0].id == "v1"


def test_hokushin_has_three_protection_levels_and_its_own_days_and_words(hokushin: Pack) -> None:
    assert [level.level for level in hokushin.levels] == [3, 2, 1]
    assert [day for day, _reason in hokushin.hours.closures] == [date(2026, 8, 14)]
    assert [day for day, _reason in hokushin.hours.openings] == [date(2026, 3, 28)]
    assert (6, 15) in hokushin.hours.closed_month_days
    assert hokushin.wording["chief"].ja == "総括責任者"


def test_each_cadence_of_the_closed_set_can_be_written(hokushin: Pack, katsuragi: Pack) -> None:
    """周期の書き方は七つあり、どれも使える。"""
    written = {type(duty.cadence) for duty in (*hokushin.duties, *katsuragi.duties)}

    assert written == {EachOpenDay, Weekly, Monthly, Yearly, Within, Promptly, Standing}


def test_each_nature_of_the_closed_set_occurs(hokushin: Pack, katsuragi: Pack) -> None:
    assert {clause.nature for clause in (*hokushin.clauses, *katsuragi.clauses)} == set(Nature)
