"""The next of a row of things, made by another thread while the last is worked on.

What is long in it (reading Parquet, hashing, compressing) does not hold the interpreter, so both processors work.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Thing = TypeVar("Thing")


def ahead(things: Iterator[Thing]) -> Generator[Thing]:
    """The same things in the same order, at most one of them ahead. What making one raises is raised at its place.

    Whoever may leave off before the end closes it, and then nothing is being made any more.
    """
    with ThreadPoolExecutor(1) as pool:
        following = pool.submit(_next, things)
        while made := following.result():
            following = pool.submit(_next, things)
            yield from made


def _next(things: Iterator[Thing]) -> tuple[Thing, ...]:
    """The next in a tuple; an empty one at the end: StopIteration is for the thread that sees it."""
    for thing in things:
        return (thing,)
    return ()
