"""Whether a source has been silent for longer than is its habit (第5条第1号ア, カ)."""

from __future__ import annotations

from typing import Final

from sekisho.intake.counting import DAY, SECOND, SourceCounts

LEAST: Final = 600 * SECOND  # shorter silences are nobody's concern
DAYS_TO_KNOW: Final = 3  # of a source that is younger nobody knows its habit
TIMES: Final = 2  # so many times its longest silence of two weeks


def silent_for(source: SourceCounts, *, now: int) -> int | None:
    """How long the source has said nothing, in microseconds, where that is longer than its habit; else None.

    Its habit is the longest silence that it kept within the last fortnight. What it does for less than three
    days is no habit yet.
    """
    if (
        source.first_at is None
        or source.last_at is None
        or source.last_at - source.first_at < DAYS_TO_KNOW * DAY
    ):
        return None
    habit = max(LEAST, TIMES * max(source.silences.values(), default=0))
    silence = now - source.last_at
    return silence if silence > habit else None
