"""A node while it is being read: it still grows, and the reader still moves things in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sekisho.rules.text.numerals import Number, Style
from sekisho.rules.text.tree import HEADINGS, Kind, Line

FRAMES = (Kind.ARTICLE, Kind.SUPPLEMENT, Kind.DOCUMENT, *HEADINGS)
SHORT_HEADING = 40


@dataclass(slots=True, eq=False)
class Draft:
    """A node to be. `style` is how its own number is printed, `last_listed` its last numbered child."""

    kind: Kind
    line: int
    label: str = ""
    number: Number = ()
    until: Number | None = None
    caption: str = ""
    caption_above: bool = False
    texts: list[str] = field(default_factory=list)
    children: list[Draft] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    reconstructed: bool = False
    style: Style | None = None
    indent: int = 0
    last_listed: Draft | None = None

    def add(self, child: Draft) -> Draft:
        """Append `child`, and remember it as the end of the list if it is numbered."""
        self.children.append(child)
        if child.style is not None:
            self.last_listed = child
        return child

    @property
    def last_number(self) -> Number:
        """The number behind which the next one follows."""
        return self.until or self.number

    @property
    def says_something(self) -> bool:
        """Whether it has a sentence of its own, so that a list in it cannot be its paragraphs.

        第1 目的 has none: what follows are its paragraphs.
        """
        return any("。" in text or len(text) > SHORT_HEADING for text in self.texts)

    @property
    def empty(self) -> bool:
        """Whether nothing but a label and a caption has been read of it."""
        return not (self.texts or self.children)

    def split_first_paragraph(self, style: Style) -> Draft:
        """Make what was read so far the unnumbered paragraph 1, since paragraph 2 has come.

        The source lines stay with the article: they hold its label too.
        """
        first = Draft(Kind.PARAGRAPH, self.line, number=(1,), style=style)
        first.texts, self.texts = self.texts, []
        first.children, self.children = self.children, []
        first.last_listed, self.last_listed = self.last_listed, None
        return self.add(first)
