"""Doubts about the order of numbers, once everything stands in its place. Nothing is renumbered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sekisho.rules.text.desk import Desk, Path
from sekisho.rules.text.doubts import Code, doubt
from sekisho.rules.text.drafts import Draft
from sekisho.rules.text.numerals import Number, Style, follows
from sekisho.rules.text.tree import CLAUSES, HEADINGS, Doubt, Kind

Wondered = tuple[Doubt, Draft]


def doubts_of(desk: Desk) -> Iterator[Wondered]:
    """Every doubt about the whole, and those that came up on the way."""
    yield from desk.doubts
    yield from _in_order(_main_articles(desk.root))
    for draft in below(desk.root):
        yield from _children_in_order(draft)
    yield from _contents(desk)
    if not any(child.kind is Kind.TITLE for child in desk.root.children):
        yield doubt(Code.NO_TITLE, 1), desk.root
    if not any(draft.kind in CLAUSES for draft in below(desk.root)):
        yield doubt(Code.NO_CLAUSES, 1), desk.root


def below(draft: Draft) -> Iterator[Draft]:
    """The draft and everything in it, in printed order."""
    yield draft
    for child in draft.children:
        yield from below(child)


def _main_articles(draft: Draft) -> Iterator[Draft]:
    for child in draft.children:
        if child.kind is Kind.ARTICLE:
            yield child
        elif child.kind in HEADINGS:
            yield from _main_articles(child)


def _children_in_order(draft: Draft) -> Iterator[Wondered]:
    """Each list among the children by itself: a style of numbers, or a kind of headings."""
    lists: dict[Style | Kind, list[Draft]] = {}
    for child in draft.children:
        if child.style is not None:
            lists.setdefault(child.style, []).append(child)
        elif child.kind in HEADINGS or (child.kind is Kind.ARTICLE and draft.kind is Kind.SUPPLEMENT):
            lists.setdefault(child.kind, []).append(child)
    numbered = [members for key, members in lists.items() if isinstance(key, Style)]
    for members in numbered[1:]:
        yield doubt(Code.AMBIGUOUS, _line_of_label(members[0]), {"label": _shown(members[0])}), members[0]
    for members in lists.values():
        yield from _in_order(members)


def _in_order(members: Iterable[Draft]) -> Iterator[Wondered]:
    before: Draft | None = None
    seen: set[Number] = set()
    for member in members:
        code = _trouble(before, member, seen)
        if code is not None:
            facts: dict[str, str | int] = {
                "before": _shown(before) if before else "",
                "after": _shown(member),
            }
            yield doubt(code, _line_of_label(member), facts), member
        seen.add(member.number)
        before = member


def _trouble(before: Draft | None, member: Draft, seen: set[Number]) -> Code | None:
    if before is None:
        return Code.LATE_START if member.number[0] != 1 else None
    if member.number in seen:
        return Code.DUPLICATE
    if member.number < before.last_number:
        return Code.OUT_OF_ORDER
    return None if follows(before.last_number, member.number) else Code.GAP


def _shown(draft: Draft) -> str:
    return draft.label or f"第{draft.number[0]}項"


def _line_of_label(draft: Draft) -> int:
    """The line of the label itself: a caption may stand some lines above it."""
    if draft.caption_above:
        return next((line.number for line in draft.lines[1:] if line.raw.strip()), draft.line)
    return draft.line


def _contents(desk: Desk) -> Iterator[Wondered]:
    """Headings that the contents name and the text does not have."""
    have = set(_headings(desk.root, ()))
    for entry, (label, leaf) in desk.entries.items():
        if entry[0][0] in HEADINGS and entry not in have:
            yield doubt(Code.CONTENTS_MISMATCH, leaf.line, {"label": label}), leaf


def _headings(draft: Draft, above: Path) -> Iterator[Path]:
    for child in draft.children:
        if child.kind in HEADINGS:
            path = (*above, (child.kind, child.number))
            yield path
            yield from _headings(child, path)
