"""What stands around the provisions: title, date and number, addressees, contents, history, tables, forms."""

from __future__ import annotations

import re

from sekisho.rules.text import promulgation
from sekisho.rules.text.desk import Desk, Path, Stage
from sekisho.rules.text.doubts import Code
from sekisho.rules.text.drafts import Draft
from sekisho.rules.text.folding import folded, stripped, visible
from sekisho.rules.text.markers import Mark
from sekisho.rules.text.scanning import Scanned
from sekisho.rules.text.tree import HEADINGS, Kind

_CIRCLE = re.compile(r"[○◯〇●◎]\s?(?=\S)")
_INFORMATION = {
    **dict.fromkeys(("体系情報", "体系"), Kind.SYSTEM),
    **dict.fromkeys(
        ("沿革情報", "沿革", "改正沿革", "改正履歴", "改正経過", "制定改正履歴", "制定・改正履歴"),
        Kind.HISTORY,
    ),
}
_RULE_NAME = re.compile(
    r"(?:条例|規則|規程|規定|訓令|要綱|要領|内規|基準|細則|規約|指針|方針|計画|手順書?|要項|準則|ポリシー|マニュアル|ガイドライン|について)"
    r"(?:\s?[(〔].*[)〕]|抄|案)?$"
)
_SIGNATORY = re.compile(r"\S{0,12}(?:町長|市長|村長|区長|知事|管理者|企業長|教育長|議長|委員長)\s+\S")
_DECIDED = re.compile(r".{0,20}(?:決裁|決定|伺定め|策定|制定|通達)")
_ADDRESSED = re.compile(
    r".{0,30}(?:一般|機関|課|部|局|室|所|館|校|園|員会|職員|[課部局所館校園]長|あて|宛て?|殿|様)$"
)
_PAGE = re.compile(
    r"[-－―—–]\s?[0-9]{1,4}\s?[-－―—–]|[0-9]{1,4}\s?/\s?[0-9]{1,4}|[Pp]\.?\s?[0-9]{1,4}|[0-9]{1,4}\s?(?:頁|ページ)"
)
_BORDER = re.compile(r"[│┃｜├┤┌┐└┘┬┴┼┏┓┗┛┳┻╋]")
_RULE = re.compile(r"[-=+|\s─━]{3,}")
TITLE_LENGTH = 150
SHORTEST_TITLE = 4
LOOK_AHEAD = 12  # lines below a title in which 体系情報 would stand
LONGEST_HEADING = 20  # of 体系情報 and its like


def front(desk: Desk, scanned: Scanned) -> None:
    """A line above the provisions."""
    key = scanned.key
    circle = _CIRCLE.match(scanned.body)
    if circle and "。" not in key and not (desk.titled and desk.titled.label):
        _title(desk, scanned, circle[0])
    elif promulgation.is_amendment(key) or (promulgation.is_promulgation(key) and _follows_amendment(desk)):
        desk.leaf(desk.root, Kind.HISTORY_ENTRY, scanned)
    elif promulgation.is_promulgation(key) or (desk.title and _DECIDED.fullmatch(key)):
        desk.leaf(desk.root, Kind.PROMULGATION, scanned)
    elif promulgation.is_status(key):
        desk.leaf(desk.root, Kind.STATUS, scanned)
    elif _SIGNATORY.match(key):
        desk.leaf(desk.root, Kind.SIGNATORY, scanned)
    elif _may_be_title(key) and (not desk.title or _better_title(desk, key)):
        _title(desk, scanned, "")
    elif _ADDRESSED.fullmatch(key):
        desk.leaf(desk.root, Kind.ADDRESSEE, scanned)
    else:
        draft = desk.leaf(desk.root, Kind.PREAMBLE, scanned)
        if "。" not in key:
            desk.wonder(Code.UNPLACED_LINE, draft)


