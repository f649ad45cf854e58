"""Charts: figures in, SVG out, readable without colour and without eyes."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.site.charts import HEIGHT, TOP, Bar, Kind, stacked_bars, strip, swatch

SVG = "{http://www.w3.org/2000/svg}"
MET = Kind("met", "#197a4b", "solid")
LATE = Kind("late", "#c74700", "hatch")
DUE = Kind("due", "#0031d8", "outline")
KINDS = (MET, DUE, LATE)

counts = st.dictionaries(st.sampled_from(["met", "due", "late"]), st.integers(0, 400), max_size=3)


def drawn(*bars: Bar, title: str = "月ごとの履行", described: str = "8月に遅延") -> ET.Element:
    return ET.fromstring(stacked_bars(bars, KINDS, title=title, described=described))


def pieces(chart: ET.Element) -> list[ET.Element]:
    return chart.findall(f"{SVG}rect")


def test_a_chart_says_in_words_what_it_shows() -> None:
    chart = drawn(Bar("8月", "R8", {"met": 20}))

    named = (chart.get("aria-labelledby") or "").split()
    said = {part.get("id"): part.text for part in (*chart.iter(f"{SVG}title"), *chart.iter(f"{SVG}desc"))}
    assert chart.get("role") == "img"
    assert [said[name] for name in named] == ["月ごとの履行", "8月に遅延"]


def test_a_bar_is_as_high_as_its_share_of_the_highest() -> None:
    chart = drawn(Bar("7月", "", {"met": 20}), Bar("8月", "", {"met": 5}))

    assert [float(piece.attrib["height"]) for piece in pieces(chart)] == [HEIGHT, HEIGHT / 4]


def test_the_pieces_of_a_bar_stand_on_each_other_in_the_order_of_the_kinds() -> None:
    met, late = pieces(drawn(Bar("8月", "", {"late": 5, "met": 15})))

    assert met.get("fill") == MET.colour
    assert float(met.attrib["y"]) + float(met.attrib["height"]) == TOP + HEIGHT
    assert float(late.attrib["y"]) + float(late.attrib["height"]) == float(met.attrib["y"])


def test_each_kind_is_told_apart_without_its_colour() -> None:
    chart = drawn(Bar("8月", "", {"met": 1, "due": 1, "late": 1}))

    fills = [piece.attrib["fill"] for piece in pieces(chart)]
    assert fills == ["#197a4b", "#fff", "url(#fill-late)"]
    assert [pattern.get("id") for pattern in chart.iter(f"{SVG}pattern")] == ["fill-late"]


def test_a_month_without_anything_is_an_empty_place_not_a_bar_of_nothing() -> None:
    chart = drawn(Bar("7月", "", {}), Bar("8月", "", {"met": 0}))

    assert pieces(chart) == []
    assert [text.text for text in chart.iter(f"{SVG}text")] == ["1", "0", "7月", "8月"]


def test_no_bars_at_all_are_a_chart_still() -> None:
    assert pieces(drawn()) == []


def test_a_kind_that_is_not_declared_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="lost"):
        drawn(Bar("8月", "", {"lost": 1}))


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><svg onload="x">', "a & b", "'"])
def test_words_stay_words(hostile: str) -> None:
    chart = drawn(Bar(hostile, hostile, {"met": 1}), title=hostile, described=hostile)

    assert [text.text for text in chart.iter(f"{SVG}text")].count(hostile) == 2
    assert {element.tag.removeprefix(SVG) for element in chart.iter()} <= {
        "svg", "title", "desc", "defs", "pattern", "rect", "path", "text",
    }  # fmt: skip
    assert ET.fromstring(strip(["met"], described=hostile)).get("aria-label") == hostile


@given(st.lists(counts, max_size=24))
def test_every_chart_is_well_formed_and_stays_inside_its_frame(months: list[dict[str, int]]) -> None:
    chart = drawn(*[Bar("月", "", found) for found in months])

    _x, _y, width, height = map(float, chart.attrib["viewBox"].split())
    for piece in pieces(chart):
        left, top = float(piece.attrib["x"]), float(piece.attrib["y"])
        assert left >= 0
        assert top >= TOP - 0.6  # heights are rounded to a tenth
        assert left + float(piece.attrib["width"]) <= width
        assert top + float(piece.attrib["height"]) <= height
    assert len(pieces(chart)) == sum(count > 0 for found in months for count in found.values())


def test_a_strip_is_one_mark_a_month_evenly_spaced() -> None:
    drawing = strip(["met", "late", "none"], described="3か月")

    assert re.findall(r'href="#s-(\w+)"', drawing) == ["met", "late", "none"]
    assert re.findall(r' x="(\d+)"', drawing) == ["20", "40"]
    assert 'role="img" aria-label="3か月"' in drawing


def test_a_strip_shows_where_a_fiscal_year_begins() -> None:
    drawing = strip(["met"] * 4, described="", breaks={2})

    assert re.findall(r' x="(\d+)"', drawing) == ["20", "48", "68"]
    assert 'viewBox="0 0 84 16"' in drawing


def test_a_strip_without_months_is_a_strip_still() -> None:
    assert ET.fromstring(strip([], described="")).get("viewBox") == "0 0 16 16"


def test_a_swatch_is_filled_as_its_bar_is_and_is_silent() -> None:
    square = ET.fromstring(swatch(LATE))
    bar = pieces(drawn(Bar("8月", "", {"late": 1})))[0]

    assert square[0].get("fill") == bar.get("fill")
    assert square.get("aria-hidden") == "true"
