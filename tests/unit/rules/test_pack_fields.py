"""One value of a pack: types, closed sets, ids, references, dates, both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.rules.mistakes import Mistake, assert_told, findings_after

BODY, CLAUSES, COUNCIL, DOCUMENT = "body.toml", "clauses.toml", "council.toml", "document.toml"
DUTIES, EMERGENCY, LEDGERS = "duties-resident-affairs.toml", "emergency.toml", "ledgers.toml"
OTHERS, PEOPLE, PERMISSIONS, SUPPLEMENTARY = (
    "duties-other-sections.toml",
    "people.toml",
    "permissions.toml",
    "supplementary.toml",
)

# name: file, what stands there, what is put there, the line that is named, Japanese, English
TYPES = {
    "an unknown key":
        Mistake(DUTIES, 'evidence = "daily_checks"', 'evidense = "daily_checks"', "evidense", "もしかして: evidence", "Did you mean: evidence"),
    "a missing key":
        Mistake(CLAUSES, 'alias = "5-1-イ"\n', "#\n", 'id = "a5.i1.s2"', "項目「alias」がありません", '"alias" is missing', above=1),
    "a missing table":
        Mistake(DUTIES, 'cadence = { standing = true, basis = "規程" }', "#", 'id = "credential-compliance"', "項目「cadence」", '"cadence" is missing', above=1),
    "a text where a number belongs":
        Mistake(DOCUMENT, "number = 20", 'number = "二十"', "二十", "整数", "a whole number"),
    "a number where a text belongs":
        Mistake(CLAUSES, 'alias = "5-1-イ"', "alias = 5", "alias = 5", "文字列", "a text"),
    "true where a number belongs":
        Mistake(DOCUMENT, "number = 20", "number = true", "number = true", "整数", "a whole number"),
    "a number where true or false belongs":
        Mistake(BODY, "national_holidays = true", "national_holidays = 1", "national_holidays", "true か false", "true or false"),
    "a text where a table belongs":
        Mistake(EMERGENCY, 'speed.ja = "直ちに"\nspeed.en = "at once"', 'speed = "直ちに"', "speed =", "表(項目の集まり)", "a table"),
    "a text where a list belongs":
        Mistake(PERMISSIONS, 'by = ["keeper:head"]', 'by = "keeper:head"', 'by = "keeper:head"', "配列", "a list"),
    "texts where tables belong":
        Mistake(BODY, 'opens_at = "08:30"', 'opens_at = "08:30"\nclosure = ["祭"]', "closure =", "表の並び", "a list of tables"),
    "an empty text":
        Mistake(CLAUSES, 'alias = "5-1-イ"', 'alias = " "', 'alias = " "', "空です", "Empty"),
    "a number out of range":
        Mistake(OTHERS, "month = 5, day = 31", "month = 5, day = 32", "day = 32", "1 から 31", "from 1 to 31"),
    "a time of day that is none":
        Mistake(BODY, 'closes_at = "17:15"', 'closes_at = "25:15"', "25:15", "時刻ではありません", "not a time of day"),
    "a month and day that is none":
        Mistake(BODY, '"12-29", "12-30"', '"12-32", "12-30"', "12-32", "月日ではありません", "not a month and day"),
}  # fmt: skip

CLOSED_SETS = {
    "a rank":
        Mistake(PEOPLE, 'rank = "outside"', 'rank = "guest"', "guest", "「guest」は使えません", '"guest" cannot be used'),
    "a basis":
        Mistake(LEDGERS, 'basis = "初期値"', 'basis = "慣例"', 'basis = "慣例"', "規程、告示、法令", "規程, 告示, 法令"),
    "a duty's verb":
        Mistake(DUTIES, 'verb = "undergo"', 'verb = "suffer"', "suffer", "「suffer」は使えません", '"suffer" cannot be used'),
    "a cadence":
        Mistake(DUTIES, 'each = "open_day"', 'each = "blue_moon"', "blue_moon", "open_day、week", "open_day, week"),
    "no cadence at all":
        Mistake(DUTIES, "{ standing = true, basis", "{ basis", '{ basis = "規程" } # いつも', "周期がありません", "No cadence"),
    "a cadence with a key of another":
        Mistake(DUTIES, "{ standing = true, basis", "{ standing = true, day = 3, basis", "day = 3,", "「day」という項目はありません", 'no key "day"'),
    "months that do not divide the year":
        Mistake(COUNCIL, "every = 6", "every = 5", "every = 5", "年度を等分できません", "do not divide a fiscal year"),
    "an event":
        Mistake(DUTIES, 'on = "maintenance_visit"', 'on = "eclipse"', "eclipse", "「eclipse」は使えません", '"eclipse" cannot be used'),
    "a permission word":
        Mistake(PERMISSIONS, 'by = ["keeper:head"]', 'by = ["keeper:janitor"]', "janitor", "keeper:janitor", "keeper:janitor"),
    "a permission for a rank":
        Mistake(PERMISSIONS, 'by = ["keeper:head"]', 'by = ["rank:king"]', "rank:king", "rank:king", "rank:king"),
    "a hosting mode":
        Mistake(OTHERS, 'variant = "data_centre"', 'variant = "cloud_nine"', "cloud_nine", "own_room、data_centre", "own_room, data_centre"),
    "an event that retention counts from":
        Mistake(LEDGERS, 'from = "disposal"', 'from = "birth"', "birth", "operation、entry", "operation, entry"),
}  # fmt: skip

REFERENCES = {
    "an id twice":
        Mistake(DUTIES, 'id = "terminal-method"', 'id = "credential-method" #', '"credential-method" #', "にもあります", "Give one of them another id"),
    "an id in capitals":
        Mistake(DUTIES, 'id = "terminal-method"', 'id = "Terminal"', '"Terminal"', "識別子に使えません", "cannot be an id"),
    "a section":
        Mistake(LEDGERS, 'keeper = "property_information"', 'keeper = "property_inform"', '"property_inform"', "もしかして: property_information", "Did you mean property_information?"),
    "a post":
        Mistake(COUNCIL, '    "property_information_head",', '    "nobody",', "members = [", "「nobody」は [[post]]", '"nobody" is defined by no [[post]]'),
    "a role":
        Mistake(COUNCIL, 'report_to = "principal"', 'report_to = "emperor"', "emperor", "[[role]]", "[[role]]"),
    "an actor":
        Mistake(COUNCIL, '["chief", "general_affairs"]', '["chief", "the_moon"]', "the_moon", "「the_moon」", "no [[section]] / [[role]] / [[post]]"),
    "a clause":
        Mistake(EMERGENCY, 'clause = "a4.p2"', 'clause = "a4.p9"', '"a4.p9"', "[[clause]]", "[[clause]]"),
    "a ledger":
        Mistake(DUTIES, 'evidence = "firewall_reviews"', 'evidence = "musings"', "musings", "[[ledger]]", "[[ledger]]"),
    "a ledger of a permission":
        Mistake(PERMISSIONS, 'ledger = "appointments"', 'ledger = "apointments"', "apointments", "もしかして: appointments", "Did you mean appointments?"),
    "a role in a permission":
        Mistake(PERMISSIONS, '"role:chief", "role:principal"', '"role:chieftain"', "chieftain", "もしかして: chief", "Did you mean chief?"),
    "a recipient":
        Mistake(EMERGENCY, '["governor",', '["shogun",', "shogun", "[[recipient]]", "[[recipient]]"),
    "a version":
        Mistake(SUPPLEMENTARY, 'since = "v7"', 'since = "v70"', "v70", "v70", "v70"),
    "a supplementary provision":
        Mistake(DOCUMENT, 'supplement = "sup2019"', 'supplement = "sup1919"', "sup1919", "もしかして", "Did you mean"),
    "a parent document":
        Mistake(DOCUMENT, 'id = "juki-security"', 'id = "juki-security"\nparent = "constitution"', "constitution", "[[document]]", "[[document]]"),
    "a parent clause":
        Mistake(CLAUSES, 'id = "a4.p2"', 'id = "a44.p2"', "a44", "「a44」", '"a44"'),
}  # fmt: skip

DATES = {
    "a day that does not exist":
        Mistake(DOCUMENT, "enforced_from = 2019-10-15", 'enforced_from = "令和元年2月30日"', "2月30日", "日はありません", "no such day"),
    "a day outside its era":
        Mistake(DOCUMENT, "enforced_from = 2019-10-15", 'enforced_from = "平成31年10月15日"', "平成31年", "平成31年4月30日まで", "not in 平成"),
    "a text that is no date":
        Mistake(DOCUMENT, "enforced_from = 2019-10-15", 'enforced_from = "そのうち"', "そのうち", "日付として読めません", "cannot be read as a date"),
    "a moment":
        Mistake(DOCUMENT, "enforced_from = 2019-10-15", "enforced_from = 2019-10-15T09:00:00", "T09", "日付", "a date"),
}  # fmt: skip

LANGUAGES = {
    "English left out":
        Mistake(PEOPLE, 'name.en = "General Affairs Section"', "#", 'name.ja = "総務課"', "項目「en」がありません", '"en" is missing'),
    "Japanese left out":
        Mistake(PEOPLE, 'name.ja = "総務課"', "#", 'name.en = "General Affairs Section"', "項目「ja」がありません", '"ja" is missing'),
    "Japanese where English belongs":
        Mistake(PEOPLE, 'name.en = "General Affairs Section"', 'name.en = "総務課"', 'name.en = "総務課"', "英語になっていません", "not English"),
    "both left out":
        Mistake(DUTIES, 'done_when.ja = "その日の点検表に', '#', 'done_when.en = "That day', "項目「ja」", '"ja"'),
}  # fmt: skip


@pytest.mark.parametrize("mistake", TYPES.values(), ids=TYPES)
def test_a_value_of_the_wrong_kind_is_named_with_its_line(mistake: Mistake, tmp_path: Path) -> None:
    """値の種類の間違いは、行と直し方を添えて示す。"""
    assert_told(mistake, tmp_path)


@pytest.mark.parametrize("mistake", CLOSED_SETS.values(), ids=CLOSED_SETS)
def test_a_word_outside_its_closed_set_is_answered_with_the_words_that_may_stand_there(
    mistake: Mistake, tmp_path: Path
) -> None:
    """決まった言葉以外は、使える言葉を挙げて断る。"""
    assert_told(mistake, tmp_path)


@pytest.mark.parametrize("mistake", REFERENCES.values(), ids=REFERENCES)
def test_a_reference_to_something_that_is_not_there_is_named(mistake: Mistake, tmp_path: Path) -> None:
    """ないものを指す名前は、近い名前を添えて示す。"""
    assert_told(mistake, tmp_path)


@pytest.mark.parametrize("mistake", DATES.values(), ids=DATES)
def test_a_date_that_is_none_is_named(mistake: Mistake, tmp_path: Path) -> None:
    """ありえない日付は、理由を添えて示す。"""
    assert_told(mistake, tmp_path)


@pytest.mark.parametrize("mistake", LANGUAGES.values(), ids=LANGUAGES)
def test_what_people_read_must_be_there_in_both_languages(mistake: Mistake, tmp_path: Path) -> None:
    """人が読む文は、日本語と英語の両方が要る。"""
    assert_told(mistake, tmp_path)


def test_an_id_given_twice_says_where_it_stands_first(tmp_path: Path) -> None:
    directory, findings = findings_after(REFERENCES["an id twice"], tmp_path)
    lines = (directory / DUTIES).read_text(encoding="utf-8").splitlines()
    head = lines.index('id = "credential-method"')  # the line number of the [[duty]] above it

    assert any(f"{DUTIES} の {head} 行目" in finding.ja for finding in findings)
    assert any(f"{DUTIES}, line {head}." in finding.en for finding in findings)


def test_one_wrong_value_is_reported_once(tmp_path: Path) -> None:
    """一つの間違いを、いくつにも言い立てない。"""
    _directory, findings = findings_after(TYPES["a missing table"], tmp_path)

    assert len(findings) == 1
