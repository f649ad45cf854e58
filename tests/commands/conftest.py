"""What the tests of the command line share."""

from __future__ import annotations

import pytest

from tests.commands.runs import Run, Runner


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Runner:
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *words: Run(capfd, monkeypatch, *words)
