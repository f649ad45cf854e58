"""What a reader of tables finds: where, what, and whether it refuses."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Words(NamedTuple):
    """One thing said in both languages."""

    ja: str
    en: str


class Weight(IntEnum):
    """How much a finding refuses."""

    TOLD = 0  # nothing: it is only said
    ROW = 1  # the row
    FILE = 2  # the whole file, also where rows would be taken one by one


class Finding(NamedTuple):
    """One thing that is wrong. `line` counts the file's lines from 1, None is the file; `column` is its label."""

    line: int | None
    column: str | None
    words: Words
    weight: Weight = Weight.ROW


def refuses_file(findings: list[Finding]) -> bool:
    """Whether nothing of the file can be taken."""
    return any(each.weight is Weight.FILE for each in findings)


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """What is said of the file first, then by line; within a line as found."""
    return tuple(sorted(findings, key=lambda each: each.line or 0))
