"""Run every check of this repository: `./sekisho test`.

All of them run, also after one has failed, and each tells its seconds. Words on the command line go
to pytest, which then runs only what they select, in one process. `./sekisho test --cov` runs all tests and
measures which lines and branches they reach; that takes half as long again and decides nothing, so it is
done only where one asks.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

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
PYTEST = (sys.executable, "-m", "pytest")
ALL_TESTS = ("-n", "2", "--dist", "worksteal")
MEASURED = ("--cov", "--cov-report=")
WORST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one step ended, and the last line it printed."""

    name: str
    passed: bool
    seconds: float
    last_line: str


def main(arguments: Sequence[str]) -> int:
    """Run the steps in order. Returns 0 if all passed, else 1."""
    with bytecode_kept():
        outcomes = [step(name, command) for name, command in STEPS.items()]
        outcomes.append(step("pytest", (*PYTEST, *words_for_pytest(arguments))))
    if list(arguments) == ["--cov"]:
        print_coverage()
    print_table(outcomes)
    print(outcomes[-1].last_line)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def words_for_pytest(arguments: Sequence[str]) -> tuple[str, ...]:
    """What the command line says; all tests in two processes where it says nothing, or only to measure."""
    if list(arguments) == ["--cov"]:
        return (*ALL_TESTS, *MEASURED)
    return tuple(arguments) or ALL_TESTS


@contextmanager
def bytecode_kept() -> Iterator[None]:
    """Let the processes started in here compile each module once between them.

    The tests start many of our own programs. Where an installer compiled nothing and the environment
    forbids Python to (PYTHONDONTWRITEBYTECODE), each of them would compile Django and Sekisho anew, which
    takes longer than the rest of its start. The folder goes away afterwards, the checkout stays clean.
    """
    before = {name: os.environ.get(name) for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")}
    with tempfile.TemporaryDirectory(prefix="sekisho-bytecode-") as folder:
        os.environ |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": folder}
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name)
                if value is not None:
                    os.environ[name] = value


def step(name: str, command: Sequence[str]) -> Outcome:
    """Run a command in the root of the repository, under its heading."""
    print(f"\n── {name} ──", flush=True)
    started = time.monotonic()
    colour = {"FORCE_COLOR": "1"} if sys.stdout.isatty() else {}
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **colour}, stdout=subprocess.PIPE, bufsize=0
    ) as process:
        assert process.stdout is not None
        last_line = pass_on(process.stdout)
    return Outcome(name, process.returncode == 0, time.monotonic() - started, last_line)


def pass_on(stream: IO[bytes]) -> str:
    """Print what comes, as it comes. Returns the last line that is not blank."""
    end = b""
    while piece := stream.read(4096):
        sys.stdout.buffer.write(piece)
        sys.stdout.flush()
        end = (end + piece)[-4096:]
    return next((line for line in reversed(end.decode("utf-8", "replace").splitlines()) if line.strip()), "")


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
