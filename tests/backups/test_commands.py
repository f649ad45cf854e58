"""`sekisho backup`: what is printed, what it ends with, and the entry that a person answers for."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from sekisho.archiving.drain import drain
from sekisho.cli import main
from sekisho.ledgers.backups import Backup
from sekisho.ledgers.restore_tests import RestoreTest
from sekisho.site.commands.doctor import disagreements
from sekisho.site.commands.up import begin_archive
from tests.cast import Town

pytestmark = pytest.mark.django_db(transaction=True)
BY = ("--staff-number", "00003")


class Done:
    """One run of the command: its exit code and what it printed."""

    def __init__(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: object
    ) -> None:
        monkeypatch.setattr(sys, "argv", ["sekisho", "backup", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            main()
        self.code = end.value.code or 0
        self.out, self.err = capsys.readouterr()


Runner = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Runner:
    return lambda *words: Done(capsys, monkeypatch, *words)


@pytest.fixture
def town(folders: Path, capsys: pytest.CaptureFixture[str]) -> Town:
    begin_archive()
    town = Town()
    drain()
    capsys.readouterr()
    return town


def backed_up(run: Runner, *words: object) -> Done:
    return run("run", "--maker", "plain", "--place", "耐火金庫", *words)


def test_a_drill_from_the_command_line_ends_in_two_entries(run: Runner, town: Town, folders: Path) -> None:
    first, checked, tried = backed_up(run, *BY), run("check"), run("test", "--work", folders, *BY)

    assert (first.code, checked.code, tried.code) == (0, 0, 0), tried.out
    [backup], [test] = Backup._default_manager.all(), RestoreTest._default_manager.all()
    assert "バックアップ記録簿の1番" in first.out
    assert str(backup.maker_id) == str(test.tester_id) == town.welfare.person
    assert (test.backup_id, test.result) == (backup.line_id, "restored")
    assert backup.generation in checked.out
    assert [line[0] for line in tried.out.splitlines()[:5]] == ["○"] * 5
    assert list(disagreements()) == []


def test_without_a_person_nothing_is_entered_and_it_is_said_who_does(run: Runner, town: Town) -> None:
    done = backed_up(run)

    assert done.code == 0
    assert "確かめた人" in done.out
    assert not Backup._default_manager.exists()


def test_a_test_by_a_person_enters_the_backup_of_the_night_too(
    run: Runner, town: Town, folders: Path
) -> None:
    backed_up(run)

    done = run("test", "--work", folders, *BY)

    assert done.code == 0, done.err
    assert (Backup._default_manager.get().maker_id, RestoreTest._default_manager.count()) == (None, 1)


def test_a_generation_is_restored_into_an_empty_directory_only(
    run: Runner, town: Town, folders: Path
) -> None:
    backed_up(run)
    generation = json.loads(run("check", "--json").out)["generations"][0]

    first = run("restore", generation, "--to", folders / "戻し先")
    again = run("restore", generation, "--to", folders / "戻し先")

    assert (first.code, again.code) == (0, 1)
    assert (folders / "戻し先" / "sekisho.sqlite3").exists()
    assert "空のフォルダではありません" in again.err
    assert len(again.err.strip().splitlines()) == 1


def test_a_damaged_backup_is_refused_by_name(run: Runner, town: Town, folders: Path) -> None:
    backed_up(run)
    generation = json.loads(run("check", "--json").out)["generations"][0]
    largest = max((folders / "backups/objects").glob("*/*"), key=lambda path: path.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:-1])

    checked = run("check", "--json")
    restored, tried = run("restore", generation, "--to", folders / "to"), run("test", *BY)

    [damage] = json.loads(checked.out)["damages"]
    assert (checked.code, restored.code, tried.code) == (1, 1, 1)
    assert (damage["generation"], damage["what"]) == (generation, "differs")
    assert f"世代{generation}の{damage['path']}が" in restored.err
    assert damage["path"] in tried.out
    assert not (folders / "to").exists()
    assert RestoreTest._default_manager.get().result == "failed"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "--target", "data/x"], "中です"),
        (["run", "--staff-number", "77777"], "77777"),
        (["run", "--staff-number", "00005"], "バックアップ記録簿"),
        (["run", "--medium", "BK-99"], "BK-99"),
        (["check"], "接続されているか"),
        (["restore", "20261126-210000", "--to", "to"], "接続されているか"),
        (["test"], "接続されているか"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence_and_nothing_is_left(
    run: Runner,
    town: Town,
    folders: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(folders)

    done = run(*words)

    assert done.code == 1
    assert said in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert not (folders / "backups").exists()


def test_without_public_keys_nothing_is_judged(run: Runner, town: Town, folders: Path) -> None:
    backed_up(run)
    (folders / "keys" / "public.txt").unlink()

    done = run("test")

    assert done.code == 3
    assert "判断できません" in done.out


def test_a_target_may_come_from_the_command_line(
    run: Runner, town: Town, settings: Settings, folders: Path
) -> None:
    settings.SEKISHO_BACKUPS = None

    assert run("run").code == 1
    assert backed_up(run, "--target", folders / "別の場所").code == 0
