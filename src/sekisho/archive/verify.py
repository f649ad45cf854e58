"""Verifying a log from what stands on the disk: no server, no database, no secret (spec 13).

Everything is recomputed from the records. All faults are listed, each with its place. What cannot be
read counts as a fault: the verifier never calls whole what it has not seen.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, pairwise
from multiprocessing import get_context
from pathlib import Path

from sekisho.archive.findings import Finding, Weight, finding
from sekisho.archive.handovers import Spans
from sekisho.archive.manifest import Manifest
from sekisho.archive.notes import VerifierKey
from sekisho.archive.promises import ONE_DAY, missing_days
from sekisho.archive.retention import disposed_first
from sekisho.archive.store import Statement
from sekisho.archive.verify_anchors import check_timestamps, stamped_sizes_in, told_by_witnesses
from sekisho.archive.verify_claims import (
    Given,
    check_claims,
    check_given,
    check_witnessed,
    claim_of,
    log_of,
    what_changed,
)
from sekisho.archive.verify_files import (
    MANIFEST,
    Claim,
    Keys,
    check_checkpoints,
    check_cosignatures,
    check_files,
    keys_of,
    read_manifest,
    read_salt_keys,
)
from sekisho.archive.verify_folder import Inventory, inventory
from sekisho.archive.verify_options import Options
from sekisho.archive.verify_parts import Survey, carried, check_statements, survey, units_of
from sekisho.archive.verify_places import check_marks, check_tiles, plausible_size, sound_until, stored_level
from sekisho.archive.verify_rollups import check_rollups
from sekisho.archive.verify_tail import check_asides, check_tail
from sekisho.archive.verify_tree import BLOCK, Tree
from sekisho.archive.verify_units import Looked, Unit, look_and_fold, look_at, runs_of
from sekisho.archive.verify_values import step_back

ROWS_IN_PROCESS = 3_000_000  # fewer are looked at here sooner than workers are ready
TRIES = 3  # a log that is being written to can change while it is read

__all__ = ["Given", "LogReport", "Options", "verify_log"]


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


def verify_log(
    folder: Path,
    log: str,
    spans: Spans,
    options: Options,
    *,
    handed_over: Sequence[Claim] = (),
    witnesses: Sequence[VerifierKey] = (),
) -> LogReport:
    """Verify the log in `folder`, whose short name is `log`, with the keys of `spans`.

    `handed_over` is what the handovers of the archive say of this log, `witnesses` the cosigners' keys that are
    trusted. Once more where the log was written to meanwhile and something seemed wrong.
    """
    keys = keys_of(log, spans, witnesses)
    for attempt in range(TRIES):
        there = inventory(folder)
        report = _verified(there, keys, options, handed_over)
        if not report.faults or attempt == TRIES - 1 or inventory(folder).files == there.files:
            break
    report.findings = list(dict.fromkeys(report.findings))
    return report


@dataclass(frozen=True, slots=True)
class _Signed:
    """What a log's files say before its records are looked at. `listed` are the files that are as the manifest says.

    `believed` is False where the manifest itself is not to be believed. `claims` are the log's own checkpoints.
    """

    there: Inventory
    log: str
    manifest: Manifest
    believed: bool
    listed: set[str]
    claims: Sequence[Claim]
    handed_over: Sequence[Claim]
    cosigned: Sequence[Claim]
    given: Sequence[Given]

    @property
    def proofs(self) -> list[Claim]:
        """All that is signed or was given: what can prove the records, or that they have changed."""
        every = (*self.claims, *self.handed_over, *self.cosigned, *map(claim_of, self.given))
        return [each for each in every if each.signed]

    @property
    def sizes(self) -> list[int]:
        """The sizes at which a root is asked for."""
        sizes = {*(each.size for each in (*self.claims, *self.proofs)), *stamped_sizes_in(self.there)}
        return sorted(size for size in sizes if size <= self.manifest.size)


def _verified(there: Inventory, keys: Keys, options: Options, handed_over: Sequence[Claim]) -> LogReport:
    log = keys.log
    report = LogReport(log, findings=list(there.findings(log)))
    manifest, faults = read_manifest(there, keys)
    report.findings += faults
    if manifest is None:
        return report
    report.size, report.root = manifest.size, manifest.root
    listed, found = check_files(there, log, manifest)
    report.findings += found
    checkpoints, found = check_checkpoints(there, keys, manifest)
    report.findings += found
    report.checkpoints = len(checkpoints)
    cosigned, found = check_cosignatures(there, keys)
    report.findings += [*found, *told_by_witnesses(there, log, keys.witnesses)]
    salt_keys, found = read_salt_keys(there, keys)
    report.findings += found
    signed = _Signed(
        there=there,
        log=log,
        manifest=manifest,
        believed=not faults,
        listed=listed,
        claims=[*checkpoints, Claim(manifest.size, manifest.root, MANIFEST, signed=not faults)],
        handed_over=handed_over,
        cosigned=cosigned,
        given=[each for each in options.given if log_of(each) == log],
    )
    _verify_records(signed, salt_keys, options, report)
    return report


def _verify_records(
    signed: _Signed, salt_keys: Mapping[str, bytes], options: Options, report: LogReport
) -> None:
    log, there, manifest = signed.log, signed.there, signed.manifest
    surveyed = survey(there, log, manifest)
    units = _units(signed, surveyed, salt_keys)
    report.rows = sum(unit.end - unit.first for unit in units)
    looked = sorted(_looked(_sample(units, signed, options), options), key=lambda one: one.unit.first)
    report.looked = sum(one.unit.end - one.unit.first for one in looked if one.is_hashed)
    report.findings += surveyed.findings
    report.findings += [each for one in looked for each in one.findings]
    report.findings += _clocks_between(log, looked)
    report.findings += check_statements(log, surveyed, looked)
    compared = _verify_tree(signed, surveyed, looked, options, report)
    if options.deep:
        report.findings += check_rollups(there, log, surveyed, sound=signed.listed)
    report.findings += _disposed(log, manifest, surveyed.statements)
    if options.sample is None:
        report.findings += _missing_days(log, manifest, surveyed, looked)
    else:
        report.findings.append(_sampled(report, compared, len({each.size for each in signed.claims})))
    tail = check_tail(there, log, manifest, surveyed.schemas, looked[-1].received_at[1] if looked else None)
    report.unsealed = tail.unsealed
    report.findings += tail.findings
    report.findings += check_asides(there, log, [*surveyed.statements, *tail.statements])


def _verify_tree(
    signed: _Signed, surveyed: Survey, looked: Sequence[Looked], options: Options, report: LogReport
) -> int:
    """Compare marks, tiles and roots. Returns how many of the log's own checkpoints could be compared."""
    log, there, manifest = signed.log, signed.there, signed.manifest
    tree = Tree(plausible_size(there, manifest, surveyed.end), signed.sizes)
    for run in runs_of(looked, signed.sizes):
        tree.add(run)
    tree.finish()
    stored = stored_level(there, tree.size, 1)
    tree.fill(stored.hashes, stored.there)
    sound = sound_until(tree, signed.proofs)
    by_part = {part: list(of) for part, of in groupby(looked, key=lambda one: one.unit.part)}
    changed, found = check_marks(
        there,
        log,
        by_part,
        signed=signed.believed,
        listed=signed.listed,
        named=manifest.files.keys(),
        sound=sound,
    )
    report.findings += found
    report.findings += check_tiles(
        there,
        log,
        tree,
        claims=signed.proofs,
        parts=[each.part for each in surveyed.parts],
        changed=changed,
        first=manifest.first,
        sound=sound,
    )
    compared, found = check_claims(
        log, signed.claims, tree, manifest, sound=sound, sampled=options.sample is not None
    )
    report.findings += found
    report.findings += what_changed(log, signed.proofs, tree, manifest, sound=sound, looked=looked)
    report.findings += check_witnessed(log, signed.handed_over, signed.cosigned, tree, manifest)
    report.findings += check_timestamps(there, log, manifest, tree.root_at, options.tsa_roots)
    report.findings += check_given(log, signed.given, tree, manifest)
    return compared


