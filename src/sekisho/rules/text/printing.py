"""The tree printed back in the document's own numbering, and an outline of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sekisho.rules.text.tree import CLAUSES, HEADINGS, Kind, Node, Reading

_INDENTED = (Kind.ITEM, Kind.SUBITEM)
_SPACED = (Kind.ARTICLE, Kind.SUPPLEMENT, Kind.APPENDIX, Kind.CONTENTS, Kind.SYSTEM, Kind.HISTORY, *HEADINGS)


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One line of an outline: how deep it stands, and what to show of it."""

    depth: int
    node: Node
    heading: str  # label and caption, or the beginning of the text


def as_text(reading: Reading, *, reconstructed: bool = True) -> str:
    """The tree as plain text: labels as printed, items set in by full-width blanks.

    Labels that were put back are printed too; with `reconstructed` false only what the
    source holds, in its order, with nothing but blanks and line ends changed.
    """
    lines = [line for node in reading.root.children for line in _printed(node, 0, reconstructed)]
    while lines and not lines[0]:
        lines.pop(0)
    return "".join(f"{line}\n" for line in lines)


def outline(reading: Reading, *, length: int = 40) -> list[OutlineRow]:
    """Headings and clauses in printed order, with at most `length` characters of each."""
    return [row for node in reading.root.children for row in _outlined(node, 0, length)]


def _printed(node: Node, depth: int, reconstructed: bool) -> Iterator[str]:
    if node.kind in _SPACED:
        yield ""
    margin = "\u3000" * depth
    if node.caption and node.caption_above:
        yield margin + node.caption
    label = node.label if reconstructed or not node.reconstructed else ""
    beside = "" if node.caption_above else node.caption
    speaker = node
    if not node.text and node.children and _is_first_paragraph(node.children[0]):
        speaker = node.children[0]  # it stands on the line of its article
    spoken, below = _with_notes(speaker)
    first, *more = spoken.split("\n")
    if label or beside or spoken:
        yield _joined(margin, label, beside, first)
    yield from (margin + line for line in more)
    for child in [*below, *(node.children[1:] if speaker is not node else ())]:
        yield from _printed(child, _depth_of(child, node, depth), reconstructed)


def _is_first_paragraph(node: Node) -> bool:
    return node.kind is Kind.PARAGRAPH and not node.label and not node.caption


def _with_notes(node: Node) -> tuple[str, tuple[Node, ...]]:
    """Its text with the notes that end it, and the children that stand on lines of their own."""
    at = 0
    while at < len(node.children) and node.children[at].kind is Kind.NOTE and not node.children[at].lines:
        at += 1
    return node.text + "".join(note.text for note in node.children[:at]), node.children[at:]


def _depth_of(child: Node, parent: Node, depth: int) -> int:
    if child.kind in _INDENTED:
        return depth + 1
    return depth if parent.kind in CLAUSES else 0


def _joined(margin: str, label: str, beside: str, text: str) -> str:
    """第1条(趣旨)　この…: the caption touches the label, a full-width blank sets off the text."""
    head = label if not label.startswith(("○", "◯")) or text == "" else label + text
    if head != label:
        return margin + head
    return margin + "\u3000".join(part for part in (label + beside, text) if part)


def _outlined(node: Node, depth: int, length: int) -> Iterator[OutlineRow]:
    shown = node.kind in CLAUSES or node.kind in HEADINGS or node.kind is Kind.TITLE
    if shown:
        text = node.text or next((child.text for child in node.children if not child.label), "")
        head = " ".join(part for part in (node.label, node.caption) if part)
        if not node.caption or node.kind is Kind.SUPPLEMENT:
            head = " ".join(part for part in (head, text.split("\n")[0][:length]) if part)
        yield OutlineRow(depth, node, head)
    for child in node.children:
        yield from _outlined(child, depth + shown, length)
