"""What no single table of a pack shows: clauses that nothing serves, circles, overlaps, silent gaps."""

from __future__ import annotations

from pathlib import Path

import pytest

from sekisho.rules.pack import check
from tests.unit.rules.mistakes import Mistake, assert_told, copy_of, findings_after

BODY, CLAUSES, COUNCIL, DOCUMENT = "body.toml", "clauses.toml", "council.toml", "document.toml"
DUTIES, EMERGENCY, LEDGERS, PEOPLE = (
    "duties-resident-affairs.toml",
    "emergency.toml",
    "ledgers.toml",
    "people.toml",
)
PERMISSIONS, SUPPLEMENTARY = "permissions.toml", "supplementary.toml"

SECOND_STAY = """
[[hosting]]
server.ja = "コミュニケーションサーバ"
server.en = "Communication server"
mode = "data_centre"
since = 2023-04-01
basis = "初期値"
"""
LEVEL = """[[level]]
level = 2
places.ja = "サーバ室"
places.en = "Server room"
entry.ja = "許可"
entry.en = "By permit"
basis = "初期値"

"""
THE_VICE_MAYOR_FOR_THE_DEPUTY = """[[substitution]]
role = "deputy"
conditions = ["absent"]
by = ["vice_mayor"]
clause = "a3.p3"
basis = "規程"

# 議長は"""

# name: file, what stands there, what is put there, the line that is named, Japanese, English
CLAUSES_AND_DUTIES = {
    "a duty that nobody owes":
        Mistake(CLAUSES, 'alias = "3-7"\nnature = "power"', 'alias = "3-7"\nnature = "duty" #', '"duty" #', "duty がありません", "no duty refers to it"),
    "a rule of the council that nothing carries out":
        Mistake(CLAUSES, 'alias = "3-7"\nnature = "power"', 'alias = "3-7"\nnature = "council" #', '"council" #', "council / role", "no council / role"),
    "a heading over nothing":
        Mistake(CLAUSES, 'alias = "3-7"\nnature = "power"', 'alias = "3-7"\nnature = "heading" #', '"heading" #', "clause がありません", "no clause refers to it"),
    "a commencement of no version":
        Mistake(CLAUSES, 'alias = "3-7"\nnature = "power"', 'alias = "3-7"\nnature = "commencement" #', '"commencement" #', "supplement がありません", "supplement refers to it"),
    "a transition without its rule":
        Mistake(SUPPLEMENTARY, '[[transition]]\nclause = "sup2015.p2"', '[[transition]]\nclause = "sup2015.p1"', 'nature = "transition"', "transition がありません", "no transition refers to it"),
    "a duty on a power":
        Mistake(DUTIES, 'id = "pledge"\nclause = "a5.i1.s5"', 'id = "pledge"\nclause = "a4.p1"', 'clause = "a4.p1"', "a4.p1 の性質は power", "The nature of a4.p1 is power"),
    "a duty of nobody":
        Mistake(COUNCIL, '["chief", "general_affairs"]', "[]", "actors = []", "担う者がいません", "Nobody owes"),
    "a clause before the one that holds it":
        Mistake(CLAUSES, '[[clause]]\nid = "a2"', '[[clause]] #\nid = "a2"\nparent = "a3"', "[[clause]] #", "印刷順", "printed order"),
    "two clauses of one name":
        Mistake(CLAUSES, 'alias = "5-1-イ"', 'alias = "5-1-ア" #', '"5-1-ア" #', "a5.i1.s1 の呼び名", "what a5.i1.s1 is called"),
    "a clause taken out before it came":
        Mistake(CLAUSES, 'since = "v8"', 'since = "v8"\nuntil = "v3"', 'until = "v3"', "since の版より後ではありません", "does not come after that in since"),
    "a permission by law without a clause":
        Mistake(PERMISSIONS, 'basis = "規程"\nclause = "a4.p1"', 'basis = "規程" #', 'basis = "規程" #', "どの条項による", "names no clause"),
    "a period by law without a clause":
        Mistake(LEDGERS, 'basis = "規程"\nclause = "a5.i1.s3"', 'basis = "規程" #', 'basis = "規程" #', "どの条項による", "names no clause"),
}  # fmt: skip

