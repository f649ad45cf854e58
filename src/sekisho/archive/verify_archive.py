"""Verifying an archive: every log, the handovers of its keys, and whatever else lies there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sekisho.archive.checkpoints import Checkpoint
from sekisho.archive.findings import Finding, Weight, finding
from sekisho.archive.handovers import HandoverRefused, Spans, key_chain
from sekisho.archive.notes import NoKnownKey, VerifierKey
from sekisho.archive.reading import logs_in
from sekisho.archive.short_form import ShortForm, short_form_of
from sekisho.archive.verify import LogReport, Options, verify_log

HANDOVERS = "handovers"


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

    def as_data(self) -> dict[str, object]:
        """The report as JSON: the findings with their place and both sentences."""
        return {
            "whole": self.whole,
            "judged": self.judged,
            "logs": [
                {
                    "log": log.log,
                    "size": log.size,
                    "root": log.root.hex(),
                    "looked_at": log.looked,
                    "checkpoints": log.checkpoints,
                    "unsealed": log.unsealed,
                    "short_form": short_form(log, self.base),
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
    if not trusted:
        report.findings.append(finding("no_key"))
    spans = _spans(archive, trusted, report)
    if spans is None:
        report.judged = False
        return report
    report.base = spans.base
    logs = logs_in(archive)
    if not logs:
        report.findings.append(finding("nothing"))
    for each in options.given:
        name = each.log if isinstance(each, ShortForm) else each.origin.rpartition("/")[2]
        if name not in logs:
            report.findings.append(finding("no_log", name))
    report.findings += _extra(archive, logs)
    for log in logs:
        report.logs.append(verify_log(archive / log, log, spans, options))
    return report


def _spans(archive: Path, trusted: Sequence[VerifierKey], report: Report) -> Spans | None:
    folder = archive / HANDOVERS
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    wrong = [
        path
        for path, number in zip(paths, range(1, len(paths) + 1), strict=True)
        if path.name != f"{number:04d}"
    ]
    report.findings += [finding("extra_file", file=f"{HANDOVERS}/{path.name}") for path in wrong]
    if not trusted:
        return None
    try:
        return key_chain([path.read_bytes() for path in paths], trusted)
    except NoKnownKey as error:
        report.findings.append(finding("unknown_key", file=HANDOVERS if paths else "", detail=error))
    except (HandoverRefused, OSError) as error:
        report.findings.append(finding("handover", file=HANDOVERS, detail=error))
    return None


def _extra(archive: Path, logs: Iterable[str]) -> list[Finding]:
    """What lies beside the logs and is none."""
    known = {*logs, HANDOVERS}
    return [
        finding("extra_file" if path.is_file() else "no_manifest", file=path.name)
        for path in sorted(archive.iterdir())
        if path.name not in known
    ]
