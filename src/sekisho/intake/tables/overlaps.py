"""Periods of one thing that overlap: what two of them say of the same moment, if they agree, stands twice, and if not, cannot be."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

FOR_EVER: Final = 2**63


class Period(NamedTuple):
    """[begin, end) of the row on a line, and what it says of that time."""

    line: int
    begin: int
    end: int
    says: Hashable


class Overlap(NamedTuple):
    """The row on `line` overlaps with the one on line `other`; `agree`: they say the same."""

    line: int
    other: int
    agree: bool


def overlaps(things: Mapping[Hashable, Sequence[Period]]) -> Iterator[Overlap]:
    """Of the periods of each thing those that overlap. Every row that contradicts another is named, with one of those.

    Of rows that agree only the later one. Takes no longer for many periods at once than for as many in a row.
    """
    for periods in things.values():
        if len(periods) > 1:
            yield from _of_one(
                sorted(periods, key=lambda each: (each.begin, each.end > each.begin, each.line))
            )


def _of_one(periods: Sequence[Period]) -> Iterator[Overlap]:
    against = _others_behind(periods)
    longest: Period | None = None  # of those before, the one that ends last
    second: Period | None = None  # of those that say something else than it
    for place, period in enumerate(periods):
        before = [each for each in (longest, second) if each is not None and each.end > period.begin]
        contrary = next((each for each in before if each.says != period.says), against[place])
        if contrary is not None:
            yield Overlap(period.line, contrary.line, False)
        elif before:
            yield Overlap(period.line, before[0].line, True)
        longest, second = _longest([longest, second, period])


def _longest(among: Iterable[Period | None]) -> tuple[Period | None, Period | None]:
    """Which ends last, and which of those that say something else does."""
    there = sorted((each for each in among if each is not None), key=lambda each: -each.end)
    return there[0], next((each for each in there if each.says != there[0].says), None)


def _others_behind(periods: Sequence[Period]) -> Sequence[Period | None]:
    """For each the next one behind it that begins before it ends and says something else."""
    found: list[Period | None] = [None] * len(periods)
    behind: Period | None = None  # the next that says something else than `periods[place]`
    for place in range(len(periods) - 2, -1, -1):
        if periods[place + 1].says != periods[place].says:
            behind = periods[place + 1]
        if behind is not None and behind.begin < periods[place].end:
            found[place] = behind
    return found
