"""What a verifier found: each finding in one sentence, in Japanese and in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sekisho.archive.explanations import EXPLANATIONS
from sekisho.archive.fault_words import FAULTS


class Weight(StrEnum):
    """A fault says that evidence is damaged, missing or altered, or could not be looked at; a note explains."""

    FAULT = "fault"
    NOTE = "note"


LONGEST = 300
"""Characters of one piece of a sentence."""

WORDS: Final[Mapping[str, tuple[Weight, str, str]]] = {
    **{what: (Weight.FAULT, *sentences) for what, sentences in FAULTS.items()},
    **{what: (Weight.NOTE, *sentences) for what, sentences in EXPLANATIONS.items()},
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: where (log, file or range of positions), and what, by its key in WORDS."""

    what: str
    log: str = ""
    file: str = ""
    first: int | None = None
    end: int | None = None
    field: str = ""
    detail: tuple[tuple[str, str], ...] = ()

    @property
    def weight(self) -> Weight:
        """Fault or note."""
        return WORDS[self.what][0]

    @property
    def ja(self) -> str:
        """The sentence in Japanese."""
        return WORDS[self.what][1].format(**dict(self.detail))

    @property
    def en(self) -> str:
        """The sentence in English."""
        return WORDS[self.what][2].format(**dict(self.detail))

    @property
    def where(self) -> str:
        """The place: log, file, records, field, as far as known."""
        places = [self.log, self.file, self.field]
        if self.first is not None and self.end is not None:
            one = self.end == self.first + 1
            places.insert(1, f"#{self.first}" if one else f"#{self.first}–{self.end - 1}")
        return " ".join(place for place in places if place)


def finding(what: str, log: str = "", file: str = "", **detail: object) -> Finding:
    """A finding; `at`, `until` (exclusive) and `field` are its place, everything else goes into the sentence."""
    first, end, field = detail.pop("at", None), detail.pop("until", None), detail.pop("field", "")
    assert isinstance(first, int | None)
    assert isinstance(end, int | None)
    said = tuple(sorted((name, _printable(_first_line(value))) for name, value in detail.items()))
    return Finding(what, _printable(log), _printable(file), first, end, _printable(str(field)), said)


def _first_line(value: object) -> str:
    """What a library says may have several; a name has only this one (`_printable` shows where it does not)."""
    return str(value).strip().split("\n", 1)[0]


def _printable(text: str) -> str:
    """On one line and safe on a terminal, whatever a file is called and whatever a damaged one makes a library say."""
    line = text.encode("utf-8", "backslashreplace").decode()
    shown = "".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in line)
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"
