"""Mistakes made in a copy of a sound pack, for the tests of the pack's loader."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from sekisho.rules.pack import Finding, check, pack_directory


@dataclass(frozen=True)
class Mistake:
    """One edit of a pack's file, and what must be said of it.

    The first `old` in the file becomes `new`. A finding must name the line that lies
    `above` the one on which `at` stands afterwards (the last such line), and its sentences
    must hold `ja` and `en`. What is missing is reported at the head of its table.
    """

    file: str
    old: str
    new: str
    at: str
    ja: str
    en: str
    above: int = 0

    def make_in(self, directory: Path) -> None:
        """Edit the file. The text to be changed must be there."""
        path = directory / self.file
        text = path.read_text(encoding="utf-8")
        assert self.old in text, f"{self.old!r} is not in {self.file}"
        path.write_text(text.replace(self.old, self.new, 1), encoding="utf-8")

    def line_in(self, directory: Path) -> int:
        """The line on which the finding must lie."""
        lines = (directory / self.file).read_text(encoding="utf-8").splitlines()
        return max(number for number, line in enumerate(lines, start=1) if self.at in line) - self.above

    def is_told_by(self, finding: Finding, directory: Path) -> bool:
        """Whether the finding names this mistake's file, line and reason."""
        place = (self.file, self.line_in(directory))
        return (finding.file, finding.line) == place and self.ja in finding.ja and self.en in finding.en


def copy_of(name: str, into: Path) -> Path:
    """A copy of a built-in pack that may be spoilt."""
    return shutil.copytree(pack_directory(name), into / name)


def findings_after(mistake: Mistake, into: Path) -> tuple[Path, list[Finding]]:
    """A copy of Katsuragi's pack with one mistake, and what is found in it."""
    directory = copy_of("katsuragi", into)
    mistake.make_in(directory)
    pack, findings = check(directory)
    assert pack is None
    return directory, findings


def assert_told(mistake: Mistake, into: Path) -> None:
    """The mistake is reported where it stands, in both languages."""
    directory, findings = findings_after(mistake, into)
    assert any(mistake.is_told_by(finding, directory) for finding in findings), "\n".join(
        [f"wanted line {mistake.line_in(directory)}", *(finding.said_in("en") for finding in findings)]
    )
