"""Chance that can be repeated: the same seed and the same words give the same throw.

Every question has dice of its own, so that a throw more in one place changes nothing in
another, and the history of a day does not depend on the day on which the history ends.
"""

from __future__ import annotations

from random import Random


def chance(seed: int, *about: object) -> Random:
    """Dice for one question, such as chance(1, "daily", date(2026, 4, 10))."""
    return Random("/".join(str(word) for word in (seed, *about)))  # noqa: S311 -- a play, not a secret