def _units(signed: _Signed, surveyed: Survey, salt_keys: Mapping[str, bytes]) -> list[Unit]:
    promised = any(each.what == "promise" for each in carried(surveyed.statements))
    units: list[Unit] = []
    for found in surveyed.parts:
        schema = surveyed.schemas.get(found.schema)
        if schema is not None:
            units += units_of(
                signed.there,
                found,
                schema,
                sizes=signed.sizes,
                salt_keys=salt_keys,
                count_days=promised,
            )
    return units


def _sample(units: Sequence[Unit], signed: _Signed, options: Options) -> Sequence[Unit]:
    """All units, or so many by chance and those that the last root and the given ones need."""
    if options.sample is None:
        return units
    ends = [signed.manifest.size, *(each.size for each in signed.given)]
    needed = {
        place
        for place, unit in enumerate(units)
        if any(unit.first < end and end // BLOCK * BLOCK < unit.end for end in ends)
    }
    others = sorted(set(range(len(units))) - needed)
    count = min(len(others), max(0, options.sample - len(needed)))
    chosen = random.Random(options.seed).sample(others, count)  # noqa: S311 -- which ones is no secret
    return [units[place] for place in sorted({*chosen, *needed})]


def _looked(units: Sequence[Unit], options: Options) -> Iterator[Looked]:
    """The units looked at, here or in worker processes, in any order."""
    rows = sum(unit.end - unit.first for unit in units)
    if options.jobs < 2 or rows < ROWS_IN_PROCESS:  # noqa: PLR2004 -- with one job there is nobody to help
        yield from (_told(looked, options) for looked in look_at(units))
        return
    done = 0
    try:
        with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
            for looked in pool.map(look_and_fold, units):
                done += 1
                yield _told(looked, options)
    except BrokenProcessPool as error:
        # A worker was ended from outside, or by what it read. What it did not come to counts as unreadable.
        for unit in units[done:]:
            place = {"at": unit.first, "until": unit.end}
            lost = finding("unreadable", unit.schema.name, unit.part.path, **place, detail=error)
            yield Looked(unit, findings=[lost])


def _told(looked: Looked, options: Options) -> Looked:
    if options.progress is not None:
        options.progress(looked.unit.end - looked.unit.first)
    return looked


def _clocks_between(log: str, looked: Sequence[Looked]) -> Iterator[Finding]:
    """Steps of the clock from one unit to the next."""
    for before, after in pairwise(looked):
        follows = before.unit.end == after.unit.first and before.is_hashed and after.is_hashed
        if follows and after.received_at[0] < before.received_at[1]:
            said = next((each for each in after.statements if each.position == after.unit.first), None)
            steps = before.received_at[1], after.received_at[0]
            yield step_back(said, *steps, at=after.unit.first, log=log, file=after.unit.part.path)


def _missing_days(
    log: str, manifest: Manifest, surveyed: Survey, looked: Sequence[Looked]
) -> Iterable[Finding]:
    """Promised days without a record. Where not all could be read, nobody can say that a day is missing."""
    if not looked or not all(one.is_hashed for one in looked) or not surveyed.schemas:
        return ()
    schema = surveyed.schemas[max(surveyed.schemas)]
    days = sum((one.days for one in looked), Counter[tuple[str, date]]())
    since = schema.local_day(looked[0].received_at[0]) + ONE_DAY if manifest.first else date.min
    until = schema.local_day(max(one.received_at[1] for one in looked)) + ONE_DAY
    return missing_days(log, surveyed.statements, days, since=since, until=until)


def _disposed(log: str, manifest: Manifest, statements: Sequence[Statement]) -> Iterator[Finding]:
    if manifest.first:
        decided = disposed_first(each for each in statements if isinstance(each.said.get("end"), int))
        yield finding("disposed" if decided >= manifest.first else "undisposed", log, first=manifest.first)


def _sampled(report: LogReport, compared: int, checkpoints: int) -> Finding:
    return finding(
        "sampled",
        report.log,
        looked=f"{report.looked:,}",
        rows=f"{report.rows:,}",
        compared=compared,
        checkpoints=checkpoints,
    )
