"""Lines with a mark, and lines in brackets: headings, articles, lists, captions, supplementary provisions."""

from __future__ import annotations

from sekisho.rules.text import promulgation
from sekisho.rules.text.desk import Desk, Stage
from sekisho.rules.text.doubts import Code
from sekisho.rules.text.drafts import Draft
from sekisho.rules.text.folding import folded
from sekisho.rules.text.levels import Place, kind_under, place_of
from sekisho.rules.text.markers import KEY_LENGTH, Mark, mark_of
from sekisho.rules.text.numerals import OF_PARAGRAPHS, Number, Style, follows, marker
from sekisho.rules.text.scanning import Scanned
from sekisho.rules.text.tree import HEADINGS, Kind

CAPTION_LENGTH = 80
LOOK_AHEAD = 4  # lines with text between a date and the sentence that it heads
MARKS_ON_A_LINE = 3


def structural(desk: Desk, scanned: Scanned, mark: Mark) -> bool:
    """Place a line that begins with 第N条, 第N章, 附則 or 別表. False: it is text after all."""
    match mark.kind:
        case Kind.ARTICLE:
            return _article(desk, scanned, mark)
        case Kind.SUPPLEMENT:
            desk.release_caption()
            supplement = begin_supplement(desk, scanned, mark.label, caption=mark.caption)
            _inner_marks(desk, supplement, scanned, mark.rest)
        case Kind.APPENDIX:
            desk.release_caption()
            draft = Draft(Kind.APPENDIX, scanned.line.number, mark.label, mark.number, caption=mark.caption)
            if mark.rest:
                draft.texts.append(mark.rest)
            desk.open(desk.root, draft, scanned)
            desk.stage = Stage.APPENDIX
        case Kind.CONTENTS:
            if desk.stage is not Stage.FRONT:
                return False
            contents = Draft(Kind.CONTENTS, scanned.line.number, mark.label)
            if mark.rest:
                contents.texts.append(mark.rest)
            desk.open(desk.root, contents, scanned)
            desk.stage = Stage.CONTENTS
        case _:
            _heading(desk, scanned, mark)
    return True


def listed(desk: Desk, scanned: Scanned, mark: Mark) -> bool:
    """Place a line that begins with the mark of a list. False: it is text after all."""
    if _begins_lost_supplement(desk, mark):
        begin_supplement(desk, None, "附則", line=scanned.line.number)
    place = place_of(desk, mark, desk.sheet.next_mark(scanned.line.number - 1))
    if place is None or (not mark.rest and not _is_next(place)):
        return False
    desk.stage = Stage.BODY
    draft = _open_place(desk, scanned.line.number, mark, place, scanned)
    if not mark.firm:
        desk.wonder(Code.TOUCHING_MARK, draft, scanned.line.number, label=mark.label)
    if place.slip:
        desk.wonder(
            Code.LOOKALIKE,
            draft,
            scanned.line.number,
            label=mark.label,
            meant=marker(place.style, place.number[0], wide=False),
        )
    if place.ambiguous:
        desk.wonder(Code.AMBIGUOUS, draft, scanned.line.number, label=mark.label)
    _inner_marks(desk, draft, scanned, mark.rest)
    return True


def begin_supplement(
    desk: Desk, scanned: Scanned | None, label: str, *, caption: str = "", line: int = 0
) -> Draft:
    """Open a block of supplementary provisions. Without a line of its own the heading was lost.

    A caption that waits is left waiting: (施行期日) belongs to the paragraph, not to the block.
    """
    waiting, desk.waiting = desk.waiting, None
    draft = Draft(Kind.SUPPLEMENT, scanned.line.number if scanned else line, label, caption=caption)
    draft.reconstructed = scanned is None
    desk.open(desk.root, draft, scanned)
    desk.waiting = waiting
    desk.stage = Stage.BODY
    if draft.reconstructed:
        desk.wonder(Code.LOST_HEADING, draft)
    return draft


