"""What the reader has in hand: the path of open drafts, a caption that waits, and the doubts."""

from __future__ import annotations

from enum import Enum
from typing import TypeAlias

from sekisho.rules.text import promulgation
from sekisho.rules.text.doubts import Code, doubt
from sekisho.rules.text.drafts import FRAMES, Draft
from sekisho.rules.text.numerals import Number, Style
from sekisho.rules.text.scanning import Scanned, Sheet
from sekisho.rules.text.tree import CLAUSES, HEADINGS, Doubt, Kind

Path: TypeAlias = tuple[tuple[Kind, Number], ...]  # 第2章第1節 as an entry of the contents


class Stage(Enum):
    """Where in the text the reader is."""

    FRONT = "front"  # title, date, number, addressees
    CONTENTS = "contents"
    BODY = "body"  # main and supplementary provisions
    APPENDIX = "appendix"
    INFORMATION = "information"  # 体系情報, 沿革情報
    BACK = "back"  # what a publisher prints behind the text


class Desk:
    """The state of one reading. Each line that is placed goes to exactly one draft."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.root = Draft(Kind.DOCUMENT, 1)
        self.path = [self.root]
        self.holder = self.root  # the draft that got the last line
        self.waiting: Draft | None = None  # a caption whose clause has not come yet
        self.stage = Stage.FRONT
        self.doubts: list[tuple[Doubt, Draft]] = []
        self.title = ""  # without blanks, to know it again
        self.titled: Draft | None = None
        self.begun = False  # whether a heading or a clause has come
        self.last_article: Number = (0,)  # of the main provisions
        self.article_label = ""  # the last one printed: how this text writes its numbers
        self.labels: dict[Style, str] = {}  # the first label printed in each style
        self.entry: Path = ()  # the heading last named in the contents
        self.entries: dict[Path, tuple[str, Draft]] = {}  # every one of them, with its label
        self.last_body = ""  # the last line that was not blank
        self.blank_before = True

    @property
    def top(self) -> Draft:
        """The innermost open draft."""
        return self.path[-1]

    @property
    def frame_at(self) -> int:
        """Where in the path the innermost article, supplement or heading stands."""
        at = len(self.path) - 1
        while self.path[at].kind not in FRAMES:
            at -= 1
        return at

    @property
    def frame(self) -> Draft:
        """The innermost draft that is no member of a list."""
        return self.path[self.frame_at]

    @property
    def in_supplement(self) -> bool:
        """Whether supplementary provisions are open."""
        return any(draft.kind is Kind.SUPPLEMENT for draft in self.path)

    def skip(self, blank: Scanned) -> None:
        """Give a blank line to the draft above it."""
        self.holder.lines.append(blank.line)
        self.blank_before = True

    def keep(self, draft: Draft, scanned: Scanned) -> None:
        """Give the source line to `draft`."""
        draft.lines.append(scanned.line)
        self.holder = draft

    def cut_to(self, draft: Draft) -> None:
        """Close everything inside `draft`."""
        del self.path[self.path.index(draft) + 1 :]

    def open(self, parent: Draft, draft: Draft, scanned: Scanned | None) -> Draft:
        """Begin `draft` inside `parent`, under the caption that waits; `scanned` is its line, if its own."""
        self.cut_to(parent)
        if self.waiting is not None:
            draft.caption, draft.caption_above = self.waiting.caption, True
            draft.lines = self.waiting.lines
            draft.line = self.waiting.line
            self.waiting = None
        parent.add(draft)
        self.path.append(draft)
        self.begun = self.begun or draft.kind in CLAUSES or draft.kind in HEADINGS
        if scanned is not None:
            draft.indent = scanned.indent
            self.keep(draft, scanned)
        return draft

    def leaf(self, parent: Draft, kind: Kind, scanned: Scanned, text: str | None = None) -> Draft:
        """Put the line under `parent` as a part of its own that nothing continues."""
        return self.place_text(parent, Draft(kind, scanned.line.number), scanned, text)

    def place_text(self, parent: Draft, draft: Draft, scanned: Scanned, text: str | None = None) -> Draft:
        """Put `draft` under `parent` with the line as its text. The path stays as it is."""
        self.release_caption()
        parent.add(draft)
        draft.texts.append(scanned.body if text is None else text)
        self.keep(draft, scanned)
        return draft

    def go_on(self, scanned: Scanned) -> None:
        """The line continues the text of the innermost draft."""
        self.release_caption()
        target = self.top
        if target.children:
            last = target.children[-1]
            if last.kind is not Kind.TEXT:
                self.leaf(target, Kind.TEXT, scanned)
                return
            target = last
        self.say(target, scanned.body, scanned.line.number)
        self.keep(target, scanned)

    def say(self, draft: Draft, text: str, line: int) -> None:
        """Add to the draft's own text. A history note at its end becomes a node, as one on a line of its own."""
        sentence, note = promulgation.without_note(text)
        draft.texts.append(sentence)
        if note:
            draft.add(Draft(Kind.NOTE, line, texts=[note]))

    def wonder(self, code: Code, draft: Draft, line: int | None = None, **facts: str | int) -> None:
        """Note a doubt about `draft`, at its first line if no other is given."""
        self.doubts.append((doubt(code, draft.line if line is None else line, facts), draft))

    def wait_with_caption(self, scanned: Scanned) -> None:
        """Hold the line in brackets until its clause comes."""
        self.release_caption()
        self.waiting = Draft(Kind.TEXT, scanned.line.number, caption=scanned.body)
        self.keep(self.waiting, scanned)

    def release_caption(self) -> None:
        """No clause came behind the caption: it stays in the text as a line of its own."""
        if self.waiting is not None:
            stray, self.waiting = self.waiting, None
            stray.texts, stray.caption = [stray.caption], ""
            self.top.add(stray)
            self.wonder(Code.STRAY_CAPTION, stray, caption=stray.texts[0])
