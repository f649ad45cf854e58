"""Clocks that are wrong: slow from the first day, stepping forward and back by seconds or years, drifting, corrected.

What is never done is what retention.py does not promise: a clock that is slow by more than two weeks comes right again
in one step. All moments and errors are in microseconds; `error` is what the clock says less the true time.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from dataclasses import dataclass

SECOND, HOUR, DAY = 1_000_000, 3_600_000_000, 86_400_000_000
LARGEST = 400 * DAY
LEFT = 12 * HOUR  # what a correction leaves of the error, at most


@dataclass(frozen=True, slots=True)
class Piece:
    """From the true moment `begin` on the clock is off by `error`, and by `rate` more for each microsecond."""

    begin: int
    error: int
    rate: float = 0.0

    def error_at(self, moment: int) -> int:
        """How far it is off."""
        return self.error + int(self.rate * (moment - self.begin))


@dataclass(frozen=True, slots=True)
class WrongClock:
    """What a clock says at a true moment."""

    pieces: tuple[Piece, ...]

    def at(self, moment: int) -> int:
        """Its stamp."""
        return moment + self.error_at(moment)

    def error_at(self, moment: int) -> int:
        """How far it is off."""
        place = bisect_right([piece.begin for piece in self.pieces], moment)
        return self.pieces[max(0, place - 1)].error_at(moment)


def wrong_clock(rng: random.Random, begin: int, end: int, *, episodes: int) -> WrongClock:
    """A clock with about so many episodes between two true moments; a third of the clocks is slow from the start."""
    pieces = [Piece(begin, -size(rng) if rng.random() < 1 / 3 else left(rng))]
    for moment in sorted(rng.randrange(begin, end) for _ in range(rng.randint(0, 2 * episodes))):
        if moment <= pieces[-1].begin:
            continue
        pieces.append(wrong(rng, moment))
        until = moment + int(math.exp(rng.uniform(math.log(60 * SECOND), math.log(500 * DAY))))
        if rng.random() < 0.8:  # else it stays wrong until it is wrong in another way
            pieces.append(Piece(until, left(rng)))
    return WrongClock(tuple(came_right(pieces)))


def wrong(rng: random.Random, begin: int) -> Piece:
    """One way to be wrong."""
    kind = rng.choice(("forward", "back", "slow", "fast", "stands"))
    match kind:
        case "forward":
            return Piece(begin, size(rng))
        case "back":
            return Piece(begin, -size(rng))
        case "slow":
            return Piece(begin, 0, -rng.uniform(0.001, 0.5))
        case "fast":
            return Piece(begin, 0, rng.uniform(0.001, 0.2))
        case _:
            return Piece(begin, -rng.randrange(SECOND, DAY), -1.0)


def came_right(pieces: list[Piece]) -> list[Piece]:
    """The same, except that a clock that is slow by a week or more comes right at once, not little by little."""
    found = pieces[:1]
    for piece in pieces[1:]:
        before = found[-1].error_at(piece.begin)
        little = before < -7 * DAY and before < piece.error < -LEFT
        found.append(Piece(piece.begin, 0, min(piece.rate, 0.0)) if little else piece)
    return found


def size(rng: random.Random) -> int:
    """From a second to 400 days, each order of magnitude as often."""
    return int(math.exp(rng.uniform(math.log(SECOND), math.log(LARGEST))))


def left(rng: random.Random) -> int:
    """What is left after a correction."""
    return rng.randint(-LEFT, LEFT)
