"""Small cases in which a line can be taken for two things."""

from __future__ import annotations

from datetime import date

import pytest

from sekisho.rules.text import Kind, Reading, as_text, read, walk
from tests.unit.rules.text.shapes import AMENDED, doubts_of, drawn

HEAD = "○規程\n平成14年9月12日規程第7号\n"
END = "附則\nこの規程は、公布の日から施行する。\n"

CASES = {
    "a line set in below a single item": (
        "第1条 甲。\n(1) 住民課\n 点検する。",
        "a1: 第1条 甲。\na1.i1: (1) 住民課\n*a1.i1.s1: ア 点検する。",
    ),
    "a proviso on a line of its own": (
        "第1条 甲。\n(1) 乙する。\nただし、丙を除く。\n(2) 丁",
        "a1: 第1条 甲。\na1.i1: (1) 乙する。/ただし、丙を除く。\na1.i2: (2) 丁",
    ),
    "a rule cited at the beginning of a line": (
        "第1条 甲。\n第1条の2の規定は、乙。\n第1条第2項の規定は、丙。\n第2条 丁。",
        "a1: 第1条 甲。\na2: 第2条 丁。",
    ),
    "an item cited at the beginning of a line": (
        "第1条 甲。\n(1) 乙。\n(2)の者は、丙。",
        "a1: 第1条 甲。\na1.i1: (1) 乙。",
    ),
    "a bracket that is no caption": (
        "第1条 (甲)の者は、乙する。\n第2条(丙) 丁する。",
        "a1: 第1条 (甲)の者は、乙する。\na2: 第2条 (丙) 丁する。",
    ),
    "an article behind a range that was repealed": (
        "第1条 甲。\n第2条から第6条まで 削除\n第7条 乙。",
        "a1: 第1条 甲。\na2: 第2条から第6条まで 削除\na7: 第7条 乙。",
    ),
    "a first item on the line of its paragraph": (
        "第1条 甲。\n(1) ア 乙\nイ 丙",
        "a1: 第1条 甲。\na1.i1: (1)\na1.i1.s1: ア 乙\na1.i1.s2: イ 丙",
    ),
    "years, quantities and decimals": (
        "第1条 次に掲げる数とする。\n3 年以内\n1.5倍\n2以上の者",
        "a1: 第1条 次に掲げる数とする。\n*a1.i1: (1) 3 年以内\n*a1.i2: (2) 1.5倍\n*a1.i3: (3) 2以上の者",
    ),
    "an article and its text on two lines": (
        "第1条\n甲乙丙。\n第2条(丁)\n戊己庚。",
        "a1: 第1条 甲乙丙。\na2: 第2条 (丁) 戊己庚。",
    ),
    "a caption below its article": ("第1条\n(丁)\n戊己庚。", "a1: 第1条 (丁) 戊己庚。"),
    "a sentence that is wrapped before a number": (
        "第1条 町長は、その職員のうちから責任者を定め、責任者は、その所管する事務について\n12 人までの取扱者を指定する。",
        "a1: 第1条 町長は、その職員のうちから責任者",
    ),
}


def tree(text: str) -> str:
    return drawn(read(HEAD + text + "\n" + END)).rpartition("\nsup2002")[0]


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_it_is_taken_for_what_it_is(text: str, expected: str) -> None:
    assert tree(text).split("\n") == expected.split("\n")


def test_an_arabic_list_below_a_sentence_that_announces_it_may_still_be_a_paragraph() -> None:
    text = HEAD + "第1条 次に掲げる者とする。\n1 甲\n2 乙\n3 丙\n2 丁。\n" + END

    assert [node.id for node in read(text).clauses][:6] == [
        "a1",
        "a1.p1",
        "a1.p1.i1",
        "a1.p1.i2",
        "a1.p1.i3",
        "a1.p2",
    ]
    assert doubts_of(read(text)) == ("5 ambiguous",)


def test_a_list_whose_beginning_is_lost_stands_on_its_usual_level() -> None:
    text = HEAD + "第1条 次に掲げる者とする。\n(1) 甲\nア 乙\n三 丙\n" + END

    assert [node.id for node in read(text).clauses][3] == "a1.i3"
    assert doubts_of(read(text)) == ("6 ambiguous", "6 late_start")


