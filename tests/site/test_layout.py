"""The board cut into articles, groups and tiles; the day's work cut by how it presses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sekisho.duties.board import Article, Board, Tile
from sekisho.duties.posture import ClausePosture, Item, Posture
from sekisho.kernel.town import duty, pack
from sekisho.offices.responsible import Responsible
from sekisho.rules.due import Occurrence
from sekisho.rules.model import Clause, Nature, Words
from sekisho.rules.states import State
from sekisho.rules.versions import version_on
from sekisho.site.agenda import Agenda, agenda
from sekisho.site.layout import layout

ON = date(2026, 4, 10)
GAP = Responsible("chief", "副町長", "", "", "欠員です。")


def tile(
    identifier: str, depth: int, state: State | None = None, nature: Nature = Nature.DUTY, gap: bool = False
) -> Tile:
    clause = Clause(
        identifier, identifier, identifier, nature, None if depth == 0 else "up", Words("", ""), "v8"
    )
    found = ClausePosture(clause, (), state, (), None, None, (), (), ())
    return Tile(found, (GAP,) if gap else (), depth)


def board(*articles: tuple[Tile, ...]) -> Board:
    answer = version_on(pack().document, ON, ON)
    made = tuple(Article(first, tuple(rest)) for first, *rest in articles)
    return Board(Posture(ON, ON, answer, ()), made, {}, 0)


def outline(shown: Board, *, only_attention: bool = False) -> list[object]:
    """Each section as its clause, followed by its groups as (heading, tiles)."""
    return [
        (
            section.tile.clause.id,
            [
                (group.heading.clause.id if group.heading else None, [each.clause.id for each in group.tiles])
                for group in section.groups
            ],
        )
        for section in layout(shown, only_attention=only_attention).sections
    ]


def test_clauses_stand_in_groups_in_their_printed_order() -> None:
    shown = board(
        (
            tile("a3", 0),
            tile("a3.p1", 1),
            tile("a3.p2", 1),
            tile("a3.p6", 1),
            tile("a3.p6.i1", 2),
            tile("a3.p6.i2", 2),
            tile("a3.p7", 1),
        )
    )

    assert outline(shown) == [
        ("a3", [(None, ["a3.p1", "a3.p2"]), ("a3.p6", ["a3.p6.i1", "a3.p6.i2"]), (None, ["a3.p7"])])
    ]


def test_what_stands_deeper_still_belongs_to_the_same_group() -> None:
    shown = board(
        (tile("a5", 0), tile("a5.i1", 1), tile("a5.i1.s1", 2), tile("a5.i1.s1.x", 3), tile("a5.i2", 1))
    )

    assert outline(shown) == [("a5", [("a5.i1", ["a5.i1.s1", "a5.i1.s1.x"]), (None, ["a5.i2"])])]


def test_an_article_that_owes_nothing_is_one_line() -> None:
    assert outline(board((tile("a1", 0),))) == [("a1", [])]


def test_a_heading_that_holds_a_duty_itself_is_a_tile_too() -> None:
    shown = board(
        (tile("a1", 0, State.MET), tile("a1.p1", 1, State.LATE), tile("a1.p1.i1", 2)),
        (tile("a2", 0, State.DUE),),
    )

    assert outline(shown) == [
        ("a1", [(None, ["a1"]), ("a1.p1", ["a1.p1", "a1.p1.i1"])]),
        ("a2", [(None, ["a2"])]),
    ]


def test_only_what_needs_attention_stays_with_what_stands_above_it() -> None:
    shown = board(
        (tile("a3", 0), tile("a3.p1", 1, State.MET), tile("a3.p2", 1, gap=True)),
        (tile("a4", 0), tile("a4.p1", 1, State.DUE)),
        (tile("a5", 0), tile("a5.i1", 1), tile("a5.i1.s1", 2, State.LATE), tile("a5.i1.s2", 2, State.MET)),
    )

    assert outline(shown, only_attention=True) == [
        ("a3", [(None, ["a3.p2"])]),
        ("a5", [("a5.i1", ["a5.i1.s1"])]),
    ]


@pytest.mark.parametrize(
    ("natures", "apart"),
    [
        ([Nature.COMMENCEMENT], True),
        ([Nature.HEADING, Nature.COMMENCEMENT, Nature.TRANSITION], True),
        ([Nature.HEADING], False),
        ([Nature.COMMENCEMENT, Nature.DUTY], False),
        ([Nature.DUTY], False),
    ],
)
def test_supplementary_provisions_stand_apart_and_duties_never_do(natures: list[Nature], apart: bool) -> None:
    tiles = tuple(tile(f"s.{n}", min(n, 1), nature=nature) for n, nature in enumerate(natures))

    found = layout(board(tiles))

    assert [each.clause.id for each in found.supplement] == (
        [each.clause.id for each in tiles] if apart else []
    )
    assert bool(found.sections) is not apart


# --- the day's work ---------------------------------------------------------------


def item(identifier: str, due_on: date, state: State = State.DUE) -> Item:
    found = duty(identifier)
    assert found is not None
    return Item(found, Occurrence(identifier, due_on, due_on, None), state, True, None, None)


def test_each_waiting_item_has_one_place_by_how_it_presses() -> None:
    check = item("daily-check", ON)
    late = item("card-count", ON - timedelta(days=3), State.LATE)
    today = item("firewall-log", ON)
    soon = item("backup", ON + timedelta(days=7))
    later = item("audit", ON + timedelta(days=8))

    found = agenda([late, check, today, soon, later], on=ON, daily="daily_checks")

    assert found == Agenda(daily=(check,), late=(late,), today=(today,), soon=(soon,), later=(later,))


def test_a_daily_check_that_is_late_is_late_and_not_the_button_of_today() -> None:
    missed = item("daily-check", ON - timedelta(days=1), State.LATE)

    found = agenda([missed], on=ON, daily="daily_checks")

    assert found.late == (missed,)
    assert found.daily == ()
