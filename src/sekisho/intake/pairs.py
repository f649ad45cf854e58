"""Lists of key=value, as most brands write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

_KEY: Final = r"(?<![A-Za-z0-9_.-])([A-Za-z_][A-Za-z0-9_.-]*+)"
_QUOTED: Final = r'(?<=")[^"\\]*+(?:\\(?s:.)[^"\\]*+)*+\\?'
_PAIR: Final = re.compile(rf'{_KEY}="?({_QUOTED}|[^\s"]*+)')
_ESCAPED: Final = re.compile(r"\\([\"\\])")


def pairs(text: str) -> dict[str, str]:
    """`key=value` and `key="value"` between blanks; of a repeated key the first. Lone words are passed over.

    In quotes `\\"` and `\\\\` are escapes; a quote that is never closed ends with the line.
    """
    found = _first(_PAIR.findall(text))
    if "\\" in text:
        return {key: "".join(_ESCAPED.split(value)) for key, value in found.items()}
    return found


def picker(*keys: str) -> Callable[[str], dict[str, str]]:
    """As `pairs`, for those who need these keys only: in long lines several times faster.

    A key counts where it stands at the beginning or after a blank. What is given back may hold other keys too.
    """
    wanted = re.compile(rf' ({"|".join(map(re.escape, keys))})="?((?<=")[^"]*+|[^\s"]*+)')

    def pick(text: str) -> dict[str, str]:
        if "=" in "".join(text.split('"')[1::2]) or '\\"' in text or "\\\\" in text or "\t" in text:
            return pairs(text)  # only who reads every pair in turn knows what stands within quotes
        return _first(wanted.findall(" " + text))

    return pick


def is_cut(text: str) -> bool:
    """Whether the list ends inside quotes."""
    return (text.count('"') - text.count('\\"')) % 2 == 1


def closed(text: str, never_last: frozenset[str]) -> tuple[str, bool]:
    """The list without a last value that may be half of one (its key stays), and whether that was so.

    It is where the quotes around it are never closed, or where one of `never_last` ends the line without quotes.
    """
    if is_cut(text):
        return text[: text.rfind('"')], True
    key, equals, value = text[text.rfind(" ") + 1 :].partition("=")
    if equals and key in never_last and not value.endswith('"'):
        return text[: len(text) - len(value)], True
    return text, False


def _first(found: list[tuple[str, str]]) -> dict[str, str]:
    once = dict(found)
    return once if len(once) == len(found) else dict(reversed(found))
