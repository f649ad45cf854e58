"""Sentences as some brands write them: one pattern a kind, whose named groups always come in the same order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

_NEVER: Final = r"(?:(?!)(?P<never>))?"  # a group that says nothing, for those that a pattern does not have


def sentence(pattern: str, groups: Sequence[str]) -> Callable[[str, int], tuple[str | None, ...] | None]:
    """A reader of one kind of sentence: text and where to begin, to the values of `groups`, or None.

    A group that the pattern does not name, or that took no part, is None. The pattern is matched at the place given,
    not searched; `.` matches line ends too.
    """
    compiled = re.compile(pattern + _NEVER, re.DOTALL)
    names = compiled.groupindex
    order = tuple(names.get(group, names["never"]) for group in groups)

    def said(text: str, start: int) -> tuple[str | None, ...] | None:
        found = compiled.match(text, start)
        return None if found is None else found.group(*order)

    return said
