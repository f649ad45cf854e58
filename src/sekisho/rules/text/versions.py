"""Which promulgations made the text what it is: from its head, its supplementary provisions and its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from sekisho.rules.text.checks import Wondered, below
from sekisho.rules.text.commencement import commencement
from sekisho.rules.text.doubts import Code, doubt
from sekisho.rules.text.drafts import Draft
from sekisho.rules.text.folding import folded
from sekisho.rules.text.markers import KEY_LENGTH
from sekisho.rules.text.promulgation import Act, acts, names_act, year_of
from sekisho.rules.text.tree import CLAUSES, HEADINGS, Kind, Version

T = TypeVar("T")
Key = tuple[date | None, int]


@dataclass(frozen=True, slots=True)
class Enactment:
    """A block of supplementary provisions and the act that brought it, as far as they say."""

    block: Draft
    act: Act | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Named:
    """A place in the text that names an act."""

    act: Act
    draft: Draft


def enactments(root: Draft) -> list[Enactment]:
    """The blocks in printed order. The first one without a date is that of the text as first made."""
    original, year = _original(root)
    found = []
    for at, block in enumerate(child for child in root.children if child.kind is Kind.SUPPLEMENT):
        unbracketed = [text for text in block.texts[:1] if names_act(folded(text[:KEY_LENGTH]))]
        act = next(acts(" ".join([block.caption, *unbracketed])), None)
        if at == 0 and act is None:
            found.append(Enactment(block, original.act if original else None, year))
        else:
            found.append(Enactment(block, act, year_of(block.caption)))
    return found


def versions_of(
    root: Draft, blocks: list[Enactment], ids: Mapping[int, str | None]
) -> tuple[tuple[Version, ...], list[Wondered]]:
    """All versions in order of promulgation, and what does not fit together among their sources."""
    doubts: list[Wondered] = []
    original, _year = _original(root)
    history = list(_history(root))
    named = [
        *([original] if original else []),
        *(Named(one.act, one.block) for one in blocks if one.act),
        *history,
    ]
    doubts += [
        (doubt(Code.UNREADABLE_DATE, one.draft.line, {"written": one.act.written}), one.draft)
        for one in named
        if one.act.on is None
    ]
    versions = []
    by_key, noted = _by_key((one.act, one) for one in blocks), _by_key((one.act, one) for one in history)
    for one in _without_repetition(named):
        block = next((each for act, each in by_key.get(_key(one.act), ()) if _same(act, one.act)), None)
        alike = [act.remark for act, _each in noted.get(_key(one.act), ()) if _same(act, one.act)]
        remark = next(filter(None, alike), "")
        version, wondered = _version(one, block)
        if block is not None:
            version = replace(version, supplement=ids[id(block.block)])
        versions.append(replace(version, remark=remark))
        doubts += wondered
    doubts += _mismatches(blocks, history, original)
    return tuple(sorted(versions, key=lambda version: version.promulgated_on)), doubts


def _version(one: Named, enactment: Enactment | None) -> tuple[Version, list[Wondered]]:
    assert one.act.on is not None
    bare = Version(one.act.on, one.act.instrument, one.act.number, None, None, None, "", one.draft.line)
    if enactment is None:
        return bare, []
    block = enactment.block
    text = "\n".join(text for draft in below(block) for text in draft.texts)
    read = commencement(text, one.act.on)
    doubts = [(doubt(code, block.line, {"written": written}), block) for code, written in read.doubts]
    return replace(bare, enforced_from=read.enforced_from, applies_from=read.applies_from), doubts


def _original(root: Draft) -> tuple[Named | None, int | None]:
    """The act that made the text, and its year if no more is printed (平成14年規程第7号)."""
    front, behind = _promulgation_lines(root)
    year = None
    for group in (front, behind):
        if not group:
            continue
        written = " ".join(
            text for draft in group for text in draft.texts
        )  # date and number stand on two lines
        act = next(acts(written), None)
        if act is not None:
            return Named(act, group[0]), act.on.year if act.on else year_of(act.written)
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


def _without_repetition(named: list[Named]) -> list[Named]:
    kept: dict[Key, list[Named]] = {}
    for one in named:
        alike = kept.setdefault(_key(one.act), [])
        if one.act.on is not None and not any(_same(other.act, one.act) for other in alike):
            alike.append(one)
    return [one for alike in kept.values() for one in alike]


def _same(one: Act, other: Act) -> bool:
    """Date and number agree, and the instrument but for the name of the body (かつらぎ町規程, 規程)."""
    if _key(one) != _key(other):
        return False
    return one.instrument.endswith(other.instrument) or other.instrument.endswith(one.instrument)


def _mismatches(blocks: list[Enactment], history: list[Named], original: Named | None) -> Iterator[Wondered]:
    known = _by_key((one.act, one) for one in [*history, *([original] if original else [])])
    held = _by_key((one.act, one) for one in blocks)
    for one in blocks:
        if one.act is None and (one.block is not blocks[0].block or one.year is None):
            yield doubt(Code.UNDATED_SUPPLEMENT, one.block.line), one.block
        elif one.act is not None and history and not _holds(known, one.act):
            yield doubt(Code.NOT_IN_HISTORY, one.block.line, {"named": _named(one.act)}), one.block
    for entry in _without_repetition(history):
        if not _holds(held, entry.act):
            yield doubt(Code.NO_SUPPLEMENT, entry.draft.line, {"named": _named(entry.act)}), entry.draft


def _key(act: Act) -> Key:
    return (act.on, act.number)


def _by_key(acted: Iterable[tuple[Act | None, T]]) -> dict[Key, list[tuple[Act, T]]]:
    found: dict[Key, list[tuple[Act, T]]] = {}
    for act, value in acted:
        if act is not None:
            found.setdefault(_key(act), []).append((act, value))
    return found


def _holds(known: dict[Key, list[tuple[Act, T]]], act: Act) -> bool:
    return any(_same(other, act) for other, _value in known.get(_key(act), ()))


def _named(act: Act) -> str:
    return f"{act.written}{act.instrument}第{act.number}号"
