"""Keep the English catalogue in step with the source: `python tools/messages.py`.

Message ids are the Japanese sentences of modules and templates. New ones are added with an empty
translation, those that nothing says any more are dropped, and translations are kept. `--check`
writes nothing and lists what is missing, stale or mismatched; it exits with 1 if there is anything.

References name the module or template, without line numbers, and the entries stand in the order of
their ids: a sentence that moves within its file changes nothing here.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import polib
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "sekisho"
TEMPLATES = SOURCE / "site" / "templates"
CATALOGUE = SOURCE / "site" / "locale" / "en" / "LC_MESSAGES" / "django.po"

# Django's lazy functions beside those of gettext, with the places of their message ids; and our own
# `counted`, whose one sentence is singular and plural.
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "counted": (1, 1),
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = {
    "Project-Id-Version": "Sekisho",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!%)%[sd]|\{\w*\}")

Key = tuple[str, str]  # context ("" for none) and message id


@dataclass(slots=True)
class Message:
    """One message id: its plural ("" for none) and where it is said."""

    plural: str = ""
    places: set[str] = field(default_factory=set)


def main(arguments: list[str]) -> int:
    """Merge, or with --check only look. Returns 1 if something is left to do for --check, else 0."""
    parser = argparse.ArgumentParser(description="Keep the English catalogue in step with the source.")
    parser.add_argument("--check", action="store_true", help="write nothing; list what is to be done")
    check = parser.parse_args(arguments).check
    said = messages()
    catalogue = read(CATALOGUE)
    if check:
        found = list(findings(catalogue, said))
        for finding in found:
            print(finding)
        return 1 if found else 0
    merged = merge(catalogue, said)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    merged.save(str(CATALOGUE))
    print(f"{len(merged)} messages, {len(merged.untranslated_entries())} without a translation")
    return 0


def messages(source: Path = SOURCE, templates: Path = TEMPLATES) -> dict[Key, Message]:
    """Every message id that the modules below `source` and the templates say."""
    said: dict[Key, Message] = {}
    for path in sorted(source.rglob("*.py")):
        name = ".".join(path.relative_to(source.parent).with_suffix("").parts)
        _collect(said, path.read_text(encoding="utf-8"), name)
    for path in sorted(templates.rglob("*.html")):
        name = path.relative_to(templates).as_posix()
        _collect(said, as_python(path.read_text(encoding="utf-8"), name), name)
    return said


def as_python(template: str, name: str) -> str:
    """The template as calls of gettext between blanks; the indentation of HTML means nothing to Python."""
    return "\n".join(line.strip() for line in templatize(template, origin=name).splitlines())


def read(path: Path) -> polib.POFile:
    """The catalogue at `path`; an empty one where there is none yet."""
    return polib.pofile(str(path), encoding="utf-8") if path.exists() else polib.POFile()


def merge(catalogue: polib.POFile, said: Mapping[Key, Message]) -> polib.POFile:
    """A catalogue of exactly the messages that are said, with the translations that `catalogue` has."""
    known = {key_of(entry): entry for entry in catalogue}
    merged = polib.POFile()
    merged.header = "English. `python tools/messages.py` keeps it in step with what the program says."
    merged.metadata = dict(HEADER)
    for key in sorted(said, key=lambda key: (key[1], key[0])):
        merged.append(_entry(key, said[key], known.get(key)))
    return merged


def findings(catalogue: polib.POFile, said: Mapping[Key, Message]) -> Iterator[str]:
    """What keeps the catalogue from being complete and right, one line each."""
    known = {key_of(entry): entry for entry in catalogue if not entry.obsolete}
    for key in sorted(said.keys() - known.keys()):
        yield f"missing: {key[1]!r} ({', '.join(sorted(said[key].places))})"
    for entry in catalogue:
        message = said.get(key_of(entry))
        if message is None or entry.obsolete:
            yield f"stale: {entry.msgid!r}"
        elif entry.msgid_plural != message.plural:
            yield f"stale: {entry.msgid!r} has another plural in the source"
        elif not entry.translated():
            yield f"missing: {entry.msgid!r} ({', '.join(sorted(message.places))})"
        else:
            yield from _mismatches(entry)


def key_of(entry: polib.POEntry) -> Key:
    """Context and message id of an entry."""
    return entry.msgctxt or "", entry.msgid


def translations(entry: polib.POEntry) -> list[str]:
    """What an entry is translated to: one text, or one for each plural form."""
    return [entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural)] or [entry.msgstr]


def _mismatches(entry: polib.POEntry) -> Iterator[str]:
    wanted = placeholders(entry.msgid)
    for text in translations(entry):
        if placeholders(text) != wanted:
            yield f"mismatched: {entry.msgid!r} has {wanted}, {text!r} has {placeholders(text)}"


def placeholders(text: str) -> list[str]:
    """What is filled in later, %(x)s and {x} alike, in alphabetical order."""
    return sorted(PLACEHOLDER.findall(text))


def _collect(said: dict[Key, Message], code: str, place: str) -> None:
    for _line, ids, _comments, context in extract("python", BytesIO(code.encode()), KEYWORDS):
        singular, *plural = [ids] if isinstance(ids, str) else ids
        message = said.setdefault((context or "", singular), Message())
        message.plural = message.plural or next(iter(plural), "")
        message.places.add(place)


def _entry(key: Key, message: Message, before: polib.POEntry | None) -> polib.POEntry:
    context, singular = key
    entry = polib.POEntry(
        msgctxt=context or None,
        msgid=singular,
        msgid_plural=message.plural,
        occurrences=[(place, "") for place in sorted(message.places)],
    )
    if message.plural:
        entry.msgstr_plural = dict.fromkeys((0, 1), "") | (dict(before.msgstr_plural) if before else {})
    elif before is not None:
        entry.msgstr = before.msgstr
    if before is not None:
        entry.flags, entry.tcomment = before.flags, before.tcomment
    return entry


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