def test_a_roman_numeral_begins_a_part_and_no_sub_item() -> None:
    text = "要領\n1 甲\n(1) 乙\nⅠ 丙\n"

    assert drawn(read(text)).split("\n") == ["p1: 1 甲", "p1.i1: (1) 乙", "p1-2: Ⅰ 丙"]
    assert doubts_of(read(text)) == ("4 ambiguous",)


def test_chapters_keep_the_paragraphs_of_a_text_without_articles_apart() -> None:
    text = "要領\n第1章 甲\n1 乙\n第2章 丙\n1 丁\n(1) 戊\n"

    assert [node.id for node in read(text).clauses] == ["ch1.p1", "ch2.p1", "ch2.p1.i1"]


def test_contents_end_where_an_article_speaks() -> None:
    text = HEAD + "目次\n第1章 総則\n第1条 甲は、乙とする。\n附則\n第1条 この規程は、公布の日から施行する。\n"

    assert [node.id for node in read(text).clauses] == ["a1", "sup2002", "sup2002.a1"]


def test_contents_may_list_articles() -> None:
    text = HEAD + "目次\n第1条 目的\n第2条 定義\n第1条 甲は、乙とする。\n第2条 丙は、丁とする。\n" + END

    (contents,) = read(text).root.of(Kind.CONTENTS)
    assert [entry.text for entry in contents.children] == ["第1条 目的", "第2条 定義"]
    assert [node.id for node in read(text).articles] == ["a1", "a2"]


def test_what_looks_like_an_article_in_an_appendix_is_a_row() -> None:
    reading = read(HEAD + "第1条 甲。\n" + END + "別表(第1条関係)\n第1条\n第2条\n2 乙\n")

    assert [node.id for node in reading.clauses] == ["a1", "sup2002", "table"]
    assert [row.text for row in reading.clauses[-1].children[0].children] == ["第1条", "第2条", "2 乙"]


def test_a_dated_block_behind_an_appendix_has_lost_its_heading() -> None:
    lost = "(平成18年2月21日規程第5号)\nこの規程は、公布の日から施行する。\n"
    reading = read(HEAD + "第1条 甲。\n" + END + "別表\n乙\n" + lost)

    assert [node.id for node in reading.clauses] == ["a1", "sup2002", "table", "sup2006"]
    assert doubts_of(reading) == ("8 lost_heading",)


def test_a_numbered_block_behind_an_appendix_has_lost_its_heading() -> None:
    lost = "1 この規程は、平成20年4月1日から施行する。\n2 乙は、廃止する。\n"
    reading = read(HEAD + "第1条 甲。\n" + END + "別表\n乙\n" + lost)

    assert [node.id for node in reading.clauses][-3:] == ["sup", "sup.p1", "sup.p2"]
    assert doubts_of(reading) == ("8 lost_heading", "8 undated_supplement")


def test_a_single_paragraph_under_a_caption_is_paragraph_1() -> None:
    reading = read(HEAD + "第1条 甲。\n(施行期日)\nこの規程は、公布の日から施行する。\n")

    assert drawn(reading).split("\n")[1:] == [
        "*sup2002: 附則",
        "sup2002.p1: (施行期日) この規程は、公布の日から施行する",
    ]


def test_information_behind_the_text_is_no_part_of_it() -> None:
    text = (
        HEAD.replace("規程\n", "情報規程\n", 1)
        + "第1条 甲。\n"
        + END
        + "情報規程\n体系情報\n第3編 執行/第1章 長\n"
    )

    reading = read(text)
    assert [node.kind for node in reading.root.children][-2:] == [Kind.REPEATED_TITLE, Kind.SYSTEM]
    assert [node.text for node in reading.root.children[-1].children] == ["第3編 執行/第1章 長"]


def test_information_above_the_text_does_not_hide_it() -> None:
    text = "沿革情報\n平成14年9月12日 規程第7号\n" + HEAD + "第1条 甲。\n" + END

    assert (read(text).title, [node.id for node in read(text).articles]) == ("規程", ["a1"])