PEOPLE_AND_POWERS = {
    "a role that nobody can fill":
        Mistake(PEOPLE, 'kind = "chief"\nholders = ["vice_mayor"]', 'kind = "chief"\nholders = []', "holders = []", "誰も就けません", "so nobody can"),
    "a holder who stands in for himself":
        Mistake(PEOPLE, '["absent"]\nby = ["property_information_head"]', '["absent"]\nby = ["vice_mayor"]', 'by = ["vice_mayor"]', "自分の代行", "cannot stand in for it"),
    "a substitution for no condition":
        Mistake(PEOPLE, 'role = "chair"\nconditions = ["absent"]', 'role = "chair"\nconditions = []', "conditions = []", "空です", "is empty"),
    "a substitution by nobody":
        Mistake(PEOPLE, '["absent"]\nby = ["property_information_head"]', '["absent"]\nby = []', "by = []", "空です", "is empty"),
    "two rules for one absence":
        Mistake(PEOPLE, 'role = "chair"\nconditions = ["absent"]\nby = ["property_information_head"]\nclause = "a3.p3"', 'role = "chief"\nconditions = ["absent"] #\nby = ["property_information_head"]\nclause = "a3.p2"', '["absent"] #', "a3.p3 でも定めています", "also settled by a3.p3"),
    "one id for a post and a section":
        Mistake(PEOPLE, 'id = "auditor"', 'id = "general_affairs" #', '"general_affairs" #', "[[section]] の識別子でもあります", "also the id of a [[section]]"),
    "a quorum beyond the seats":
        Mistake(COUNCIL, 'secretariat = "resident', 'quorum = 6\nsecretariat = "resident', "quorum = 6", "席数 5", "the 5 seats"),
    "a post twice in the council":
        Mistake(COUNCIL, '    "crisis_management_head",', '    "general_affairs_head",', "members = [", "二度", "twice"),
    "a section that excuses itself":
        Mistake(PERMISSIONS, 'verb = "excuse"\nby = ["role:chief", "post:mayor"]', 'verb = "excuse"\nby = ["actor:head"]', "actor:head", "自ら対象外", "may not excuse itself"),
    "the same permission twice":
        Mistake(PERMISSIONS, '[[permission]]\nverb = "acknowledge"', '[[permission]] #\nverb = "submit"', "[[permission]] #", "にもあります", "The same line"),
    "a permission that nobody has":
        Mistake(PERMISSIONS, 'by = ["keeper:head"]', "by = []", "by = []", "誰もできません", "nobody may"),
}  # fmt: skip

