"""Lines without a mark: text that goes on, or clauses whose marks were lost on the way here.

A lost mark is put back only where the order around it asks for one, and always with a doubt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sekisho.rules.text import promulgation
from sekisho.rules.text.body import begin_supplement, last_article_in, may_begin_supplement
from sekisho.rules.text.desk import Desk, Stage
from sekisho.rules.text.doubts import Code
from sekisho.rules.text.drafts import Draft
from sekisho.rules.text.levels import announces_list, open_lists
from sekisho.rules.text.markers import Mark
from sekisho.rules.text.numerals import KANJI, OF_PARAGRAPHS, Number, Style, in_kanji, marker, next_of
from sekisho.rules.text.scanning import Scanned
from sekisho.rules.text.tree import HEADINGS, Kind

_SENTENCE_END = re.compile(r"[。」）)]$")
_GOES_ON = re.compile(r"(?:この場合|ただし|但し|但シ|なお|また、|前段|後段|[(]注)")
_NEW_PARAGRAPH = re.compile(r"前(?:[一二三四五六七八九]|各|数)?項(?:[のノにニ第]|、|ただし|但)")
_ODD = re.compile(r"[・●○◎◯■□◆◇※★☆▲△▼▽►▪•‣◦*+＊＋]|[-－―]\s")
NEAR = 4  # siblings that are asked whether they too had lost marks
FULL = 0.8  # a line shorter than this share of a full line ended because its text did


def unmarked(desk: Desk, at: int) -> None:
    """Place a line of plain text among clauses."""
    scanned = desk.sheet.lines[at]
    if promulgation.commences(scanned.key) and not _awaits_text(desk) and may_begin_supplement(desk):
        begin_supplement(desk, None, "附則", line=scanned.line.number)
        _text_of_supplement(desk, scanned)
    elif desk.waiting is not None:
        _under_caption(desk, at)
    elif _awaits_text(desk) or (desk.top.empty and desk.top.kind not in (Kind.DOCUMENT, *HEADINGS)):
        desk.go_on(scanned)
    elif odd := _ODD.match(scanned.body):
        _alone(desk, scanned, Code.ODD_MARK, odd[0].strip())
    elif not stands_apart(desk) or _GOES_ON.match(scanned.key):
        desk.go_on(scanned)
    elif not _put_back(desk, at):
        _alone(desk, scanned, Code.UNMARKED_LINE)


def _awaits_text(desk: Desk) -> bool:
    """1 目的: the number heads a word, and the sentence stands on the line below."""
    draft = desk.top
    if draft.kind not in (Kind.ARTICLE, Kind.PARAGRAPH) or draft.children:
        return False
    return draft.empty or (desk.sheet.punctuated and not draft.says_something)


def stands_apart(desk: Desk) -> bool:
    """Whether the next line begins something, or is only the rest of the line above it."""
    if desk.blank_before or not desk.sheet.punctuated or _SENTENCE_END.search(desk.last_body):
        return True
    return len(desk.last_body) < FULL * desk.sheet.width


def _text_of_supplement(desk: Desk, scanned: Scanned) -> None:
    """The first sentence of a block; under a caption it is the block's unnumbered paragraph 1."""
    if desk.waiting is not None:
        desk.open(desk.top, Draft(Kind.PARAGRAPH, scanned.line.number, number=(1,), style=Style.DIGIT), None)
    desk.say(desk.top, scanned.body, scanned.line.number)
    desk.keep(desk.top, scanned)


def _alone(desk: Desk, scanned: Scanned, code: Code, mark: str = "") -> None:
    """Text of no known level: inside the innermost clause if indented below it, else behind its list."""
    parent = desk.top
    if scanned.indent <= parent.indent and parent.kind in (Kind.ITEM, Kind.SUBITEM):
        parent = next(draft for draft in reversed(desk.path) if draft.kind not in (Kind.ITEM, Kind.SUBITEM))
        desk.cut_to(parent)
    draft = desk.leaf(parent, Kind.TEXT, scanned)
    desk.wonder(code, draft, mark=mark)


# --- under a caption ----------------------------------------------------------------


