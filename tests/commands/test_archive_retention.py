"""Holds and disposal on the command line: what holds nothing is refused, and what may not go is told why."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sekisho.archive.archive import Archive
from sekisho.archive.keys import make_keys
from sekisho.archive.retention import holds_in
from sekisho.cli import archive_retention, main
from tests.unit.archive.logs import BASE, OPERATIONS, operations
from tests.unit.archive.unsynced import unsynced

TWO = ("--decided", "記録管理者=2026-11-01", "--decided", "総務課長=2026-11-01")


class Town:
    """Three hundred operations of today and their keys, and `archive` as it is typed."""

    def __init__(
        self, folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.archive, self.keys = Archive(folder / "archive"), folder / "keys"
        self._capfd, self._monkeypatch = capfd, monkeypatch

    def run(self, *words: object) -> tuple[int, str, str]:
        """Exit code, what was printed and what was complained of."""
        typed = ["sekisho", "archive", *map(str, words), "--archive", str(self.archive.folder)]
        self._monkeypatch.setattr(sys, "argv", typed)
        with pytest.raises(SystemExit) as end:
            main()
        return (int(end.value.code or 0), *self._capfd.readouterr())

    def refused(self, *words: object) -> str:
        """The one sentence, where nothing was stated in the log."""
        before = self.archive.log("operations").manifest.size
        code, _out, err = self.run(*words)
        assert code == 1
        assert self.archive.log("operations").manifest.size == before
        (line,) = err.strip().splitlines()
        return line


@pytest.fixture
def town(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("SEKISHO_KEYS", str(tmp_path / "keys"))
    town = Town(tmp_path, capfd, monkeypatch)
    make_keys(town.keys, BASE, ["operations"], at=datetime(2026, 4, 1, tzinfo=UTC))
    with unsynced(), town.archive.writing(OPERATIONS, keys=town.keys) as log:
        log.append(operations(300))
        log.seal()
    return town


def test_a_hold_is_on_record_and_ends(town: Town) -> None:
    assert town.run("hold", "operations", "lawsuit", "--reason", "訴訟", "--end", 20)[0] == 0
    assert [each.end for each in holds_in(town.archive.log("operations").statements)] == [20]
    assert "もうあります" in town.refused("hold", "operations", "lawsuit", "--reason", "訴訟")
    assert town.run("release", "operations", "lawsuit", "--reason", "終結")[0] == 0
    assert "ありません" in town.refused("release", "operations", "lawsuit", "--reason", "終結")


@pytest.mark.parametrize("words", [("--end", -1), ("--first", 10, "--end", 5), ("--first", 5_000)])
def test_a_hold_on_nothing_is_refused(town: Town, words: tuple[object, ...]) -> None:
    assert "--end" in town.refused("hold", "operations", "lawsuit", "--reason", "訴訟", *words)


@pytest.mark.parametrize(
    ("name", "reason"), [("", "訴訟"), ("　", "訴訟"), ("lawsuit", " "), ("lawsuit", "　")]
)
def test_a_hold_without_a_name_or_a_reason_is_refused(town: Town, name: str, reason: str) -> None:
    assert "名称と理由" in town.refused("hold", "operations", name, "--reason", reason)


@pytest.mark.parametrize("certificate", ["", " ", "　"])
def test_nothing_goes_without_the_number_of_a_document(
    town: Town, monkeypatch: pytest.MonkeyPatch, certificate: str
) -> None:
    monkeypatch.setattr(archive_retention, "floor_of", lambda _log: lambda _day: date(2000, 1, 1))

    assert "文書番号" in town.refused("dispose", "operations", *TWO, "--certificate", certificate)
    assert town.run("dispose", "operations", *TWO, "--certificate", "令和8年廃棄第1号")[0] == 0
    assert town.archive.log("operations").manifest.first == 256


@pytest.mark.parametrize("person", ["", " ", "　", "\u200b"])
def test_a_person_without_a_name_decides_nothing(town: Town, person: str) -> None:
    named = ("--decided", f"{person}=2026-11-01", "--certificate", "1")

    assert "氏名=日付" in town.refused("dispose", "operations", *TWO[:2], *named)


@pytest.mark.parametrize("end", [(), ("--end", 256)])
def test_what_is_too_early_is_told_from_when_on_it_may_go(town: Town, end: tuple[object, ...]) -> None:
    said = town.refused("dispose", "operations", *TWO, "--certificate", "1", *end)

    assert "まだ廃棄できません" in said
    assert "-04-01から" in said


@pytest.mark.parametrize("end", [100, 512, 0, -256])
def test_an_end_that_is_none_of_a_block_is_told_what_to_write(town: Town, end: int) -> None:
    assert "256の倍数" in town.refused("dispose", "operations", *TWO, "--certificate", "1", "--end", end)


def test_what_may_go_is_said_to_whoever_asks_before_anybody_has_decided(town: Town) -> None:
    code, out, err = town.run("dispose", "operations", "--dry-run")

    assert (code, err) == (0, "")
    assert "今日廃棄できる記録はありません" in out
    assert "-04-01" in out
