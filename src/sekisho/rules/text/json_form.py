"""A reading as plain values for JSON."""

from __future__ import annotations

from datetime import date

from sekisho.rules.text.cells import cells_of
from sekisho.rules.text.tree import Doubt, Kind, Node, Reading, Version


def as_json(reading: Reading) -> dict[str, object]:
    """The reading as dicts, lists, texts, numbers, booleans and None; dates as YYYY-MM-DD.

    Keys: title, encoding, addressees, versions, doubts, tree. A node has kind, first_line and
    last_line, and of id, name, label, number, until, caption, caption_above, text, cells,
    digest, reconstructed, deleted, notes and children those that are not empty.
    """
    return {
        "title": reading.title,
        "encoding": reading.encoding,
        "addressees": list(reading.addressees),
        "versions": [_version(version) for version in reading.versions],
        "doubts": [_doubt(doubt) for doubt in reading.doubts],
        "tree": _node(reading.root),
    }


def _version(version: Version) -> dict[str, object]:
    return {
        "promulgated_on": version.promulgated_on.isoformat(),
        "instrument": version.instrument,
        "number": version.number,
        "enforced_from": _day(version.enforced_from),
        "applies_from": _day(version.applies_from),
        "supplement": version.supplement,
        "remark": version.remark,
        "line": version.line,
    }


def _doubt(doubt: Doubt) -> dict[str, object]:
    return {
        "code": doubt.code,
        "line": doubt.line,
        "clause": doubt.clause,
        "ja": doubt.words.ja,
        "en": doubt.words.en,
    }


def _node(node: Node) -> dict[str, object]:
    values: dict[str, object] = {
        "kind": node.kind.value,
        "first_line": node.first_line,
        "last_line": node.last_line,
    }
    told: dict[str, object] = {
        "id": node.id,
        "name": node.name,
        "label": node.label,
        "number": list(node.number),
        "until": list(node.until or ()),
        "caption": node.caption,
        "caption_above": node.caption_above,
        "text": node.text,
        "cells": list(cells_of(node)) if node.kind is Kind.ROW else [],
        "digest": node.digest,
        "reconstructed": node.reconstructed,
        "deleted": node.deleted,
        "notes": list(node.notes),
        "children": [_node(child) for child in node.children],
    }
    return values | {name: value for name, value in told.items() if value}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