def _title(desk: Desk, scanned: Scanned, circle: str) -> None:
    """The title. One taken before for want of a ○ was something else."""
    if desk.titled is not None:
        desk.titled.kind = Kind.PREAMBLE
        desk.wonder(Code.UNPLACED_LINE, desk.titled)
    text, behind = promulgation.without_act(stripped(scanned.body[len(circle) :]))
    title = Draft(Kind.TITLE, scanned.line.number, stripped(circle))
    if not circle and desk.root.children and not _RULE_NAME.search(folded(text)):
        desk.wonder(Code.UNPLACED_LINE, title)
    desk.titled = desk.place_text(desk.root, title, scanned, text)
    desk.title = visible(folded(text))
    if behind:
        desk.root.add(Draft(Kind.PROMULGATION, scanned.line.number, texts=[behind]))


def _may_be_title(key: str) -> bool:
    return (
        len(key) <= TITLE_LENGTH
        and "。" not in key
        and (_RULE_NAME.search(key) is not None or not _ADDRESSED.fullmatch(key))
    )


def _better_title(desk: Desk, key: str) -> bool:
    """What ends like the name of a rule, where what was taken for the title does not."""
    if desk.titled is None or desk.titled.label or _RULE_NAME.search(desk.title):
        return False
    return _RULE_NAME.search(key) is not None


def _follows_amendment(desk: Desk) -> bool:
    return bool(desk.root.children) and desk.root.children[-1].kind is Kind.HISTORY_ENTRY


# --- 目次 ---------------------------------------------------------------------------


def in_contents(desk: Desk, scanned: Scanned) -> bool:
    """Place a line of the contents. False: the provisions have begun."""
    mark = scanned.mark
    plain = mark is None and not scanned.bracket and "。" not in scanned.key
    entry = None if mark is None or "。" in scanned.key else _entry_of(desk, mark)
    if entry is None and not plain:
        desk.cut_to(desk.root)
        desk.stage = Stage.FRONT
        return False
    leaf = desk.leaf(desk.top, Kind.CONTENTS_ENTRY, scanned)
    if entry is not None and mark is not None:
        desk.entries[entry] = (mark.label, leaf)
    return True


def _entry_of(desk: Desk, mark: Mark) -> Path | None:
    """The path of an entry (章 2, 節 1). None for what stands there already: it is the heading itself."""
    if mark.kind in HEADINGS:
        higher = HEADINGS[: HEADINGS.index(mark.kind)]
        above = tuple(step for step in desk.entry if step[0] in higher)
        desk.entry = (*above, (mark.kind, mark.number))
        return None if desk.entry in desk.entries else desk.entry
    if mark.kind is Kind.ARTICLE and not (mark.rest and desk.sheet.article_count.get(mark.number, 0) > 1):
        return None
    if mark.kind is None:
        return None
    entry = ((mark.kind, mark.number),)
    return None if entry in desk.entries else entry


# --- 体系情報, 沿革情報, and what is printed behind the text -------------------------


def information_kind(scanned: Scanned) -> Kind | None:
    """Which sort of information the line is the heading of."""
    if len(scanned.body) > LONGEST_HEADING:
        return None
    return _INFORMATION.get(visible(scanned.key).strip("[]【】()〔〕■◆○●"))


def information(desk: Desk, scanned: Scanned, kind: Kind) -> None:
    """Begin 体系情報 or 沿革情報."""
    desk.release_caption()
    desk.open(desk.root, Draft(kind, scanned.line.number, scanned.body), scanned)
    desk.stage = Stage.INFORMATION


def in_information(desk: Desk, scanned: Scanned) -> bool:
    """Place a line below such a heading. False: the text itself begins (again) here."""
    if _begins_text(desk, scanned):
        desk.cut_to(desk.root)
        desk.stage = Stage.BODY if desk.begun else Stage.FRONT
        return False
    kind = Kind.HISTORY_ENTRY if desk.top.kind is Kind.HISTORY else Kind.TEXT
    desk.leaf(desk.top, kind, scanned)
    return True


