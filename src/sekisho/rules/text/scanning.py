"""The source cut into lines, and what each line says by itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sekisho.rules.text.folding import bracketed, folded, indent_of, stripped
from sekisho.rules.text.markers import KEY_LENGTH, Mark, mark_of
from sekisho.rules.text.numerals import OF_PARAGRAPHS, Number
from sekisho.rules.text.tree import Kind, Line


@dataclass(frozen=True, slots=True)
class Scanned:
    """A line with what can be told of it alone.

    `body` is the line without blanks at its ends, `key` the folded beginning of the body.
    `bracket` says that the whole line stands in brackets: a caption, a note or a date.
    """

    line: Line
    body: str
    key: str
    indent: int
    mark: Mark | None
    bracket: bool

    @property
    def plain(self) -> bool:
        """Whether the line is nothing but text."""
        return bool(self.body) and not self.bracket and (self.mark is None or not self.mark.firm)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All lines, and what holds of them together.

    `next_special` gives for each line the next one that is not plain text (or the number
    of lines), `plain_before` how many plain lines stand before it. `width` is the length
    of a full line: the 95th percentile. `has_articles` tells texts with 条 from those
    without, `kanji_paragraphs` those without a paragraph numbered in figures,
    `punctuated` those whose sentences end with 。 from old ones, whose sentences end with
    their lines; `article_count` says how often a line begins with an article of that number.
    """

    lines: tuple[Scanned, ...]
    next_special: tuple[int, ...]
    plain_before: tuple[int, ...]
    width: int
    has_articles: bool
    kanji_paragraphs: bool
    punctuated: bool
    article_count: Mapping[Number, int]

    def next_mark(self, at: int) -> Mark | None:
        """The mark that follows line `at`, over plain text and over one line in brackets; None if none does."""
        at = self.next_special[at]
        if at < len(self.lines) and self.lines[at].bracket:
            at = self.next_special[at]
        return self.lines[at].mark if at < len(self.lines) else None


def scan(text: str) -> Sheet:
    """Cut `text` into lines and look at each."""
    lines = tuple(_scanned(number, raw) for number, raw in enumerate(_cut(text), 1))
    has_articles = any(line.mark and line.mark.kind is Kind.ARTICLE and not line.mark.bare for line in lines)
    if has_articles:  # 第1 numbers articles only where 条 does not
        lines = tuple(replace(line, mark=None) if line.mark and line.mark.bare else line for line in lines)
    lengths = sorted(len(line.body) for line in lines if line.body)
    return Sheet(
        lines,
        *_ahead(lines),
        width=lengths[int(0.95 * (len(lengths) - 1))] if lengths else 0,
        has_articles=has_articles,
        kanji_paragraphs=not any(_numbers_paragraphs(line.mark) for line in lines),
        punctuated=any("。" in line.key for line in lines),
        article_count=Counter(
            line.mark.number for line in lines if line.mark and line.mark.kind is Kind.ARTICLE
        ),
    )


def _cut(text: str) -> Iterator[str]:
    """Lines with their ends; only the line ends of editors count (LF, CR LF, CR)."""
    start = 0
    for end in re.finditer(r"\r\n|\n|\r", text):
        yield text[start : end.end()]
        start = end.end()
    if start < len(text):
        yield text[start:]


def _scanned(number: int, raw: str) -> Scanned:
    body = stripped(raw)
    key = folded(body[:KEY_LENGTH])
    mark = mark_of(body, key)
    whole = mark is None and len(body) < KEY_LENGTH and bracketed(key) == len(key) > 0
    return Scanned(Line(number, raw), body, key, indent_of(raw) if body else 0, mark, whole)


def _numbers_paragraphs(mark: Mark | None) -> bool:
    return mark is not None and any(
        style in OF_PARAGRAPHS and number > (1,) for style, number in mark.readings
    )


def _ahead(lines: tuple[Scanned, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    next_special = [len(lines)] * len(lines)
    following = len(lines)
    for at in range(len(lines) - 1, -1, -1):
        next_special[at] = following
        if lines[at].body and not lines[at].plain:
            following = at
    plain_before = [0] * (len(lines) + 1)
    for at, line in enumerate(lines):
        plain_before[at + 1] = plain_before[at] + line.plain
    return tuple(next_special), tuple(plain_before)
