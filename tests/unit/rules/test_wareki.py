"""和暦: written and read on every day that a register may name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.rules.wareki import (
    ERAS,
    Era,
    NotADay,
    parse_day,
    parse_wareki,
    read_eras,
    wareki,
    wareki_short,
)


def test_every_day_from_1989_to_2040_reads_back_as_it_was_written() -> None:
    """和暦で書いた日付は、同じ日付として読める。"""
    day = date(1989, 1, 1)
    while day < date(2041, 1, 1):
        assert parse_wareki(wareki(day)) == day
        assert parse_wareki(wareki_short(day)) == day
        assert parse_day(wareki(day)) == day
        assert parse_day(day.isoformat()) == day
        day += timedelta(days=1)


@given(st.dates(min_value=date(1873, 1, 1), max_value=date(2400, 12, 31)))
def test_any_day_since_the_calendar_reform_reads_back(day: date) -> None:
    assert parse_day(wareki(day)) == parse_day(wareki_short(day)) == day


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        ("1873-01-01", "明治6年1月1日", "M6.1.1"),
        ("1912-07-29", "明治45年7月29日", "M45.7.29"),
        ("1912-07-30", "大正元年7月30日", "T1.7.30"),
        ("1926-12-24", "大正15年12月24日", "T15.12.24"),
        ("1926-12-25", "昭和元年12月25日", "S1.12.25"),
        ("1989-01-07", "昭和64年1月7日", "S64.1.7"),
        ("1989-01-08", "平成元年1月8日", "H1.1.8"),
        ("2002-09-12", "平成14年9月12日", "H14.9.12"),
        ("2019-04-30", "平成31年4月30日", "H31.4.30"),
        ("2019-05-01", "令和元年5月1日", "R1.5.1"),
        ("2020-02-29", "令和2年2月29日", "R2.2.29"),
        ("2026-11-23", "令和8年11月23日", "R8.11.23"),
    ],
)
def test_an_era_begins_on_its_first_day_and_its_first_year_is_gannen(day: str, long: str, short: str) -> None:
    """元号の最初の年は元年と書き、改元の日から新しい元号を使う。"""
    assert wareki(date.fromisoformat(day)) == long
    assert wareki_short(date.fromisoformat(day)) == short


@pytest.mark.parametrize(
    "text",
    [
        "令和8年11月22日",
        "令和８年１１月２２日",
        " 令和 8年 11月 22日 ",
        "令和\u30008年\u300011月\u300022日",
        "㋿8年11月22日",
        "令和08年11月22日",
        "令和八年十一月二十二日",
        "令和八年一一月二二日",
        "R8.11.22",
        "r8.11.22",
        "Ｒ８．１１．２２",
        "R8/11/22",
        "R08-11-22",
        "R 8.11.22",
    ],
)
def test_the_ways_in_which_people_write_one_day(text: str) -> None:
    """全角数字、漢数字、空白、略記のどれでも同じ日として読む。"""
    assert parse_wareki(text) == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("平成十四年九月十二日", date(2002, 9, 12)),
        ("昭和六十四年一月七日", date(1989, 1, 7)),
        ("昭和六〇年十月三十一日", date(1985, 10, 31)),
        ("昭和六○年十月三十一日", date(1985, 10, 31)),
        ("令和元年十月十五日", date(2019, 10, 15)),
        ("令和一年10月15日", date(2019, 10, 15)),
        ("R元.10.15", date(2019, 10, 15)),
        ("平成十年二月二十日", date(1998, 2, 20)),
    ],
)
def test_kanji_figures_and_first_years(text: str, day: date) -> None:
    assert parse_wareki(text) == day


@pytest.mark.parametrize("text", ["2026-11-22", "2026/11/22", " 2026-11-22\n", "２０２６－１１－２２"])
def test_a_western_date_is_read_where_both_are_taken(text: str) -> None:
    assert parse_day(text) == date(2026, 11, 22)


def test_a_western_date_is_no_wareki() -> None:
    with pytest.raises(NotADay):
        parse_wareki("2026-11-22")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "きのう",
        "令和8年",
        "令和8年11月22日ごろ",
        "第8年11月22日",
        "慶応3年1月1日",
        "令和0年1月1日",
        "令和-1年1月1日",
        "X8.11.22",
        "R8.11/22",
        "R8.11.22.",
        "8.11.22",
        "22-11-2026",
        "20261122",
        "令和二十〇年1月1日",
        "令和9999年1月1日",
        "R8.11.²²²",
        "R" + "8" * 5000,
    ],
)
def test_what_is_no_date_is_refused_and_a_way_to_write_one_is_shown(text: str) -> None:
    with pytest.raises(NotADay, match=r"日付として読めません。令和8年11月22日、R8\.11\.22のように"):
        parse_day(text)


@pytest.mark.parametrize(
    "text",
    [
        "令和8年2月30日",
        "R7.2.29",
        "令和8年13月1日",
        "令和8年0月1日",
        "2026-02-30",
        "2026-00-10",
        "0000-01-01",
        "令和8年十十月1日",
    ],
)
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(NotADay, match="という日はありません"):
        parse_day(text)


def test_a_day_after_the_end_of_its_era_is_refused_with_the_right_name() -> None:
    """平成31年5月1日は、令和元年5月1日と書くよう案内する。"""
    with pytest.raises(NotADay) as refusal:
        parse_wareki("平成31年5月1日")

    assert str(refusal.value) == (
        "平成31年5月1日は平成ではありません。平成は平成31年4月30日までです。令和元年5月1日と書いてください。"
    )
    assert refusal.value.words.en == (
        "平成31年5月1日 is not in 平成, which ended on 2019-04-30. Write 令和元年5月1日."
    )


def test_a_day_before_the_beginning_of_its_era_is_refused_with_the_right_name() -> None:
    with pytest.raises(
        NotADay, match="令和元年4月30日は、令和が始まった2019-05-01より前です。平成31年4月30日と"
    ):
        parse_wareki("R1.4.30")


def test_an_era_that_ended_two_eras_ago_is_named_with_its_own_last_day() -> None:
    with pytest.raises(NotADay, match="昭和は昭和64年1月7日までです。令和8年1月1日と"):
        parse_wareki("S101.1.1")


@pytest.mark.parametrize("text", ["明治5年12月2日", "明治元年10月23日", "M5.12.31"])
def test_a_day_by_the_old_calendar_is_refused(text: str) -> None:
    """改暦より前の日付は、太陽暦の日付として扱わない。"""
    with pytest.raises(NotADay, match=f"^{text}は改暦"):
        parse_wareki(text)


def test_a_day_before_the_calendar_reform_is_not_written() -> None:
    with pytest.raises(NotADay, match="1872-12-31は改暦"):
        wareki(date(1872, 12, 31))


def test_the_next_era_is_a_row_of_data() -> None:
    """改元は、元号の表に1行を足すだけで済む。"""
    rows = "name,initial,began_on\n" + "".join(f"{e.name},{e.initial},{e.began_on}\n" for e in ERAS)
    eras = read_eras(rows + "試新,X,2031-08-01\n")

    assert eras[-1] == Era("試新", "X", date(2031, 8, 1))
    assert wareki(date(2031, 7, 31), eras) == "令和13年7月31日"
    assert wareki(date(2031, 8, 1), eras) == "試新元年8月1日"
    assert wareki_short(date(2032, 1, 1), eras) == "X2.1.1"
    assert parse_day("試新2年1月1日", eras) == date(2032, 1, 1)
    with pytest.raises(NotADay, match="令和は令和13年7月31日までです。試新元年8月1日と"):
        parse_day("R13.8.1", eras)


@given(
    st.text(max_size=20)
    | st.from_regex(r"[令平][和成][元0-9一二十〇]{1,3}年[0-9十]{1,2}月[0-9]{1,2}日", fullmatch=True)
)
def test_any_text_is_a_day_or_a_refusal_in_both_languages(text: str) -> None:
    refusal = None
    try:
        parse_day(text)
    except NotADay as caught:
        refusal = caught

    assert refusal is None or refusal.words.ja != refusal.words.en
