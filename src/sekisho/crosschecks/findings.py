"""The values of a cross-check: what was compared, and what does not agree.

A contradiction is derived each time and never stored: it goes away when the ledgers agree, and as of an
earlier day it is there again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from sekisho.kernel.acts import Moment
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a contradiction: a line of a ledger, or, with `number` 0, that the ledger has none."""

    ledger: Ledger
    number: int
    words: str  # what the line is called, or what is missing there


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sides that cannot both be right, and since when."""

    since: date
    sentence: str  # what does not agree and what to do, in the language of the reader
    sides: tuple[Side, Side]

    @property
    def settled_in(self) -> Ledger:
        """The ledger in which it is settled: where something is missing, else the first side's."""
        return next((side.ledger for side in self.sides if not side.number), self.sides[0].ledger)


@dataclass(frozen=True, slots=True)
class Compared:
    """`examined` things were looked at; those not in `contradictions` agree."""

    examined: int
    contradictions: tuple[Contradiction, ...]


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """One comparison: what it is called, which ledgers it reads, and how."""

    slug: str
    title: str | Promise
    ledgers: tuple[Ledger, ...]
    compare: Callable[[Moment], Compared]


def line_side(ledger: Ledger, entry: Entry) -> Side:
    """The side that an entry is."""
    return Side(ledger, entry.line.number, str(entry))


def missing_side(ledger: Ledger, words: str) -> Side:
    """The side on which the ledger has nothing."""
    return Side(ledger, 0, words)
