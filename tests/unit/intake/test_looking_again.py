"""Files that go on being written to after they were taken in: no row is lost unseen, and none is doubled."""

from __future__ import annotations

import json
import os
from pathlib import Path
from threading import Event

import pytest

from sekisho.archive import files
from sekisho.intake.looking_again import Mark, added
from sekisho.intake.tables.beginnings import beginning_of
from sekisho.intake.tables.profiles import parse_profile
from sekisho.intake.watching import Found, Watch
from tests.unit.intake.test_watching import Folder, answer, beginning

HEADED = "題名\r\n\r\n操作日時,操作者ID\r\n".encode("cp932")
ROW = b"2026-09-30 14:05,U1\r\n"
TITLED = HEADED + ROW
HEAD = "日時,件数\r\n".encode("cp932")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def drop(folder: Folder, content: bytes, name: str = "a.csv") -> Path:
    """Let a file be taken in; where it is then."""
    (folder.place / name).write_bytes(content)
    folder.looks()
    folder.looks(after=3)
    return folder.place / "done" / name


def write(path: Path, more: bytes) -> None:
    with path.open("ab") as file:
        file.write(more)


def settles(folder: Folder) -> None:
    """Nothing is written for a minute, and what then stands in the folder is taken in."""
    folder.looks(after=61)
    folder.looks(after=3)


def test_rows_that_are_added_after_the_taking_are_taken_in_as_a_file_of_their_own(folder: Folder) -> None:
    done = drop(folder, HEAD + b"1,1\r\n")
    write(done, b"2,2\r\n3,3\r\n")
    settles(folder)
    write(done, b"4,4\r\n")
    settles(folder)

    assert folder.taken == [
        ("a.csv", HEAD + b"1,1\r\n"),
        ("a (続き・3行目から).csv", HEAD + b"2,2\r\n3,3\r\n"),
        ("a (続き・5行目から).csv", HEAD + b"4,4\r\n"),
    ]
    assert folder.there() == set()


def test_it_is_told_once_and_stands_in_the_findings(folder: Folder) -> None:
    done = drop(folder, HEAD + b"1,1\r\n")
    write(done, b"2,2\r\n")
    for _look in range(3):
        folder.looks()
    assert [(name, "まだ記録にありません" in words.ja) for name, words in folder.told] == [("a.csv", True)]
    settles(folder)
    settles(folder)

    name, words = folder.told[-1]
    assert (len(folder.told), name) == (2, "a.csv")
    assert "3行目からを「a (続き・3行目から).csv」として" in words.ja
    assert "would be doubled" in words.en
    [found] = json.loads((done.parent / "a.csv.findings.json").read_text())["afterwards"]
    assert found == {"ja": words.ja, "en": words.en}


def test_what_was_written_while_nobody_looked_is_seen_at_the_next_start(folder: Folder) -> None:
    done = drop(folder, HEAD + b"1,1\r\n")
    write(done, b"2,2\r\n")
    folder.clock.now += 30 * 24 * 3600
    folder.watch = folder.begins()
    settles(folder)

    assert folder.taken[-1] == ("a (続き・3行目から).csv", HEAD + b"2,2\r\n")


def test_a_file_is_looked_at_for_a_day(folder: Folder) -> None:
    done = drop(folder, HEAD + b"1,1\r\n")
    folder.looks(after=24 * 3600 + 1)
    write(done, b"2,2\r\n")
    settles(folder)

    assert len(folder.taken) == 1


def test_a_file_that_was_altered_is_told_and_nothing_of_it_taken(folder: Folder) -> None:
    done = drop(folder, HEAD + b"1,1\r\n")
    done.write_bytes(HEAD + b"9,9\r\n8,8\r\n")
    settles(folder)
    settles(folder)

    [(name, words)] = folder.told
    assert name == "a.csv"
    assert "記録にない行だけを" in words.ja
    assert len(folder.taken) == 1


def test_a_new_date_is_no_change(folder: Folder) -> None:
    done = drop(folder, HEAD + b"1,1\r\n")
    os.utime(done, (1, 1))
    settles(folder)

    assert (folder.told, len(folder.taken)) == ([], 1)


def test_a_file_that_grows_while_it_is_read_is_not_taken_in_twice(folder: Folder) -> None:
    def take(path: Path) -> Found | None:
        data = path.read_bytes()
        folder.taken.append((path.name, data))
        if path.name == "a.csv":
            write(path, b"2,2\r\n")
        return answer((True, {}), data)

    folder.watch.take = take
    drop(folder, HEAD + b"1,1\r\n")
    settles(folder)

    assert [data for _name, data in folder.taken] == [HEAD + b"1,1\r\n", HEAD + b"2,2\r\n"]


