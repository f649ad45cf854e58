"""Whether a source has been silent for longer than is its habit (第5条第1号ア, カ)."""

from __future__ import annotations

from typing import Final

from sekisho.intake.counting import DAY, SourceCounts
from sekisho.intake.moments import SECOND

LEAST: Final = 600 * SECOND  # shorter silences are nobody's concern
DAYS_TO_KNOW: Final = 3  # of a source that is younger nobody knows its habit
TIMES: Final = 2  # so many times its longest usual silence of two weeks


def silent_for(source: SourceCounts, *, now: int) -> int | None:
    """How long the source has said nothing, in microseconds, where that is longer than its habit; else None."""
    habit = longest_usual(source)
    if habit is None or source.last_at is None:
        return None
    silence = now - source.last_at
    return silence if silence > habit else None


def was_silent_for(source: SourceCounts, *, since: int, until: int) -> int | None:
    """The longest silence, in microseconds, that ended on the local days [since, until) and was no habit; else None."""
    habit = longest_usual(source)
    ended = [silence for day, silence in source.silences.items() if since <= day < until]
    longest = max(ended, default=0)
    return longest if habit is not None and longest > habit else None


def longest_usual(source: SourceCounts) -> int | None:
    """How long the source may be silent, in microseconds: twice the longest silence of two weeks that was usual itself.

    One that was more than twice as long as the next is not usual, or an outage would hide the next one. None: the
    source is younger than three days.
    """
    first, last = source.first_at, source.last_at
    if first is None or last is None or last - first < DAYS_TO_KNOW * DAY:
        return None
    longest, *others = sorted(source.silences.values(), reverse=True) or [0]
    while others and longest > max(LEAST, TIMES * others[0]):
        longest, *others = others
    return max(LEAST, TIMES * longest)
