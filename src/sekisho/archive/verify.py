"""Verifying a log from what stands on the disk: no server, no database, no secret (spec 13).

Everything is recomputed from the records. All faults are listed, each with its place. What cannot be
read counts as a fault: the verifier never calls whole what it has not seen.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from sekisho.archive import parts
from sekisho.archive.checkpoints import Checkpoint
from sekisho.archive.findings import Finding, Weight, finding
from sekisho.archive.handovers import Spans
from sekisho.archive.manifest import Manifest
from sekisho.archive.marks import differing, merged
from sekisho.archive.parts import Part
from sekisho.archive.promises import missing_days
from sekisho.archive.retention import disposed_first
from sekisho.archive.schema import BadDeclaration, LogSchema, at, parse_declaration
from sekisho.archive.short_form import ShortForm
from sekisho.archive.store import Statement, in_force, parts_in, statements_in
from sekisho.archive.verify_files import check_checkpoints, check_files, check_tail, read_manifest
from sekisho.archive.verify_tree import Tree, blocks_in_tiles
from sekisho.archive.verify_units import BLOCK, Looked, Unit, look

ROWS_IN_PROCESS = 400_000  # fewer are looked at here: starting workers takes longer
Given = Checkpoint | ShortForm
Progress = Callable[[int], None]


@dataclass(slots=True)
class LogReport:
    """What was found in one log. `rows` records are under the manifest, `looked` of them were recomputed."""

    log: str
    size: int = 0
    root: bytes = b""
    rows: int = 0
    looked: int = 0
    checkpoints: int = 0
    unsealed: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def faults(self) -> list[Finding]:
        """The findings that are faults."""
        return [each for each in self.findings if each.weight is Weight.FAULT]


@dataclass(frozen=True, slots=True)
class Options:
    """How to verify. `sample`: so many row groups instead of all; `jobs`: worker processes."""

    given: tuple[Given, ...] = ()
    sample: int | None = None
    seed: int = 0
    jobs: int = 2
    progress: Progress | None = None


def verify_log(folder: Path, log: str, spans: Spans, options: Options) -> LogReport:
    """Verify the log in `folder`, whose short name is `log`, with the keys of `spans`."""
    report = LogReport(log)
    manifest, found = read_manifest(folder, log, spans)
    report.findings += found
    if manifest is None:
        return report
    report.size, report.root = manifest.size, manifest.root
    report.findings += check_files(folder, log, manifest)
    checkpoints, found = check_checkpoints(folder, log, spans, manifest)
    report.findings += found
    report.checkpoints = len(checkpoints)
    report.findings += check_tail(folder, log, manifest, report)
    _verify_records(folder, log, manifest, checkpoints, options, report)
    return report


def _verify_records(
    folder: Path,
    log: str,
    manifest: Manifest,
    checkpoints: Sequence[Checkpoint],
    options: Options,
    report: LogReport,
) -> None:
    statements, found = _statements(folder, log, manifest)
    report.findings += found
    schemas, found = _schemas(log, statements)
    report.findings += found
    given = [each for each in options.given if _log_of(each) == log]
    sizes = sorted({c.size for c in checkpoints} | {each.size for each in given} | {manifest.size})
    units, found = _units(
        folder, log, manifest, schemas, [s for s in sizes if s <= manifest.size], statements
    )
    report.findings += found
    report.rows = sum(unit.end - unit.first for unit in units)
    chosen = _sample(units, options)
    tree, days, looked_at = Tree(manifest.size), Counter[tuple[str, date]](), dict[Part, list[Looked]]()
    for looked in _looked(chosen, options):
        report.findings += looked.findings
        days.update(looked.days)
        looked_at.setdefault(looked.unit.part, []).append(looked)
        if looked.readable:
            report.looked += looked.unit.end - looked.unit.first
            tree.add(looked)
    tree.finish()
    report.findings += _between_units(log, looked_at)
    report.findings += _marks(folder, log, looked_at, options)
    report.findings += _tiles(folder, log, manifest, tree, options)
    report.findings += _roots(log, manifest, checkpoints, tree)
    report.findings += _given(given, manifest, tree, log)
    report.findings += _disposed(log, manifest, statements)
    if options.sample is None:
        report.findings += missing_days(log, schemas, statements, days)
    else:
        report.findings.append(finding("sampled", log, looked=f"{report.looked:,}", rows=f"{report.rows:,}"))
    if not given:
        report.findings.append(finding("no_anchor", log))


def _statements(folder: Path, log: str, manifest: Manifest) -> tuple[list[Statement], list[Finding]]:
    statements: list[Statement] = []
    found: list[Finding] = []
    for part in parts_in(manifest):
        try:
            statements += statements_in(folder / part.path)
        except (parts.UnreadablePart, ValueError, KeyError, OSError) as error:
            found.append(finding("unreadable", log, part.path, detail=str(error).splitlines()[0]))
    return statements, found


def _schemas(log: str, statements: Iterable[Statement]) -> tuple[dict[int, LogSchema], list[Finding]]:
    schemas: dict[int, LogSchema] = {}
    found: list[Finding] = []
    for statement in in_force(statements):
        if statement.what != "schema":
            continue
        try:
            schema = parse_declaration(statement.raw)
        except BadDeclaration as error:
            found.append(
                finding("statement", log, at=statement.position, until=statement.position + 1, detail=error)
            )
            continue
        if schema.name != log or schemas.get(schema.number, schema) != schema:
            found.append(finding("undeclared", log, number=schema.number))
        schemas[schema.number] = schema
    return schemas, found


def _units(
    folder: Path,
    log: str,
    manifest: Manifest,
    schemas: Mapping[int, LogSchema],
    sizes: Sequence[int],
    statements: Sequence[Statement],
) -> tuple[list[Unit], list[Finding]]:
    units: list[Unit] = []
    found: list[Finding] = []
    expected = manifest.first
    promised = any(s.what == "promise" for s in in_force(statements))
    for part in parts_in(manifest):
        if part.first != expected:
            found.append(finding("gap", log, at=min(expected, part.first), until=max(expected, part.first)))
        expected = part.end
        try:
            with parts.reading(folder / part.path) as opened:
                groups = [
                    opened.file.metadata.row_group(g).num_rows for g in range(opened.file.num_row_groups)
                ]
                schema = schemas.get(opened.schema_number)
                number = opened.schema_number
        except (parts.UnreadablePart, OSError) as error:
            found.append(
                finding(
                    "unreadable",
                    log,
                    part.path,
                    at=part.first,
                    until=part.end,
                    detail=str(error).splitlines()[0],
                )
            )
            continue
        if schema is None:
            found.append(finding("undeclared", log, part.path, number=number))
            continue
        units += _units_of(folder, part, schema, groups, sizes, promised)
    if expected != manifest.size:
        found.append(finding("gap", log, at=expected, until=manifest.size))
    return units, found


def _units_of(
    folder: Path, part: Part, schema: LogSchema, groups: Sequence[int], sizes: Sequence[int], promised: bool
) -> Iterator[Unit]:
    begin = part.first
    for group, rows in enumerate(groups):
        last = group == len(groups) - 1
        end = part.end if last else begin + rows
        within = tuple(size for size in sizes if begin < size <= end)
        yield Unit(folder, part, schema, (group,), begin, end, within, promised)
        begin = end
    if not groups:
        yield Unit(folder, part, schema, (), part.first, part.end, (), promised)


def _sample(units: Sequence[Unit], options: Options) -> Sequence[Unit]:
    if options.sample is None or options.sample >= len(units):
        return units
    chosen = random.Random(options.seed).sample(range(len(units)), options.sample)  # noqa: S311 -- which ones is no secret
    return [units[place] for place in sorted(chosen)]


def _looked(units: Sequence[Unit], options: Options) -> Iterator[Looked]:
    """The units looked at, here or in worker processes, in any order."""
    rows = sum(unit.end - unit.first for unit in units)
    if options.jobs < 2 or rows < ROWS_IN_PROCESS:
        for unit in units:
            yield _told(look(unit), options)
        return
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        for looked in pool.map(look, units):
            yield _told(looked, options)


def _told(looked: Looked, options: Options) -> Looked:
    if options.progress is not None:
        options.progress(looked.unit.end - looked.unit.first)
    return looked


def _between_units(log: str, looked_at: Mapping[Part, Sequence[Looked]]) -> Iterator[Finding]:
    """Steps of the clock from one unit to the next."""
    every = sorted((one for looked in looked_at.values() for one in looked), key=lambda one: one.unit.first)
    for before, after in zip(every, every[1:], strict=False):
        follows = before.readable and after.readable and before.unit.end == after.unit.first
        if follows and after.first_received_at < before.last_received_at:
            yield _step_between(log, before, after)


def _step_between(log: str, before: Looked, after: Looked) -> Finding:
    from_, to = before.last_received_at, after.first_received_at
    unit = after.unit
    told = any(
        s.what == "clock" and (s.said.get("before"), s.said.get("after")) == (from_, to)
        for s in statements_in(unit.folder / unit.part.path)
        if s.position == unit.first
    )
    what = "clock_said" if told else "clock"
    return finding(
        what, log, unit.part.path, at=unit.first, until=unit.first + 1, before=at(from_), after=at(to)
    )


def _marks(
    folder: Path, log: str, looked_at: Mapping[Part, Sequence[Looked]], options: Options
) -> Iterator[Finding]:
    """Which records differ from what was sealed."""
    for part, looked in looked_at.items():
        ordered = sorted(looked, key=lambda one: one.unit.first)
        whole = all(one.readable for one in ordered) and ordered[-1].unit.end == part.end
        if not whole or sum(one.unit.end - one.unit.first for one in ordered) != part.end - part.first:
            continue
        try:
            kept = (folder / part.marks_path).read_bytes()
            given = merged([(one.unit.first, one.marks) for one in ordered])
            for first, end in differing(part.first, kept, given):
                yield finding(
                    "records_differ", log, part.path, at=max(first, part.first), until=min(end, part.end)
                )
        except OSError:
            continue  # named as missing already
        except ValueError:
            yield finding("marks", log, part.marks_path)


def _tiles(folder: Path, log: str, manifest: Manifest, tree: Tree, options: Options) -> Iterator[Finding]:
    from_tiles = len(tree.blocks) if options.sample is not None else -(-manifest.first // BLOCK)
    tree.fill(0, blocks_in_tiles(folder, manifest.size, 0, from_tiles))
    for tile, wanted in tree.tiles():
        path = folder / tile.path
        try:
            found = path.read_bytes()
        except OSError:
            yield finding("missing_file", log, tile.path)
            continue
        if wanted is None or found == wanted:
            continue
        yield finding("tile", log, tile.path)


def _roots(log: str, manifest: Manifest, checkpoints: Sequence[Checkpoint], tree: Tree) -> Iterator[Finding]:
    good = manifest.first
    last = Checkpoint(manifest.origin, manifest.size, manifest.root)
    for checkpoint in (*checkpoints, last):
        if checkpoint.size < manifest.first:
            continue
        root = tree.root_at(checkpoint.size)
        if root == checkpoint.root:
            good = max(good, checkpoint.size)
        elif root is not None or tree.known.all():
            yield finding(
                "fork", log, at=good, until=max(checkpoint.size, good + 1), first=good, size=checkpoint.size
            )


def _given(given: Sequence[Given], manifest: Manifest, tree: Tree, log: str) -> Iterator[Finding]:
    for each in given:
        if each.size > manifest.size:
            yield finding("shorter", log, size=each.size, here=manifest.size)
        elif 0 < each.size < manifest.first:
            yield finding("pruned_given", log, size=each.size)
        elif (root := tree.root_at(each.size)) is not None and _agrees(each, root, manifest.origin):
            yield finding("given_agrees", log, size=each.size)
        else:
            yield finding("given_differs", log, size=each.size)


def _disposed(log: str, manifest: Manifest, statements: Sequence[Statement]) -> Iterator[Finding]:
    if manifest.first:
        decided = disposed_first(statements)
        yield finding("disposed" if decided >= manifest.first else "undisposed", log, first=manifest.first)


def _agrees(given: Given, root: bytes, origin: str) -> bool:
    here = Checkpoint(origin, given.size, root)
    return given.agrees_with(here) if isinstance(given, ShortForm) else replace(given, extensions=()) == here


def _log_of(given: Given) -> str:
    return given.log if isinstance(given, ShortForm) else given.origin.rpartition("/")[2]