@pytest.mark.parametrize("last", ["1", "2"])
def test_a_crash_beside_the_added_part_doubles_nothing(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    done = drop(folder, HEAD + b"1,1\r\n")
    write(done, b"2,2\r\n")
    put, count = files.put, 0

    def crash(path: Path, data: bytes) -> None:
        nonlocal count
        count += 1
        if count == int(last):
            raise KeyboardInterrupt
        put(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(files, "put", crash)
        with pytest.raises(KeyboardInterrupt):
            folder.looks(after=61)
    write(done, b"3,3\r\n")
    folder.watch = folder.begins()
    settles(folder)

    assert [data for _name, data in folder.taken] == [HEAD + b"1,1\r\n", HEAD + b"2,2\r\n3,3\r\n"]


def test_a_full_disk_leaves_no_part_that_could_be_doubled(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = drop(folder, HEAD + b"1,1\r\n")
    write(done, b"2,2\r\n")
    put = files.put

    def full(path: Path, data: bytes) -> None:
        if path.name.endswith(".json"):
            raise OSError(28, "No space left on device")
        put(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(files, "put", full)
        settles(folder)
        assert (len(folder.taken), folder.there()) == (1, set())
        assert [("No space left" in words.en) for _name, words in folder.told] == [True]
    settles(folder)

    assert folder.taken[-1][1] == HEAD + b"2,2\r\n"


def test_a_file_of_somebody_with_that_name_stays(folder: Folder) -> None:
    done = drop(folder, HEAD + b"1,1\r\n")
    write(done, b"2,2\r\n")
    (folder.place / "a (続き・3行目から).csv").write_bytes(b"mine")
    settles(folder)

    assert {data for _name, data in folder.taken[1:]} == {b"mine", HEAD + b"2,2\r\n"}


@pytest.mark.parametrize(
    ("taken", "more", "wanted"),
    [
        (b"h\n1\n", b"2\n", (b"h\n2\n", 3, False)),
        (b"h\n1", b"\n2\n", (b"h\n2\n", 3, False)),
        (b"h\r\n1\r", b"\n2", (b"h\r\n2", 3, False)),
        (b"h\n1,2", b"3\n4\n", (b"h\n1,23\n4\n", 2, True)),
        (b"h\n1", b"\n", (b"", 0, False)),
        (b"\n h\n1\n", b"2", (b"\n h\n2", 4, False)),
        (b'"a\nb"\n1\n', b"2\n", (b'"a\nb"\n2\n', 4, False)),
        ("h\n1\n".encode("utf-16"), "2\n".encode("utf-16-le"), None),
        (b"h\r1\r", b"2\r", (b"h\r2\r", 3, False)),
        (b"h\r1", b"2\r", (b"h\r12\r", 2, True)),
        (b'h\r"1\n"\r', b"2\r", None),
        (b"h", b"\n1\n", None),
        (TITLED, ROW, (HEADED + ROW, 5, False)),
    ],
)
def test_what_was_added_begins_where_a_line_begins(
    taken: bytes, more: bytes, wanted: tuple[bytes, int, bool] | None
) -> None:
    assert added(taken + more, Mark(len(taken), 0, ""), beginning) == wanted


@pytest.mark.parametrize(("titles", "before"), [(0, b""), (1, b"1\n")])
def test_without_a_header_none_is_added(titles: int, before: bytes) -> None:
    profile = parse_profile(
        b'kind = "openings"\nheader = false\ntitle_lines = %d\n[columns]\non = 1\nopens = 2\ncloses = 3\n'
        % titles,
        name="own",
    )
    assert added(b"1\n2\n3\n", Mark(4, 0, ""), lambda data: beginning_of(data, profile)) == (
        before + b"3\n",
        3,
        False,
    )


@pytest.mark.skipif(not Path("/proc/self/fdinfo").is_dir(), reason="only Linux tells who has a file open")
def test_a_file_that_a_program_holds_open_for_writing_is_left_until_it_is_closed(folder: Folder) -> None:
    path = folder.place / "a.csv"
    with path.open("wb") as file:
        file.write(HEAD)
        file.flush()
        for _look in range(4):
            assert folder.looks(after=3) == []
        assert [name for name, _words in folder.told] == ["a.csv"]
    with path.open("rb"):
        assert folder.looks(after=3) == ["a.csv"]


@pytest.mark.skipif(not Path("/proc/self/fdinfo").is_dir(), reason="only Linux tells who has a file open")
def test_looking_once_does_not_wait_for_a_program_that_writes(tmp_path: Path) -> None:
    watch = Watch(tmp_path, lambda _path: None, beginning, seconds_still=0.1)
    with (tmp_path / "a.csv").open("wb"):
        assert watch.run(Event(), once=True) == 1
