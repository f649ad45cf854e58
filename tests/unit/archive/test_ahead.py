"""The next thing is made while the last is worked on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from threading import Event

import pytest

from sekisho.archive.ahead import ahead

SECONDS = 10  # before a test gives up waiting


def test_things_come_in_their_order() -> None:
    assert list(ahead(iter([3, None, 1]))) == [3, None, 1]


def test_of_nothing_comes_nothing() -> None:
    assert list(ahead(iter([]))) == []


def test_the_next_is_made_while_the_last_is_worked_on() -> None:
    made = Event()

    def things() -> Iterator[int]:
        yield 1
        made.set()
        yield 2

    with closing(ahead(things())) as found:
        assert next(found) == 1
        assert made.wait(SECONDS)


def test_no_more_than_one_is_made_ahead() -> None:
    made: list[int] = []

    def things() -> Iterator[int]:
        for number in range(5):
            made.append(number)
            yield number

    with closing(ahead(things())) as found:
        assert next(found) == 0
        assert max(made) <= 1


def test_what_is_raised_is_raised_at_its_place() -> None:
    def things() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    found = ahead(things())

    assert next(found) == 1
    with pytest.raises(ValueError, match="broken"):
        next(found)


def test_once_it_is_closed_nothing_is_being_made() -> None:
    begun, over = Event(), Event()

    def things() -> Iterator[int]:
        yield 1
        begun.set()
        over.wait(SECONDS)
        yield 2

    with closing(ahead(things())) as found:
        next(found)
        assert begun.wait(SECONDS)
        over.set()

    assert list(found) == []
