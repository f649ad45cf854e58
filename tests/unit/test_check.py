"""./sekisho test runs every step, also after one has failed, and shows pytest's closing line last."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tools import check

CLOSING = "=================== 2 passed, 1 skipped in 0.31s ==================="


def says(text: str, code: int = 0) -> tuple[str, ...]:
    """A command that prints `text` and ends with `code`."""
    return sys.executable, "-c", f"print({text!r}); raise SystemExit({code})"


def run_all(monkeypatch: pytest.MonkeyPatch, steps: dict[str, tuple[str, ...]], pytest_code: int = 0) -> int:
    """Run these steps, and in place of pytest a command that closes as it does."""

    monkeypatch.setattr(check, "STEPS", steps)
    monkeypatch.setattr(check, "PYTEST", says(f"....s\n{CLOSING}", pytest_code))
    return check.main(["-x"])


def test_all_steps_run_though_the_first_has_failed(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    code = run_all(monkeypatch, {"first": says("untidy", 1), "second": says("tidy")})

    printed = capfd.readouterr().out
    assert code == 1
    assert "tidy" in printed.split("── second ──")[1]
    assert [line.split()[0] for line in printed.splitlines() if line.endswith((" first", " second"))] == [
        "FAILED",
        "ok",
    ]


@pytest.mark.parametrize(("pytest_code", "expected"), [(0, 0), (1, 1), (5, 1)])
def test_it_fails_when_pytest_fails_or_finds_nothing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], pytest_code: int, expected: int
) -> None:
    assert run_all(monkeypatch, {}, pytest_code) == expected


def test_the_closing_line_of_pytest_is_the_last(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    run_all(monkeypatch, {"first": says("tidy")})

    assert capfd.readouterr().out.splitlines()[-1] == CLOSING


@pytest.mark.parametrize(
    ("said", "for_pytest"),
    [
        ([], ["-n", "2", "--dist", "worksteal"]),
        (["--cov"], ["-n", "2", "--dist", "worksteal", "--cov", "--cov-report="]),
        (["-x", "tests/unit"], ["-x", "tests/unit"]),
    ],
)
def test_all_tests_run_in_two_processes_and_are_measured_only_where_one_asks(
    said: list[str], for_pytest: list[str]
) -> None:
    assert list(check.words_for_pytest(said)) == for_pytest


def test_the_processes_of_the_checks_keep_what_they_compile_though_the_machine_says_not_to(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    asks = "import sys; print(sys.dont_write_bytecode, sys.pycache_prefix, 'is said')"

    run_all(monkeypatch, {"asks": (sys.executable, "-c", asks)})

    said = next(line for line in capfd.readouterr().out.splitlines() if line.endswith("is said"))
    forbidden, folder, *_ = said.split()
    assert (forbidden, Path(folder).is_absolute(), Path(folder).exists()) == ("False", True, False)
    assert (os.environ["PYTHONDONTWRITEBYTECODE"], "PYTHONPYCACHEPREFIX" in os.environ) == ("1", False)