def in_brackets(desk: Desk, at: int) -> bool:
    """Place a line that stands in brackets as a whole. False: it is a sentence."""
    scanned = desk.sheet.lines[at]
    top = desk.top
    if (
        desk.waiting is None
        and top.kind is Kind.SUPPLEMENT
        and top.empty
        and not top.caption
        and "号" in scanned.key
    ):
        top.caption = scanned.body
        desk.keep(top, scanned)
    elif heads_supplement(desk, at):
        desk.release_caption()
        draft = begin_supplement(desk, None, "附則", caption=scanned.body, line=scanned.line.number)
        desk.keep(draft, scanned)
    elif promulgation.is_note(scanned.key):
        desk.release_caption()
        clause = next((draft for draft in reversed(desk.path) if draft.kind in _NOTED), top)
        desk.cut_to(clause)
        desk.leaf(clause, Kind.NOTE, scanned)
    elif "。" in scanned.key or len(scanned.body) > CAPTION_LENGTH:
        return False
    elif desk.waiting is None and top.kind is Kind.ARTICLE and top.empty and not top.caption:
        top.caption = scanned.body
        desk.keep(top, scanned)
    else:
        desk.wait_with_caption(scanned)
    return True


_NOTED = (Kind.ARTICLE, Kind.SUPPLEMENT)

# --- 第N条, 第N章 -------------------------------------------------------------------


def _article(desk: Desk, scanned: Scanned, mark: Mark) -> bool:
    parent = _parent_of_article(desk, scanned, mark)
    main = parent.kind is not Kind.SUPPLEMENT
    if not mark.firm and not follows(desk.last_article if main else last_article_in(parent), mark.number):
        return False
    if mark.caption:
        desk.release_caption()
    if main:
        desk.last_article = mark.until or mark.number
    desk.article_label = mark.label
    desk.stage = Stage.BODY
    draft = Draft(Kind.ARTICLE, scanned.line.number, mark.label, mark.number, mark.until)
    draft.caption, draft.caption_above = mark.caption, mark.caption_above
    desk.open(parent, draft, scanned)
    if not mark.firm:
        desk.wonder(Code.TOUCHING_MARK, draft, scanned.line.number, label=mark.label)
    _inner_marks(desk, draft, scanned, mark.rest)
    return True


def _parent_of_article(desk: Desk, scanned: Scanned, mark: Mark) -> Draft:
    """The heading, the supplement or the document in which an article stands."""
    continues = mark.number > (1,) and follows(desk.last_article, mark.number)
    outermost = desk.path[1] if len(desk.path) > 1 else desk.root
    begun_without = not outermost.empty and last_article_in(outermost) == (0,)
    if outermost.kind is Kind.SUPPLEMENT and not (continues and begun_without):
        return outermost  # one that is still empty may number its articles on from the main provisions
    if outermost.kind in (Kind.SUPPLEMENT, Kind.APPENDIX):
        desk.wonder(Code.STRAY_ARTICLE, outermost, scanned.line.number, label=mark.label)
        return desk.root
    return next(draft for draft in reversed(desk.path) if draft.kind in (*HEADINGS, Kind.DOCUMENT))


def last_article_in(supplement: Draft) -> Number:
    """The last article in supplementary provisions that have articles of their own, (0,) if none."""
    return next(
        (child.last_number for child in reversed(supplement.children) if child.kind is Kind.ARTICLE), (0,)
    )


def _heading(desk: Desk, scanned: Scanned, mark: Mark) -> None:
    assert mark.kind in HEADINGS
    desk.release_caption()
    higher = HEADINGS[: HEADINGS.index(mark.kind)]
    parent = next(draft for draft in reversed(desk.path) if draft.kind in (*higher, Kind.DOCUMENT))
    draft = Draft(mark.kind, scanned.line.number, mark.label, mark.number)
    if mark.rest:
        draft.texts.append(mark.rest)
    desk.open(parent, draft, scanned)
    desk.stage = Stage.BODY


# --- lists --------------------------------------------------------------------------


