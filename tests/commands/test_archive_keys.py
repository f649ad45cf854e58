"""`keys init` on the command line: what can be no key of an archive is refused before anything is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.runs import Runner, one_sentence

BASE = ("--base", "town.example/sekisho")


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEKISHO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SEKISHO_KEYS", str(tmp_path / "keys"))
    return tmp_path / "keys"


def test_keys_are_made_in_a_folder_for_their_owner_alone(run: Runner, keys: Path) -> None:
    done = run("keys", "init", *BASE)

    assert done.code == 0
    assert done.out.endswith((keys / "public.txt").read_text("utf-8"))
    assert keys.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ((*BASE, "--log", "handovers"), "handoversはアーカイブが自分で使う名前"),
        ((*BASE, "--log", "envelope"), "envelopeはアーカイブが自分で使う名前"),
        ((*BASE, "--log", "Operations"), "台帳の短い名前ではありません"),
        ((*BASE, "--log", "network", "--log", "network"), "二度書かれています"),
        (("--base", "https://town.example"), "https://などを付けずに"),
        (("--base", "town.example/"), "https://などを付けずに"),
        (("--base", ""), "https://などを付けずに"),
    ],
)
def test_names_that_cannot_be_are_refused_in_one_sentence(
    run: Runner, keys: Path, words: tuple[str, ...], why: str
) -> None:
    assert why in one_sentence(run("keys", "init", *words))
    assert not keys.exists()


def test_in_english_they_are_refused_in_english(
    run: Runner, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEKISHO_LANG", "en")

    assert "no base of an archive" in one_sentence(run("keys", "init", "--base", "https://town.example"))
    assert "taken" in one_sentence(run("keys", "init", *BASE, "--log", "handover"))
    assert not keys.exists()


@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_a_folder_that_others_can_write_to_holds_no_keys(run: Runner, keys: Path, mode: int) -> None:
    keys.mkdir()
    keys.chmod(mode)

    said = one_sentence(run("keys", "init", *BASE))

    assert "0700" in said
    assert f"{mode:04o}" in said
    assert not list(keys.iterdir())


def test_keys_in_a_folder_opened_later_are_not_used(run: Runner, keys: Path) -> None:
    run("keys", "init", *BASE)
    keys.chmod(0o777)

    assert "0700" in one_sentence(run("keys", "rotate"))
