"""The board as its page draws it: articles cut into groups of tiles, the quiet ones drawn small."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from sekisho.duties.board import Article, Board, Tile
from sekisho.rules.model import Nature

SUPPLEMENTARY = frozenset({Nature.COMMENCEMENT, Nature.TRANSITION})


@dataclass(frozen=True, slots=True)
class Group:
    """Tiles that stand together. `heading` is the clause above them; None: the article itself is."""

    heading: Tile | None
    tiles: tuple[Tile, ...]

    @property
    def has_duties(self) -> bool:
        """Whether any of its tiles has a state."""
        return any(tile.posture.state is not None for tile in self.tiles)


@dataclass(frozen=True, slots=True)
class Section:
    """One article with its groups; without any it is one line."""

    tile: Tile
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The body of the regulation, and its supplementary provisions (附則)."""

    sections: tuple[Section, ...]
    supplement: tuple[Tile, ...]


def layout(board: Board, *, only_attention: bool = False) -> Layout:
    """Everything in its printed order; with `only_attention` the tiles that need it and what stands above them."""
    kept: list[Section] = []
    supplement: list[Tile] = []
    for article in board.articles:
        if is_supplementary(article):
            supplement += [article.tile, *article.tiles]
        else:
            kept.append(Section(article.tile, tuple(groups_of(article))))
    if only_attention:
        kept = [section for section in map(_attention, kept) if section.groups]
        supplement = [tile for tile in supplement if tile.needs_attention]
    return Layout(tuple(kept), tuple(supplement))


def is_supplementary(article: Article) -> bool:
    """Whether the article only says from when on, and what stays as it was."""
    natures = {tile.clause.nature for tile in (article.tile, *article.tiles)}
    return bool(natures & SUPPLEMENTARY) and natures <= SUPPLEMENTARY | {Nature.HEADING}


def groups_of(article: Article) -> Iterator[Group]:
    """The tiles of an article, cut wherever a clause of its first level has clauses below it.

    A clause above others that itself holds a duty is a heading and a tile, so that its state is seen.
    """
    loose = [article.tile] if article.tile.posture.state is not None else []
    for is_parent, run in groupby(_families(article.tiles), key=lambda family: len(family) > 1):
        if not is_parent:
            loose += [family[0] for family in run]
            continue
        for parent, *children in run:
            if loose:
                yield Group(None, tuple(loose))
                loose = []
            own = [parent] if parent.posture.state is not None else []
            yield Group(parent, (*own, *children))
    if loose:
        yield Group(None, tuple(loose))


def _families(tiles: Iterable[Tile]) -> list[list[Tile]]:
    """Each clause of the first level with all that stands below it."""
    families: list[list[Tile]] = []
    for tile in tiles:
        if tile.depth <= 1 or not families:
            families.append([])
        families[-1].append(tile)
    return families


def _attention(section: Section) -> Section:
    cut = (Group(g.heading, tuple(tile for tile in g.tiles if tile.needs_attention)) for g in section.groups)
    return Section(section.tile, tuple(group for group in cut if group.tiles))