def _begins_text(desk: Desk, scanned: Scanned) -> bool:
    mark = scanned.mark
    if mark is not None and mark.kind in (Kind.SUPPLEMENT, Kind.ARTICLE, Kind.CONTENTS) and mark.firm:
        return True
    if desk.begun:
        return False
    if mark is not None:
        return mark.kind is None or "/" not in scanned.key
    return bool(_CIRCLE.match(scanned.body)) or (
        scanned.bracket and not promulgation.is_promulgation(scanned.key)
    )


def is_repeated_title(desk: Desk, scanned: Scanned) -> bool:
    """Whether the line is the title again: at the top of a page, or behind the text."""
    if (
        len(desk.title) < SHORTEST_TITLE
        or desk.stage is Stage.FRONT
        or not scanned.key.endswith(desk.title[-1])
    ):
        return False
    return visible(scanned.key).lstrip("○◯〇●◎") == desk.title


def repeated_title(desk: Desk, at: int) -> None:
    """A title at the top of a page interrupts nothing; one behind the text ends it."""
    scanned = desk.sheet.lines[at]
    following = desk.sheet.next_special[at]
    mark = desk.sheet.lines[following].mark if following < len(desk.sheet.lines) else None
    informed = any(
        information_kind(line) for line in desk.sheet.lines[at + 1 : min(following, at + LOOK_AHEAD)]
    )
    if mark is not None and not informed:
        desk.leaf(desk.top, Kind.REPEATED_TITLE, scanned)
        return
    desk.release_caption()
    desk.cut_to(desk.root)
    desk.leaf(desk.root, Kind.REPEATED_TITLE, scanned)
    desk.stage = Stage.BACK


def back(desk: Desk, scanned: Scanned) -> None:
    """A line behind the text."""
    if promulgation.is_promulgation(scanned.key):
        desk.leaf(desk.root, Kind.PROMULGATION, scanned)
    elif promulgation.is_status(scanned.key):
        desk.leaf(desk.root, Kind.STATUS, scanned)
    else:
        desk.wonder(Code.UNPLACED_LINE, desk.leaf(desk.root, Kind.TEXT, scanned))


def is_page_mark(scanned: Scanned) -> bool:
    """- 3 -, 3/12, 3頁: the foot of a printed page."""
    return _PAGE.fullmatch(scanned.key) is not None


# --- tables -------------------------------------------------------------------------


def is_row(desk: Desk, scanned: Scanned) -> bool:
    """Whether tabs or rules cut the line into cells."""
    body, mark = scanned.body, scanned.mark
    in_table = desk.holder.kind is Kind.ROW
    if mark is not None and mark.firm:
        tabs = mark.rest.count("\t")
        return mark.kind is None and tabs >= (1 if in_table else 2)
    if _BORDER.search(body):
        return True
    return "\t" in body or body.count("|") > 1 or (in_table and _RULE.fullmatch(body) is not None)


def row(desk: Desk, parent: Draft, scanned: Scanned) -> None:
    """Add the line to the table that is open, or begin one."""
    desk.release_caption()
    last = parent.children[-1] if parent.children else None
    if last is None or last.kind is not Kind.TABLE:
        last = parent.add(Draft(Kind.TABLE, scanned.line.number))
    desk.leaf(last, Kind.ROW, scanned)


def in_appendix(desk: Desk, scanned: Scanned) -> None:
    """A line of 別表 is a row; a form (様式) keeps its lines as text."""
    appendix = desk.path[1]
    if scanned.bracket and promulgation.is_note(scanned.key):
        desk.leaf(appendix, Kind.NOTE, scanned)
    elif "表" in appendix.label or is_row(desk, scanned):
        row(desk, appendix, scanned)
    else:
        desk.leaf(appendix, Kind.TEXT, scanned)
