"""From drafts to frozen nodes: ids, names and digests.

Ids follow the rule packs: a5.i1.s3 is 第5条第1号ウ, a3.p6.i5 第3条第6項第5号, a9_5 第9条の5,
sup2015.p2 paragraph 2 of the supplementary provisions promulgated in 2015, p3.i2.s1 the first
sub-item of (2) of 3 in a text without articles (below chapters: ch2.p3.i2.s1). An article with
one unnumbered paragraph has no p. Below sub-items the letters go on: t, u, v.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sekisho.rules.text.checks import Wondered
from sekisho.rules.text.desk import Desk
from sekisho.rules.text.drafts import Draft
from sekisho.rules.text.folding import narrow, stripped, visible
from sekisho.rules.text.numerals import KANJI, Number, in_kanji
from sekisho.rules.text.promulgation import Act
from sekisho.rules.text.tree import CLAUSES, HEADINGS, Doubt, Kind, Node, Reading
from sekisho.rules.text.versions import doubts_about, sources_of, versions_of

_HEADING_IDS = dict(zip(HEADINGS, ("part", "ch", "sec", "sub", "div"), strict=True))
_APPENDIX_IDS = {"表": "table", "様": "form", "図": "figure"}
_DEPTHS = "stuvwxyz"


def finish(desk: Desk, wondered: list[Wondered], doubts: list[Doubt], encoding: str) -> Reading:
    """The reading, with every doubt in the order of lines."""
    sources = sources_of(desk.root)
    kanji = any(sign in KANJI for sign in desk.article_label)
    binder = _Binder(
        years={id(one.block): one.year for one in sources.blocks},
        cited={id(one.block): _citation(one.act, kanji=kanji) for one in sources.blocks if one.act},
        in_kanji=kanji,
    )
    root = binder.bound(desk.root, _Above(None, "", None))
    versions = versions_of(sources, binder.ids)
    drafted = [*wondered, *doubts_about(sources)]
    by_line = _clauses_by_line(root)
    found = [
        *(replace(one, clause=binder.ids[id(draft)]) for one, draft in drafted),
        *(replace(one, clause=by_line.get(one.line)) for one in doubts),
    ]
    return Reading(root, versions, tuple(sorted(found, key=lambda one: (one.line, one.code))), encoding)


@dataclass(frozen=True, slots=True)
class _Above:
    """What a node is named after: the id, name and kind of the clause or heading above it."""

    id: str | None
    name: str
    kind: Kind | None
    depth: int = 0  # of sub-items


@dataclass(slots=True)
class _Binder:
    """Gives out ids, no id twice. `ids` maps each draft to its clause, its own or the one it is part of."""

    years: Mapping[int, int | None]
    cited: Mapping[int, str]
    in_kanji: bool
    ids: dict[int, str | None] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)

    def bound(self, draft: Draft, above: _Above) -> Node:
        """The frozen node, with everything in it."""
        own = self._identified(draft, above)
        own_id = own.id if own is not above else None
        self.ids[id(draft)] = own.id if own.kind in CLAUSES else None
        children = tuple(self.bound(child, own) for child in draft.children)
        lines = [line.number for line in draft.lines if stripped(line.raw)] or [draft.line]
        return Node(
            kind=draft.kind,
            first_line=min(draft.line, lines[0], *(child.first_line for child in children)),
            last_line=max(lines[-1], *(child.last_line for child in children)) if children else lines[-1],
            id=own_id,
            name=own.name if own_id is not None else "",
            label=draft.label,
            number=draft.number,
            until=draft.until,
            caption=draft.caption,
            caption_above=draft.caption_above,
            text="\n".join(draft.texts),
            children=children,
            lines=tuple(draft.lines),
            reconstructed=draft.reconstructed,
            digest=_digest(draft) if draft.kind in CLAUSES else "",
        )

    def _identified(self, draft: Draft, above: _Above) -> _Above:
        """The draft as its children see it; `above` itself for what has no id."""
        if draft.kind not in CLAUSES and draft.kind not in HEADINGS:
            return above
        name = self._name(draft, above)
        match draft.kind:
            case Kind.SUPPLEMENT:
                return _Above(self._supplement_id(draft), name, draft.kind)
            case Kind.SUBITEM:
                depth = above.depth + 1
                letter = _DEPTHS[min(depth, len(_DEPTHS)) - 1]
                return _Above(
                    self._unique(f"{above.id}.{letter}{_joined(draft.number)}"), name, draft.kind, depth
                )
            case Kind.APPENDIX:
                word = next((word for sign, word in _APPENDIX_IDS.items() if sign in draft.label), "annex")
                return _Above(self._unique(word + _joined(draft.number)), name, draft.kind)
            case Kind.ARTICLE if above.kind is not Kind.SUPPLEMENT:
                return _Above(self._unique("a" + _joined(draft.number)), name, draft.kind)
            case _:
                prefix = f"{above.id}." if above.id else ""
                return _Above(
                    self._unique(prefix + _short(draft.kind) + _joined(draft.number)), name, draft.kind
                )

    def _supplement_id(self, draft: Draft) -> str:
        """sup2022, and sup2022_2 for the second block of the year."""
        year = self.years.get(id(draft))
        return self._unique(f"sup{year}" if year else "sup", "_")

    def _unique(self, wanted: str, joint: str = "-") -> str:
        count = self.used[wanted] = self.used.get(wanted, 0) + 1
        if count == 1:
            return wanted
        return self._unique(f"{wanted}{joint}{count}")

    def _name(self, draft: Draft, above: _Above) -> str:
        """The full name by which the clause is cited; headings do not enter it."""
        before = "" if above.kind in HEADINGS else above.name
        if draft.kind is Kind.SUPPLEMENT:
            return _plain(draft.label) + (self.cited.get(id(draft)) or _plain(draft.caption))
        if draft.kind in (Kind.ARTICLE, Kind.APPENDIX) or draft.kind in HEADINGS:
            return before + _plain(draft.label)
        in_article = above.kind in CLAUSES and above.name.startswith(("第", "附", "付"))
        if draft.kind is Kind.SUBITEM or not in_article:
            return before + _plain(draft.label).rstrip(".．、")
        return before + self._counted(draft.number, "項" if draft.kind is Kind.PARAGRAPH else "号")

    def _counted(self, number: Number, unit: str) -> str:
        first, *branches = (in_kanji(part) if self.in_kanji else str(part) for part in number)
        return f"第{first}{unit}" + "".join(f"の{branch}" for branch in branches)


def _citation(act: Act, *, kanji: bool) -> str:
    """(平成27年訓令甲第20号): the year, the instrument and the number are enough to cite an act."""
    year = act.written.partition("年")[0]
    number = in_kanji(act.number) if kanji else act.number
    return f"({_plain(year)}年{act.instrument}第{number}号)"


def _plain(printed: str) -> str:
    """As it is cited: without blanks, with half-width figures."""
    return narrow(visible(printed))


def _short(kind: Kind) -> str:
    return _HEADING_IDS.get(kind) or {Kind.ARTICLE: "a", Kind.PARAGRAPH: "p", Kind.ITEM: "i"}[kind]


def _joined(number: Number) -> str:
    return "_".join(map(str, number))


def _digest(draft: Draft) -> str:
    """SHA-256 over the clause's own official text: caption, text, and what stands in it without a number.

    NFC, one line of print a line. Left out are the label, so that renumbering alone changes
    nothing, the history notes, and the clauses below, which have digests of their own.
    """
    parts = [draft.caption, *draft.texts]
    for child in draft.children:
        if child.kind is Kind.TEXT:
            parts += child.texts
        elif child.kind is Kind.TABLE:
            parts += [text for row in child.children for text in row.texts]
    text = unicodedata.normalize("NFC", "\n".join(part for part in parts if part))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _clauses_by_line(root: Node) -> dict[int, str]:
    found: dict[int, str] = {}

    def note(nodes: Iterable[Node], clause: str | None) -> None:
        for node in nodes:
            own = node.id if node.kind in CLAUSES else clause
            if own is not None:
                found.update((line.number, own) for line in node.lines)
            note(node.children, own)

    note([root], None)
    return found
