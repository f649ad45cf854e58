"""Verifying an archive: every log, the handovers of its keys, and whatever else lies there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from sekisho.archive.checkpoints import Checkpoint
from sekisho.archive.findings import Finding, Weight, finding
from sekisho.archive.handovers import HandoverRefused, Spans, key_chain, keys_without_chain, parse_handover
from sekisho.archive.keys import HANDOVER
from sekisho.archive.notes import COSIGNATURE, ED25519, MAX_NOTE_BYTES, NoKnownKey, VerifierKey
from sekisho.archive.reading import HANDOVERS
from sekisho.archive.schema import SHORT_NAME
from sekisho.archive.short_form import short_form_of
from sekisho.archive.verify import LogReport, Options, verify_log
from sekisho.archive.verify_claims import log_of
from sekisho.archive.verify_files import MANIFEST, Claim
from sekisho.archive.verify_folder import inventory

NUMBER = re.compile(r"[0-9]{4}")
EXIT_CODES = {"whole": 0, "faulty": 1, "not_judged": 3}
"""What a program that verifies ends with; 2 is for a wrong word, as a mistyped checkpoint, with which nothing is verified."""


@dataclass(slots=True)
class Report:
    """What was found in an archive. `judged` is False where no key could be used: then nothing was verified."""

    logs: list[LogReport] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    judged: bool = True
    base: str = ""

    @property
    def every(self) -> list[Finding]:
        """All findings, those of the logs too."""
        return [*self.findings, *(each for log in self.logs for each in log.findings)]

    @property
    def faults(self) -> list[Finding]:
        """The findings that are faults."""
        return [each for each in self.every if each.weight is Weight.FAULT]

    @property
    def whole(self) -> bool:
        """Whether everything was verified and nothing was wrong."""
        return self.judged and not self.faults

    @property
    def verdict(self) -> str:
        """`whole`, `faulty` or `not_judged`."""
        if not self.judged:
            return "not_judged"
        return "whole" if self.whole else "faulty"

    @property
    def exit_code(self) -> int:
        """As EXIT_CODES has it."""
        return EXIT_CODES[self.verdict]

    def as_data(self) -> dict[str, object]:
        """The report as JSON: the findings with their place and both sentences.

        A log with a fault has no `short_form`: it is not for printing.
        """
        return {
            "whole": self.whole,
            "judged": self.judged,
            "verdict": self.verdict,
            "exit_code": self.exit_code,
            "logs": [
                {
                    "log": log.log,
                    "size": log.size,
                    "root": log.root.hex(),
                    "looked_at": log.looked,
                    "checkpoints": log.checkpoints,
                    "unsealed": log.unsealed,
                    "short_form": None if log.faults else short_form(log, self.base),
                }
                for log in self.logs
            ],
            "findings": [
                {
                    "weight": each.weight.value,
                    "what": each.what,
                    "log": each.log,
                    "file": each.file,
                    "first": each.first,
                    "end": each.end,
                    "field": each.field,
                    "ja": each.ja,
                    "en": each.en,
                }
                for each in self.every
            ],
        }


def short_form(log: LogReport, base: str) -> str | None:
    """The short form of what was verified; None for an empty log."""
    return str(short_form_of(Checkpoint(f"{base}/{log.log}", log.size, log.root))) if log.size else None


def verify_archive(archive: Path, trusted: Sequence[VerifierKey], options: Options = Options()) -> Report:  # noqa: B008 -- frozen
    """Verify the archive in a directory with keys that the caller trusts. Never raises for what it finds."""
    report = Report()
    trusted = list(dict.fromkeys(trusted))
    if not trusted:
        report.findings.append(finding("no_key"))
    directories, found = _directories(archive)
    report.findings += found
    handovers, found = _handovers(archive, HANDOVERS in directories)
    report.findings += found
    spans = _spans(handovers, trusted, report)
    if spans is None:
        report.judged = False
        return report
    report.base = spans.base
    logs = [name for name in directories if _may_be_log(archive / name)]
    report.findings += [
        finding("no_manifest", file=name) for name in directories if name not in (*logs, HANDOVERS)
    ]
    if not logs:
        report.findings.append(finding("nothing"))
    claims = _handed_over(handovers, spans)
    report.findings += _missing_logs(logs, trusted, claims, options, spans)
    witnesses = [key for key in trusted if key.algorithm == COSIGNATURE]
    for log in logs:
        handed_over = claims.get(log, ())
        report.logs.append(
            _verified(archive, log, spans, options, handed_over=handed_over, witnesses=witnesses)
        )
    report.judged = not (spans.loose and _signed_by_others(report))
    return report


def _signed_by_others(report: Report) -> bool:
    """Whether the handovers are sound and neither they nor any log know the trusted keys: those of another archive."""
    if any(each.what == "handover" for each in report.findings):
        return False
    unknown = ("unknown_key", MANIFEST)
    return all(any((each.what, each.file) == unknown for each in log.findings) for log in report.logs)


def _verified(
    archive: Path,
    log: str,
    spans: Spans,
    options: Options,
    *,
    handed_over: Sequence[Claim],
    witnesses: Sequence[VerifierKey],
) -> LogReport:
    try:
        return verify_log(archive / log, log, spans, options, handed_over=handed_over, witnesses=witnesses)
    except Exception as error:  # noqa: BLE001 -- what nobody thought of must not end in a verdict
        detail = f"{type(error).__name__}: {error}"
        return LogReport(log, findings=[finding("unreadable", log, detail=detail)])


def _directories(archive: Path) -> tuple[list[str], list[Finding]]:
    """The directories of an archive by name, and what lies beside them."""
    directories: list[str] = []
    found: list[Finding] = []
    try:
        with os.scandir(archive) as entries:
            for entry in sorted(entries, key=lambda each: each.name):
                if entry.is_dir(follow_symlinks=False):
                    directories.append(entry.name)
                elif entry.is_file(follow_symlinks=False):
                    found.append(finding("extra_file", file=entry.name))
                else:
                    found.append(finding("irregular", file=entry.name))
    except OSError as error:
        found.append(finding("unreadable", detail=error))
    return directories, found


def _may_be_log(folder: Path) -> bool:
    """Whether there is a manifest. Also where nobody may look: verifying the log then says so."""
    try:
        os.lstat(folder / MANIFEST)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _handovers(archive: Path, there: bool) -> tuple[list[tuple[str, bytes]], list[Finding]]:
    """The handovers in order, with their files. What else lies there is named, and not read."""
    if not there:
        return [], []
    folder = inventory(archive / HANDOVERS)
    found = [replace(each, file=f"{HANDOVERS}/{each.file}") for each in folder.findings()]
    handovers: list[tuple[str, bytes]] = []
    for name in sorted(folder.files):
        file = f"{HANDOVERS}/{name}"
        if not NUMBER.fullmatch(name):
            found.append(finding("extra_file", file=file))
            continue
        try:
            handovers.append((file, folder.read(name, at_most=MAX_NOTE_BYTES)))
        except OSError as error:
            found.append(finding("handover", file=file, detail=error))
    return handovers, found


def _spans(
    handovers: Sequence[tuple[str, bytes]], trusted: Sequence[VerifierKey], report: Report
) -> Spans | None:
    """Which key is good for what; as far as can be told where the handovers are broken, which is found."""
    if not trusted:
        return None
    notes = [data for _file, data in handovers]
    try:
        return key_chain(notes, trusted)
    except NoKnownKey as error:
        report.findings.append(finding("unknown_key", file=HANDOVERS if handovers else "", detail=error))
    except HandoverRefused as error:
        report.findings.append(finding("handover", file=_broken(handovers), detail=error))
    try:
        return keys_without_chain(notes, trusted)
    except NoKnownKey:
        return None


def _broken(handovers: Sequence[tuple[str, bytes]]) -> str:
    """The file of the first handover that is none, or the folder where each is one by itself."""
    for file, data in handovers:
        try:
            parse_handover(data)
        except HandoverRefused:
            return file
    return HANDOVERS


def _handed_over(handovers: Sequence[tuple[str, bytes]], spans: Spans) -> dict[str, list[Claim]]:
    """What the handovers of these keys say of each log."""
    claims: dict[str, list[Claim]] = {}
    for file, data in handovers:
        with suppress(HandoverRefused):  # found already, see `_spans`
            handover = parse_handover(data)
            for each in handover.reached if handover.new_key in spans.public_keys else ():
                claims.setdefault(each.log, []).append(Claim(each.size, each.root, file))
    return claims


def _missing_logs(
    logs: Sequence[str],
    trusted: Sequence[VerifierKey],
    claims: Mapping[str, Sequence[Claim]],
    options: Options,
    spans: Spans,
) -> Iterator[Finding]:
    """Logs of which somebody knows something and that are not here."""
    known = {log for log, reached in claims.items() if any(each.size for each in reached)}
    known |= {log_of(each) for each in options.given}
    for log in sorted(known - set(logs)):
        yield finding("no_log", log)
    own = {key.name.removeprefix(f"{spans.base}/") for key in trusted if key.algorithm == ED25519}
    for log in sorted(own - known - set(logs) - {HANDOVER}):
        if SHORT_NAME.match(log):
            yield finding("log_absent", log)
