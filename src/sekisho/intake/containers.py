"""CEF and LEEF, the two forms in which many brands can wrap what they say."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

_CEF: Final = re.compile(
    r"(?<![A-Za-z0-9])CEF:\s?\d{1,2}\|" + r"([^|\\]*+(?:\\.[^|\\]*+)*+)\|" * 6, re.DOTALL
)
_BEGINS_CEF: Final = frozenset({"CEF:0", "CEF:1", "CEF: 0", "CEF: 1"})
_BARS_OF_CEF: Final = 7
_LEEF: Final = re.compile(r"(?<![A-Za-z0-9])LEEF:\s?(\d)\.\d\|" + r"([^|]*+)\|" * 4)
_SEPARATOR: Final = re.compile(r"([^|=]{0,6})\|")
_HEX: Final = re.compile(r"0?[xX]([0-9A-Fa-f]{1,4})\Z")
_KEY: Final = re.compile(r"\s([\w.\[\]-]++)=", re.ASCII)
_ESCAPED_IN_HEADER: Final = re.compile(r"\\([|\\])")
_ESCAPED: Final = re.compile(r"\\([=\\nr])")
_MEANT: Final = {"=": "=", "\\": "\\", "n": "\n", "r": "\r"}
_LAYOUT_NAMES: Final = 64  # with more, a layout is not kept
_TAB_ON_THE_WAY: Final = "#011"  # what rsyslog makes of a TAB


class Cef(NamedTuple):
    """A message in CEF. `event` is the class of the event, `severity` 0 to 10 or a word; texts are unescaped."""

    vendor: str
    product: str
    version: str
    event: str
    name: str
    severity: str
    fields: dict[str, str]

    def labelled(self, *labels: str) -> str | None:
        """The first field whose label (`cs1Label` of `cs1`) is one of these, written in lower case."""
        return _labelled(self.fields, labels)


class Leef(NamedTuple):
    """A message in LEEF. It has no name beside the event, and its severity is a field."""

    vendor: str
    product: str
    version: str
    event: str
    fields: dict[str, str]

    @property
    def name(self) -> str:
        """The event, as in CEF the name stands beside it."""
        return self.event

    @property
    def severity(self) -> str:
        """1 to 10, or nothing."""
        return self.fields.get("sev", "")


def cef(text: str) -> Cef | None:
    """The first CEF message in a line, wherever it begins. None where there is none, or its header is cut.

    ArcSight Common Event Format, header and extension. A value may hold blanks: it ends before the next ` key=`.
    Of a repeated key the first counts. An escape that is none (`\\a`) stays as it stands.
    """
    begins = text.find("CEF:")
    if begins < 0:
        return None
    begin, *header = text[begins:].split("|", _BARS_OF_CEF)
    is_usual = begin in _BEGINS_CEF and len(header) == _BARS_OF_CEF and not text[:begins][-1:].isalnum()
    if is_usual and "\\" not in text:
        vendor, product, version, event, name, severity, extension = header
    elif (found := _CEF.search(text, begins)) is not None:
        vendor, product, version, event, name, severity = (
            _ESCAPED_IN_HEADER.sub(r"\1", part) for part in found.groups()
        )
        extension = text[found.end() :]
    else:
        return None
    fields = _spaced(extension)
    if "\\" in extension:
        fields = {key: _ESCAPED.sub(_unescaped, value) for key, value in fields.items()}
    return Cef(vendor, product, version, event, name, severity.strip(), fields)


def leef(text: str) -> Leef | None:
    """The first LEEF message in a line, 1.0 or 2.0. None where there is none, or its header is cut.

    Attributes are split at the separator (TAB, or what 2.0 names as a character or as `0x5E`), then at the first
    `=`. Where TABs became `#011` or blanks on the way, that is seen. Of a repeated key the first counts.
    """
    begins = text.find("LEEF:")
    found = _LEEF.search(text, begins) if begins >= 0 else None
    if found is None:
        return None
    edition, vendor, product, version, event = found.groups()
    separator, begins = _separator(text, found.end()) if edition != "1" else ("\t", found.end())
    return Leef(vendor, product, version, event, _split(text[begins:], separator))


def _separator(text: str, begins: int) -> tuple[str, int]:
    """What separates the attributes, and where they begin. Some senders of 2.0 leave the field out."""
    if text.startswith("||", begins):
        return "|", begins + 2
    found = _SEPARATOR.match(text, begins)
    if found is None:
        return ("=", begins + 2) if text.startswith("=|", begins) else ("\t", begins)
    named = found[1]
    as_number = _HEX.match(named)
    if as_number is not None:
        named = chr(int(as_number[1], 16))
    return "\t" if named in {"", "\\t"} else named, found.end()


def _split(text: str, separator: str) -> dict[str, str]:
    if separator not in text:
        if _TAB_ON_THE_WAY not in text:
            return _spaced(text)
        separator = _TAB_ON_THE_WAY
    fields: dict[str, str] = {}
    for part in text.split(separator):
        key, equals, value = part.partition("=")
        if equals:
            fields.setdefault(key.strip(), value.strip())
    return fields


def _spaced(text: str) -> dict[str, str]:
    """Fields between blanks, as in CEF."""
    parts = _KEY.split(" " + text)
    keys, values = parts[1::2], list(map(str.strip, parts[2::2]))
    fields = dict(zip(keys, values))  # noqa: B905 -- they are of one list; to say so takes a third more
    if len(fields) < len(keys):
        return dict(zip(reversed(keys), reversed(values), strict=True))
    return fields


def _labelled(fields: dict[str, str], labels: tuple[str, ...]) -> str | None:
    names = tuple(fields)
    pairs = _labels(names) if len(names) <= _LAYOUT_NAMES else _labels.__wrapped__(names)
    for label, key in pairs:
        if fields[label].lower() in labels and fields.get(key):
            return fields[key]
    return None


@lru_cache(maxsize=1024)
def _labels(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Which of the fields are labels, and of what. Remembered, for a device writes its fields the same way each time."""
    return tuple((name, name.removesuffix("Label")) for name in names if name.endswith("Label"))


def _unescaped(found: re.Match[str]) -> str:
    return _MEANT[found[1]]