def test_an_instrument_is_the_same_with_and_without_the_name_of_its_body() -> None:
    amended = "附則(平成15年3月1日規程第1号)\nこの規程は、公布の日から施行する。\n"
    history = "沿革情報\n平成14年9月12日甲町規程第7号\n平成15年3月1日甲町規程第1号\n"

    reading = read(HEAD + "第1条 甲。\n" + END + amended + history)
    assert [(one.number, one.supplement) for one in reading.versions] == [(7, "sup2002"), (1, "sup2003")]
    assert doubts_of(reading) == ()


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("平成32年4月1日", date(2020, 4, 1)),
        ("平成三十一年五月一日", date(2019, 5, 1)),
        ("令和元年4月30日", None),
        ("平成32年2月30日", None),
    ],
)
def test_rules_go_on_in_the_era_in_which_they_were_written(written: str, day: date | None) -> None:
    (version,) = read(HEAD + f"第1条 甲。\n附則\nこの規程は、{written}から施行する。\n").versions

    assert version.enforced_from == day


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("(1) 乙(令2訓令甲8・追加)", "(令2訓令甲8・追加)"),
        ("(1) 乙（平成18年規程第5号・一部改正）", "（平成18年規程第5号・一部改正）"),
        ("(1) 乙(平18規程5・平20規程3・一部改正)", "(平18規程5・平20規程3・一部改正)"),
        ("(1) 旧法(平成28年法律第13号による改正前の法)", None),
        ("(1) 基準(平成14年総務省告示第334号)", None),
    ],
)
def test_a_note_is_told_from_a_citation(line: str, note: str | None) -> None:
    item = next(
        node
        for node in read(HEAD + "第1条 次に掲げる。\n" + line + "\n" + END).clauses
        if node.label == "(1)"
    )

    assert item.notes == ((note,) if note else ())
    assert item.text == line.removeprefix("(1) ").removesuffix(note or "")


def test_a_first_block_of_a_known_year_is_not_that_of_the_text_as_first_made() -> None:
    reading = read(HEAD + "第1条 甲。\n附則(平成18年規程第5号)\nこの規程は、公布の日から施行する。\n")

    assert [(node.id, node.caption) for node in reading.supplements] == [("sup2006", "(平成18年規程第5号)")]
    assert doubts_of(reading) == ("2 no_supplement", "4 undated_supplement")


def test_a_byte_order_mark_is_no_character() -> None:
    assert doubts_of(read("\ufeff" + HEAD + "第1条 甲。\n" + END)) == ()


def test_a_note_is_printed_where_it_stood() -> None:
    printed = as_text(read(AMENDED.text))

    assert "定める。\n(平18規程5・一部改正)\n" in printed
    assert "次の者を置く。(令2訓令甲8・追加)\n" in printed


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("甲町訓令第3号\n平成20年3月31日\n庁中一般\n甲町長　乙\n端末規程\n", "端末規程"),
        ("例規集\n○端末規程\n", "端末規程"),
        ("例規集\n端末規程\n", "端末規程"),
        ("端末規程(平成20年3月31日訓令第3号)\n", "端末規程"),
        ("○端末規程を次のように定める。\n端末規程\n", "端末規程"),
        ("平成20年3月31日\n庁中一般\n", ""),
    ],
)
def test_the_title_is_what_is_named_like_a_rule(above: str, title: str) -> None:
    assert read(above + "第1条 甲。\n" + END).title == title


def test_a_preamble_is_kept_above_the_articles() -> None:
    reading = read("端末規程\n町は、端末を守ることを宣言する。\n第1条 甲。\n" + END)

    assert [node.text for node in reading.root.of(Kind.PREAMBLE)] == ["町は、端末を守ることを宣言する。"]


def test_an_imprint_is_no_clause() -> None:
    reading: Reading = read(HEAD + "第1条 甲。\n" + END + "様式第1号(第1条関係)\n届出書\n年　月　日\n")

    form = next(node for node in walk(reading.root) if node.id == "form1")
    assert [child.kind for child in form.children] == [Kind.TEXT, Kind.TEXT]


def test_behind_a_range_that_was_repealed_nothing_is_missing() -> None:
    text = HEAD + "第1条 甲。\n第2条から第6条まで 削除\n第7条 乙。\n第8条及び第9条 削除\n第10条 丙。\n" + END

    assert doubts_of(read(text)) == ()