def _open_place(desk: Desk, line: int, mark: Mark, place: Place, scanned: Scanned | None) -> Draft:
    """Begin the member of a list at its place; `scanned` is None if an outer mark owns the line."""
    desk.cut_to(place.parent)
    if place.splits:
        place.parent.split_first_paragraph(place.style)
    kind = kind_under(place.parent, place.style)
    draft = Draft(kind, line, mark.label, place.number, style=place.style)
    desk.labels.setdefault(place.style, mark.label)
    return desk.open(place.parent, draft, scanned)


def _inner_marks(desk: Desk, draft: Draft, scanned: Scanned, rest: str) -> None:
    """The text behind a mark may begin with the first mark of the list inside: (1) ア …"""
    for _ in range(MARKS_ON_A_LINE):
        mark = mark_of(rest, folded(rest[:KEY_LENGTH]))
        if mark is None or not _may_stand_inside(draft, mark, rest):
            break
        place = place_of(desk, mark)
        if place is None or place.parent is not draft or place.number != (1,):
            break
        draft = _open_place(desk, scanned.line.number, mark, place, None)
        draft.indent = scanned.indent
        rest = mark.rest
    if rest:
        desk.say(draft, rest, scanned.line.number)


def _may_stand_inside(draft: Draft, mark: Mark, rest: str) -> bool:
    apart = folded(rest[len(mark.label) : len(mark.label) + 1]).isspace()
    if mark.kind is not None or not (mark.firm and apart and mark.rest):
        return False
    read_as = {style for style, _number in mark.readings}
    if draft.kind is Kind.PARAGRAPH:
        return Style.IN_PARENTHESES in read_as
    return bool(read_as & (_INSIDE_ARTICLES if draft.kind in _NOTED else _INSIDE_ITEMS))


_INSIDE_ARTICLES = OF_PARAGRAPHS | {Style.IN_PARENTHESES}
_INSIDE_ITEMS = {Style.AIUEO, Style.IROHA, Style.AIUEO_IN_PARENTHESES, Style.IROHA_IN_PARENTHESES}


def _is_next(place: Place) -> bool:
    last = place.parent.last_listed
    return place.splits or last is None or follows(last.last_number, place.number)


# --- 附則 ---------------------------------------------------------------------------


def _begins_lost_supplement(desk: Desk, mark: Mark) -> bool:
    """1 この規程は、公布の日から施行する。 where nothing says that supplementary provisions begin."""
    if desk.stage not in (Stage.BODY, Stage.APPENDIX) or not promulgation.commences(
        folded(mark.rest[:KEY_LENGTH])
    ):
        return False
    if not any(style in OF_PARAGRAPHS and number == (1,) for style, number in mark.readings):
        return False
    return may_begin_supplement(desk)


def may_begin_supplement(desk: Desk) -> bool:
    """Whether a sentence of commencement here means that a new block has begun unannounced."""
    outermost = desk.path[1] if len(desk.path) > 1 else desk.root
    if outermost.kind is Kind.SUPPLEMENT:
        return _has_commenced(outermost)
    return desk.begun


def _has_commenced(supplement: Draft) -> bool:
    parts = [supplement, *supplement.children]
    return any(promulgation.commences(folded(text[:KEY_LENGTH])) for part in parts for text in part.texts)


def heads_supplement(desk: Desk, at: int) -> bool:
    """(平成18年2月21日規程第5号) between two blocks: the heading 附則 above it was lost."""
    if desk.stage not in (Stage.BODY, Stage.APPENDIX) or not promulgation.names_act(desk.sheet.lines[at].key):
        return False
    if desk.in_supplement:
        return True
    seen = 0
    for scanned in desk.sheet.lines[at + 1 : at + 4 * LOOK_AHEAD]:
        if not scanned.body:
            continue
        text = scanned.mark.rest if scanned.mark else scanned.body
        if "施行期日" in scanned.key or promulgation.commences(folded(text[:KEY_LENGTH])):
            return True
        seen += 1
        if seen == LOOK_AHEAD:
            break
    return False
