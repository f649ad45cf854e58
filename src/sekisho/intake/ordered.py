"""Lists of key=value as a device writes them: the same keys in the same order, thousands of times.

How a list looks is learned from those that came before; one that looks so again is read by one pattern made for it,
in a third of the time that pairs take.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from operator import itemgetter
from typing import Final

from sekisho.intake.pairs import closed, picker

LEARNED_AFTER: Final = 100  # lists that look the same: a pattern takes as long to make as these to read
SHAPES_MAX: Final = (
    8  # with as many signs: whoever sends other lists only to be slow must not make us try them all
)
_SIGNS_MAX: Final = 64
_SEEN_MAX: Final = 256
_PAIRS_MAX: Final = 64
_CHARACTERS_MAX: Final = 2048  # of a list that is learned
_PAIR: Final = re.compile(r'([A-Za-z_][A-Za-z0-9_.-]*+)=(?:("[^"]*+")|[^\s"]*+)(?: |\Z)')
_NOTHING: Final = frozenset[str]()

Values = tuple[str | None, ...]
_Shape = tuple[tuple[str, bool], ...]  # each key, and whether its value has quotes
_Reader = Callable[[str], Values | None]


def reader(
    *keys: str, never_last: frozenset[str] = _NOTHING, learned_after: int = LEARNED_AFTER
) -> Callable[[str], tuple[Values, bool]]:
    """Reads the values of these keys (two at least), in this order, None: not there; and whether the list is cut.

    What is read is what a `pairs.picker` reads of what `pairs.closed` leaves, however the list looks and whatever came before.
    """
    shapes = _Shapes(keys, never_last, learned_after)
    pick = picker(*keys)

    def read(text: str) -> tuple[Values, bool]:
        signs = text.count("="), text.count('"')
        if "\\" not in text or ("\\\\" not in text and '\\"' not in text):  # no escapes
            for known in shapes.of_signs.get(signs, ()):
                values = known(text)
                if values is not None:
                    return values, False
            shapes.see(text, signs)
        whole, cut = closed(text, never_last)
        said = pick(whole)
        return tuple(map(said.get, keys)), cut

    return read


class _Shapes:
    """What was learned, by how many equals signs and quotes a list has. Bounded, whatever is sent."""

    def __init__(self, keys: tuple[str, ...], never_last: frozenset[str], learned_after: int) -> None:
        self.of_signs: dict[tuple[int, int], tuple[_Reader, ...]] = {}
        self._keys = keys
        self._never_last = never_last
        self._learned_after = learned_after
        self._seen: Counter[_Shape] = Counter()

    def see(self, text: str, signs: tuple[int, int]) -> None:
        """A list that nothing learned fits. Learns its shape when it has come often enough."""
        shape = _shape(text, self._never_last)
        if shape is None:
            return
        self._seen[shape] += 1
        if self._seen[shape] >= self._learned_after:
            del self._seen[shape]
            if len(self.of_signs) >= _SIGNS_MAX:
                self.of_signs.clear()
            newest_first = (_reader(shape, self._keys), *self.of_signs.get(signs, ()))
            self.of_signs[signs] = newest_first[:SHAPES_MAX]
        elif len(self._seen) > _SEEN_MAX:
            self._seen.clear()


def _shape(text: str, never_last: frozenset[str]) -> _Shape | None:
    """How the list looks; None where there is more in it than pairs, or its last value may be half of one."""
    if len(text) > _CHARACTERS_MAX:
        return None
    place = 0
    shape: list[tuple[str, bool]] = []
    while place < len(text):
        found = _PAIR.match(text, place)
        if found is None or len(shape) == _PAIRS_MAX:
            return None
        shape.append((found[1], found[2] is not None))
        place = found.end()
    if not shape or (shape[-1][0] in never_last and not shape[-1][1]):
        return None
    return tuple(shape)


def _reader(shape: _Shape, keys: tuple[str, ...]) -> _Reader:
    """Reads lists of this shape, of those that have as many quotes; of a repeated key the first value.

    None of the quotes can be in a value without quotes: those with quotes have taken all. So each value is looked for
    in the way that takes the least time.
    """
    place_of: dict[str, int] = {}
    pairs = []
    for key, is_quoted in shape:
        value = '[^"]*+' if is_quoted else r"\S*+"
        if key in keys and key not in place_of:
            place_of[key] = len(place_of)
            value = f"({value})"
        pairs.append(f'{re.escape(key)}="{value}"' if is_quoted else f"{re.escape(key)}={value}")
    never = len(place_of)  # of a group that says nothing, for the keys that such lists do not have
    pattern = re.compile(" ".join(pairs) + r" ?\Z((?!))?")
    in_order = itemgetter(*(place_of.get(key, never) for key in keys))

    def read(text: str) -> Values | None:
        found = pattern.match(text)
        return None if found is None else in_order(found.groups())

    return read
