"""What became of imported files, for people and for machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sekisho.cli.words import said
from sekisho.intake.plain import one_line, visible
from sekisho.intake.tables.findings import Finding, Weight

SUMS: Final = ("rows", "stored", "refused", "already_there")
FINDINGS_SHOWN: Final = 50
_WEIGHTS: Final = {Weight.TOLD: "told", Weight.ROW: "row", Weight.FILE: "file"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file: `count` rows = `stored` + `refused` + `already` there. `dry`: what would be stored."""

    path: Path
    count: int
    stored: int
    refused: int
    already: int
    findings: tuple[Finding, ...]
    encoding: str
    dry: bool = False
    source: str = ""

    @property
    def is_refused(self) -> bool:
        """Whether something of the file is refused."""
        return any(finding.weight is not Weight.TOLD for finding in self.findings)


def as_data(outcomes: Sequence[Outcome]) -> dict[str, Any]:  # Any: JSON
    """For JSON: each file, and the sum."""
    files = [_file(each) for each in outcomes]
    return {"files": files, **{name: sum(file[name] for file in files) for name in SUMS}}


def _file(outcome: Outcome) -> dict[str, Any]:  # Any: JSON
    counts = (outcome.count, outcome.stored, outcome.refused, outcome.already)
    return {
        "file": str(outcome.path),
        "source": outcome.source,
        "encoding": outcome.encoding,
        "dry_run": outcome.dry,
        **dict(zip(SUMS, counts, strict=True)),
        "findings": [
            {
                "line": finding.line,
                "column": finding.column,
                "ja": finding.words.ja,
                "en": finding.words.en,
                "refuses": _WEIGHTS[finding.weight],
            }
            for finding in outcome.findings
        ],
    }


def print_outcome(outcome: Outcome) -> None:
    """Each finding on a line, those that refuse first; then the sum of the file."""
    findings = sorted(outcome.findings, key=lambda each: each.weight is Weight.TOLD)
    for finding in findings[:FINDINGS_SHOWN]:
        print(visible(f"{_where(outcome.path, finding)}: {_mark(finding)}{said(*finding.words)}"))
    if len(findings) > FINDINGS_SHOWN:
        rest = len(findings) - FINDINGS_SHOWN
        print(said(f"  ほかに{rest:,}件。すべては--jsonで。", f"  {rest:,} more; all of them with --json."))
    print(f"{one_line(outcome.path)}: {_sum([outcome])}", flush=True)


def print_sum(outcomes: Sequence[Outcome]) -> None:
    """The sum of all files, where there are several."""
    if len(outcomes) > 1:
        print(said(f"計 {len(outcomes)}ファイル: ", f"{len(outcomes)} files: ") + _sum(outcomes), flush=True)


def _sum(outcomes: Sequence[Outcome]) -> str:
    count, stored, refused, already = (
        sum(getattr(each, name) for each in outcomes) for name in ("count", "stored", "refused", "already")
    )
    dry = any(each.dry for each in outcomes)
    return said(
        f"{count:,}行 = {'取込可' if dry else '取込'}{stored:,} + 不可{refused:,} + 取込済{already:,}",
        f"{count:,} rows = {stored:,} {'good' if dry else 'stored'} + {refused:,} refused + {already:,} already there",
    )


def _where(path: Path, finding: Finding) -> str:
    line = "" if finding.line is None else f":{finding.line}"
    return f"{one_line(path)}{line}" + (f": {finding.column}" if finding.column else "")


def _mark(finding: Finding) -> str:
    return said("〔注意〕", "(told) ") if finding.weight is Weight.TOLD else ""
