"""A folder into which files are dropped."""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from sekisho.intake.tables.beginnings import Beginning, beginning_of
from sekisho.intake.tables.findings import Words
from sekisho.intake.tables.profiles import built_in
from sekisho.intake.watching import Found, Watch


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def answer(said: tuple[bool, dict[str, Any]] | None, data: bytes) -> Found | None:
    return None if said is None else Found(*said, len(data), hashlib.sha256(data).hexdigest())


def beginning(data: bytes) -> Beginning | None:
    return beginning_of(data, built_in("operations"))


class Folder:
    """A watched folder, and what was taken from it."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.taken: list[tuple[str, bytes]] = []
        self.answer: tuple[bool, dict[str, Any]] | None = (True, {"rows": 1})
        self.clock = Clock()
        self.told: list[tuple[str, Words]] = []
        self.watch = self.begins()
        for name in ("done", "refused"):
            (place / name).mkdir()

    def begins(self) -> Watch:
        watch = Watch(
            self.place,
            self.take,
            beginning,
            clock=self.clock,
            now=lambda: time.time() + self.clock.now - 100,
            tell=lambda path, words: self.told.append((path.name, words)),
        )
        watch.again.begin()
        return watch

    def take(self, path: Path) -> Found | None:
        data = path.read_bytes()
        self.taken.append((path.name, data))
        return answer(self.answer, data)

    def looks(self, *, after: float = 0.0) -> list[str]:
        self.clock.now += after
        self.watch.again.look()
        ready = self.watch.ready()
        for path in ready:
            self.watch.deal_with(path)
        return [path.name for path in ready]

    def there(self, name: str = "") -> set[str]:
        return {path.name for path in (self.place / name).iterdir() if path.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_a_file_is_taken_once_it_has_been_still_for_two_seconds(folder: Folder) -> None:
    file = folder.place / "a.csv"
    file.write_bytes(b"1")
    assert folder.looks() == []
    assert folder.looks(after=1) == []
    file.write_bytes(b"12")
    assert folder.looks(after=1) == []
    assert folder.looks(after=1.9) == []
    assert folder.looks(after=0.2) == ["a.csv"]
    assert folder.taken == [("a.csv", b"12")]
    assert folder.there() == set()
    assert folder.there("done") == {"a.csv", "a.csv.findings.json"}
    found = json.loads((folder.place / "done" / "a.csv.findings.json").read_text())
    assert (found["rows"], found["taken"]["size"]) == (1, 2)


def test_a_file_with_faults_goes_to_the_refused_ones(folder: Folder) -> None:
    (folder.place / "a.csv").write_bytes(b"1")
    folder.answer = (False, {"faults": 3})
    folder.looks()
    folder.looks(after=3)
    assert folder.there("refused") == {"a.csv", "a.csv.findings.json"}


def test_what_cannot_be_taken_now_stays_and_is_tried_later(folder: Folder) -> None:
    (folder.place / "a.csv").write_bytes(b"1")
    folder.answer = None
    folder.looks()
    folder.looks(after=3)
    assert folder.there() == {"a.csv"}
    folder.answer = (True, {})
    assert folder.looks(after=5) == []
    assert folder.looks(after=10) == ["a.csv"]
    assert folder.there() == set()


def test_no_file_takes_the_place_of_another(folder: Folder) -> None:
    for content in (b"1", b"2", b"3"):
        (folder.place / "a.csv").write_bytes(content)
        folder.looks()
        folder.looks(after=3)
    kept = {path.read_bytes() for path in (folder.place / "done").glob("*.csv")}
    assert kept == {b"1", b"2", b"3"}


def test_a_file_that_was_changed_while_it_was_read_stays(folder: Folder) -> None:
    file = folder.place / "a.csv"
    file.write_bytes(b"1")

    def take(path: Path) -> Found | None:
        data = path.read_bytes()
        path.write_bytes(b"another")
        return answer((True, {}), data)

    folder.watch.take = take
    folder.looks()
    folder.looks(after=3)
    assert file.read_bytes() == b"another"


@pytest.mark.parametrize("name", [".hidden.csv", "~$a.csv", "a.csv.tmp", "a.csv.part"])
def test_what_is_still_being_copied_is_left_alone(folder: Folder, name: str) -> None:
    (folder.place / name).write_bytes(b"1")
    folder.looks()
    assert folder.looks(after=60) == []


def test_links_and_folders_are_left_alone(folder: Folder, tmp_path: Path) -> None:
    (folder.place / "link.csv").symlink_to("/etc/hostname")
    (folder.place / "folder.csv").mkdir()
    folder.looks()
    assert folder.looks(after=60) == []


def test_a_crash_between_the_findings_and_the_move_takes_the_file_once_more(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder.place / "a.csv").write_bytes(b"1")

    rename = os.rename

    def crash(old: Path, new: Path) -> None:
        if Path(new).name == "a.csv":
            raise KeyboardInterrupt
        rename(old, new)

    folder.looks()
    monkeypatch.setattr(os, "rename", crash)
    with pytest.raises(KeyboardInterrupt):
        folder.looks(after=3)
    monkeypatch.undo()
    assert folder.there() == {"a.csv"}
    assert folder.there("done") == {"a.csv.findings.json"}
    folder.looks(after=3)
    assert folder.there("done") == {"a.csv", "a.csv.findings.json"}


def test_looking_once_ends_when_all_was_tried(tmp_path: Path) -> None:
    for name in ("good.csv", "bad.csv", "later.csv"):
        (tmp_path / name).write_bytes(name.encode())
    answers: dict[str, tuple[bool, dict[str, Any]] | None] = {
        "good.csv": (True, {}),
        "bad.csv": (False, {}),
        "later.csv": None,
    }
    watch = Watch(
        tmp_path, lambda path: answer(answers[path.name], path.read_bytes()), beginning, seconds_still=0.1
    )

    assert watch.run(Event(), once=True) == 2
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {"later.csv"}
