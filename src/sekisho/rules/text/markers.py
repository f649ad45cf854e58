"""What a line begins with: 第5条, 2, (1), ア, 附則, 別表, 目次 and their like.

Recognition looks at one line alone. Whether a mark that touches its text (`firm` false)
counts, and on which level a list stands, is for the reader, who knows what came before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sekisho.rules.text.folding import bracketed, stripped
from sekisho.rules.text.listmarks import Readings, list_mark
from sekisho.rules.text.numerals import KANJI, Number, number_of
from sekisho.rules.text.tree import Kind

NUMERAL = rf"(?:[0-9]{{1,5}}|[{KANJI}]{{1,8}})"
BRANCH = rf"(?:\s?[のノ之]\s?{NUMERAL})*"
JOINT = r"\s?(?:から|より|及び|並びに|・|~|〜|―|－|-|、|,|ヨリ)\s?"
KEY_LENGTH = 400  # decisions about a line look no further; its text is kept whole


@dataclass(frozen=True, slots=True)
class Mark:
    """The head of a line.

    `kind` is None for a mark of a list (`readings` then holds what it can be, e.g. イ as
    the second of ア イ ウ or the first of イ ロ ハ; `lookalikes` what it could have been
    typed for). `label`, `caption` and `rest` are as printed, cut from the line.
    """

    kind: Kind | None
    label: str
    number: Number = ()
    until: Number | None = None
    caption: str = ""
    caption_above: bool = False
    rest: str = ""
    readings: Readings = ()
    lookalikes: Readings = ()
    firm: bool = True
    bare: bool = False  # 第1 without 条


def mark_of(body: str, key: str) -> Mark | None:
    """The mark that begins `body` (a line without blanks at its ends), None where there is none.

    `key` is the folded beginning of `body`, of at most KEY_LENGTH characters.
    """
    if not key:
        return None
    found = _structural(key, body) if key[0] in "第附付目別様" else None
    if found is None and (found_list := list_mark(key)):
        found = Mark(
            None,
            stripped(body[: found_list.end]),
            rest=stripped(body[found_list.end :]),
            readings=found_list.readings,
            lookalikes=found_list.lookalikes,
            firm=found_list.firm,
        )
    return found or _behind_caption(key, body)


# --- 第N条, 第N章 and the rest ------------------------------------------------------

_HEADING = {
    "編": Kind.PART,
    "章": Kind.CHAPTER,
    "節": Kind.SECTION,
    "款": Kind.SUBSECTION,
    "目": Kind.DIVISION,
}
_ARTICLES = re.compile(
    rf"第\s?{NUMERAL}\s?条{BRANCH}(?:{JOINT}第\s?{NUMERAL}\s?条{BRANCH})+\s?(?:まで)?(?=\s*(?:\(?削除\)?|削る)$)"
)
_ARTICLE = re.compile(rf"第\s?({NUMERAL})\s?条({BRANCH})")
_HEADED = re.compile(rf"第\s?({NUMERAL})\s?([編章節款目])({BRANCH})(?=\s|$)")
_TOUCHING_HEADED = re.compile(
    rf"第\s?({NUMERAL})\s?([編章節款])({BRANCH})(?=[^のにをはがとかま及又並若、。,・~〜\s][^。]{{0,40}}$)"
)
_BARE = re.compile(rf"第({NUMERAL})({BRANCH})(?=\s|$)")
_SUPPLEMENT = re.compile(r"[附付]\s{0,4}則(?=\s|$|[(〔\[])")
_CONTENTS = re.compile(r"目\s{0,4}次(?=\s|$)")
_APPENDIX = re.compile(
    rf"(別\s?表|別記様式|別記|様\s?式|別図|別紙|別添)\s?(?:第?\s?({NUMERAL})\s?号?({BRANCH})|)(?=\s|$|[(〔\[])"
)
_FORM = re.compile(rf"(?:別記)?第\s?({NUMERAL})\s?号({BRANCH})\s?様式({BRANCH})(?=\s|$|[(〔\[])")
_PARTICLES = tuple("のにをはがとでも及又並若、。,・")
_PROSE = (*_PARTICLES, *"か第中各以~〜）)」ニノヲハ", "まで", "関係")  # 第3条の規定, 第3条第1項, 第3条中
_NUMBERS = re.compile(NUMERAL)


def _structural(key: str, body: str) -> Mark | None:
    if key[0] == "第":
        return (
            _deleted_range(key, body)
            or _article(key, body)
            or _headed(key, body)
            or _form(key, body)
            or _bare(key, body)
        )
    if found := _SUPPLEMENT.match(key):
        return _captioned(Mark(Kind.SUPPLEMENT, body[: found.end()]), key, body, found.end())
    if found := _CONTENTS.match(key):
        return Mark(Kind.CONTENTS, body[: found.end()], rest=stripped(body[found.end() :]))
    return _appendix(key, body) or _form(key, body)


def _deleted_range(key: str, body: str) -> Mark | None:
    """第7条から第9条まで 削除: one clause that stands for several."""
    found = _ARTICLES.match(key)
    if found is None:
        return None
    ends = list(_ARTICLE.finditer(found[0]))
    first, last = (_number(end[1], end[2]) for end in (ends[0], ends[-1]))
    if not first or not last:
        return None
    return Mark(Kind.ARTICLE, stripped(body[: found.end()]), first, last, rest=stripped(body[found.end() :]))


def _article(key: str, body: str) -> Mark | None:
    found = _ARTICLE.match(key)
    if found is None or not (number := _number(found[1], found[2])):
        return None
    behind = key[found.end() :]
    mark = Mark(Kind.ARTICLE, body[: found.end()], number)
    if behind and not behind[0].isspace() and not bracketed(behind) and behind not in ("削除", "削る"):
        if behind.startswith(_PROSE) or len(number) > 1:
            return None
        return replace(mark, rest=body[found.end() :], firm=False)
    return _captioned(mark, key, body, found.end())


def _headed(key: str, body: str) -> Mark | None:
    found = _HEADED.match(key) or (_TOUCHING_HEADED.match(key) if len(body) < KEY_LENGTH else None)
    if found is None or "。" in key or not (number := _number(found[1], found[3])):
        return None
    return Mark(_HEADING[found[2]], body[: found.end()], number, rest=stripped(body[found.end() :]))


def _bare(key: str, body: str) -> Mark | None:
    found = _BARE.match(key)
    if found is None or not (number := _number(found[1], found[2])):
        return None
    return Mark(Kind.ARTICLE, body[: found.end()], number, rest=stripped(body[found.end() :]), bare=True)


def _form(key: str, body: str) -> Mark | None:
    found = _FORM.match(key)
    if found is None or "。" in key or not (number := _number(found[1], found[2] + found[3])):
        return None
    return _captioned(Mark(Kind.APPENDIX, body[: found.end()], number), key, body, found.end())


def _appendix(key: str, body: str) -> Mark | None:
    found = _APPENDIX.match(key)
    if found is None or "。" in key:
        return None
    number = _number(found[2], found[3]) if found[2] else ()
    return _captioned(Mark(Kind.APPENDIX, stripped(body[: found.end()]), number), key, body, found.end())


def _number(printed: str, branch: str) -> Number:
    """(9, 5) for 9 and の5; () where a numeral is none (第一一十条)."""
    values = [number_of(numeral) for numeral in (printed, *_NUMBERS.findall(branch))]
    return tuple(value for value in values if value is not None) if None not in values else ()


# --- captions -----------------------------------------------------------------------


def _captioned(mark: Mark, key: str, body: str, end: int) -> Mark:
    """The mark with the caption that stands beside its label, if one does: 第1条(趣旨) この…"""
    start = end + len(key[end:]) - len(key[end:].lstrip())
    closed = bracketed(key[start:], 120)
    if closed and "。" not in key[start : start + closed] and _is_caption(mark, key[start + closed :]):
        caption = body[start : start + closed]
        return replace(mark, caption=caption, rest=stripped(body[start + closed :]))
    return replace(mark, rest=stripped(body[end:]))


def _is_caption(mark: Mark, behind: str) -> bool:
    """Text that merely begins with a bracket goes on without a blank: 第2条 (以下「法」という。)の…"""
    return mark.kind is not Kind.ARTICLE or not behind.startswith(_PARTICLES)


def _behind_caption(key: str, body: str) -> Mark | None:
    """(趣旨)第1条 この…: the caption stands in front of the label, on the same line."""
    closed = bracketed(key, 120)
    start = closed + len(key[closed:]) - len(key[closed:].lstrip())
    if not closed or not key.startswith("第", start):
        return None
    mark = _article(key[start:], body[start:])
    if mark is None or mark.caption:
        return None
    return replace(mark, caption=body[:closed], caption_above=True)