DATES = {
    "a version enforced before it was promulgated":
        Mistake(DOCUMENT, "enforced_from = 2019-10-15", "enforced_from = 2019-10-01", "2019-10-01", "公布日より前", "before it was promulgated"),
    "versions out of order":
        Mistake(DOCUMENT, "promulgated_on = 2019-10-15", "promulgated_on = 2014-10-15", "2014-10-15", "前の版 v4", "that of v4"),
    "a document without a version":
        Mistake(DOCUMENT, "[[document]]", '[[document]] #\nid = "bare"\ntitle.ja = "規"\ntitle.en = "R"\nshort_title.ja = "規"\nshort_title.en = "R"\n\n[[document]]', "[[document]] #", "版が一つもありません", "no version"),
    "two versions of one number on one day":
        Mistake(DOCUMENT, '[[document.version]]\nid = "v8"\npromulgated_on = 2022-12-05\ninstrument = "訓令甲"\nnumber = 16', '[[document.version]] #\nid = "v8"\npromulgated_on = 2022-03-31\ninstrument = "訓令甲"\nnumber = 1', "[[document.version]] #", "v7 と同じ", "same number as v7"),
    "a system that ends on the day on which it begins":
        Mistake(EMERGENCY, "since = 2024-05-27", "since = 2024-05-27\nuntil = 2024-05-27", "until = 2024-05-27", "含まない", "no longer counts"),
    "a duty that ends before it begins":
        Mistake(DUTIES, 'id = "pledge"', 'id = "pledge"\nsince = 2024-04-01\nuntil = 2023-04-01', "until = 2023-04-01", "含まない", "no longer counts"),
    "a server in two places at once":
        Mistake(EMERGENCY, "since = 2002-08-05\nbasis = \"初期値\"\n", "since = 2002-08-05\nbasis = \"初期値\"\n" + SECOND_STAY, "since = 2023-04-01", "重なっています", "overlaps"),
    "a transition that nothing ends":
        Mistake(SUPPLEMENTARY, '["expired_on", "my_number_card_received_on"]', "[]", "ends_at = []", "終わりの出来事", "Nothing ends it"),
    "a transition's last day without its basis":
        Mistake(SUPPLEMENTARY, 'no_subject_basis = "法令"\n', "#\n", "no_subject_after =", "両方", "both"),
    "one protection level twice":
        Mistake(BODY, "[wording]", LEVEL + LEVEL.replace("level = 2", "level = 2 #") + "[wording]", "level = 2 #", "区分 2 が二度", "Level 2 stands twice"),
    "offices that close before they open":
        Mistake(BODY, 'closes_at = "17:15"', 'closes_at = "07:15"', "07:15", "閉庁時刻", "close before they open"),
    "a day both closed and open":
        Mistake(BODY, "[wording]", '[[hours.closure]]\non = 2026-08-15\nreason.ja = "祭"\nreason.en = "Fair"\n\n[[hours.opening]]\non = 2026-08-15\nreason.ja = "窓口"\nreason.en = "Desk"\n\n[wording]', "on = 2026-08-15", "臨時閉庁にもあります", "also a closure"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", CLAUSES_AND_DUTIES.values(), ids=CLAUSES_AND_DUTIES)
def test_nothing_of_the_regulation_is_silently_left_out(mistake: Mistake, tmp_path: Path) -> None:
    """どの条項も何かに結び付いていなければ、規則パックは読み込まれない。"""
    assert_told(mistake, tmp_path)


@pytest.mark.parametrize("mistake", PEOPLE_AND_POWERS.values(), ids=PEOPLE_AND_POWERS)
def test_who_may_act_is_never_left_without_an_answer(mistake: Mistake, tmp_path: Path) -> None:
    """誰も就けない役割、輪になる代行、誰にもできない行為は、読み込む前に見つける。"""
    assert_told(mistake, tmp_path)


@pytest.mark.parametrize("mistake", DATES.values(), ids=DATES)
def test_periods_and_versions_follow_one_another(mistake: Mistake, tmp_path: Path) -> None:
    """期間と版の前後の誤りは、読み込む前に見つける。"""
    assert_told(mistake, tmp_path)


def test_substitutes_in_a_circle_are_shown_with_the_way_round(tmp_path: Path) -> None:
    """代行が輪になっていれば、その輪を示す。"""
    circle = Mistake(
        file=PEOPLE,
        old="# 議長は",
        new=THE_VICE_MAYOR_FOR_THE_DEPUTY,
        at='by = ["vice_mayor"]',
        ja="輪になっています: vice_mayor → property_information_head → vice_mayor",
        en="in a circle: vice_mayor → property_information_head → vice_mayor",
    )

    _directory, findings = findings_after(circle, tmp_path)

    assert [circle.ja in finding.ja and circle.en in finding.en for finding in findings] == [True]
    assert (findings[0].file, findings[0].where) == (PEOPLE, "substitution chief: by")


def test_a_verb_that_has_no_line_can_be_done_by_nobody(tmp_path: Path) -> None:
    """誰もできない行為があれば、それを言う。"""
    directory = copy_of("katsuragi", tmp_path)
    path = directory / PERMISSIONS
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('verb = "submit"', 'verb = "submit"\nledger = "assets"'), encoding="utf-8")

    _pack, findings = check(directory)

    assert ["Nobody may submit" in finding.en for finding in findings] == [True]
    assert "submit ができる者" in findings[0].ja


def test_a_role_for_which_the_text_names_nobody_is_sound_while_nothing_needs_it(tmp_path: Path) -> None:
    """規程が誰も名指ししない役割は、使われない限りあってよい。"""
    directory = copy_of("katsuragi", tmp_path)
    with (directory / PEOPLE).open("a", encoding="utf-8") as people:
        people.write(
            '\n[[role]]\nid = "scribe"\nlabel.ja = "書記"\nlabel.en = "Scribe"\nkind = "scribe"\n'
            'holders = []\nclause = "a3.p8"\nbasis = "規程"\n'
        )

    pack, findings = check(directory)

    assert findings == []
    assert pack is not None
    assert pack.roles[-1].holders == ()


def test_two_stays_that_meet_on_one_day_do_not_overlap(tmp_path: Path) -> None:
    """前の期間の終わりと次の期間の始まりが同じ日なら、重なりではない。"""
    directory = copy_of("hokushin", tmp_path)
    path = directory / EMERGENCY
    text = path.read_text(encoding="utf-8")

    moved = text.replace('until = "令和五年十月一日"', 'until = "令和五年十月二日"')
    path.write_text(moved, encoding="utf-8")
    _pack, overlapping = check(directory)
    path.write_text(text, encoding="utf-8")
    pack, meeting = check(directory)

    assert len(overlapping) == 1
    assert meeting == []
    assert pack is not None
