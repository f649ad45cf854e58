"""On which level a mark of a list stands, given the lists that are open.

Lists are told apart by how they are numbered. A mark continues the innermost list in which
its number is the next one; failing that it begins a list, if it is a first number; failing
that it belongs, with a gap, to the innermost list numbered like it. Numbers are never
changed: gaps and the like are named afterwards, by `checks`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sekisho.rules.text.desk import Desk
from sekisho.rules.text.drafts import Draft
from sekisho.rules.text.listmarks import Readings
from sekisho.rules.text.markers import Mark
from sekisho.rules.text.numerals import LEVEL, OF_PARAGRAPHS, Number, Style, follows, next_of
from sekisho.rules.text.tree import Kind

SECOND = 2
_ANNOUNCES = re.compile(
    "次(?:に掲げ|の(?:各号|とおり|いずれか|者|事項|業務|事務|区分|措置|こと))|左(?:に掲げ|の各号|ノ)|各号[のに]"
)
_KANA = frozenset({Style.AIUEO, Style.IROHA})
_KANA_IN_PARENTHESES = frozenset({Style.AIUEO_IN_PARENTHESES, Style.IROHA_IN_PARENTHESES})
_RIVALS = {style: group for group in (_KANA, _KANA_IN_PARENTHESES) for style in group}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mark belongs. `splits` asks that the parent's text become its paragraph 1 first."""

    parent: Draft
    style: Style
    number: Number
    splits: bool = False
    ambiguous: bool = False
    slip: bool = False


def place_of(desk: Desk, mark: Mark, following: Mark | None = None) -> Place | None:
    """The place of the list mark `mark`; None where it is no mark at all but text.

    `following` is the next mark in the text: between ハ and ホ, 二 is a slip for ニ even
    where 二 would be the next item.
    """
    plain = _next_in_list(desk, mark.readings)
    slip = _slip(desk, mark.lookalikes)
    if slip is not None and (plain is None or _goes_on(slip, following)):
        return slip
    return plain or (_elsewhere(desk, mark.readings) if mark.firm else None)


def open_lists(desk: Desk) -> list[tuple[Draft, Draft]]:
    """Each list that can go on: its parent and its last member, the innermost first."""
    parents = reversed(desk.path[desk.frame_at :])
    return [(parent, parent.last_listed) for parent in parents if parent.last_listed is not None]


def kind_under(parent: Draft, style: Style) -> Kind:
    """What a member of `parent` that is numbered in `style` is called."""
    last = parent.last_listed
    if last is not None and last.style is style:
        return last.kind
    match parent.kind:
        case Kind.ARTICLE | Kind.SUPPLEMENT:
            return Kind.PARAGRAPH if style in OF_PARAGRAPHS and not parent.says_something else Kind.ITEM
        case Kind.PARAGRAPH:
            return Kind.ITEM
        case Kind.ITEM | Kind.SUBITEM:
            return Kind.SUBITEM
        case _:
            return Kind.PARAGRAPH


def announces_list(draft: Draft) -> bool:
    """Whether its text says that items follow (次に掲げる, 次の各号)."""
    return any(_ANNOUNCES.search(text) for text in draft.texts)


def _next_in_list(desk: Desk, readings: Readings) -> Place | None:
    """The place where the number is exactly the next one."""
    second = _second_paragraph(desk, readings)
    for parent, last in open_lists(desk):
        for style, number in readings:
            if style is last.style and follows(last.last_number, number):
                return Place(parent, style, number, ambiguous=second is not None)
    return second


def _second_paragraph(desk: Desk, readings: Readings, *, with_gap: bool = False) -> Place | None:
    """2 (any later number, `with_gap`) behind an article whose only text so far is its unnumbered paragraph 1."""
    frame = desk.frame
    if frame.kind not in (Kind.ARTICLE, Kind.SUPPLEMENT) or not frame.texts:
        return None
    if frame.last_listed is not None and frame.last_listed.kind is Kind.PARAGRAPH:
        return None
    in_kanji = desk.sheet.kanji_paragraphs and not announces_list(frame)
    for style, number in readings:
        if style not in OF_PARAGRAPHS and not (in_kanji and style is Style.KANJI):
            continue
        if number[0] == SECOND or (with_gap and number[0] > SECOND):
            return Place(frame, style, number, splits=True)
    return None


def _slip(desk: Desk, lookalikes: Readings) -> Place | None:
    """二 typed for ニ, 力 for カ: taken for it only where exactly that one is next."""
    found = _next_in_list(desk, lookalikes)
    return None if found is None else Place(found.parent, found.style, found.number, found.splits, slip=True)


def _goes_on(slip: Place, following: Mark | None) -> bool:
    return following is not None and (slip.style, next_of(slip.number)) in following.readings


def _elsewhere(desk: Desk, readings: Readings) -> Place | None:
    lists = open_lists(desk)
    return (
        _beginning(desk, readings, lists)
        or _with_gap(readings, lists)
        or _second_paragraph(desk, readings, with_gap=True)
        or _late(desk, readings)
    )


def _beginning(desk: Desk, readings: Readings, lists: list[tuple[Draft, Draft]]) -> Place | None:
    """A first number begins a list in the innermost draft, unless a list like it is open."""
    open_styles = {last.style for _parent, last in lists if not _numbers_paragraphs_of_article(last, desk)}
    for style, number in readings:
        if number[0] == 1 and not open_styles & _RIVALS.get(style, frozenset({style})):
            parent = desk.frame if style is Style.UPPER_ROMAN else desk.top
            return Place(parent, style, number, ambiguous=_could_be_paragraph(parent, style))
    return None


def _could_be_paragraph(parent: Draft, style: Style) -> bool:
    """1 below a sentence that announces no list may be an item, or a paragraph with a wrong number."""
    return (
        parent.kind in (Kind.ARTICLE, Kind.SUPPLEMENT)
        and style in OF_PARAGRAPHS
        and parent.says_something
        and not announces_list(parent)
    )


def _numbers_paragraphs_of_article(last: Draft, desk: Desk) -> bool:
    """Below paragraph 2, a new 1 is an item: the article's paragraph 1 has been."""
    return last.kind is Kind.PARAGRAPH and desk.frame.kind in (Kind.ARTICLE, Kind.SUPPLEMENT)


def _with_gap(readings: Readings, lists: list[tuple[Draft, Draft]]) -> Place | None:
    like = [
        (Place(parent, style, number), number > last.last_number)
        for parent, last in lists
        for style, number in readings
        if style is last.style
    ]
    ahead = (place for place, goes_on in like if goes_on)
    return next(ahead, like[0][0] if like else None)


def _late(desk: Desk, readings: Readings) -> Place | None:
    """A list whose beginning is lost: it stands under the first draft outwards of a higher level."""
    if not readings:
        return None
    style, number = readings[0]
    at = len(desk.path) - 1
    while at > desk.frame_at and LEVEL[desk.path[at].style or Style.DIGIT] >= LEVEL[style]:
        at -= 1
    return Place(desk.path[at], style, number)
