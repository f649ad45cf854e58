"""Lists of key=value whose keys mostly come in one order: read by one pattern, in half the time that pairs take."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from sekisho.intake.pairs import closed, picker

_BARE: Final = r'([^ \t\n\r\f\v"\\]*+)'
_QUOTED: Final = r'"([^"\\]*+(?:\\[^"\\][^"\\]*+)*+)"'
_ANY: Final = r'[^ \t\n\r\f\v="]++=(?:"[^"\\]*+(?:\\[^"\\][^"\\]*+)*+"|[^ \t\n\r\f\v"]*+)'
_BLANK: Final = r"(?: ++|\Z)"
_NOTHING: Final = frozenset[str]()

Values = tuple[str | None, ...]


def reader(
    *keys: str, quoted: Iterable[frozenset[str]], never_last: frozenset[str] = _NOTHING
) -> Callable[[str], tuple[Values, bool]]:
    """Reads the values of these keys, in this order (None: not there), and whether the line is cut (`pairs.closed`).

    The keys stand in the order in which a usual line has them, `quoted` names those that have quotes, once for each
    release that differs. A line that is otherwise is read pair by pair, with the same result: what a key says never
    hangs on where it stands.
    """
    patterns = [_pattern(keys, each, never_last) for each in quoted]
    pick = picker(*keys)

    def read(text: str) -> tuple[Values, bool]:
        for pattern in patterns:
            found = pattern.match(text)
            if found is not None:
                return found.groups(), False
        whole, cut = closed(text, never_last)
        said = pick(whole)
        return tuple(map(said.get, keys)), cut

    return read


def _pattern(keys: tuple[str, ...], quoted: frozenset[str], never_last: frozenset[str]) -> re.Pattern[str]:
    """The keys in their order, each at most once, with other pairs between them; nothing else on the line."""
    others = rf"(?:(?!(?:{_one_of(keys)})=){_ANY}{_BLANK})*+"
    wanted = (
        rf"(?:{key}={_QUOTED if key in quoted else _BARE}{' ++' if key in never_last else _BLANK})?+"
        for key in keys
    )
    return re.compile(" *+" + others + others.join(wanted) + others + r"\Z")


def _one_of(keys: Iterable[str]) -> str:
    """Any of the keys. Those with one first letter stand together, so that most are passed over at one look."""
    rests: dict[str, list[str]] = {}
    for key in keys:
        rests.setdefault(key[0], []).append(key[1:])
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in rests.items())
