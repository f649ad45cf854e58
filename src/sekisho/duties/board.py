"""規程の板: the clause tree with its living tiles, put together for a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from sekisho.duties.everybody import by_everybody
from sekisho.duties.evidence import evidence
from sekisho.duties.posture import ClausePosture, Posture, posture
from sekisho.kernel.acts import Moment
from sekisho.kernel.town import open_days, pack
from sekisho.offices.organisation import instant_of
from sekisho.offices.responsible import Responsible, responsible_for
from sekisho.offices.standing import People
from sekisho.rules.model import Clause
from sekisho.rules.states import State

MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Tile:
    """One clause as the board shows it."""

    posture: ClausePosture
    responsible: tuple[Responsible, ...]
    depth: int

    @property
    def clause(self) -> Clause:
        """The clause of the tile."""
        return self.posture.clause

    @property
    def needs_attention(self) -> bool:
        """Late, missed, or nobody there to answer for it."""
        return self.posture.needs_attention or any(one.is_gap for one in self.responsible)


@dataclass(frozen=True, slots=True)
class Article:
    """A top clause and everything below it."""

    tile: Tile
    tiles: tuple[Tile, ...]

    @property
    def needs_attention(self) -> bool:
        """Whether anything in it does."""
        return any(tile.needs_attention for tile in (self.tile, *self.tiles))


@dataclass(frozen=True, slots=True)
class Board:
    """The whole regulation on one day."""

    posture: Posture
    articles: tuple[Article, ...]
    counts: dict[State, int]
    attention: int


def posture_at(moment: Moment, *, since: date | None = None) -> Posture:
    """The posture at the moment asked for; looks back a year of months unless `since` says more."""
    return posture(
        pack(),
        open_days(),
        by_everybody(evidence(since or months_back(moment.on), moment.known_at), moment.known_at),
        on=moment.on,
        known_on=timezone.localdate(moment.known_at),
        since=since or months_back(moment.on),
    )


def board(moment: Moment, known: People) -> Board:
    """The tiles of all clauses, grouped by article."""
    found = posture_at(moment)
    at = instant_of(moment)
    by_id = {clause.clause.id: clause.clause for clause in found.clauses}
    tiles = [
        Tile(one, responsible_of(one.clause, one, at, known), depth_of(one.clause, by_id))
        for one in found.clauses
    ]
    articles: list[Article] = []
    for tile in tiles:
        if tile.clause.parent is None:
            articles.append(Article(tile, ()))
        elif articles:
            last = articles[-1]
            articles[-1] = Article(last.tile, (*last.tiles, tile))
    counts: dict[State, int] = {}
    for one in found.clauses:
        if one.state is not None:
            counts[one.state] = counts.get(one.state, 0) + 1
    return Board(found, tuple(articles), counts, sum(tile.needs_attention for tile in tiles))


def responsible_of(
    clause: Clause, found: ClausePosture, at: datetime, known: People
) -> tuple[Responsible, ...]:
    """Who answers for a clause: the actors of its duties and the roles it creates, else the posts it names."""
    actors = [actor for duty in found.duties for actor in duty.actors]
    roles = [role.id for role in pack().roles if role.clause == clause.id]
    named = [post.id for post in pack().posts if post.clause == clause.id]
    return tuple(responsible_for(office, at, known) for office in dict.fromkeys([*actors, *roles] or named))


def depth_of(clause: Clause, by_id: dict[str, Clause]) -> int:
    """How many clauses stand above this one."""
    depth = 0
    while clause.parent is not None and clause.parent in by_id:
        clause, depth = by_id[clause.parent], depth + 1
    return depth


def months_back(on: date, months: int = MONTHS_SHOWN) -> date:
    """The first day of the month `months` - 1 months before that of `on`."""
    index = on.year * 12 + on.month - 1 - (months - 1)
    return date(index // 12, index % 12 + 1, 1)