def _under_caption(desk: Desk, at: int) -> None:
    """A caption always heads a clause: an article, or a paragraph of supplementary provisions."""
    scanned = desk.sheet.lines[at]
    supplement = desk.path[1] if desk.in_supplement else None
    if supplement is not None and last_article_in(supplement) != (0,):
        _article(desk, scanned, supplement, last_article_in(supplement))
    elif supplement is not None and supplement.empty:
        _text_of_supplement(desk, scanned)
    elif supplement is not None:
        _paragraph(desk, scanned, supplement)
    elif desk.sheet.has_articles and _article_is_missing(desk, at):
        parent = next(draft for draft in reversed(desk.path) if draft.kind in (*HEADINGS, Kind.DOCUMENT))
        _article(desk, scanned, parent, desk.last_article)
        desk.last_article = next_of(desk.last_article[:1])
    else:
        desk.release_caption()
        _alone(desk, scanned, Code.UNMARKED_LINE)


def _article_is_missing(desk: Desk, at: int) -> bool:
    """Behind the first article always; before it only if the next one printed is the second."""
    if desk.last_article != (0,):
        return True
    following = desk.sheet.next_mark(at)
    return following is not None and following.kind is Kind.ARTICLE and following.number == (2,)


def _article(desk: Desk, scanned: Scanned, parent: Draft, before: Number) -> None:
    number = next_of(before[:1])
    like = desk.article_label
    kanji = any(sign in KANJI for sign in like)
    wide = any("０" <= sign <= "９" for sign in like)
    printed = in_kanji(number[0]) if kanji else marker(Style.DIGIT, number[0], wide=wide)
    label = f"第{printed}{'條' if '條' in like else '条'}"
    desk.stage = Stage.BODY
    _reconstruct(desk, scanned, parent, Draft(Kind.ARTICLE, scanned.line.number, label, number))


# --- from the order -----------------------------------------------------------------


def _put_back(desk: Desk, at: int) -> bool:
    """Reconstruct the mark that the order asks for, the surest reason first."""
    scanned = desk.sheet.lines[at]
    following = _mark_at(desk, desk.sheet.next_special[at])
    missing = desk.sheet.plain_before[desk.sheet.next_special[at]] - desk.sheet.plain_before[at]
    return (
        _fills_gap(desk, scanned, following, missing)
        or _precedes_new_list(desk, scanned, following, missing)
        or _says_new_paragraph(desk, scanned)
        or _inside_item(desk, scanned, following)
        or _announced(desk, scanned)
    )


def _fills_gap(desk: Desk, scanned: Scanned, following: Mark | None, missing: int) -> bool:
    """Between (1) and (3) stands one line: it is (2)."""
    readings = following.readings if following else ()
    for parent, last in open_lists(desk):
        if last.style is not None and (last.style, _after(last.last_number, missing + 1)) in readings:
            _put(desk, scanned, _Member(parent, last.style, next_of(last.last_number), last.kind))
            return True
    if (
        desk.frame.kind in (Kind.ARTICLE, Kind.SUPPLEMENT)
        and desk.frame.last_listed is None
        and desk.frame.texts
    ):
        for style in OF_PARAGRAPHS:
            if (style, (missing + 2,)) in readings:
                _paragraph(desk, scanned, desk.frame, style)
                return True
    return False


def _precedes_new_list(desk: Desk, scanned: Scanned, following: Mark | None, missing: int) -> bool:
    """Behind (4) stands a line, and then (1) again: the line is the paragraph that holds the new list."""
    frame = desk.frame
    if following is None or missing != 1 or frame.kind not in (Kind.ARTICLE, Kind.SUPPLEMENT):
        return False
    begins = {style for style, number in following.readings if number == (1,)}
    if not any(last.kind is Kind.ITEM and last.style in begins for _parent, last in open_lists(desk)):
        return False
    _paragraph(desk, scanned, frame)
    return True


def _says_new_paragraph(desk: Desk, scanned: Scanned) -> bool:
    """前項ノ規定ハ…; and in old texts any line, for they do not number paragraphs at all."""
    frame = desk.frame
    if frame.kind is not Kind.ARTICLE:
        return False
    old = (
        not desk.sheet.punctuated
        and desk.top.kind in (Kind.ARTICLE, Kind.PARAGRAPH)
        and not announces_list(desk.top)
    )
    if not old and not _NEW_PARAGRAPH.match(scanned.key):
        return False
    _paragraph(desk, scanned, frame)
    return True


