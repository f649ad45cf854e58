"""The parts of a log before their records are hashed: do they tile it, and what did the archive state in them?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from sekisho.archive import parts
from sekisho.archive.columns import CONTENT, ENVELOPE
from sekisho.archive.findings import Finding, finding
from sekisho.archive.manifest import Manifest
from sekisho.archive.parts import ROW_GROUP, Part
from sekisho.archive.promises import parse_promise
from sekisho.archive.schema import BadDeclaration, LogSchema, parse_declaration
from sekisho.archive.store import Statement, in_force, parts_in, stated_in
from sekisho.archive.text_encodings import LARGEST
from sekisho.archive.verify_folder import Inventory
from sekisho.archive.verify_units import Looked, Unit
from sekisho.archive.verify_values import wrong_columns
from sekisho.archive.words import words_in

NEEDED: Mapping[str, Mapping[str, type]] = {
    "aside": {"file": str, "bytes": int, "sha256": str},
    "clock": {"before": int, "after": int},
    "disposal": {"first": int, "end": int},
}
"""What a verifier needs of a statement, beside those that it parses."""


class NotAPart(Exception):
    """What the file says of itself keeps it from being read as a part."""


@dataclass(frozen=True, slots=True)
class Found:
    """A part that can be opened: number of its declaration, rows of its row groups, what the archive stated in it.

    `words` are the columns in which values repeat.
    """

    part: Part
    schema: int
    rows: tuple[int, ...]
    statements: tuple[Statement, ...]
    words: tuple[str, ...]


@dataclass(slots=True)
class Survey:
    """All parts of a log that can be opened, in order, its declarations, and what is wrong so far."""

    parts: list[Found] = field(default_factory=list)
    schemas: dict[int, LogSchema] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def statements(self) -> list[Statement]:
        """What the archive stated, in order."""
        return [each for found in self.parts for each in found.statements]

    @property
    def end(self) -> int:
        """The position after the last record there may be."""
        return max((found.part.end for found in self.parts), default=0)


def survey(there: Inventory, log: str, manifest: Manifest) -> Survey:
    """Open every part that the manifest names."""
    result = Survey()
    end = manifest.first
    for part in parts_in(manifest):
        if part.first > end:
            result.findings.append(finding("gap", log, at=end, until=part.first))
        elif part.first < end:
            until = max(part.first + 1, min(end, part.end))
            result.findings.append(finding("overlap", log, part.path, at=part.first, until=until))
        end = max(end, part.end)
        try:
            found = _found(there, part)
            result.parts.append(found)
            result.findings += _miscounted(log, found)
        except Exception as error:  # noqa: BLE001 -- whatever a damaged file makes a library raise is a finding
            detail = error if isinstance(error, NotAPart) else f"{type(error).__name__}: {error}"
            place = {"at": part.first, "until": part.end}
            result.findings.append(finding("unreadable", log, part.path, **place, detail=detail))
    if end != manifest.size:
        first, until = min(end, manifest.size), max(end, manifest.size)
        what = "gap" if end < manifest.size else "surplus"
        result.findings.append(finding(what, log, at=first, until=until, count=until - first))
    result.schemas, faults = schemas_in(log, manifest.origin, result.statements)
    result.findings += faults
    result.findings += _undeclared(log, result)
    return result


def schemas_in(
    log: str, origin: str, statements: Sequence[Statement]
) -> tuple[dict[int, LogSchema], list[Finding]]:
    """The declarations by their number."""
    schemas: dict[int, LogSchema] = {}
    found: list[Finding] = []
    for statement in carried(statements):
        if statement.what != "schema":
            continue
        place = {"at": statement.position, "until": statement.position + 1}
        try:
            schema = parse_declaration(statement.raw)
        except BadDeclaration as error:
            found.append(finding("statement", log, "", **place, detail=error))
            continue
        if schema.origin != origin:
            found.append(finding("statement", log, "", **place, detail=f"it declares {schema.origin}"))
        elif schemas.setdefault(schema.number, schema) != schema:
            detail = f"declaration {schema.number} is there twice, and not the same"
            found.append(finding("statement", log, "", **place, detail=detail))
    return schemas, found


def check_statements(log: str, surveyed: Survey, looked: Iterable[Looked]) -> Iterator[Finding]:
    """Statements that say nothing a reader understands, and those that the metadata of a file would hide."""
    known = {(each.position, each.raw) for each in surveyed.statements}
    for one in looked:
        for each in one.statements:
            if (each.position, each.raw) not in known:
                place = {"at": each.position, "until": each.position + 1}
                detail = "the metadata of the file hides it"
                yield finding("statement", log, one.unit.part.path, **place, detail=detail)
    for each in surveyed.statements:
        place = {"at": each.position, "until": each.position + 1}
        try:
            _understand(each)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
            yield finding("statement", log, "", **place, detail=f"{type(error).__name__}: {error}")


def _understand(statement: Statement) -> None:
    """Raises what comes of it where a statement lacks what it should say."""
    for each in in_force([statement]):
        if not isinstance(each.said.get("statement"), str):
            raise TypeError("it states nothing")
        if each.what == "promise":
            parse_promise(each.said)
        for name, kind in NEEDED.get(each.what, {}).items():
            if not isinstance(each.said[name], kind):
                raise TypeError(f"{name} is not what it should be")


def carried(statements: Iterable[Statement]) -> Iterator[Statement]:
    """As `store.in_force`, of statements that may say anything."""
    for statement in statements:
        try:
            yield from list(in_force([statement]))
        except (TypeError, ValueError, RecursionError):
            yield statement


def units_of(
    there: Inventory,
    found: Found,
    schema: LogSchema,
    *,
    sizes: Sequence[int],
    salt_keys: Mapping[str, bytes],
    count_days: bool,
) -> Iterator[Unit]:
    """The row groups of a part that hold records, as many to a unit as may stand in one row group."""
    for groups, first, end in _runs(found):
        yield Unit(
            folder=there.folder,
            part=found.part,
            schema=schema,
            row_groups=groups,
            first=first,
            end=end,
            sizes=tuple(size for size in sizes if first < size <= end),
            salt_keys=salt_keys,
            count_days=count_days,
            words=found.words,
        )


def _runs(found: Found) -> Iterator[tuple[tuple[int, ...], int, int]]:
    """Row groups that follow one another, and their records [first, end).

    Each unit opens the file anew: with a thousand small row groups in it that would take a thousand times as long.
    """
    first = end = found.part.first
    groups: list[int] = []
    for group, count in enumerate(found.rows):
        if groups and end + count - first > ROW_GROUP:
            yield tuple(groups), first, end
            first, groups = end, []
        if count and end < found.part.end:
            groups.append(group)
            end += count
    if groups:
        yield tuple(groups), first, end


def _found(there: Inventory, part: Part) -> Found:
    """Raises NotAPart, and what reading raises."""
    if part.end > LARGEST:
        raise NotAPart("no log has so many records")
    if part.path not in there.files:
        raise NotAPart("there is no such file")
    with parts.reading(there.folder / part.path) as opened:
        columns = opened.columns
        wanted = pa.schema([*ENVELOPE, *(each for each in CONTENT if each.name in columns.names)])
        own = [each for each in columns if each.name in wanted.names]
        if wrong := wrong_columns(pa.schema(own), wanted):
            raise NotAPart(f"these columns are not those of a part: {wrong}")
        metadata = opened.file.metadata
        rows = tuple(metadata.row_group(group).num_rows for group in range(metadata.num_row_groups))
        if max(rows, default=0) > ROW_GROUP:
            raise NotAPart(f"a row group says that it has {max(rows)} rows")
        # In a file that nobody signed a position can be missing; `look` says so.
        numbered = (each for each in stated_in(opened) if str(each.position).isdigit())
        return Found(part, opened.schema_number, rows, tuple(numbered), words_in(opened.file))


def _miscounted(log: str, found: Found) -> Iterator[Finding]:
    """A part with fewer or more records than its name says."""
    end, file = found.part.first + sum(found.rows), found.part.path
    if end < found.part.end:
        yield finding("gap", log, file, at=end, until=found.part.end)
    elif end > found.part.end:
        count = end - found.part.end
        yield finding("surplus", log, file, at=found.part.end, until=end, count=count)


def _undeclared(log: str, result: Survey) -> Iterator[Finding]:
    """Parts whose declaration is missing, or is not the last one before their records."""
    declared = {
        statement.position: int(statement.said["number"])
        for statement in result.statements
        if statement.what == "schema" and isinstance(statement.said.get("number"), int)
    }
    for found in result.parts:
        place = {"at": found.part.first, "until": found.part.end}
        if found.schema not in result.schemas:
            yield finding("undeclared", log, found.part.path, **place, number=found.schema)
            continue
        before = [position for position in declared if position <= found.part.first]
        within = [position for position in declared if found.part.first < position < found.part.end]
        last = declared[max(before)] if before else found.schema
        for number in {last, *(declared[position] for position in within)} - {found.schema}:
            yield finding("other_schema", log, found.part.path, **place, number=number, schema=found.schema)
