"""Run every check of this repository: `./sekisho test`.

All of them run, also after one has failed, and each tells its seconds. Words on the command line go
to pytest, which then runs only what they select, in one process and without coverage.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STEPS = {
    "ruff format": (sys.executable, "-m", "ruff", "format", "--check", "."),
    "ruff check": (sys.executable, "-m", "ruff", "check", "."),
    "mypy --strict": (sys.executable, "-m", "mypy"),
    "import-linter": (str(Path(sys.executable).with_name("lint-imports")),),
    "migrations": (
        *(sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"),
        *("--settings", "tests.settings"),
    ),
}
PROCESSES = 2
WORST_SHOWN = 8
CLOSING_LINE = re.compile(r"^=+ .+ in \d.*=+$")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one step ended."""

    name: str
    passed: bool
    seconds: float


def main(arguments: Sequence[str]) -> int:
    """Run the steps in order. Returns 0 if all passed, else 1."""
    tests = Tests(arguments)
    outcomes = [timed(name, partial(run, command)) for name, command in STEPS.items()]
    outcomes.append(timed("pytest", tests.run))
    if not arguments:
        print_coverage()
    print_table(outcomes)
    if tests.closing_line:
        print(tests.closing_line)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def run(command: Sequence[str]) -> int:
    """Run a command in the root of the repository. Returns its exit code."""
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def timed(name: str, step: Callable[[], int]) -> Outcome:
    """Run one step under its heading."""
    print(f"\n── {name} ──", flush=True)
    started = time.monotonic()
    code = step()
    return Outcome(name, code == 0, time.monotonic() - started)


class Tests:
    """The run of pytest; keeps its closing line, to be shown last."""

    def __init__(self, arguments: Sequence[str]) -> None:
        everything = ("-n", str(PROCESSES), "--dist", "loadgroup", "--cov", "--cov-report=")
        self.command = (sys.executable, "-m", "pytest", *(arguments or everything))
        self.closing_line = ""

    def run(self) -> int:
        """Run pytest, passing on what it prints as it comes."""
        colour = "--color=yes" if sys.stdout.isatty() else "--color=no"
        with subprocess.Popen(
            [*self.command, colour], cwd=ROOT, stdout=subprocess.PIPE, bufsize=0
        ) as process:
            assert process.stdout is not None
            line = b""
            while piece := process.stdout.read(4096):
                sys.stdout.buffer.write(piece)
                sys.stdout.flush()
                *whole, line = (line + piece).split(b"\n")
                self.closing_line = next(filter(is_closing, reversed(decoded(whole))), self.closing_line)
        return process.returncode


def decoded(lines: Sequence[bytes]) -> list[str]:
    """The lines as text."""
    return [line.decode("utf-8", "replace").rstrip() for line in lines]


def is_closing(line: str) -> bool:
    """Whether this is the line with which pytest sums up."""
    return CLOSING_LINE.match(COLOURS.sub("", line)) is not None


def print_table(outcomes: Sequence[Outcome]) -> None:
    """One line a step."""
    print()
    for outcome in outcomes:
        print(f"{'ok    ' if outcome.passed else 'FAILED'}  {outcome.seconds:7.1f} s  {outcome.name}")
    print(f"        {sum(outcome.seconds for outcome in outcomes):7.1f} s  in all")


def print_coverage() -> None:
    """The total, and the files that lack most."""
    done = subprocess.run(
        [sys.executable, "-m", "coverage", "json", "-q", "-o", "-"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(f"No coverage: {done.stdout}{done.stderr}".strip())
        return
    report = json.loads(done.stdout)
    files = {name: entry["summary"] for name, entry in report["files"].items()}
    lacking = {name: s["missing_lines"] + s["missing_branches"] for name, s in files.items()}
    print(
        f"\nCoverage of lines and branches: {report['totals']['percent_covered']:.1f} %. Most is lacking in:"
    )
    for name in sorted(lacking, key=lacking.__getitem__, reverse=True)[:WORST_SHOWN]:
        if lacking[name]:
            print(f"  {files[name]['percent_covered']:5.1f} %  {name} ({lacking[name]} lines and branches)")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