def _inside_item(desk: Desk, scanned: Scanned, following: Mark | None) -> bool:
    """Lines below an item, deeper than it or between it and the next: its sub-items."""
    item = next((draft for draft in reversed(desk.path) if draft.kind is Kind.ITEM), None)
    if item is None or not (desk.top is item or desk.top.reconstructed) or item.reconstructed:
        return False
    parent = desk.path[desk.path.index(item) - 1]
    readings = following.readings if following else ()
    more_items = item.style is not None and (item.style, next_of(item.last_number)) in readings
    like_before = any(
        sub.reconstructed for sibling in parent.children[-NEAR:] for sub in sibling.children[:1]
    )
    if not (scanned.indent > item.indent or more_items or like_before):
        return False
    last = item.last_listed
    if last is not None and not last.reconstructed:
        return False
    style = last.style if last and last.style else _style_of_subitems(desk)
    _put(desk, scanned, _Member(item, style, next_of(last.number) if last else (1,), Kind.SUBITEM))
    return True


def _announced(desk: Desk, scanned: Scanned) -> bool:
    """次に掲げる…: the lines below are its items, though they bear no marks."""
    top = desk.top
    parent = desk.path[-2] if top.kind is Kind.ITEM and top.reconstructed else top
    if parent.kind not in (Kind.ARTICLE, Kind.PARAGRAPH) or not announces_list(parent):
        return False
    last = parent.last_listed
    if last is not None and not last.reconstructed:
        return False
    style = last.style if last and last.style else _style_of_items(desk)
    _put(desk, scanned, _Member(parent, style, next_of(last.number) if last else (1,), Kind.ITEM))
    return True


def _style_of_items(desk: Desk) -> Style:
    """The style of items elsewhere in this text; (1) if there are none."""
    seen = (Style.IN_PARENTHESES, Style.KANJI, Style.KANJI_IN_PARENTHESES)
    return next((style for style in seen if style in desk.labels), Style.IN_PARENTHESES)


def _style_of_subitems(desk: Desk) -> Style:
    """イ ロ ハ where this text uses it or numbers its items in kanji, else ア イ ウ."""
    if Style.AIUEO in desk.labels:
        return Style.AIUEO
    old = Style.IROHA in desk.labels or (
        Style.KANJI in desk.labels and Style.IN_PARENTHESES not in desk.labels
    )
    return Style.IROHA if old else Style.AIUEO


# --- putting back -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Member:
    """The member of a list that was lost."""

    parent: Draft
    style: Style
    number: Number
    kind: Kind


def _put(desk: Desk, scanned: Scanned, lost: _Member) -> None:
    style, number = lost.style, lost.number
    like = desk.labels.get(style) or "".join(desk.labels.values()) or desk.article_label
    wide = any(sign in "（１２３４５６７８９０" for sign in like)
    label = marker(style, number[-1], wide=wide)
    if lost.kind is Kind.PARAGRAPH and desk.sheet.kanji_paragraphs:
        label = ""  # this text numbers no paragraphs: none was lost
    elif len(number) > 1:
        label = f"{marker(style, number[0], wide=wide)}の{'の'.join(map(str, number[1:]))}"
    _reconstruct(
        desk, scanned, lost.parent, Draft(lost.kind, scanned.line.number, label, number, style=style)
    )


def _paragraph(desk: Desk, scanned: Scanned, frame: Draft, style: Style | None = None) -> None:
    """The next paragraph of an article or of supplementary provisions, from a line without a number."""
    last = frame.last_listed
    if last is None or last.kind is not Kind.PARAGRAPH:
        desk.cut_to(frame)
        last = frame.split_first_paragraph(style or Style.DIGIT)
    number = next_of(last.last_number)
    _put(desk, scanned, _Member(frame, last.style or Style.DIGIT, number, Kind.PARAGRAPH))


def _reconstruct(desk: Desk, scanned: Scanned, parent: Draft, draft: Draft) -> None:
    draft.reconstructed = True
    desk.say(draft, scanned.body, scanned.line.number)
    desk.open(parent, draft, scanned)
    if draft.label:
        desk.wonder(Code.LOST_MARKER, draft, scanned.line.number, label=draft.label)
    else:
        desk.wonder(Code.UNNUMBERED_PARAGRAPH, draft, scanned.line.number, number=draft.number[0])


def _mark_at(desk: Desk, at: int) -> Mark | None:
    return desk.sheet.lines[at].mark if at < len(desk.sheet.lines) else None


def _after(number: Number, steps: int) -> Number:
    return (*number[:-1], number[-1] + steps)
