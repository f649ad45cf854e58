"""Charts as SVG text, drawn on the server: for the screen, for paper, and for a reader who hears them.

Pure: figures and words come in as values, text goes out. Each chart is `role="img"` with what it
shows in words; the page puts the figures beside it as a table. Colours stand as attributes, so that
a chart is complete without a style sheet, and each kind also has a pattern of its own: a chart must
be readable on a black-and-white print.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

MARK, STEP, BREAK = 16, 20, 8  # units of the strip: a mark, from mark to mark, the extra gap at a break

LEFT, TOP, BAR, PITCH, HEIGHT, FOOT = 30, 18, 20, 32, 96, 38  # units of the bars
COLUMN_STEP, COLUMN_HEIGHT = 3, 24  # units of the columns
# Units of the waterfall: a row, its bar, left of it, its room, and right of it room for words in either language.
ROW, LINE, GUTTER, SPAN, END = 44, 12, 8, 248, 104
EMPTY = "#ccc"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that is counted: its key, its colour, and how its area is filled.

    `pattern` is "solid", "outline", "dashed", "hatch", "cross" or "dots".
    """

    key: str
    colour: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, a second line below it or "", and how many of each kind, by key."""

    label: str
    below: str
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """How high the bar is."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a course: its label, from and until which minute it took, and the words at its end."""

    label: str
    since: int
    until: int
    words: str


def strip(marks: Sequence[str], *, described: str, breaks: Collection[int] = ()) -> str:
    """A row of marks, each a `<use>` of the page's own `#s-NAME`; `breaks` are indices with a gap before them.

    The smallest chart there is: one line high, beside text.
    """
    drawn, x = [], 0
    for index, mark in enumerate(marks):
        x += BREAK if index in breaks and index else 0
        drawn.append(f'<use href="#s-{escape(mark)}"' + (f' x="{x}"' if x else "") + "/>")
        x += STEP
    width = max(x - STEP + MARK, MARK)
    return (
        f'<svg class="strip" viewBox="0 0 {width} {MARK}" role="img" aria-label={quoteattr(described)}>'
        f"{''.join(drawn)}</svg>"
    )


def columns(values: Sequence[int], *, described: str) -> str:
    """One narrow column a value, the highest as high as the chart: how something went, at one look."""
    highest = max(values, default=0) or 1
    drawn = "".join(
        f'<rect x="{index * COLUMN_STEP}" y="{_n(COLUMN_HEIGHT - tall)}" width="{COLUMN_STEP - 1}" height="{_n(tall)}"/>'
        for index, value in enumerate(values)
        if (tall := max(1.0, COLUMN_HEIGHT * value / highest) if value else 0.0)
    )
    width = max(len(values) * COLUMN_STEP, 1)
    return (
        f'<svg class="columns" viewBox="0 0 {width} {COLUMN_HEIGHT + 1}" width="{width}" height="{COLUMN_HEIGHT + 1}" '
        f'role="img" aria-label={quoteattr(described)} fill="#0031d8">'
        f'<path d="M0 {COLUMN_HEIGHT}.5H{width}" stroke="{EMPTY}"/>{drawn}</svg>'
    )


def waterfall(steps: Sequence[Step], *, described: str) -> str:
    """Steps one below the other, each bar beginning where the one above it ended; as narrow as a telephone."""
    longest = max((step.until for step in steps), default=0) or 1
    width, height = GUTTER + SPAN + END, max(len(steps) * ROW, 1)
    drawn = []
    for index, step in enumerate(steps):
        top = index * ROW
        x, end = (GUTTER + SPAN * minute / longest for minute in (step.since, step.until))
        drawn.append(
            f'<text x="{GUTTER}" y="{top + 16}">{escape(step.label)}</text>'
            f'<rect x="{_n(x)}" y="{top + 24}" width="{_n(max(end - x, 2))}" height="{LINE}" fill="#0031d8"/>'
            f'<text {_beside(x, end)} y="{top + 34}" font-weight="bold">{escape(step.words)}</text>'
        )
    return (
        f'<svg class="waterfall" viewBox="0 0 {width} {height}" role="img" aria-label={quoteattr(described)} '
        f'font-family="sans-serif" font-size="13"><path d="M{GUTTER} 0V{height}" stroke="{EMPTY}"/>{"".join(drawn)}</svg>'
    )


