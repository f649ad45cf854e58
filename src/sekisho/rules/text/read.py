"""Reading the text of a rule: one pass over its lines, each of which goes to exactly one node."""

from __future__ import annotations

from pathlib import Path

from sekisho.rules.text import body, margins, promulgation
from sekisho.rules.text.characters import odd_characters
from sekisho.rules.text.checks import doubts_of
from sekisho.rules.text.decoding import decoded_file
from sekisho.rules.text.desk import Desk, Stage
from sekisho.rules.text.doubts import Code
from sekisho.rules.text.finishing import finish
from sekisho.rules.text.folding import folded
from sekisho.rules.text.lost import stands_apart, unmarked
from sekisho.rules.text.markers import KEY_LENGTH
from sekisho.rules.text.numerals import OF_PARAGRAPHS, follows
from sekisho.rules.text.scanning import Scanned, scan
from sekisho.rules.text.tree import HEADINGS, Kind, Reading


def read_file(path: Path | str) -> Reading:
    """Read the file at `path`. Raises Unreadable if it holds no text (missing, binary, empty)."""
    text, encoding = decoded_file(Path(path))
    return read(text, encoding=encoding)


def read(text: str, *, encoding: str = "") -> Reading:
    """The tree of `text`, its versions, and everything in it that is in doubt. Never raises."""
    sheet = scan(text)
    desk = Desk(sheet)
    for at, scanned in enumerate(sheet.lines):
        if not scanned.body:
            desk.skip(scanned)
        elif margins.is_page_mark(scanned) and desk.stage is not Stage.FRONT:
            desk.wonder(Code.PAGE_MARK, desk.leaf(desk.top, Kind.PAGE_MARK, scanned))
        else:
            _place(desk, at)
            desk.last_body, desk.blank_before = scanned.body, False
    desk.release_caption()
    return finish(
        desk, [*doubts_of(desk)], [*odd_characters(scanned.line for scanned in sheet.lines)], encoding
    )


def _place(desk: Desk, at: int) -> None:
    scanned = desk.sheet.lines[at]
    information = margins.information_kind(scanned) if desk.stage is not Stage.APPENDIX else None
    if information is not None:
        margins.information(desk, scanned, information)
    elif _continues_list_of_margin(desk, scanned):
        return
    elif margins.is_repeated_title(desk, scanned):
        margins.repeated_title(desk, at)
    elif desk.stage is Stage.APPENDIX and not _ends_appendix(desk, at):
        margins.in_appendix(desk, scanned)
    elif desk.stage is Stage.BODY and margins.is_row(desk, scanned):
        margins.row(desk, desk.top, scanned)
    elif not (_by_mark(desk, scanned) or _by_brackets(desk, at)):
        _by_stage(desk, at)


def _continues_list_of_margin(desk: Desk, scanned: Scanned) -> bool:
    """Whether the line was an entry of the contents or of the history."""
    if desk.stage is Stage.INFORMATION:
        return margins.in_information(desk, scanned)
    return desk.stage is Stage.CONTENTS and margins.in_contents(desk, scanned)


def _by_mark(desk: Desk, scanned: Scanned) -> bool:
    mark = scanned.mark
    if mark is None or not (mark.firm or desk.stage is Stage.FRONT or stands_apart(desk)):
        return False
    if mark.kind is not None:
        return body.structural(desk, scanned, mark)
    return desk.stage is not Stage.BACK and body.listed(desk, scanned, mark)


def _by_brackets(desk: Desk, at: int) -> bool:
    scanned = desk.sheet.lines[at]
    if not scanned.bracket:
        return False
    if desk.stage in (Stage.BODY, Stage.APPENDIX):
        return body.in_brackets(desk, at)
    if desk.stage is Stage.FRONT and _heads_first_clause(desk, at):
        desk.wait_with_caption(scanned)
        return True
    return False


def _by_stage(desk: Desk, at: int) -> None:
    scanned = desk.sheet.lines[at]
    if desk.stage is Stage.BACK:
        margins.back(desk, scanned)
    elif desk.stage is Stage.FRONT and desk.waiting is None:
        margins.front(desk, scanned)
    else:
        unmarked(desk, at)


def _heads_first_clause(desk: Desk, at: int) -> bool:
    """Whether the line in brackets above the provisions is a caption: a clause comes next."""
    key = desk.sheet.lines[at].key
    if promulgation.is_promulgation(key) or promulgation.is_status(key):
        return False
    following = _next_line(desk, at)
    if following is None:
        return False
    if following.mark is not None and following.mark.kind not in HEADINGS:
        return True
    second = desk.sheet.next_mark(at) if following.plain else None
    return second is not None and second.kind is Kind.ARTICLE and second.number == (2,)


def _next_line(desk: Desk, at: int) -> Scanned | None:
    behind = range(at + 1, len(desk.sheet.lines))
    return next((desk.sheet.lines[each] for each in behind if desk.sheet.lines[each].body), None)


def _ends_appendix(desk: Desk, at: int) -> bool:
    """What stands in an appendix belongs to it, unless it can only be something else."""
    scanned = desk.sheet.lines[at]
    mark = scanned.mark
    if mark is None:
        commences = promulgation.commences(scanned.key) and body.may_begin_supplement(desk)
        return commences or (scanned.bracket and body.heads_supplement(desk, at))
    if mark.kind is Kind.ARTICLE:
        return follows(desk.last_article, mark.number) and ("。" in scanned.key or bool(mark.caption))
    if mark.kind is None:
        first = any(style in OF_PARAGRAPHS and number == (1,) for style, number in mark.readings)
        return (
            first
            and promulgation.commences(folded(mark.rest[:KEY_LENGTH]))
            and body.may_begin_supplement(desk)
        )
    return mark.kind in (Kind.SUPPLEMENT, Kind.APPENDIX)
