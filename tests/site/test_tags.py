"""Words and states in templates: both languages, both calendars, and no state by colour alone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.template import Context, Template, engines
from django.utils import translation

from sekisho.duties.evidence import Done
from sekisho.duties.posture import Item, Month, month_starts
from sekisho.kernel.town import duty
from sekisho.offices.responsible import Responsible
from sekisho.rules.authority import Capacity
from sekisho.rules.due import Occurrence
from sekisho.rules.model import Basis, Nature, Words
from sekisho.rules.states import State
from sekisho.site.templatetags import posture, sekisho

DAY = date(2026, 11, 24)
TEMPLATES = Path(sekisho.__file__).resolve().parents[1] / "templates"
STATIC = TEMPLATES.parent / "static" / "sekisho"


def rendered(template: str, language: str = "ja", **context: object) -> str:
    with translation.override(language):
        return Template("{% load sekisho posture %}" + template).render(Context(context))


@pytest.mark.parametrize(
    ("template", "japanese", "english"),
    [
        ("{{ day|wareki }}", "令和8年11月24日", "24 November 2026"),
        ("{{ day|weekday }}", "火", "Tue"),
        ("{{ day|month }}", "R8.11", "Nov 2026"),
        ("{{ day|day }}", '<time datetime="2026-11-24">R8.11.24</time>', None),
        ("{{ words|words }}", "言葉", "words"),
        ("{{ words|other_words }}", "words", "言葉"),
        ("{% other_language %}", "en", "ja"),
        ("{{ 'chief'|office }}", "セキュリティ統括責任者", None),
        ("{{ 'a5.i1.s3'|clause_name }}", "第5条第1号ウ", "第5条第1号ウ"),
        ("{{ 'か総第1号'|clause_name }}", "か総第1号", "か総第1号"),
        ("{{ ''|office }}{{ ''|clause_name }}", "", ""),
    ],
)
def test_a_value_is_said_in_the_language_of_the_page(
    template: str, japanese: str, english: str | None
) -> None:
    context: dict[str, object] = {"day": DAY, "words": Words("言葉", "words")}

    assert rendered(template, "ja", **context) == japanese
    if english is not None:
        assert rendered(template, "en", **context) == english


def test_a_moment_is_shown_in_the_towns_own_time() -> None:
    shown = rendered("{{ at|moment }}", at=datetime(2026, 11, 23, 20, 5, 59, tzinfo=UTC))

    assert shown == '<time datetime="2026-11-24T05:05+09:00">R8.11.24 05:05</time>'


def test_the_first_year_of_an_era_and_days_before_the_calendar_reform_have_a_name() -> None:
    assert rendered("{{ day|wareki }}", day=date(2019, 5, 1)) == "令和元年5月1日"
    assert rendered("{{ day|wareki }}", day=date(1868, 1, 25)) == "1868-01-25"
    assert rendered("{{ day|day }}", day=date(1868, 1, 25)) == '<time datetime="1868-01-25">1868-01-25</time>'


def test_what_is_not_there_leaves_no_trace() -> None:
    assert rendered("{{ none|day }}{{ none|moment }}{{ none|words }}{% state none %}", none=None) == ""


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_state_is_a_mark_and_a_word(language: str) -> None:
    marks = ET.fromstring((TEMPLATES / "_marks.html").read_text(encoding="utf-8"))
    known = {group.get("id"): group for group in marks.iter("g")}
    shapes = ["".join(ET.tostring(part, encoding="unicode") for part in known[f"s-{each}"]) for each in State]

    for each in State:
        chip = ET.fromstring(rendered("{% state each %}", language, each=each))
        assert "".join(chip.itertext()) == each.label.said_in(language)
        assert chip.find(".//use").attrib["href"].removeprefix("#") in known  # type: ignore[union-attr]  # it has one
    assert len(set(shapes)) == len(shapes), "two states share a mark"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_natures_and_bases_and_capacities_all_have_a_word(language: str) -> None:
    for each in Nature:
        assert rendered("{{ each|nature }}", language, each=each)
    for each_basis in Basis:
        assert "<span" in rendered("{{ each|basis }}", language, each=each_basis)
    assert rendered("{{ each|capacity }}", language, each="own") == ""
    for capacity in set(Capacity) - {Capacity.OWN}:
        assert rendered("{{ each|capacity }}", language, each=capacity.value)


def test_what_the_law_demands_stands_out_from_what_is_set_here() -> None:
    law = [each for each in Basis if " law" in rendered("{{ each|basis }}", each=each)]

    assert law == [Basis.REGULATION, Basis.NOTICE, Basis.STATUTE]


def test_whoever_answers_by_two_offices_is_named_once() -> None:
    chief = Responsible("chief", "副町長", "副町 次郎", "", "")
    chair = Responsible("chair", "副町長", "副町 次郎", "", "")
    head = Responsible("resident_affairs", "住民福祉課長", "住福 三枝", "", "")

    assert sekisho.each_once([chief, chair, head]) == [chair, head]


# --- months -----------------------------------------------------------------------


def year(**states: State) -> tuple[Month, ...]:
    """December 2025 to November 2026; each keyword, m3 say, gives that month a state."""
    return tuple(
        Month(first, {found: 1} if found else {}, found)
        for first in month_starts(date(2025, 12, 1), DAY)
        for found in [states.get(f"m{first.month}")]
    )


def test_a_year_is_said_in_one_sentence_that_names_the_bad_months() -> None:
    found = year(m12=State.MET, m1=State.MET, m3=State.LATE, m8=State.MISSED)

    with translation.override("ja"):
        said = posture.months_said(found)

    assert said.startswith("R7.12からR8.11まで")
    assert "履行済み2か月" in said
    assert "R8.3" in said
    assert "R8.8" in said
    assert posture.months_said(()) == ""


def test_the_strip_breaks_where_the_fiscal_year_begins() -> None:
    drawing = rendered("{{ months|months }}", months=year(m12=State.MET))

    assert '<use href="#s-met"/><use href="#s-none" x="20"/>' in drawing
    assert 'x="60"' in drawing  # March
    assert 'x="88"' in drawing  # April, after the break
    assert drawing.count("<use") == 12


def test_the_table_beside_a_chart_holds_the_same_figures() -> None:
    found = year(m12=State.MET, m3=State.LATE, m8=State.LATE)

    history = posture.history(found)

    assert history is not None
    assert [(column.state, column.total) for column in history.columns] == [(State.MET, 1), (State.LATE, 2)]
    assert [line.counts for line in history.lines][:4] == [(1, 0), (0, 0), (0, 0), (0, 1)]
    assert sum(line.total for line in history.lines) == 3
    assert history.chart.count("<rect x=") == 3
    assert posture.history(year()) is None


def test_the_chart_can_draw_every_state() -> None:
    for each in State:
        assert posture.history(year(m3=each)) is not None, each


def test_lateness_counts_to_the_day_it_came_on_record_or_to_the_day_looked_at() -> None:
    found = duty("card-count")
    assert found is not None
    occurrence = Occurrence("card-count", date(2026, 4, 30), date(2026, 4, 1), None)
    done = Done(date(2026, 5, 2), date(2026, 5, 7), "", 0, 0, "綴", "住福 三枝", "resident_affairs_head", 1)

    open_item = Item(found, occurrence, State.LATE, True, None, None)
    late_entry = Item(found, occurrence, State.LATE, False, done, None)

    assert posture.days_late(open_item, date(2026, 5, 10)) == 10
    assert posture.days_late(late_entry, date(2026, 5, 10)) == 7


# --- the templates and styles themselves --------------------------------------------


def test_every_template_compiles() -> None:
    for file in TEMPLATES.rglob("*.html"):
        engines["django"].get_template(str(file.relative_to(TEMPLATES)))


def test_no_template_holds_a_style_a_script_or_an_address_outside() -> None:
    for file in TEMPLATES.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        for forbidden in (
            " style=",
            "<style",
            "<script>",
            " onclick=",
            " onchange=",
            "javascript:",
            "//cdn",
            '="http',
        ):
            assert forbidden not in text, (file.name, forbidden)


def test_no_style_sheet_asks_for_another_file() -> None:
    for file in STATIC.glob("*.css"):
        text = file.read_text(encoding="utf-8")
        assert "url(" not in text, file.name
        assert "@import" not in text, file.name
        assert text.count("{") == text.count("}"), file.name


def test_every_style_sheet_and_script_is_used_by_the_frame() -> None:
    frame = (TEMPLATES / "base.html").read_text(encoding="utf-8")

    assert [file.name for file in STATIC.iterdir() if f"sekisho/{file.name}" not in frame] == []


def test_every_colour_that_is_named_is_defined() -> None:
    sheets = "".join(file.read_text(encoding="utf-8") for file in STATIC.glob("*.css"))
    used, defined = set(re.findall(r"var\((--[\w-]+)\)", sheets)), set(re.findall(r"(--[\w-]+):", sheets))

    assert used - defined == set()
    assert defined - used == set(), "a colour that nothing uses"
