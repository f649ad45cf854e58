"""What a machine lacks is said aloud, and is a failure where nothing may be missing."""

from __future__ import annotations

import pytest

from tests.machine import missing


def test_at_a_desk_the_test_is_skipped_and_says_what_was_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(pytest.skip.Exception, match="not run here: no browser"):
        missing("no browser")


def test_on_a_ci_machine_the_test_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "1")

    with pytest.raises(pytest.fail.Exception, match="no browser"):
        missing("no browser")
