"""Which promulgations made the text what it is: from its head, its supplementary provisions and its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from sekisho.rules.text.checks import Wondered, below
from sekisho.rules.text.commencement import Commencement, commencement
from sekisho.rules.text.doubts import Code, doubt
from sekisho.rules.text.drafts import Draft
from sekisho.rules.text.folding import folded
from sekisho.rules.text.markers import KEY_LENGTH
from sekisho.rules.text.promulgation import Act, acts, names_act, year_of
from sekisho.rules.text.tree import CLAUSES, HEADINGS, Kind, Version

T = TypeVar("T")
_REWRITTEN = ("全部改正", "全改")


@dataclass(frozen=True, slots=True)
class Named:
    """A place in the text that names an act."""

    act: Act
    draft: Draft


@dataclass(frozen=True, slots=True)
class Enactment:
    """A block of supplementary provisions and the act that brought it, as far as they say."""

    block: Draft
    act: Act | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Sources:
    """What the text says about where it comes from.

    `incomplete` are the lines of a promulgation that lacks the day or the number. `base` is
    the act that made the text as first printed here: its promulgation, or the last act that
    rewrote it whole (全部改正).
    """

    original: Named | None
    incomplete: tuple[Draft, ...]
    base: Named | None
    history: tuple[Named, ...]
    blocks: tuple[Enactment, ...]


def sources_of(root: Draft) -> Sources:
    """Everything in the text that names an act. The first undated block is that of the base."""
    lines = _promulgation_lines(root)
    original, year = _original(lines)
    history = tuple(_history(root))
    base = next((one for one in reversed(history) if one.act.remark in _REWRITTEN), original)
    if base is not None and base.act.on is not None:
        year = base.act.on.year
    blocks = []
    for at, block in enumerate(child for child in root.children if child.kind is Kind.SUPPLEMENT):
        act = _act_of(block)
        if act is None and at == 0 and year_of(block.caption) is None:
            blocks.append(Enactment(block, base.act if base else None, year))
        else:
            blocks.append(Enactment(block, act, act.on.year if act and act.on else year_of(block.caption)))
    incomplete = () if original else (*lines[0], *lines[1])
    return Sources(original, incomplete, base, history, tuple(blocks))


def versions_of(sources: Sources, ids: Mapping[int, str | None]) -> tuple[Version, ...]:
    """All versions in order of promulgation. `ids` gives the clause id of a draft."""
    enacted, noted = _Index((one.act, one) for one in sources.blocks), _Index(_acted(sources.history))
    versions = []
    for one in _different(sources):
        block = enacted.first(one.act)
        read = _commencement(block, one.act)
        remark = next((other.act.remark for other in noted.all(one.act) if other.act.remark), "")
        assert one.act.on is not None
        versions.append(
            Version(
                one.act.on,
                one.act.instrument,
                one.act.number,
                read.enforced_from,
                read.applies_from,
                ids[id(block.block)] if block else None,
                remark,
                one.draft.line,
            )
        )
    return tuple(sorted(versions, key=lambda version: version.promulgated_on))


def doubts_about(sources: Sources) -> Iterator[Wondered]:
    """What cannot be read in the sources, and what does not fit together among them."""
    for draft in sources.incomplete[:1]:
        yield doubt(Code.INCOMPLETE_PROMULGATION, draft.line), draft
    for one in _named(sources):
        if one.act.on is None:
            yield doubt(Code.UNREADABLE_DATE, one.draft.line, {"written": one.act.written}), one.draft
    enacted = _Index((one.act, one) for one in sources.blocks)
    for one in _different(sources):
        if not enacted.first(one.act) and not _replaced(one.act, sources.base):
            yield doubt(Code.NO_SUPPLEMENT, one.draft.line, {"named": _cited(one.act)}), one.draft
    yield from _about_blocks(sources, enacted)


def _about_blocks(sources: Sources, enacted: _Index[Enactment]) -> Iterator[Wondered]:
    known = _Index(_acted(sources.history + ((sources.original,) if sources.original else ())))
    for at, block in enumerate(sources.blocks):
        if block.act is None:
            if at > 0 or block.year is None or year_of(block.block.caption) is not None:
                yield doubt(Code.UNDATED_SUPPLEMENT, block.block.line), block.block
            continue
        if sources.history and not known.first(block.act):
            yield doubt(Code.NOT_IN_HISTORY, block.block.line, {"named": _cited(block.act)}), block.block
        if enacted.first(block.act) is not block:
            yield doubt(Code.DUPLICATE, block.block.line, {"after": _cited(block.act)}), block.block
        for code, written in _commencement(block, block.act).doubts:
            yield doubt(code, block.block.line, {"written": written}), block.block


# --- where acts are named -----------------------------------------------------------


def _original(promulgation: tuple[list[Draft], list[Draft]]) -> tuple[Named | None, int | None]:
    """The act that made the text, and its year if no more is printed (平成14年規程第7号)."""
    year = None
    for lines in promulgation:
        written = " ".join(text for draft in lines for text in draft.texts)  # date and number on two lines
        act = next(acts(written), None)
        if act is not None:
            return Named(act, lines[0]), year_of(act.written)
        year = year or year_of(written)
    return None, year


def _promulgation_lines(root: Draft) -> tuple[list[Draft], list[Draft]]:
    """Those above the provisions, and those behind them."""
    front: list[Draft] = []
    behind: list[Draft] = []
    begun = False
    for child in root.children:
        begun = begun or child.kind in CLAUSES or child.kind in HEADINGS
        if child.kind is Kind.PROMULGATION:
            (behind if begun else front).append(child)
    return front, behind


def _history(root: Draft) -> Iterator[Named]:
    for draft in below(root):
        if draft.kind is Kind.HISTORY_ENTRY:
            for text in draft.texts:
                yield from (Named(act, draft) for act in acts(text))


def _act_of(block: Draft) -> Act | None:
    """The act in the caption of a block, or on a line of its own at its beginning."""
    unbracketed = [text for text in block.texts[:1] if names_act(folded(text[:KEY_LENGTH]))]
    return next(acts(" ".join([block.caption, *unbracketed])), None)


def _named(sources: Sources) -> list[Named]:
    places = [
        *([sources.original] if sources.original else []),
        *(Named(one.act, one.block) for one in sources.blocks if one.act),
        *sources.history,
    ]
    return sorted(places, key=lambda one: one.draft.line)


def _different(sources: Sources) -> Iterator[Named]:
    """Each act with a date once, where it is named first."""
    seen: _Index[Named] = _Index(())
    for one in _named(sources):
        if one.act.on is not None and not seen.first(one.act):
            seen.add(one.act, one)
            yield one


# --- acts compared ------------------------------------------------------------------


class _Index(Generic[T]):
    """Values by act. Date and number must agree, and the instrument but for the name of the body."""

    def __init__(self, acted: Iterable[tuple[Act | None, T]]) -> None:
        self._found: dict[tuple[date | None, int], list[tuple[Act, T]]] = {}
        for act, value in acted:
            if act is not None:
                self.add(act, value)

    def add(self, act: Act, value: T) -> None:
        self._found.setdefault((act.on, act.number), []).append((act, value))

    def all(self, act: Act) -> Iterator[T]:
        for other, value in self._found.get((act.on, act.number), ()):
            if act.instrument.endswith(other.instrument) or other.instrument.endswith(act.instrument):
                yield value

    def first(self, act: Act) -> T | None:
        return next(self.all(act), None)


def _acted(places: Iterable[Named]) -> Iterator[tuple[Act, Named]]:
    return ((one.act, one) for one in places)


def _replaced(act: Act, base: Named | None) -> bool:
    """What came before a text was rewritten left no supplementary provisions in it."""
    return bool(base and base.act.on and act.on and act.on < base.act.on)


def _commencement(block: Enactment | None, act: Act) -> Commencement:
    if block is None:
        return Commencement(None, None, ())
    text = "\n".join(text for draft in below(block.block) for text in draft.texts)
    return commencement(text, act.on)


def _cited(act: Act) -> str:
    return f"{act.written}{act.instrument}第{act.number}号"
