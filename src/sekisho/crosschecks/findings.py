"""The values of a cross-check: what was compared, and what does not agree.

A contradiction is derived each time and never stored: it goes away when the ledgers agree, and as of an
earlier day it is there again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from sekisho.crosschecks.books import Books
from sekisho.kernel.ledger import Ledger
from sekisho.kernel.models import Entry


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a contradiction: a line of a ledger, something that is no ledger, or that there is nothing.

    `number` is 0 where it is no line; `missing` says that there is nothing.
    """

    title: str  # what the source is called: a ledger, the operation history, a duty
    words: str  # what the line is called, or what is missing there
    ledger: Ledger | None = None
    number: int = 0
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sides that cannot both be right, and since when."""

    since: date
    sentence: str  # what does not agree and what to do, in the language of the reader
    sides: tuple[Side, Side]

    @property
    def settled_in(self) -> Ledger:
        """The ledger in which it is settled: where something is missing, else that of the first side that is one."""
        missing = [side.ledger for side in self.sides if side.missing]
        found = next(
            (one for one in [*missing, *(side.ledger for side in self.sides)] if one is not None), None
        )
        assert found is not None, "one side of a contradiction is a ledger"
        return found


@dataclass(frozen=True, slots=True)
class Compared:
    """`examined` things were looked at: each is in one contradiction, could not be compared, or agrees.

    `because` says in a sentence why things could not be compared, where it is not plain from the ledgers.
    """

    examined: int
    contradictions: tuple[Contradiction, ...]
    not_compared: int = 0
    because: str = ""

    @property
    def agreed(self) -> int:
        """How many of those examined agree."""
        return self.examined - self.not_compared - len(self.contradictions)


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """One comparison: what it is called, every ledger that it reads, and how."""

    slug: str
    title: str | Promise
    ledgers: tuple[Ledger, ...]
    compare: Callable[[Books], Compared]


def line_side(ledger: Ledger, entry: Entry) -> Side:
    """The side that an entry is."""
    return Side(str(ledger), str(entry), ledger, entry.line.number)


def missing_side(ledger: Ledger, words: str) -> Side:
    """The side on which the ledger has nothing."""
    return Side(str(ledger), words, ledger, missing=True)
