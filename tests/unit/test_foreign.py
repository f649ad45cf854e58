"""The programs of strangers are had with either installer, and are missed aloud where neither can."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import foreign


class CannotPrepare(Exception):
    """As in ./sekisho."""


def says(exit_code: int, words: str, makes: Path | None = None) -> list[str]:
    """A command that prints `words` and ends; where asked to, it leaves a package in that folder."""
    program = f"import os; print({words!r})"
    if makes is not None:
        program += f"; os.makedirs({str(makes)!r}); open(os.path.join({str(makes)!r}, 'done'), 'x').close()"
    return [sys.executable, "-S", "-c", f"{program}; os._exit({exit_code})"]


@pytest.fixture
def machine_with(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Sets up what the commands of the two installers do, and forgets what was installed before and after."""

    def set_up(commands: Callable[[Path], list[list[str]]]) -> None:
        bootstrap = SimpleNamespace(VENV=tmp_path / ".venv", CannotPrepare=CannotPrepare)
        monkeypatch.setattr(foreign, "_bootstrap", lambda: bootstrap)
        monkeypatch.setattr(foreign, "_commands", lambda _, folder: commands(folder))

    foreign._installed.cache_clear()
    yield set_up
    foreign._installed.cache_clear()


def test_where_the_first_installer_cannot_the_second_does(machine_with: Callable[..., None]) -> None:
    machine_with(lambda folder: [says(1, "no index"), says(0, "", folder)])

    folder = foreign._installed()

    assert isinstance(folder, Path)
    assert [path.name for path in folder.iterdir()] == ["done"]
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_what_was_installed_once_is_not_installed_again(machine_with: Callable[..., None]) -> None:
    machine_with(lambda folder: [says(0, "", folder)])
    folder = foreign._installed()
    foreign._installed.cache_clear()
    machine_with(lambda _: [says(1, "asked again")])

    assert foreign._installed() == folder


def test_a_program_that_cannot_be_had_is_missed_aloud(
    machine_with: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine_with(lambda _: [says(1, "first"), says(1, "looking\nno index can be reached")])

    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(
        pytest.skip.Exception, match="aics-tlog could not be installed: no index can be reached"
    ):
        foreign.aics_tlog()
    monkeypatch.setenv("CI", "1")
    with pytest.raises(pytest.fail.Exception, match="no index can be reached"):
        foreign.aics_tlog()


def test_where_there_is_no_installer_at_all_that_is_said(machine_with: Callable[..., None]) -> None:
    def none(_: Path) -> list[list[str]]:
        raise CannotPrepare("this Python has no pip")

    machine_with(none)

    assert str(foreign._installed()) == "this Python has no pip"


def test_both_installers_are_told_to_take_only_what_has_the_hash() -> None:
    bootstrap = foreign._bootstrap()
    for command in foreign._commands(bootstrap, Path("folder")):
        words = " ".join(command)

        assert "--require-hashes --only-binary :all:" in words
        assert "--no-deps --target folder" in words


def test_the_lock_holds_hashes_and_no_address() -> None:
    text = foreign.LOCK.read_text(encoding="utf-8")

    assert "://" not in text
    assert re.findall(r"^\S+==\S+", text, re.MULTILINE) == ["aics-tlog==0.2.1"]
    assert text.count("--hash=sha256:") == 1
