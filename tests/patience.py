"""Waiting for what must come, and limits for what must be done without delay: no busy machine makes a test fail here."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

T = TypeVar("T")

PATIENCE_SECONDS: Final = 60.0
# What grows with the square of the inputs that tests give takes minutes, what is right a few hundredths of this.
SOON_SECONDS: Final = 5.0


def wait_for(what: Callable[[], T | None]) -> T:
    """What it gives as soon as it gives something true. A test that waits in vain fails."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not (found := what()):
        assert time.monotonic() < until, f"not within {PATIENCE_SECONDS:g} s"
        time.sleep(0.01)
    return found


@contextmanager
def soon(seconds: float = SOON_SECONDS) -> Iterator[None]:
    """Asserts that the block takes this process less than so many seconds of processor time: waiting is not counted."""
    began = time.process_time()
    yield
    taken = time.process_time() - began
    assert taken < seconds, f"took {taken:.1f} s of the processor; less than {seconds:g} s were given"
