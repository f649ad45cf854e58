"""The command as it is typed: its exit code, what it printed, and the one sentence of a refusal."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from sekisho.cli import main


class Run:
    """One run of the command: its exit code and what it printed."""

    def __init__(
        self, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: object
    ) -> None:
        monkeypatch.setattr(sys, "argv", ["sekisho", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            main()
        self.code = end.value.code or 0
        self.out, self.err = capfd.readouterr()


Runner = Callable[..., Run]


def one_sentence(done: Run, *, code: int = 1) -> str:
    """What a refused command said."""
    assert done.code == code
    assert not done.out
    (line,) = done.err.strip().splitlines()
    return line
