"""The rule pack's loader: a directory of TOML files → a checked `Pack`, or all that is wrong in it.

The format is described in docs/spec/rule-pack.md. A pack's tables may be spread over its
files as the town likes; only the order of the clauses counts (file names in alphabetical
order, then as written).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from sekisho.rules import pack_body, pack_duties
from sekisho.rules.model import Basis, Document, OpeningHours, Pack, Words
from sekisho.rules.pack_checks import check_pack, check_references
from sekisho.rules.pack_fields import Reading, Table
from sekisho.rules.pack_findings import Finding, Place, Source
from sekisho.rules.pack_source import read_sources

__all__ = ["BrokenPack", "Finding", "check", "load", "pack_directory", "pack_names"]

T = TypeVar("T")

ONCE = ("body", "hours", "council", "disconnection", "wording")
LISTED = (
    "document",
    "clause",
    "section",
    "post",
    "role",
    "substitution",
    "duty",
    "method",
    "ledger",
    "permission",
    "recipient",
    "cut_option",
    "incident_level",
    "system",
    "hosting",
    "level",
    "transition",
)


# Stands in for a missing [hours] while findings are collected; never handed out.
NO_HOURS = OpeningHours((), False, (), (), (), "", "", Basis.DEFAULT)


class BrokenPack(Exception):
    """The pack cannot be used. `findings` holds everything that is wrong, never only the first."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(finding.said_in("ja") for finding in findings))


def load(directory: Path) -> Pack:
    """The pack in `directory`. Raises BrokenPack with all findings."""
    pack, findings = check(directory)
    if pack is None:
        raise BrokenPack(findings)
    return pack


def check(directory: Path) -> tuple[Pack | None, list[Finding]]:
    """The pack in `directory` and no finding, or None and every finding, by file and line."""
    sources, findings = read_sources(directory)
    if findings:
        return None, findings
    reading = Reading()
    pack = _build(sources, reading, directory.name)
    for table in reading.tables:
        table.close()
    check_references(reading)
    check_pack(pack, reading.log)
    found = sorted(dict.fromkeys(reading.log.findings), key=lambda each: (each.file, each.line or 0))
    return (None, found) if found else (pack, [])


def pack_names() -> tuple[str, ...]:
    """The packs that come with Sekisho, by name."""
    return tuple(sorted(entry.name for entry in _built_in().iterdir() if (entry / "body.toml").is_file()))


def pack_directory(name: str) -> Path:
    """Where the built-in pack of that name lies; `load` says so if there is none."""
    return _built_in() / name


def _built_in() -> Path:
    return Path(str(files("sekisho.packs")))


# --- from tables to the pack --------------------------------------------------------


class _Top:
    """The tables at the top level of all files, each asked for by name."""

    def __init__(self, sources: Sequence[Source], reading: Reading, name: str) -> None:
        self._reading = reading
        self._name = name
        self._once: dict[str, Table] = {}
        self._listed: dict[str, list[Table]] = {}
        for source in sources:
            for key, value in source.tables.items():
                self._sort_in(key, value, Place(source, (key,)))

    def many(self, name: str, build: Callable[[Table], T]) -> tuple[T, ...]:
        """The values of every [[name]], in order."""
        return tuple(build(table) for table in self._listed.get(name, ()))

    def one(self, name: str) -> Table | None:
        """The table [name], or None."""
        return self._once.get(name)

    def needed(self, name: str) -> Table | None:
        """The table [name]; its absence is a finding about the pack as a whole."""
        if name not in self._once:
            self._lacks(
                f"表 [{name}] がありません。書き足してください。", f"The table [{name}] is missing. Add it."
            )
        return self._once.get(name)

    def documents(self) -> tuple[Document, ...]:
        """The values of every [[document]]; a pack without any is a finding."""
        if "document" not in self._listed:
            self._lacks(
                "[[document]] がありません。規程そのものを書き足してください。",
                "There is no [[document]]. Add the regulation itself.",
            )
        return self.many("document", pack_body.document)

    def _lacks(self, ja: str, en: str) -> None:
        self._reading.log.findings.append(Finding(self._name, None, "", ja, en))

    def _sort_in(self, key: str, value: object, place: Place) -> None:
        if key in ONCE and isinstance(value, dict):
            self._take_once(key, Table(value, place, self._reading))
        elif key in LISTED and isinstance(value, list) and all(isinstance(each, dict) for each in value):
            tables = [Table(each, place.at(index), self._reading) for index, each in enumerate(value)]
            self._reading.log.places.setdefault(key, []).extend(table.place for table in tables)
            self._listed.setdefault(key, []).extend(tables)
        elif key in (*ONCE, *LISTED):
            form = f"[{key}]" if key in ONCE else f"[[{key}]]"
            self._report(place, f"{form} の形で書いてください。", f"Write it as {form}.")
        else:
            self._report(
                place,
                f"「{key}」という表はありません。使えるのは {_written(ONCE, LISTED)} です。",
                f'There is no table "{key}". A pack has {_written(ONCE, LISTED)}.',
            )

    def _take_once(self, key: str, table: Table) -> None:
        first = self._once.setdefault(key, table)
        if first is table:
            self._reading.log.places[key] = [table.place]
            return
        other = first.place
        self._report(
            table.place,
            f"表 [{key}] は {other.source.name} の {other.line} 行目にもあります。一つにまとめてください。",
            f"The table [{key}] is also in {other.source.name}, line {other.line}. Make one of them.",
        )

    def _report(self, place: Place, ja: str, en: str) -> None:
        self._reading.log.report(place, ja, en)


def _written(once: Sequence[str], listed: Sequence[str]) -> str:
    return ", ".join([*(f"[{name}]" for name in once), *(f"[[{name}]]" for name in listed)])


def _build(sources: Sequence[Source], reading: Reading, name: str) -> Pack:
    top = _Top(sources, reading, name)
    body = top.needed("body")
    hours = top.needed("hours")
    council = top.one("council")
    disconnection = top.one("disconnection")
    wording = top.one("wording")
    documents = top.documents()
    return Pack(
        id=body.identifier("body") if body else "",
        name=body.words("name") if body else Words("", ""),
        prefecture=body.words("prefecture") if body else Words("", ""),
        code=body.optional_text("code") if body else None,
        fictitious=body.flag("fictitious") if body else False,
        documents=documents,
        clauses=top.many("clause", lambda table: pack_body.clause(table, documents)),
        sections=top.many("section", pack_body.section),
        posts=top.many("post", pack_body.post),
        roles=top.many("role", pack_body.role),
        substitutions=top.many("substitution", pack_body.substitution),
        council=pack_body.council(council) if council else None,
        duties=top.many("duty", pack_duties.duty),
        methods=top.many("method", pack_duties.method),
        ledgers=top.many("ledger", pack_duties.ledger),
        permissions=top.many("permission", pack_duties.permission),
        disconnection=pack_duties.disconnection(disconnection) if disconnection else None,
        recipients=top.many("recipient", pack_duties.recipient),
        cut_options=top.many("cut_option", pack_duties.cut_option),
        incident_levels=top.many("incident_level", pack_duties.incident_level),
        systems=top.many("system", pack_body.system),
        hostings=top.many("hosting", pack_body.hosting),
        levels=top.many("level", pack_body.level),
        transitions=top.many("transition", pack_body.transition),
        hours=pack_body.hours(hours) if hours else NO_HOURS,
        numerals=body.word_of("numerals", ("arabic", "kanji")) if body else "arabic",
        wording={key: wording.words(key) for key in wording.names()} if wording else {},
    )
