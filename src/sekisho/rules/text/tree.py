"""The text of a rule as a tree of frozen values.

Every line of the source belongs to exactly one node, so that `source` gives back the text
that was read, character for character. Labels, captions and texts are as printed; only the
structured number and the id are ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sekisho.rules.model import Words
from sekisho.rules.text.numerals import Number


class Kind(StrEnum):
    """What a node is. Clauses are those from ARTICLE to SUBITEM, SUPPLEMENT and APPENDIX."""

    DOCUMENT = "document"
    TITLE = "title"  # 題名
    PROMULGATION = "promulgation"  # 公布の日, 番号
    ADDRESSEE = "addressee"  # 庁中一般
    SIGNATORY = "signatory"  # the mayor's name
    PREAMBLE = "preamble"  # 制定文, 前文
    CONTENTS = "contents"  # 目次
    CONTENTS_ENTRY = "contents_entry"
    PART = "part"  # 編
    CHAPTER = "chapter"  # 章
    SECTION = "section"  # 節
    SUBSECTION = "subsection"  # 款
    DIVISION = "division"  # 目
    ARTICLE = "article"  # 条; 第1 in a text that has no 条
    PARAGRAPH = "paragraph"  # 項
    ITEM = "item"  # 号
    SUBITEM = "subitem"  # 細目, of any depth
    SUPPLEMENT = "supplement"  # 附則
    APPENDIX = "appendix"  # 別表, 様式, 別記
    TEXT = "text"  # text without a number of its own: 後段, 備考
    NOTE = "note"  # (令2訓令甲8・一部改正)
    TABLE = "table"
    ROW = "row"
    STATUS = "status"  # (令和4年12月6日施行)
    SYSTEM = "system"  # 体系情報
    HISTORY = "history"  # 沿革情報, 改正
    HISTORY_ENTRY = "history_entry"
    REPEATED_TITLE = "repeated_title"
    PAGE_MARK = "page_mark"


HEADINGS = (Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.SUBSECTION, Kind.DIVISION)
CLAUSES = frozenset(
    {Kind.ARTICLE, Kind.PARAGRAPH, Kind.ITEM, Kind.SUBITEM, Kind.SUPPLEMENT, Kind.APPENDIX},
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source: its number from 1, and its characters with the line end."""

    number: int
    raw: str


@dataclass(frozen=True, slots=True)
class Node:
    """One part of the text.

    `id` is the id that a rule pack gives to the clause (a5.i1.s3), None for what is no
    clause; `name` is the full name by which it is cited (第5条第1号ウ). `until` is the last
    number of a label that stands for several (第7条から第9条まで). `caption` keeps its
    brackets and stands above the label or beside it. `text` holds one line of print a line.
    `lines` are the source lines that this node consumed itself, blank ones behind it
    included; `first_line` and `last_line` span its children too. `reconstructed` says that
    the printed label was lost and `label` was put back in order. `digest` is the SHA-256
    (hexadecimal) of the clause's own official text, "" for what is no clause.
    """

    kind: Kind
    first_line: int
    last_line: int
    id: str | None = None
    name: str = ""
    label: str = ""
    number: Number = ()
    until: Number | None = None
    caption: str = ""
    caption_above: bool = False
    text: str = ""
    children: tuple[Node, ...] = ()
    lines: tuple[Line, ...] = ()
    reconstructed: bool = False
    digest: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """The history notes that stand directly below this clause, as printed."""
        return tuple(child.text for child in self.children if child.kind is Kind.NOTE)

    @property
    def deleted(self) -> bool:
        """Whether the clause is a shell that says 削除."""
        return self.text in ("削除", "削る", "[削除]", "(削除)", "（削除）")

    def of(self, kind: Kind) -> tuple[Node, ...]:
        """The direct children of one kind."""
        return tuple(child for child in self.children if child.kind is kind)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that a person should look at.

    `code` is one of `doubts.Code`, `line` counts from 1, `clause` is the id of the clause
    in whose text the doubt lies, where there is one.
    """

    code: str
    line: int
    words: Words
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One promulgation, as the text itself tells it (R3): key (date, instrument, number).

    `enforced_from` and `applies_from` are None where the text names no day for them.
    `applies_from` differs from `enforced_from` where a version applies retroactively.
    `remark` is what the history adds (全部改正). `supplement` is the id of the block of
    supplementary provisions that enacts it, `line` the line that names the version.
    """

    promulgated_on: date
    instrument: str
    number: int
    enforced_from: date | None
    applies_from: date | None
    supplement: str | None
    remark: str
    line: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made of one text. `encoding` is that of the file, "" for a text already decoded."""

    root: Node
    versions: tuple[Version, ...]
    doubts: tuple[Doubt, ...]
    encoding: str = ""

    @property
    def title(self) -> str:
        """The title without its ○, "" where none was found."""
        return next((node.text for node in self.root.children if node.kind is Kind.TITLE), "")

    @property
    def addressees(self) -> tuple[str, ...]:
        """To whom an order is addressed, line by line."""
        return tuple(node.text for node in self.root.children if node.kind is Kind.ADDRESSEE)

    @property
    def articles(self) -> tuple[Node, ...]:
        """The articles of the main provisions (本則), from whatever chapter."""
        return tuple(_articles(self.root))

    @property
    def supplements(self) -> tuple[Node, ...]:
        """The blocks of supplementary provisions (附則), in printed order."""
        return self.root.of(Kind.SUPPLEMENT)

    @property
    def clauses(self) -> tuple[Node, ...]:
        """Every clause in printed order: what a rule pack can have an id for."""
        return tuple(node for node in walk(self.root) if node.id is not None and node.kind in CLAUSES)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in printed order."""
    yield node
    for child in node.children:
        yield from walk(child)


def source(reading: Reading) -> str:
    """The text that was read, rebuilt from the lines that the nodes consumed."""
    lines = sorted((line.number, line.raw) for node in walk(reading.root) for line in node.lines)
    return "".join(raw for _number, raw in lines)


def _articles(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.kind is Kind.ARTICLE:
            yield child
        elif child.kind in HEADINGS:
            yield from _articles(child)