def _beside(x: float, end: float) -> str:
    """Where the words of a bar from `x` to `end` stand: behind it while there is room, else before it, else in it."""
    if end < GUTTER + SPAN / 2:
        return f'x="{_n(end + 6)}"'
    if x > GUTTER + SPAN / 2 - END:
        return f'x="{_n(x - 6)}" text-anchor="end"'
    return f'x="{_n(end - 6)}" text-anchor="end" fill="#fff"'


def stacked_bars(bars: Sequence[Bar], kinds: Sequence[Kind], *, title: str, described: str) -> str:
    """Bars of stacked kinds, the first kind at the bottom, each with its total above it.

    `kinds` gives order and look; a key of a bar that is not among them is a mistake (KeyError).
    """
    by_key = {kind.key: kind for kind in kinds}
    unknown = sorted({key for bar in bars for key in bar.counts} - by_key.keys())
    if unknown:
        raise KeyError(unknown[0])
    scale = max((bar.total for bar in bars), default=0) or 1
    width, height = LEFT + len(bars) * PITCH, TOP + HEIGHT + FOOT
    body = "".join(_bar(bar, index, kinds, scale) for index, bar in enumerate(bars))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bars" viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="bars-title bars-desc" font-family="sans-serif" font-size="12">'
        f'<title id="bars-title">{escape(title)}</title><desc id="bars-desc">{escape(described)}</desc>'
        f"<defs>{''.join(_pattern(kind) for kind in kinds)}</defs>"
        f"{_grid(scale, width)}{body}</svg>"
    )


def swatch(kind: Kind) -> str:
    """The same filling as in the bars, as a small square for a legend. Its pattern stands in the chart."""
    return (
        f'<svg class="swatch" viewBox="0 0 16 16" aria-hidden="true">'
        f'<rect x="1" y="1" width="14" height="14" {_filling(kind)}/></svg>'
    )


def _bar(bar: Bar, index: int, kinds: Iterable[Kind], scale: int) -> str:
    x, y = LEFT + index * PITCH + (PITCH - BAR) // 2, float(TOP + HEIGHT)
    middle = x + BAR // 2
    parts = []
    for kind in kinds:
        count = bar.counts.get(kind.key, 0)
        if count:
            tall = HEIGHT * count / scale
            y -= tall
            parts.append(f'<rect x="{x}" y="{_n(y)}" width="{BAR}" height="{_n(tall)}" {_filling(kind)}/>')
    if bar.total:
        parts.append(f'<text x="{middle}" y="{_n(y - 5)}" text-anchor="middle">{bar.total}</text>')
    for line, words in enumerate((bar.label, bar.below)):
        if words:
            place = TOP + HEIGHT + 16 + 16 * line
            parts.append(f'<text x="{middle}" y="{place}" text-anchor="middle">{escape(words)}</text>')
    return "".join(parts)


def _grid(scale: int, width: int) -> str:
    """The base line, and the height of the highest bar."""
    base, top = TOP + HEIGHT, TOP
    return (
        f'<path d="M{LEFT} {top}H{width}" stroke="{EMPTY}"/><path d="M{LEFT} {base}H{width}" stroke="#666"/>'
        f'<text x="{LEFT - 6}" y="{top + 5}" text-anchor="end">{scale}</text>'
        f'<text x="{LEFT - 6}" y="{base + 5}" text-anchor="end">0</text>'
    )


def _filling(kind: Kind) -> str:
    plain = {"solid": kind.colour, "outline": "#fff", "dashed": "#fff"}
    dashes = ' stroke-dasharray="3 2"' if kind.pattern == "dashed" else ""
    fill = plain.get(kind.pattern, f"url(#fill-{kind.key})")
    return f'fill="{fill}" stroke="{kind.colour}" stroke-width="1.5"{dashes}'


def _pattern(kind: Kind) -> str:
    drawing = {
        "hatch": '<path d="M-1 7 7-1M3 11 11 3" stroke="#fff" stroke-width="2"/>',
        "cross": '<path d="M0 0 8 8M8 0 0 8" stroke="#fff" stroke-width="1.5"/>',
        "dots": f'<rect width="8" height="8" fill="#fff"/><circle cx="4" cy="4" r="1.5" fill="{kind.colour}"/>',
    }.get(kind.pattern)
    if drawing is None:
        return ""
    return (
        f'<pattern id="fill-{kind.key}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{kind.colour}"/>{drawing}</pattern>'
    )


def _n(value: float) -> str:
    """A number as short as it may be."""
    return f"{value:.1f}".rstrip("0").rstrip(".")
