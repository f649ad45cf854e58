"""What is wrong in a rule pack, and where: the file, the line and a sentence in both languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from sekisho.rules.model import Words

T = TypeVar("T")
Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend in a pack.

    `file` is the file's name in the pack's directory, `line` counts from 1 (None where
    the finding is about no line), `where` names the table and key, the same in both
    languages: "duty daily-check: cadence.each".
    """

    file: str
    line: int | None
    where: str
    ja: str
    en: str

    def said_in(self, language: str) -> str:
        """One line in `language` ("ja" or "en"), with the place in front."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(
            part for part in (place, self.where, Words(self.ja, self.en).said_in(language)) if part
        )


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a pack: its text and what TOML makes of it."""

    name: str
    text: str
    tables: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """A table or key within a source; the line is looked for only when somebody asks."""

    source: Source
    keys: Keys

    def at(self, *keys: str | int) -> Place:
        """The place below this one."""
        return Place(self.source, self.keys + keys)

    @property
    def line(self) -> int:
        """The line of the key, or of the nearest table that holds it."""
        known = _lines(self.source.text)
        keys = self.keys
        while keys and keys not in known:
            keys = keys[:-1]
        return known.get(keys, 1)

    @property
    def where(self) -> str:
        """The place in words: each table by its id where it has one."""
        parts: list[str] = []
        value: object = self.source.tables
        plain = ""
        for key in self.keys:
            if isinstance(key, int):
                value = value[key] if isinstance(value, list) and key < len(value) else None
                parts.append(f"{plain} {_name_of(value) or f'({key + 1})'}")
                plain = ""
            else:
                value = value.get(key) if isinstance(value, Mapping) else None
                plain = f"{plain}.{key}" if plain else key
        return ": ".join([*parts, plain] if plain else parts)


@dataclass(slots=True)
class Log:
    """Everything found so far, and where the things of the pack stand.

    `ids` maps a kind of thing ("clause", "post") to its ids and their places; `places`
    maps a table's name to the places of its tables, in order. Both are filled while
    tables are read and asked by the checks afterwards.
    """

    findings: list[Finding] = field(default_factory=list)
    ids: dict[str, dict[str, Place]] = field(default_factory=dict)
    places: dict[str, list[Place]] = field(default_factory=dict)

    def report(self, place: Place, ja: str, en: str) -> None:
        """Note one thing that is wrong at `place`."""
        self.findings.append(Finding(place.source.name, place.line, place.where, ja, en))

    def located(self, table: str, values: Iterable[T]) -> Iterator[tuple[T, Place]]:
        """Each value that was made from [[table]], with its place."""
        return zip(values, self.places.get(table, ()), strict=True)


def _name_of(value: object) -> str | None:
    if not isinstance(value, Mapping):
        return None
    name = (
        value.get("id") or value.get("slug") or value.get("role") or value.get("verb") or value.get("clause")
    )
    return name if isinstance(name, str) else None


# --- lines: tomllib gives none ------------------------------------------------------

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_DOTTED = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_ASSIGNMENT = re.compile(rf"\s*({_DOTTED})\s*=")


@lru_cache(maxsize=32)
def _lines(text: str) -> Mapping[Keys, int]:
    """The line on which each table and key of a valid TOML text first stands."""
    lines = text.split("\n")
    found: dict[Keys, int] = {}
    counts: dict[Keys, int] = {}
    base: Keys = ()
    number = 0
    while number < len(lines):
        if header := _HEADER.match(lines[number]):
            base = _opened(_split(header[2]), header[1] == "[[", counts)
            for keys in _prefixes((), base):
                found.setdefault(keys, number + 1)
        elif assignment := _ASSIGNMENT.match(lines[number]):
            for keys in _prefixes(base, _split(assignment[1])):
                found.setdefault(keys, number + 1)
            number = _last_line_of_value(lines, number, assignment.end())
        number += 1
    return found


def _opened(names: tuple[str, ...], repeated: bool, counts: dict[Keys, int]) -> Keys:
    """The path that a header opens; `counts` knows the last index of each repeated table."""
    path: Keys = ()
    for name in names[:-1]:
        path += (name,)
        if path in counts:
            path += (counts[path],)
    path += (names[-1],)
    if not repeated:
        return path
    counts[path] = counts.get(path, -1) + 1
    return (*path, counts[path])


def _prefixes(base: Keys, names: Keys) -> Iterator[Keys]:
    for length in range(1, len(names) + 1):
        yield base + names[:length]


def _split(dotted: str) -> tuple[str, ...]:
    return tuple(key.strip("\"'") for key in re.findall(_KEY, dotted))


def _last_line_of_value(lines: list[str], first: int, column: int) -> int:
    """A value ends with the first line at which TOML can read it whole."""
    value = lines[first][column:]
    for number in range(first, len(lines)):
        try:
            tomllib.loads(f"value = {value}")
        except tomllib.TOMLDecodeError:
            value += "\n" + "".join(lines[number + 1 : number + 2])
        else:
            return number
    return first
